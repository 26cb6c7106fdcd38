//! Whether a list whose columns nobody knows is read as somebody says, and how that is kept for an office and used again;
//! what a check recognised; templates.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::district::{District, row, tpmap};
use crate::imports::{apply, look, pid, text};
use crate::world::World;

const RECOGNISED: &str = "recognised { isMapped saved { name version } source { source confidence reasons } second { source } \
     year { surveyYear reason } fields { field label } sheets { sheet headerRow isRead columns { column header field label \
     confidence code reason others { field } samples { written read } } } }";

/// A list under headers of an office's own, of people in one village.
fn foreign(people: std::ops::Range<u64>, more: &str) -> String {
    let mut list = format!("เลขผู้รับ,ผู้รับ,สกุลผู้รับ,หลังที่,หมู่ฯ,ต.ที่อยู่,อ.ที่อยู่,จว.,ขาดรายได้,ป่วย,จดไว้{more}\n");
    for n in people {
        writeln!(list, "{},สมมุติ{n},ใจดี{n},{n},1,บ้านกลาง,เมืองนครพนม,นครพนม,1,0,x", pid(n)).unwrap();
    }
    list
}

/// The columns of that list as somebody sets them, the last of them another way where it is given.
fn mapping(last: &str) -> String {
    let columns = [
        ("เลขผู้รับ", "pid"),
        ("ผู้รับ", "first"),
        ("สกุลผู้รับ", "last"),
        ("หลังที่", "house_no"),
        ("หมู่ฯ", "moo"),
        ("ต.ที่อยู่", "tambon"),
        ("อ.ที่อยู่", "amphoe"),
        ("จว.", "province"),
        ("ขาดรายได้", "income"),
        ("ป่วย", last),
    ];
    let columns = columns.map(|(header, field)| format!("{{ header: \"{header}\", field: \"{field}\" }}"));
    format!("mapping: {{ source: \"tpmap\", columns: [{}] }}", columns.join(", "))
}

impl District {
    /// Checks an uploaded file as somebody says, and gives the check when it has ended.
    async fn check_as(&self, who: &str, upload: &str, how: &str) -> Value {
        let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566, {how}");
        let begun = self.act(who, "importCheck", &arguments, "check { id }").await;
        let id = text(&begun["check"]["id"]);
        let wanted = format!(
            "id state source isReadAsSaved nAccepted nAcceptedWithWarning nRejected failure {{ code }} \
             refused {{ code message }} told {{ sheet code message }} {RECOGNISED}"
        );
        self.ended(who, &format!("{{ importCheck(id: \"{id}\") {{ {wanted} }} }}"), "importCheck").await
    }
}

async fn a_list_with_unknown_headers_is_mapped_saved_and_used_again_next_year(world: World) {
    let it = District::new(world);
    it.world.signed_in("neighbour", "district_officer", "4802").await;
    let upload = it.upload("officer", "อำเภอ.csv", foreign(1..4, "")).await;

    // Nobody knows these headers; what they hold is guessed and shown, numbers of persons masked.
    let check = it.check_as("officer", &upload, "").await;
    assert_eq!(check["refused"]["code"], "source_unknown", "{check}");
    let columns = &check["recognised"]["sheets"][0]["columns"];
    assert_eq!(columns[0]["header"], "เลขผู้รับ");
    assert_eq!(columns[0]["others"][0]["field"], "pid");
    assert!(text(&columns[0]["samples"][0]["written"]).contains("xxxx"), "{columns}");
    let read = look(&it.world, "select detail from audit_event where action = 'import.check_read'").await;
    assert_eq!(read.len(), 1, "who sees cells of a file is on record");

    // A wrong mapping is refused with its reason.
    let wrong = it.check_as("officer", &upload, &mapping("q01")).await;
    assert_eq!(wrong["refused"]["code"], "mapping_field_unknown", "{wrong}");
    assert!(text(&wrong["refused"]["message"]).contains("TPMAP"), "{wrong}");
    let unread = format!("checkId: \"{}\", name: \"ก\", expectedVersion: 0", text(&wrong["id"]));
    assert_eq!(it.refused("officer", "mappingSave", &unread).await.0, "MAPPING_NOT_READ");

    // The right one reads every row.
    let check = it.check_as("officer", &upload, &mapping("health")).await;
    assert_eq!((&check["refused"], &check["nRejected"]), (&Value::Null, &json!(0)), "{check}");
    let seen = &check["recognised"];
    assert_eq!((&seen["isMapped"], &seen["saved"]), (&json!(true), &Value::Null));
    assert_eq!(seen["sheets"][0]["columns"][9]["code"], "mapped_by_hand");
    assert_eq!(seen["sheets"][0]["columns"][3]["samples"][0]["read"], "1");
    assert!(seen["fields"].as_array().unwrap().iter().any(|it| it["field"] == "access"));

    // It is kept for the office, and the import is read as the check was.
    let id = text(&check["id"]);
    let save = format!("checkId: \"{id}\", name: \"บัญชีอำเภอ\", expectedVersion: 0");
    let saved = it.act("officer", "mappingSave", &save, "mapping { id version area { code } }").await;
    assert_eq!(saved["mapping"]["area"]["code"], "4801");
    let arguments = format!("uploadId: \"{upload}\", surveyYear: 2566, checkId: \"{id}\"");
    let begun = it.act("officer", "importApply", &arguments, "import { id }").await;
    let query = format!(
        "{{ import(id: \"{}\") {{ state nAccepted nAcceptedWithWarning mapping {{ name isMapped columns {{ header field }} }} rules {{ kind version }} }} }}",
        text(&begun["import"]["id"])
    );
    let import = it.ended("officer", &query, "import").await;
    assert_eq!(import["state"], "APPLIED", "{import}");
    assert_eq!(import["mapping"]["isMapped"], true);
    assert_eq!(import["mapping"]["columns"][9], json!({ "header": "ป่วย", "field": "health" }));
    let sets = it.ask("officer", "{ parameterSets { kind version firstYear lastYear } }").await;
    let holds = |set: &&Value| {
        let year = |field: &str, otherwise: i64| set[field].as_i64().unwrap_or(otherwise);
        year("firstYear", 0) <= 2566 && 2566 <= year("lastYear", i64::MAX)
    };
    let in_force = sets["parameterSets"].as_array().unwrap().iter().filter(holds);
    let mut in_force: Vec<_> =
        in_force.map(|it| json!({ "kind": it["kind"], "version": it["version"] })).collect();
    in_force.sort_by_key(Value::to_string);
    let mut used = import["rules"].as_array().unwrap().clone();
    used.sort_by_key(Value::to_string);
    assert!(!used.is_empty() && used == in_force, "{used:?} {in_force:?}");

    // Next year the headers agree, and it is read by what was saved, wherever the columns stand.
    let next = it.upload("officer", "อำเภอ ปีถัดไป.csv", foreign(4..7, ",เพิ่ม")).await;
    let check = it.check_as("officer", &next, "").await;
    assert_eq!((&check["refused"], &check["isReadAsSaved"]), (&Value::Null, &json!(true)), "{check}");
    assert_eq!(check["recognised"]["saved"], json!({ "name": "บัญชีอำเภอ", "version": 1 }));
    let import = it.apply_upload("officer", &next, Some(2566)).await;
    assert_eq!(import["state"], "APPLIED", "{import}");
    let query = format!("{{ import(id: \"{}\") {{ mapping {{ name version }} }} }}", text(&import["id"]));
    let used = it.ask("officer", &query).await;
    assert_eq!(used["import"]["mapping"], json!({ "name": "บัญชีอำเภอ", "version": 1 }));

    // A version of its own stands beside the older one.
    let again = save.replace(&id, &text(&check["id"]));
    let stale = it.refused("officer", "mappingSave", &again).await.0;
    assert_eq!(stale, "VERSION_CONFLICT");
    let second = again.replace("expectedVersion: 0", "expectedVersion: 1");
    let second = it.act("officer", "mappingSave", &second, "mapping { id version }").await;
    assert_eq!(second["mapping"]["version"], 2);
    let list = "{ importMappings(source: \"tpmap\") { name version isInUse savedBy { displayName } } }";
    let mine = it.ask("officer", list).await;
    assert_eq!(mine["importMappings"].as_array().unwrap().len(), 1, "{mine}");
    let versions = format!(
        "{{ importMappingVersions(id: \"{}\") {{ version isInUse }} }}",
        text(&saved["mapping"]["id"])
    );
    let all = it.ask("officer", &versions).await;
    let wanted = json!([{ "version": 2, "isInUse": true }, { "version": 1, "isInUse": false }]);
    assert_eq!(all["importMappingVersions"], wanted);
}

async fn another_office_does_not_see_what_an_office_saved(world: World) {
    let it = District::new(world);
    let neighbour = it.world.signed_in("neighbour", "district_officer", "4802").await;
    let upload = it.upload("officer", "อำเภอ.csv", foreign(1..3, "")).await;
    let check = it.check_as("officer", &upload, &mapping("health")).await;
    let save = format!("checkId: \"{}\", name: \"บัญชีอำเภอ\", expectedVersion: 0", text(&check["id"]));
    let saved = it.act("officer", "mappingSave", &save, "mapping { id }").await;
    let id = text(&saved["mapping"]["id"]);

    let none = it.world.data(&neighbour, "{ importMappings { name } }", json!({})).await;
    assert_eq!(none["importMappings"], json!([]));
    let query = format!("{{ importMappingVersions(id: \"{id}\") {{ version }} }}");
    let hidden = it.world.graphql(Some(&neighbour), &query, json!({})).await;
    assert_eq!(hidden["errors"][0]["extensions"]["code"], "NOT_FOUND", "{hidden}");
    let upload = it.upload("far_chief", "อำเภอ.csv", foreign(1..3, "")).await;
    let check = it.check_as("far_chief", &upload, "").await;
    assert_eq!(check["refused"]["code"], "source_unknown", "{check}");
    // Nor may it be saved for an office elsewhere, nor by who may not import.
    let area = it.ask("officer", "{ area(code: \"4802\") { id } }").await;
    let elsewhere = format!("{save}, areaId: \"{}\"", text(&area["area"]["id"]));
    assert_eq!(it.denied("officer", "mappingSave", &elsewhere).await, "NOT_FOUND");
    assert_eq!(it.denied("team", "mappingSave", &save).await, "FORBIDDEN");
}

async fn columns_printed_on_the_command_line_are_taken_back(world: World) {
    let it = District::new(world);
    let file = it.world.file("list.csv", tpmap(&[row(1, "48010901"), row(2, "48010901")]));
    let printed = it.world.run(&["import", "columns", file.to_str().unwrap()]);
    let mut mapping: Value = serde_json::from_str(&printed).unwrap_or_else(|e| panic!("{e}: {printed}"));
    assert_eq!(mapping["source"], "tpmap");
    let columns = mapping["columns"].as_array_mut().unwrap();
    let health = columns.iter_mut().find(|it| it["field"] == "health").unwrap();
    health["field"] = Value::Null;
    let by_hand = it.world.file("mapping.json", mapping.to_string());
    let arguments = ["--year", "2566", "--mapping", by_hand.to_str().unwrap()];
    let import = apply(&it.world, std::slice::from_ref(&file), &arguments);
    let first = &import.report["files"][0]["rows"][0];
    assert!(first["normalised"]["first"].is_string(), "{first}");
    assert!(first["normalised"].get("health").is_none(), "{first}");

    // The same bytes read otherwise are no file that was imported already.
    let again = apply(&it.world, &[file], &["--year", "2566"]);
    let first = &again.report["files"][0]["rows"][0];
    assert_eq!(first["normalised"]["health"], 0, "{first}");
    let batches = look(&it.world, "select state from import_batch").await;
    assert_eq!(batches.len(), 2);
}

async fn a_template_comes_back_recognised_without_doubt(world: World) {
    let it = District::new(world);
    for source in ["tpmap", "thaiqm", "bmn", "welfare"] {
        let out = it.world.data_dir().join(format!("{source}.xlsx"));
        it.world.run(&["import", "template", "--source", source, "--out", out.to_str().unwrap()]);
        let bytes = std::fs::read(&out).unwrap();
        let url = it.world.url(&format!("/templates/{source}.xlsx")).await;
        let sent = it.world.http().get(url).send().await.unwrap();
        assert!(sent.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(sent.bytes().await.unwrap(), bytes, "the same from either");
        let upload = it.upload("officer", &format!("{source}.xlsx"), bytes).await;
        let check = it.check_as("officer", &upload, "").await;
        assert_eq!(check["refused"], Value::Null, "{check}");
        let seen = &check["recognised"]["source"];
        assert_eq!((&seen["source"], &seen["confidence"]), (&json!(source), &json!(1000)), "{seen}");
    }
    let url = it.world.url("/templates/other.xlsx").await;
    assert_eq!(it.world.http().get(url).send().await.unwrap().status(), 404);
}

on_both!(
    a_list_with_unknown_headers_is_mapped_saved_and_used_again_next_year,
    another_office_does_not_see_what_an_office_saved,
    columns_printed_on_the_command_line_are_taken_back,
    a_template_comes_back_recognised_without_doubt,
);
