//! How a sheet of an .xlsx workbook looks, as far as it is kept when it is written again: widths of columns.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// A width in letters, of the columns from one to another, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Width {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) letters: f64,
}

/// Most stretches of columns that are kept.
const MOST: usize = 1_024;

/// Widths of the columns of a part; none where nothing can be read of them.
pub(crate) fn widths(path: &Path, part: &str) -> Vec<Width> {
    let open = || {
        let zip = ZipArchive::new(File::open(path).map(BufReader::new).ok()?).ok();
        let mut zip = zip?;
        let part = zip.by_name(part).ok()?;
        Some(read(Reader::from_reader(BufReader::new(part))))
    };
    open().unwrap_or_default()
}

fn read(mut xml: Reader<impl std::io::BufRead>) -> Vec<Width> {
    let mut found = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(it) | Event::Empty(it)) if it.local_name().as_ref() == "col" => {
                let value = |name: &str| {
                    let mut all = it.attributes().flatten();
                    let found = all.find(|it| it.key.local_name().as_ref() == name)?;
                    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
                };
                let number = |name| value(name).and_then(|it| it.parse::<u32>().ok());
                let letters = value("width").and_then(|it| it.parse::<f64>().ok());
                if let (Some(first), Some(last), Some(letters)) = (number("min"), number("max"), letters)
                    && first >= 1
                    && first <= last
                    && (0.0..=255.0).contains(&letters)
                    && found.len() < MOST
                {
                    found.push(Width { first, last, letters });
                }
            }
            Ok(Event::Start(it)) if it.local_name().as_ref() == "sheetData" => return found,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}
