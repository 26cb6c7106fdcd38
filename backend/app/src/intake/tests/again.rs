//! A list of sixty that comes again: a line more, three cells changed, a line less.

use phonjon_domain::area::{AreaCode, AreaKind, AreaSetLine};
use phonjon_domain::ids::BatchId;
use phonjon_rows::ReadRow;
use serde_json::json;

use super::lists::{Chance, Entry, List, pid};
use super::{Told, walk};
use crate::idempotent::Key;
use crate::intake::{Compared, Foreseen, GonePlace, Mode};
use crate::testing::{TestStore, stores};
use crate::undo;

const NAME: &str = "list_2566.csv";
/// Rows of the list, as shown: the header is row 1.
const FIRST_ROW: u32 = 2;

/// The list and the list corrected: a new first line; the number, the last name and a count of others changed; one gone.
fn both(of_households: bool) -> (List, List) {
    let mut chance = Chance(11);
    let list =
        if of_households { List::of_households(&mut chance, 60) } else { List::of_people(&mut chance, 60) };
    let mut corrected = list.clone();
    corrected.entries[10].pid = pid(910);
    corrected.entries[30].last = "ใหม่มาก".to_owned();
    corrected.entries[45].count = if list.entries[45].count == 0 { 2 } else { 0 };
    corrected.entries.remove(20);
    let new = Entry { pid: pid(999), first: "ใหม่".to_owned(), house: 77, ..list.entries[0].clone() };
    corrected.entries.insert(0, new);
    (list, corrected)
}

fn file(list: &List) -> [(String, String); 1] {
    [(NAME.to_owned(), list.csv())]
}

fn codes(row: &ReadRow) -> Vec<&str> {
    row.issues.iter().map(|it| it.code.as_str()).collect()
}

/// What the rows that take others' places say they change, by row.
fn changes(rows: &[ReadRow]) -> Vec<(u32, &str)> {
    let changed =
        |it: &ReadRow| it.issues.iter().find(|it| it.code == "changed").map(|it| it.args["fields"].clone());
    let told = rows.iter().filter_map(|it| Some((it.row, changed(it)?)));
    told.map(|(row, fields)| (row, fields.leak() as &str)).collect()
}

async fn apply(store: &TestStore, seconds: i64, list: &List) -> Told {
    walk(store, seconds, &file(list), Mode::Apply).await.remove(0)
}

/// Lines of a state about what is of one kind.
fn of_kind<'a>(state: &'a [String], kind: &str) -> Vec<&'a String> {
    let mark = format!(r#""_":"{kind}""#);
    state.iter().filter(|it| it.contains(&mark)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_list_is_one_new_three_changed_one_missing_and_the_rest_as_it_was() {
    for of_households in [false, true] {
        let (list, corrected) = both(of_households);
        for store in stores().await {
            apply(&store, 0, &list).await;
            let people_before = store.count_rows("person").await.unwrap();
            let checked = walk(&store, 50, &file(&corrected), Mode::Check).await.remove(0);
            let (outcome, rows) = apply(&store, 100, &corrected).await;
            assert_eq!(checked, (outcome.clone(), rows.clone()));
            let compared =
                Compared { new: 1, changed: 3, unchanged: 56, no_longer_listed: 1, other_file_replaced: 0 };
            assert_eq!(outcome.compared, compared);
            let gone = GonePlace { sheet: String::new(), row: 20 + i32::try_from(FIRST_ROW).unwrap() };
            assert_eq!(outcome.no_longer_listed, [gone]);

            assert!(!codes(&rows[0]).contains(&"changed") && !codes(&rows[0]).contains(&"unchanged"));
            let item = if of_households { "q" } else { "card, status" };
            let changes = changes(&rows);
            assert_eq!(changes.len(), 3, "{changes:?}");
            // Below the new line and above the missing one; then where they stood.
            assert_eq!((changes[0].0, changes[0].1), (FIRST_ROW + 11, "pid"));
            assert_eq!((changes[1].0, changes[1].1), (FIRST_ROW + 30, "last"));
            assert_eq!(changes[2].0, FIRST_ROW + 45);
            assert!(changes[2].1.starts_with(item), "{changes:?}");
            let n_unchanged = rows.iter().filter(|it| codes(it).contains(&"unchanged")).count();
            assert_eq!(n_unchanged, 56);

            assert_eq!(
                store.count_rows("person").await.unwrap(),
                people_before + 1,
                "nobody stands there twice"
            );
            // Once more: nothing, and the missing line is told again.
            let (again, _) = apply(&store, 200, &corrected).await;
            assert_eq!(
                again.compared,
                Compared { new: 0, changed: 0, unchanged: 60, no_longer_listed: 1, other_file_replaced: 0 }
            );
            // Listed again, it is no longer missing.
            let (back, _) = apply(&store, 300, &list).await;
            assert_eq!(
                back.compared,
                Compared { new: 0, changed: 3, unchanged: 57, no_longer_listed: 1, other_file_replaced: 0 }
            );
        }
    }
}

/// The state is that of the corrected list alone, but for: where unchanged rows stand and which import brought them; the
/// missing row with its person and household, which stay; what was opened and listed when the older rows came.
#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_list_leaves_the_state_of_the_corrected_list_alone() {
    for of_households in [false, true] {
        let (list, corrected) = both(of_households);
        let mut with_missing = corrected.clone();
        with_missing.entries.insert(21, list.entries[20].clone());
        for (one, other) in stores().await.into_iter().zip(stores().await) {
            apply(&one, 0, &list).await;
            apply(&one, 100, &corrected).await;
            apply(&other, 100, &with_missing).await;
            let (one, other) = (one.state().await, other.state().await);
            for kind in [
                "person",
                "household",
                "membership",
                "residence",
                "number",
                "survey_result",
                "problem",
                "case",
            ] {
                let said = |state: &[String]| {
                    let mut lines: Vec<String> =
                        of_kind(state, kind).iter().map(|it| without_places(it)).collect();
                    lines.sort_unstable();
                    lines
                };
                let (one, other) = (said(&one), said(&other));
                let pairs = one.iter().zip(&other).filter(|it| it.0 != it.1).take(3).collect::<Vec<_>>();
                assert!(one == other, "{kind}: {} and {}, {pairs:#?}", one.len(), other.len());
                assert!(!one.is_empty() || !of_households, "{kind} is there");
            }
            assert_eq!(of_kind(&one, "row").len(), of_kind(&other, "row").len());
        }
    }
}

/// A line without the places of rows, which name what it is about, and without why a case was once opened.
fn without_places(line: &str) -> String {
    let mut said: serde_json::Value = serde_json::from_str(line.trim_end_matches(']')).unwrap();
    said.as_object_mut().unwrap().remove("opened_because");
    let mut text = said.to_string();
    while let Some(at) = text.find(&format!("{NAME}/")) {
        let end = text[at..].find(['"', ' ']).map_or(text.len(), |it| at + it);
        text.replace_range(at..end, "*");
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_list_undone_leaves_the_list_as_it_was() {
    for of_households in [false, true] {
        let (list, corrected) = both(of_households);
        for store in stores().await {
            apply(&store, 0, &list).await;
            let before = store.state().await;
            let ctx = store.ctx(100);
            let text = corrected.csv();
            let told = store.walk(&ctx, &mut Foreseen::default(), NAME, text.as_bytes(), Mode::Apply).await;
            let batch = BatchId(told.unwrap().0.batch.unwrap());
            let undone =
                undo::apply(&store.ctx(150), batch, &Key::new("k", &json!({})).unwrap()).await.unwrap();
            assert_eq!((undone.n_rows, undone.kept.len()), (4, 0));
            let after = store.state().await;
            let differ: Vec<&String> = before.iter().filter(|it| !after.contains(it)).collect();
            assert!(before == after, "{differ:#?}");
            assert_eq!(store.count_rows("source_row where gone_in is not null").await.unwrap(), 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_undone_leaves_listed_and_gone_what_the_others_left_so() {
    let mut chance = Chance(41);
    let list = List::of_households(&mut chance, 20);
    let without = |gone: &[usize]| {
        let kept = list.entries.iter().enumerate().filter(|it| !gone.contains(&it.0)).map(|it| it.1.clone());
        List { entries: kept.collect(), ..list.clone() }
    };
    // The second list lacks one line; the third lacks it as well and another, or has it again.
    let one_less = without(&[4]);
    let two_less = without(&[4, 9]);
    let mut all_again = list.clone();
    all_again
        .entries
        .push(Entry { pid: pid(999), first: "ใหม่".to_owned(), ..list.entries[0].clone() });
    for third in [two_less, all_again] {
        for store in stores().await {
            apply(&store, 0, &list).await;
            let second = import(&store, 100, &one_less).await;
            let before = store.state().await;
            assert_eq!(gone(&store).await, 1);
            let third_batch = import(&store, 200, &third).await;
            let with_all = store.state().await;
            undo(&store, 300, third_batch).await;
            let after = store.state().await;
            let differ: Vec<&String> = before.iter().filter(|it| !after.contains(it)).collect();
            assert!(before == after, "{differ:#?}");
            assert_eq!(gone(&store).await, 1, "the second list still lacks it");
            // Taken back the other way round, the third list has the last word.
            let again = import(&store, 400, &third).await;
            assert!(store.state().await == with_all);
            undo(&store, 500, second).await;
            // But for the second import's own record, and what the third withdrew of it.
            let past = [r#""_":"import""#, r#""_":"attachment""#, "withdrawn"];
            let is_past = |it: &String| past.iter().any(|mark| it.contains(mark));
            let stands = |state: Vec<String>| state.into_iter().filter(|it| !is_past(it)).collect::<Vec<_>>();
            let (with_all, after) = (stands(with_all), stands(store.state().await));
            let differ: Vec<&String> = with_all.iter().filter(|it| !after.contains(it)).collect();
            assert!(with_all == after, "{differ:#?}");
            undo(&store, 600, again).await;
            assert_eq!(gone(&store).await, 0);
        }
    }
}

async fn import(store: &TestStore, seconds: i64, list: &List) -> uuid::Uuid {
    let (ctx, text) = (store.ctx(seconds), list.csv());
    let told = store.walk(&ctx, &mut Foreseen::default(), NAME, text.as_bytes(), Mode::Apply).await;
    told.unwrap().0.batch.unwrap()
}

async fn undo(store: &TestStore, seconds: i64, batch: uuid::Uuid) {
    let key = Key::new(&seconds.to_string(), &json!({})).unwrap();
    let undone = undo::apply(&store.ctx(seconds), BatchId(batch), &key).await.unwrap();
    assert_eq!((undone.kept.len(), undone.failed.n_rows), (0, 0), "{undone:?}");
}

async fn gone(store: &TestStore) -> i64 {
    store.count_rows("source_row where gone_in is not null and reversed_at is null").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_follow_lists_that_come_again_corrected_by_chance() {
    for store in stores().await {
        let mut chance = Chance(17);
        let mut list = List::of_households(&mut chance, 60);
        for round in 0..5 {
            apply(&store, round * 100, &list).await;
            let found = crate::figures::check(&store.ctx(round * 100 + 50)).await.unwrap();
            assert!(found.is_empty(), "round {round}: {found:?}");
            list = list.again(&mut chance);
        }
        let gone = "household h where h.gone_at is not null and exists \
            (select 1 from \"case\" c where c.household_id = h.id)";
        assert!(0 < store.count_rows(gone).await.unwrap(), "no household was emptied");
    }
}

const SET: &str = "nakhonphanom-300";

/// A list of other people, in another district.
fn far_list(n: usize) -> String {
    let mut list = List::of_people(&mut Chance(6), n);
    for (n, it) in list.entries.iter_mut().enumerate() {
        it.pid = pid(700 + n);
    }
    list.csv().replace("ตำบลในเมือง อำเภอเมืองนครพนม", "ตำบลธาตุพนม อำเภอธาตุพนม")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_another_district_under_the_same_name_misses_nobody() {
    for store in stores().await {
        store.load_areas(SET).await;
        let list = List::of_people(&mut Chance(5), 12);
        apply(&store, 0, &list).await;
        let far = [(NAME.to_owned(), far_list(9))];
        let told = walk(&store, 100, &far, Mode::Apply).await.remove(0).0;
        assert_eq!(told.compared, Compared { new: 9, ..Compared::default() }, "{told:?}");
        // With one row of the first district it speaks for both.
        let one = List { entries: list.entries[..1].to_vec(), ..list.clone() }.csv();
        let both = [(NAME.to_owned(), format!("{}{}\n", far_list(9), one.lines().nth(1).unwrap()))];
        let told = walk(&store, 200, &both, Mode::Apply).await.remove(0).0;
        let wanted =
            Compared { new: 0, changed: 0, unchanged: 10, no_longer_listed: 11, other_file_replaced: 0 };
        assert_eq!(told.compared, wanted, "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_goes_on_tells_what_it_told_before_it_was_broken_off() {
    let (list, corrected) = long_lists();
    for (left_alone, broken_off) in stores().await.into_iter().zip(stores().await) {
        for store in [&left_alone, &broken_off] {
            apply(store, 0, &list).await;
        }
        let whole = apply(&left_alone, 100, &corrected).await;
        let ctx = broken_off.ctx(100);
        broken_off.walk_until(&ctx, NAME, corrected.csv().as_bytes(), 300).await.unwrap_err();
        let n_stored = broken_off.count_rows("source_row").await.unwrap();
        assert!(
            i64::try_from(list.entries.len()).unwrap() < n_stored,
            "something was stored before the kill"
        );
        let resumed = apply(&broken_off, 130, &corrected).await;
        let mut n_again = 0;
        for (a, b) in whole.1.iter().zip(&resumed.1) {
            let mut told = codes(b);
            if told.last() == Some(&"unchanged") && codes(a).last() != Some(&"unchanged") {
                told.pop();
                n_again +=
                    usize::from(told.iter().any(|it| it.chars().all(|it| it.is_uppercase() || it == '_')));
            }
            assert_eq!(codes(a), told, "row {}", a.row);
        }
        assert!(n_again > 0, "no link warning was told again");
        assert_eq!(whole.0.no_longer_listed, resumed.0.no_longer_listed);
        let compared = "select compared from import_batch order by id desc limit 1";
        assert_eq!(left_alone.text_of(compared).await, broken_off.text_of(compared).await);
        assert!(left_alone.state().await == broken_off.state().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_goes_on_keeps_to_the_bands_it_began_with() {
    let (list, _) = long_lists();
    for store in stores().await {
        store.load_areas(SET).await;
        store.walk_until(&store.ctx(0), NAME, list.csv().as_bytes(), 300).await.unwrap_err();
        let begun = r#"update import_batch set chosen = '{"bands":{"same":950,"ask":300}}'"#;
        phonjon_store::sql::execute(store.reader(), begun, vec![]).await.unwrap();
        let bands = |told: &Told| told.0.chosen.map(|it| (it.bands.same(), it.bands.ask()));
        let checked = walk(&store, 20, &file(&list), Mode::Check).await.remove(0);
        assert_eq!(bands(&checked), Some((950, 300)), "a check of it says so");
        assert_eq!(bands(&apply(&store, 30, &list).await), Some((950, 300)));
        assert_eq!(bands(&apply(&store, 60, &list).await), Some((700, 400)), "it is at its end");
    }
}

/// Lists longer than what one commit takes in, with people whose numbers differ.
fn long_lists() -> (List, List) {
    let mut chance = Chance(23);
    let list = List::of_people(&mut chance, 900);
    let mut corrected = list.clone();
    for n in (0..900).step_by(9) {
        corrected.entries[n].pid = pid(20_000 + n);
        corrected.entries[n].count = 2;
        // Beside the one whose number changed, another of the same name and birth with the former number.
        if n % 18 == 0 {
            let it = Entry { house: 400 + n, ..list.entries[n].clone() };
            corrected.entries.push(it);
        }
    }
    corrected.entries.swap(3, 700);
    // Somebody of the same name, birth and house with another number: linked, and warned of.
    corrected.entries.insert(5, Entry { pid: pid(30_000), ..list.entries[4].clone() });
    (list, corrected)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_two_districts_comes_in_whole_when_both_have_imported_it() {
    for store in stores().await {
        store.load_areas(SET).await;
        let near = List::of_people(&mut Chance(5), 12).csv();
        let far = far_list(9);
        let rows: String = far.lines().skip(1).flat_map(|it| [it, "\n"]).collect();
        let both = format!("{near}{rows}");
        let areas = phonjon_store::areas::AreaIndex::load(store.reader()).await.unwrap();
        let mut n_stored = 0;
        for (n, (code, n_of_district)) in (0..).zip([("4801", 12), ("4805", 9)]) {
            let Some(area) = areas.by_code(code) else { panic!("no district {code}") };
            let officer = store.officer(n * 100, u128::try_from(n).unwrap() + 1, area);
            for mode in [Mode::Check, Mode::Apply, Mode::Apply] {
                let mut foreseen = Foreseen::default();
                let told = store.walk(&officer, &mut foreseen, NAME, both.as_bytes(), mode).await.unwrap().0;
                assert_eq!(told.counts.rejected, 21 - n_of_district, "{code} {mode:?}: {told:?}");
                assert_eq!(told.compared.no_longer_listed, 0);
                assert_eq!(told.compared.new + told.compared.unchanged, n_of_district);
            }
            n_stored += i64::try_from(n_of_district).unwrap();
            assert_eq!(store.count_rows("source_row").await.unwrap(), n_stored);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_granted_a_local_organisation_imports_what_lies_in_it() {
    for store in stores().await {
        store.load_areas(SET).await;
        let line = AreaSetLine {
            kind: AreaKind::LocalOrganisation,
            code: None,
            name: "เทศบาลสมมุติ".to_owned(),
            members: vec![AreaCode::parse("480101").unwrap()],
        };
        crate::areas::import_sets(&store.ctx(0), &[line]).await.unwrap();
        let found = phonjon_store::areas::search(store.reader(), "เทศบาลสมมุติ", 1).await.unwrap();
        let officer = store.officer(1, 1, found[0].id);
        let near = List::of_people(&mut Chance(5), 12).csv();
        let rows: String = far_list(9).lines().skip(1).flat_map(|it| [it, "\n"]).collect();
        let both = format!("{near}{rows}");
        for mode in [Mode::Check, Mode::Apply] {
            let mut foreseen = Foreseen::default();
            let told = store.walk(&officer, &mut foreseen, NAME, both.as_bytes(), mode).await.unwrap().0;
            assert_eq!((told.compared.new, told.counts.rejected), (12, 9), "{mode:?}");
        }
    }
}
