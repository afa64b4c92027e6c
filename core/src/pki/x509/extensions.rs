//! Certificate extensions, as Go's `processExtensions` reads them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::der::{Reader, signed, tag};
use super::name::Oid;
use super::{Certificate, Malformed};

/// An extension as it stands in the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// What it is, `2.5.29.17` for subject alternative names.
    pub oid: Oid,
    /// Whether a reader that does not know it must refuse the certificate.
    pub critical: bool,
    /// Its DER.
    pub value: Vec<u8>,
}

/// Extended key usages that Go knows by name; `Display` is that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExtKeyUsage {
    /// `anyExtendedKeyUsage`.
    Any,
    /// `serverAuth`.
    ServerAuth,
    /// `clientAuth`.
    ClientAuth,
    /// Another one of Go's list.
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
    /// Leave to sign certificates.
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

    /// Whether it may sign certificates: it says so, or says nothing at all.
    #[must_use]
    pub fn may_sign_certificates(self) -> bool {
        self.0 == 0 || self.0 & Self::CERT_SIGN != 0
    }

    /// The names of its bits, RFC 5280's.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & 1 << bit != 0)
            .map(|(_, name)| name)
    }
}

/// An address range of a name constraint: address and mask, of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpRange {
    /// The address, 4 or 16 bytes.
    pub address: Vec<u8>,
    /// Its mask, as long.
    pub mask: Vec<u8>,
}

impl IpRange {
    /// Whether an address lies in the range; families do not mix.
    #[must_use]
    pub fn contains(&self, address: &[u8]) -> bool {
        address.len() == self.address.len()
            && address
                .iter()
                .zip(&self.address)
                .zip(&self.mask)
                .all(|((one, other), mask)| one & mask == other & mask)
    }

    /// Its prefix length.
    #[must_use]
    pub fn prefix(&self) -> u32 {
        self.mask.iter().map(|byte| byte.count_ones()).sum()
    }
}

impl std::fmt::Display for IpRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match ip(&self.address) {
            Some(address) => write!(f, "{address}/{}", self.prefix()),
            None => f.write_str("<nil>"),
        }
    }
}

/// One side of a name constraint: what is permitted or what is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtrees {
    /// DNS domains; with a leading dot only names below it.
    pub dns: Vec<String>,
    /// Address ranges.
    pub ips: Vec<IpRange>,
    /// Mailboxes or their domains.
    pub emails: Vec<String>,
    /// Hosts of URIs.
    pub uris: Vec<String>,
}

/// Subject alternative names, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectAltNames {
    /// DNS names, as they stand.
    pub dns: Vec<String>,
    /// IP addresses, 4 or 16 bytes.
    pub ips: Vec<IpAddr>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// URIs.
    pub uris: Vec<String>,
}

impl SubjectAltNames {
    fn is_empty(&self) -> bool {
        self.dns.is_empty() && self.ips.is_empty() && self.emails.is_empty() && self.uris.is_empty()
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
            31 => {
                sequence(value).ok_or(Malformed::fixed("x509: invalid CRL distribution points"))?;
            }
            32 => {
                sequence(value).ok_or(Malformed::fixed("x509: invalid certificate policies"))?;
            }
            33 => {
                sequence(value)
                    .ok_or(Malformed::fixed("x509: invalid policy mappings extension"))?;
            }
            36 => {
                sequence(value).ok_or(Malformed::fixed(
                    "x509: invalid policy constraints extension",
                ))?;
            }
            54 => {
                let mut value = value;
                value.number().ok_or(Malformed::fixed(
                    "x509: invalid inhibit any policy extension",
                ))?;
            }
            _ => return Ok(false),
        },
        // authorityInfoAccess, 1.3.6.1.5.5.7.1.1
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01] => {
            if extension.critical {
                return Err(Malformed::fixed(
                    "x509: authority info access incorrectly marked critical",
                ));
            }
            sequence(value).ok_or(Malformed::fixed("x509: invalid authority info access"))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// A sequence of sequences, which is as far as these are looked into.
fn sequence(mut value: Reader<'_>) -> Option<()> {
    let mut items = value.read(tag::SEQUENCE)?;
    while !items.is_empty() {
        items.any()?;
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

/// Subject alternative names; also those that a request asks for.
pub(super) fn subject_alt_names(mut value: Reader<'_>) -> Result<SubjectAltNames, Malformed> {
    let mut sans = SubjectAltNames::default();
    let mut names = value
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: invalid subject alternative names"))?;
    while !names.is_empty() {
        let name = names
            .any()
            .ok_or(Malformed::fixed("x509: invalid subject alternative name"))?;
        let text = |what: &str| {
            ascii(name.content)
                .ok_or_else(|| Malformed::new(format!("x509: SAN {what} is malformed")))
        };
        match name.tag ^ 0x80 {
            1 => sans.emails.push(text("rfc822Name")?),
            2 => sans.dns.push(text("dNSName")?),
            6 => sans.uris.push(uri(text("uniformResourceIdentifier")?)?),
            7 => sans.ips.push(ip(name.content).ok_or_else(|| {
                let length = name.content.len();
                Malformed::new(format!("x509: cannot parse IP address of length {length}"))
            })?),
            _ => {}
        }
    }
    Ok(sans)
}

/// A URI whose host, if it has one, may stand in a certificate.
fn uri(text: String) -> Result<String, Malformed> {
    let host = uri_host(&text);
    if host.is_empty() || domain_is_valid(host, false) {
        Ok(text)
    } else {
        Err(Malformed::new(format!(
            "x509: cannot parse URI {text:?}: invalid domain"
        )))
    }
}

/// The host (with a port) of a URI's authority, empty where it has none.
pub(crate) fn uri_host(uri: &str) -> &str {
    let Some((_, rest)) = uri.split_once("//") else {
        return "";
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

/// Name constraints; whether all of them are of a kind that Go checks.
fn name_constraints(
    certificate: &mut Certificate,
    extension: &Extension,
) -> Result<bool, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid NameConstraints extension");
    let mut outer = Reader(&extension.value);
    let mut fields = outer
        .read(tag::SEQUENCE)
        .filter(|_| outer.is_empty())
        .ok_or(BROKEN)?;
    let permitted = fields.optional(tag::constructed(0)).ok_or(BROKEN)?;
    let excluded = fields.optional(tag::constructed(1)).ok_or(BROKEN)?;
    if !fields.is_empty() {
        return Err(BROKEN);
    }
    let empty = |side: Option<Reader<'_>>| side.is_none_or(|side| side.is_empty());
    if empty(permitted) && empty(excluded) {
        return Err(Malformed::fixed("x509: empty name constraints extension"));
    }
    let mut handled = true;
    for (side, subtrees) in [
        (permitted, &mut certificate.permitted),
        (excluded, &mut certificate.excluded),
    ] {
        if let Some(side) = side {
            handled &= read_subtrees(side, subtrees)?;
        }
    }
    Ok(handled)
}

fn read_subtrees(mut reader: Reader<'_>, subtrees: &mut Subtrees) -> Result<bool, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid NameConstraints extension");
    let mut handled = true;
    while !reader.is_empty() {
        let base = reader
            .read(tag::SEQUENCE)
            .and_then(|mut tree| tree.any())
            .ok_or(BROKEN)?;
        let text = || {
            ascii(base.content).ok_or_else(|| {
                let content: String = base.content.iter().map(|&byte| char::from(byte)).collect();
                Malformed::new(format!(
                    "x509: invalid constraint value: x509: {content:?} cannot be encoded as an IA5String"
                ))
            })
        };
        let refuse = |kind: &str, value: &str, why: &str| {
            Err(Malformed::new(format!(
                "x509: failed to parse {kind} constraint {value:?}{why}"
            )))
        };
        match base.tag ^ 0x80 {
            1 => {
                let email = text()?;
                if !email.contains('@') && !domain_is_valid(&email, true) {
                    return refuse("rfc822Name", &email, "");
                }
                subtrees.emails.push(email);
            }
            2 => {
                let domain = text()?;
                if !domain_is_valid(&domain, true) {
                    return refuse("dnsName", &domain, "");
                }
                subtrees.dns.push(domain);
            }
            6 => {
                let domain = text()?;
                if domain.parse::<IpAddr>().is_ok() {
                    return refuse("URI", &domain, ": cannot be IP address");
                }
                if !domain_is_valid(&domain, true) {
                    return refuse("URI", &domain, "");
                }
                subtrees.uris.push(domain);
            }
            7 => subtrees.ips.push(ip_range(base.content)?),
            _ => handled = false,
        }
    }
    Ok(handled)
}

fn ip_range(content: &[u8]) -> Result<IpRange, Malformed> {
    let length = content.len();
    if length != 8 && length != 32 {
        return Err(Malformed::new(format!(
            "x509: IP constraint contained value of length {length}"
        )));
    }
    let (address, mask) = content.split_at(length / 2);
    // Ones, then zeros: no byte but the first that is not 0xff may hold a one.
    let mut rest = mask.iter().skip_while(|byte| **byte == 0xff);
    let first = rest.next().copied().unwrap_or(0);
    if first.leading_ones() != first.count_ones() || rest.any(|byte| *byte != 0) {
        let mask: String = mask.iter().map(|byte| format!("{byte:02x}")).collect();
        return Err(Malformed::new(format!(
            "x509: IP constraint contained invalid mask {mask}"
        )));
    }
    Ok(IpRange {
        address: address.to_vec(),
        mask: mask.to_vec(),
    })
}

/// Go's `domainNameValid`: no empty label (but a leading dot in a constraint),
/// no trailing dot, printable ASCII without blanks. The empty name is valid.
pub(crate) fn domain_is_valid(domain: &str, constraint: bool) -> bool {
    if domain.is_empty() {
        return true;
    }
    let labels = if constraint {
        domain.strip_prefix('.').unwrap_or(domain)
    } else {
        domain
    };
    labels
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|byte| (33..=126).contains(&byte)))
}

fn ascii(content: &[u8]) -> Option<String> {
    content
        .is_ascii()
        .then(|| content.iter().map(|&byte| char::from(byte)).collect())
}

fn ip(content: &[u8]) -> Option<IpAddr> {
    if let Ok(bytes) = <[u8; 4]>::try_from(content) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    <[u8; 16]>::try_from(content)
        .ok()
        .map(|bytes| Ipv6Addr::from(bytes).into())
}
