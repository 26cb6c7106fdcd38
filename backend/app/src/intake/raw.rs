//! What was written in a file, cell by cell, as it is kept beside what was read from it.

use phonjon_domain::ids::BatchId;
use phonjon_rows::{Packing, RawCell, Unpacking, WrittenCells};
use phonjon_store::keys::DataKey;
use phonjon_store::{StoreError, intake as stored, sources};
use serde::Deserialize;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::Ctx;
use crate::error::AppError;

/// Additional data the cells as written are sealed with.
const RAW: &[u8] = b"raw-cells";
/// Chunks opened at a time.
const CHUNKS: u32 = 8;

/// Opens the cells of every row that an import stored, as they were written, in the order of the file; `told` hears some
/// hundred rows at a time. Refused rows keep their cells with their issues.
///
/// # Errors
///
/// [`AppError::Hidden`] where there is no such import; the store's own, and what `told` answers.
pub async fn cells_as_written(
    ctx: &Ctx,
    import: BatchId,
    told: &mut (dyn FnMut(Vec<RawRow>) -> Result<(), AppError> + Send),
) -> Result<(), AppError> {
    let db = ctx.store.reader();
    let batch = sources::find_batch(db, import.0).await?.ok_or(AppError::Hidden)?;
    let key = ctx.store.keys().unwrap_data_key(&batch.data_key, &batch.master_key_id)?;
    let mut after = None;
    loop {
        let chunks = sources::raw_chunks(db, batch.id, after, CHUNKS).await?;
        let Some((last, _)) = chunks.last() else { return Ok(()) };
        after = Some(*last);
        for (_, body) in &chunks {
            told(open_raw(&key, body)?)?;
        }
    }
}

/// A row's sheet and number, and its cells as they were written.
pub type RawRow = (String, u32, Vec<RawCell>);

/// Seals the cells of rows as they were written, each with its sheet and number.
pub(super) fn seal_raw(key: &DataKey, rows: &[RawRow]) -> Result<Vec<u8>, AppError> {
    Ok(key.seal(RAW, &stored::compress(&written(rows)?).map_err(StoreError::Blob)?)?)
}

/// Cells that are being sealed, and given back.
pub(super) type Sealing = JoinHandle<Result<(Vec<u8>, Vec<RawRow>), AppError>>;

/// The same while something else is done.
pub(super) fn seal_aside(key: &DataKey, rows: Vec<RawRow>) -> Sealing {
    let key = key.clone();
    spawn_blocking(move || Ok((seal_raw(&key, &rows)?, rows)))
}

/// Opens a chunk of cells that [`seal_raw`] has sealed.
pub(crate) fn open_raw(key: &DataKey, body: &[u8]) -> Result<Vec<RawRow>, AppError> {
    read(&stored::decompress(&key.open(RAW, body)?).map_err(StoreError::Blob)?)
}

fn written(rows: &[RawRow]) -> Result<Vec<u8>, AppError> {
    let mut packing = Packing::default();
    let rows: Vec<_> = rows.iter().map(|(sheet, row, cells)| (sheet, row, packing.cells(cells))).collect();
    serde_json::to_vec(&rows).map_err(|e| AppError::Unexpected(e.to_string()))
}

fn read(bytes: &[u8]) -> Result<Vec<RawRow>, AppError> {
    let rows: Vec<(String, u32, KeptCells)> =
        serde_json::from_slice(bytes).map_err(|e| AppError::Unexpected(e.to_string()))?;
    let mut unpacking = Unpacking::default();
    let row = |(sheet, row, cells): (String, u32, KeptCells)| {
        let cells = match cells {
            KeptCells::Packed(cells) => unpacking.cells(cells)?,
            KeptCells::Whole(cells) => cells,
        };
        Some((sheet, row, cells))
    };
    let rows: Option<Vec<RawRow>> = rows.into_iter().map(row).collect();
    rows.ok_or_else(|| AppError::Unexpected("a kept cell lacks its header".to_owned()))
}

/// Cells as they are kept: earlier versions wrote each with its header.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeptCells {
    Packed(WrittenCells),
    Whole(Vec<RawCell>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_however_this_and_earlier_versions_kept_them() {
        let cell = |column: &str, text: &str| RawCell { column: column.to_owned(), text: text.to_owned() };
        let rows = [
            (String::new(), 2, vec![cell("ชื่อ", "บุญชู"), cell("สกุล", "ดี")]),
            (String::new(), 3, vec![cell("สกุล", "ใส")]),
        ];
        assert_eq!(read(&written(&rows).unwrap()).unwrap(), rows);
        assert_eq!(read(&serde_json::to_vec(&rows).unwrap()).unwrap(), rows);
    }
}
