//! Bringing what is stored over to the current generation of keys, in small transactions while others work.

use sea_orm::Value;

use super::{DATA_KEY, Keyring};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// What an identifier's ciphertext is bound to: its kind, as it is stored.
pub fn identifier_aad(kind: &str) -> String {
    format!("identifier:{kind}")
}

/// What is still under older generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remaining {
    /// Data keys of batches and files.
    pub n_data_keys: i64,
    /// Identifiers of persons.
    pub n_identifiers: i64,
}

/// Counts what is still under older generations.
///
/// # Errors
///
/// The database's own.
pub async fn remaining(store: &Store) -> Result<Remaining, StoreError> {
    let current: Value = store.keys().current_key_id().into();
    let sql = "select (select count(*) from import_batch where master_key_id <> ?)
        + (select count(*) from attachment where master_key_id <> ?)
        + (select count(*) from upload where master_key_id <> ?)
        + (select count(*) from incoming_upload where master_key_id <> ?),
        (select count(*) from identifier where key_id <> ? or index_key_id <> ?)";
    let row = sql::row(store.reader(), sql, vec![current; 6]).await?;
    let Some(row) = row else { return Ok(Remaining::default()) };
    Ok(Remaining { n_data_keys: row.try_get_by_index(0)?, n_identifiers: row.try_get_by_index(1)? })
}

/// Brings at most `n` data keys of each table and `n` identifiers to the current generation, and gives how many
/// were brought; 0 means that nothing is left.
///
/// # Errors
///
/// The database's own; [`StoreError::Corrupt`] where something stored cannot be opened.
pub async fn step(store: &Store, n: u32) -> Result<usize, StoreError> {
    Ok(data_keys(store, "import_batch", n).await?
        + data_keys(store, "attachment", n).await?
        + data_keys(store, "upload", n).await?
        + data_keys(store, "incoming_upload", n).await?
        + identifiers(store, n).await?)
}

async fn data_keys(store: &Store, table: &str, n: u32) -> Result<usize, StoreError> {
    let tx = store.begin().await?;
    let current = store.keys().current_key_id();
    let lock = tx.for_update();
    let select =
        format!("select id, data_key, master_key_id from {table} where master_key_id <> ? limit {n}{lock}");
    let found = sql::rows(&*tx, &select, vec![current.into()]).await?;
    let update = format!("update {table} set data_key = ?, master_key_id = ? where id = ?");
    for row in &found {
        let (id, wrapped, key_id): (uuid::Uuid, Vec<u8>, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let bare = tx.keys().open_sealed(&key_id, DATA_KEY, &wrapped)?;
        let sealed = tx.keys().seal(DATA_KEY, &bare)?;
        sql::execute(&*tx, &update, vec![sealed.ciphertext.into(), sealed.key_id.into(), id.into()]).await?;
    }
    tx.commit().await?;
    Ok(found.len())
}

async fn identifiers(store: &Store, n: u32) -> Result<usize, StoreError> {
    let tx = store.begin().await?;
    let current = store.keys().current_key_id();
    let select = format!(
        "select home_province, id, kind, ciphertext, key_id, blind_index from identifier
         where key_id <> ? or index_key_id <> ? limit {n}{}",
        tx.for_update()
    );
    let found = sql::rows(&*tx, &select, vec![current.clone().into(), current.into()]).await?;
    for row in &found {
        let home: i16 = row.try_get_by_index(0)?;
        let id: uuid::Uuid = row.try_get_by_index(1)?;
        let kind: String = row.try_get_by_index(2)?;
        let ciphertext: Vec<u8> = row.try_get_by_index(3)?;
        let key_id: String = row.try_get_by_index(4)?;
        let blind: Option<Vec<u8>> = row.try_get_by_index(5)?;
        let fresh = again(tx.keys(), &kind, &ciphertext, &key_id, blind.is_some())?;
        sql::execute(
            &*tx,
            "update identifier set ciphertext = ?, key_id = ?, blind_index = ?, index_key_id = ?
             where home_province = ? and id = ?",
            vec![
                fresh.ciphertext.into(),
                fresh.key_id.into(),
                fresh.blind_index.into(),
                fresh.index_key_id.into(),
                home.into(),
                id.into(),
            ],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(found.len())
}

/// An identifier as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedIdentifier {
    /// The number, encrypted.
    pub ciphertext: Vec<u8>,
    /// Generation it is encrypted with.
    pub key_id: String,
    /// What it is found by; a masked number has none.
    pub blind_index: Option<Vec<u8>>,
    /// Generation it is indexed with.
    pub index_key_id: String,
}

impl Keyring {
    /// Encrypts and indexes a whole identifier.
    ///
    /// # Errors
    ///
    /// As [`Keyring::seal`].
    pub fn seal_identifier(&self, kind: &str, text: &str) -> Result<SealedIdentifier, StoreError> {
        let sealed = self.seal(&identifier_aad(kind), text.as_bytes())?;
        let index = self.blind_index(kind, text);
        Ok(SealedIdentifier {
            ciphertext: sealed.ciphertext,
            key_id: sealed.key_id,
            blind_index: Some(index.hash.to_vec()),
            index_key_id: index.key_id,
        })
    }

    /// Encrypts an identifier that must not be searched by: a masked one.
    ///
    /// # Errors
    ///
    /// As [`Keyring::seal`].
    pub fn seal_masked_identifier(&self, kind: &str, text: &str) -> Result<SealedIdentifier, StoreError> {
        let sealed = self.seal(&identifier_aad(kind), text.as_bytes())?;
        Ok(SealedIdentifier {
            ciphertext: sealed.ciphertext,
            index_key_id: sealed.key_id.clone(),
            key_id: sealed.key_id,
            blind_index: None,
        })
    }

    /// The text of a stored identifier.
    ///
    /// # Errors
    ///
    /// As [`Keyring::open_sealed`].
    pub fn open_identifier(&self, kind: &str, ciphertext: &[u8], key_id: &str) -> Result<String, StoreError> {
        let bytes = self.open_sealed(key_id, &identifier_aad(kind), ciphertext)?;
        String::from_utf8(bytes.to_vec())
            .map_err(|_| StoreError::Corrupt { what: "identifier", why: "it is not text".to_owned() })
    }
}

fn again(
    keys: &Keyring,
    kind: &str,
    ciphertext: &[u8],
    key_id: &str,
    indexed: bool,
) -> Result<SealedIdentifier, StoreError> {
    let text = zeroize::Zeroizing::new(keys.open_identifier(kind, ciphertext, key_id)?);
    if indexed { keys.seal_identifier(kind, &text) } else { keys.seal_masked_identifier(kind, &text) }
}
