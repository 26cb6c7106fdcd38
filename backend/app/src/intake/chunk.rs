//! Planning one chunk: which rows are new, where they lie, whom they mean. The same for a check and for an import.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use phonjon_domain::area::AreaCode;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::AreaId;
use phonjon_domain::source::Source;
use phonjon_linking::keys::keys as blocking_keys;
use phonjon_linking::plan::{HouseholdRef, LinkPlan};
use phonjon_linking::record::{Record, RowKey};
use phonjon_rows::{Issue, Outcome, ReadRow, fields};
use phonjon_rules::seeds::Defaults;
use phonjon_store::areas::AreaIndex;
use phonjon_store::keys::{DataKey, Keyring};
use phonjon_store::{Connection, intake as stored, sources};
use uuid::Uuid;

use super::compose::Linked;
use super::decide::Chosen;
use super::evidence::{self, CITIZEN, Values};
use super::foreseen::Foreseen;
use super::former::{Former, Taken, Was};
use super::places;
use super::screen::Round;
use super::succession;
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
    /// The file was imported to its end before.
    pub(super) is_done: bool,
    pub(super) areas: AreaIndex,
    /// The headers that fields were found under.
    pub(super) columns: BTreeMap<String, String>,
    /// Every area that the importer may import into; none is everywhere.
    pub(super) reach: Option<HashSet<AreaId>>,
    pub(super) data_keys: HashMap<Uuid, DataKey>,
    pub(super) rules: Arc<Defaults>,
    /// What was chosen before the plan.
    pub(super) chosen: Chosen,
    /// The same file as it was stored before.
    pub(super) former: Former,
}

impl Session {
    /// True where the importer may import rows of this area.
    pub(super) fn reaches(&self, area: Option<Uuid>) -> bool {
        self.reach.as_ref().is_none_or(|reach| area.is_some_and(|area| reach.contains(&area.into())))
    }

    /// Knows from now on areas that were made, or would be: each lies where its code says.
    pub(super) fn know(&mut self, made: &[(AreaId, AreaCode)]) {
        self.areas.know(made);
        let Some(reach) = &mut self.reach else { return };
        let mut made: Vec<&(AreaId, AreaCode)> = made.iter().collect();
        made.sort_by_key(|it| it.1.level());
        for (id, code) in made {
            let parent = code.parent().and_then(|it| self.areas.by_code(it.as_str()));
            if parent.is_some_and(|it| reach.contains(&it)) {
                reach.insert(*id);
            }
        }
    }

    /// The round its rows are screened in.
    pub(super) fn round(&self) -> Round<'_> {
        Round { rules: &self.rules, source: self.source, year: self.year, batch: self.batch }
    }

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
    /// True where the names of its place say more than `area_id`.
    pub(super) is_place_open: bool,
    pub(super) key: RowKey,
    pub(super) link_keys: Vec<[u8; 16]>,
    pub(super) person: (i16, Uuid),
    pub(super) household: (i16, Uuid),
    /// The older row of the same file whose place it takes.
    pub(super) takes: Option<Taken>,
    /// Issues of its report that the reader found; the others were noted since.
    pub(super) n_read_issues: usize,
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
    /// Older rows of the file whose place new ones take.
    pub(super) replaced: Vec<(RowKey, Uuid)>,
    pub(super) new_people: Vec<(i16, Uuid)>,
    pub(super) new_households: Vec<(i16, Uuid)>,
}

impl ChunkPlan {
    /// The households that stored rows are moved to.
    pub(super) fn moved(&self) -> HashMap<RowKey, (i16, Uuid)> {
        let households: HashMap<Uuid, (i16, Uuid)> =
            self.known.iter().map(|it| (it.row.household.1, it.row.household)).collect();
        let moved = self.links.replaced.iter().filter_map(|it| {
            let home = match it.household {
                HouseholdRef::New(n) => self.new_households.get(n as usize).copied(),
                HouseholdRef::Existing(id) => households.get(&id.0).copied(),
            };
            Some((it.key, home?))
        });
        moved.collect()
    }
}

/// Plans a chunk. `db` is the pool for a check and the open transaction for an import.
pub(super) async fn plan(
    ctx: &Ctx,
    db: &impl Connection,
    session: &mut Session,
    foreseen: &Foreseen,
    mut reports: Vec<ReadRow>,
) -> Result<ChunkPlan, AppError> {
    let keys = ctx.store.keys();
    let (mut rows, stored_outcomes) = fresh_rows(ctx, session, &mut reports)?;

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
    let taken: Vec<Uuid> = rows.iter().filter_map(|it| it.takes).map(|it| it.old).collect();
    let taken = foreseen.by_ids(db, &taken).await?;
    // Numbers that somebody recorded by hand stand in no row.
    let numbers = rows.iter().filter_map(|it| it.values.get(fields::PID)?.as_text());
    let indexes: Vec<[u8; 32]> = numbers.flat_map(|it| keys.blind_indexes(CITIZEN, it)).collect();
    let bearers = stored::persons_by_numbers(db, CITIZEN, &indexes).await?;
    let known = foreseen.candidates(db, &hashes, &taken, &bearers).await?;
    let known = open_rows(ctx, db, session, known).await?;

    // Stored rows come before new ones, each in the order they came: keys grow with it.
    let offset = known.len() as u64;
    for (n, (row, record)) in rows.iter_mut().zip(&mut records).enumerate() {
        row.key = RowKey(offset + n as u64);
        record.key = row.key;
    }
    let links = succession::link_rows(db, keys, session, &rows, records, &known).await?;

    let mut plan = ChunkPlan {
        reports,
        stored_outcomes,
        rows,
        known,
        links,
        replaced: Vec::new(),
        new_people: Vec::new(),
        new_households: Vec::new(),
    };
    succession::name_new(ctx, session, &mut plan);
    succession::note_links(&mut plan);
    succession::note_changes(session, &mut plan);
    succession::note_other_files(session, &mut plan);
    Ok(plan)
}

/// Rows of the chunk that are data, lie where the importer may import, and are not stored already.
fn fresh_rows(
    ctx: &Ctx,
    session: &Session,
    reports: &mut [ReadRow],
) -> Result<(Vec<PlannedRow>, HashMap<usize, Outcome>), AppError> {
    let keys = ctx.store.keys();
    let mut rows = Vec::with_capacity(reports.len());
    let mut stored = HashMap::new();
    for (n, report) in reports.iter_mut().enumerate().filter(|(_, it)| it.is_accepted()) {
        let n_read_issues = report.issues.len();
        let place = places::place(&session.areas, &session.columns, &report.values);
        if !session.reaches(place.area) {
            report.outcome = Outcome::Rejected;
            report.issues.push(issue("OUT_OF_SCOPE"));
            continue;
        }
        let was = session.former.was(report);
        if let Was::Done { outcome, remarks } = was {
            stored.insert(n, outcome);
            let noted: Option<Vec<Issue>> = remarks
                .map(|it| serde_json::from_str(&it))
                .transpose()
                .map_err(|e| AppError::Unexpected(e.to_string()))?;
            // It changed something when it was stored; a file that is done changes nothing.
            let changes = |it: &Issue| it.code == CHANGED || it.code == OTHER_FILE;
            let noted = noted.into_iter().flatten().filter(|it| !(session.is_done && changes(it)));
            report.issues.extend(place.warnings);
            report.issues.extend(noted.filter(|it| !places::is_of_place(&it.code)));
            report.outcome = Outcome::Accepted;
            report.issues.push(issue(UNCHANGED));
            continue;
        }
        if !place.warnings.is_empty() {
            report.issues.extend(place.warnings);
            report.outcome = Outcome::AcceptedWithWarning;
        }
        let takes = match was {
            Was::Same => {
                stored.insert(n, report.outcome);
                report.outcome = Outcome::Accepted;
                report.issues.push(issue(UNCHANGED));
                continue;
            }
            Was::Takes(taken) => Some(taken),
            Was::New | Was::Done { .. } => None,
        };
        let packed = evidence::pack(&report.values)?;
        rows.push(PlannedRow {
            id: (place.home_province, ctx.new_id()),
            report: n,
            values: report.values.clone(),
            content_hash: evidence::content_hash(keys, session.source, session.year, &packed),
            packed,
            area_id: place.area,
            is_place_open: place.is_open,
            key: RowKey(0),
            link_keys: Vec::new(),
            person: (0, Uuid::nil()),
            household: (0, Uuid::nil()),
            takes,
            n_read_issues,
        });
    }
    Ok((rows, stored))
}

/// The issue of a row that was stored before.
pub(crate) const UNCHANGED: &str = "unchanged";
/// The issue of a row that takes an older one's place.
pub(super) const CHANGED: &str = "changed";
/// The issue of a row that counts instead of what another file says.
pub(super) const OTHER_FILE: &str = "other_file_replaced";

pub(super) fn issue(code: &str) -> Issue {
    Issue {
        code: code.to_owned(),
        field: None,
        column: None,
        value: None,
        args: std::collections::BTreeMap::new(),
    }
}

/// Codes that an official file names and nobody listed yet.
pub(super) fn unseen_areas(session: &Session, rows: &[ReadRow]) -> Vec<AreaCode> {
    let mut codes: Vec<AreaCode> = rows
        .iter()
        .filter(|it| it.is_accepted())
        .filter_map(|it| session.areas.unseen(&places::query(&it.values)))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The code of an area.
pub(super) fn code(areas: &AreaIndex, area: Uuid) -> Option<AreaCode> {
    areas.code(area.into()).and_then(|code| AreaCode::parse(code).ok())
}

fn record_of(session: &Session, row: &PlannedRow, keys: &Keyring) -> Record {
    evidence::record(row.key, session.source, session.year, &row.values, keys)
}

/// A stored row as it stands.
pub(super) fn linked<'a>(areas: &AreaIndex, it: &'a StoredRow) -> Linked<'a> {
    Linked {
        key: it.key,
        id: it.row.key,
        source: it.source,
        year: it.year,
        values: &it.values,
        area: it.row.area_id.and_then(|id| Some((id, code(areas, id)?))),
        person: it.row.person,
        household: it.row.household,
        is_head: it.row.is_head,
        is_gone: it.row.is_gone,
    }
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
