//! Whether every way of tampering with the audit log is found.

use super::*;
use crate::database::Store;
use crate::testing::{self, TestStore, instant};

/// The check, with nobody to tell how far it is.
async fn verify(store: &Store, kept: Option<&Head>) -> Result<Report, StoreError> {
    super::verify(store, kept, &mut |_, _| ()).await
}

async fn recorded(store: &TestStore, ns: std::ops::Range<u32>) {
    let tx = store.begin().await.unwrap();
    for n in ns {
        let event = AuditEvent {
            id: Uuid::from_u128(u128::from(n) + 1),
            at: instant(n.into()),
            actor: "account:x".into(),
            account: Some(UserId(Uuid::from_u128(7))),
            action: "case.read".into(),
            subject: (n % 2 == 0).then(|| ("case".to_owned(), n.to_string())),
            detail: serde_json::json!({ "n": n }),
            persons: vec![PersonId(Uuid::from_u128(100 + u128::from(n))), PersonId(Uuid::from_u128(99))],
        };
        record(&tx, &event).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn sealed() -> Vec<TestStore> {
    let stores = testing::stores().await;
    for store in &stores {
        recorded(store, 0..6).await;
        assert_eq!(seal(store, instant(100)).await.unwrap(), 6);
    }
    stores
}

async fn faults_after(store: &TestStore, statements: &[&str]) -> Vec<Fault> {
    let clean = verify(store, None).await.unwrap();
    assert_eq!((clean.faults, clean.n_sealed, clean.unsealed), (vec![], 6, vec![]));
    for it in statements {
        sql::execute(store.reader(), it, vec![]).await.unwrap();
    }
    verify(store, None).await.unwrap().faults
}

#[tokio::test]
async fn an_event_has_its_place_once_and_the_tail_is_listed() {
    for store in sealed().await {
        recorded(&store, 6..8).await;
        let report = verify(&store, None).await.unwrap();
        assert_eq!(report.n_sealed, 6);
        assert_eq!(report.unsealed.iter().map(|it| it.at).collect::<Vec<_>>(), [instant(6), instant(7)]);
        assert_eq!(seal(&store, instant(101)).await.unwrap(), 2);
        assert_eq!(seal(&store, instant(102)).await.unwrap(), 0);
        let report = verify(&store, None).await.unwrap();
        assert_eq!((report.n_sealed, report.unsealed.len(), report.faults.len()), (8, 0, 0));
        assert_eq!(report.head, head(&store).await.unwrap());
    }
}

#[tokio::test]
async fn two_sealers_at_once_make_one_chain() {
    for store in testing::stores().await {
        recorded(&store, 0..300).await;
        let one = || {
            let store = store.store().clone();
            tokio::spawn(async move { seal(&store, instant(400)).await.unwrap() })
        };
        let (a, b) = (one(), one());
        assert_eq!(a.await.unwrap() + b.await.unwrap(), 300);
        assert_eq!(verify(&store, None).await.unwrap().faults, []);
    }
}

#[tokio::test]
async fn an_edit_is_seen_in_every_column() {
    let edits = [
        "actor = 'account:y'",
        "action = 'case.opened'",
        "detail = '{\"n\":9}'",
        "account_id = null",
        "subject_id = '9'",
        "subject_kind = null",
        "persons = null",
    ];
    for store in sealed().await {
        for edit in edits {
            let before = "create table kept_event as select * from audit_event";
            sql::execute(store.reader(), before, vec![]).await.unwrap();
            let change = format!("update audit_event set {edit} where subject_id = '2'");
            let faults = faults_after(&store, &[&change]).await;
            assert_eq!(faults, [Fault::EventChanged { place: Some(3), event: Uuid::from_u128(3) }], "{edit}");
            let column = edit.split(' ').next().unwrap();
            for back in [
                format!(
                    "update audit_event set {column} = (select k.{column} from kept_event k where k.id = audit_event.id)"
                ),
                "drop table kept_event".to_owned(),
            ] {
                sql::execute(store.reader(), &back, vec![]).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn an_edit_that_brings_its_own_hash_is_seen() {
    for store in sealed().await {
        let other = "update audit_event set detail = (select detail from audit_event where subject_id = '4'),
            content_hash = (select content_hash from audit_event where subject_id = '4') where subject_id = '2'";
        let faults = faults_after(&store, &[other]).await;
        assert_eq!(
            faults,
            [
                Fault::EventChanged { place: Some(3), event: Uuid::from_u128(3) },
                Fault::ChainBroken { place: 3 }
            ]
        );
    }
}

#[tokio::test]
async fn a_deleted_place_is_a_gap_and_its_event_stands_unsealed() {
    for store in sealed().await {
        let faults = faults_after(&store, &["delete from audit_seal where place = 3"]).await;
        assert_eq!(faults, [Fault::Gap { place: 4 }, Fault::ChainBroken { place: 4 }]);
        assert_eq!(verify(&store, None).await.unwrap().unsealed.len(), 1);
        let both = ["delete from audit_event where subject_id = '2'"];
        for it in both {
            sql::execute(store.reader(), it, vec![]).await.unwrap();
        }
        let report = verify(&store, None).await.unwrap();
        assert_eq!(report.faults, [Fault::Gap { place: 4 }, Fault::ChainBroken { place: 4 }]);
    }
}

#[tokio::test]
async fn swapped_places_are_seen() {
    for store in sealed().await {
        let swap = [
            "update audit_seal set place = -1 where place = 2",
            "update audit_seal set place = 2 where place = 5",
            "update audit_seal set place = 5 where place = -1",
        ];
        let faults = faults_after(&store, &swap).await;
        let broken: Vec<Fault> = [2, 3, 5, 6].map(|place| Fault::ChainBroken { place }).into();
        assert_eq!(faults, broken);
    }
}

#[tokio::test]
async fn an_inserted_event_is_seen_sealed_or_not() {
    for store in sealed().await {
        let copy = "insert into audit_event (id, at, actor, account_id, action, subject_kind, subject_id, detail,
                persons, content_hash)
            select account_id, at, actor, account_id, 'case.closed', subject_kind, subject_id, detail, persons,
                content_hash from audit_event where subject_id = '2'";
        let faults = faults_after(&store, &[copy]).await;
        assert_eq!(faults, [Fault::EventChanged { place: None, event: Uuid::from_u128(7) }]);
        let place = "insert into audit_seal (place, event_id, chain_hash, sealed_at)
            select 7, e.account_id, s.chain_hash, s.sealed_at from audit_event e, audit_seal s
            where e.subject_id = '4' and s.place = 6";
        sql::execute(store.reader(), place, vec![]).await.unwrap();
        let faults = verify(&store, None).await.unwrap().faults;
        assert_eq!(
            faults,
            [
                Fault::EventChanged { place: Some(7), event: Uuid::from_u128(7) },
                Fault::ChainBroken { place: 7 }
            ]
        );
    }
}

#[tokio::test]
async fn a_place_below_the_first_hides_nothing() {
    for store in sealed().await {
        recorded(&store, 6..7).await;
        let place = "insert into audit_seal (place, event_id, chain_hash, sealed_at)
            select -1, e.id, s.chain_hash, s.sealed_at from audit_event e, audit_seal s
            where e.subject_id = '6' and s.place = 6";
        sql::execute(store.reader(), place, vec![]).await.unwrap();
        let faults = verify(&store, None).await.unwrap().faults;
        assert!(
            faults.contains(&Fault::Gap { place: -1 }) && faults.contains(&Fault::ChainBroken { place: -1 })
        );
    }
}

#[tokio::test]
async fn a_cut_tail_is_seen_with_a_head_kept_outside() {
    for store in sealed().await {
        let kept = head(&store).await.unwrap().unwrap();
        assert_eq!(Head::read(&kept.to_string()).as_ref(), Some(&kept));
        assert_eq!(verify(&store, Some(&kept)).await.unwrap().faults, []);
        recorded(&store, 6..9).await;
        seal(&store, instant(103)).await.unwrap();
        assert_eq!(verify(&store, Some(&kept)).await.unwrap().faults, [], "a longer chain holds the head");
        for cut in
            ["delete from audit_seal where place > 5", "delete from audit_event where subject_id >= '6'"]
        {
            sql::execute(store.reader(), cut, vec![]).await.unwrap();
        }
        assert_eq!(verify(&store, Some(&kept)).await.unwrap().faults, [Fault::HeadMissing { place: 6 }]);
    }
}

#[test]
fn a_head_is_a_place_and_a_hash() {
    for wrong in ["", "6", "6:", ":00ff", "0:00ff", "-1:00ff", "x:00ff", "6:0", "6:zz", "6:00ff:"] {
        assert_eq!(Head::read(wrong), None, "{wrong}");
    }
    assert_eq!(Head::read(" 6:00ff\n").unwrap().to_string(), "6:00ff");
}

#[tokio::test]
async fn checking_tells_how_far_it_is() {
    for store in sealed().await {
        let mut told = Vec::new();
        super::verify(&store, None, &mut |done, all| told.push((done, all))).await.unwrap();
        assert_eq!(told, [(6, 6)]);
    }
}

#[tokio::test]
async fn what_cannot_be_undone_leaves_no_event() {
    for store in testing::stores().await {
        let tx = store.begin().await.unwrap();
        let event = AuditEvent {
            id: Uuid::from_u128(1),
            at: instant(0),
            actor: "system".into(),
            account: None,
            action: "case.opened".into(),
            subject: None,
            detail: serde_json::Value::Null,
            persons: vec![],
        };
        record(&tx, &event).await.unwrap();
        drop(tx);
        assert_eq!(events(store.reader(), &EventFilter::default(), None, 9).await.unwrap(), []);
    }
}

#[tokio::test]
async fn events_are_found_by_page_and_by_the_person_they_showed() {
    for store in sealed().await {
        let all = EventFilter::default();
        let page = events(store.reader(), &all, None, 4).await.unwrap();
        assert_eq!(page.iter().map(|it| it.at).collect::<Vec<_>>(), [5, 4, 3, 2].map(instant));
        let last = page.last().unwrap();
        let rest = events(store.reader(), &all, Some((last.at, last.id)), 4).await.unwrap();
        assert_eq!(rest.iter().map(|it| it.at).collect::<Vec<_>>(), [1, 0].map(instant));
        assert_eq!(rest[0].detail, serde_json::json!({ "n": 1 }));
        let one = EventFilter { subject: Some(("case".into(), "4".into())), ..EventFilter::default() };
        assert_eq!(events(store.reader(), &one, None, 9).await.unwrap().len(), 1);
        let until = EventFilter { until: Some(instant(3)), from: Some(instant(1)), ..EventFilter::default() };
        assert_eq!(events(store.reader(), &until, None, 9).await.unwrap().len(), 2);

        let saw = |n| PersonId(Uuid::from_u128(n));
        assert_eq!(who_saw(store.reader(), saw(103), &all, None, 9).await.unwrap().len(), 1);
        assert_eq!(who_saw(store.reader(), saw(99), &all, None, 9).await.unwrap().len(), 6);
        assert_eq!(who_saw(store.reader(), saw(98), &all, None, 9).await.unwrap().len(), 0);
    }
}
