//! A database with teams and cases in two subdistricts, for tests of uses.

use chrono::{DateTime, NaiveDate, Utc};
use phonjon_domain::access::{Actor, Grant, HeldAs, Role, Scope};
use phonjon_domain::area::AreaCode;
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::ids::{AreaId, CaseId, GrantId, HomeProvince, HouseholdId, TeamId, UserId};
use phonjon_domain::team::TeamKind;
use phonjon_store::areas::{area_id, ensure_seen};
use phonjon_store::cases::{By, CaseKey, CaseRow, ListingRow, NewCase, find_many, list_many, open_many};
use phonjon_store::figures::{recount, refresh};
use phonjon_store::sql;
use phonjon_store::teams::{self, TeamFilter, TeamRow, ensure_subdistrict_teams};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::idempotent::Key;
use crate::testing::{TestStore, stores};

/// A fresh store with what the tests put into it.
pub(crate) struct World {
    pub(crate) store: TestStore,
}

/// A world on each database there is.
pub(crate) async fn worlds() -> Vec<World> {
    stores().await.into_iter().map(|store| World { store }).collect()
}

pub(crate) fn area(code: &str) -> AreaId {
    area_id(Some(&AreaCode::parse(code).unwrap()), None)
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noon in Bangkok of 5 January 2026 and so many seconds.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_589_200 + seconds, 0).unwrap()
}

pub(crate) fn key(text: &str) -> Key {
    Key::new(&text.replace(' ', "-"), &serde_json::json!({ "of": text })).unwrap()
}

pub(crate) fn actor(n: u128, role: Role, areas: Option<Vec<AreaId>>) -> Actor {
    let grant = Grant {
        id: GrantId(Uuid::from_u128(n)),
        role,
        held_as: HeldAs::Held,
        areas,
        team: None,
        sector: None,
        need: None,
        opens_restricted: false,
        valid_from: day("2025-01-01"),
        valid_until: None,
    };
    let account = Uuid::from_u128(n);
    Actor { account: Some(UserId(account)), name: format!("account:{account}"), grants: vec![grant] }
}

impl World {
    /// A request of a role over some areas, so many seconds after the beginning.
    pub(crate) async fn ctx(&self, n: u128, role: Role, codes: &[&str], seconds: i64) -> Ctx {
        let id = Uuid::from_u128(n);
        let text = "insert into account (id, user_name, display_name, must_change_password, created_at, version) \
            values (?, ?, ?, ?, ?, ?) on conflict do nothing";
        let values = vec![
            id.into(),
            format!("user{n}").into(),
            "ทดสอบ".into(),
            false.into(),
            at(0).into(),
            1_i64.into(),
        ];
        sql::execute(self.store.reader(), text, values).await.unwrap();
        let areas = (!codes.is_empty()).then(|| codes.iter().map(|it| area(it)).collect());
        Ctx::new((*self.store).clone(), actor(n, role, areas), at(seconds))
    }

    /// The subdistrict team of an area.
    pub(crate) async fn team_of(&self, code: &str) -> TeamId {
        let kind = Some(TeamKind::Subdistrict);
        let filter = TeamFilter { area: Some(area(&code[..6])), kind, ..TeamFilter::default() };
        let everywhere = Scope::everywhere(at(0).date_naive());
        let (found, _) = teams::list(self.store.reader(), &everywhere, &filter, 1, None).await.unwrap();
        found[0].id
    }

    /// A mentor team in a village.
    pub(crate) async fn mentor_team(&self, n: u128, code: &str) -> TeamId {
        let parent = self.team_of(code).await;
        let row = TeamRow {
            id: TeamId(Uuid::from_u128(n)),
            home_province: HomeProvince(48),
            kind: TeamKind::Mentor,
            name: format!("ทีมพี่เลี้ยง {n}"),
            parent: Some(parent),
            areas: vec![area(code)],
            created_at: at(0),
            ended_on: None,
            version: 1,
        };
        let tx = self.store.begin().await.unwrap();
        teams::insert(&tx, std::slice::from_ref(&row)).await.unwrap();
        tx.commit().await.unwrap();
        row.id
    }

    /// Opens so many cases in each of these villages, listed for 2569, numbered from a number on.
    pub(crate) async fn open_cases(&self, from: u128, villages: &[(&str, u128)]) -> Vec<CaseKey> {
        let tx = self.store.begin().await.unwrap();
        let codes: Vec<AreaCode> = villages.iter().map(|it| AreaCode::parse(it.0).unwrap()).collect();
        ensure_seen(&tx, &codes).await.unwrap();
        let areas: Vec<AreaId> = villages.iter().map(|it| area(it.0)).collect();
        ensure_subdistrict_teams(&tx, &areas, at(0)).await.unwrap();
        let (mut homes, mut cases, mut listings, mut keys) = (vec![], vec![], vec![], vec![]);
        let mut n = from;
        for (code, count) in villages {
            let province = HomeProvince(code[..2].parse().unwrap());
            for _ in 0..*count {
                n += 1;
                let (key, household) =
                    ((province, CaseId(Uuid::from_u128(n))), Uuid::from_u128(n + (1 << 64)));
                homes.push(vec![
                    province.0.into(),
                    household.into(),
                    1_i64.into(),
                    area(code).0.into(),
                    3_i32.into(),
                    1_i16.into(),
                    "{}".into(),
                    at(0).into(),
                ]);
                cases.push(NewCase {
                    key,
                    household: HouseholdId(household),
                    area: area(code),
                    opened_on: day("2025-12-01"),
                    because: serde_json::json!({}),
                    urgent: false,
                });
                listings.push(ListingRow {
                    case: key,
                    year: FiscalYear(BuddhistYear::new(2569).unwrap()),
                    source: "tpmap".to_owned(),
                    rule_version: "1".to_owned(),
                    batch: None,
                });
                keys.push(key);
            }
        }
        let columns = [
            "home_province",
            "id",
            "version",
            "area_id",
            "n_members",
            "sources",
            "composed_from",
            "created_at",
        ];
        sql::insert_many(&*tx, "household", &columns, homes).await.unwrap();
        let by = By { actor: "system".to_owned(), account: None, at: at(0), batch: None };
        open_many(&tx, &by, cases).await.unwrap();
        list_many(&tx, &listings).await.unwrap();
        refresh(&*tx, &keys).await.unwrap();
        tx.commit().await.unwrap();
        keys
    }

    /// The cases as they are now, in the order asked.
    pub(crate) async fn cases(&self, keys: &[CaseKey]) -> Vec<CaseRow> {
        let scope = phonjon_domain::access::Scope::everywhere(day("2026-01-05"));
        let mut found = find_many(self.store.reader(), &scope, keys).await.unwrap();
        keys.iter().map(|it| found.remove(&it.1).unwrap()).collect()
    }

    /// One number of one row.
    pub(crate) async fn number(&self, text: &str) -> i64 {
        let row = sql::row(self.store.reader(), text, vec![]).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Asserts that the tallies equal a full recount.
    pub(crate) async fn assert_counted(&self) {
        assert_eq!(recount(self.store.reader()).await.unwrap(), []);
    }
}
