//! A CA that is somebody else's: it signs requests as it pleases.

use mimir_tls::pki::pem;
use mimir_tls::pki::x509::{Curve, KeyKind, Request};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData, SanType, SignatureAlgorithm,
};
use time::{Duration, OffsetDateTime};

/// A CA, root or not.
pub(crate) struct Company {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, PEM.
    pub(crate) pem: String,
    /// Its key, PKCS#8 in PEM.
    pub(crate) key: String,
}

impl Company {
    /// A root that allows so many CAs below it.
    pub(crate) fn root(name: &str, path_len: Option<u8>) -> Self {
        Self::root_until(name, path_len, 900)
    }

    /// A root that ends in so many days.
    pub(crate) fn root_until(name: &str, path_len: Option<u8>, days: i64) -> Self {
        let (params, key) = (params(name, path_len, days), KeyPair::generate().unwrap());
        let pem = params.self_signed(&key).unwrap().pem();
        Self::of(params, pem, key)
    }

    /// A root that begins only tomorrow.
    pub(crate) fn root_of_tomorrow(name: &str) -> Self {
        let (mut params, key) = (params(name, None, 900), KeyPair::generate().unwrap());
        params.not_before = OffsetDateTime::now_utc() + Duration::days(1);
        let pem = params.self_signed(&key).unwrap().pem();
        Self::of(params, pem, key)
    }

    /// A CA that this one has signed.
    pub(crate) fn below(&self, name: &str) -> Self {
        let (params, key) = (params(name, Some(0), 700), KeyPair::generate().unwrap());
        let pem = params.signed_by(&key, &self.issuer).unwrap().pem();
        Self::of(params, pem, key)
    }

    fn of(params: CertificateParams, pem: String, key: KeyPair) -> Self {
        let text = key.serialize_pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
            key: text,
        }
    }

    /// A certificate for a request, with what it asks for, changed by `change`.
    pub(crate) fn sign(
        &self,
        request: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> String {
        let (_, body) = pem::whole_blocks(request.as_bytes()).next().unwrap();
        let asked = Request::from_der(&body.contents).unwrap();
        assert_eq!(asked.key.kind(), KeyKind::Ecdsa(Curve::P256));
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "by the company");
        params.not_before = OffsetDateTime::now_utc() - Duration::hours(1);
        params.not_after = OffsetDateTime::now_utc() + Duration::days(365);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let dns = asked.sans.dns.iter();
        let dns = dns.map(|name| SanType::DnsName(name.as_str().try_into().unwrap()));
        let ips = asked.sans.ips.iter().map(|ip| SanType::IpAddress(*ip));
        params.subject_alt_names = dns.chain(ips).collect();
        params.extended_key_usages = match params.subject_alt_names.is_empty() {
            true => vec![ExtendedKeyUsagePurpose::ClientAuth],
            false => vec![ExtendedKeyUsagePurpose::ServerAuth],
        };
        change(&mut params);
        let key = Public(asked.key.raw().to_vec());
        params.signed_by(&key, &self.issuer).unwrap().pem()
    }
}

fn params(name: &str, path_len: Option<u8>, days: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = OffsetDateTime::now_utc() - Duration::days(100);
    params.not_after = OffsetDateTime::now_utc() + Duration::days(days);
    params.is_ca = IsCa::Ca(match path_len {
        Some(most) => BasicConstraints::Constrained(most),
        None => BasicConstraints::Unconstrained,
    });
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// The public key of a request, P-256.
struct Public(Vec<u8>);

impl PublicKeyData for Public {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}
