//! Replacing the keys under a store that is used meanwhile: nothing is lost, nothing stays under the old key.

use std::collections::BTreeMap;

use phonjon_domain::ids::{HomeProvince, PersonId};
use phonjon_store::people::numbers_of;
use phonjon_store::sql;
use uuid::Uuid;

use super::*;
use crate::case::{self, CaseFilter, CaseOrder, PageAsked};
use crate::testing::stores;

const SET: &str = "nakhonphanom-300";

/// Every number of every person, opened.
async fn numbers(ctx: &Ctx) -> BTreeMap<PersonId, Vec<String>> {
    let rows = sql::rows(ctx.store.reader(), "select home_province, id from person", vec![]).await.unwrap();
    let mut keys = Vec::new();
    for row in rows {
        let id: Uuid = row.try_get_by_index(1).unwrap();
        keys.push((HomeProvince(row.try_get_by_index(0).unwrap()), PersonId(id)));
    }
    let found = numbers_of(ctx.store.reader(), ctx.store.keys(), &keys).await.unwrap();
    let texts = |it: Vec<phonjon_store::people::NumberRow>| it.into_iter().map(|it| it.text).collect();
    found.into_iter().map(|(id, numbers)| (id, texts(numbers))).collect()
}

/// How many cases a citizen number finds.
async fn n_cases(ctx: &Ctx, number: &str) -> i64 {
    let filter = CaseFilter { text: case::looked_for(ctx, number).await.unwrap(), ..CaseFilter::default() };
    let asked = PageAsked { first: 1, after: None };
    case::cases(ctx, &filter, CaseOrder::default(), &asked).await.unwrap().n_total
}

/// What is told of every tenth number: how many cases it finds.
async fn findable(ctx: &Ctx, numbers: &BTreeMap<PersonId, Vec<String>>) -> Vec<(String, i64)> {
    let mut found = Vec::new();
    for number in numbers.values().flatten().step_by(10) {
        found.push((number.clone(), n_cases(ctx, number).await));
    }
    found
}

/// How many things are kept under a generation, or found by it.
async fn n_under(ctx: &Ctx, key_id: &str) -> i64 {
    let text = "select (select count(*) from identifier where key_id = ? or index_key_id = ?)
        + (select count(*) from import_batch where master_key_id = ?)
        + (select count(*) from attachment where master_key_id = ?)";
    let row = sql::row(ctx.store.reader(), text, vec![key_id.into(); 4]).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn numbers_are_read_and_found_while_keys_are_replaced_and_after_a_kill() {
    for store in stores().await {
        store.import(0, SET, "tpmap_2566.xlsx").await;
        let ctx = store.ctx(60);
        let known = numbers(&ctx).await;
        assert!(known.len() > 250, "more than one step's worth");
        let found = findable(&ctx, &known).await;
        assert!(found.iter().any(|it| it.1 > 0));
        let kept = store.state().await;
        let old = describe(&ctx).await.unwrap();
        assert_eq!((old.generations.len(), old.remaining), (1, Remaining::default()));

        // Killed after the first step.
        let rotating = {
            let ctx = ctx.clone();
            let kill = |n, all| panic!("killed at {n} of {all}");
            tokio::spawn(async move { rotate(&ctx, kill).await })
        };
        assert!(rotating.await.unwrap_err().is_panic());

        let half = describe(&ctx).await.unwrap();
        assert_eq!(half.generations.len(), 2);
        assert_ne!(half.current, old.current);
        assert!(half.remaining.n_identifiers > 0, "it was killed half way");
        assert!(n_under(&ctx, &half.current).await > 0);
        assert_eq!(numbers(&ctx).await, known);
        assert_eq!(findable(&ctx, &known).await, found);
        // Work goes on meanwhile, also with what the old key sealed.
        store.import(120, SET, "bmn_2566.ods").await;
        let known = numbers(&ctx).await;
        let found = findable(&ctx, &known).await;

        let done = rotate(&ctx, |_, _| ()).await.unwrap();
        assert_eq!(done.current, half.current, "it goes on; no third generation is begun");
        assert_eq!((done.generations.len(), done.remaining), (2, Remaining::default()));
        assert_eq!(n_under(&ctx, &old.current).await, 0);
        assert_eq!(numbers(&ctx).await, known);
        assert_eq!(findable(&ctx, &known).await, found);

        // What comes in later is under the new key, and what the file told is still read.
        store.import(180, SET, "thaiqm_2566.xls").await;
        assert_eq!(n_under(&ctx, &old.current).await, 0);
        assert!(store.state().await.len() > kept.len());
        let reopened = phonjon_store::Store::open(store.settings()).await.unwrap();
        assert_eq!(reopened.keys().current_key_id(), done.current);
    }
}

#[tokio::test]
async fn only_the_operator_replaces_keys() {
    for store in stores().await {
        let mut ctx = store.ctx(0);
        ctx.actor.grants.clear();
        assert!(matches!(rotate(&ctx, |_, _| ()).await, Err(AppError::Forbidden)));
        assert!(matches!(prepare(&ctx).await, Err(AppError::Forbidden)));
        assert!(matches!(describe(&ctx).await, Err(AppError::Forbidden)));
        assert_eq!(store.keys().key_ids().len(), 1);
    }
}
