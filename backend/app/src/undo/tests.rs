//! Whether an undone import leaves the bytes of before, but for what somebody worked on since.

use phonjon_domain::access::Scope;
use phonjon_domain::ids::{BatchId, HomeProvince, HouseholdId};
use phonjon_store::cases;
use phonjon_store::links::reversal::{Work, brought};
use serde_json::{Value, json};

use super::{apply, preview};
use crate::idempotent::Key;
use crate::testing::{TestStore, stores};
use crate::{AppError, case};

const SET: &str = "nakhonphanom-300";

/// Every file, the oldest year first.
const FILES: [&str; 7] = [
    "bmn_2565.xlsx",
    "thaiqm_2565.xlsx",
    "tpmap_2565.xlsx",
    "welfare_2565.csv",
    "bmn_2566.ods",
    "thaiqm_2566.xls",
    "tpmap_2566.xlsx",
];

/// The first lines in which two states differ.
fn difference(a: &[String], b: &[String]) -> Vec<String> {
    let only = |mark: &str, of: &[String], not: &[String]| {
        let not: std::collections::HashSet<&String> = not.iter().collect();
        of.iter().filter(|it| !not.contains(it)).map(|it| format!("{mark} {it}")).collect::<Vec<_>>()
    };
    let mut all = only("-", a, b);
    all.truncate(15);
    let mut more = only("+", b, a);
    more.truncate(15);
    all.extend(more);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_files_make_the_same_state_everywhere_killed_or_not() {
    let mut states = Vec::new();
    for store in stores().await {
        for (n, file) in (0..).zip(FILES) {
            store.import(n * 60, SET, file).await;
        }
        states.push(store.state().await);
    }
    for store in stores().await {
        for (n, file) in (0..).zip(FILES) {
            store.import_until(n * 60, SET, file, 120).await.unwrap_err();
            store.import(n * 60 + 30, SET, file).await;
        }
        states.push(store.state().await);
    }
    assert!(states[0].len() > 3_000, "{}", states[0].len());
    for other in &states[1..] {
        assert_eq!(difference(&states[0], other), Vec::<String>::new());
        assert!(states[0] == *other);
    }
}

fn key(text: &str) -> Key {
    Key::new(text, &json!({})).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_undone_leaves_what_was_there_before() {
    for store in stores().await {
        let mut n = 0;
        for file in FILES {
            n += 100;
            let before = store.state().await;
            let batch = BatchId(store.import(n, SET, file).await.batch.unwrap());
            let ctx = store.ctx(n + 50);
            let promised = preview(&ctx, batch).await.unwrap();
            let undone = apply(&ctx, batch, &key(file)).await.unwrap();
            assert_eq!(promised, undone);
            assert!(undone.n_rows > 100 && undone.kept.is_empty(), "{undone:?}");
            let after = store.state().await;
            assert_eq!(difference(&before, &after), Vec::<String>::new(), "{file}");
            assert!(before == after);
            // The same key is answered again; the same act under another key is refused.
            assert_eq!(apply(&ctx, batch, &key(file)).await.unwrap().n_rows, undone.n_rows);
            assert!(matches!(apply(&ctx, batch, &key("again")).await, Err(AppError::Refused(_))));
            store.import(n + 60, SET, file).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_but_what_somebody_worked_on() {
    for store in stores().await {
        store.import(0, SET, "bmn_2565.xlsx").await;
        let before = store.state().await;
        let batch = store.import(100, SET, "tpmap_2566.xlsx").await.batch.unwrap();
        let ctx = store.ctx(200);
        let worked = comment_on_five(&store, batch).await;
        let full = store.state().await;
        let undone = apply(&ctx, BatchId(batch), &key("undo")).await.unwrap();
        assert_eq!(undone.kept.len(), 1);
        assert_eq!(undone.kept[0].why, Work::CaseWorked);
        assert_eq!(undone.kept_households.len(), worked.len());
        let after = store.state().await;
        let rows = |state: &[String]| {
            let rows =
                state.iter().map(|it| it.trim_end_matches(']')).filter(|it| it.contains(r#""_":"row""#));
            rows.filter(|it| it.contains("tpmap_2566")).count() as u64
        };
        assert_eq!(rows(&after), undone.kept[0].n_rows);
        assert_eq!(rows(&full), undone.kept[0].n_rows + undone.n_rows);
        // What differs from the state before is about the five households, their people, and sums.
        let mut names: Vec<String> = Vec::new();
        for line in &full {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            if line["_"] == "case_event" && line["detail"]["text"] == "ถามแล้ว" {
                names.push(line["case_id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(names.len(), 5);
        let of_kept: Vec<&String> = after
            .iter()
            .filter(|line| names.iter().any(|name| line.contains(&format!("\"{name}\""))))
            .collect();
        assert!(of_kept.len() > 20);
        for line in difference(&before, &after) {
            let kind = [
                "area",
                "team",
                "team_area",
                "tally",
                "import",
                "rejected_row",
                "attachment",
                "person",
                "number",
            ];
            let is_sum = kind.iter().any(|it| line.contains(&format!(r#""_":"{it}""#)));
            assert!(is_sum || names.iter().any(|name| line.contains(name)), "{line}");
        }
    }
}

/// Comments on five cases of households that the import speaks of, and gives the households.
async fn comment_on_five(store: &TestStore, batch: uuid::Uuid) -> Vec<HouseholdId> {
    let ctx = store.ctx(150);
    let mut homes: Vec<_> = brought(store.reader(), batch)
        .await
        .unwrap()
        .into_iter()
        .map(|it| (HomeProvince(it.household.0), HouseholdId(it.household.1)))
        .collect();
    homes.sort_unstable();
    homes.dedup();
    let found =
        cases::find_of_households(store.reader(), &Scope::everywhere(ctx.today()), &homes).await.unwrap();
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|it| it.key);
    for case in found.iter().step_by(7).take(5) {
        case::comment(&ctx, case.key, "ถามแล้ว", &key(&case.key.1.0.to_string())).await.unwrap();
    }
    found.iter().step_by(7).take(5).map(|it| it.household).collect()
}

/// Makes the database refuse to take one row back, or no longer.
async fn refuse_to_reverse(store: &TestStore, row: Option<uuid::Uuid>) {
    use phonjon_store::Connection;
    let db = store.reader();
    let statements = match (row, store.is_postgres()) {
        (Some(row), false) => vec![format!(
            "create trigger refuse before update on source_row when hex(old.id) = '{}' \
             begin select raise(abort, 'refused'); end",
            row.simple().to_string().to_uppercase()
        )],
        (Some(row), true) => vec![
            "create function refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end'"
                .to_owned(),
            format!(
                "create trigger refuse before update on source_row for each row when (old.id = '{row}') \
                 execute function refuse()"
            ),
        ],
        (None, false) => vec!["drop trigger refuse".to_owned()],
        (None, true) => vec!["drop trigger refuse on source_row".to_owned()],
    };
    for statement in statements {
        db.execute_unprepared(&statement).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_back_is_told_and_the_same_undo_goes_on() {
    for store in stores().await {
        let before = store.state().await;
        let batch = store.import(0, SET, "welfare_2565.csv").await.batch.unwrap();
        let rows = brought(store.reader(), batch).await.unwrap();
        refuse_to_reverse(&store, Some(rows[7].row.1)).await;
        let ctx = store.ctx(50);
        let broken_off = apply(&ctx, BatchId(batch), &key("undo")).await.unwrap();
        assert!(1 <= broken_off.failed.n_rows && broken_off.failed.n_rows < 10, "{broken_off:?}");
        assert_eq!(broken_off.n_rows + broken_off.failed.n_rows, rows.len() as u64);
        assert!(broken_off.kept.is_empty() && 1 <= broken_off.failed.n_households);

        refuse_to_reverse(&store, None).await;
        let done = apply(&store.ctx(60), BatchId(batch), &key("undo")).await.unwrap();
        assert_eq!((done.n_rows, done.failed.n_rows), (rows.len() as u64, 0));
        assert!(before == store.state().await);
    }
}
