//! The steps of Go's `parseCertificate`.

use ring::digest::{SHA256, digest};

use super::der::{Reader, tag};
use super::extensions::process;
use super::key::right_align;
use super::{
    Certificate, Extension, KeyUsage, Malformed, Name, NegativeSerial, Oid, Policies, PublicKey,
    SignatureAlgorithm, SubjectAltNames, Subtrees, time,
};

/// Reads fields in the order of Go's `parseCertificate`, so that the first
/// thing wrong is the same thing.
pub(super) fn certificate(der: &[u8], negative: NegativeSerial) -> Result<Certificate, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: malformed certificate");
    const BROKEN_TBS: Malformed = Malformed::fixed("x509: malformed tbs certificate");
    const BROKEN_ISSUER: Malformed = Malformed::fixed("x509: malformed issuer");
    let mut input = Reader(der);
    let whole = input.element(tag::SEQUENCE).ok_or(BROKEN)?;
    let trailing = !input.is_empty();
    let mut input = Reader(whole.content);
    let tbs = input.element(tag::SEQUENCE).ok_or(BROKEN_TBS)?;
    let mut fields = Reader(tbs.content);

    let version = version(&mut fields)?;
    let serial = fields
        .integer()
        .ok_or(Malformed::fixed("x509: malformed serial number"))?;
    if negative == NegativeSerial::Refused && serial.first().is_some_and(|byte| byte & 0x80 != 0) {
        return Err(Malformed::NEGATIVE_SERIAL);
    }
    let inner = fields.read(tag::SEQUENCE).ok_or(Malformed::fixed(
        "x509: malformed signature algorithm identifier",
    ))?;
    let outer = input
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: malformed algorithm identifier"))?;
    if inner.0 != outer.0 {
        return Err(Malformed::fixed(
            "x509: inner and outer signature algorithm identifiers don't match",
        ));
    }
    let signature_algorithm = algorithm(inner)?;
    let issuer = fields.element(tag::SEQUENCE).ok_or(BROKEN_ISSUER)?;
    let issuer_name = Name::parse(issuer.whole)?;
    let mut validity = fields
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: malformed validity"))?;
    let not_before = time::parse(&mut validity)?;
    let not_after = time::parse(&mut validity)?;
    // Go names the issuer here too.
    let subject = fields.element(tag::SEQUENCE).ok_or(BROKEN_ISSUER)?;
    let subject_name = Name::parse(subject.whole)?;
    let spki = fields
        .element(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: malformed spki"))?;
    let key = PublicKey::from_spki(spki.whole)?;
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest(&SHA256, whole.whole).as_ref());

    let mut certificate = Certificate {
        raw: whole.whole.to_vec(),
        sha256,
        tbs: tbs.whole.to_vec(),
        version,
        serial: serial.to_vec(),
        signature_algorithm,
        signature: Vec::new(),
        raw_issuer: issuer.whole.to_vec(),
        issuer: issuer_name,
        raw_subject: subject.whole.to_vec(),
        subject: subject_name,
        not_before,
        not_after,
        key,
        extensions: extensions(&mut fields, version)?,
        unhandled_critical: Vec::new(),
        sans: SubjectAltNames::default(),
        key_usage: KeyUsage::default(),
        ext_key_usage: Vec::new(),
        unknown_ext_key_usage: Vec::new(),
        basic_constraints: false,
        is_ca: false,
        max_path_len: None,
        permitted: Subtrees::default(),
        excluded: Subtrees::default(),
        policies: Policies::default(),
        subject_key_id: None,
        authority_key_id: None,
    };
    process(&mut certificate)?;
    let (signature, padding) = input
        .bits()
        .ok_or(Malformed::fixed("x509: malformed signature"))?;
    certificate.signature = right_align(signature, padding);
    if trailing {
        return Err(Malformed::fixed("x509: trailing data"));
    }
    Ok(certificate)
}

fn version(fields: &mut Reader<'_>) -> Result<u8, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: malformed version");
    let Some(mut explicit) = fields.optional(tag::constructed(0)).ok_or(BROKEN)? else {
        return Ok(1);
    };
    match explicit.number().filter(|_| explicit.is_empty()) {
        Some(0) => Ok(1),
        Some(1) => Ok(2),
        Some(2) => Ok(3),
        Some(3..) => Err(Malformed::fixed("x509: invalid version")),
        _ => Err(BROKEN),
    }
}

pub(super) fn algorithm(mut identifier: Reader<'_>) -> Result<SignatureAlgorithm, Malformed> {
    let oid = identifier
        .oid()
        .ok_or(Malformed::fixed("x509: malformed OID"))?;
    let parameters = if identifier.is_empty() {
        None
    } else {
        let parameters = identifier
            .any()
            .ok_or(Malformed::fixed("x509: malformed parameters"))?;
        Some(parameters.whole)
    };
    Ok(SignatureAlgorithm::new(oid, parameters))
}

fn extensions(fields: &mut Reader<'_>, version: u8) -> Result<Vec<Extension>, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: malformed extensions");
    let mut extensions: Vec<Extension> = Vec::new();
    if version == 1 {
        return Ok(extensions);
    }
    fields
        .optional(tag::context(1))
        .ok_or(Malformed::fixed("x509: malformed issuerUniqueID"))?;
    fields
        .optional(tag::context(2))
        .ok_or(Malformed::fixed("x509: malformed subjectUniqueID"))?;
    if version != 3 {
        return Ok(extensions);
    }
    let Some(mut list) = fields.optional(tag::constructed(3)).ok_or(BROKEN)? else {
        return Ok(extensions);
    };
    let mut list = list.read(tag::SEQUENCE).ok_or(BROKEN)?;
    while !list.is_empty() {
        let one = list
            .read(tag::SEQUENCE)
            .ok_or(Malformed::fixed("x509: malformed extension"))?;
        let extension = extension(one)?;
        if extensions
            .iter()
            .any(|earlier| earlier.oid == extension.oid)
        {
            return Err(Malformed::new(format!(
                "x509: certificate contains duplicate extension with OID \"{}\"",
                extension.oid
            )));
        }
        extensions.push(extension);
    }
    Ok(extensions)
}

fn extension(mut fields: Reader<'_>) -> Result<Extension, Malformed> {
    let oid = fields
        .oid()
        .ok_or(Malformed::fixed("x509: malformed extension OID field"))?;
    let critical = if fields.peek(tag::BOOLEAN) {
        fields
            .boolean()
            .ok_or(Malformed::fixed("x509: malformed extension critical field"))?
    } else {
        false
    };
    let value = fields
        .read(tag::OCTET_STRING)
        .ok_or(Malformed::fixed("x509: malformed extension value field"))?;
    Ok(Extension {
        oid: Oid::new(oid),
        critical,
        value: value.0.to_vec(),
    })
}
