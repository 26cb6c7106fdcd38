//! A small database with areas and households, and actors over it.

use std::sync::Mutex;

use chrono::{DateTime, Days, NaiveDate, Utc};
use phonjon_domain::access::{Actor, Grant, HeldAs, Role, Scope};
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::{AreaId, CaseId, GrantId, HomeProvince, HouseholdId, UserId};
use phonjon_store::cases::{self, By, CaseKey, NewCase};
use phonjon_store::{Store, StoreSettings, areas, sql};
use uuid::Uuid;

use crate::ctx::Ctx;

/// An invented citizen number.
pub(super) const NUMBER: &str = "1234567890123";

pub(super) struct World {
    store: Store,
    now: Mutex<DateTime<Utc>>,
    _dir: tempfile::TempDir,
}

/// A world on SQLite, and one on PostgreSQL where `PHONJON_TEST_POSTGRES` names a server.
pub(super) async fn worlds() -> Vec<World> {
    let mut all = vec![open(None).await];
    if let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") {
        all.push(open(Some(&server)).await);
    }
    all
}

async fn open(server: Option<&str>) -> World {
    let dir = tempfile::tempdir().unwrap();
    let settings = |database_url: String, key: &str| StoreSettings {
        database_url,
        data_dir: dir.path().to_owned(),
        key_file: dir.path().join(key),
        max_connections: 4,
    };
    let database_url = match server {
        None => format!("sqlite:{}", dir.path().join("test.db").display()),
        Some(server) => {
            let name = dir.path().file_name().unwrap().to_string_lossy().to_lowercase();
            let name = format!("phonjon_app_{}", name.replace(|it: char| !it.is_ascii_alphanumeric(), "_"));
            create_database(server, &name).await;
            let (base, query) = server.split_once('?').unwrap_or((server, ""));
            let (authority, _) = base.rsplit_once('/').unwrap();
            format!("{authority}/{name}?{query}")
        }
    };
    let store = Store::open(&settings(database_url, "phonjon.keys")).await.unwrap();
    let world = World { store, now: Mutex::new("2026-03-02T03:00:00Z".parse().unwrap()), _dir: dir };
    crate::parameters::seed(&world.operator()).await.unwrap();
    world
}

async fn create_database(server: &str, name: &str) {
    let create = format!("create database {name}");
    let done = tokio::process::Command::new("psql").args([server, "-qc", &create]).status().await;
    assert!(done.unwrap().success());
}

impl World {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    pub(super) fn pass_days(&self, days: u64) {
        let mut now = self.now.lock().unwrap();
        *now = *now + Days::new(days);
    }

    pub(super) fn operator(&self) -> Ctx {
        let now = self.now();
        Ctx::new(self.store.clone(), Actor::operator("test", now.date_naive()), now)
    }

    /// The same actor at the world's present instant.
    pub(super) fn again(&self, ctx: &Ctx) -> Ctx {
        Ctx::new(self.store.clone(), ctx.actor.clone(), self.now())
    }

    pub(super) async fn area(&self, code: &str) -> AreaId {
        let code = AreaCode::parse(code).unwrap();
        let tx = self.store.begin().await.unwrap();
        areas::ensure_seen(&tx, std::slice::from_ref(&code)).await.unwrap();
        tx.commit().await.unwrap();
        areas::find_by_code(self.store.reader(), &code).await.unwrap().unwrap().id
    }

    pub(super) async fn actor(&self, role: Role, code: &str) -> Ctx {
        self.with_grant(role, code, false).await
    }

    pub(super) async fn restricted_chief(&self, code: &str) -> Ctx {
        self.with_grant(Role::DistrictChief, code, true).await
    }

    async fn with_grant(&self, role: Role, code: &str, opens_restricted: bool) -> Ctx {
        let grant = Grant {
            id: GrantId(Uuid::nil()),
            role,
            held_as: HeldAs::Held,
            areas: Some(vec![self.area(code).await]),
            team: None,
            sector: None,
            need: None,
            opens_restricted,
            valid_from: "2026-01-01".parse().unwrap(),
            valid_until: None,
        };
        let account = self.operator().new_id();
        let actor =
            Actor { account: Some(UserId(account)), name: format!("account:{account}"), grants: vec![grant] };
        Ctx::new(self.store.clone(), actor, self.now())
    }

    /// A household that lived in one village until a day lives in another.
    pub(super) async fn move_household(&self, case: CaseKey, from: (&str, &str), to: &str) {
        let (left, to) = (self.area(from.0).await, self.area(to).await);
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let tx = self.store.begin().await.unwrap();
        let everywhere = Scope::everywhere(self.operator().today());
        let household = cases::find(&*tx, &everywhere, case).await.unwrap().unwrap().household;
        let residence = "insert into residence (home_province, household_id, area_id, since, until) \
             values (?, ?, ?, ?, ?)";
        for (area, since, until) in [(left, day("2025-01-01"), Some(day(from.1))), (to, day(from.1), None)] {
            let values = vec![48_i16.into(), household.0.into(), area.0.into(), since.into(), until.into()];
            sql::execute(&*tx, residence, values).await.unwrap();
        }
        for text in [
            "update household set area_id = ? where id = ?",
            "update \"case\" set area_id = ? where household_id = ?",
        ] {
            sql::execute(&*tx, text, vec![to.0.into(), household.0.into()]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// A household in a village with a head and a case that a list opened.
    pub(super) async fn open_case(&self, name: &str, village: &str) -> CaseKey {
        let ctx = self.operator();
        let area = self.area(village).await;
        let province = HomeProvince(48);
        let (household, person, case) = (ctx.new_id(), ctx.new_id(), ctx.new_id());
        let since: NaiveDate = "2025-01-01".parse().unwrap();
        let tx = self.store.begin().await.unwrap();
        let insert = async |text: &str, values| sql::execute(&*tx, text, values).await.unwrap();
        insert(
            "insert into household (home_province, id, version, area_id, sources, composed_from, created_at) \
             values (?, ?, ?, ?, ?, ?, ?)",
            vec![
                48_i16.into(),
                household.into(),
                1_i64.into(),
                area.0.into(),
                2_i16.into(),
                "{}".into(),
                ctx.now.into(),
            ],
        )
        .await;
        insert(
            "insert into person (home_province, id, version, first_name, name_key, composed_from, created_at) \
             values (?, ?, ?, ?, ?, ?, ?)",
            vec![
                48_i16.into(),
                person.into(),
                1_i64.into(),
                format!("สมหมาย-{name}").into(),
                format!("สมหมาย-{name}").into(),
                "{}".into(),
                ctx.now.into(),
            ],
        )
        .await;
        insert(
            "insert into membership (home_province, household_id, person_province, person_id, since, is_head) \
             values (?, ?, ?, ?, ?, ?)",
            vec![48_i16.into(), household.into(), 48_i16.into(), person.into(), since.into(), true.into()],
        )
        .await;
        let sealed = tx.keys().seal_identifier("citizen", NUMBER).unwrap();
        insert(
            "insert into identifier (home_province, id, person_id, kind, ciphertext, key_id, blind_index, \
             index_key_id, status) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            vec![
                48_i16.into(),
                ctx.new_id().into(),
                person.into(),
                "citizen".into(),
                sealed.ciphertext.into(),
                sealed.key_id.into(),
                sealed.blind_index.into(),
                sealed.index_key_id.into(),
                "valid".into(),
            ],
        )
        .await;
        let by = By { actor: ctx.actor.name.clone(), account: None, at: ctx.now, batch: None };
        let new = NewCase {
            key: (province, CaseId(case)),
            household: HouseholdId(household),
            area,
            opened_on: ctx.today(),
            because: serde_json::json!({ "list": [] }),
            urgent: false,
        };
        cases::open_many(&tx, &by, vec![new]).await.unwrap();
        tx.commit().await.unwrap();
        let everywhere = Scope::everywhere(ctx.today());
        assert!(
            cases::find(self.store.reader(), &everywhere, (province, CaseId(case))).await.unwrap().is_some()
        );
        (province, CaseId(case))
    }
}
