//! What everything with a random id is called in the state: by the least row that speaks of it, or by its content.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::keys::DataKey;
use crate::keys::hex;
use crate::sql;

/// Additional data the values of a row are sealed with; the import seals them.
const FACTS: &[u8] = b"source-row-facts";
/// Rows read at a time.
const PAGE: usize = 5_000;

/// A live row.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: Uuid,
    pub(super) batch: Uuid,
    /// `source/year/file`, shared by the rows of the file.
    pub(super) file: Arc<str>,
    pub(super) sheet: Arc<str>,
    pub(super) row: i32,
    /// Of what the row says, its citizen number masked.
    pub(super) digest: [u8; 16],
    /// 1 for the second live row of one place, and so on.
    tie: u16,
    pub(super) person: Uuid,
    pub(super) household: Uuid,
}

impl Place {
    pub(super) fn text(&self) -> String {
        let tie = if self.tie == 0 { String::new() } else { format!("~{}", self.tie + 1) };
        format!("{}/{}/{}{tie}", self.file, self.sheet, self.row)
    }
}

/// What a thing is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// By the row at this place of [`Labels::places`].
    Place(u32),
    /// By itself.
    Text(Arc<str>),
}

/// The names of everything.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Live rows in their order.
    pub(super) places: Vec<Place>,
    of: HashMap<Uuid, Label>,
    /// Persons that are, in their order.
    pub(super) persons: Vec<Uuid>,
    /// Households that are, or have a case, in their order.
    pub(super) households: Vec<Uuid>,
}

/// Tells ids by names.
pub(super) trait Naming {
    /// The name of a thing, if it has one.
    fn find(&self, id: Uuid) -> Option<String>;

    /// The name of a thing, or `?` where it has none.
    fn of(&self, id: Uuid) -> String {
        self.find(id).unwrap_or_else(|| "?".to_owned())
    }

    /// The same JSON with every id in it told by its name.
    fn named(&self, value: Json) -> Json {
        match value {
            Json::String(text) => match Uuid::parse_str(text.strip_prefix("account:").unwrap_or(&text)) {
                Ok(id) => self.of(id).into(),
                Err(_) => text.into(),
            },
            Json::Array(items) => items.into_iter().map(|it| self.named(it)).collect(),
            Json::Object(fields) => {
                let fields = fields.into_iter().map(|(name, it)| (name, self.named(it)));
                Json::Object(fields.collect())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => value,
        }
    }
}

impl Naming for Labels {
    fn find(&self, id: Uuid) -> Option<String> {
        self.of.get(&id).map(|it| match it {
            Label::Place(n) => self.places[*n as usize].text(),
            Label::Text(text) => text.to_string(),
        })
    }
}

/// Names of a few things more, that only their household's own lines refer to.
pub(super) struct More<'a> {
    pub(super) labels: &'a Labels,
    pub(super) more: HashMap<Uuid, String>,
}

impl Naming for More<'_> {
    fn find(&self, id: Uuid) -> Option<String> {
        self.more.get(&id).cloned().or_else(|| self.labels.find(id))
    }
}

impl Labels {
    pub(super) async fn load(store: &Store) -> Result<Self, StoreError> {
        let db = store.reader();
        let mut labels = Self::default();
        labels.load_places(store).await?;
        for (n, it) in (0_u32..).zip(&labels.places) {
            labels.of.insert(it.id, Label::Place(n));
            for id in [it.person, it.household] {
                labels.of.entry(id).or_insert(Label::Place(n));
            }
        }
        labels.load_own(db).await?;
        labels.load_cases(db).await?;
        labels.load_office(db).await?;
        Ok(labels)
    }

    /// How things are ordered.
    pub(super) fn order(&self, id: Uuid) -> Option<&Label> {
        self.of.get(&id)
    }

    fn has(&self, id: Uuid) -> bool {
        self.of.contains_key(&id)
    }

    /// Names something more.
    fn name(&mut self, id: Uuid, text: &str) {
        self.of.insert(id, Label::Text(text.into()));
    }

    async fn load_places(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut keys: HashMap<Uuid, DataKey> = HashMap::new();
        let mut shared: HashMap<String, Arc<str>> = HashMap::new();
        let mut share =
            |text: String| Arc::clone(shared.entry(text).or_insert_with_key(|it| it.as_str().into()));
        let mut after = (-1_i16, Uuid::nil());
        loop {
            let text = format!(
                "select r.home_province, r.id, r.batch_id, r.source, r.survey_year, r.file_name, r.sheet, \
                 r.row_number, r.facts, l.person_id, l.household_id from source_row r join link l \
                 on l.home_province = r.home_province and l.source_row_id = r.id and l.undone_at is null \
                 where r.reversed_at is null and r.replaced_by is null \
                 and (r.home_province > ? or (r.home_province = ? and r.id > ?)) \
                 order by r.home_province, r.id limit {PAGE}"
            );
            let values = vec![after.0.into(), after.0.into(), after.1.into()];
            let page = sql::rows(store.reader(), &text, values).await?;
            for row in &page {
                after = (row.try_get("", "home_province")?, row.try_get("", "id")?);
                let (source, year): (String, i16) =
                    (row.try_get("", "source")?, row.try_get("", "survey_year")?);
                let name: String = row.try_get("", "file_name")?;
                let batch: Uuid = row.try_get("", "batch_id")?;
                self.places.push(Place {
                    id: after.1,
                    batch,
                    file: share(format!("{source}/{year}/{name}")),
                    sheet: share(row.try_get("", "sheet")?),
                    row: row.try_get("", "row_number")?,
                    digest: digest(store, &mut keys, batch, row).await?,
                    tie: 0,
                    person: row.try_get("", "person_id")?,
                    household: row.try_get("", "household_id")?,
                });
            }
            if page.len() < PAGE {
                break;
            }
        }
        self.places.sort_unstable_by(|a, b| {
            (&a.file, &a.sheet, a.row, a.digest, a.batch).cmp(&(&b.file, &b.sheet, b.row, b.digest, b.batch))
        });
        for n in 1..self.places.len() {
            let (before, it) = (&self.places[n - 1], &self.places[n]);
            if (&before.file, &before.sheet, before.row) == (&it.file, &it.sheet, it.row) {
                self.places[n].tie = before.tie + 1;
            }
        }
        Ok(())
    }

    /// Persons and households that are; those without a row are named by their content.
    async fn load_own(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let text = "select id, title, first_name, last_name, birth, sex from person where gone_at is null";
        let mut own = Vec::new();
        for row in sql::rows(db, text, vec![]).await? {
            let id: Uuid = row.try_get("", "id")?;
            self.persons.push(id);
            if !self.has(id) {
                own.push((content(&row, &["title", "first_name", "last_name", "birth", "sex"])?, id));
            }
        }
        self.name_own(own);
        let text = "select h.id, h.house_no, h.description, h.house_code, a.code as area_code, a.name_th \
                    from household h left join area a on a.id = h.area_id where h.gone_at is null \
                    or exists (select 1 from \"case\" c where c.household_id = h.id)";
        let mut own = Vec::new();
        for row in sql::rows(db, text, vec![]).await? {
            let id: Uuid = row.try_get("", "id")?;
            self.households.push(id);
            if !self.has(id) {
                let columns = ["area_code", "name_th", "house_code", "house_no", "description"];
                own.push((content(&row, &columns)?, id));
            }
        }
        self.name_own(own);
        let of = &self.of;
        self.persons.sort_unstable_by_key(|it| of.get(it));
        self.households.sort_unstable_by_key(|it| of.get(it));
        Ok(())
    }

    fn name_own(&mut self, mut own: Vec<(String, Uuid)>) {
        // Two without any difference are told apart by the order they came in; version 7 ids grow with it.
        own.sort_unstable();
        let mut last = (String::new(), 0);
        for (text, id) in own {
            last = if last.0 == text { (text, last.1 + 1) } else { (text, 1) };
            self.name(id, &format!("{}~{}", last.0, last.1));
        }
    }

    /// A case is called as its household.
    async fn load_cases(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        for row in sql::rows(db, "select id, household_id from \"case\"", vec![]).await? {
            let household: Uuid = row.try_get("", "household_id")?;
            if let Some(label) = self.of.get(&household).cloned() {
                self.of.insert(row.try_get("", "id")?, label);
            }
        }
        Ok(())
    }

    async fn load_office(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        let text = "select id, code, kind, name_th, valid_until from area";
        for row in sql::rows(db, text, vec![]).await? {
            let code: Option<String> = row.try_get("", "code")?;
            let until: Option<chrono::NaiveDate> = row.try_get("", "valid_until")?;
            let until = until.map(|it| format!(" until {it}")).unwrap_or_default();
            let text = match code {
                Some(code) => code,
                None => content(&row, &["kind", "name_th"])?,
            };
            self.name(row.try_get("", "id")?, &format!("{text}{until}"));
        }
        for row in sql::rows(db, "select id, user_name from account", vec![]).await? {
            self.name(row.try_get("", "id")?, &content(&row, &["user_name"])?);
        }
        let text = "select t.id, t.kind, t.name, a.code from team t left join area a on a.id = t.made_for";
        for row in sql::rows(db, text, vec![]).await? {
            self.name(row.try_get("", "id")?, &content(&row, &["kind", "code", "name"])?);
        }
        for row in sql::rows(db, "select id, kind, name from partner", vec![]).await? {
            self.name(row.try_get("", "id")?, &content(&row, &["kind", "name"])?);
        }
        let text = "select id, source, survey_year, file_name from import_batch";
        for row in sql::rows(db, text, vec![]).await? {
            let year: i16 = row.try_get("", "survey_year")?;
            let text = format!("{}/{year}/{}", content(&row, &["source"])?, content(&row, &["file_name"])?);
            self.name(row.try_get("", "id")?, &text);
        }
        Ok(())
    }
}

/// The texts of a row that are known, in one.
fn content(row: &QueryResult, columns: &[&str]) -> Result<String, StoreError> {
    let mut parts = Vec::new();
    for column in columns {
        parts.extend(row.try_get::<Option<String>>("", column)?);
    }
    Ok(parts.join(" "))
}

/// The digest of what a row says; its citizen number counts only as far as it is shown.
async fn digest(
    store: &Store,
    keys: &mut HashMap<Uuid, DataKey>,
    batch: Uuid,
    row: &QueryResult,
) -> Result<[u8; 16], StoreError> {
    let Some(sealed) = row.try_get::<Option<Vec<u8>>>("", "facts")? else { return Ok([0; 16]) };
    let key = match keys.entry(batch) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => {
            let found = crate::sources::data_keys(store.reader(), &[batch]).await?;
            let (wrapped, key_id) = found
                .get(&batch)
                .ok_or(StoreError::Corrupt { what: "source row", why: "its batch is missing".to_owned() })?;
            unknown.insert(store.keys().unwrap_data_key(wrapped, key_id)?)
        }
    };
    let facts = key.open(FACTS, &sealed)?;
    let mut facts: std::collections::BTreeMap<String, Json> = serde_json::from_slice(&facts)
        .map_err(|e| StoreError::Corrupt { what: "source row", why: e.to_string() })?;
    if let Some(Json::String(number)) = facts.get_mut("pid") {
        *number = masked(number);
    }
    let bytes = serde_json::to_vec(&facts)
        .map_err(|e| StoreError::Corrupt { what: "source row", why: e.to_string() })?;
    let whole = Sha256::digest(bytes);
    let mut short = [0; 16];
    short.copy_from_slice(&whole[..16]);
    Ok(short)
}

/// A citizen number as it is shown to those who may not open it; a number that is none keeps its length only.
pub(super) fn masked(number: &str) -> String {
    phonjon_domain::national_id::NationalId::parse(number)
        .map_or_else(|_| "x".repeat(number.chars().count()), |it| it.masked())
}

impl Place {
    pub(super) fn digest_text(&self) -> String {
        hex(&self.digest)
    }
}
