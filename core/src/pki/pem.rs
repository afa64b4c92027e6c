//! PEM, written (RFC 7468): 64 characters a line, LF.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The characters of Base64 on one line (RFC 7468, section 2).
const LINE: usize = 64;

/// Writes one block. The text may be a secret, so nothing of it is left behind
/// in a buffer that grew.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let mut base64 = Zeroizing::new(String::with_capacity(der.len().div_ceil(3) * 4));
    STANDARD.encode_string(der, &mut base64);
    let lines = base64.len().div_ceil(LINE);
    let mut pem = String::with_capacity(base64.len() + lines + 2 * (label.len() + 17));
    pem.push_str("-----BEGIN ");
    pem.push_str(label);
    pem.push_str("-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(LINE));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allocation() {
        for size in [0, 1, 47, 48, 49, 500] {
            let pem = encode("PRIVATE KEY", &vec![7; size]);
            assert!(
                pem.capacity() - pem.len() < 10,
                "{size}: {} of {}",
                pem.len(),
                pem.capacity()
            );
            assert!(pem.lines().all(|line| line.len() <= 64));
        }
    }
}
