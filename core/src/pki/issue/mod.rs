//! Issuing: a CA, what it signs, and what is asked of others. The only folder
//! that names rcgen.

mod request;

pub use request::certificate_request;

use rcgen::string::BmpString;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyUsagePurpose,
    PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
};

use super::x509::Certificate;
use super::x509::der::{Reader, arcs, tag};
use super::{
    Algorithm, Attribute, Clamped, Entropy, Key, NameConstraints, PkiError, San, SecretPem,
    Subject, Validity, pem,
};
use crate::digest;

/// What a CA is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaParams {
    /// The distinguished name of the CA. Without a CN it gets one that tells one
    /// root from the next: the day on which it begins, and how its key's
    /// identifier begins, as in `root 2026-11-29 6d48c1f2`.
    pub subject: Subject,
    /// The algorithm of the CA's key.
    pub algorithm: Algorithm,
    /// When it is valid; its leaves end with it.
    pub validity: Validity,
    /// The names that the CA may vouch for; any name without.
    pub name_constraints: Option<NameConstraints>,
}

/// What a certificate is for. It is written as extended key usage (RFC 5280,
/// section 4.2.1.12), which Go checks on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A server, which has the extended key usage `serverAuth`.
    Server,
    /// A client, which has the extended key usage `clientAuth`.
    Client,
    /// Server and client in one, with both extended key usages.
    Both,
}

/// What a leaf is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafParams {
    /// The distinguished name of the leaf.
    pub subject: Subject,
    /// The names and addresses of the leaf, in order; copies are dropped.
    pub sans: Vec<San>,
    /// The role of the leaf, which sets its extended key usage.
    pub role: Role,
    /// The algorithm of the leaf's key, whatever its CA's.
    pub algorithm: Algorithm,
    /// The validity of the leaf; cut to its CA's.
    pub validity: Validity,
}

/// An issued certificate with its private key.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate in PEM, one block.
    pub certificate: String,
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// The certificate's private key, PKCS#8 in PEM.
    pub key: SecretPem,
    /// The time in which the certificate is valid.
    pub validity: Validity,
    /// Set where the validity asked for passed the CA's; worth a warning.
    pub clamped: Option<Clamped>,
}

/// A CA that can sign.
#[derive(Debug)]
pub struct Authority {
    root: Issued,
    /// What goes behind a leaf: the CA's own certificate and those above it, up
    /// to the root and without it, PEM. Nothing where the CA is a root.
    chain: String,
    /// What is believed: its root, and others that are believed beside it, PEM.
    roots: String,
    signer: Key,
    params: CertificateParams,
    name_constraints: Option<NameConstraints>,
}

/// Makes a CA that signs itself: path length 0, so that it signs leaves and no
/// other CA; `keyCertSign` and `cRLSign`; every constraint critical (RFC 5280,
/// section 4.2.1.9).
///
/// # Errors
/// What [`Entropy`] says where no key can be made, [`PkiError::Encoding`] where
/// the certificate cannot be written.
pub fn issue_ca(params: &CaParams, entropy: &mut dyn Entropy) -> Result<Authority, PkiError> {
    let key = entropy.key(params.algorithm)?;
    issue_ca_for(params, key, entropy)
}

/// [`issue_ca`] for a key that is there; its kind is the key's own, whatever
/// `params` say.
///
/// # Errors
/// As [`issue_ca`].
pub fn issue_ca_for(
    params: &CaParams,
    key: Key,
    entropy: &mut dyn Entropy,
) -> Result<Authority, PkiError> {
    let mut cert = base_params(&params.subject, params.validity, entropy)?;
    if params.subject.common_name().is_none() {
        let key_id = cert.key_identifier(&Signer(&key));
        let name = root_name(params.validity, &key_id);
        cert.distinguished_name = distinguished_name(&params.subject.with_common_name(&name)?)?;
    }
    cert.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    cert.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    cert.name_constraints = params
        .name_constraints
        .as_ref()
        .map(permitted)
        .transpose()?;
    let made = cert.self_signed(&Signer(&key)).map_err(encoding)?;
    let root = issued(made.der().to_vec(), &key, params.validity, None);
    Ok(Authority {
        chain: String::new(),
        roots: root.certificate.clone(),
        root,
        signer: key,
        params: cert,
        name_constraints: params.name_constraints.clone(),
    })
}

impl Authority {
    /// The CA's own certificate and key, whether or not it is a root.
    #[must_use]
    pub fn root(&self) -> &Issued {
        &self.root
    }

    /// What goes behind each leaf in its file, PEM: the CA and those above it,
    /// without the root. Empty for a CA that is a root itself.
    #[must_use]
    pub fn chain(&self) -> &str {
        &self.chain
    }

    /// What those are given who are to believe its leaves, PEM: its root, and
    /// the roots that came with it.
    #[must_use]
    pub fn roots(&self) -> &str {
        &self.roots
    }

    /// Makes a key and signs a leaf for it: no CA, `digitalSignature` (and
    /// `keyEncipherment` for RSA, which TLS 1.2 without ephemeral keys needs),
    /// both key identifiers, a random positive serial of 128 bits.
    ///
    /// # Errors
    /// [`PkiError::NoSan`] for a server that could be dialled by nothing,
    /// [`PkiError::NotAdmitted`] for a name against the CA's constraints,
    /// [`PkiError::OutsideCa`] where the CA is not valid then, and what
    /// [`issue_ca`] may say.
    pub fn issue(
        &self,
        params: &LeafParams,
        entropy: &mut dyn Entropy,
    ) -> Result<Issued, PkiError> {
        self.check_names(params)?;
        params.validity.within(self.root.validity)?;
        let key = entropy.key(params.algorithm)?;
        self.issue_for(params, &key, entropy)
    }

    /// [`Authority::issue`] for a key that is there; its kind is the key's own,
    /// whatever `params` say.
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn issue_for(
        &self,
        params: &LeafParams,
        key: &Key,
        entropy: &mut dyn Entropy,
    ) -> Result<Issued, PkiError> {
        self.check_names(params)?;
        self.sign(params, usages(params.role), key, entropy)
    }

    /// What somebody else's CA will issue, in its place: with any names or none,
    /// and without extended key usage unless it is `limited` to its role.
    pub(crate) fn stand_in(
        &self,
        params: &LeafParams,
        limited: bool,
        entropy: &mut dyn Entropy,
    ) -> Result<Issued, PkiError> {
        let key = entropy.key(params.algorithm)?;
        let usages = if limited {
            usages(params.role)
        } else {
            Vec::new()
        };
        self.sign(params, usages, &key, entropy)
    }

    fn sign(
        &self,
        params: &LeafParams,
        usages: Vec<ExtendedKeyUsagePurpose>,
        key: &Key,
        entropy: &mut dyn Entropy,
    ) -> Result<Issued, PkiError> {
        let (validity, clamped) = params.validity.within(self.root.validity)?;
        let mut cert = base_params(&params.subject, validity, entropy)?;
        cert.use_authority_key_identifier_extension = true;
        describe(&mut cert, params, usages, key)?;
        let issuer = Issuer::from_params(&self.params, Signer(&self.signer));
        let made = cert.signed_by(&Signer(key), &issuer).map_err(encoding)?;
        Ok(issued(made.der().to_vec(), key, validity, clamped))
    }

    /// A CA that was made elsewhere. What it may vouch for is not looked at
    /// here: the proof does that, as Go does. `None` if its subject has a form
    /// that its leaves could not repeat as their issuer, byte by byte.
    pub(super) fn brought(
        certificate: &Certificate,
        signer: Key,
        validity: Validity,
        chain: &[Certificate],
        roots: &[&Certificate],
    ) -> Option<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name = repeated_name(certificate)?;
        if !certificate.subject_key_id().is_empty() {
            params.key_identifier_method =
                KeyIdMethod::PreSpecified(certificate.subject_key_id().to_vec());
        }
        let pem = |it: &Certificate| pem::encode("CERTIFICATE", it.raw());
        Some(Self {
            chain: chain.iter().map(pem).collect(),
            roots: roots.iter().copied().map(pem).collect(),
            root: issued(certificate.raw().to_vec(), &signer, validity, None),
            signer,
            params,
            name_constraints: None,
        })
    }

    /// The CA's key, with which it can sign itself anew.
    #[must_use]
    pub fn into_key(self) -> Key {
        self.signer
    }

    fn check_names(&self, params: &LeafParams) -> Result<(), PkiError> {
        if params.sans.is_empty() && params.role != Role::Client {
            return Err(PkiError::NoSan {
                subject: params.subject.to_string(),
            });
        }
        let Some(constraints) = &self.name_constraints else {
            return Ok(());
        };
        match params.sans.iter().find(|san| !constraints.admits(san)) {
            Some(san) => Err(PkiError::NotAdmitted {
                san: san.clone(),
                permitted: constraints.to_string(),
            }),
            None => Ok(()),
        }
    }
}

/// What a leaf says of itself but for its subject: no CA, its key's usages, its
/// names.
fn describe(
    cert: &mut CertificateParams,
    params: &LeafParams,
    usages: Vec<ExtendedKeyUsagePurpose>,
    key: &Key,
) -> Result<(), PkiError> {
    cert.is_ca = IsCa::ExplicitNoCa;
    cert.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    // A TLS 1.2 client may encrypt to a server's RSA key, nobody to a client's
    // (RFC 5280, section 4.2.1.12).
    if key.algorithm().rsa_bits().is_some() && params.role != Role::Client {
        cert.key_usages.push(KeyUsagePurpose::KeyEncipherment);
    }
    cert.extended_key_usages = usages;
    for san in &params.sans {
        let san = match san {
            San::Dns(name) => SanType::DnsName(name.as_str().try_into().map_err(encoding)?),
            San::Ip(ip) => SanType::IpAddress(*ip),
        };
        if !cert.subject_alt_names.contains(&san) {
            cert.subject_alt_names.push(san);
        }
    }
    Ok(())
}

/// The extended key usages of a role.
fn usages(role: Role) -> Vec<ExtendedKeyUsagePurpose> {
    match role {
        Role::Server => vec![ExtendedKeyUsagePurpose::ServerAuth],
        Role::Client => vec![ExtendedKeyUsagePurpose::ClientAuth],
        Role::Both => vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ],
    }
}

fn issued(der: Vec<u8>, key: &Key, validity: Validity, clamped: Option<Clamped>) -> Issued {
    Issued {
        certificate: pem::encode("CERTIFICATE", &der),
        der,
        key: key.to_pem(),
        validity,
        clamped,
    }
}

fn base_params(
    subject: &Subject,
    validity: Validity,
    entropy: &mut dyn Entropy,
) -> Result<CertificateParams, PkiError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = distinguished_name(subject)?;
    params.not_before = validity.not_before().date_time();
    params.not_after = validity.not_after().date_time();
    params.serial_number = Some(serial(entropy)?);
    Ok(params)
}

/// The name of a root that nobody named: two with one name are told apart by
/// nobody who reads a log, and every new CA is one more.
fn root_name(validity: Validity, key_id: &[u8]) -> String {
    let begins = validity.not_before().rfc3339();
    let day = begins.split('T').next().unwrap_or(&begins);
    let id = digest::hex(key_id.get(..4).unwrap_or(key_id));
    format!("root {day} {id}")
}

/// Sixteen bytes, the first between 0x40 and 0x7f: positive without a byte in
/// front, never zero, always as long (RFC 5280, section 4.1.2.2; the CA/Browser
/// Forum asks for 64 random bits, this has 126).
fn serial(entropy: &mut dyn Entropy) -> Result<SerialNumber, PkiError> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    bytes[0] = bytes[0] & 0x7f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

fn distinguished_name(subject: &Subject) -> Result<DistinguishedName, PkiError> {
    let mut name = DistinguishedName::new();
    for (attribute, value) in subject.attributes() {
        let kind = match attribute {
            Attribute::Country => DnType::CountryName,
            Attribute::State => DnType::StateOrProvinceName,
            Attribute::Locality => DnType::LocalityName,
            Attribute::Organization => DnType::OrganizationName,
            Attribute::OrganizationalUnit => DnType::OrganizationalUnitName,
            Attribute::CommonName => DnType::CommonName,
        };
        // A country is a PrintableString, all else UTF-8 (RFC 5280, appendix A.1).
        let value = match attribute {
            Attribute::Country => DnValue::PrintableString(value.try_into().map_err(encoding)?),
            _ => DnValue::Utf8String(value.to_owned()),
        };
        name.push(kind, value);
    }
    Ok(name)
}

/// A certificate's subject in rcgen's words: each attribute once, and alone in
/// its set, which is how rcgen writes a name.
fn repeated_name(certificate: &Certificate) -> Option<DistinguishedName> {
    let mut name = DistinguishedName::new();
    let mut sets = Reader(certificate.raw_subject()).read(tag::SEQUENCE)?;
    while !sets.is_empty() {
        let mut set = sets.read(tag::SET)?;
        let mut pair = set.read(tag::SEQUENCE)?;
        let arcs: Vec<u64> = arcs(pair.oid()?)?.into_iter().map(u64::from).collect();
        let kind = DnType::from_oid(&arcs);
        let value = pair.any()?;
        let text = || std::str::from_utf8(value.content).ok();
        let value = match value.tag {
            tag::UTF8_STRING => DnValue::Utf8String(text()?.to_owned()),
            tag::PRINTABLE_STRING => DnValue::PrintableString(text()?.try_into().ok()?),
            tag::IA5_STRING => DnValue::Ia5String(text()?.try_into().ok()?),
            tag::T61_STRING => DnValue::TeletexString(text()?.try_into().ok()?),
            tag::BMP_STRING => {
                DnValue::BmpString(BmpString::from_utf16be(value.content.to_vec()).ok()?)
            }
            _ => return None,
        };
        if !set.is_empty() || name.get(&kind).is_some() {
            return None;
        }
        name.push(kind, value);
    }
    Some(name)
}

fn permitted(constraints: &NameConstraints) -> Result<rcgen::NameConstraints, PkiError> {
    let dns = constraints
        .dns()
        .iter()
        .map(|name| GeneralSubtree::DnsName(name.as_str().to_owned()));
    let ips = constraints.ips().iter().map(|net| {
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
            net.network(),
            net.prefix_len(),
        ))
    });
    Ok(rcgen::NameConstraints {
        permitted_subtrees: dns.chain(ips).collect(),
        excluded_subtrees: Vec::new(),
    })
}

fn encoding(error: rcgen::Error) -> PkiError {
    PkiError::Encoding {
        reason: error.to_string(),
    }
}

/// A [`Key`] in rcgen's words; rcgen itself never holds one.
struct Signer<'a>(&'a Key);

impl PublicKeyData for Signer<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self.0.algorithm() {
            Algorithm::EcdsaP256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            Algorithm::EcdsaP384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            Algorithm::Ed25519 => &rcgen::PKCS_ED25519,
            Algorithm::Rsa2048 | Algorithm::Rsa3072 | Algorithm::Rsa4096 => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

impl SigningKey for Signer<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.0
            .sign(message)
            .map_err(|_| rcgen::Error::RingUnspecified)
    }
}

#[cfg(test)]
mod tests;
