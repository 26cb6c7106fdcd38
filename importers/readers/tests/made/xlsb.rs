//! Makes binary workbooks record by record, as the format's own description has them.

use std::collections::BTreeMap;

use super::packed;

/// What a cell holds.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// In the list of strings.
    Shared(String),
    /// In the cell itself.
    Inline(String),
    Number(f64),
    /// A whole number, packed into four bytes.
    Whole(i32),
    /// A day as the days since 1900 began.
    Day(f64),
    Truth(bool),
    Fault,
}

/// A sheet: its name, and its rows by number from 1; a row may be hidden.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: BTreeMap<u32, (bool, Vec<(u32, Cell)>)>,
}

/// A binary workbook of these sheets.
pub(crate) fn xlsb(sheets: &[Sheet]) -> Vec<u8> {
    let mut strings = Vec::new();
    let parts: Vec<(String, Vec<u8>)> = (1..)
        .zip(sheets)
        .map(|(n, it)| (format!("xl/worksheets/sheet{n}.bin"), worksheet(it, &mut strings)))
        .collect();
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"{target}\"/>"
        )
    };
    let relations = |inner: &str| {
        format!(
            "<?xml version=\"1.0\"?><Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let mut of_workbook: String = (1..=sheets.len())
        .map(|n| relation(&format!("rId{n}"), "worksheet", &format!("worksheets/sheet{n}.bin")))
        .collect();
    of_workbook += &relation("rStrings", "sharedStrings", "sharedStrings.bin");
    of_workbook += &relation("rStyles", "styles", "styles.bin");
    let mut all: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes().to_vec()),
        ("_rels/.rels", relations(&relation("rId1", "officeDocument", "xl/workbook.bin")).into_bytes()),
        ("xl/workbook.bin", workbook(sheets)),
        ("xl/_rels/workbook.bin.rels", relations(&of_workbook).into_bytes()),
        ("xl/sharedStrings.bin", shared(&strings)),
        ("xl/styles.bin", styles()),
    ];
    all.extend(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())));
    packed(&all)
}

fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x83, &[]);
    record(&mut out, 0x99, &[0; 12]);
    record(&mut out, 0x8f, &[]);
    for (n, sheet) in (1_u32..).zip(sheets) {
        let body =
            [&0_u32.to_le_bytes()[..], &n.to_le_bytes(), &wide(&format!("rId{n}")), &wide(&sheet.name)]
                .concat();
        record(&mut out, 0x9c, &body);
    }
    record(&mut out, 0x90, &[]);
    record(&mut out, 0x9d, &[0; 26]);
    record(&mut out, 0x84, &[]);
    out
}

fn shared(strings: &[String]) -> Vec<u8> {
    let n = u32::try_from(strings.len()).unwrap().to_le_bytes();
    let mut out = Vec::new();
    record(&mut out, 0x9f, &[n, n].concat());
    for it in strings {
        record(&mut out, 0x13, &[&[0][..], &wide(it)].concat());
    }
    record(&mut out, 0xa0, &[]);
    out
}

/// Two formats of cells: as it comes, and a day (format 14).
fn styles() -> Vec<u8> {
    let format = |number: u16| [&0_u16.to_le_bytes()[..], &number.to_le_bytes(), &[0; 12]].concat();
    let mut out = Vec::new();
    record(&mut out, 0x116, &[]);
    record(&mut out, 0x269, &2_u32.to_le_bytes());
    record(&mut out, 0x2f, &format(0));
    record(&mut out, 0x2f, &format(14));
    record(&mut out, 0x26a, &[]);
    record(&mut out, 0x117, &[]);
    out
}

fn worksheet(sheet: &Sheet, strings: &mut Vec<String>) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x81, &[]);
    let last = sheet.rows.keys().next_back().copied().unwrap_or_default();
    let size = [0_u32.to_le_bytes(), last.to_le_bytes(), 0_u32.to_le_bytes(), 511_u32.to_le_bytes()];
    record(&mut out, 0x94, &size.concat());
    record(&mut out, 0x91, &[]);
    for (number, (is_hidden, cells)) in &sheet.rows {
        let mut row = vec![0; 17];
        row[..4].copy_from_slice(&(number - 1).to_le_bytes());
        row[11] = if *is_hidden { 0x10 } else { 0 };
        record(&mut out, 0x00, &row);
        for (column, cell) in cells {
            let style = u32::from(matches!(cell, Cell::Day(_)));
            let (kind, value) = match cell {
                Cell::Shared(text) => {
                    let at = strings.iter().position(|it| it == text).unwrap_or_else(|| {
                        strings.push(text.clone());
                        strings.len() - 1
                    });
                    (0x07, u32::try_from(at).unwrap().to_le_bytes().to_vec())
                }
                Cell::Inline(text) => (0x06, wide(text)),
                Cell::Number(n) | Cell::Day(n) => (0x05, n.to_le_bytes().to_vec()),
                Cell::Whole(n) => (0x02, (n << 2 | 2).to_le_bytes().to_vec()),
                Cell::Truth(it) => (0x04, vec![u8::from(*it)]),
                Cell::Fault => (0x03, vec![0x17]),
            };
            record(&mut out, kind, &[&column.to_le_bytes()[..], &style.to_le_bytes(), &value].concat());
        }
    }
    record(&mut out, 0x92, &[]);
    record(&mut out, 0x82, &[]);
    out
}

/// A record: its kind and its length in seven bits a byte, and its body.
pub(crate) fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    if kind < 0x80 {
        out.push(u8::try_from(kind).unwrap());
    } else {
        out.push(u8::try_from(kind & 0x7f).unwrap() | 0x80);
        out.push(u8::try_from(kind >> 7).unwrap());
    }
    let mut len = body.len();
    loop {
        let low = u8::try_from(len & 0x7f).unwrap();
        len >>= 7;
        out.push(if len == 0 { low } else { low | 0x80 });
        if len == 0 {
            break;
        }
    }
    out.extend(body);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let n = u32::try_from(units.len()).unwrap();
    n.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

const CONTENT_TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>";
