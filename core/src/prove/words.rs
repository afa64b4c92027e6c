//! The two sides as Mimir's options spell them: dskit reads the words, and a
//! word that it refuses stops the process at its start.

use super::{
    ClientOptions, ClientSide, Credentials, Pool, ServerOptions, ServerSide, StartError, TlsRange,
};
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};

/// A private key, as whoever asks has it.
#[derive(Clone, Copy, Debug, Default)]
pub enum KeyText<'a> {
    /// No option for the key is set.
    #[default]
    NotSet,
    /// A key is set, but nobody handed it over: it is taken to fit.
    NotGiven,
    /// The text of the key, PEM.
    Given(&'a [u8]),
}

/// A listener's options as Mimir has them. An empty word and `None` are both
/// "not set"; an empty text is a file with nothing in it.
#[derive(Clone, Copy, Default)]
pub struct ServerWords<'a> {
    /// The server's certificate chain, PEM.
    pub certificate: Option<&'a [u8]>,
    /// The key of the server's certificate.
    pub key: KeyText<'a>,
    /// The certificate authorities of client certificates, PEM.
    pub client_ca: Option<&'a [u8]>,
    /// The client authentication that the listener asks for, by Mimir's word.
    pub client_auth: &'a str,
    /// The oldest version that the server speaks, by Mimir's word.
    pub min_version: &'a str,
    /// The newest version, which no option of Mimir limits.
    pub max_version: Option<TlsVersion>,
    /// Suites by commas, without blanks.
    pub cipher_suites: &'a str,
    /// Whether Go's `net/http` serves there, which speaks HTTP/2 as well.
    pub serves_http: bool,
}

/// A client's options as Mimir has them. An empty word and `None` are both
/// "not set"; an empty text is a file with nothing in it.
#[derive(Clone, Copy, Default)]
pub struct ClientWords<'a> {
    /// The client's certificate chain, PEM.
    pub certificate: Option<&'a [u8]>,
    /// The key of the client's certificate.
    pub key: KeyText<'a>,
    /// The certificate authorities of the server's certificate, PEM.
    pub ca: Option<&'a [u8]>,
    /// The name to verify in place of the address.
    pub server_name: &'a str,
    /// Whether the server's certificate is not verified at all.
    pub skip_verify: bool,
    /// The oldest version that the client speaks, by Mimir's word.
    pub min_version: &'a str,
    /// The newest version, which no option of Mimir limits.
    pub max_version: Option<TlsVersion>,
    /// Suites by commas; blanks do not count.
    pub cipher_suites: &'a str,
}

impl ServerWords<'_> {
    /// Loads the listener, in the order in which dskit looks at its words.
    ///
    /// # Errors
    /// What stops the process at its start.
    pub fn side(&self) -> Result<ServerSide, StartError> {
        let (versions, suites) = self.limits()?;
        let auth = self.auth();
        let options = ServerOptions {
            certificate: self.certificate,
            key: None,
            client_ca: self.client_ca,
            // Any that takes a CA: the word itself is looked at last.
            client_auth: *auth.as_ref().unwrap_or(&ClientAuth::Request),
            versions,
            cipher_suites: suites.as_deref(),
        };
        let side = match (self.key, self.certificate) {
            (KeyText::Given(key), _) => ServerSide::new(&ServerOptions {
                key: Some(key),
                ..options
            })?,
            (KeyText::NotGiven, Some(certificate)) => {
                let pair = Credentials::without_key(certificate).map_err(StartError::ServerPair)?;
                let ca = self.client_ca;
                if ca.is_some() && options.client_auth == ClientAuth::No {
                    return Err(StartError::ClientCaWithoutPolicy);
                }
                ServerSide::tls(pair, ca.map(Pool::from_pem), &options)
            }
            _ => ServerSide::plaintext(),
        };
        if side.is_tls() {
            auth?;
        }
        if self.serves_http {
            side.serves_http()?;
        }
        Ok(side)
    }

    /// Versions and suites, which dskit reads before all else, and for a
    /// plaintext listener too.
    ///
    /// # Errors
    /// A word that dskit does not know.
    pub fn limits(&self) -> Result<(TlsRange, Option<Vec<CipherSuite>>), StartError> {
        let suites = match self.cipher_suites {
            "" => None,
            list => Some(suites(list, StartError::ServerSuite)?),
        };
        let min = version(self.min_version, StartError::ServerVersion)?;
        let max = self.max_version;
        Ok((TlsRange { min, max }, suites))
    }

    /// The policy that the listener's word for client authentication means.
    ///
    /// # Errors
    /// A word that exporter-toolkit does not know.
    pub fn auth(&self) -> Result<ClientAuth, StartError> {
        match self.client_auth {
            "" => Ok(ClientAuth::No),
            word => word
                .parse()
                .map_err(|_| StartError::ClientAuth(word.to_owned())),
        }
    }
}

impl ClientWords<'_> {
    /// Loads the client, whose TLS is switched on, in the order in
    /// which dskit looks at its words.
    ///
    /// # Errors
    /// What stops the process at its start.
    pub fn side(&self) -> Result<ClientSide, StartError> {
        let options = ClientOptions {
            enabled: true,
            certificate: self.certificate,
            key: None,
            ca: self.ca,
            server_name: Some(self.server_name),
            skip_verify: self.skip_verify,
            ..ClientOptions::default()
        };
        // What the files hold is looked at before the self.
        let client = match (self.key, self.certificate) {
            (KeyText::NotSet, _) => ClientSide::new(&options)?,
            (KeyText::Given(key), _) => ClientSide::new(&ClientOptions {
                key: Some(key),
                ..options
            })?,
            (KeyText::NotGiven, None) => return Err(StartError::CertificateMissing),
            (KeyText::NotGiven, Some(certificate)) => {
                let pair = Credentials::without_key(certificate).map_err(StartError::ClientPair)?;
                let ca = self.ca.map(Pool::from_pem).unwrap_or_default();
                ClientSide::tls(Some(pair), ca, &options)
            }
        };
        let (versions, suites) = self.limits()?;
        Ok(client.limited(versions, suites))
    }

    /// The range of versions and the cipher suites that the client's words set.
    ///
    /// # Errors
    /// A word that dskit does not know.
    pub fn limits(&self) -> Result<(TlsRange, Option<Vec<CipherSuite>>), StartError> {
        let min = version(self.min_version, StartError::ClientVersion)?;
        let suites = match self.cipher_suites {
            "" => None,
            // All blanks go, wherever they stand, and nothing else does.
            list => Some(suites(&list.replace(' ', ""), StartError::ClientSuite)?),
        };
        let max = self.max_version;
        Ok((TlsRange { min, max }, suites))
    }
}

fn version(word: &str, refuse: fn(String) -> StartError) -> Result<Option<TlsVersion>, StartError> {
    match word {
        "" => Ok(None),
        word => word.parse().map(Some).map_err(|_| refuse(word.to_owned())),
    }
}

/// A list by commas; what stands between them is taken as it is.
fn suites(list: &str, refuse: fn(String) -> StartError) -> Result<Vec<CipherSuite>, StartError> {
    let suite = |name: &str| CipherSuite::from_name(name).ok_or_else(|| refuse(name.to_owned()));
    list.split(',').map(suite).collect()
}
