//! Rows of a text file: comma, semicolon, tab or bar between cells, in whatever encoding was found.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::Encoding;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use crate::book::newlines::Newlines;
use crate::book::{Book, Cell, Gatherer, MAX_ROWS, Step, Stop, Visit};
use crate::codes;

/// Largest text file, bytes: a cell that never ends must still fit into memory.
const MAX_BYTES: u64 = 256 << 20;
/// Letters that are looked at to find what stands between cells.
const SAMPLE: usize = 64 * 1024;

pub(crate) struct TextBook {
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
}

impl TextBook {
    pub(crate) fn open(path: &Path, encoding: &'static Encoding) -> Result<Self, Stop> {
        let len = std::fs::metadata(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?.len();
        if len > MAX_BYTES {
            return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &MAX_BYTES));
        }
        let mut sample = Vec::new();
        decoded(path, encoding)?
            .take(SAMPLE as u64)
            .read_to_end(&mut sample)
            .map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        Ok(Self { path: path.to_owned(), encoding, delimiter: find_delimiter(&sample) })
    }
}

impl Book for TextBook {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn sheets(&self) -> Vec<String> {
        vec![String::new()]
    }

    fn rows(&mut self, _sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(Newlines::new(decoded(&self.path, self.encoding)?));
        let nothing_hidden = BTreeSet::new();
        let mut gatherer = Gatherer::new(visit, &nothing_hidden);
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))? {
            // The reader stands behind the record's last line; cells may hold lines of their own.
            let inner = record.iter().flat_map(str::bytes).filter(|b| *b == b'\n').count() as u64;
            let line = reader.position().line().saturating_sub(1 + inner);
            let row = u32::try_from(line.saturating_sub(1)).unwrap_or(MAX_ROWS);
            for (column, text) in (0..).zip(record.iter()) {
                if gatherer.take(row, column, Cell::Text(text.to_owned()))? == Step::Enough {
                    return Ok(());
                }
            }
            if record.iter().any(|it| !crate::wording::is_blank(it)) {
                gatherer.spread(u32::try_from(inner).unwrap_or(MAX_ROWS));
            }
        }
        gatherer.flush().map(drop)
    }
}

fn decoded(path: &Path, encoding: &'static Encoding) -> Result<DecodeReaderBytes<File, Vec<u8>>, Stop> {
    let file = File::open(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    Ok(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(file))
}

/// The candidate that stands most often outside quotes.
fn find_delimiter(sample: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0_usize; CANDIDATES.len()];
    let mut quoted = false;
    for b in sample {
        if *b == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(at) = CANDIDATES.iter().position(|it| it == b) {
            counts[at] += 1;
        }
    }
    let best = counts.iter().zip(CANDIDATES).max_by_key(|(count, candidate)| (**count, *candidate == b','));
    best.map_or(b',', |(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_between_cells_is_the_commonest_outside_quotes() {
        assert_eq!(find_delimiter("ลำดับ;ชื่อ\n1;\"a,b,c,d,e\"\n".as_bytes()), b';');
        assert_eq!(find_delimiter(b"a\tb\tc\n1,5\t2\t3\n"), b'\t');
        assert_eq!(find_delimiter(b"a|b|c"), b'|');
        assert_eq!(find_delimiter(b"one column"), b',');
    }
}
