//! Public figures are read at the level their code column names, under the names the file gives them.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use phonjon_readers::{Kind, ReadOptions, read_file};
use phonjon_rows::{Message, Outcome, ReadRow, Value};

/// Source, year and rows of an invented file.
fn read(name: &str, text: &str) -> (String, Option<i16>, Vec<ReadRow>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let (mut head, mut rows) = (None, Vec::new());
    read_file(&path, &ReadOptions::default(), &mut |message| {
        match message {
            Message::Head(it) => head = Some(it),
            Message::Row(row) => rows.push(row),
            Message::Tail(_) | Message::Recognised(_) | Message::Refused(_) => {}
        }
        Ok(())
    })
    .unwrap();
    let head = head.unwrap();
    (head.source, head.year, rows)
}

const FIGURES: &str = "\"poor.household.CNT\",\"poor.JPT.CNT\",\"poor.JPT.MOFval.CNT\",\"JPT.MOFval.pov.rate\",\"poor.JPT.MOFval.ind1.CNT\"";

#[test]
fn a_village_has_ten_digits_and_its_province_beside_it() {
    let text = format!(
        "\"village_ID\",{FIGURES},\"province_ID\"\n\"9901020301\",5,12,7,2.25,0,\"99\"\n\"99010\",1,1,1,1,0,\"99\"\n"
    );
    let (source, year, rows) = read("61_99_village_11111.csv", &text);
    assert_eq!((source.as_str(), year), (Kind::TpmapPublic.code(), Some(2561)));
    let row = &rows[0];
    assert_eq!(
        (row.text("level"), row.text("code"), row.text("province_ID")),
        (Some("village"), Some("9901020301"), Some("99"))
    );
    assert_eq!(row.int("poor.JPT.MOFval.CNT"), Some(7));
    assert_eq!(row.text("JPT.MOFval.pov.rate"), Some("2.25"));
    assert_eq!((row.outcome, rows[1].outcome), (Outcome::Accepted, Outcome::Rejected));
}

#[test]
fn a_file_without_codes_is_of_the_country() {
    let (_, year, rows) = read("61_country_11111.csv", &format!("{FIGURES}\n5,12,7,2,0\n"));
    assert_eq!(year, Some(2561));
    assert_eq!((rows[0].text("level"), rows[0].text("code")), (Some("country"), Some("country")));
    // A rate is text also where it is whole.
    assert_eq!(rows[0].values["JPT.MOFval.pov.rate"], Value::Text("2".to_owned()));
}
