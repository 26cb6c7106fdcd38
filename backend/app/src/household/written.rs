//! The cells of a list's row as they were written, for whoever asks where a value comes from.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use phonjon_domain::ids::BatchId;
use phonjon_rows::{ColumnChoice, fields};
use phonjon_store::keys::DataKey;
use phonjon_store::sources::{self, ChunkStart, WrittenRow};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::intake::{RawRow, open_raw};
use crate::mappings;
use crate::uploads::mask;

/// A cell that a field was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCell {
    /// The field that its column was taken for, as readers call it.
    pub field: String,
    /// The header of its column.
    pub header: String,
    /// What stands in it, without whole numbers of persons.
    pub text: String,
}

/// The cells that these rows were read from, by row; of rows whose columns were not kept nothing is told. The caller found
/// what was composed of them within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn cells(ctx: &Ctx, rows: &[Uuid]) -> Result<HashMap<Uuid, Vec<WrittenCell>>, AppError> {
    let db = ctx.store.reader();
    let rows = sources::written_rows(db, rows).await?;
    let batches: BTreeSet<Uuid> = rows.iter().map(|it| it.batch).collect();
    let batches: Vec<Uuid> = batches.into_iter().collect();
    let used = mappings::of_batches(ctx, &batches).await?;
    let starts = sources::chunk_starts(db, &batches).await?;
    let mut chunks: BTreeSet<(Uuid, i32)> = BTreeSet::new();
    for it in &rows {
        let starts = starts.get(&it.batch).map_or(&[][..], Vec::as_slice);
        chunks.extend(chunks_of(starts, &it.sheet, it.row).into_iter().map(|chunk| (it.batch, chunk)));
    }
    let chunks: Vec<(Uuid, i32)> = chunks.into_iter().collect();
    let mut keys: HashMap<Uuid, DataKey> = HashMap::new();
    for it in &rows {
        if let Entry::Vacant(place) = keys.entry(it.batch) {
            place.insert(ctx.store.keys().unwrap_data_key(&it.data_key, &it.master_key_id)?);
        }
    }
    let mut written: HashMap<(BatchId, String, i32), RawRow> = HashMap::new();
    for (batch, body) in sources::chunk_bodies(db, &chunks).await? {
        let Some(key) = keys.get(&batch) else { continue };
        for row in open_raw(key, &body)? {
            let number = i32::try_from(row.1).unwrap_or(i32::MAX);
            written.insert((BatchId(batch), row.0.clone(), number), row);
        }
    }
    let of = |it: WrittenRow| {
        let columns = &used.get(&it.batch)?.mapping.columns;
        let row = written.get(&(BatchId(it.batch), it.sheet, it.row))?;
        Some((it.id, read_from(row, columns)))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// The chunks that may hold a row: the one that begins last before it in its sheet. Rows before the first that begins there
/// stand in the chunk before that, and of a sheet in which none begins in one of those that end with their sheet.
fn chunks_of(starts: &[ChunkStart], sheet: &str, row: i32) -> Vec<i32> {
    let in_sheet = || starts.iter().enumerate().filter(|(_, it)| it.sheet == sheet);
    if let Some((_, it)) = in_sheet().rfind(|(_, it)| it.row <= row) {
        return vec![it.chunk];
    }
    if let Some((first, _)) = in_sheet().next() {
        let before = first.checked_sub(1).and_then(|it| starts.get(it));
        return before.map(|it| it.chunk).into_iter().collect();
    }
    let ends_with_sheet =
        |n: usize, it: &ChunkStart| starts.get(n + 1).is_none_or(|next| next.sheet != it.sheet);
    starts.iter().enumerate().filter(|(n, it)| ends_with_sheet(*n, it)).map(|(_, it)| it.chunk).collect()
}

/// The cells of a row that fields were read from; those of numbers of persons are not told.
fn read_from((sheet, _, cells): &RawRow, columns: &[ColumnChoice]) -> Vec<WrittenCell> {
    let mut found = Vec::new();
    for column in columns.iter().filter(|it| it.sheet.as_ref().is_none_or(|of| of == sheet)) {
        let (Some(field), Some(header)) = (&column.field, &column.header) else { continue };
        if [fields::PID, fields::PID_MASKED].contains(&field.as_str()) {
            continue;
        }
        for cell in cells.iter().filter(|it| it.column == *header && !it.text.trim().is_empty()) {
            // A house code has as many digits as a number of a person has at least.
            let text = if field == fields::HOUSE_CODE { cell.text.clone() } else { mask(&cell.text, false) };
            let it = WrittenCell { field: field.clone(), header: mask(header, false), text };
            if !found.contains(&it) {
                found.push(it);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use phonjon_rows::RawCell;

    use super::*;

    fn starts(of: &[(i32, &str, i32)]) -> Vec<ChunkStart> {
        of.iter()
            .map(|(chunk, sheet, row)| ChunkStart { chunk: *chunk, sheet: (*sheet).into(), row: *row })
            .collect()
    }

    #[test]
    fn a_row_is_looked_for_where_it_may_stand() {
        let starts = starts(&[(0, "ก", 2), (250, "ก", 260), (500, "ค", 90), (750, "ค", 400)]);
        assert_eq!(chunks_of(&starts, "ก", 300), [250]);
        assert_eq!(chunks_of(&starts, "ค", 90), [500]);
        assert_eq!(chunks_of(&starts, "ค", 3), [250], "before the first that begins in its sheet");
        assert_eq!(chunks_of(&starts, "ข", 7), [250, 750], "in one that ends with its sheet");
        assert_eq!(chunks_of(&[], "ก", 7), [] as [i32; 0]);
    }

    #[test]
    fn cells_are_told_as_written_and_numbers_of_persons_are_not() {
        let choice = |header: &str, field: &str| ColumnChoice {
            sheet: None,
            column: None,
            header: Some(header.to_owned()),
            field: Some(field.to_owned()),
        };
        let columns = [choice("เลข 13 หลัก", "pid"), choice("ชื่อ", "first"), choice("รหัสบ้าน", "house_code")];
        let cell = |column: &str, text: &str| RawCell { column: column.to_owned(), text: text.to_owned() };
        let cells = vec![
            cell("เลข 13 หลัก", "1-2345-67890-12-1"),
            cell("ชื่อ", " บุญชู 1234567890121"),
            cell("รหัสบ้าน", "48010000012"),
            cell("หมายเหตุ", "ย้าย"),
        ];
        let told = read_from(&(String::new(), 2, cells), &columns);
        let told: Vec<_> = told.iter().map(|it| (it.header.as_str(), it.text.as_str())).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].1.starts_with(" บุญชู") && !told[0].1.contains("1234567890121"), "{told:?}");
        assert_eq!(told[1], ("รหัสบ้าน", "48010000012"));
    }
}
