//! The sealed cells of single rows: in which chunk of its import a row was written, and the chunk.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql;

/// A row of a list, and what the cells of its import are sealed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenRow {
    /// The row.
    pub id: Uuid,
    /// Its import.
    pub batch: Uuid,
    /// Its sheet; empty for text files.
    pub sheet: String,
    /// Its number as shown, from 1.
    pub row: i32,
    /// The import's data key, wrapped by the master key.
    pub data_key: Vec<u8>,
    /// Which master key wrapped it.
    pub master_key_id: String,
}

/// Where a chunk of an import's cells begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkStart {
    /// The chunk.
    pub chunk: i32,
    /// Sheet of its first row.
    pub sheet: String,
    /// Number of its first row.
    pub row: i32,
}

/// These rows of lists.
///
/// # Errors
///
/// The database's own.
pub async fn written_rows(db: &impl ConnectionTrait, rows: &[Uuid]) -> Result<Vec<WrittenRow>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "select r.id, r.batch_id, r.sheet, r.row_number, b.data_key, b.master_key_id \
         from source_row r join import_batch b on b.id = r.batch_id where r.id in ({})",
        sql::marks(rows.len())
    );
    let found = sql::rows(db, &text, rows.iter().map(|it| (*it).into()).collect()).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(WrittenRow {
            id: row.try_get("", "id")?,
            batch: row.try_get("", "batch_id")?,
            sheet: row.try_get("", "sheet")?,
            row: row.try_get("", "row_number")?,
            data_key: row.try_get("", "data_key")?,
            master_key_id: row.try_get("", "master_key_id")?,
        })
    };
    found.iter().map(read).collect()
}

/// Where the chunks of these imports begin, in the order of each file.
///
/// # Errors
///
/// The database's own.
pub async fn chunk_starts(
    db: &impl ConnectionTrait,
    batches: &[Uuid],
) -> Result<HashMap<Uuid, Vec<ChunkStart>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<ChunkStart>> = HashMap::new();
    if batches.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "select batch_id, chunk, first_sheet, first_row from raw_chunk where batch_id in ({}) \
         order by batch_id, chunk",
        sql::marks(batches.len())
    );
    for row in sql::rows(db, &text, batches.iter().map(|it| (*it).into()).collect()).await? {
        let start = ChunkStart {
            chunk: row.try_get("", "chunk")?,
            sheet: row.try_get("", "first_sheet")?,
            row: row.try_get("", "first_row")?,
        };
        found.entry(row.try_get("", "batch_id")?).or_default().push(start);
    }
    Ok(found)
}

/// These chunks, each with its import, sealed.
///
/// # Errors
///
/// The database's own.
pub async fn chunk_bodies(
    db: &impl ConnectionTrait,
    chunks: &[(Uuid, i32)],
) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    if chunks.is_empty() {
        return Ok(Vec::new());
    }
    let each = vec!["(batch_id = ? and chunk = ?)"; chunks.len()].join(" or ");
    let text = format!("select batch_id, body from raw_chunk where {each}");
    let values = chunks.iter().flat_map(|it| [Value::from(it.0), it.1.into()]).collect();
    let rows = sql::rows(db, &text, values).await?;
    rows.iter().map(|it| Ok((it.try_get("", "batch_id")?, it.try_get("", "body")?))).collect()
}
