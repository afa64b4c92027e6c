//! Certificate extensions, as Go's `processExtensions` reads them.

use super::constraints::name_constraints;
use super::der::{Reader, signed, tag};
use super::general_name::subject_alt_names;
use super::name::Oid;
use super::{Certificate, Malformed};

/// An extension as it stands in the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The extension's identifier, `2.5.29.17` for subject alternative names.
    pub oid: Oid,
    /// Whether a reader that does not know it must refuse the certificate.
    pub critical: bool,
    /// The extension's value, DER.
    pub value: Vec<u8>,
}

/// Extended key usages that Go knows by name; `Display` is that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExtKeyUsage {
    /// Any usage, `anyExtendedKeyUsage`.
    Any,
    /// The authentication of TLS servers, `serverAuth`.
    ServerAuth,
    /// The authentication of TLS clients, `clientAuth`.
    ClientAuth,
    /// Another usage of Go's list, by its name.
    Other(&'static str),
}

impl std::fmt::Display for ExtKeyUsage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Any => "anyExtendedKeyUsage",
            Self::ServerAuth => "serverAuth",
            Self::ClientAuth => "clientAuth",
            Self::Other(name) => name,
        })
    }
}

impl ExtKeyUsage {
    fn from_oid(oid: &[u8]) -> Option<Self> {
        match oid {
            [0x55, 0x1d, 0x25, 0x00] => Some(Self::Any),
            [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, kind] => match kind {
                1 => Some(Self::ServerAuth),
                2 => Some(Self::ClientAuth),
                3 => Some(Self::Other("codeSigning")),
                4 => Some(Self::Other("emailProtection")),
                5 => Some(Self::Other("ipsecEndSystem")),
                6 => Some(Self::Other("ipsecTunnel")),
                7 => Some(Self::Other("ipsecUser")),
                8 => Some(Self::Other("timeStamping")),
                9 => Some(Self::Other("OCSPSigning")),
                _ => None,
            },
            [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x03, 0x03] => {
                Some(Self::Other("msSGC"))
            }
            [0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x04, 0x01] => Some(Self::Other("nsSGC")),
            [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x16] => {
                Some(Self::Other("msCodeCom"))
            }
            [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x3d, 0x01, 0x01] => {
                Some(Self::Other("msKernelCode"))
            }
            _ => None,
        }
    }
}

/// Key usage bits (RFC 5280, 4.2.1.3), bit 0 first: `digitalSignature` is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// The bit that lets a key sign certificates (`keyCertSign`).
    pub const CERT_SIGN: u16 = 1 << 5;

    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Whether the key may sign certificates: the usage says so, or nothing at
    /// all.
    #[must_use]
    pub fn may_sign_certificates(self) -> bool {
        self.0 == 0 || self.0 & Self::CERT_SIGN != 0
    }

    /// The names of the bits that are set, RFC 5280's.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & 1 << bit != 0)
            .map(|(_, name)| name)
    }
}

/// Reads every extension of a certificate into its fields.
pub(super) fn process(certificate: &mut Certificate) -> Result<(), Malformed> {
    for extension in std::mem::take(&mut certificate.extensions) {
        let handled = process_one(certificate, &extension)?;
        if extension.critical && !handled {
            certificate.unhandled_critical.push(extension.oid.clone());
        }
        certificate.extensions.push(extension);
    }
    Ok(())
}

/// Whether Go understands the extension. What it parses but does not act on
/// (policies, distribution points) counts as understood.
fn process_one(certificate: &mut Certificate, extension: &Extension) -> Result<bool, Malformed> {
    let value = Reader(&extension.value);
    match extension.oid.as_bytes() {
        [0x55, 0x1d, kind] => match kind {
            14 => certificate.subject_key_id = Some(subject_key_id(value, extension.critical)?),
            15 => certificate.key_usage = KeyUsage(key_usage(value)?),
            17 => {
                certificate.sans = subject_alt_names(value)?;
                return Ok(!certificate.sans.is_empty());
            }
            19 => {
                let (is_ca, path_len) = basic_constraints(value)
                    .ok_or(Malformed::fixed("x509: invalid basic constraints"))?;
                certificate.basic_constraints = true;
                certificate.is_ca = is_ca;
                certificate.max_path_len = path_len;
            }
            30 => return name_constraints(certificate, extension),
            35 => {
                certificate.authority_key_id = authority_key_id(value, extension.critical)?;
            }
            37 => {
                ext_key_usages(certificate, value)
                    .ok_or(Malformed::fixed("x509: invalid extended key usages"))?;
            }
            31 => distribution_points(value)?,
            32 => certificate.policies.read_own(value)?,
            33 => certificate.policies.read_mappings(value)?,
            36 => certificate.policies.read_constraints(value)?,
            54 => certificate.policies.read_inhibit_any(value)?,
            _ => return Ok(false),
        },
        // authorityInfoAccess, 1.3.6.1.5.5.7.1.1
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01] => {
            if extension.critical {
                return Err(Malformed::fixed(
                    "x509: authority info access incorrectly marked critical",
                ));
            }
            authority_info(value).ok_or(Malformed::fixed("x509: invalid authority info access"))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Where lists of revoked certificates are to be had: read for its form alone.
fn distribution_points(mut value: Reader<'_>) -> Result<(), Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid CRL distribution point");
    let mut points = value
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: invalid CRL distribution points"))?;
    while !points.is_empty() {
        let mut point = points.read(tag::SEQUENCE).ok_or(BROKEN)?;
        if let Some(mut name) = point.optional(tag::constructed(0)).ok_or(BROKEN)? {
            let mut name = name.read(tag::constructed(0)).ok_or(BROKEN)?;
            while name.peek(tag::context(6)) {
                name.any().ok_or(BROKEN)?;
            }
        }
    }
    Ok(())
}

/// Where the issuer is to be had: read for its form alone.
fn authority_info(mut value: Reader<'_>) -> Option<()> {
    let mut list = value.read(tag::SEQUENCE)?;
    while !list.is_empty() {
        let mut access = list.read(tag::SEQUENCE)?;
        access.oid()?;
        if access.peek(tag::context(6)) {
            access.any()?;
        }
    }
    Some(())
}

fn subject_key_id(mut value: Reader<'_>, critical: bool) -> Result<Vec<u8>, Malformed> {
    if critical {
        return Err(Malformed::fixed(
            "x509: subject key identifier incorrectly marked critical",
        ));
    }
    match value.read(tag::OCTET_STRING) {
        Some(id) => Ok(id.0.to_vec()),
        None => Err(Malformed::fixed("x509: invalid subject key identifier")),
    }
}

fn authority_key_id(mut value: Reader<'_>, critical: bool) -> Result<Option<Vec<u8>>, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid authority key identifier");
    if critical {
        return Err(Malformed::fixed(
            "x509: authority key identifier incorrectly marked critical",
        ));
    }
    let mut fields = value.read(tag::SEQUENCE).ok_or(BROKEN)?;
    let id = fields.optional(tag::context(0)).ok_or(BROKEN)?;
    Ok(id.map(|id| id.0.to_vec()))
}

fn key_usage(mut value: Reader<'_>) -> Result<u16, Malformed> {
    let (bytes, _) = value
        .bits()
        .ok_or(Malformed::fixed("x509: invalid key usage"))?;
    let bit = |index: usize| {
        bytes
            .get(index / 8)
            .is_some_and(|byte| byte >> (7 - index % 8) & 1 == 1)
    };
    Ok((0..9)
        .filter(|&index| bit(index))
        .fold(0, |usage, index| usage | 1 << index))
}

fn basic_constraints(mut value: Reader<'_>) -> Option<(bool, Option<u64>)> {
    let mut fields = value.read(tag::SEQUENCE)?;
    let is_ca = if fields.peek(tag::BOOLEAN) {
        fields.boolean()?
    } else {
        false
    };
    let path_len = if fields.peek(tag::INTEGER) {
        Some(u64::try_from(signed(fields.integer()?)?).ok()?)
    } else {
        None
    };
    Some((is_ca, path_len))
}

fn ext_key_usages(certificate: &mut Certificate, mut value: Reader<'_>) -> Option<()> {
    let mut usages = value.read(tag::SEQUENCE)?;
    while !usages.is_empty() {
        let oid = usages.oid()?;
        match ExtKeyUsage::from_oid(oid) {
            Some(usage) => certificate.ext_key_usage.push(usage),
            None => certificate.unknown_ext_key_usage.push(Oid::new(oid)),
        }
    }
    Some(())
}
