//! Whether damaged and hostile files do harm: each is read or refused, nothing is left behind, the server serves on.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::imports::{Chance, import, samples, say, spooled};
use crate::world::World;

const N_FILES: usize = 60;

/// A sample of each format, the small ones.
const BASES: [&str; 5] =
    ["tpmap_2565.xlsx", "thaiqm_2566.xls", "bmn_2566.ods", "welfare_2565.csv", "thaiqm_2566_cp874.csv"];

async fn damaged_files_are_read_or_refused_and_leave_nothing(world: World) {
    let seed = if world.is_postgres() { 7 } else { 8 };
    world.server().await;
    let files = damaged(&world, seed);
    let (mut n_refused, mut n_read) = (0, 0);
    for some in files.chunks(12) {
        let import = import(&world, "check", some, &["--year", "2566"]);
        assert!(matches!(import.code, Some(0 | 1)), "{:?} of {some:?}\n{}", import.code, import.printed);
        let told = import.report["files"].as_array().unwrap();
        assert_eq!(told.len(), some.len(), "every file is told of");
        let refused = told.iter().filter(|it| it["outcome"] == "rejected").count();
        assert_eq!(import.code, Some(i32::from(refused > 0)));
        n_refused += refused;
        n_read += some.len() - refused;
    }
    say(&format!("{n_refused} refused, {n_read} read"));
    assert!(n_refused > N_FILES / 4 && n_read > 2, "{n_refused} refused, {n_read} read");
    // Some of them for good, since storing is where a strange value would hurt.
    let stored = import(&world, "apply", &files[..10], &["--year", "2566"]);
    assert!(matches!(stored.code, Some(0 | 1)), "{:?}\n{}", stored.code, stored.printed);

    assert_eq!(spooled(&world), Vec::<String>::new());
    let ready = world.http().get(world.url("/readyz").await).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    assert!(!world.log().contains("panicked"), "{}", world.log());
    assert_eq!(world.server().await.stop(), Some(0));
}

on_both!(damaged_files_are_read_or_refused_and_leave_nothing);

/// Files made from samples by chance: cut, flipped, doubled, and workbooks whose inner text was changed.
fn damaged(world: &World, seed: u64) -> Vec<PathBuf> {
    let mut chance = Chance(seed);
    let bases: Vec<(&str, Vec<u8>)> =
        BASES.iter().map(|it| (*it, fs::read(samples("nakhonphanom-300").join(it)).unwrap())).collect();
    let mut files = Vec::new();
    for n in 0..N_FILES {
        let (name, bytes) = &bases[n % bases.len()];
        let mut bytes = bytes.clone();
        let is_zip = bytes.starts_with(b"PK");
        match chance.below(if is_zip { 6 } else { 4 }) {
            0 => bytes.truncate(chance.below(bytes.len())),
            1 => flip(&mut bytes, &mut chance),
            2 => {
                let (from, len) = (chance.below(bytes.len()), chance.below(4_000));
                let piece: Vec<u8> = bytes.iter().skip(from).take(len).copied().collect();
                let at = chance.below(bytes.len());
                bytes.splice(at..at, piece);
            }
            3 => {
                let from = chance.below(bytes.len());
                let until = (from + chance.below(3_000)).min(bytes.len());
                bytes[from..until].fill(u8::try_from(chance.below(256)).unwrap());
            }
            _ => bytes = changed_within(&bytes, &mut chance),
        }
        files.push(world.file(&format!("{n}-{name}"), bytes));
    }
    files
}

fn flip(bytes: &mut [u8], chance: &mut Chance) {
    for _ in 0..=chance.below(30) {
        let at = chance.below(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
    }
}

/// A workbook packed anew after the text of one of its parts was changed; what packs it is as it should be.
fn changed_within(zip: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut parts = unpacked(zip);
    let large: Vec<usize> = (0..parts.len()).filter(|it| parts[*it].1.len() > 200).collect();
    let (name, text) = &mut parts[large[chance.below(large.len())]];
    match chance.below(4) {
        0 => flip(text, chance),
        1 => text.truncate(chance.below(text.len())),
        2 => {
            // A number where a count, an index or a place stands becomes an enormous one.
            let digits: Vec<usize> = (0..text.len()).filter(|it| text[*it].is_ascii_digit()).collect();
            for _ in 0..20 {
                text[digits[chance.below(digits.len())]] = b'9';
            }
            let at = digits[chance.below(digits.len())];
            text.splice(at..at, *b"99999999999");
        }
        _ => {
            let at = chance.below(text.len());
            let nested = b"<a b='c'>".repeat(1 + chance.below(5_000));
            text.splice(at..at, nested);
        }
    }
    let name = name.clone();
    assert!(parts.iter().any(|it| it.0 == name));
    packed(&parts)
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u16_at(bytes, at) | u16_at(bytes, at + 2) << 16
}

/// The parts of a sound zip file, by its directory.
fn unpacked(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let end = zip.windows(4).rposition(|it| it == b"PK\x05\x06").unwrap();
    let mut at = u32_at(zip, end + 16);
    let mut parts = Vec::new();
    for _ in 0..u16_at(zip, end + 10) {
        let (method, packed, name) = (u16_at(zip, at + 10), u32_at(zip, at + 20), u16_at(zip, at + 28));
        let local = u32_at(zip, at + 42);
        let body = local + 30 + u16_at(zip, local + 26) + u16_at(zip, local + 28);
        let body = &zip[body..body + packed];
        let mut text = Vec::new();
        if method == 8 {
            flate2::read::DeflateDecoder::new(body).read_to_end(&mut text).unwrap();
        } else {
            text.extend(body);
        }
        parts.push((String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).unwrap(), text));
        at += 46 + name + u16_at(zip, at + 30) + u16_at(zip, at + 32);
    }
    parts
}

/// A zip file of parts.
fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflate.write_all(text).unwrap();
        let body = deflate.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(text);
        let size = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend(size(body.len()));
        about.extend(size(text.len()));
        about.extend(&size(name.len())[..2]);
        about.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(size(zip.len()));
        directory.extend(name.as_bytes());
        zip.extend(b"PK\x03\x04");
        zip.extend(about);
        zip.extend(name.as_bytes());
        zip.extend(body);
    }
    let (at, len, n) = (zip.len(), directory.len(), parts.len());
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\x00\x00\x00\x00");
    for _ in 0..2 {
        zip.extend(u16::try_from(n).unwrap().to_le_bytes());
    }
    zip.extend(u32::try_from(len).unwrap().to_le_bytes());
    zip.extend(u32::try_from(at).unwrap().to_le_bytes());
    zip.extend([0, 0]);
    zip
}

#[test]
fn a_workbook_packed_anew_is_the_same_workbook() {
    let workbook = fs::read(samples("nakhonphanom-300").join(BASES[0])).unwrap();
    let parts = unpacked(&workbook);
    assert!(parts.len() > 5);
    assert_eq!(unpacked(&packed(&parts)), parts);
}
