//! The keys that personal data is encrypted and indexed with: which there are, and what is done with them.
//!
//! The key file lies outside the database, and no backup contains it. It holds one or more *generations*, each an
//! encryption key and an index key, of which one is current; and one link key, which never changes: the database's
//! fingerprint and the hashes that candidates for linking are found by are made with it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{ConnectionTrait, DbErr};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::sql;
use cipher::Secret;
use file::Ring;

mod cipher;
mod file;
pub mod rotate;

pub use cipher::DataKey;
pub(crate) use file::{hex, unhex};

/// Name of the setting that says which key file the database belongs to.
const FINGERPRINT: &str = "key_fingerprint";

/// A running process looks at the key file again after this long, so that it learns of a new generation before
/// anything is indexed with it.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The keys of one database, read from its key file and read again when the file changes.
pub struct Keyring {
    file: PathBuf,
    ring: RwLock<Arc<Ring>>,
    looked: Mutex<Instant>,
}

/// What was encrypted, and the generation it was encrypted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce and ciphertext.
    pub ciphertext: Vec<u8>,
    /// Generation of the key.
    pub key_id: String,
}

/// A keyed hash of an identifier, and the generation it was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindIndex {
    /// HMAC-SHA256 over kind and text.
    pub hash: [u8; 32],
    /// Generation of the key.
    pub key_id: String,
}

/// A new data key, bare and as it is stored.
#[derive(Debug)]
pub struct NewDataKey {
    /// The key.
    pub key: DataKey,
    /// The key, encrypted with the master key.
    pub wrapped: Vec<u8>,
    /// Generation of the master key.
    pub key_id: String,
}

impl Keyring {
    /// As [`Keyring::open`], of a database that has its key already: nothing is made.
    ///
    /// # Errors
    ///
    /// As [`Keyring::open`], and where the database has no key yet.
    pub(crate) async fn open_existing(db: &impl ConnectionTrait, file: &Path) -> Result<Self, StoreError> {
        if fingerprint(db).await?.is_none() {
            return Err(StoreError::Keys("the database has no key yet; run `phonjon key init`".to_owned()));
        }
        Self::open(db, file).await
    }

    /// Opens the key file and makes sure that it is this database's.
    ///
    /// Only where the database is empty is a missing file made.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] with the remedy when the file is missing, unreadable or another database's.
    pub async fn open(db: &impl ConnectionTrait, file: &Path) -> Result<Self, StoreError> {
        let found = Ring::read(file)?;
        let ring = match (fingerprint(db).await?, found) {
            (Some(stored), Some(ring)) if stored == ring.fingerprint() => ring,
            (Some(_), Some(_)) => {
                return Err(StoreError::Keys(format!(
                    "the key file `{}` belongs to another database; point PHONJON_KEY_FILE at the key file that was \
                     made with this database, or restore it from where it is kept",
                    file.display()
                )));
            }
            (Some(_), None) => {
                return Err(StoreError::Keys(format!(
                    "the key file `{}` is missing; restore it from where it is kept or point PHONJON_KEY_FILE at \
                     it. Without it nothing personal in this database can be read, so none is made",
                    file.display()
                )));
            }
            (None, found) => {
                if !is_empty(db).await? {
                    return Err(StoreError::Keys(
                        "the database has accounts but no key fingerprint; restore the setting `key_fingerprint` \
                         from a backup of this database"
                            .to_owned(),
                    ));
                }
                let ring = match found {
                    Some(ring) => ring,
                    None => Ring::create(file)?,
                };
                adopt(db, &ring, file).await?;
                ring
            }
        };
        Ok(Self {
            file: file.to_owned(),
            ring: RwLock::new(Arc::new(ring)),
            looked: Mutex::new(Instant::now()),
        })
    }

    /// The keyed hash that an identifier is stored with.
    pub fn blind_index(&self, kind: &str, text: &str) -> BlindIndex {
        let ring = self.fresh();
        let current = ring.current();
        BlindIndex { hash: blind(&current.index, kind, text), key_id: current.id.clone() }
    }

    /// The keyed hashes an identifier may be found under: one for each generation, so that a search finds it also
    /// while a rotation is running.
    pub fn blind_indexes(&self, kind: &str, text: &str) -> Vec<[u8; 32]> {
        self.fresh().generations.iter().map(|it| blind(&it.index, kind, text)).collect()
    }

    /// The keyed hash by which two rows are seen to state one identifier. It outlives every rotation: what is stored of
    /// it is never made again.
    pub fn link_token(&self, kind: &str, text: &str) -> [u8; 32] {
        hmac(&self.ring().link, &[b"token", kind.as_bytes(), text.as_bytes()])
    }

    /// A keyed hash of what candidates for linking are found by; the same text always has the same.
    pub fn link_hash(&self, text: impl AsRef<[u8]>) -> [u8; 16] {
        let whole = hmac(&self.ring().link, &[b"link", text.as_ref()]);
        let mut short = [0; 16];
        short.copy_from_slice(&whole[..16]);
        short
    }

    /// The keyed hash of a piece of the audit log.
    pub(crate) fn audit_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut labelled: Vec<&[u8]> = Vec::with_capacity(parts.len() + 1);
        labelled.push(b"audit");
        labelled.extend_from_slice(parts);
        hmac(&self.ring().link, &labelled)
    }

    /// Encrypts with the current generation. `aad` names what the text is, and is needed again to open it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the machine gives no random numbers.
    pub fn seal(&self, aad: &str, plaintext: &[u8]) -> Result<Sealed, StoreError> {
        let ring = self.fresh();
        let current = ring.current();
        Ok(Sealed {
            ciphertext: cipher::seal(&current.encryption, aad.as_bytes(), plaintext)?,
            key_id: current.id.clone(),
        })
    }

    /// Decrypts what [`Keyring::seal`] encrypted with the generation `key_id`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the key file has no such generation, [`StoreError::Corrupt`] when the text was
    /// changed or is not what `aad` says.
    pub fn open_sealed(
        &self,
        key_id: &str,
        aad: &str,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let ring = self.having(key_id)?;
        cipher::open(&ring.generation(key_id)?.encryption, aad.as_bytes(), ciphertext)
    }

    /// Makes a data key for one batch or one file.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the machine gives no random numbers.
    pub fn new_data_key(&self) -> Result<NewDataKey, StoreError> {
        let key = DataKey::new(Secret::random()?);
        let Sealed { ciphertext, key_id } = self.seal(DATA_KEY, key.bare())?;
        Ok(NewDataKey { key, wrapped: ciphertext, key_id })
    }

    /// A data key as it is stored from now on: what it was wrapped with when it was made may have been replaced since.
    ///
    /// # Errors
    ///
    /// As [`Keyring::seal`].
    pub fn wrap_data_key(&self, key: &DataKey) -> Result<Sealed, StoreError> {
        self.seal(DATA_KEY, key.bare())
    }

    /// Opens a stored data key.
    ///
    /// # Errors
    ///
    /// As [`Keyring::open_sealed`].
    pub fn unwrap_data_key(&self, wrapped: &[u8], key_id: &str) -> Result<DataKey, StoreError> {
        let bare = self.open_sealed(key_id, DATA_KEY, wrapped)?;
        Ok(DataKey::new(Secret::from_slice(&bare)?))
    }

    /// The generation that new things are encrypted and indexed with.
    pub fn current_key_id(&self) -> String {
        self.fresh().current.clone()
    }

    /// Adds a generation to the key file without using it yet, so that every process and node can learn of it, and
    /// gives its name. Does nothing when one is waiting already.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the file cannot be read or written.
    pub fn prepare_next(&self) -> Result<String, StoreError> {
        self.change(|ring| {
            let newest = ring.generations.last().map(|it| it.id.clone()).unwrap_or_default();
            if newest != ring.current {
                return Ok(newest);
            }
            ring.add_generation()
        })
    }

    /// Makes a prepared generation the current one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keys`] when the file has no such generation or cannot be written.
    pub fn promote(&self, key_id: &str) -> Result<(), StoreError> {
        self.change(|ring| {
            ring.generation(key_id)?;
            key_id.clone_into(&mut ring.current);
            Ok(())
        })
    }

    /// Names of all generations, oldest first.
    pub fn key_ids(&self) -> Vec<String> {
        self.fresh().generations.iter().map(|it| it.id.clone()).collect()
    }

    fn change<T>(&self, change: impl FnOnce(&mut Ring) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut ring = self.reread()?;
        let answer = change(&mut ring)?;
        ring.write(&self.file)?;
        self.keep(ring);
        Ok(answer)
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, ring: Ring) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// The ring, after a look at the file where the last is a while ago. A file that cannot be read just now
    /// leaves the known keys in use.
    fn fresh(&self) -> Arc<Ring> {
        let due = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let due = looked.elapsed() >= LOOK_AGAIN;
            if due {
                *looked = Instant::now();
            }
            due
        };
        let ring = self.ring();
        if !due || file::stamp(&self.file) == ring.stamp {
            return ring;
        }
        match self.reread() {
            Ok(changed) => self.keep(changed),
            Err(error) => {
                tracing::warn!(%error, "the key file changed but cannot be read; the known keys stay in use");
            }
        }
        self.ring()
    }

    /// The ring, read again where it lacks a generation.
    fn having(&self, key_id: &str) -> Result<Arc<Ring>, StoreError> {
        let ring = self.ring();
        if ring.generation(key_id).is_ok() {
            return Ok(ring);
        }
        self.keep(self.reread()?);
        Ok(self.ring())
    }

    fn reread(&self) -> Result<Ring, StoreError> {
        let ring = Ring::read(&self.file)?.ok_or_else(|| {
            StoreError::Keys(format!("the key file `{}` is gone; put it back", self.file.display()))
        })?;
        if ring.fingerprint() == self.ring().fingerprint() {
            Ok(ring)
        } else {
            Err(StoreError::Keys(format!(
                "the key file `{}` was replaced by another database's; put the right one back",
                self.file.display()
            )))
        }
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

const DATA_KEY: &str = "data-key";

fn hmac(key: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("HMAC takes keys of any length");
    for part in parts {
        // Each part with its length: `ab`,`c` is not `a`,`bc`.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn blind(key: &Secret, kind: &str, text: &str) -> [u8; 32] {
    hmac(key, &[b"blind", kind.as_bytes(), text.as_bytes()])
}

async fn fingerprint(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let row = sql::row(db, "select value from setting where name = ?", vec![FINGERPRINT.into()]).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(sql::row(db, "select 1 from account limit 1", vec![]).await?.is_none())
}

/// Stores the fingerprint; of two processes that start on an empty database the first one's file wins.
async fn adopt(db: &impl ConnectionTrait, ring: &Ring, file: &Path) -> Result<(), StoreError> {
    let own = ring.fingerprint();
    let sql = "insert into setting (name, value, version) values (?, ?, 1) on conflict (name) do nothing";
    sql::execute(db, sql, vec![FINGERPRINT.into(), own.clone().into()]).await?;
    if fingerprint(db).await?.as_deref() == Some(own.as_str()) {
        return Ok(());
    }
    Err(StoreError::Keys(format!(
        "another process has just begun this database with another key file; replace `{}` by that one",
        file.display()
    )))
}

#[cfg(test)]
mod tests;
