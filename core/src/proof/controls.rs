//! Strangers at every door: who must be refused, and by whom.

use crate::catalog::{End, Protocol};
use crate::cluster::{Blob, FileText, Side};
use crate::pki::{
    self, Algorithm, CaParams, Entropy, Instant, Issued, LeafParams, Role, Validity, issue_ca,
};
use crate::plan::Plan;
use crate::policy::ClientAuth;
use crate::topology;

/// A peer that does not belong to the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stranger {
    /// A client that knows the CA but has no certificate.
    NoCertificate,
    /// A client with a certificate of another CA.
    ForeignClient,
    /// A client that speaks no TLS.
    Plaintext,
    /// A server with all the right names, under another CA.
    ForeignServer,
}

impl Stranger {
    /// The stranger's name in a proof, `client of another CA`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoCertificate => "client without a certificate",
            Self::ForeignClient => "client of another CA",
            Self::Plaintext => "client without TLS",
            Self::ForeignServer => "server of another CA",
        }
    }

    /// Whether a listener that asks for certificates like that must let it in.
    pub(super) fn is_welcome(self, listener: Option<ClientAuth>) -> bool {
        match (self, listener) {
            // A listener in plaintext, on purpose, knows nobody.
            (Self::Plaintext, None) => true,
            (Self::Plaintext | Self::ForeignServer, _) | (_, None) => false,
            (Self::NoCertificate, Some(auth)) => !auth.requires(),
            (Self::ForeignClient, Some(auth)) => !auth.verifies(),
        }
    }
}

/// One stranger at one door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Control {
    /// The stranger that dials or listens.
    pub stranger: Stranger,
    /// The end of the cluster that the stranger meets.
    pub at: End,
    /// The protocol that is spoken there, by which the end's doors differ.
    pub protocol: Protocol,
}

/// Another CA, with a certificate that has all of the plan's names: what the
/// strangers show.
#[derive(Debug)]
pub struct ForeignCa {
    made_of: (CaParams, LeafParams),
    root: String,
    leaf: Issued,
}

impl ForeignCa {
    /// Makes a foreign CA with a certificate for the names of `plan`.
    ///
    /// # Errors
    ///
    /// Entropy that gives no key, or a validity past the year 9999.
    pub fn issue(
        plan: &Plan,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        let (ca, leaf) = made_of(plan, now)?;
        let authority = issue_ca(&ca, entropy)?;
        let issued = authority.issue(&leaf, entropy)?;
        Ok(Self {
            made_of: (ca, leaf),
            root: authority.root().certificate.clone(),
            leaf: issued,
        })
    }

    /// Whether the foreign CA is what [`ForeignCa::issue`] would make, but for
    /// its keys.
    ///
    /// # Errors
    ///
    /// A validity past the year 9999.
    pub fn suits(&self, plan: &Plan, now: Instant) -> Result<bool, pki::PkiError> {
        Ok(self.made_of == made_of(plan, now)?)
    }

    /// What the strangers have in hand, as files.
    pub(super) fn hand(&self) -> Hand<'_> {
        let texts = [&*self.leaf.certificate, self.leaf.key.expose(), &*self.root];
        let [certificate, key, root] =
            texts.map(|text| FileText::Given(Blob::new(text.as_bytes())));
        let pair = [certificate, key];
        Hand { pair, root }
    }
}

/// What strangers have in hand: each file hashed once, at however many doors
/// they stand.
pub(super) struct Hand<'a> {
    pair: [FileText<'a>; 2],
    root: FileText<'a>,
}

impl<'a> Hand<'a> {
    /// The stranger as a client that would believe the plan's own servers.
    pub(super) fn client(
        &self,
        stranger: Stranger,
        server_name: &'a str,
        ca: FileText<'a>,
    ) -> Side<'a> {
        let [certificate, key] = match stranger {
            Stranger::ForeignClient => self.pair,
            _ => [FileText::NotSet; 2],
        };
        let client = Side::outside_client([certificate, key, ca], server_name, false);
        match stranger {
            Stranger::Plaintext => client.switched_off(),
            _ => client,
        }
    }

    /// The stranger as a server that takes every client.
    pub(super) fn server(&self) -> Side<'a> {
        let [certificate, key] = self.pair;
        Side::outside_server([certificate, key, self.root], ClientAuth::Request)
    }
}

fn made_of(plan: &Plan, now: Instant) -> Result<(CaParams, LeafParams), pki::PkiError> {
    // The cheapest kind that everybody takes: an RSA key would take longer
    // to make than all else together, and shows nothing more.
    let algorithm = match plan.certificates.algorithm {
        Algorithm::Ed25519 => Algorithm::Ed25519,
        _ => Algorithm::EcdsaP256,
    };
    let validity = Validity::starting(now, plan.certificates.leaf_days)?;
    let subject = |name: &str| plan.certificates.leaf_subject.with_common_name(name);
    let names = topology::Names::of(plan).all();
    let sans = names.into_iter().map(|named| named.san).collect();
    Ok((
        CaParams {
            subject: subject("another root")?,
            algorithm,
            validity,
            name_constraints: None,
        },
        LeafParams {
            subject: subject("stranger")?,
            sans,
            role: Role::Both,
            algorithm,
            validity,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each door, and which of the strangers it lets in.
    #[test]
    fn a_stranger_is_welcome_where_the_policy_lets_it_in() {
        use Stranger::{ForeignClient, ForeignServer, NoCertificate, Plaintext};
        let doors: [(Option<ClientAuth>, &[Stranger]); 6] = [
            (None, &[Plaintext]),
            (Some(ClientAuth::No), &[NoCertificate, ForeignClient]),
            (Some(ClientAuth::Request), &[NoCertificate, ForeignClient]),
            (Some(ClientAuth::RequireAny), &[ForeignClient]),
            (Some(ClientAuth::VerifyIfGiven), &[NoCertificate]),
            (Some(ClientAuth::RequireAndVerify), &[]),
        ];
        for (door, welcome) in doors {
            for stranger in [NoCertificate, ForeignClient, Plaintext, ForeignServer] {
                assert_eq!(
                    stranger.is_welcome(door),
                    welcome.contains(&stranger),
                    "{} at {door:?}",
                    stranger.name()
                );
            }
        }
    }
}
