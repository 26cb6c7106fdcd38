//! Planning one chunk: which rows are new, where they lie, whom they mean. The same for a check and for an import.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use phonjon_domain::area::{AreaCode, AreaLevel};
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::source::Source;
use phonjon_linking::keys::keys as blocking_keys;
use phonjon_linking::link::link;
use phonjon_linking::plan::{HouseholdRef, LinkPlan, PersonRef};
use phonjon_linking::record::{Known, KnownRow, Record, RowKey};
use phonjon_rows::{Issue, Outcome, ReadRow, fields};
use phonjon_rules::seeds::Defaults;
use phonjon_store::areas::{AreaIndex, AreaQuery};
use phonjon_store::keys::{DataKey, Keyring};
use phonjon_store::{Connection, Tx, intake as stored, sources};
use uuid::Uuid;

use super::evidence::{self, Values};
use crate::Ctx;
use crate::error::AppError;

/// Additional data the values of a row are sealed with.
pub(super) const FACTS: &[u8] = b"source-row-facts";

/// What stays the same over all chunks of a file.
pub(super) struct Session {
    pub(super) source: Source,
    pub(super) year: BuddhistYear,
    pub(super) file_name: String,
    pub(super) batch: Uuid,
    pub(super) areas: AreaIndex,
    /// Areas the importer may import into, with everything in them; none is everywhere.
    pub(super) reach: Option<HashSet<Uuid>>,
    pub(super) data_keys: HashMap<Uuid, DataKey>,
    pub(super) rules: Arc<Defaults>,
}

impl Session {
    pub(super) fn observed_on(&self) -> NaiveDate {
        evidence::observed_on(self.year)
    }
}

/// A stored row with its values opened.
pub(super) struct StoredRow {
    pub(super) row: stored::StoredRow,
    pub(super) source: Source,
    pub(super) year: BuddhistYear,
    pub(super) values: Values,
    pub(super) key: RowKey,
}

/// A row to be stored.
pub(super) struct PlannedRow {
    pub(super) id: (i16, Uuid),
    /// Its place in [`ChunkPlan::reports`].
    pub(super) report: usize,
    pub(super) values: Values,
    pub(super) packed: Vec<u8>,
    pub(super) content_hash: Vec<u8>,
    pub(super) area_id: Option<Uuid>,
    pub(super) key: RowKey,
    pub(super) link_keys: Vec<[u8; 16]>,
    pub(super) person: (i16, Uuid),
    pub(super) household: (i16, Uuid),
}

/// What a chunk comes to.
pub(super) struct ChunkPlan {
    /// Every row of the chunk in file order, with what was found since it was read.
    pub(super) reports: Vec<ReadRow>,
    /// Of rows that are stored already, by their place in `reports`: what became of them then.
    pub(super) stored_outcomes: HashMap<usize, Outcome>,
    pub(super) rows: Vec<PlannedRow>,
    pub(super) known: Vec<StoredRow>,
    pub(super) links: LinkPlan,
    pub(super) new_people: Vec<(i16, Uuid)>,
    pub(super) new_households: Vec<(i16, Uuid)>,
}

/// Plans a chunk. `db` is the pool for a check and the open transaction for an import.
pub(super) async fn plan(
    ctx: &Ctx,
    db: &impl Connection,
    session: &mut Session,
    mut reports: Vec<ReadRow>,
) -> Result<ChunkPlan, AppError> {
    let keys = ctx.store.keys();
    let (mut rows, stored_outcomes) = fresh_rows(ctx, db, session, &mut reports).await?;

    let mut hashes: Vec<[u8; 16]> = Vec::new();
    let mut records: Vec<Record> = Vec::with_capacity(rows.len());
    for row in &mut rows {
        let record = record_of(session, row, keys);
        row.link_keys = blocking_keys(&record).iter().map(|it| evidence::key_hash(keys, it)).collect();
        hashes.extend(&row.link_keys);
        records.push(record);
    }
    hashes.sort_unstable();
    hashes.dedup();
    let known = open_rows(ctx, db, session, stored::candidates(db, &hashes).await?).await?;

    // Stored rows come before new ones, each in the order they came: keys grow with it.
    let offset = known.len() as u64;
    for (n, (row, record)) in rows.iter_mut().zip(&mut records).enumerate() {
        row.key = RowKey(offset + n as u64);
        record.key = row.key;
    }
    let links = link(&records, &known_people(db, keys, &known).await?);

    let mut plan = ChunkPlan {
        reports,
        stored_outcomes,
        rows,
        known,
        links,
        new_people: Vec::new(),
        new_households: Vec::new(),
    };
    name_new(ctx, &mut plan);
    Ok(plan)
}

/// Rows of the chunk that are data, lie where the importer may import, and are not stored already.
async fn fresh_rows(
    ctx: &Ctx,
    db: &impl Connection,
    session: &Session,
    reports: &mut [ReadRow],
) -> Result<(Vec<PlannedRow>, HashMap<usize, Outcome>), AppError> {
    let keys = ctx.store.keys();
    let mut rows = Vec::with_capacity(reports.len());
    for (n, report) in reports.iter_mut().enumerate().filter(|(_, it)| it.is_accepted()) {
        let spot = session.areas.resolve(&area_query(report));
        let area_id = spot.map(|it| it.area.0);
        if let Some(reach) = &session.reach
            && !area_id.is_some_and(|area| path(&session.areas, area).iter().any(|it| reach.contains(it)))
        {
            report.outcome = Outcome::Rejected;
            report.issues.push(issue("OUT_OF_SCOPE"));
            continue;
        }
        if area_id.is_none() {
            report.issues.push(issue("area_unknown"));
            report.outcome = Outcome::AcceptedWithWarning;
        }
        let packed = evidence::pack(&report.values)?;
        rows.push(PlannedRow {
            id: (spot.map_or(0, |it| it.home_province.0), ctx.new_id()),
            report: n,
            values: report.values.clone(),
            content_hash: evidence::content_hash(keys, session.source, session.year, &packed),
            packed,
            area_id,
            key: RowKey(0),
            link_keys: Vec::new(),
            person: (0, Uuid::nil()),
            household: (0, Uuid::nil()),
        });
    }
    let hashes: Vec<Vec<u8>> = rows.iter().map(|it| it.content_hash.clone()).collect();
    let places =
        sources::stored_places(db, session.source.code(), session.year.get(), &session.file_name, &hashes)
            .await?;
    let earlier: HashSet<&[u8]> = places
        .iter()
        .filter(|it| it.batch_id != session.batch)
        .map(|it| it.content_hash.as_slice())
        .collect();
    let resumed: HashMap<(&str, i32), &str> = places
        .iter()
        .filter(|it| it.batch_id == session.batch)
        .map(|it| ((it.sheet.as_str(), it.row_number), it.outcome.as_str()))
        .collect();
    let mut stored = HashMap::new();
    rows.retain(|row| {
        let report = &mut reports[row.report];
        let place = (report.sheet.as_str(), i32::try_from(report.row).unwrap_or(i32::MAX));
        let outcome = match resumed.get(&place) {
            Some(&"accepted_with_warning") => Some(Outcome::AcceptedWithWarning),
            Some(_) => Some(Outcome::Accepted),
            None => earlier.contains(row.content_hash.as_slice()).then_some(report.outcome),
        };
        if let Some(outcome) = outcome {
            stored.insert(row.report, outcome);
            report.outcome = Outcome::Accepted;
            report.issues.push(issue("unchanged"));
        }
        outcome.is_none()
    });
    Ok((rows, stored))
}

pub(super) fn issue(code: &str) -> Issue {
    Issue {
        code: code.to_owned(),
        field: None,
        column: None,
        value: None,
        args: std::collections::BTreeMap::new(),
    }
}

fn area_query(row: &ReadRow) -> AreaQuery<'_> {
    AreaQuery {
        code: row.text(fields::AREA_CODE),
        province: row.text(fields::PROVINCE),
        amphoe: row.text(fields::AMPHOE),
        tambon: row.text(fields::TAMBON),
        moo: row.int(fields::MOO),
        village: row.text(fields::VILLAGE),
    }
}

/// Keeps the areas that an official file names by a code nobody listed yet.
pub(super) async fn see_areas(tx: &Tx, session: &mut Session, rows: &[ReadRow]) -> Result<(), AppError> {
    let mut codes: Vec<AreaCode> = rows
        .iter()
        .filter(|it| it.is_accepted())
        .filter_map(|it| session.areas.unseen(&area_query(it)))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    if !codes.is_empty() {
        session.areas.ensure_seen(tx, &codes).await?;
    }
    Ok(())
}

/// How deep an area lies, by its code.
pub(super) fn level(areas: &AreaIndex, area: Uuid) -> Option<AreaLevel> {
    areas.code(area.into()).and_then(|code| AreaCode::parse(code).ok()).map(|code| code.level())
}

/// An area and everything it lies in.
fn path(areas: &AreaIndex, area: Uuid) -> Vec<Uuid> {
    let mut path = vec![area];
    let mut code = areas.code(area.into()).and_then(|code| AreaCode::parse(code).ok());
    while let Some(parent) = code.as_ref().and_then(AreaCode::parent) {
        path.extend(areas.by_code(parent.as_str()).map(|it| it.0));
        code = Some(parent);
    }
    path
}

fn record_of(session: &Session, row: &PlannedRow, keys: &Keyring) -> Record {
    evidence::record(row.key, session.source, session.year, &row.values, keys)
}

/// Opens the values of stored rows; keys of batches not met before are unwrapped in one query.
pub(super) async fn open_rows(
    ctx: &Ctx,
    db: &impl Connection,
    session: &mut Session,
    rows: Vec<stored::StoredRow>,
) -> Result<Vec<StoredRow>, AppError> {
    open_stored(ctx, db, &mut session.data_keys, rows).await
}

/// The same for whoever has no session.
pub(super) async fn open_stored(
    ctx: &Ctx,
    db: &impl Connection,
    data_keys: &mut HashMap<Uuid, DataKey>,
    rows: Vec<stored::StoredRow>,
) -> Result<Vec<StoredRow>, AppError> {
    let missing: HashSet<Uuid> =
        rows.iter().map(|it| it.batch_id).filter(|it| !data_keys.contains_key(it)).collect();
    let missing: Vec<Uuid> = missing.into_iter().collect();
    for (batch, (wrapped, key_id)) in sources::data_keys(db, &missing).await? {
        data_keys.insert(batch, ctx.store.keys().unwrap_data_key(&wrapped, &key_id)?);
    }
    let mut opened = Vec::with_capacity(rows.len());
    for (n, row) in rows.into_iter().enumerate() {
        let key = data_keys
            .get(&row.batch_id)
            .ok_or_else(|| AppError::Unexpected("a row's batch is missing".to_owned()))?;
        let values = match &row.facts {
            Some(facts) => evidence::unpack(&key.open(FACTS, facts)?)?,
            None => Values::new(),
        };
        let (Some(source), Some(year)) =
            (Source::from_code(&row.source), BuddhistYear::new(i32::from(row.survey_year)))
        else {
            return Err(AppError::Unexpected("a stored row has no known source or year".to_owned()));
        };
        opened.push(StoredRow { row, source, year, values, key: RowKey(n as u64) });
    }
    Ok(opened)
}

async fn known_people(db: &impl Connection, keys: &Keyring, rows: &[StoredRow]) -> Result<Known, AppError> {
    let persons: HashSet<Uuid> = rows.iter().map(|it| it.row.person.1).collect();
    let households: HashSet<Uuid> = rows.iter().map(|it| it.row.household.1).collect();
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let households: Vec<Uuid> = households.into_iter().collect();
    let worked = stored::worked_households(db, &households).await?;
    let pairs = |found: Vec<(Uuid, Uuid)>| found.into_iter();
    Ok(Known {
        rows: rows
            .iter()
            .map(|it| KnownRow {
                record: Record {
                    is_head: it.row.is_head,
                    ..evidence::record(it.key, it.source, it.year, &it.values, keys)
                },
                person: it.row.person.1.into(),
                household: it.row.household.1.into(),
                is_fixed: it.row.person_matcher == "fixed"
                    || it.row.household_matcher == "fixed"
                    || worked.contains(&it.row.household.1),
            })
            .collect(),
        different_people: pairs(stored::refused_pairs(db, "person", &persons).await?)
            .map(|(a, b)| (a.into(), b.into()))
            .collect(),
        different_households: pairs(stored::refused_pairs(db, "household", &households).await?)
            .map(|(a, b)| (a.into(), b.into()))
            .collect(),
    })
}

/// Gives new persons and households their ids, in the home province of the first row that names them.
fn name_new(ctx: &Ctx, plan: &mut ChunkPlan) {
    plan.new_people = vec![(0, Uuid::nil()); plan.links.n_new_people as usize];
    plan.new_households = vec![(0, Uuid::nil()); plan.links.n_new_households as usize];
    for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
        if let PersonRef::New(n) = linked.person {
            let slot = &mut plan.new_people[n as usize];
            if slot.1.is_nil() {
                *slot = (row.id.0, ctx.new_id());
            }
        }
        if let HouseholdRef::New(n) = linked.household {
            let slot = &mut plan.new_households[n as usize];
            if slot.1.is_nil() {
                *slot = (row.id.0, ctx.new_id());
            }
        }
    }
    let people: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.person.1, it.row.person)).collect();
    let households: HashMap<Uuid, (i16, Uuid)> =
        plan.known.iter().map(|it| (it.row.household.1, it.row.household)).collect();
    for (row, linked) in plan.rows.iter_mut().zip(&plan.links.rows) {
        row.person = match linked.person {
            PersonRef::New(n) => plan.new_people[n as usize],
            PersonRef::Existing(id) => people.get(&id.0).copied().unwrap_or((0, id.0)),
        };
        row.household = match linked.household {
            HouseholdRef::New(n) => plan.new_households[n as usize],
            HouseholdRef::Existing(id) => households.get(&id.0).copied().unwrap_or((0, id.0)),
        };
        let report = &mut plan.reports[row.report];
        for warning in &linked.warnings {
            report.issues.push(issue(warning.code()));
            report.outcome = Outcome::AcceptedWithWarning;
        }
    }
    // A household that only a stored row was moved into has no new row to name it.
    for replaced in &plan.links.replaced {
        if let HouseholdRef::New(n) = replaced.household {
            let province = plan.known.iter().find(|it| it.key == replaced.key).map_or(0, |it| it.row.key.0);
            let slot = &mut plan.new_households[n as usize];
            if slot.1.is_nil() {
                *slot = (province, ctx.new_id());
            }
        }
    }
}
