//! Imports as an office runs them: the command, its report row by row, and where every stored row stands afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use sqlx::Connection;

use crate::world::World;

/// File, sheet and row as shown.
pub(crate) type Place = (String, String, u64);

/// What one run of `phonjon import` came to.
pub(crate) struct Import {
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// The report of `--json`.
    pub(crate) report: Value,
    /// Everything it printed.
    pub(crate) printed: String,
}

/// The folder of a sample set.
pub(crate) fn samples(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/samples").join(set)
}

/// An empty world on the same kind of database.
pub(crate) async fn another(world: &World) -> World {
    if world.is_postgres() { World::postgres().await.expect("PostgreSQL was there") } else { World::sqlite() }
}

/// Runs `phonjon import check|apply` with a report, whatever it says.
pub(crate) fn import(world: &World, mode: &str, files: &[PathBuf], flags: &[&str]) -> Import {
    static N_REPORTS: AtomicU64 = AtomicU64::new(0);
    let out = world.path().join(format!("report-{}.json", N_REPORTS.fetch_add(1, Ordering::Relaxed)));
    let mut command = world.command();
    command.args(["import", mode]).args(files).args(flags).arg("--json").arg(&out);
    let ended = command.output().expect("the program starts");
    let printed = format!(
        "{}{}",
        String::from_utf8(ended.stdout).expect("the program prints UTF-8"),
        String::from_utf8(ended.stderr).expect("the program prints UTF-8")
    );
    let text = std::fs::read_to_string(&out).unwrap_or_else(|e| panic!("no report: {e}\n{printed}"));
    assert_eq!(
        std::fs::metadata(&out).unwrap().permissions().mode() & 0o777,
        0o600,
        "the report is the owner's"
    );
    let report =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("the report is no JSON: {e}\n{printed}"));
    let import = Import { code: ended.status.code(), report, printed };
    import.is_fit_to_show();
    import
}

/// Applies files that must be read.
pub(crate) fn apply(world: &World, files: &[PathBuf], flags: &[&str]) -> Import {
    let import = import(world, "apply", files, flags);
    assert_eq!(import.code, Some(0), "{}", import.printed);
    import
}

impl Import {
    /// The rows of all files with their place, in the order of the report.
    pub(crate) fn rows(&self) -> Vec<(Place, &Value)> {
        let files = self.report["files"].as_array().expect("the report has files");
        files
            .iter()
            .flat_map(|file| {
                let name = text(&file["file"]);
                file["rows"].as_array().expect("a file has rows").iter().map(move |row| {
                    let number = row["row"].as_u64().expect("a row has its number");
                    ((name.clone(), text(&row["sheet"]), number), row)
                })
            })
            .collect()
    }

    /// The row of a number in the only file and sheet.
    pub(crate) fn row(&self, number: u64) -> &Value {
        let rows = self.rows();
        let found = rows.iter().find(|it| it.0.2 == number);
        found.unwrap_or_else(|| panic!("no row {number} in {:#}", self.report)).1
    }

    /// Outcome of each row of the only file, by its number.
    pub(crate) fn outcomes(&self) -> Vec<(u64, String)> {
        self.rows().into_iter().map(|(place, row)| (place.2, text(&row["outcome"]))).collect()
    }

    /// The code for which the only file was refused.
    pub(crate) fn refused_for(&self) -> String {
        assert_eq!(self.code, Some(1), "{}", self.printed);
        let file = &self.report["files"][0];
        assert_eq!(file["outcome"], "rejected");
        text(&file["error"]["code"])
    }

    /// Every sentence is one, in both languages, and nobody's number is in it or in what was printed.
    fn is_fit_to_show(&self) {
        assert!(!self.printed.contains("panicked"), "{}", self.printed);
        assert_eq!(personal_number(&self.printed), None, "{}", self.printed);
        let rows = self.rows();
        let issues = rows.iter().flat_map(|it| it.1["issues"].as_array().expect("a row has issues"));
        let errors = self.report["files"].as_array().expect("files").iter().map(|it| &it["error"]);
        for told in issues.chain(errors.filter(|it| !it.is_null())) {
            for language in ["message_th", "message_en"] {
                let sentence = told[language].as_str().unwrap_or_default();
                assert!(sentence.len() > 5, "no sentence: {told}");
                assert!(!sentence.contains("no explanation yet"), "no sentence of its own: {told}");
                assert_eq!(personal_number(sentence), None, "{told}");
            }
        }
    }
}

/// The codes of a row's issues.
pub(crate) fn issue_codes(row: &Value) -> Vec<String> {
    row["issues"].as_array().expect("a row has issues").iter().map(|it| text(&it["code"])).collect()
}

/// Where stored rows stand: `export sources` as text and as values.
pub(crate) fn sources(world: &World) -> (String, Vec<Stored>) {
    let out = world.path().join("sources.json");
    world.run(&["export", "sources", "--json", &out.to_string_lossy()]);
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let written = std::fs::read_to_string(out).unwrap();
    let lines: Vec<Value> = serde_json::from_str(&written).unwrap();
    let stored = lines
        .iter()
        .map(|it| Stored {
            place: (text(&it["file"]), text(&it["sheet"]), it["row"].as_u64().unwrap()),
            person: text(&it["personId"]),
            household: text(&it["householdId"]),
        })
        .collect();
    (written, stored)
}

/// A stored row with whom it is linked to.
pub(crate) struct Stored {
    pub(crate) place: Place,
    pub(crate) person: String,
    pub(crate) household: String,
}

/// Which rows are one, whatever the ids are.
pub(crate) fn partition(stored: &[Stored], by: fn(&Stored) -> &str) -> BTreeSet<BTreeSet<Place>> {
    let mut groups: BTreeMap<&str, BTreeSet<Place>> = BTreeMap::new();
    for it in stored {
        groups.entry(by(it)).or_default().insert(it.place.clone());
    }
    groups.into_values().collect()
}

/// Runs a query on the world's database whose columns are texts, and gives its rows.
pub(crate) async fn look(world: &World, query: &str) -> Vec<Vec<Option<String>>> {
    use sqlx::Row;
    let query = sqlx::AssertSqlSafe(query.to_owned());
    if world.is_postgres() {
        let mut db = sqlx::PgConnection::connect(world.database_url()).await.unwrap();
        let rows = sqlx::query(query).fetch_all(&mut db).await.unwrap();
        rows.iter().map(|row| (0..row.len()).map(|n| row.get(n)).collect()).collect()
    } else {
        let mut db = sqlx::SqliteConnection::connect(world.database_url()).await.unwrap();
        let rows = sqlx::query(query).fetch_all(&mut db).await.unwrap();
        rows.iter().map(|row| (0..row.len()).map(|n| row.get(n)).collect()).collect()
    }
}

/// What is left in the spool.
pub(crate) fn spooled(world: &World) -> Vec<String> {
    let spool = std::fs::read_dir(world.data_dir().join("spool")).expect("there is a spool folder");
    spool.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// The text of a value.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// Thirteen digits in a row, Thai ones and dashes between them included; digits beside a letter of a hexadecimal id are
/// a part of it.
pub(crate) fn personal_number(text: &str) -> Option<String> {
    let mut run = String::new();
    let mut is_of_id = false;
    for c in text.chars().chain(['\n']) {
        match (c, u32::from(c)) {
            ('0'..='9', _) => run.push(c),
            (_, thai @ 0xe50..=0xe59) => run.extend(char::from_digit(thai - 0xe50, 10)),
            ('-', _) if !run.is_empty() || is_of_id => {}
            ('a'..='f', _) => {
                run.clear();
                is_of_id = true;
            }
            _ if run.len() == 13 && !is_of_id => return Some(run),
            _ => {
                run.clear();
                is_of_id = false;
            }
        }
    }
    None
}

/// An invented citizen number whose check digit is right.
pub(crate) fn pid(number: u64) -> String {
    let digits = format!("1489{number:08}");
    let sum: u32 =
        digits.bytes().zip((2..=13).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (11 - sum % 11) % 10)
}

/// How much of something a test does: what the environment asks for, else the slice that every change runs.
pub(crate) fn n_wanted(name: &str, slice: usize) -> usize {
    std::env::var(name).ok().map_or(slice, |it| it.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Says a line to whoever runs the tests with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the tests' runner shows it where a test fails or it is asked to")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Chance that begins where it is told.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).expect("it was below an usize")
    }
}

#[test]
fn personal_numbers_are_seen() {
    let number = pid(7);
    let dashed = format!("{}-{}-{}", &number[..1], &number[1..5], &number[5..]);
    assert_eq!(personal_number(&format!("({number})")), Some(number.clone()));
    assert_eq!(personal_number(&dashed), Some(number));
    assert_eq!(personal_number("๑๒๓๔๕๖๗๘๙๐๑๒๓."), Some("1234567890123".to_owned()));
    assert_eq!(personal_number("2566-01-31T10:00:00.123456Z 12345678901234"), None);
    assert_eq!(personal_number("02003001a2004130187395bd60 01a20041-3018-7395-bd60-af6c0030c68c"), None);
    assert_eq!(personal_number("bad 1234567890123").as_deref(), Some("1234567890123"));
}
