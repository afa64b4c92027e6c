//! Why a setting is as it is, in a sentence that can stand in a comment.

use crate::policy::ClientAuth;

/// The reason of one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The switch without which every other option of the block is ignored.
    Enabled,
    /// The certificate of a listener.
    ServerCertificate,
    /// The certificate of a client.
    ClientCertificate,
    /// memberlist's, which is one for both directions.
    GossipCertificate,
    /// The key of a certificate.
    Key,
    /// The certificate authorities that a client trusts.
    Ca,
    /// The certificate authorities whose client certificates a listener
    /// accepts.
    ClientCa,
    /// What a gRPC listener asks for.
    GrpcAuth(ClientAuth),
    /// What an HTTP listener asks for.
    HttpAuth(ClientAuth),
    /// The shared name, where an address is dialled.
    SharedName,
    /// The name of a server that the plan names.
    EndpointName,
    /// The oldest version of TLS that the plan allows.
    MinVersion,
    /// The cipher suites that the plan allows.
    CipherSuites,
}

impl Reason {
    /// The reason as a sentence for a reader of the configuration.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Enabled => {
                "without it the rest of this block is ignored and the client speaks plaintext"
            }
            Self::ServerCertificate => {
                "certificate and key together turn TLS on; with one of them the port stays plaintext"
            }
            Self::ClientCertificate => "shown to every server that asks for one",
            Self::GossipCertificate => {
                "the server's certificate, because memberlist presents the one it has as a server; it never asks for the peer's"
            }
            Self::Key => "the key of the certificate above",
            Self::Ca => "the only CA that this client believes",
            Self::ClientCa => "the only CA whose client certificates are accepted",
            Self::GrpcAuth(auth) => match auth {
                ClientAuth::RequireAndVerify => {
                    "mutual TLS: every gRPC caller is a part of Mimir and has a certificate"
                }
                ClientAuth::VerifyIfGiven => {
                    "a caller without a certificate is let in, as the plan says"
                }
                ClientAuth::RequireAny => {
                    "any certificate is accepted, even of a foreign CA, as the plan says"
                }
                ClientAuth::Request => {
                    "a certificate is asked for but neither required nor verified, as the plan says"
                }
                ClientAuth::No => "no certificate is asked for, as the plan says",
            },
            Self::HttpAuth(auth) => match auth {
                ClientAuth::RequireAndVerify => {
                    "strict: probes and scrapers without a certificate are refused"
                }
                ClientAuth::VerifyIfGiven => {
                    "health checks and most scrapers have no certificate; one that comes is verified"
                }
                ClientAuth::RequireAny => {
                    "any certificate is accepted, even of a foreign CA, as the plan says"
                }
                ClientAuth::Request => {
                    "a certificate is asked for but neither required nor verified, as the plan says"
                }
                ClientAuth::No => "no certificate is asked for, as the plan says",
            },
            Self::SharedName => {
                "rings and workers dial addresses, so the one shared name is verified instead"
            }
            Self::EndpointName => "the name of the server that the plan names",
            Self::MinVersion => "the plan's oldest version of TLS",
            Self::CipherSuites => {
                "the plan's suites; they bind TLS 1.2 only, Go chooses by itself in TLS 1.3"
            }
        }
    }

    /// Whether the sentence says more than the option's own name.
    pub fn is_worth_a_line(self) -> bool {
        !matches!(
            self,
            Self::Key | Self::ClientCertificate | Self::Ca | Self::Enabled | Self::ClientCa
        )
    }
}
