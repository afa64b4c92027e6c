//! Keys under a passphrase, opened. Go reads none, but whoever
//! knows the passphrase can be told whether it is the certificate's key.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use des::{Des, TdesEde3};
use md5::{Digest, Md5};
use pkcs5::pbes2::{EncryptionScheme, Parameters, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::pem::{self, Body};
use super::private_key::{KeyError, PrivateKey};

/// How many bytes of the initialisation vector salt the passphrase.
const SALT: usize = 8;

/// Why an encrypted key cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// A passphrase that is wrong, or damaged bytes: the two look alike.
    #[error("this passphrase does not open it")]
    Passphrase,
    /// What is to be closed is no key in PKCS#8.
    #[error("there is no key in PKCS#8 to put under a passphrase")]
    NoKey,
    /// A cipher that is not opened here.
    #[error("its encryption is not known here: {0}")]
    Cipher(String),
}

/// Whether a PEM text holds a key under a passphrase.
///
/// ```
/// use go_tls::passphrase::is_locked;
///
/// assert!(!is_locked(b"-----BEGIN PRIVATE KEY-----\nAQ==\n-----END PRIVATE KEY-----\n"));
/// ```
#[must_use]
pub fn is_locked(pem: &[u8]) -> bool {
    pem::whole_blocks(pem).any(|(label, body)| lock_of(&label, &body).is_some())
}

/// The keys under a passphrase in a PEM text, in their order, as PEM without it:
/// PKCS#8 (RFC 5958) under PBES2 (RFC 8018) and OpenSSL's older form with
/// `DEK-Info` (RFC 1421), under AES, triple DES or DES in CBC.
///
/// # Errors
///
/// A passphrase that does not open one of them, or a cipher that is none of these.
pub fn unlock(pem: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, LockError> {
    let mut opened = Zeroizing::new(Vec::new());
    for (label, body) in pem::whole_blocks(pem) {
        let Some(lock) = lock_of(&label, &body) else {
            continue;
        };
        let der = match lock {
            Lock::Pkcs8 => pkcs8(&body.contents, passphrase)?,
            Lock::Header(header) => traditional(&header, &body.contents, passphrase)?,
        };
        // A wrong passphrase leaves a padding that looks right once in 256 times.
        PrivateKey::parse(&der).map_err(|_| LockError::Passphrase)?;
        let plain = label.strip_prefix("ENCRYPTED ").unwrap_or(&label);
        let text = Zeroizing::new(pem::encode(plain, &der));
        // Grown in one step: what a buffer leaves behind as it grows is not wiped.
        let mut all = Zeroizing::new(Vec::with_capacity(opened.len() + text.len()));
        all.extend_from_slice(&opened);
        all.extend_from_slice(text.as_bytes());
        opened = all;
    }
    Ok(opened)
}

/// The first private key of a PEM text, PKCS#8, put under a passphrase: PBES2
/// with scrypt and AES-256 in CBC (RFC 8018, RFC 7914), which OpenSSL reads since
/// 1.1. Salt and initialisation vector are random bytes.
///
/// ```
/// use go_tls::passphrase::{is_locked, lock, unlock};
///
/// let key = rcgen::KeyPair::generate()?.serialize_pem();
/// let locked = lock(key.as_bytes(), b"open sesame", [7; 16], [9; 16])?;
/// assert!(is_locked(locked.as_bytes()));
/// assert!(unlock(locked.as_bytes(), b"open sesame").is_ok());
/// assert!(unlock(locked.as_bytes(), b"sesame").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A text without a key in PKCS#8.
pub fn lock(
    pem: &[u8],
    passphrase: &[u8],
    salt: [u8; 16],
    iv: [u8; 16],
) -> Result<String, LockError> {
    // As OpenSSL's own: more memory than this it refuses to spend.
    let kdf = ScryptParams {
        salt: Salt::new(salt).map_err(|_| LockError::NoKey)?,
        cost_parameter: 1 << 14,
        block_size: 8,
        parallelization: 1,
        key_length: None,
    };
    let parameters = Parameters {
        kdf: kdf.into(),
        encryption: EncryptionScheme::Aes256Cbc { iv },
    };
    let mut keys = pem::whole_blocks(pem).filter(|(label, _)| label == "PRIVATE KEY");
    let (_, body) = keys.next().ok_or(LockError::NoKey)?;
    let locked = PrivateKeyInfoRef::try_from(body.contents.as_slice())
        .and_then(|key| key.encrypt_with_params(parameters, passphrase))
        .map_err(|_| LockError::NoKey)?;
    Ok(pem::encode("ENCRYPTED PRIVATE KEY", locked.as_bytes()))
}

enum Lock {
    Pkcs8,
    /// `DEK-Info`: a cipher and its initialisation vector.
    Header(String),
}

fn lock_of(label: &str, body: &Body) -> Option<Lock> {
    if !pem::is_private_key(label) {
        return None;
    }
    match body.dek_info() {
        Some(header) => Some(Lock::Header(header.to_owned())),
        None => matches!(PrivateKey::parse(&body.contents), Err(KeyError::Encrypted))
            .then_some(Lock::Pkcs8),
    }
}

fn pkcs8(der: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, LockError> {
    let info = EncryptedPrivateKeyInfoRef::try_from(der)
        .map_err(|_| LockError::Cipher("PKCS#8 that is not under PBES2".to_owned()))?;
    let opened = info.decrypt(passphrase).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::UnsupportedAlgorithm { oid }) => {
            LockError::Cipher(oid.to_string())
        }
        _ => LockError::Passphrase,
    })?;
    Ok(Zeroizing::new(opened.as_bytes().to_vec()))
}

fn traditional(
    header: &str,
    bytes: &[u8],
    passphrase: &[u8],
) -> Result<Zeroizing<Vec<u8>>, LockError> {
    let (cipher, iv) = header.split_once(',').unwrap_or((header, ""));
    let iv = hexadecimal(iv.trim()).ok_or(LockError::Passphrase)?;
    let open = match cipher.trim() {
        "AES-128-CBC" => decrypted::<Aes128>,
        "AES-192-CBC" => decrypted::<Aes192>,
        "AES-256-CBC" => decrypted::<Aes256>,
        "DES-EDE3-CBC" => decrypted::<TdesEde3>,
        "DES-CBC" => decrypted::<Des>,
        other => return Err(LockError::Cipher(other.to_owned())),
    };
    open(passphrase, &iv, bytes).ok_or(LockError::Passphrase)
}

fn decrypted<C>(passphrase: &[u8], iv: &[u8], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit,
{
    let key = stretched(passphrase, iv.get(..SALT)?, C::key_size());
    let mut text = Zeroizing::new(bytes.to_vec());
    let length = cbc::Decryptor::<C>::new_from_slices(&key, iv)
        .ok()?
        .decrypt_padded::<Pkcs7>(&mut text)
        .ok()?
        .len();
    text.truncate(length);
    Some(text)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round, which is all that its older
/// form knows.
fn stretched(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last = Zeroizing::new(Vec::with_capacity(16));
    while key.len() < length {
        let sum = Md5::new()
            .chain_update(&*last)
            .chain_update(passphrase)
            .chain_update(salt)
            .finalize();
        last.clear();
        last.extend_from_slice(&sum);
        key.extend_from_slice(&sum);
    }
    key.truncate(length);
    key
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
