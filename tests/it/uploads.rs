//! Whether files that are sent over HTTP come in whole, from whoever may import, and come to what the command line's
//! imports come to.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::district::{District, Row, row, tpmap};
use crate::imports::{another, apply, look, text};
use crate::world::World;

/// Longest that anything in the background may take here.
const PATIENCE: Duration = Duration::from_mins(2);

const IMPORT: &str = "id fileName source surveyYear state nAccepted nAcceptedWithWarning nRejected nSkipped nRows \
    nRowsDone nNew nChanged nUnchanged nWithoutPlace startedBy failure { code message } account { displayName }";

impl District {
    /// A request that sends a file, to be changed before it is sent.
    pub(crate) async fn sending(&self, who: &str, name: &str, body: impl Into<Vec<u8>>) -> RequestBuilder {
        let (body, url) = (body.into(), self.world.url("/uploads").await);
        let request = self.world.http().post(url).header("tus-resumable", "1.0.0");
        let request = request.header("upload-length", body.len()).header("upload-metadata", named(name));
        let request = request.header("content-type", "application/offset+octet-stream").body(body);
        if who.is_empty() { request } else { request.bearer_auth(self.token(who).await) }
    }

    /// Sends a file that must be taken in, and gives its id.
    pub(crate) async fn upload(&self, who: &str, name: &str, body: impl Into<Vec<u8>>) -> String {
        let (status, told) = answered(self.sending(who, name, body).await).await;
        assert_eq!(status, StatusCode::CREATED, "{told}\n{}", self.world.log());
        text(&told["uploadId"])
    }

    /// Asks until an import or a check has come to its end.
    pub(crate) async fn ended(&self, who: &str, query: &str, at: &str) -> Value {
        let begun = Instant::now();
        loop {
            let mut found = self.ask(who, query).await[at].take();
            let state = found["state"].as_str().unwrap().to_owned();
            if state != "APPLYING" && state != "RUNNING" {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "no end: {found}\n{}", self.world.log());
            found.take();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Imports an uploaded file, and gives the import when it has ended.
    pub(crate) async fn apply_upload(&self, who: &str, upload: &str, year: Option<u16>) -> Value {
        let year = year.map_or("null".to_owned(), |it| it.to_string());
        let arguments = format!("uploadId: \"{upload}\", surveyYear: {year}");
        let begun = self.act(who, "importApply", &arguments, &format!("import {{ {IMPORT} }}")).await;
        let id = text(&begun["import"]["id"]);
        self.ended(who, &format!("{{ import(id: \"{id}\") {{ {IMPORT} }} }}"), "import").await
    }
}

async fn answered(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let told = answer.text().await.unwrap();
    (status, serde_json::from_str(&told).unwrap_or_else(|_| panic!("{status}: {told}")))
}

/// Status and code of a refusal, which has a Thai sentence of its own.
async fn refused(request: RequestBuilder) -> (u16, String) {
    let (status, told) = answered(request).await;
    let error = &told["errors"][0];
    let message = error["message"].as_str().unwrap_or_else(|| panic!("{status}: {told}"));
    assert!(message.chars().any(|it| ('\u{e01}'..='\u{e4f}').contains(&it)), "{told}");
    assert!(!message.contains("ยังไม่มีคำอธิบาย"), "{told}");
    (status.as_u16(), text(&error["extensions"]["code"]))
}

/// What is said of a file when it is begun.
pub(crate) fn named(name: &str) -> String {
    format!("filename {}", base64(name.as_bytes()))
}

/// What a body is said to hash to.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    format!("sha256 {}", base64(&Sha256::digest(bytes)))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

fn nibble(of: u8) -> char {
    char::from_digit(of.into(), 16).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().flat_map(|it| [nibble(it >> 4), nibble(it & 15)]).collect()
}

/// Files in the folder of blobs, those being written too.
pub(crate) fn blobs(world: &World) -> Vec<std::path::PathBuf> {
    fn below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    below(&world.data_dir().join("blobs"), &mut found);
    found
}

async fn a_file_comes_in_whole_encrypted_and_on_record(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let request = it.sending("officer", "C:\\งาน\\tpmap_2566.csv", list.as_bytes()).await;
    let (status, told) = answered(request.header("upload-checksum", checksum(list.as_bytes()))).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let wanted = json!({
        "uploadId": told["uploadId"],
        "fileName": "tpmap_2566.csv",
        "bytes": list.len(),
        "received": list.len(),
        "sha256": hex(list.as_bytes()),
    });
    assert_eq!(told, wanted);
    let kept = blobs(&it.world);
    assert_eq!(kept.len(), 1);
    let bytes = std::fs::read(&kept[0]).unwrap();
    assert!(
        !bytes.windows(12).any(|it| it == "นครพนม".as_bytes().split_at(12).0),
        "nothing plain is on the disk"
    );
    let events = look(&it.world, "select actor from audit_event where action = 'upload.kept'").await;
    assert!(events[0][0].as_ref().unwrap().starts_with("account:"), "{events:?}");
    assert_eq!(
        look(&it.world, "select state from import_batch").await.len(),
        0,
        "nothing is imported by itself"
    );
}

async fn who_may_not_import_sends_nothing(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let name = "tpmap_2566.csv";
    for who in ["team", "head", "auditor", "admin", "ministry"] {
        assert_eq!(
            refused(it.sending(who, name, list.as_bytes()).await).await,
            (403, "FORBIDDEN".to_owned()),
            "{who}"
        );
    }
    let nobody = it.sending("", name, list.as_bytes()).await;
    assert_eq!(refused(nobody).await, (401, "UNAUTHENTICATED".to_owned()));
    let nobody = it.sending("", name, list.as_bytes()).await.header("x-phonjon-client", "web");
    let nobody = nobody.header("sec-fetch-site", "same-origin");
    assert_eq!(refused(nobody).await, (401, "UNAUTHENTICATED".to_owned()));
    let foreign =
        it.sending("officer", name, list.as_bytes()).await.header("origin", "https://elsewhere.example");
    assert_eq!(refused(foreign).await, (403, "FORBIDDEN".to_owned()));
    let foreign = it.sending("officer", name, list.as_bytes()).await.header("sec-fetch-site", "cross-site");
    assert_eq!(refused(foreign).await, (403, "FORBIDDEN".to_owned()));
    let url = it.world.url("/uploads").await;
    let form = it.world.http().post(url).bearer_auth(it.token("officer").await).body(list.clone());
    let form = form.header("tus-resumable", "1.0.0").header("upload-length", list.len());
    assert_eq!(refused(form.header("content-type", "text/plain")).await, (415, "BAD_INPUT".to_owned()));
    assert_eq!(blobs(&it.world).len(), 0, "nothing was kept");
    assert_eq!(look(&it.world, "select file_name from upload").await.len(), 0);
}

async fn what_is_not_what_was_sent_is_not_kept(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let name = "tpmap_2566.csv";
    let wrong =
        it.sending("officer", name, list.as_bytes()).await.header("upload-checksum", checksum(b"another"));
    assert_eq!(refused(wrong).await, (460, "CHECKSUM_DIFFERS".to_owned()));
    let none = it.sending("officer", name, list.as_bytes()).await.header("upload-checksum", "abc");
    assert_eq!(refused(none).await, (400, "BAD_INPUT".to_owned()));
    assert_eq!(refused(it.sending("officer", name, b"").await).await, (422, "file_empty".to_owned()));
    for name in ["", "..", "folder/"] {
        let unnamed = it.sending("officer", name, list.as_bytes()).await;
        assert_eq!(refused(unnamed).await, (422, "FILE_NAME_MALFORMED".to_owned()), "{name}");
    }
    let told = too_long(&it).await;
    assert!(told.starts_with("HTTP/1.1 413 "), "{told}");
    assert!(told.contains("file_too_large") && told.contains("256 MiB"), "{told}");
    assert_eq!(blobs(&it.world).len(), 0, "nothing was kept");
    assert_eq!(look(&it.world, "select file_name from upload").await.len(), 0);
    let gone = format!("uploadId: \"{}\"", "1e0000".to_owned() + &"0".repeat(32));
    assert_eq!(
        it.refused("officer", "importApply", &gone).await,
        ("UPLOAD_GONE".to_owned(), "uploadId".to_owned())
    );
    let upload = it.upload("officer", name, list.as_bytes()).await;
    let mine = format!("uploadId: \"{upload}\"");
    assert_eq!(it.refused("chief", "importApply", &mine).await.0, "UPLOAD_GONE", "a file is its sender's");
    let ahead = format!("{mine}, surveyYear: 2700");
    assert_eq!(it.refused("officer", "importApply", &ahead).await.0, "YEAR_OUT_OF_RANGE");
    assert_eq!(it.denied("team", "importApply", &mine).await, "FORBIDDEN");
}

/// What who says that a file is longer than may be is told, before any byte of it.
async fn too_long(it: &District) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let token = it.token("officer").await;
    let address = it.world.server().await.base_url().trim_start_matches("http://").to_owned();
    let mut client = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /uploads HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ntus-resumable: 1.0.0\r\n\
         connection: close\r\nupload-length: {}\r\n\r\n",
        (256 << 20) + 1
    );
    client.write_all(head.as_bytes()).await.unwrap();
    let mut told = Vec::new();
    client.read_to_end(&mut told).await.unwrap();
    String::from_utf8(told).unwrap()
}

/// What the state says of who did something.
const ACCOUNT: &str = "\"account_id\":\"officer\",";

/// The state without who did it.
fn state(world: &World) -> Vec<String> {
    let out = world.path().join("state.json");
    world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    let state = std::fs::read_to_string(out).unwrap();
    let mut lines: Vec<String> =
        state.lines().map(|it| it.trim_end_matches(',').replace(ACCOUNT, "")).collect();
    lines.sort_unstable();
    lines
}

async fn an_upload_comes_to_what_the_command_line_comes_to(world: World) {
    let rows: Vec<Row> = (1..=300).map(|n| row(n, "48010901")).collect();
    let mut list = tpmap(&rows);
    // One row whose number is none.
    list = list.replacen(rows[5].pid.as_deref().unwrap(), "1234567890120", 1);
    let by_command = District::new(another(&world).await);
    by_command.token("officer").await;
    let applied =
        apply(&by_command.world, &[by_command.world.file("tpmap_2566.csv", &list)], &["--year", "2566"]);

    let it = District::new(world);
    let upload = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let import = it.apply_upload("officer", &upload, Some(2566)).await;
    assert_eq!(import["state"], "APPLIED", "{import}\n{}", it.world.log());
    let counts = &applied.report["files"][0]["counts"];
    assert_eq!(import["nAccepted"], counts["accepted"]);
    assert_eq!(import["nAcceptedWithWarning"], counts["accepted_with_warning"]);
    assert_eq!((&import["nRejected"], &counts["rejected"]), (&json!(1), &json!(1)));
    assert_eq!((&import["nRows"], &import["nRowsDone"]), (&json!(300), &json!(300)));
    assert_eq!((&import["source"], &import["surveyYear"]), (&json!("tpmap"), &json!(2566)));
    assert_eq!(import["account"]["displayName"], "officer");
    assert!(text(&import["startedBy"]).starts_with("account:"));
    assert_eq!(import["failure"], Value::Null);
    for table in [
        "source_row",
        "rejected_row",
        "person",
        "household",
        "\"case\"",
        "case_event",
        "listing",
        "attachment",
    ] {
        let n = format!("select cast(count(*) as text) from {table}");
        assert_eq!(look(&it.world, &n).await, look(&by_command.world, &n).await, "{table}");
    }
    let (here, there) = (state(&it.world), state(&by_command.world));
    let differing = |of: &[String], other: &[String]| {
        of.iter().filter(|line| !other.contains(line)).take(3).cloned().collect::<Vec<_>>()
    };
    assert_eq!((differing(&here, &there), differing(&there, &here)), (vec![], vec![]));
    assert_eq!(here.len(), there.len());
    let actions =
        look(&it.world, "select action from audit_event where action like 'import.%' order by at, id").await;
    let actions: Vec<_> = actions.into_iter().flatten().flatten().collect();
    assert_eq!(actions, ["import.asked", "import.begun", "import.applied"]);

    // What an import brings is seen where imports are seen.
    let found = it.ask("officer", "{ imports { nodes { id state } } }").await;
    assert_eq!(found["imports"]["nodes"], json!([{ "id": import["id"], "state": "APPLIED" }]));
    let rows =
        format!("{{ rejectedRows(importId: {}) {{ nodes {{ row issues {{ code }} }} }} }}", import["id"]);
    let rows = it.ask("officer", &rows).await;
    assert_eq!(
        rows["rejectedRows"]["nodes"],
        json!([{ "row": 7, "issues": [{ "code": "id_check_digit" }] }])
    );

    // The same file again changes nothing, and is the same import.
    let again = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let again = it.apply_upload("officer", &again, Some(2566)).await;
    assert_eq!((&again["id"], &again["state"]), (&import["id"], &json!("APPLIED")));
    let arguments = format!("importId: {}", import["id"]);
    let undone = it.act("officer", "importUndo", &arguments, "undo { nRows nHouseholds nCases }").await;
    assert_eq!(undone["undo"], json!({ "nRows": 299, "nHouseholds": 299, "nCases": 299 }));
}

async fn rows_outside_the_importers_areas_are_refused(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901"), row(2, "48020101"), row(3, "48010101")]);
    let upload = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let import = it.apply_upload("officer", &upload, Some(2566)).await;
    assert_eq!((&import["state"], &import["nRejected"]), (&json!("APPLIED"), &json!(1)));
    let rows = format!(
        "{{ rejectedRows(importId: {}) {{ nodes {{ row issues {{ code message }} }} }} }}",
        import["id"]
    );
    let rows = it.ask("officer", &rows).await["rejectedRows"]["nodes"].take();
    assert_eq!((&rows[0]["row"], &rows[0]["issues"][0]["code"]), (&json!(3), &json!("OUT_OF_SCOPE")));
    let cases = it.ask("province", "{ cases { nodes { id } } }").await;
    assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 2);
    // The office of the area imports the same file, and brings what lies there.
    let upload = it.upload("far_chief", "tpmap_2566.csv", list.as_bytes()).await;
    let far = it.apply_upload("far_chief", &upload, Some(2566)).await;
    assert_eq!((&far["state"], &far["nRejected"]), (&json!("APPLIED"), &json!(2)), "{far}");
    assert_ne!(far["id"], import["id"]);
    let cases = it.ask("province", "{ cases { nodes { id } } }").await;
    assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 3);
}

async fn a_household_of_another_district_is_asked_about_and_stays_as_it_is(world: World) {
    let it = District::new(world);
    let there = tpmap(&[row(1, "48020101"), row(2, "48020101")]);
    let upload = it.upload("far_chief", "far.csv", there.as_bytes()).await;
    assert_eq!(it.apply_upload("far_chief", &upload, Some(2566)).await["nNew"], 2);
    let homes =
        "{ cases { nodes { area { code } household { houseNo members { person { firstName } } } } } }";
    let before = it.ask("far_chief", homes).await;

    // The same person, listed a year later in the next district.
    let here = tpmap(&[row(1, "48010901"), row(3, "48010901")]);
    let upload = it.upload("officer", "near.csv", here.as_bytes()).await;
    let check = it.check_upload("officer", &upload, Some(2567)).await;
    assert_eq!(
        (&check["nNew"], &check["nCasesOpened"], &check["nQuestions"]),
        (&json!(2), &json!(2), &json!(1))
    );
    let import = it.apply_upload("officer", &upload, Some(2567)).await;
    assert_eq!((&import["state"], &import["nNew"]), (&json!("APPLIED"), &json!(2)), "{import}");
    assert_eq!(it.ask("far_chief", homes).await, before, "nothing of the other district has changed");
    assert_eq!(it.ask("officer", homes).await["cases"]["nodes"].as_array().unwrap().len(), 2);

    // The office over both is asked, and nobody below it.
    let asked = "{ linkQuestions { nodes { id kind reasons { code } } } }";
    for who in ["officer", "far_chief"] {
        assert_eq!(it.ask(who, asked).await["linkQuestions"]["nodes"], json!([]), "{who}");
    }
    let questions = it.ask("province", asked).await["linkQuestions"]["nodes"].take();
    assert_eq!(questions.as_array().unwrap().len(), 1, "{questions}");
    assert_eq!(questions[0]["kind"], "PERSONS");
    assert_eq!(questions[0]["reasons"], json!([{ "code": "SAME_ID" }, { "code": "SAME_NAME" }]));
    let same = format!("questionId: {}, answer: SAME", questions[0]["id"]);
    it.act("province", "linkQuestionAnswer", &same, "question { answer }").await;
    let cases = it.ask("province", "{ cases { nodes { id } } }").await;
    assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 4, "{cases}");
}

async fn a_file_that_is_refused_says_why(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let upload = it.upload("officer", "list.csv", list.as_bytes()).await;
    let import = it.apply_upload("officer", &upload, None).await;
    assert_eq!(
        (&import["state"], &import["failure"]["code"]),
        (&json!("FAILED"), &json!("year_needed")),
        "{import}"
    );
    assert!(text(&import["failure"]["message"]).contains("ปี"));
    let upload = it.upload("officer", "list.csv", b"nothing,of,the,kind\n1,2,3,4\n".as_slice()).await;
    let import = it.apply_upload("officer", &upload, Some(2566)).await;
    assert_eq!((&import["state"], &import["failure"]["code"]), (&json!("FAILED"), &json!("source_unknown")));
    assert_eq!((&import["nRows"], &import["source"]), (&json!(0), &json!("unknown")));
    assert_eq!(look(&it.world, "select state from import_batch").await.len(), 0);
    let other = format!("{{ import(id: {}) {{ id }} }}", import["id"]);
    assert_eq!(it.error("chief", &other).await, "NOT_FOUND", "it is whose it was");
}

async fn whoever_sent_a_file_finds_it_with_the_reason_why_it_is_not_imported(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let noise = b"nothing,of,the,kind\n1,2,3,4\n".as_slice();
    let asked = "{ imports(first: 2) { nodes { fileName state failure { code } } pageInfo { hasNextPage endCursor } } }";

    // Asked for without a check, and refused: among the imports, in the order in which they were asked for.
    let first = it.upload("officer", "first.csv", list.as_bytes()).await;
    it.apply_upload("officer", &first, Some(2566)).await;
    let refused = it.upload("officer", "noise.csv", noise).await;
    it.apply_upload("officer", &refused, Some(2566)).await;
    let second = it.upload("officer", "last.csv", tpmap(&[row(2, "48010901")]).as_bytes()).await;
    it.apply_upload("officer", &second, Some(2566)).await;
    let mut page = it.ask("officer", asked).await["imports"].take();
    assert_eq!(
        page["nodes"],
        json!([
            { "fileName": "last.csv", "state": "APPLIED", "failure": null },
            { "fileName": "noise.csv", "state": "FAILED", "failure": { "code": "source_unknown" } },
        ])
    );
    assert_eq!(page["pageInfo"]["hasNextPage"], json!(true));
    let more =
        asked.replace("first: 2", &format!("first: 2, after: {}", page["pageInfo"]["endCursor"].take()));
    let page = it.ask("officer", &more).await["imports"].take();
    assert_eq!(page["nodes"][0]["fileName"], "first.csv");
    assert_eq!(page["pageInfo"]["hasNextPage"], json!(false));
    let theirs = it.ask("far_chief", asked).await;
    assert_eq!(theirs["imports"]["nodes"], json!([]), "a refused file is its sender's");

    // Only checked: among the checks, once for each file, until somebody asks for the import.
    let waiting = it.upload("officer", "waiting.csv", tpmap(&[row(3, "48010901")]).as_bytes()).await;
    it.check_upload("officer", &waiting, None).await;
    it.check_upload("officer", &waiting, Some(2566)).await;
    let refused = it.upload("officer", "other.csv", noise).await;
    it.check_upload("officer", &refused, Some(2566)).await;
    let asked = "{ importChecks { fileName uploadId state nNew refused { code } } }";
    let other = json!({ "fileName": "other.csv", "uploadId": refused, "state": "READY", "nNew": null, "refused": { "code": "source_unknown" } });
    assert_eq!(
        it.ask("officer", asked).await["importChecks"],
        json!([other, { "fileName": "waiting.csv", "uploadId": waiting, "state": "READY", "nNew": 1, "refused": null }])
    );
    assert_eq!(it.ask("chief", asked).await["importChecks"], json!([]));
    assert_eq!(it.error("team", asked).await, "FORBIDDEN");
    it.apply_upload("officer", &waiting, Some(2566)).await;
    assert_eq!(it.ask("officer", asked).await["importChecks"], json!([other]));
}

async fn a_server_that_dies_leaves_its_import_to_the_next(world: World) {
    let rows: Vec<Row> = (1..=2_400).map(|n| row(n, "48010901")).collect();
    let list = tpmap(&rows);
    let it = District::new(world);
    let upload = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566");
    let begun = it.act("officer", "importApply", &arguments, "import { id state }").await;
    assert_eq!(begun["import"]["state"], "APPLYING");
    let id = text(&begun["import"]["id"]);
    let n_rows = async |world: &World| {
        let n = look(world, "select cast(count(*) as text) from source_row").await;
        n[0][0].as_deref().unwrap().parse::<u64>().unwrap()
    };
    let since = Instant::now();
    while n_rows(&it.world).await == 0 {
        assert!(since.elapsed() < PATIENCE, "it stores nothing\n{}", it.world.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    it.world.server().await.kill();
    let stored = n_rows(&it.world).await;
    assert!(0 < stored && stored < 2_400, "{stored} rows were stored when it was killed");
    let it = it.restarted();
    let import = it.ended("officer", &format!("{{ import(id: \"{id}\") {{ {IMPORT} }} }}"), "import").await;
    assert_eq!((&import["state"], &import["nAccepted"]), (&json!("APPLIED"), &json!(2_400)), "{import}");
    assert_eq!(n_rows(&it.world).await, 2_400, "every row is stored once");
    assert_eq!(look(&it.world, "select state from import_batch").await.len(), 1);
    let resumed = look(&it.world, "select actor from audit_event where action = 'import.resumed'").await;
    assert_eq!(resumed.len(), 1);
    assert!(resumed[0][0].as_ref().unwrap().starts_with("account:"), "in whose name it was asked");
    let pace =
        format!("{{ import(id: \"{id}\") {{ startedAt pace {{ nRowsLeft resumedAfterRows resumedAt }} }} }}");
    let told = it.ask("officer", &pace).await["import"].take();
    let after = told["pace"]["resumedAfterRows"].as_u64().expect("it says where it was gone on with");
    assert!(0 < after && after <= stored, "{after} of {stored} rows were taken up");
    assert!(text(&told["startedAt"]) < text(&told["pace"]["resumedAt"]), "{told}");
    assert_eq!(told["pace"]["nRowsLeft"], 0);
}

on_both!(
    a_file_comes_in_whole_encrypted_and_on_record,
    who_may_not_import_sends_nothing,
    what_is_not_what_was_sent_is_not_kept,
    an_upload_comes_to_what_the_command_line_comes_to,
    rows_outside_the_importers_areas_are_refused,
    a_household_of_another_district_is_asked_about_and_stays_as_it_is,
    a_file_that_is_refused_says_why,
    whoever_sent_a_file_finds_it_with_the_reason_why_it_is_not_imported,
    a_server_that_dies_leaves_its_import_to_the_next,
);
