//! What a statement reads of a table that grows: by an index what it asks for, never the table, never a province.
//!
//! `PHONJON_TEST_PLANS=1` asks it of every story on SQLite; one story asks it always.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, Row, SqliteConnection};

/// Tables that grow with households and with work; most of their keys lead with the province.
const GROWING: [&str; 30] = [
    "assessment",
    "assignment",
    "attachment",
    "audit_event",
    "bulk_act_case",
    "case",
    "case_event",
    "case_fact",
    "consent",
    "correction",
    "household",
    "identifier",
    "intervention",
    "kept_by_undo",
    "link",
    "link_key",
    "link_question",
    "listing",
    "membership",
    "opening_proposal",
    "person",
    "plan",
    "prepared_assignment_case",
    "problem",
    "problem_change",
    "residence",
    "source_row",
    "source_row_mark",
    "survey_result",
    "visit",
];

/// Indexes that hold few rows of a table, or that are read from their end.
const FEW: [&str; 4] = ["attachment_due", "audit_event_at", "case_closing_proposed", "source_row_place_open"];

/// What reads all there is because all is wanted: the beginning of the step, and words of the statement.
const MEANT: [(&str, &str); 20] = [
    // A fiscal year begins: every case that is open is counted in it.
    ("SCAN c USING INDEX sqlite_autoindex_case_1", "not exists (select 1 from case_fact f"),
    ("SCAN case USING COVERING INDEX sqlite_autoindex_case_1", "order by home_province, id limit ?"),
    (
        "SCAN case_fact USING INDEX sqlite_autoindex_case_fact_1",
        "order by home_province, case_id, fiscal_year limit ?",
    ),
    // Every open case is judged again, a page at a time.
    ("SCAN c USING INDEX sqlite_autoindex_case_1", "where 1 = 1 and c.status <> 'closed'"),
    ("SCAN c USING COVERING INDEX case_area", "select count(*) from \"case\" c where 1 = 1"),
    // Proposals, the decided ones too, the urgent first.
    ("SCAN o", "as lives_in from opening_proposal o where ((coalesce("),
    // Copies of everything, for whoever keeps the program.
    ("SCAN case", "select id, household_id from \"case\""),
    ("SCAN h", "h.description, h.house_code, a.code as area_code"),
    ("SCAN link_question", "select kind, left_id, right_id, reasons"),
    ("SCAN source_row", "select count(*) from source_row where reversed_at is null and replaced_by is null"),
    ("SCAN person", "select id, title, first_name, last_name, birth, sex from person"),
    ("SCAN r", "where r.reversed_at is null and r.replaced_by is null"),
    ("SCAN r", "select a.* from area a where a.origin <> 'seen'"),
    ("SCAN a", "select a.* from attachment a where not exists"),
    // What an old key still seals.
    ("SCAN attachment", "master_key_id <> ?"),
    ("SCAN identifier", "key_id <> ?"),
    // Nothing, and whether there is anything at all.
    ("SCAN c", "where 1 = 0"),
    ("SCAN household", "or exists (select 1 from household)"),
    ("SCAN person", "exists (select 1 from person)"),
    // A migration.
    ("SCAN prepared_assignment_case", "set team_id = (select c.team_id"),
];

/// The statements that a log tells of.
pub(crate) fn statements(log: &str) -> BTreeSet<String> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told = lines.filter(|it| it["target"] == "sqlx::query");
    let text = |it: Value| {
        let fields = &it["fields"];
        let whole = fields["db.statement"].as_str().filter(|it| !it.trim().is_empty());
        let text = whole.or_else(|| fields["summary"].as_str()).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    told.map(text)
        .filter(|it| ["select ", "update ", "delete ", "with "].iter().any(|a| it.starts_with(a)))
        .collect()
}

/// Those of the statements that read a growing table, or all it holds of a province, each with the step that does.
pub(crate) fn reading_all(database: &Path, statements: &BTreeSet<String>) -> Vec<String> {
    if !database.exists() {
        return Vec::new();
    }
    let url = format!("sqlite:{}", database.display());
    // A thread of its own: worlds end inside runtimes and outside.
    std::thread::scope(|scope| {
        let asking = scope
            .spawn(|| tokio::runtime::Runtime::new().expect("a runtime").block_on(found(&url, statements)));
        asking.join().expect("the database is asked")
    })
}

async fn found(url: &str, statements: &BTreeSet<String>) -> Vec<String> {
    let mut db = SqliteConnection::connect(url).await.expect("the database opens");
    let mut found = BTreeSet::new();
    for statement in statements {
        let asked = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
        let Ok(steps) = sqlx::query(asked).fetch_all(&mut db).await else { continue };
        for step in steps {
            let step: String = step.get("detail");
            if is_of_all(&step, statement) {
                let short: String = statement.chars().take(400).collect();
                found.insert(format!("{step}\n    {}", short.replace("?, ", "")));
            }
        }
    }
    found.into_iter().collect()
}

fn is_of_all(step: &str, statement: &str) -> bool {
    if MEANT.iter().any(|(begins, words)| step.starts_with(begins) && statement.contains(words)) {
        return false;
    }
    if step.ends_with("(home_province=?)") {
        return true;
    }
    let Some(scanned) = step.strip_prefix("SCAN ") else { return false };
    let alias = scanned.split(' ').next().unwrap_or_default();
    !FEW.iter().any(|index| scanned.ends_with(index))
        && GROWING.iter().any(|table| {
            let quoted = if *table == "case" { "\"case\"" } else { table };
            alias == *table || statement.contains(&format!(" {quoted} {alias} "))
        })
}

#[test]
fn a_step_that_reads_all_is_seen() {
    let of_two = "select v.id from \"case\" c join visit v on v.case_id = c.id";
    assert!(is_of_all("SEARCH v USING INDEX sqlite_autoindex_visit_1 (home_province=?)", of_two));
    assert!(is_of_all("SCAN v", of_two));
    assert!(is_of_all("SCAN c", of_two));
    assert!(is_of_all("SCAN visit", "select id from visit where note = ?"));
    assert!(!is_of_all("SEARCH v USING INDEX visit_case (home_province=? AND case_id=?)", of_two));
    assert!(!is_of_all("SCAN s", "select value from setting s where name = ?"));
}
