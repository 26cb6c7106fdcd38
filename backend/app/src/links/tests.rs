//! Whether questions are answered, taken back and remembered, and whether corrections by hand survive later imports.

use chrono::NaiveDate;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::case::{CaseStatus, ClosingReason, HouseholdClass, Verification};
use phonjon_domain::ids::{HomeProvince, HouseholdId, PersonId};
use phonjon_store::cases::{self, CaseKey, CaseRow, ListingRow, ProposalKind, ProposalsAsked};
use phonjon_store::intake::{QuestionRow, insert_questions};
use phonjon_store::links::{Answer, reversal};
use serde_json::json;

use super::*;
use crate::case::{self, Closing};
use crate::idempotent::Key;
use crate::testing::{TestStore, stores};

const SET: &str = "nakhonphanom-300";
const FILES: [&str; 5] =
    ["bmn_2565.xlsx", "thaiqm_2565.xlsx", "tpmap_2565.xlsx", "welfare_2565.csv", "tpmap_2566.xlsx"];

fn key(text: &str) -> Key {
    Key::new(text, &json!({})).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn filled() -> Vec<TestStore> {
    let stores = stores().await;
    for store in &stores {
        let mut batch = None;
        for (n, file) in (0..).zip(FILES) {
            batch = store.import(n * 60, SET, file).await.batch;
        }
        ask(store, batch.unwrap()).await;
    }
    stores
}

/// Asks whether two households with cases are one, and whether two persons of other households are.
async fn ask(store: &TestStore, batch: Uuid) {
    let ctx = store.ctx(900);
    let mut brought = reversal::brought(store.reader(), batch).await.unwrap();
    brought.sort_by_key(|it| it.household);
    brought.dedup_by_key(|it| it.household);
    let homes: Vec<_> =
        brought.iter().map(|it| (HomeProvince(it.household.0), HouseholdId(it.household.1))).collect();
    let scope = phonjon_domain::access::Scope::everywhere(ctx.today());
    let cases = phonjon_store::cases::find_of_households(store.reader(), &scope, &homes).await.unwrap();
    brought.retain(|it| cases.contains_key(&HouseholdId(it.household.1)));
    let question = |kind: &str, left, right| QuestionRow {
        key: (48, ctx.new_id()),
        kind: kind.to_owned(),
        left,
        right,
        reasons: r#"["SIMILAR_NAME"]"#.to_owned(),
        score: 600,
        explanation: None,
        area_id: None,
        batch_id: None,
        asked_at: ctx.now,
    };
    let tx = store.begin().await.unwrap();
    let asked = vec![
        question("household", brought[0].household, brought[1].household),
        question("person", brought[2].person, brought[3].person),
    ];
    insert_questions(&tx, asked).await.unwrap();
    tx.commit().await.unwrap();
}

/// The state without what an answer leaves behind for good: judgements, and the history of cases.
fn lasting(state: Vec<String>) -> Vec<String> {
    let passing = [r#""_":"assessment""#, r#""_":"case_event""#];
    state.into_iter().filter(|line| !passing.iter().any(|it| line.contains(it))).collect()
}

async fn waiting(store: &TestStore) -> Vec<QuestionSeen> {
    questions(&store.ctx(1_000), Asked::default(), 200).await.unwrap()
}

fn question_key(it: &QuestionSeen) -> QuestionKey {
    (HomeProvince(it.question.key.0), it.question.key.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_same_becomes_one_and_can_be_two_again() {
    for store in filled().await {
        let asked = waiting(&store).await;
        assert!(!asked.is_empty());
        for it in &asked {
            assert!(!it.left.persons.is_empty() && !it.right.households.is_empty());
            let numbers = it.left.persons.iter().flat_map(|it| &it.1);
            assert!(numbers.clone().all(|it| it.text.contains('x')));
        }
        let of_homes = asked.iter().find(|it| it.question.is_of_households);
        let of_people = asked.iter().find(|it| !it.question.is_of_households);
        assert!(of_homes.is_some() || of_people.is_some());
        for it in of_homes.into_iter().chain(of_people) {
            let before = lasting(store.state().await);
            let name = it.question.key.1.0.to_string();
            let (ctx, id) = (store.ctx(2_000), question_key(it));
            let seen = answer(&ctx, id, Answer::Same, &key(&name)).await.unwrap();
            assert_eq!(seen.question.answer, Some(Answer::Same));
            let merged = lasting(store.state().await);
            assert_ne!(before, merged);
            let live = [&seen.left, &seen.right].iter().filter(|it| !it.households.is_empty()).count();
            assert_eq!(live, 1, "one of the two is no more");
            // The same key again changes nothing; another answer is refused.
            answer(&ctx, id, Answer::Same, &key(&name)).await.unwrap();
            let again = answer(&ctx, id, Answer::NotTheSame, &key("other")).await;
            assert!(matches!(again, Err(AppError::Refused(_))));
            assert_eq!(lasting(store.state().await), merged);

            undo_answer(&store.ctx(3_000), id, &key(&format!("{name}-undo"))).await.unwrap();
            assert_eq!(lasting(store.state().await), before);
            assert!(waiting(&store).await.iter().any(|it| question_key(it) == id));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_same_is_not_asked_again() {
    for store in filled().await {
        let asked = waiting(&store).await;
        let id = question_key(&asked[0]);
        answer(&store.ctx(2_000), id, Answer::NotTheSame, &key("no")).await.unwrap();
        assert_eq!(waiting(&store).await.len(), asked.len() - 1);
        store.import(2_100, SET, "bmn_2566.ods").await;
        assert!(waiting(&store).await.iter().all(|it| question_key(it) != id));
        undo_answer(&store.ctx(3_000), id, &key("undo")).await.unwrap();
        assert!(waiting(&store).await.iter().any(|it| question_key(it) == id));
    }
}

/// A person with a household that is not theirs.
async fn somebody(store: &TestStore) -> (PersonKey, HouseholdKey, HouseholdKey) {
    let it = waiting(store).await.remove(0);
    let (member, _) = &it.left.persons[0];
    let home = it.left.households[0].key;
    let other = it.right.households.iter().chain(&it.left.households).find(|it| it.key != home).unwrap();
    (member.person.key, home, other.key)
}

async fn membership(store: &TestStore, home: HouseholdKey, person: PersonKey) -> Option<people::MemberRow> {
    let mut found = people::members(store.reader(), &[home]).await.unwrap();
    found.remove(&home.1).unwrap_or_default().into_iter().find(|it| it.person.key == person)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_moved_stays_moved_through_later_imports_until_taken_back() {
    for store in filled().await {
        let before = store.state().await;
        let (person, home, other) = somebody(&store).await;
        let ctx = store.ctx(86_400);
        let late = person_move(&ctx, person, other, day("2027-01-01"), &key("late")).await;
        assert!(matches!(late, Err(AppError::Refused(_))));
        let moved = person_move(&ctx, person, other, day("2025-11-05"), &key("move")).await.unwrap();
        let twice = person_move(&ctx, person, other, day("2025-11-05"), &key("move")).await.unwrap();
        assert_eq!(moved.key, twice.key);
        let check = async || {
            assert_eq!(membership(&store, home, person).await.unwrap().until, Some(day("2025-11-05")));
            let there = membership(&store, other, person).await.unwrap();
            assert_eq!((there.since, there.until), (day("2025-11-05"), None));
        };
        check().await;
        let batch = store.import(90_000, SET, "bmn_2566.ods").await.batch.unwrap();
        check().await;
        let undone =
            crate::undo::apply(&store.ctx(95_000), phonjon_domain::ids::BatchId(batch), &key("import")).await;
        assert!(undone.unwrap().kept.is_empty());
        correction_undo(&store.ctx(99_000), moved.key, &key("back")).await.unwrap();
        assert_eq!(store.state().await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_died_has_left_and_a_new_number_replaces_the_old() {
    for store in filled().await {
        let before = store.state().await;
        let (person, home, _) = somebody(&store).await;
        let ctx = store.ctx(86_400);
        let died = person_died(&ctx, person, day("2025-12-24"), &key("died")).await.unwrap();
        let member = membership(&store, home, person).await.unwrap();
        assert_eq!(member.until, Some(day("2025-12-24")));
        assert_eq!(member.person.died_on.as_deref(), Some("2025-12-24"));
        let wrong = person_new_number(&ctx, person, "1234567890123", day("2025-12-01"), &key("wrong")).await;
        assert!(matches!(wrong, Err(AppError::Refused(_))));
        let (once, new) = (key("number"), "1-1037-02071-81-1");
        let number = person_new_number(&ctx, person, new, day("2025-12-01"), &once).await.unwrap();
        let numbers = people::numbers_of(store.reader(), store.keys(), &[person]).await.unwrap();
        let valid: Vec<&str> =
            numbers[&person.1].iter().filter(|it| it.status == "valid").map(|it| it.text.as_str()).collect();
        assert_eq!(valid, ["1103702071811"]);
        correction_undo(&ctx, number.key, &key("number-back")).await.unwrap();
        correction_undo(&ctx, died.key, &key("died-back")).await.unwrap();
        assert_eq!(store.state().await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reaches_only_one_side_is_not_asked() {
    for store in filled().await {
        let mut ctx = store.ctx(2_000);
        let id = question_key(&waiting(&store).await[0]);
        // A grant over an area where nobody lives.
        let province = phonjon_domain::area::AreaCode::parse("50").unwrap();
        let elsewhere = phonjon_store::areas::find_by_code(store.reader(), &province).await.unwrap();
        ctx.actor.grants[0].areas = Some(elsewhere.into_iter().map(|it| it.id).collect());
        assert!(questions(&ctx, Asked::default(), 10).await.unwrap().is_empty());
        assert!(matches!(question(&ctx, id).await, Err(AppError::Hidden)));
        let answered = answer(&ctx, id, Answer::Same, &key("elsewhere")).await;
        assert!(matches!(answered, Err(AppError::Hidden)));
        let unknown = (HomeProvince(1), PersonId(uuid::Uuid::nil()));
        let home = (HomeProvince(1), HouseholdId(uuid::Uuid::nil()));
        let moved = person_move(&ctx, unknown, home, day("2025-01-01"), &key("nobody")).await;
        assert!(matches!(moved, Err(AppError::Hidden)));
    }
}

/// The question whether two households with cases are one, with both cases.
async fn of_homes(store: &TestStore) -> (QuestionKey, [CaseRow; 2]) {
    let asked = waiting(store).await;
    let it = asked.iter().find(|it| it.question.is_of_households).unwrap();
    let homes = [it.question.left, it.question.right].map(|it| (HomeProvince(it.0), HouseholdId(it.1)));
    let scope = phonjon_domain::access::Scope::everywhere(store.ctx(1_000).today());
    let mut found = cases::find_of_households(store.reader(), &scope, &homes).await.unwrap();
    (question_key(it), homes.map(|it| found.remove(&it.1).unwrap()))
}

async fn now(store: &TestStore, case: &CaseRow) -> CaseRow {
    case::case(&store.ctx(1_000), case.key).await.unwrap().unwrap()
}

/// Somebody comments on a case so many times.
async fn work_on(store: &TestStore, case: &CaseRow, times: usize) {
    for n in 0..times {
        let once = key(&format!("{}-{n}", case.key.1.0));
        case::comment(&store.ctx(1_100), case.key, "โปรดติดตาม", &once).await.unwrap();
    }
}

async fn close(store: &TestStore, case: &CaseRow) {
    let version = now(store, case).await.version;
    let closing = Closing { case: case.key, reason: ClosingReason::SolvedItself, note: None, version };
    case::close(&store.ctx(1_200), &closing, &key(&format!("close-{}", case.key.1.0))).await.unwrap();
}

/// The cases that are proposed to be opened again.
async fn to_reopen(store: &TestStore) -> Vec<CaseKey> {
    let kinds = vec![ProposalKind::Reopen];
    let asked = ProposalsAsked { only_waiting: true, own: false, kinds, first: 100, after: None };
    let (found, _) = crate::proposal::list(&store.ctx(1_300), &asked).await.unwrap();
    found.iter().map(|it| (it.key.0, it.case.unwrap())).collect()
}

/// Lists a case for a year that no list of the others speaks of.
async fn list_newly(store: &TestStore, case: &CaseRow) {
    let tx = store.begin().await.unwrap();
    let year = FiscalYear(BuddhistYear::new(2569).unwrap());
    let (source, rule_version) = ("tpmap".to_owned(), "default_opening/1".to_owned());
    let listing = ListingRow { case: case.key, year, source, rule_version, batch: None };
    cases::list_many(&tx, &[listing]).await.unwrap();
    phonjon_store::figures::refresh(&*tx, &[case.key]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_in_care_stays_in_care_when_it_becomes_one_with_a_closed_one() {
    for store in filled().await {
        let (id, [closed, open]) = of_homes(&store).await;
        work_on(&store, &closed, 9).await;
        close(&store, &closed).await;
        list_newly(&store, &open).await;
        let before = lasting(store.state().await);
        answer(&store.ctx(2_000), id, Answer::Same, &key("same")).await.unwrap();
        let kept = now(&store, &open).await;
        assert_eq!((kept.state.status, kept.household), (open.state.status, open.household));
        assert_eq!(now(&store, &closed).await.state.closed, Some(ClosingReason::SolvedItself));
        let years = cases::listings_of_many(store.reader(), &[open.key, closed.key]).await.unwrap();
        assert!(years[&open.key.1].iter().any(|it| it.year.0.get() == 2569) && years.len() == 1);
        assert!(to_reopen(&store).await.is_empty());
        assert_eq!(phonjon_store::figures::recount(store.reader()).await.unwrap(), []);
        undo_answer(&store.ctx(3_000), id, &key("undo")).await.unwrap();
        assert_eq!(lasting(store.state().await), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_household_is_proposed_again_when_it_is_one_with_a_newly_listed_one() {
    for store in filled().await {
        let (id, [one, other]) = of_homes(&store).await;
        work_on(&store, &one, 9).await;
        close(&store, &one).await;
        close(&store, &other).await;
        list_newly(&store, &other).await;
        let before = lasting(store.state().await);
        answer(&store.ctx(2_000), id, Answer::Same, &key("same")).await.unwrap();
        assert_eq!(now(&store, &one).await.state.status, CaseStatus::Closed, "never opened by itself");
        assert_eq!(to_reopen(&store).await, [one.key]);
        undo_answer(&store.ctx(3_000), id, &key("undo")).await.unwrap();
        assert_eq!(lasting(store.state().await), before);
        assert!(to_reopen(&store).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_taken_back_is_cared_for_and_waits_as_before() {
    for store in filled().await {
        let (id, [kept, gone]) = of_homes(&store).await;
        let ctx = store.ctx(1_100);
        let version = async || now(&store, &gone).await.version;
        let confirmed = Verification::Confirmed;
        case::verify(&ctx, gone.key, confirmed, None, version().await, &key("verify")).await.unwrap();
        let class = HouseholdClass::NeedsWelfare;
        case::classify(&ctx, gone.key, class, version().await, &key("class")).await.unwrap();
        case::set_continuing_care(&ctx, gone.key, true, version().await, &key("care")).await.unwrap();
        let version = version().await;
        let closing =
            Closing { case: gone.key, reason: ClosingReason::MovedAway, note: Some("ย้าย"), version };
        case::propose_closing(&ctx, &closing, &key("propose")).await.unwrap();
        work_on(&store, &kept, 20).await;
        let before = now(&store, &gone).await;
        answer(&store.ctx(2_000), id, Answer::Same, &key("same")).await.unwrap();
        assert_eq!(now(&store, &gone).await.state.closed, Some(ClosingReason::Duplicate));
        undo_answer(&store.ctx(3_000), id, &key("undo")).await.unwrap();
        let after = now(&store, &gone).await;
        assert!(after.state.continuing_care);
        assert_eq!((after.state, after.closing()), (before.state, before.closing()));
        let mut events = cases::events_of_many(store.reader(), &[gone.key]).await.unwrap();
        let kinds: Vec<CaseEventKind> =
            events.remove(&gone.key.1).unwrap().iter().map(|it| it.kind).collect();
        assert!(kinds.ends_with(&[CaseEventKind::Reopened, CaseEventKind::ContinuingCareSet]), "{kinds:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_who_is_decided_by_one_at_a_time() {
    for store in stores().await.into_iter().filter(TestStore::is_postgres) {
        let batch = store.import(0, SET, "tpmap_2566.xlsx").await.batch.unwrap();
        ask(&store, batch).await;
        let ctx = store.ctx(1_000);
        let asked = question_key(&waiting(&store).await[0]);
        let answered = store.in_turn(Box::pin(answer(&ctx, asked, Answer::Same, &key("answer")))).await;
        answered.expect("an answer waits").unwrap();
        let undone = store.in_turn(Box::pin(undo_answer(&ctx, asked, &key("undo")))).await;
        undone.expect("taking it back waits").unwrap();
        let person = reversal::brought(store.reader(), batch).await.unwrap()[9].person;
        let person = (HomeProvince(person.0), PersonId(person.1));
        let died = store.in_turn(Box::pin(person_died(&ctx, person, day("2025-12-01"), &key("died")))).await;
        died.expect("a correction waits").unwrap();
    }
}
