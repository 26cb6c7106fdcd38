//! What the whole store comes to: everything that is kept, sorted and named by what it is, so that equal states are
//! equal bytes on both databases, with any key file, after an import that was killed and went on, and after one
//! that was undone.
//!
//! Left out are the audit log, versions, instants, staging, what is only history (undone links, replaced and
//! reversed rows, bulk acts) and what is derived without being asked for (blocking keys, cells as written, short
//! numbers). Areas that files named before any list did, and the teams made with areas, stand here only where
//! something is there. A person, household or case is named by the least source row that speaks of it
//! (`source/year/file/sheet/row`), or by its content where none does. Citizen numbers are shown masked; the first
//! person who bears the same number is named beside them, so that equality is seen and the number is not.

use std::io::Write;

use serde_json::Value as Json;

use crate::database::Store;
use crate::error::StoreError;

mod cell;
mod country;
mod home;
mod label;
mod office;
mod person;
mod rows;

use cell::Line;
use label::Labels;

/// The parts a state is written in: the names of everything, the country, the office, rows, persons, homes.
const PARTS: u64 = 6;

/// Writes the state as a JSON array with one object a line. Nothing else should be writing meanwhile.
///
/// # Errors
///
/// The database's own, [`StoreError::Blob`] when `out` fails, or [`StoreError::Keys`] when the key file cannot open
/// what is sealed.
pub async fn export(store: &Store, out: &mut impl Write) -> Result<(), StoreError> {
    export_telling(store, out, &mut |_, _| ()).await
}

/// As [`export`]; `told` hears how many of how many parts are written.
///
/// # Errors
///
/// As [`export`].
pub async fn export_telling(
    store: &Store,
    out: &mut impl Write,
    told: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), StoreError> {
    let mut out = Lines { out, is_first: true };
    out.raw(b"[")?;
    let labels = Labels::load(store).await?;
    told(1, PARTS);
    country::export(store, &labels, &mut out).await?;
    told(2, PARTS);
    office::export(store, &labels, &mut out).await?;
    told(3, PARTS);
    rows::export(store, &labels, &mut out).await?;
    told(4, PARTS);
    person::export(store, &labels, &mut out).await?;
    told(5, PARTS);
    home::export(store, &labels, &mut out).await?;
    told(PARTS, PARTS);
    out.raw(b"\n]\n")
}

/// Where lines go, with commas between them.
struct Lines<'a, W> {
    out: &'a mut W,
    is_first: bool,
}

impl<W: Write> Lines<'_, W> {
    fn raw(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.out.write_all(bytes).map_err(StoreError::Blob)
    }

    fn line(&mut self, text: &str) -> Result<(), StoreError> {
        self.raw(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        self.raw(text.as_bytes())
    }

    /// Writes lines in the order of their text.
    fn sorted(&mut self, lines: Vec<Line>) -> Result<(), StoreError> {
        let mut texts: Vec<String> = lines.into_iter().map(Line::into_text).collect();
        texts.sort_unstable();
        texts.iter().try_for_each(|it| self.line(it))
    }
}

/// JSON text with its objects' names in order.
fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|_| Json::from(text))
}

#[cfg(test)]
mod tests;
