//! Files made to harm, damaged files and files under a wrong name: each is read or refused, none brings the reader down.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod made;

use std::path::{Path, PathBuf};

use made::{ods, packed, xlsx, xlsx_of};
use phonjon_readers::{Kind, ReadOptions, read_file};
use phonjon_rows::{Message, Outcome};

/// What a file came to.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Read { kept: usize },
    Refused(String),
}

fn read_bytes(name: &str, bytes: &[u8]) -> End {
    read_bytes_as(name, bytes, &ReadOptions::default())
}

fn read_bytes_as(name: &str, bytes: &[u8], options: &ReadOptions) -> End {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read(&path, options)
}

fn read(path: &Path, options: &ReadOptions) -> End {
    let mut end = None;
    let mut kept = 0;
    let mut is_headed = false;
    read_file(path, options, &mut |message| {
        assert!(end.is_none(), "nothing follows the end");
        match message {
            Message::Recognised(_) => assert!(!is_headed),
            Message::Head(_) => is_headed = true,
            Message::Row(row) => {
                assert!(is_headed);
                kept += usize::from(row.outcome != Outcome::Skipped);
            }
            Message::Tail(_) => end = Some(End::Read { kept }),
            Message::Refused(it) => end = Some(End::Refused(it.code)),
        }
        Ok(())
    })
    .unwrap();
    end.expect("a file ends with a tail or a refusal")
}

fn refused(code: &str) -> End {
    End::Refused(code.to_owned())
}

/// A welfare register of two persons.
const REGISTER: [&[&str]; 3] = [
    &["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "ปีที่ลงทะเบียน", "ผลการพิจารณา"],
    &["1484956378381", "นายสมชาย", "ใจดี", "2565", "ผ่านเกณฑ์"],
    &["3485117862202", "นางสมใจ", "ใจดี", "2565", "ผ่านเกณฑ์"],
];

fn register_text(between: &str) -> String {
    REGISTER.map(|it| it.join(between)).join("\r\n")
}

#[test]
fn an_honest_register_is_read() {
    assert_eq!(read_bytes("a.xlsx", &xlsx_of(&REGISTER)), End::Read { kept: 2 });
}

#[test]
fn the_content_counts_and_not_the_name() {
    assert_eq!(read_bytes("a.xls", register_text("\t").as_bytes()), End::Read { kept: 2 });
    assert_eq!(read_bytes("a.pdf", register_text(";").as_bytes()), End::Read { kept: 2 });
    assert_eq!(read_bytes("a.csv", &xlsx_of(&REGISTER)), End::Read { kept: 2 });
    let html = format!("<html><body><table><tr><td>{}</td></tr></table>", register_text("</td><td>"));
    assert_eq!(read_bytes("a.xls", html.as_bytes()), refused("format_unknown"));
    assert_eq!(read_bytes("a.xlsx", b"%PDF-1.7 ..."), refused("format_unknown"));
    assert_eq!(read_bytes("a.xlsx", &[0x7f; 5000]), refused("format_unknown"));
}

#[test]
fn text_comes_in_many_encodings() {
    let text = register_text(",");
    let units = || text.encode_utf16();
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    let thai: Vec<u8> =
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or_else(|_| thai_byte(c))).collect();
    for bytes in [
        text.clone().into_bytes(),
        with(&[0xef, 0xbb, 0xbf], text.as_bytes()),
        with(&[0xff, 0xfe], &little),
        with(&[0xfe, 0xff], &big),
        thai,
    ] {
        assert_eq!(read_bytes("a.csv", &bytes), End::Read { kept: 2 });
    }
}

/// A Thai letter in Windows-874.
fn thai_byte(c: char) -> u8 {
    u8::try_from(u32::from(c) - 0x0e00 + 0xa0).unwrap()
}

#[test]
fn what_is_empty_is_said_to_be() {
    assert_eq!(read_bytes("a.csv", b""), refused("file_empty"));
    assert_eq!(read_bytes("a.csv", b"\xef\xbb\xbf \r\n\r\n"), refused("file_empty"));
    assert_eq!(read_bytes("a.xlsx", &xlsx("", "", &[])), refused("file_empty"));
    assert_eq!(read_bytes("a.ods", &ods("")), refused("file_empty"));
    assert_eq!(read_bytes("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), refused("file_empty"));
}

#[test]
fn another_source_or_year_than_was_said_is_refused() {
    let bytes = xlsx_of(&REGISTER);
    let of = |source, year| {
        read_bytes_as("a.xlsx", &bytes, &ReadOptions { source, year, ..ReadOptions::default() })
    };
    assert_eq!(of(Some(Kind::Welfare), Some(2565)), End::Read { kept: 2 });
    assert_eq!(of(Some(Kind::Tpmap), None), refused("source_mismatch"));
    assert_eq!(of(None, Some(2566)), refused("years_disagree"));
    assert_eq!(read_bytes("a.csv", "ก,ข\n1,2\n".as_bytes()), refused("source_unknown"));
    let options = ReadOptions { source: Some(Kind::Bmn), ..ReadOptions::default() };
    assert_eq!(read_bytes_as("a.csv", "ก,ข\n1,2\n".as_bytes(), &options), refused("no_header"));
    let two = "บัญชี ปี พ.ศ. 2565,,,,\nบัญชี ปี พ.ศ. 2566,,,,\n".to_owned() + &register_text(",");
    assert_eq!(read_bytes("a.csv", two.as_bytes()), refused("years_disagree"));
}

#[test]
fn far_corners_and_many_columns_are_refused() {
    let corner = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(read_bytes("a.xlsx", &xlsx(corner, "", &[])), refused("too_many_columns"));
    let beyond = "<row r=\"1\"><c r=\"A1048577\"><v>1</v></c></row>";
    assert_eq!(read_bytes("a.xlsx", &xlsx(beyond, "", &[])), refused("too_many_rows"));
    for reference in ["ZZZZZZZ1", "A99999999999", "A0", "1", "", "A-1"] {
        let odd = format!("<row r=\"1\"><c r=\"{reference}\"><v>1</v></c></row>");
        assert!(matches!(read_bytes("a.xlsx", &xlsx(&odd, "", &[])), End::Refused(_)), "{reference}");
    }
    assert_eq!(read_bytes("a.csv", ("x,".repeat(1_000_000) + "x").as_bytes()), refused("too_many_columns"));
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\" table:value-type=\"float\" \
                table:value=\"1\"/></table:table-row>";
    assert_eq!(read_bytes("a.ods", &ods(wide)), refused("too_many_columns"));
}

#[test]
fn repeated_rows_without_end_are_refused_or_passed_by() {
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
    let rows = format!("<table:table-row table:number-rows-repeated=\"4294967295\">{cell}</table:table-row>");
    assert_eq!(read_bytes("a.ods", &ods(&rows)), refused("source_unknown"));
    let blank =
        "<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell/></table:table-row>";
    assert_eq!(read_bytes("a.ods", &ods(&format!("{blank}{blank}{rows}"))), refused("too_many_rows"));
}

#[test]
fn claims_of_strings_are_not_believed() {
    let sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    for count in ["4294967295", "18446744073709551615", "100000"] {
        let strings = format!("<sst xmlns=\"x\" count=\"1\" uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        let end = read_bytes("a.xlsx", &xlsx(sheet, &strings, &[]));
        assert!(
            matches!(&end, End::Refused(code) if code == "zip_bomb" || code == "source_unknown"),
            "{count}: {end:?}"
        );
    }
    let wild =
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999</v></c><c r=\"B1\" t=\"s\"><v>-1</v></c></row>";
    assert!(matches!(
        read_bytes("a.xlsx", &xlsx(wild, "<sst><si><t>a</t></si></sst>", &[])),
        End::Refused(_)
    ));
}

#[test]
fn what_unpacks_to_far_too_much_is_refused() {
    let spaces = " ".repeat(70 << 20);
    assert_eq!(read_bytes("a.xlsx", &xlsx(&spaces, "", &[])), refused("zip_bomb"));
    let cell =
        format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(5 << 20));
    assert_eq!(read_bytes("a.xlsx", &xlsx(&cell, "", &[])), refused("zip_bomb"));
    let many: Vec<(String, Vec<u8>)> = (0..1100).map(|n| (format!("xl/{n}.xml"), Vec::new())).collect();
    let many: Vec<(&str, Vec<u8>)> =
        many.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert_eq!(read_bytes("a.xlsx", &xlsx("", "", &many)), refused("zip_bomb"));
}

#[test]
fn entities_macros_and_links_are_refused() {
    let doctype = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><sst><si><t>&b;</t></si></sst>";
    assert_eq!(read_bytes("a.xlsx", &xlsx("", doctype, &[])), refused("file_unreadable"));
    assert_eq!(
        read_bytes("a.xlsx", &xlsx("", "", &[("xl/vbaProject.bin", vec![1])])),
        refused("active_content")
    );
    let link = [("xl/externalLinks/externalLink1.xml", b"<a/>".to_vec())];
    assert_eq!(read_bytes("a.xlsx", &xlsx("", "", &link)), refused("active_content"));
}

#[test]
fn locked_and_nested_files_are_told() {
    let inner = xlsx_of(&REGISTER);
    assert_eq!(read_bytes("a.xlsx", &packed(&[("a.xlsx", inner)])), refused("format_unknown"));
    assert_eq!(read_bytes("a.xlsx", &locked()), refused("file_encrypted"));
    assert_eq!(
        read_bytes(
            "a.xlsx",
            &[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0xff; 2000]].concat()
        ),
        refused("file_unreadable")
    );
}

/// A compound file that holds only a stream called EncryptedPackage.
fn locked() -> Vec<u8> {
    let mut bytes = vec![0; 512 * 3];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[26] = 3;
    bytes[28..30].copy_from_slice(&[0xfe, 0xff]);
    bytes[30] = 9;
    bytes[32] = 6;
    let end = 0xffff_fffe_u32.to_le_bytes();
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&end);
    bytes[68..72].copy_from_slice(&end);
    bytes[76..512].fill(0xff);
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[512..1024].fill(0xff);
    bytes[516..520].copy_from_slice(&end);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (entry, name) in [(1024, &b"R\0"[..]), (1152, &name[..])] {
        bytes[entry..entry + name.len()].copy_from_slice(name);
        bytes[entry + 64] = u8::try_from(name.len() + 2).unwrap();
        bytes[entry + 116..entry + 120].copy_from_slice(&end);
    }
    bytes
}

/// The smallest sample of each format.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/samples/nakhonphanom-300");
    ["thaiqm_2565.xlsx", "thaiqm_2566.xls", "bmn_2566.ods", "thaiqm_2566_cp874.csv"]
        .iter()
        .map(|it| ((*it).to_owned(), std::fs::read(folder.join(it)).unwrap()))
        .collect()
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    for (name, bytes) in samples() {
        for percent in (1..100).step_by(4) {
            let end = read_bytes(&name, &bytes[..bytes.len() * percent / 100]);
            assert!(
                matches!(end, End::Refused(_)) || name.ends_with("csv"),
                "{name} at {percent} %: {end:?}"
            );
        }
    }
}

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

#[test]
fn bytes_changed_by_chance_do_no_harm() {
    let mut chance = Chance(1);
    for (name, bytes) in samples() {
        for _ in 0..30 {
            let mut bytes = bytes.clone();
            for _ in 0..=chance.below(40) {
                let at = chance.below(bytes.len());
                bytes[at] = chance.byte();
            }
            read_bytes(&name, &bytes);
        }
    }
}

#[test]
fn parts_changed_by_chance_do_no_harm() {
    let mut chance = Chance(2);
    for (name, bytes) in
        samples().into_iter().filter(|(name, _)| !name.ends_with("csv") && !name.ends_with("xls"))
    {
        let parts = unpacked(&bytes);
        for _ in 0..40 {
            let mut parts = parts.clone();
            let which = chance.below(parts.len());
            let part = &mut parts[which].1;
            for _ in 0..=chance.below(20) {
                let at = chance.below(part.len().max(1));
                match chance.below(3) {
                    0 if at < part.len() => part[at] = chance.byte(),
                    1 if at < part.len() => drop(part.drain(at..(at + chance.below(30)).min(part.len()))),
                    _ => {
                        part.splice(at.min(part.len())..at.min(part.len()), *b"<\"9999999999").for_each(drop);
                    }
                }
            }
            let parts: Vec<(&str, Vec<u8>)> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
            read_bytes(&name, &packed(&parts));
        }
    }
}

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut part = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_sheet_without_a_header_is_not_passed_over_in_silence() {
    let table = |name: &str, rows: &[&[&str]]| {
        let cell = |it: &&str| {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{it}</text:p></table:table-cell>")
        };
        let row = |it: &&[&str]| {
            format!("<table:table-row>{}</table:table-row>", it.iter().map(cell).collect::<Vec<_>>().concat())
        };
        format!(
            "<table:table table:name=\"{name}\">{}</table:table>",
            rows.iter().map(row).collect::<Vec<_>>().concat()
        )
    };
    let content = format!(
        "<office:document-content>{}{}</office:document-content>",
        table("a", &REGISTER),
        table("b", &[&["คำอธิบาย"], &["บรรทัดที่สอง"]])
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ods");
    std::fs::write(&path, packed(&[("content.xml", content.into_bytes())])).unwrap();
    let mut told = Vec::new();
    read_file(&path, &ReadOptions::default(), &mut |message| {
        if let Message::Row(row) = message {
            told.extend(
                row.issues
                    .into_iter()
                    .filter(|it| it.code == "sheet_without_header")
                    .map(|it| (row.sheet.clone(), it.args)),
            );
        }
        Ok(())
    })
    .unwrap();
    let (sheet, args) = told.first().unwrap();
    assert_eq!((sheet.as_str(), args["rows"].as_str()), ("b", "2"));
}
