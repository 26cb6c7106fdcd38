//! Problems that lists name in whatever order they come.

use phonjon_domain::visit::{Finding, FindingValue, VisitManner, Visitor};
use phonjon_store::cases::CaseKey;
use phonjon_store::sql;

use crate::idempotent::Key;
use crate::testing::{TestStore, stores};
use crate::visit::{self, NewVisit};

const SET: &str = "nakhonphanom-300";

async fn number(store: &TestStore, text: &str) -> i64 {
    sql::row(store.reader(), text, vec![]).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_was_solved_is_named_anew_by_a_later_list_and_not_by_an_older_one() {
    for store in stores().await {
        store.import(0, SET, "thaiqm_2565.xlsx").await;
        let solved = "update problem set status = 'solved', status_since = '2022-06-01', \
            solved_on = '2022-06-01', version = 2";
        let tx = store.begin().await.unwrap();
        sql::execute(&*tx, solved, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        store.import(100, SET, "thaiqm_2566.xls").await;
        let again = "select count(*) from problem p where status = 'open' and exists (select 1 from problem o \
            where o.household_id = p.household_id and o.item = p.item and o.status = 'solved')";
        let n_again = number(&store, again).await;
        assert!(0 < n_again, "named anew");
        let twice = "select count(*) from (select household_id, item from problem where status = 'open' \
            and gone_at is null group by household_id, item having count(*) > 1) t";
        assert_eq!(number(&store, twice).await, 0);

        // The year before: what is said of then was solved since, or is there.
        let n_all = "select count(*) from problem where survey_year = 2565";
        let n_before = number(&store, n_all).await;
        store.import(200, SET, "thaiqm_2565.xlsx").await;
        assert_eq!(number(&store, n_all).await, n_before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visit_found_gone_is_not_opened_by_an_older_list() {
    for store in stores().await {
        store.import(0, SET, "tpmap_2566.xlsx").await;
        let found =
            (1..=36).map(|n| Finding { code: format!("q{n:02}"), value: FindingValue::Answer(false) });
        let new = NewVisit {
            id: None,
            visited_on: "2024-06-01".parse().unwrap(),
            manner: VisitManner::AtHome,
            visited_by: vec![Visitor::Named("อสม.".to_owned())],
            told_by: None,
            verification: None,
            class: None,
            findings: found.collect(),
            nothing_changed: false,
            note: None,
            consents: Vec::new(),
        };
        let cases = "select c.home_province, c.id from \"case\" c order by c.id limit 60";
        for row in sql::rows(store.reader(), cases, vec![]).await.unwrap() {
            let (province, id): (i16, uuid::Uuid) =
                (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
            let case: CaseKey =
                (phonjon_domain::ids::HomeProvince(province), phonjon_domain::ids::CaseId(id));
            let key = Key::new(&id.to_string(), &serde_json::json!({})).unwrap();
            visit::record(&store.ctx(50), case, new.clone(), &key).await.unwrap();
        }
        store.import(100, SET, "thaiqm_2566.xls").await;
        let of_visited = |status: &str| {
            format!(
                "select count(*) from problem p join visit v on v.household_id = p.household_id \
                 where p.survey_year = 2566 and p.status {status}"
            )
        };
        let gone = of_visited("= 'no_longer_present' and p.solved_on = '2024-06-01'");
        assert!(0 < number(&store, &gone).await);
        assert_eq!(number(&store, &of_visited("= 'open'")).await, 0);
        assert_eq!(phonjon_store::figures::recount(store.reader()).await.unwrap(), []);
    }
}
