//! The invented sample files as an importer should read them, with who and which household each row truly means.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::source::Source;
use phonjon_linking::record::{Digits, PidToken, Record, RowKey, Sex};
use serde_json::Value;

/// A row as it should be stored, and whom it truly means.
pub(crate) struct TrueRow {
    pub(crate) record: Record,
    pub(crate) person: String,
    pub(crate) household: String,
}

/// The rows of each file of a sample set, in file order.
pub(crate) fn sample(set: &str) -> Vec<Vec<TrueRow>> {
    let path = format!("{}/../../tests/fixtures/samples/{set}/truth.json.gz", env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    let file = std::fs::File::open(Path::new(&path)).expect("the sample's truth is a fixture");
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();

    let place = |it: &Value| {
        (
            it["file"].as_str().unwrap().to_owned(),
            it["sheet"].as_str().unwrap().to_owned(),
            it["row"].as_u64(),
        )
    };
    let masked: HashMap<_, _> = truth["defects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["kind"] == "id_masked")
        .map(|it| (place(it), it["raw"].as_str().unwrap().to_owned()))
        .collect();
    let mut key = 0;
    let mut file_rows = |file: &Value| {
        let name = file["file"].as_str().unwrap();
        let mut rows = Vec::new();
        for sheet in file["sheets"].as_array().unwrap() {
            let fields: Vec<&str> =
                sheet["fields"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            for row in sheet["rows"].as_array().unwrap().iter().filter(|it| it["reject"] != true) {
                key += 1;
                let at = (name.to_owned(), sheet["sheet"].as_str().unwrap().to_owned(), row["row"].as_u64());
                let values = fields.iter().copied().zip(row["values"].as_array().unwrap()).collect();
                let record =
                    Record { masked: masked.get(&at).cloned(), ..record(RowKey(key), name, &values) };
                let truth = |field: &str| row[field].as_str().unwrap().to_owned();
                rows.push(TrueRow { record, person: truth("person"), household: truth("hh") });
            }
        }
        rows
    };
    truth["files"].as_array().unwrap().iter().map(&mut file_rows).collect()
}

fn record(key: RowKey, file: &str, values: &HashMap<&str, &Value>) -> Record {
    let source = Source::from_code(file.split('_').next().unwrap()).unwrap();
    let year = if file.contains("2565") { 2565 } else { 2566 };
    let text = |field: &str| Some(values.get(field)?.as_str()?.to_owned());
    let number = |field: &str| u16::try_from(values.get(field)?.as_i64()?).ok();
    let token = |pid: String| {
        let mut token = [0; 32];
        token[..13].copy_from_slice(pid.as_bytes());
        PidToken(token)
    };
    Record {
        digits: text("pid").as_deref().and_then(Digits::parse),
        pid: text("pid").map(token),
        title: text("title"),
        first: text("first"),
        last: text("last"),
        sex: text("sex").map(|it| if it == "M" { Sex::Male } else { Sex::Female }),
        birth: text("birth").map(|it| PartialDate::parse_iso(&it).unwrap()),
        age: number("age"),
        house_code: text("house_code"),
        house_no: text("house_no"),
        moo: number("moo"),
        area_code: text("area_code"),
        tambon: text("tambon"),
        amphoe: text("amphoe"),
        province: text("province"),
        ..Record::empty(key, source, BuddhistYear::new(year).unwrap())
    }
}
