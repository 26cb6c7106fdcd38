//! Whether damaged and hostile files do harm: each is read or refused, nothing is left behind, the server serves on.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::imports::{Chance, import, n_wanted, samples, say, spooled};
use crate::world::World;

/// Damaged files on each database; thousands with `PHONJON_TEST_FILES`.
const N_FILES: usize = 120;

/// Files of one command.
const A_COMMAND: usize = 12;

/// A sample of each format, the small ones.
const BASES: [&str; 5] =
    ["tpmap_2565.xlsx", "thaiqm_2566.xls", "bmn_2566.ods", "welfare_2565.csv", "thaiqm_2566_cp874.csv"];

async fn damaged_files_are_read_or_refused_and_leave_nothing(world: World) {
    let seed = if world.is_postgres() { 7 } else { 8 };
    world.server().await;
    let n_files = n_wanted("PHONJON_TEST_FILES", N_FILES);
    let mut chance = Chance(seed);
    let bases = bases();
    let (mut n_refused, mut n_read) = (0, 0);
    for first in (0..n_files).step_by(A_COMMAND) {
        let some: Vec<PathBuf> = (first..n_files.min(first + A_COMMAND))
            .map(|n| damaged(&world, &bases, n, &mut chance))
            .collect();
        let import = import(&world, "check", &some, &["--year", "2566"]);
        assert!(matches!(import.code, Some(0 | 1)), "{:?} of {some:?}\n{}", import.code, import.printed);
        let told = import.report["files"].as_array().unwrap();
        assert_eq!(told.len(), some.len(), "every file is told of");
        let refused = told.iter().filter(|it| it["outcome"] == "rejected").count();
        assert_eq!(import.code, Some(i32::from(refused > 0)));
        n_refused += refused;
        n_read += some.len() - refused;
        // Some of them for good, since storing is where a strange value would hurt.
        if (first / A_COMMAND).is_multiple_of(5) {
            let stored = import_now(&world, "apply", &some);
            assert!(matches!(stored.code, Some(0 | 1)), "{:?}\n{}", stored.code, stored.printed);
        }
        for it in &some {
            fs::remove_file(it).unwrap();
        }
    }
    say(&format!("{n_refused} refused, {n_read} read"));
    assert!(n_refused > n_files / 4 && n_read > 2, "{n_refused} refused, {n_read} read");
    is_unharmed(&world).await;
}

async fn files_made_to_harm_are_refused_with_their_reason(world: World) {
    world.server().await;
    for (name, bytes, codes) in made_to_harm() {
        let file = [world.file(name, bytes)];
        for mode in ["check", "apply"] {
            let refused = import_now(&world, mode, &file);
            let code = refused.refused_for();
            assert!(codes.contains(&code.as_str()), "{name}: {code}");
        }
    }
    assert_eq!(crate::imports::sources(&world).1.len(), 0);
    is_unharmed(&world).await;
}

fn import_now(world: &World, mode: &str, files: &[PathBuf]) -> crate::imports::Import {
    import(world, mode, files, &["--year", "2566"])
}

/// Nothing is left behind, and the server noticed nothing.
async fn is_unharmed(world: &World) {
    assert_eq!(spooled(world), Vec::<String>::new());
    let ready = world.http().get(world.url("/readyz").await).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    assert!(!world.log().contains("panicked"), "{}", world.log());
    assert_eq!(world.server().await.stop(), Some(0));
}

on_both!(
    damaged_files_are_read_or_refused_and_leave_nothing,
    files_made_to_harm_are_refused_with_their_reason
);

fn bases() -> Vec<(&'static str, Vec<u8>)> {
    BASES.iter().map(|it| (*it, fs::read(samples("nakhonphanom-300").join(it)).unwrap())).collect()
}

/// A file made from a sample by chance: cut, flipped, doubled, blanked, under the name of another format, or a workbook
/// whose inner text was changed.
fn damaged(world: &World, bases: &[(&str, Vec<u8>)], n: usize, chance: &mut Chance) -> PathBuf {
    let (name, bytes) = &bases[n % bases.len()];
    let mut name = *name;
    let mut bytes = bytes.clone();
    let is_zip = bytes.starts_with(b"PK");
    match chance.below(if is_zip { 8 } else { 5 }) {
        0 => bytes.truncate(chance.below(bytes.len())),
        1 => flip(&mut bytes, chance),
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
        4 => name = BASES[chance.below(BASES.len())],
        _ => bytes = changed_within(&bytes, chance),
    }
    world.file(&format!("{n}-{name}"), bytes)
}

/// Files whose every byte is meant: bombs, entities, claims, corners, locks and wrong contents.
fn made_to_harm() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let sheet = |data: &str| {
        workbook(&[(
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{data}</sheetData></worksheet>"),
        )])
    };
    let strings = |strings: String| {
        workbook(&[
            ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>".to_owned()),
            ("xl/sharedStrings.xml", strings),
        ])
    };
    let lol: Vec<String> =
        (1..10).map(|n| format!("<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10))).collect();
    let lol = lol.concat();
    let entities = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE sst [<!ENTITY lol0 \"lol\">{lol}]><sst><si><t>&lol9;</t></si></sst>"
    );
    let outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><sst><si><t>&b;</t></si></sst>";
    let corner = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let beyond = "<row r=\"99999999\"><c r=\"A99999999\"><v>1</v></c></row>";
    let claim = "<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>a</t></si></sst>";
    let one_cell =
        format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(5 << 20));
    let many: Vec<(String, Vec<u8>)> = (0..1_100).map(|n| (format!("xl/{n}.xml"), Vec::new())).collect();
    let macros =
        workbook(&[("xl/worksheets/sheet1.xml", String::new()), ("xl/vbaProject.bin", "x".to_owned())]);
    vec![
        ("bomb.xlsx", sheet(&" ".repeat(80 << 20)), &["zip_bomb"]),
        ("cell.xlsx", sheet(&one_cell), &["zip_bomb"]),
        ("many.xlsx", packed(&many), &["zip_bomb"]),
        ("strings.xlsx", strings(claim.to_owned()), &["zip_bomb"]),
        ("laughs.xlsx", strings(entities), &["file_unreadable"]),
        ("outside.xlsx", strings(outside.to_owned()), &["file_unreadable"]),
        ("corner.xlsx", sheet(corner), &["too_many_columns"]),
        ("beyond.xlsx", sheet(beyond), &["too_many_rows", "file_unreadable"]),
        ("macros.xlsx", macros, &["active_content"]),
        ("nested.xlsx", packed(&[("a.xlsx".to_owned(), sheet(""))]), &["format_unknown"]),
        ("empty.xlsx", Vec::new(), &["file_empty"]),
        ("blank.xlsx", sheet(""), &["file_empty"]),
        ("wide.csv", ("x,".repeat(1_000_000) + "x").into_bytes(), &["too_many_columns"]),
        ("zeros.xls", vec![0; 1 << 20], &["format_unknown"]),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(40), &["format_unknown"]),
        ("paper.xlsx", b"%PDF-1.7 and so on".to_vec(), &["format_unknown"]),
        (
            "page.xls",
            b"<html><body><table><tr><td>x</td></tr></table></body></html>".to_vec(),
            &["format_unknown"],
        ),
        (
            "old.xls",
            [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0xff; 4_000]].concat(),
            &["file_unreadable"],
        ),
        ("records.xlsb", binary_that_claims(), &["file_unreadable"]),
    ]
}

/// A workbook of these parts and those that name them.
fn workbook(parts: &[(&str, String)]) -> Vec<u8> {
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{of}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: String| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let of_workbook = relation("rId1", "worksheet", "worksheets/sheet1.xml")
        + &relation("rId2", "sharedStrings", "sharedStrings.xml");
    let sheets = "<sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets>";
    let mut all = vec![
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        ("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{of}\">{sheets}</workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relations(of_workbook)),
    ];
    all.extend(parts.iter().map(|(name, text)| (*name, text.clone())));
    let all: Vec<(String, Vec<u8>)> =
        all.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
    packed(&all)
}

/// A binary workbook whose only record claims to be a quarter of a gigabyte.
fn binary_that_claims() -> Vec<u8> {
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";
    packed(&[
        ("xl/workbook.bin".to_owned(), vec![0x9c, 0x01, 0xff, 0xff, 0xff, 0x7f, 0, 0]),
        ("xl/_rels/workbook.bin.rels".to_owned(), relations.as_bytes().to_vec()),
    ])
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
