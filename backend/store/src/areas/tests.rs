//! Whether lists of areas are taken in, names resolve within their parent, and successors take over.

use phonjon_domain::area::AreaLine;

use super::*;
use crate::database::Store;
use crate::testing::{self, TestStore};

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn line(area: &str, name: &str) -> AreaLine {
    AreaLine { code: code(area), name_th: Some(name.to_owned()), name_en: None }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn nakhon_phanom() -> Vec<AreaLine> {
    [
        ("4801", "เมืองนครพนม"),
        ("480101", "ในเมือง"),
        ("480102", "หนองแสง"),
        ("48010101", "บ้านดอนแสง"),
        ("48010102", "บ้านใหม่"),
        ("48010103", "บ้านใหม่"),
        ("4805", "ธาตุพนม"),
        ("480501", "ธาตุพนม"),
        ("4701", "เมืองสกลนคร"),
        ("470101", "ในเมือง"),
    ]
    .map(|(code, name)| line(code, name))
    .into()
}

async fn imported(store: &TestStore, lines: &[AreaLine], on: &str) -> ListCounts {
    let tx = store.begin().await.unwrap();
    let counts = import_list(&tx, lines, day(on)).await.unwrap();
    tx.commit().await.unwrap();
    counts
}

async fn seen(store: &TestStore, codes: &[&str]) -> usize {
    let tx = store.begin().await.unwrap();
    let codes: Vec<AreaCode> = codes.iter().map(|it| code(it)).collect();
    let made = ensure_seen(&tx, &codes).await.unwrap();
    tx.commit().await.unwrap();
    made.len()
}

async fn path_codes(store: &TestStore, area: &str, on: &str) -> Vec<String> {
    let id = match find_by_code(store.reader(), &code(area)).await.unwrap() {
        Some(it) => it.id,
        None => area_id(Some(&code(area)), None),
    };
    let path = path(store.reader(), id, day(on)).await.unwrap();
    path.iter().map(|it| it.code.as_ref().map_or("-".to_owned(), ToString::to_string)).collect()
}

#[tokio::test]
async fn a_new_database_knows_the_country_and_its_77_provinces() {
    for store in testing::stores().await {
        assert_eq!(n_children(store.reader(), country_id()).await.unwrap(), 77);
        let some = children(store.reader(), country_id(), Some(&code("47")), 2).await.unwrap();
        assert_eq!(some[0].name_th.as_deref(), Some("นครพนม"));
        assert_eq!(some[1].name_en.as_deref(), Some("Mukdahan"));
        assert_eq!(path_codes(&store, "48", "2026-01-01").await, ["-", "48"]);
        let again = Store::open(&store.settings).await.unwrap();
        assert_eq!(n_children(again.reader(), country_id()).await.unwrap(), 77);
    }
}

#[tokio::test]
async fn a_list_taken_in_twice_changes_nothing_the_second_time() {
    for store in testing::stores().await {
        let first = imported(&store, &nakhon_phanom(), "2026-01-01").await;
        assert_eq!(first, ListCounts { n_new: 10, ..ListCounts::default() });
        let second = imported(&store, &nakhon_phanom(), "2026-01-02").await;
        assert_eq!(second, ListCounts { n_unchanged: 10, ..ListCounts::default() });
        assert_eq!(
            path_codes(&store, "48010102", "2026-01-01").await,
            ["-", "48", "4801", "480101", "48010102"]
        );
    }
}

#[tokio::test]
async fn a_village_first_seen_makes_its_parents_and_a_list_makes_them_official() {
    for store in testing::stores().await {
        assert_eq!(seen(&store, &["48090101", "48090102"]).await, 4);
        assert_eq!(seen(&store, &["48090102"]).await, 0);
        assert_eq!(
            path_codes(&store, "48090101", "2026-01-01").await,
            ["-", "48", "4809", "480901", "48090101"]
        );
        let village = find_by_code(store.reader(), &code("48090101")).await.unwrap().unwrap();
        assert_eq!((village.origin.as_str(), village.name_th.as_deref()), ("seen", None));
        assert_eq!(village.home_province.0, 48);

        let list = [line("4809", "นาแก"), line("48090101", "บ้านนาแก"), line("48090301", "บ้านดง")];
        let counts = imported(&store, &list, "2026-01-01").await;
        let expected =
            ListCounts { n_new: 1, n_made_official: 2, n_parents_made: 1, ..ListCounts::default() };
        assert_eq!(counts, expected);
        let village = find_by_code(store.reader(), &code("48090101")).await.unwrap().unwrap();
        assert_eq!((village.origin.as_str(), village.name_th.as_deref()), ("official", Some("บ้านนาแก")));
        let parent = find_by_code(store.reader(), &code("480903")).await.unwrap().unwrap();
        assert_eq!(parent.origin, "seen");
    }
}

#[tokio::test]
async fn a_former_name_is_still_found() {
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let counts = imported(&store, &[line("480102", "หนองแสงใหม่")], "2026-02-01").await;
        assert_eq!(counts, ListCounts { n_renamed: 1, ..ListCounts::default() });
        let in_english = AreaLine {
            name_en: Some("Nong Saeng Mai".to_owned()),
            ..line("480102", "หนองแสงใหม่")
        };
        let counts = imported(&store, &[in_english], "2026-02-02").await;
        assert_eq!(counts, ListCounts { n_changed: 1, ..ListCounts::default() }, "its name is as it was");
        let index = AreaIndex::load(store.reader()).await.unwrap();
        for name in ["หนองแสง", "หนองแสงใหม่"] {
            let query = AreaQuery {
                province: Some("นครพนม"), tambon: Some(name), ..AreaQuery::default()
            };
            let area = index.resolve(&query).unwrap().area;
            assert_eq!(index.code(area), Some("480102"));
        }
        let found = search(store.reader(), "ต.หนองแสง", 10).await.unwrap();
        assert_eq!(found.len(), 1);
    }
}

#[tokio::test]
async fn search_goes_by_name_in_any_writing_and_by_code() {
    for store in testing::stores_of_any_language().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let codes = |areas: Vec<Area>| -> Vec<String> {
            areas.into_iter().filter_map(|it| it.code.map(|it| it.to_string())).collect()
        };
        let find = |text: &'static str| search(store.reader(), text, 10);
        assert_eq!(codes(find("ธาตุพนม").await.unwrap()), ["4805", "480501"]);
        assert_eq!(codes(find("จ.นครพนม").await.unwrap()), ["48"]);
        assert_eq!(codes(find("480101").await.unwrap()), ["480101", "48010101", "48010102", "48010103"]);
        assert_eq!(codes(find("เมื").await.unwrap()), ["4801", "4701"]);
        assert_eq!(codes(find("หนองแ").await.unwrap()), ["480102"]);
        // Letter by letter หนองแสง comes before ในเมือง; a dictionary has them the other way round.
        assert_eq!(codes(find("48010").await.unwrap())[..2], ["480102", "480101"]);
        assert_eq!(codes(find("%").await.unwrap()), [""; 0]);
        assert_eq!(codes(find("  ").await.unwrap()), [""; 0]);
    }
}

fn said<'a>(tambon: &'a str, moo: i64, village: Option<&'a str>, code: Option<&'a str>) -> AreaQuery<'a> {
    AreaQuery {
        province: Some("จ.นครพนม"),
        amphoe: Some("อ.เมือง"),
        tambon: Some(tambon),
        moo: (moo > 0).then_some(moo),
        village,
        code,
    }
}

#[tokio::test]
async fn a_row_is_the_deepest_area_that_it_names() {
    use CodeSays::{Agrees, Contradicts, Nothing, Unknown};
    let village = Some(AreaLevel::Village);
    let tambon = Some(AreaLevel::Subdistrict);
    let table = [
        (said("ในเมือง", 1, Some("ดอนแสง"), Some("48010101")), "48010101", Agrees, None),
        (said("ต.ในเมือง", 1, None, None), "48010101", Nothing, None),
        (said("ในเมือง", 0, Some("บ้านดอนแสง"), None), "48010101", Nothing, None),
        // Two villages bear the name: only the number tells them apart.
        (said("ในเมือง", 3, Some("ใหม่"), None), "48010103", Nothing, None),
        (said("ในเมือง", 0, Some("ใหม่"), None), "480101", Nothing, village),
        (said("ในเมือง", 1, Some("ใหม่"), None), "48010101", Nothing, village),
        (said("ในเมือง", 99, Some("ดอนแสง"), None), "480101", Nothing, village),
        (said("ในเมือง", 0, None, Some("48010102")), "48010102", Agrees, None),
        (said("ในเมือง", 0, None, Some("48010000")), "480101", Agrees, None),
        (said("ในเมือง", 1, None, Some("47010101")), "48010101", Unknown, None),
        (said("ในเมือง", 1, None, Some("48050100")), "48010101", Contradicts, None),
        (said("ไม่มีจริง", 1, None, None), "4801", Nothing, tambon),
        (said("ไม่มีจริง", 1, None, Some("48010101")), "48010101", Agrees, tambon),
    ];
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let index = AreaIndex::load(store.reader()).await.unwrap();
        for (query, area, code, unmatched) in &table {
            let found = index.resolve(query).unwrap();
            let found = (index.code(found.area).unwrap(), found.code, found.unmatched);
            assert_eq!(found, (*area, *code, *unmatched), "{query:?}");
        }
    }
}

#[tokio::test]
async fn one_name_in_two_provinces_is_two_places() {
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let index = AreaIndex::load(store.reader()).await.unwrap();
        let at = |province, amphoe| {
            let query =
                AreaQuery { province, amphoe, tambon: Some("ในเมือง"), ..AreaQuery::default() };
            index.resolve(&query).and_then(|it| index.code(it.area))
        };
        assert_eq!(at(Some("สกลนคร"), Some("เมือง")), Some("470101"));
        assert_eq!(at(Some("นครพนม"), None), Some("480101"));
        assert_eq!(at(None, Some("เมืองสกลนคร")), Some("470101"));
        assert_eq!(at(None, None), None, "two subdistricts bear the name");
        assert_eq!(at(None, Some("เมือง")), None);
    }
}

#[tokio::test]
async fn an_unknown_code_is_made_where_its_names_agree() {
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let mut index = AreaIndex::load(store.reader()).await.unwrap();
        assert_eq!(index.unseen(&said("ในเมือง", 1, None, Some("48010101"))), None, "known");
        assert_eq!(index.unseen(&said("ในเมือง", 9, None, Some("48050109"))), None, "another place");
        assert_eq!(index.unseen(&said("ในเมือง", 8, None, Some("48010109"))), None, "another number");
        assert_eq!(index.unseen(&said("ในเมือง", 9, None, Some("99010109"))), None, "no such province");
        let query = said("ในเมือง", 9, None, Some("48010109"));
        let new = index.unseen(&query).unwrap();
        let tx = store.begin().await.unwrap();
        let made = ensure_seen(&tx, &[new]).await.unwrap();
        assert_eq!(made.len(), 1);
        index.know(&made);
        tx.commit().await.unwrap();
        let found = index.resolve(&query).unwrap();
        assert_eq!((found.code, found.level, found.unmatched), (CodeSays::Agrees, AreaLevel::Village, None));
        let kept = AreaIndex::load(store.reader()).await.unwrap().resolve(&query).unwrap();
        assert_eq!(kept, found);
    }
}

#[tokio::test]
async fn a_moved_area_lies_in_its_new_place_from_its_day_on() {
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        imported(&store, &[line("48020101", "บ้านดอนแสง")], "2026-03-01").await;
        let id = |area: &'static str| area_id(Some(&code(area)), None);
        let tx = store.begin().await.unwrap();
        let since = day("2026-03-01");
        assert!(supersede(&tx, id("48010101"), &[id("48020101")], since).await.unwrap());
        assert!(!supersede(&tx, id("48010101"), &[], since).await.unwrap(), "it has ended");
        tx.commit().await.unwrap();
        assert_eq!(
            path_codes(&store, "48010101", "2026-02-28").await,
            ["-", "48", "4801", "480101", "48010101"]
        );
        assert_eq!(
            path_codes(&store, "48010101", "2026-03-01").await,
            ["-", "48", "4802", "480201", "48020101", "48010101"]
        );
        let index = AreaIndex::load(store.reader()).await.unwrap();
        assert_eq!(index.by_code("48010101"), Some(id("48020101")), "the old code leads to the successor");
        let list = [line("48010101", "บ้านดอนแสงเหนือ")];
        let counts = imported(&store, &list, "2027-01-01").await;
        assert_eq!(counts.n_new, 1, "a code given again is another area");
        let again = find_by_code(store.reader(), &code("48010101")).await.unwrap().unwrap();
        assert_ne!(again.id, id("48010101"));
        assert_eq!(again.valid_from, Some(day("2027-01-01")));
    }
}

#[tokio::test]
async fn a_split_area_stays_where_it_was_until_a_visit_tells() {
    for store in testing::stores().await {
        imported(&store, &nakhon_phanom(), "2026-01-01").await;
        let id = |area: &'static str| area_id(Some(&code(area)), None);
        let tx = store.begin().await.unwrap();
        supersede(&tx, id("48010101"), &[id("48010102"), id("48010103")], day("2026-03-01")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            path_codes(&store, "48010101", "2026-03-01").await,
            ["-", "48", "4801", "480101", "48010101"]
        );
        let index = AreaIndex::load(store.reader()).await.unwrap();
        assert_eq!(index.by_code("48010101"), None);
    }
}
