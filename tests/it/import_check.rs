//! Whether a check of an uploaded file says what its import then does, and shows the rows with something the matter.

use serde_json::{Value, json};

use crate::district::{District, Row, row, tpmap};
use crate::imports::{another, import, look, personal_number, text};
use crate::world::World;

const CHECK: &str = "id fileName state failure { code } refused { code message } source surveyYear format nRows nRowsDone \
    sheets { name headerRow } columns { field label header } unknownColumns missingColumns \
    nAccepted nAcceptedWithWarning nRejected nSkipped nNew nChanged nUnchanged nNoLongerListed nOtherFileReplaced \
    nWithoutPlace nCasesOpened nQuestions issueKinds { code message severity nRows }";

const ROWS: &str = "nodes { sheet row outcome issues { code message field column value } cells { column value } } \
    pageInfo { hasNextPage endCursor }";

impl District {
    /// Checks an uploaded file, and gives the check when it has ended.
    pub(crate) async fn check_upload(&self, who: &str, upload: &str, year: Option<u16>) -> Value {
        let year = year.map_or("null".to_owned(), |it| it.to_string());
        let arguments = format!("uploadId: \"{upload}\", surveyYear: {year}");
        let begun = self.act(who, "importCheck", &arguments, "check { id state }").await;
        let id = text(&begun["check"]["id"]);
        self.ended(who, &format!("{{ importCheck(id: \"{id}\") {{ {CHECK} }} }}"), "importCheck").await
    }

    /// A page of rows of a check.
    async fn checked_rows(&self, check: &Value, arguments: &str) -> Value {
        let query = format!("{{ importCheck(id: {}) {{ rows({arguments}) {{ {ROWS} }} }} }}", check["id"]);
        self.ask("officer", &query).await["importCheck"]["rows"].take()
    }
}

/// A list of which some rows have something the matter: a number that is none, a place elsewhere, a column of nothing.
fn list() -> (Vec<Row>, String) {
    let mut rows: Vec<Row> = (1..=30).map(|n| row(n, "48010901")).collect();
    rows[2].pid = Some("1234567890120".to_owned());
    rows[3].pid = Some("1234567890130".to_owned());
    rows[4].pid = None;
    rows[5] = row(6, "48020101");
    let list = tpmap(&rows);
    let mut lines = list.lines().map(|it| format!("{it},")).collect::<Vec<_>>();
    lines[0].push_str("หมายเหตุ");
    (rows, lines.join("\n"))
}

async fn a_check_says_what_the_import_does(world: World) {
    let (rows, list) = list();
    let by_command = District::new(another(&world).await);
    let file = by_command.world.file("tpmap_2566.csv", &list);
    let told = import(&by_command.world, "check", &[file], &["--year", "2566"]).report["files"][0].take();

    let it = District::new(world);
    let upload = it.upload("officer", "tpmap_2566.csv", list.as_bytes()).await;
    let check = it.check_upload("officer", &upload, Some(2566)).await;
    assert_eq!(check["state"], "READY", "{check}\n{}", it.world.log());
    assert_eq!((&check["failure"], &check["refused"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&check["source"], &check["surveyYear"], &check["format"]),
        (&json!("tpmap"), &json!(2566), &json!("csv"))
    );
    assert_eq!(check["sheets"], json!([{ "name": "", "headerRow": 1 }]));
    let columns = check["columns"].as_array().unwrap();
    let of_number = columns.iter().find(|it| it["field"] == "pid").unwrap();
    assert_eq!(of_number["header"], "เลขประจำตัวประชาชน");
    assert!(columns.iter().all(|it| text(&it["label"]).chars().any(|it| it >= 'ก')), "{columns:?}");
    assert_eq!(check["unknownColumns"], json!(["S หมายเหตุ"]));
    // The operator's scope is the country; one row lies outside the officer's.
    assert_eq!(told["counts"]["rejected"], 2);
    assert_eq!((&check["nRejected"], &check["nRows"]), (&json!(3), &json!(30)));
    let n_taken =
        |it: &Value, names: [&str; 2]| it[names[0]].as_u64().unwrap() + it[names[1]].as_u64().unwrap();
    assert_eq!(n_taken(&check, ["nAccepted", "nAcceptedWithWarning"]), 27);
    assert_eq!(n_taken(&told["counts"], ["accepted", "accepted_with_warning"]), 28);
    assert_eq!(
        (&check["nNew"], &check["nCasesOpened"], &check["nUnchanged"]),
        (&json!(27), &json!(27), &json!(0))
    );

    let kinds = check["issueKinds"].as_array().unwrap();
    let kind = |code: &str| {
        kinds.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("{code}: {kinds:?}"))
    };
    assert_eq!(
        (&kind("id_check_digit")["severity"], &kind("id_check_digit")["nRows"]),
        (&json!("REFUSES"), &json!(2))
    );
    assert_eq!(
        (&kind("OUT_OF_SCOPE")["severity"], &kind("OUT_OF_SCOPE")["nRows"]),
        (&json!("REFUSES"), &json!(1))
    );
    assert_eq!((&kind("id_missing")["severity"], &kind("id_missing")["nRows"]), (&json!("WARNS"), &json!(1)));
    assert_eq!(kinds[0]["code"], "id_check_digit", "what refuses most rows comes first");

    // The rows of one kind, page by page, with their cells and without whole numbers.
    let first = it.checked_rows(&check, "code: \"id_check_digit\", first: 1").await;
    let node = &first["nodes"][0];
    assert_eq!((&node["row"], &node["outcome"], &node["sheet"]), (&json!(4), &json!("REJECTED"), &json!("")));
    let cell = |column: &str| {
        let cells = node["cells"].as_array().unwrap();
        text(&cells.iter().find(|it| it["column"] == column).unwrap()["value"])
    };
    assert_eq!(cell("เลขประจำตัวประชาชน"), "1-xxxx-xxxxx-12-x");
    assert_eq!((cell("ชื่อ"), cell("รหัสพื้นที่")), (rows[2].first_name.clone(), "48010901".to_owned()));
    let issue = &node["issues"][0];
    assert_eq!(
        (&issue["code"], &issue["field"], &issue["column"]),
        (&json!("id_check_digit"), &json!("pid"), &json!("เลขประจำตัวประชาชน"))
    );
    assert_eq!(issue["value"], "1-xxxx-xxxxx-12-x");
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let after = format!("code: \"id_check_digit\", first: 1, after: {}", first["pageInfo"]["endCursor"]);
    let second = it.checked_rows(&check, &after).await;
    assert_eq!((&second["nodes"][0]["row"], &second["pageInfo"]["hasNextPage"]), (&json!(5), &json!(false)));
    let all = it.checked_rows(&check, "first: 100").await;
    assert_eq!(personal_number(&all.to_string()), None, "{all}");
    let numbers: Vec<u64> =
        all["nodes"].as_array().unwrap().iter().map(|it| it["row"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.contains(&4) && numbers.contains(&7), "{numbers:?}");
    let read = look(&it.world, "select detail from audit_event where action = 'import.check_read'").await;
    assert_eq!(read.len(), 3, "each page is on record");

    // Nothing was stored; the import then does what was said.
    for table in ["source_row", "person", "import_batch"] {
        let n = look(&it.world, &format!("select cast(count(*) as text) from {table}")).await;
        assert_eq!(n[0][0].as_deref(), Some("0"), "{table}");
    }
    let applied = it.apply_upload("officer", &upload, Some(2566)).await;
    for count in
        ["nAccepted", "nAcceptedWithWarning", "nRejected", "nSkipped", "nNew", "nChanged", "nUnchanged"]
    {
        assert_eq!(applied[count], check[count], "{count}");
    }
    let again = it.check_upload("officer", &upload, Some(2566)).await;
    assert_eq!(
        (&again["nNew"], &again["nUnchanged"], &again["nCasesOpened"]),
        (&json!(0), &json!(27), &json!(0))
    );
}

async fn a_check_is_whose_it_is_and_says_why_a_file_is_refused(world: World) {
    let it = District::new(world);
    let list = tpmap(&[row(1, "48010901")]);
    let upload = it.upload("officer", "list.csv", list.as_bytes()).await;
    let check = it.check_upload("officer", &upload, None).await;
    assert_eq!(
        (&check["state"], &check["refused"]["code"]),
        (&json!("READY"), &json!("year_needed")),
        "{check}"
    );
    assert_eq!((&check["source"], &check["nAccepted"]), (&json!("tpmap"), &Value::Null));
    let other = format!("{{ importCheck(id: {}) {{ id rows {{ nodes {{ row }} }} }} }}", check["id"]);
    assert_eq!(it.error("chief", &other).await, "NOT_FOUND");
    assert_eq!(it.error("team", &other).await, "FORBIDDEN");
    assert_eq!(it.denied("team", "importCheck", &format!("uploadId: \"{upload}\"")).await, "FORBIDDEN");
    assert_eq!(it.refused("chief", "importCheck", &format!("uploadId: \"{upload}\"")).await.0, "UPLOAD_GONE");

    let workbook = it.upload("officer", "list.xlsx", b"PK\x03\x04 and nothing of the kind".as_slice()).await;
    let check = it.check_upload("officer", &workbook, Some(2566)).await;
    assert_eq!(check["state"], "READY");
    assert!(!text(&check["refused"]["message"]).is_empty() && check["source"] == Value::Null, "{check}");
    assert_eq!(check["issueKinds"], json!([]));

    // A key that is sent twice asks once.
    let twice =
        format!("mutation {{ importCheck(uploadId: \"{upload}\", key: \"same\") {{ check {{ id }} }} }}");
    assert_eq!(it.ask("officer", &twice).await, it.ask("officer", &twice).await);
}

on_both!(a_check_says_what_the_import_does, a_check_is_whose_it_is_and_says_why_a_file_is_refused);
