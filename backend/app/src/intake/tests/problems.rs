//! Problems that lists name in whatever order they come.

use phonjon_domain::ids::BatchId;
use phonjon_domain::visit::{Finding, FindingValue, VisitManner, Visitor};
use phonjon_store::cases::CaseKey;
use phonjon_store::sql;

use super::lists::pid;
use crate::idempotent::Key;
use crate::testing::{TestStore, stores};
use crate::undo;
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
            position: None,
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

const YEARS: [usize; 3] = [2565, 2566, 2567];

/// The list of a year: of eight households each counts something in other years, a second item is answered by every other one.
fn list(year: usize) -> String {
    let mut text = "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,\
        ชื่อ-สกุล หัวหน้าครัวเรือน,จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),\
        ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน),หนี้นอกระบบ (คน)\n"
        .to_owned();
    let nth = YEARS.iter().position(|it| *it == year).unwrap();
    for home in 0..8_usize {
        let count = if home >> nth & 1 == 1 { 2 + nth } else { 0 };
        let second = if (home + nth).is_multiple_of(2) { (home / 2 % 3).to_string() } else { String::new() };
        let name = ["สมใจ หนึ่งใจ", "บุญมี สองแคว", "ทองดี สามเสน", "คำแพง สี่พระยา"][home % 4];
        let line = format!(
            "{},นครพนม,เมืองนครพนม,ในเมือง,1,{},{},{name},5,{count},,,,{second},,\n",
            home + 1,
            10 + home,
            pid(home)
        );
        text.push_str(&line);
    }
    text
}

async fn import_year(store: &TestStore, seconds: i64, year: usize) -> BatchId {
    let name = format!("thaiqm_{year}.csv");
    let ctx = store.ctx(seconds);
    let outcome = store.walk_until(&ctx, &name, list(year).as_bytes(), u64::MAX).await.unwrap();
    assert_eq!((&outcome.refused, outcome.counts.rejected), (&None, 0));
    BatchId(outcome.batch.unwrap())
}

/// What is known of problems, a line each.
async fn problems(store: &TestStore) -> Vec<String> {
    let text = "select h.house_no || ' ' || p.item || ' ' || p.status || ' ' || p.n_count || ' ' || p.survey_year || ' ' || \
        cast(p.found_on as text) || ' ' || cast(p.status_since as text) || ' ' || \
        coalesce(cast(p.solved_on as text), '-') || ' ' || r.survey_year as line from problem p \
        join household h on h.id = p.household_id join source_row r on r.id = p.source_row_id \
        where p.gone_at is null order by 1";
    let rows = sql::rows(store.reader(), text, vec![]).await.unwrap();
    rows.iter().map(|it| it.try_get("", "line").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_several_years_name_the_same_problems_in_whatever_order_they_come() {
    let mut told: Vec<Vec<String>> = Vec::new();
    for store in stores().await {
        let empty = store.state().await;
        let mut n = 0;
        for order in [[2565, 2566, 2567], [2567, 2566, 2565], [2566, 2567, 2565], [2565, 2567, 2566]] {
            let mut batches = Vec::new();
            for year in order {
                n += 100;
                let (before, problems_before) = (store.state().await, problems(&store).await);
                let batch = import_year(&store, n, year).await;
                let key = Key::new(&format!("undo-{n}"), &serde_json::json!({})).unwrap();
                let undone = undo::apply(&store.ctx(n + 30), batch, &key).await.unwrap();
                assert!(undone.kept.is_empty(), "{undone:?}");
                assert_eq!(problems(&store).await, problems_before, "{order:?} {year}");
                assert!(before == store.state().await, "{order:?} {year}");
                batches.push(import_year(&store, n + 60, year).await);
            }
            told.push(problems(&store).await);
            // Taken back, nothing of an order is left for the next.
            for batch in batches.into_iter().rev() {
                n += 100;
                undo::apply(
                    &store.ctx(n),
                    batch,
                    &Key::new(&batch.0.to_string(), &serde_json::json!({})).unwrap(),
                )
                .await
                .unwrap();
            }
            assert_eq!(problems(&store).await, Vec::<String>::new(), "{order:?}");
            assert!(empty == store.state().await, "{order:?}");
        }
    }
    // 1 of 2565, nothing in 2566, 3 of 2567: it was gone and came again.
    assert!(
        told[0].contains(&"15 q01 no_longer_present 2 2565 2022-01-01 2023-01-01 2023-01-01 2565".to_owned())
    );
    assert!(told[0].contains(&"15 q01 open 4 2567 2024-01-01 2024-01-01 - 2567".to_owned()));
    // It was there all the time: since the first list.
    assert!(told[0].contains(&"17 q01 open 2 2565 2022-01-01 2022-01-01 - 2565".to_owned()));
    for other in &told[1..] {
        assert_eq!(&told[0], other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_another_list_dates_anew_is_changed_where_it_stands() {
    for store in stores().await {
        import_year(&store, 0, 2566).await;
        let before = ids(&store).await;
        let never = if store.is_postgres() {
            "create rule problem_stays as on delete to problem do instead nothing"
        } else {
            "create trigger problem_stays before delete on problem begin select raise(ignore); end"
        };
        let tx = store.begin().await.unwrap();
        sql::execute(&*tx, never, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        import_year(&store, 100, 2565).await;
        let after = ids(&store).await;
        assert!(before.iter().all(|it| after.contains(it)));
        let told = problems(&store).await;
        let dated_back = "13 q01 open 2 2565 2022-01-01 2022-01-01 - 2565";
        assert!(told.contains(&dated_back.to_owned()), "{told:#?}");
    }
}

async fn ids(store: &TestStore) -> Vec<uuid::Uuid> {
    let rows = sql::rows(store.reader(), "select id from problem order by id", vec![]).await.unwrap();
    rows.iter().map(|it| it.try_get("", "id").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_list_does_not_end_a_problem_that_somebody_worked_on() {
    for store in stores().await {
        import_year(&store, 0, 2565).await;
        let referred = "update problem set status = 'referred', status_since = '2022-06-01', version = 2";
        let tx = store.begin().await.unwrap();
        sql::execute(&*tx, referred, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let before = problems(&store).await;
        import_year(&store, 100, 2566).await;
        let after = problems(&store).await;
        assert!(before.iter().all(|it| after.contains(it)), "{after:?}");
    }
}
