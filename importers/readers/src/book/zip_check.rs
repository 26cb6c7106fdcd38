//! Whether a packed workbook may be opened at all: its directory, its sizes and every part that will be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use crate::book::guard::{Seen, watch};
use crate::book::{Oddities, Stop};
use crate::codes;

const MAX_ENTRIES: u64 = 1000;
const MAX_UNPACKED: u64 = 2 << 30;
const MAX_RATIO: u64 = 200;
/// Below this many bytes unpacked no ratio is suspicious.
const SMALL: u64 = 64 << 20;
const MAX_STRINGS: u64 = 256 << 20;
/// Parts other than sheets and strings: styles, the list of sheets, relations.
const MAX_SMALL_PART: u64 = 16 << 20;
/// An ODS holds everything in one part.
const MAX_CONTENT: u64 = 1 << 30;

/// What was found in the parts.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Hidden rows by part name.
    pub(crate) hidden_rows: BTreeMap<String, BTreeSet<u32>>,
    /// What is odd by part name.
    pub(crate) odd: BTreeMap<String, Oddities>,
}

/// Counts the entries at the end of the file, before any library makes room for them.
pub(crate) fn check_directory_size(path: &Path) -> Result<(), Stop> {
    let unreadable = |_| Stop::refused(codes::FILE_UNREADABLE);
    let mut file = File::open(path).map_err(unreadable)?;
    let len = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
    let tail_len = len.min(64 * 1024 + 22);
    file.seek(SeekFrom::Start(len - tail_len)).map_err(unreadable)?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).map_err(unreadable)?;
    let Some(at) = tail.windows(4).rposition(|it| it == b"PK\x05\x06") else {
        return Err(Stop::refused(codes::FILE_TRUNCATED));
    };
    let entries = tail.get(at + 10..at + 12).and_then(|it| it.try_into().ok()).map_or(0, u16::from_le_bytes);
    if u64::from(entries) > MAX_ENTRIES {
        return Err(Stop::refused_with(codes::ZIP_BOMB, "limit", &"entries"));
    }
    Ok(())
}

/// Checks declared sizes, then unpacks every part that will be read and watches it.
pub(crate) fn check(path: &Path) -> Result<Parts, Stop> {
    let file = File::open(path).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
    let packed = file.metadata().map_or(0, |it| it.len());
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| Stop::refused(codes::FILE_TRUNCATED))?;
    let mut declared: u64 = 0;
    let mut names = Vec::new();
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        if entry.encrypted() {
            return Err(Stop::refused(codes::FILE_ENCRYPTED));
        }
        declared = declared.saturating_add(entry.size());
        let name = entry.name().map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        names.push((at, name.into_owned()));
    }
    too_much(declared, packed)?;
    let mut parts = Parts::default();
    let mut unpacked: u64 = 0;
    for (at, name) in names {
        let lower = name.to_ascii_lowercase();
        if !is_read(&lower) {
            continue;
        }
        let limit = limit_of(&lower);
        let entry = zip.by_index(at).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        let seen = if is_binary(&lower) { count(entry, limit)? } else { watch(entry, limit)? };
        // Each string takes at least the five letters of `<si/>`.
        if seen.strings_claimed.is_some_and(|it| it > seen.bytes / 5 + 1) {
            return Err(Stop::refused_with(codes::ZIP_BOMB, "limit", &"strings"));
        }
        unpacked = unpacked.saturating_add(seen.bytes);
        too_much(unpacked, packed)?;
        if seen.odd != Oddities::default() {
            parts.odd.insert(name.clone(), seen.odd);
        }
        if !seen.hidden_rows.is_empty() {
            parts.hidden_rows.insert(name, seen.hidden_rows);
        }
    }
    Ok(parts)
}

fn too_much(unpacked: u64, packed: u64) -> Result<(), Stop> {
    if unpacked > MAX_UNPACKED {
        return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &MAX_UNPACKED));
    }
    if unpacked > SMALL && unpacked / packed.max(1) > MAX_RATIO {
        return Err(Stop::refused_with(codes::ZIP_BOMB, "limit", &"ratio"));
    }
    Ok(())
}

fn is_binary(name: &str) -> bool {
    name.rsplit('.').next() == Some("bin")
}

fn is_read(name: &str) -> bool {
    let is_part = ["xml", "rels", "bin"].contains(&name.rsplit('.').next().unwrap_or_default());
    is_part && !["docprops/", "xl/media/", "xl/printersettings/"].iter().any(|it| name.starts_with(it))
}

fn limit_of(name: &str) -> u64 {
    if name.contains("sharedstrings") {
        MAX_STRINGS
    } else if name.contains("worksheets/") && !name.contains("_rels") {
        MAX_UNPACKED
    } else if name == "content.xml" {
        MAX_CONTENT
    } else {
        MAX_SMALL_PART
    }
}

fn count(mut part: impl Read, limit: u64) -> Result<Seen, Stop> {
    let mut seen = Seen::default();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let n = part.read(&mut chunk).map_err(|_| Stop::refused(codes::FILE_UNREADABLE))?;
        seen.bytes += n as u64;
        if seen.bytes > limit {
            return Err(Stop::refused_with(codes::FILE_TOO_LARGE, "limit", &limit));
        }
        if n == 0 {
            return Ok(seen);
        }
    }
}
