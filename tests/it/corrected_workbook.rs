//! Whether an office gets its own workbook back with what is wrong marked in it, and whether only what it corrected runs
//! when it sends that.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::district::{District, row, tpmap};
use crate::imports::{apply, import, look, pid, samples, text};
use crate::world::World;

fn cells(path: &Path) -> Vec<Vec<Data>> {
    cells_of(&std::fs::read(path).unwrap())
}

fn cells_of(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "no cell is a formula");
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// What is stored of people and rows: an import that brings nothing still has its record, its original, and what it refused.
fn state(world: &World) -> Vec<String> {
    let out = world.path().join("state.json");
    world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    let state = std::fs::read_to_string(out).unwrap();
    let is_of_import = |it: &&str| {
        ["import", "rejected_row", "attachment"]
            .iter()
            .any(|kind| it.starts_with(&format!("{{\"_\":\"{kind}\"")))
    };
    state.lines().filter(|it| !is_of_import(it)).map(|it| it.trim_end_matches(',').to_owned()).collect()
}

/// The workbook of a file, as a check gives it.
fn corrected(world: &World, file: &Path, name: &str) -> PathBuf {
    let out = world.path().join(name);
    let told = import(world, "check", &[file.to_owned()], &["--corrected", &out.to_string_lossy()]);
    assert_eq!(told.code, Some(0), "{}", told.printed);
    out
}

async fn the_workbook_comes_back_and_sent_again_changes_nothing(world: World) {
    for name in ["tpmap_2566.xlsx", "thaiqm_2566.xls"] {
        let file = samples("nakhonphanom-300").join(name);
        let before = apply(&world, std::slice::from_ref(&file), &[]);
        let stored = state(&world);
        let workbook = corrected(&world, &file, "back.xlsx");
        let rows = cells(&workbook);
        let header = rows.iter().position(|row| row.contains(&Data::String("สถานะ · Status".to_owned())));
        assert!(header.is_some(), "{name}");
        let said = |it: &str| rows.iter().flatten().filter(|cell| cell.to_string().starts_with(it)).count();
        let n = |it: &str| usize::try_from(before.report["counts"][it].as_u64().unwrap()).unwrap();
        assert_eq!(said("ไม่รับ โปรดแก้"), n("rejected"), "{name}");
        // Under whatever name it comes again: it is the file it was made from, and every row is as it was.
        let again = apply(&world, &[workbook], &[]);
        assert_eq!(again.report["counts"]["rejected"], before.report["counts"]["rejected"], "{name}");
        assert!(state(&world) == stored, "{name}");
    }
}

/// How many cells begin so.
fn said(rows: &[Vec<Data>], it: &str) -> u64 {
    rows.iter().flatten().filter(|cell| cell.to_string().starts_with(it)).count() as u64
}

/// A workbook with one text in place of another, whichever sheet it stands in.
fn edited(workbook: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut all = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut n_replaced = 0;
    for at in 0..all.len() {
        let mut part = all.by_index(at).unwrap();
        let mut plain = String::new();
        part.read_to_string(&mut plain).unwrap();
        n_replaced += plain.matches(from).count();
        out.start_file(part.name().unwrap(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(plain.replace(from, to).as_bytes()).unwrap();
    }
    assert_eq!(n_replaced, 1, "{from} stands once in it");
    out.finish().unwrap().into_inner()
}

/// A file that somebody asks for.
pub(crate) struct Came {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Came {
    /// The code of the refusal, which has a Thai sentence of its own.
    fn code(&self) -> String {
        let told: Value = serde_json::from_slice(&self.bytes).expect("a refusal");
        let error = &told["errors"][0];
        let message = text(&error["message"]);
        assert!(message.chars().any(|it| ('\u{e01}'..='\u{e4f}').contains(&it)), "{told}");
        assert!(!message.contains("ยังไม่มีคำอธิบาย"), "{told}");
        text(&error["extensions"]["code"])
    }
}

/// Asks for a file with a token; with none where it is empty.
pub(crate) async fn asked(world: &World, token: &str, path: &str) -> Came {
    let request = world.http().get(world.url(path).await);
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Came { status, headers, bytes: answer.bytes().await.unwrap().to_vec() }
}

impl District {
    pub(crate) async fn taken(&self, who: &str, path: &str) -> Vec<u8> {
        let came = asked(&self.world, &self.token(who).await, path).await;
        assert_eq!(
            came.status,
            200,
            "{path}: {}\n{}",
            String::from_utf8_lossy(&came.bytes),
            self.world.log()
        );
        came.bytes
    }

    /// Checks an uploaded file, and gives its id and what it came to.
    async fn checked(&self, who: &str, upload: &str, year: u16) -> (String, Value) {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: {year}");
        let begun = self.act(who, "importCheck", &arguments, "check { id }").await;
        let id = text(&begun["check"]["id"]);
        let wanted = "state nAccepted nAcceptedWithWarning nRejected nNew nUnchanged failure { code } refused { code }";
        let query = format!("{{ importCheck(id: \"{id}\") {{ {wanted} }} }}");
        let found = self.ended(who, &query, "importCheck").await;
        (id, found)
    }
}

/// A list of five of whom the second has a number that cannot be.
fn list_with_a_wrong_number() -> (String, String) {
    let right = pid(2);
    let last = right.chars().last().and_then(|it| it.to_digit(10)).unwrap();
    let wrong = format!("{}{}", &right[..12], (last + 1) % 10);
    let mut people: Vec<_> = (1..=5).map(|n| row(n, "48010901")).collect();
    people[1].pid = Some(wrong.clone());
    (tpmap(&people), wrong)
}

async fn an_office_takes_its_workbook_from_the_server_and_only_what_it_corrected_runs(world: World) {
    let it = District::new(world);
    let (list, wrong) = list_with_a_wrong_number();
    let upload = it.upload("officer", "เป้าหมาย 2566.csv", list.as_bytes()).await;
    let (check, found) = it.checked("officer", &upload, 2566).await;
    assert_eq!(found["nRejected"], 1, "{found}");
    let of_check = it.taken("officer", &format!("/downloads/checks/{check}/marked")).await;
    let rows = cells_of(&of_check);
    assert_eq!(said(&rows, "ไม่รับ โปรดแก้ · Rejected"), 1);
    assert_eq!(Some(said(&rows, "รับได้ โปรดดู")), found["nAcceptedWithWarning"].as_u64(), "{rows:?}");
    assert_eq!(it.taken("officer", &format!("/downloads/checks/{check}/original")).await, list.as_bytes());

    let import = it.apply_upload("officer", &upload, Some(2566)).await;
    let id = text(&import["id"]);
    let path = format!("/downloads/imports/{id}/marked");
    let workbook = it.taken("officer", &path).await;
    let rows = cells_of(&workbook);
    let bad = rows.iter().find(|row| row.iter().any(|cell| cell.to_string() == wrong)).expect("the bad row");
    assert!(bad.iter().any(|cell| cell.to_string().starts_with("ไม่รับ โปรดแก้")), "{bad:?}");
    assert!(bad.iter().any(|cell| cell.to_string().contains("หลักสุดท้าย")), "it says why: {bad:?}");
    assert_eq!((said(&rows, "ไม่รับ โปรดแก้"), said(&rows, "รับได้")), (1, 4));
    assert_eq!(it.taken("chief", &format!("/downloads/imports/{id}/original")).await, list.as_bytes());

    // Under whatever name it comes: what is as it was stays, and what was corrected is in.
    let told = async |name: &str, workbook: Vec<u8>| {
        let upload = it.upload("officer", name, workbook).await;
        let import = it.apply_upload("officer", &upload, Some(2566)).await;
        ["nNew", "nChanged", "nUnchanged", "nRejected"].map(|it| import[it].as_u64().unwrap())
    };
    assert_eq!(told("ได้คืนมา.xlsx", workbook.clone()).await, [0, 0, 4, 1]);
    assert_eq!(told("แก้แล้ว.xlsx", edited(&workbook, &wrong, &pid(2))).await, [1, 0, 4, 0]);
    let files = look(&it.world, "select distinct file_name from source_row where reversed_at is null").await;
    assert_eq!(files, [[Some("เป้าหมาย 2566.csv".to_owned())]], "all are rows of the file it was made from");
}

async fn the_server_marks_as_the_command_line_does(world: World) {
    let it = District::new(world);
    for name in ["tpmap_2566.xlsx", "thaiqm_2566.xls"] {
        let file = samples("nakhonphanom-300").join(name);
        let wanted = cells(&corrected(&it.world, &file, "back.xlsx"));
        let upload = it.upload("province", name, std::fs::read(&file).unwrap()).await;
        let (check, found) = it.checked("province", &upload, 2566).await;
        assert!(found["nRejected"].as_u64() > Some(0), "{found}");
        let came = cells_of(&it.taken("province", &format!("/downloads/checks/{check}/marked")).await);
        let differs = came.iter().zip(&wanted).find(|(a, b)| a != b);
        assert!(came.len() == wanted.len() && differs.is_none(), "{name}: {differs:?}");
    }
}

async fn who_may_not_see_all_of_a_file_is_given_none_of_it(world: World) {
    let it = District::new(world);
    let head = it.world.signed_in("province_head", "provincial_office_head", "48").await;
    let (list, _) = list_with_a_wrong_number();
    let upload = it.upload("officer", "สมชาย เป้าหมาย.csv", list.as_bytes()).await;
    let (check, _) = it.checked("officer", &upload, 2566).await;
    let id = text(&it.apply_upload("officer", &upload, Some(2566)).await["id"]);
    let of_import = ["marked", "original"].map(|it| format!("/downloads/imports/{id}/{it}"));
    let of_check = ["marked", "original"].map(|it| format!("/downloads/checks/{check}/{it}"));
    let hidden = (404, "NOT_FOUND".to_owned());
    let refused = |came: Came| (came.status, came.code());
    for path in of_import.iter().chain(&of_check) {
        for who in ["team", "head", "far_chief", "auditor", "admin"] {
            let came = asked(&it.world, &it.token(who).await, path).await;
            assert_eq!(refused(came), hidden, "{who}: {path}");
        }
        // May import there, and open nobody's number.
        assert_eq!(refused(asked(&it.world, &head, path).await), hidden, "{path}");
        let nobody = asked(&it.world, "", path).await;
        assert_eq!(refused(nobody), (401, "UNAUTHENTICATED".to_owned()), "{path}");
        let program = asked(&it.world, &it.token("ministry").await, path).await;
        assert_eq!(refused(program), (403, "FORBIDDEN".to_owned()), "{path}");
    }
    // A check is its sender's; an import is of all who answer for what it brought.
    for path in &of_check {
        assert_eq!(refused(asked(&it.world, &it.token("chief").await, path).await), hidden, "{path}");
    }
    for nothing in ["/downloads/imports/1/marked", "/downloads/cases/1/marked"] {
        assert_eq!(refused(asked(&it.world, &it.token("officer").await, nothing).await), hidden, "{nothing}");
    }
    let read = "select action, count(*) || '' from audit_event where action in \
                ('import.workbook_read', 'import.original_read') group by action order by action";
    assert!(look(&it.world, read).await.is_empty(), "nobody was given anything");
    let mut came = asked(&it.world, &it.token("chief").await, &of_import[0]).await;
    assert_eq!((came.status, came.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    let name = came.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename*=UTF-8''") && name.ends_with("-marked.xlsx"), "{name}");
    came = asked(&it.world, &it.token("officer").await, &of_check[1]).await;
    assert_eq!(came.status, 200);
    let one = Some("1".to_owned());
    let wanted =
        ["import.original_read", "import.workbook_read"].map(|it| [Some(it.to_owned()), one.clone()]);
    assert_eq!(look(&it.world, read).await, wanted);
}

async fn a_file_that_cannot_be_given_is_refused_with_its_reason(world: World) {
    let it = District::new(world);
    let (list, _) = list_with_a_wrong_number();
    let upload = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let id = text(&it.apply_upload("officer", &upload, Some(2566)).await["id"]);
    let officer = it.token("officer").await;
    let refused = async |what: &str| {
        let came = asked(&it.world, &officer, &format!("/downloads/{what}")).await;
        (came.status, came.code())
    };
    let marked = format!("imports/{id}/marked");

    let diary = it.upload("officer", "สมุดบันทึก.xlsx", "นี่ไม่ใช่ตารางคำนวณ".as_bytes()).await;
    let (check, _) = it.checked("officer", &diary, 2566).await;
    assert_eq!(refused(&format!("checks/{check}/marked")).await, (422, "NOTHING_TO_MARK".to_owned()));

    look(&it.world, "update import_batch set state = 'applying'").await;
    assert_eq!(refused(&marked).await, (409, "IMPORT_NOT_ENDED".to_owned()));
    look(&it.world, "update import_batch set state = 'applied'").await;

    // Whoever writes it gives up: it says no more than that.
    let mapping = json!({ "source": "nowhere" }).to_string();
    let kept = look(&it.world, "select cast(mapping as text) from import_batch_mapping").await;
    look(&it.world, &format!("update import_batch_mapping set mapping = '{mapping}'")).await;
    assert_eq!(refused(&marked).await, (422, "WORKBOOK_NOT_MARKED".to_owned()));
    let kept = kept[0][0].clone().unwrap();
    look(&it.world, &format!("update import_batch_mapping set mapping = '{kept}'")).await;
    it.taken("officer", &format!("/downloads/{marked}")).await;

    look(&it.world, "update attachment set keep_until = '2020-01-31'").await;
    for what in ["marked", "original"] {
        let gone = refused(&format!("imports/{id}/{what}")).await;
        assert_eq!(gone, (410, "ORIGINAL_REMOVED".to_owned()), "{what}");
    }
}

on_both!(
    the_workbook_comes_back_and_sent_again_changes_nothing,
    an_office_takes_its_workbook_from_the_server_and_only_what_it_corrected_runs,
    the_server_marks_as_the_command_line_does,
    who_may_not_see_all_of_a_file_is_given_none_of_it,
    a_file_that_cannot_be_given_is_refused_with_its_reason,
);
