//! What was written in a file, cell by cell, as it is kept beside what was read from it.

use phonjon_domain::ids::BatchId;
use phonjon_store::sources;

use super::write::{RawRow, open_raw};
use crate::Ctx;
use crate::error::AppError;

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
