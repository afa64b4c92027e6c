//! What a certificate says about certificate policies (RFC 5280, 4.2.1.4, 5, 11
//! and 14), as Go reads it.

use super::Malformed;
use super::der::{Reader, signed, tag};

/// The policies under which a certificate was issued, and what a CA demands of
/// those below it. Identifiers are DER content bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// The certificate's own policies, as object identifiers.
    pub own: Vec<Vec<u8>>,
    /// Issuer's policy and subject's policy that count as equal.
    pub mappings: Vec<(Vec<u8>, Vec<u8>)>,
    /// After how many more certificates every one must have a valid policy.
    pub require_explicit: Option<i64>,
    /// After how many more certificates no mapping counts.
    pub inhibit_mapping: Option<i64>,
    /// After how many more certificates `anyPolicy` counts no more.
    pub inhibit_any: Option<i64>,
}

impl Policies {
    /// The extension `certificatePolicies`.
    pub(super) fn read_own(&mut self, mut value: Reader<'_>) -> Result<(), Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: invalid certificate policies");
        let mut list = value.read(tag::SEQUENCE).ok_or(BROKEN)?;
        while !list.is_empty() {
            let oid = list
                .read(tag::SEQUENCE)
                .and_then(|mut policy| policy.read(tag::OBJECT_IDENTIFIER))
                .ok_or(BROKEN)?;
            if !is_identifier(oid.0) || self.own.iter().any(|known| known == oid.0) {
                return Err(BROKEN);
            }
            self.own.push(oid.0.to_vec());
        }
        Ok(())
    }

    /// The extension `policyMappings`.
    pub(super) fn read_mappings(&mut self, mut value: Reader<'_>) -> Result<(), Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: invalid policy mappings extension");
        let mut list = value.read(tag::SEQUENCE).ok_or(BROKEN)?;
        while !list.is_empty() {
            let mut pair = || {
                let mut pair = list.read(tag::SEQUENCE)?;
                let issuer = pair.read(tag::OBJECT_IDENTIFIER)?;
                let subject = pair.read(tag::OBJECT_IDENTIFIER)?;
                Some((issuer.0.to_vec(), subject.0.to_vec()))
            };
            self.mappings.push(pair().ok_or(BROKEN)?);
        }
        Ok(())
    }

    /// The extension `policyConstraints`.
    pub(super) fn read_constraints(&mut self, mut value: Reader<'_>) -> Result<(), Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: invalid policy constraints extension");
        let mut fields = value.read(tag::SEQUENCE).ok_or(BROKEN)?;
        for (number, field) in [
            (0, &mut self.require_explicit),
            (1, &mut self.inhibit_mapping),
        ] {
            if fields.peek(tag::context(number)) {
                let bytes = fields.integer_tagged(tag::context(number));
                *field = Some(bytes.and_then(signed).ok_or(BROKEN)?);
            }
        }
        Ok(())
    }

    /// The extension `inhibitAnyPolicy`.
    pub(super) fn read_inhibit_any(&mut self, mut value: Reader<'_>) -> Result<(), Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: invalid inhibit any policy extension");
        self.inhibit_any = Some(value.number().ok_or(BROKEN)?);
        Ok(())
    }
}

/// Go's `newOIDFromDER`: whole sub-identifiers without leading zeros.
fn is_identifier(bytes: &[u8]) -> bool {
    let mut at_start = true;
    for byte in bytes {
        if at_start && *byte == 0x80 {
            return false;
        }
        at_start = byte & 0x80 == 0;
    }
    !bytes.is_empty() && at_start
}
