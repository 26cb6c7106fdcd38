//! Encrypting and decrypting: AES-256-GCM-SIV with a random nonce before the ciphertext.

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::StoreError;

const NONCE_LEN: usize = 12;

/// 32 secret bytes, wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Secret([u8; 32]);

impl Secret {
    pub(super) fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; 32];
        fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Result<Self, StoreError> {
        let bytes = bytes.try_into().map_err(|_| StoreError::Corrupt {
            what: "key",
            why: format!("{} bytes, not 32", bytes.len()),
        })?;
        Ok(Self(bytes))
    }

    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A key for the cells of one batch or the bytes of one file.
#[derive(Clone)]
pub struct DataKey(Secret);

impl DataKey {
    pub(super) const fn new(secret: Secret) -> Self {
        Self(secret)
    }

    pub(super) const fn bare(&self) -> &[u8] {
        self.0.bytes()
    }

    /// Encrypts; `aad` says what the bytes are and where they belong, and is needed again to open them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the machine gives no random numbers.
    pub fn seal(&self, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, StoreError> {
        seal(&self.0, aad, plaintext)
    }

    /// Decrypts.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] when the bytes were changed or are not what `aad` says.
    pub fn open(&self, aad: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        open(&self.0, aad, ciphertext)
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

pub(super) fn seal(key: &Secret, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut nonce = [0; NONCE_LEN];
    fill(&mut nonce)?;
    let ciphertext = cipher(key)
        .encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad })
        .map_err(|_| StoreError::Keys("the text is too long to be encrypted".to_owned()))?;
    let mut out = Vec::with_capacity(NONCE_LEN + ciphertext.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&ciphertext);
    Ok(out)
}

pub(super) fn open(key: &Secret, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let corrupt =
        || StoreError::Corrupt { what: "ciphertext", why: "it was changed or belongs elsewhere".to_owned() };
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(corrupt)?;
    let plaintext =
        cipher(key).decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad }).map_err(|_| corrupt())?;
    Ok(Zeroizing::new(plaintext))
}

fn cipher(key: &Secret) -> Aes256GcmSiv {
    Aes256GcmSiv::new_from_slice(key.bytes()).expect("a secret has the 32 bytes the cipher wants")
}

pub(super) fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes)
        .map_err(|error| StoreError::Keys(format!("the machine gives no random numbers: {error}")))
}
