//! What format a file is of, by its content and never by its name.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874};
use zip::ZipArchive;

use crate::book::{Stop, zip_check};
use crate::codes;

/// A format that is read here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Format {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    /// Text in an encoding.
    Text(&'static Encoding),
}

/// Bytes that are looked at to tell text from other things.
const HEAD: usize = 64 * 1024;

/// Finds the format.
pub(crate) fn sniff(path: &Path) -> Result<Format, Stop> {
    let mut file = File::open(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    if head.is_empty() {
        return Err(Stop::refused(codes::FILE_EMPTY));
    }
    if head.starts_with(b"PK\x03\x04") {
        return sniff_zip(path);
    }
    if head.starts_with(b"PK\x05\x06") {
        return Err(Stop::refused(codes::FILE_EMPTY));
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Ok(Format::Xls);
    }
    sniff_text(path, &head)
}

fn sniff_zip(path: &Path) -> Result<Format, Stop> {
    zip_check::check_directory_size(path)?;
    let file = File::open(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    let zip = ZipArchive::new(BufReader::new(file)).map_err(|_| Stop::refused(codes::FILE_TRUNCATED))?;
    let names: Vec<String> =
        zip.file_names().flatten().map(|it| it.trim_start_matches('/').to_ascii_lowercase()).collect();
    let has = |name: &str| names.iter().any(|it| it == name);
    if names.iter().any(|it| is_active(it)) {
        return Err(Stop::refused(codes::ACTIVE_CONTENT));
    }
    if has("xl/workbook.bin") {
        Ok(Format::Xlsb)
    } else if has("xl/workbook.xml") {
        Ok(Format::Xlsx)
    } else if has("content.xml") {
        Ok(Format::Ods)
    } else {
        Err(Stop::refused_with(codes::FORMAT_UNKNOWN, "found", &"zip"))
    }
}

fn is_active(name: &str) -> bool {
    name.ends_with("vbaproject.bin")
        || name.starts_with("xl/externallinks/")
        || name.starts_with("xl/macrosheets/")
        || name.starts_with("basic/")
}

fn sniff_text(path: &Path, head: &[u8]) -> Result<Format, Stop> {
    let (encoding, bom) = match Encoding::for_bom(head) {
        Some(found) => found,
        None => (guess_encoding(path, head)?, 0),
    };
    let (text, _) = encoding.decode_without_bom_handling(head.get(bom..).unwrap_or_default());
    let shown = text.trim_start();
    if shown.is_empty() {
        return Err(Stop::refused(codes::FILE_EMPTY));
    }
    let start: String = shown.chars().take(2000).collect::<String>().to_lowercase();
    for (mark, found) in [
        ("%pdf", "pdf"),
        ("{\\rtf", "rtf"),
        ("<?xml", "xml"),
        ("<!doctype", "html"),
        ("<html", "html"),
        ("<table", "html"),
    ] {
        if start.starts_with(mark) {
            return Err(Stop::refused_with(codes::FORMAT_UNKNOWN, "found", &found));
        }
    }
    if start.starts_with('<')
        && (start.contains("<table") || start.contains("<html") || start.contains("<meta"))
    {
        return Err(Stop::refused_with(codes::FORMAT_UNKNOWN, "found", &"html"));
    }
    let odd = text
        .chars()
        .filter(|c| {
            *c == '\0'
                || *c == '\u{fffd}'
                || (c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{1a}'))
        })
        .count();
    // A text holds hardly any control letters; what is left of other formats holds many.
    if odd * 100 > text.chars().count() {
        return Err(Stop::refused(codes::FORMAT_UNKNOWN));
    }
    Ok(Format::Text(encoding))
}

/// UTF-16 shows itself by its zero bytes, UTF-8 by being valid to the end; anything else is Windows-874.
fn guess_encoding(path: &Path, head: &[u8]) -> Result<&'static Encoding, Stop> {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 16;
    if odd > many && even * 8 < odd {
        return Ok(UTF_16LE);
    }
    if even > many && odd * 8 < even {
        return Ok(UTF_16BE);
    }
    let mut file = File::open(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    let mut rest: Vec<u8> = Vec::new();
    let mut chunk = vec![0; HEAD];
    loop {
        let n = file.read(&mut chunk).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        rest.extend_from_slice(chunk.get(..n).unwrap_or_default());
        match std::str::from_utf8(&rest) {
            Ok(_) => rest.clear(),
            Err(fault) if fault.error_len().is_none() && n > 0 => drop(rest.drain(..fault.valid_up_to())),
            Err(_) => return Ok(WINDOWS_874),
        }
        if n == 0 {
            return Ok(UTF_8);
        }
    }
}
