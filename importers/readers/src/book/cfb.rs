//! The old container of .xls files, walked with every length checked: which streams there are, and which rows of each
//! sheet are hidden and how far its cells reach.

use std::collections::BTreeSet;

use crate::book::Oddities;

/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xffff_fffa;

/// A compound file's directory and its chains of sectors.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini: Vec<u8>,
    mini_fat: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    len: usize,
}

impl<'a> Compound<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut it = Self {
            bytes,
            sector,
            fat: Vec::new(),
            entries: Vec::new(),
            mini: Vec::new(),
            mini_fat: Vec::new(),
        };
        let most = bytes.len() / sector + 1;
        let mut fat_sectors: Vec<u32> = (0..109).filter_map(|n| u32_at(bytes, 76 + n * 4)).collect();
        let mut next = u32_at(bytes, 68)?;
        let mut seen = 0;
        while next < MARKS {
            seen += 1;
            if seen > most {
                return None;
            }
            let table = it.sector_of(next)?;
            let numbers: Vec<u32> = words(table).collect();
            next = *numbers.last()?;
            fat_sectors.extend(numbers.iter().take(numbers.len() - 1));
        }
        for number in fat_sectors.into_iter().filter(|it| *it < MARKS).take(most) {
            let table: Vec<u32> = words(it.sector_of(number)?).collect();
            it.fat.extend(table);
        }
        let directory = it.chain(u32_at(bytes, 48)?, usize::MAX)?;
        it.entries = directory.chunks_exact(128).filter_map(read_entry).collect();
        let root = it.entries.first().map(|root| (root.start, root.len));
        if let Some((start, len)) = root.filter(|(_, len)| *len > 0) {
            it.mini = it.chain(start, len)?;
            it.mini_fat = words(&it.chain(u32_at(bytes, 60)?, usize::MAX)?).collect();
        }
        Some(it)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|it| it.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|it| it.name.eq_ignore_ascii_case(name))?;
        if entry.len >= 4096 {
            return self.chain(entry.start, entry.len);
        }
        let mut out = Vec::new();
        let mut next = entry.start;
        while next < MARKS && out.len() < entry.len {
            let at = usize::try_from(next).ok()?.checked_mul(64)?;
            out.extend_from_slice(self.mini.get(at..at + 64)?);
            next = *self.mini_fat.get(usize::try_from(next).ok()?)?;
        }
        out.truncate(entry.len);
        Some(out)
    }

    fn sector_of(&self, number: u32) -> Option<&'a [u8]> {
        let at = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = at.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(at..end).filter(|it| !it.is_empty())
    }

    fn chain(&self, start: u32, len: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut next = start;
        while next < MARKS && out.len() < len {
            // A chain longer than the file goes in a circle.
            if out.len() > self.bytes.len() {
                return None;
            }
            out.extend_from_slice(self.sector_of(next)?);
            next = *self.fat.get(usize::try_from(next).ok()?)?;
        }
        out.truncate(len);
        Some(out)
    }
}

/// What was seen of one sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SheetSeen {
    /// Rows as shown.
    pub(crate) hidden_rows: BTreeSet<u32>,
    /// Hidden columns, formulas and merged areas.
    pub(crate) odd: Oddities,
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl SheetSeen {
    /// Cells between the outermost corners.
    pub(crate) fn span(&self) -> u64 {
        let width = |it: Option<(u16, u16)>| it.map_or(0, |(lo, hi)| u64::from(hi - lo) + 1);
        width(self.rows) * width(self.columns)
    }

    fn cell(&mut self, row: u16, column: u16) {
        let widen =
            |it: Option<(u16, u16)>, n: u16| Some(it.map_or((n, n), |(lo, hi)| (lo.min(n), hi.max(n))));
        self.rows = widen(self.rows, row);
        self.columns = widen(self.columns, column);
    }
}

/// What was seen of the workbook stream.
#[derive(Debug, Default)]
pub(crate) struct WorkbookSeen {
    pub(crate) is_encrypted: bool,
    pub(crate) sheets: Vec<SheetSeen>,
}

/// Walks the records of the workbook stream.
pub(crate) fn scan_workbook(stream: &[u8]) -> Option<WorkbookSeen> {
    let mut seen = WorkbookSeen::default();
    let mut starts = Vec::new();
    for (kind, data) in records(stream) {
        match kind {
            0x002f => seen.is_encrypted = true,
            0x0085 => starts.push(usize::try_from(u32_at(data, 0)?).ok()?),
            0x000a => break,
            _ => {}
        }
    }
    for start in starts {
        seen.sheets.push(scan_sheet(stream.get(start..)?));
    }
    Some(seen)
}

fn scan_sheet(stream: &[u8]) -> SheetSeen {
    let mut seen = SheetSeen::default();
    let mut depth = 0;
    for (kind, data) in records(stream) {
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // ROW: bit 5 of the options says that the row's height is zero.
            0x0208 if depth <= 1 => {
                if let (Some(row), Some(options)) = (u16_at(data, 0), u16_at(data, 12))
                    && options & 0x20 != 0
                {
                    seen.hidden_rows.insert(u32::from(row) + 1);
                }
            }
            // Cells: NUMBER, RK, LABELSST, LABEL, RSTRING, BOOLERR, FORMULA; MULRK and MULBLANK reach to a last column.
            0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0205 | 0x0006 | 0x0206 | 0x0406 | 0x00bd
            | 0x00be | 0x0201 => {
                if let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) {
                    seen.cell(row, column);
                    if matches!(kind, 0x0006 | 0x0206 | 0x0406) {
                        seen.odd.formulas.add(u32::from(row) + 1, column.into());
                    }
                    if matches!(kind, 0x00bd | 0x00be)
                        && let Some(last) = data.len().checked_sub(2).and_then(|at| u16_at(data, at))
                    {
                        seen.cell(row, last.max(column));
                    }
                }
            }
            // COLINFO: the first bit of the options hides the columns.
            0x007d if depth <= 1 => {
                if let (Some(first), Some(last), Some(options)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 8))
                    && options & 1 != 0
                {
                    seen.odd.hide_columns(first.into(), last.into());
                }
            }
            // MERGEDCELLS: a count, then first row, last row, first column, last column of each.
            0x00e5 if depth <= 1 => {
                for area in data.get(2..).unwrap_or_default().chunks_exact(8) {
                    if let (Some(row), Some(column)) = (u16_at(area, 0), u16_at(area, 4)) {
                        seen.odd.merged.add(u32::from(row) + 1, column.into());
                    }
                }
            }
            _ => {}
        }
    }
    seen
}

fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let kind = u16_at(stream, 0)?;
        let len = usize::from(u16_at(stream, 2)?);
        let data = stream.get(4..4 + len)?;
        stream = stream.get(4 + len..)?;
        Some((kind, data))
    })
}

fn read_entry(entry: &[u8]) -> Option<Entry> {
    let name_len = usize::from(u16_at(entry, 64)?).min(64);
    let letters: Vec<u16> = entry
        .get(..name_len)?
        .chunks_exact(2)
        .filter_map(|it| u16_at(it, 0))
        .take_while(|it| *it != 0)
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&letters),
        start: u32_at(entry, 116)?,
        len: usize::try_from(u32_at(entry, 120)?).ok()?,
    })
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|it| u32_at(it, 0))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn a_sheet_tells_its_hidden_rows_and_its_corners() {
        let mut sheet = record(0x0809, &[0; 16]);
        let mut row = vec![0; 16];
        row[0] = 4;
        row[12] = 0x20;
        sheet.extend(record(0x0208, &row));
        sheet.extend(record(0x0203, &[0; 14]));
        sheet.extend(record(0x0006, &[1, 0, 3, 0, 0, 0]));
        sheet.extend(record(0x007d, &[2, 0, 3, 0, 0, 0, 0, 0, 1, 0]));
        sheet.extend(record(0x00e5, &[1, 0, 0, 0, 0, 0, 0, 0, 5, 0]));
        sheet.extend(record(0x0203, &[9, 0, 19, 0, 0, 0]));
        sheet.extend(record(0x000a, &[]));
        let seen = scan_sheet(&sheet);
        assert_eq!(seen.hidden_rows, BTreeSet::from([5]));
        assert_eq!(seen.span(), 200);
        assert_eq!((seen.odd.formulas.n, seen.odd.formulas.first), (1, Some((2, 3))));
        assert_eq!(seen.odd.hidden_columns, [(2, 3)]);
        assert_eq!(seen.odd.merged.first, Some((1, 0)));
    }

    #[test]
    fn rubbish_is_no_compound_file() {
        assert!(Compound::parse(&[]).is_none());
        assert!(Compound::parse(&[0xd0; 600]).is_none());
        assert_eq!(scan_sheet(&[1, 2, 255, 255, 0]).span(), 0);
    }
}
