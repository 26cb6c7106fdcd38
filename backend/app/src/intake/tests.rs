//! Whether a check says what an import does, and what a file does that comes again with changes.

use phonjon_rows::ReadRow;

use super::{FileOutcome, Foreseen, Mode};
use crate::testing::{TestStore, stores};

mod again;
mod emptied;
mod lists;
mod problems;
mod raw;
mod turns;

use lists::{Chance, List, Round};

/// Rounds of the property; more with `PHONJON_TEST_ROUNDS`.
const N_ROUNDS: u64 = 8;

/// What a walk of one file told: everything but the batch.
type Told = (FileOutcome, Vec<ReadRow>);

async fn walk(store: &TestStore, seconds: i64, files: &[(String, String)], mode: Mode) -> Vec<Told> {
    let mut foreseen = Foreseen::default();
    let mut told = Vec::new();
    for (n, (name, text)) in (0..).zip(files) {
        let ctx = store.ctx(seconds + n);
        let (mut outcome, rows) = store.walk(&ctx, &mut foreseen, name, text.as_bytes(), mode).await.unwrap();
        outcome.batch = None;
        told.push((outcome, rows));
    }
    told
}

/// The rows of every table, but for the audit log.
async fn n_rows(store: &TestStore) -> Vec<(String, i64)> {
    let mut all = Vec::new();
    for table in [
        "area",
        "import_batch",
        "attachment",
        "source_row",
        "raw_chunk",
        "rejected_row",
        "link",
        "link_key",
        "link_question",
        "person",
        "household",
        "identifier",
        "membership",
        "residence",
        "survey_result",
        "\"case\"",
        "case_event",
        "listing",
        "problem",
        "team",
        "assessment",
        "opening_proposal",
        "tally",
        "tally_delta",
    ] {
        all.push((table.to_owned(), store.count_rows(table).await.unwrap()));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_check_says_is_what_an_import_does() {
    let n_rounds = std::env::var("PHONJON_TEST_ROUNDS").ok().and_then(|it| it.parse().ok());
    for seed in 0..n_rounds.unwrap_or(N_ROUNDS) {
        let Round { before, files } = lists::round(seed);
        for store in stores().await {
            walk(&store, 0, &before, Mode::Apply).await;
            let (state, rows) = (store.state().await, n_rows(&store).await);
            let checked = walk(&store, 100, &files, Mode::Check).await;
            assert!(state == store.state().await, "seed {seed}: a check changed the state");
            assert_eq!(rows, n_rows(&store).await, "seed {seed}: a check stored something");
            assert_eq!(std::fs::read_dir(store.spool_dir()).unwrap().count(), 0);
            let applied = walk(&store, 100, &files, Mode::Apply).await;
            same(seed, &checked, &applied);
            // Everything again: nothing changes, and a check knows it.
            let checked = walk(&store, 200, &files[files.len() - 1..], Mode::Check).await;
            let applied = walk(&store, 200, &files[files.len() - 1..], Mode::Apply).await;
            same(seed, &checked, &applied);
            let again = applied[0].0.compared;
            assert_eq!((again.new, again.changed), (0, 0), "seed {seed}");
        }
    }
}

fn same(seed: u64, checked: &[Told], applied: &[Told]) {
    assert_eq!(checked.len(), applied.len());
    for ((check, checked), (apply, applied)) in checked.iter().zip(applied) {
        assert_eq!(checked.len(), applied.len(), "seed {seed}");
        for (a, b) in checked.iter().zip(applied) {
            assert_eq!(a, b, "seed {seed}");
        }
        assert_eq!(check, apply, "seed {seed}");
        assert!(check.plan.is_some(), "seed {seed}: a check has no plan");
    }
}

/// Two plans are one only where the same would be stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_another_where_the_file_the_store_or_the_links_are_others() {
    for store in stores().await {
        let list = List::of_people(&mut Chance(3), 30).csv();
        let files = [("a_2566.csv".to_owned(), list.clone())];
        let plan = async |seconds| walk(&store, seconds, &files, Mode::Check).await[0].0.plan.unwrap();
        let first = plan(0).await;
        assert_eq!(first, plan(7).await, "ids and hours are not in it");
        let other = [("a_2566.csv".to_owned(), list.replace("2566", "2566 "))];
        assert_ne!(first, walk(&store, 0, &other, Mode::Check).await[0].0.plan.unwrap(), "another file");
        // What is stored meanwhile of the same people links the rows to them.
        let some: Vec<&str> = list.lines().take(4).collect();
        walk(&store, 20, &[("b_2566.csv".to_owned(), some.join("\n"))], Mode::Apply).await;
        let second = plan(30).await;
        assert_ne!(first, second, "the rows are linked to others");
        walk(&store, 40, &files, Mode::Apply).await;
        assert_ne!(second, plan(50).await, "everything is stored already");
        // An import goes on with the plan that it was begun with, and with no other.
        let more = List::of_people(&mut Chance(5), 600).csv();
        let more = ("c_2566.csv", more.as_bytes());
        let (checked, _) =
            store.walk(&store.ctx(60), &mut Foreseen::default(), more.0, more.1, Mode::Check).await.unwrap();
        store.planned_until(&store.ctx(61), more, checked.plan, 300).await.unwrap_err();
        let kept = store.planned_until(&store.ctx(62), more, Some(first), u64::MAX).await.unwrap();
        assert_eq!(kept.refused.map(|it| it.code).as_deref(), Some("PLAN_STALE"));
        let done = store.planned_until(&store.ctx(63), more, checked.plan, u64::MAX).await.unwrap();
        assert_eq!(done.refused, None);
        // That a place is new is told once: of rows that were stored before the kill it is no longer.
        let n_taken = |it: &phonjon_rows::Counts| it.accepted + it.accepted_with_warning;
        assert_eq!(n_taken(&done.counts), n_taken(&checked.counts));
    }
}

/// The generator makes what it is for: a property over lists without any defect would prove little.
#[tokio::test(flavor = "multi_thread")]
async fn the_rounds_hold_what_they_are_for() {
    let mut seen = std::collections::BTreeSet::new();
    let mut n_questions = 0;
    let store = stores().await.remove(0);
    for seed in 0..N_ROUNDS {
        let Round { before, files } = lists::round(seed);
        for (outcome, rows) in walk(&store, 0, &[before, files].concat(), Mode::Apply).await {
            n_questions += outcome.n_questions;
            seen.extend(rows.into_iter().flat_map(|it| it.issues).map(|it| it.code));
            if outcome.compared.no_longer_listed > 0 {
                seen.insert("no longer listed".to_owned());
            }
        }
    }
    for code in [
        "duplicate_row",
        "unchanged",
        "changed",
        "other_file_replaced",
        "id_check_digit",
        "ID_DIFFERS",
        "no longer listed",
    ] {
        assert!(seen.contains(code), "no {code} in {seen:?}");
    }
    assert!(n_questions > 0);
}

/// What a check of several files keeps is as large as the files, not as the store.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_checked_twice_in_one_command_is_unchanged_the_second_time() {
    for store in stores().await {
        let list = List::of_people(&mut Chance(3), 30).csv();
        let files = [("a_2566.csv".to_owned(), list.clone()), ("copy_2566.csv".to_owned(), list)];
        let told = walk(&store, 0, &files, Mode::Check).await;
        assert_eq!((told[0].0.compared.new, told[1].0.compared.unchanged), (30, 30));
        assert!(told[0].0.n_cases_opened == 0 && told[1].0.n_cases_opened == 0);
    }
}
