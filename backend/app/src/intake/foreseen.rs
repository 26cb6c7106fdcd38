//! What a check would have stored so far: later rows, and later files of the same command, are planned as if it stood
//! in the database. Empty while an import is applied, when it does.

use std::collections::{HashMap, HashSet};

use phonjon_domain::area::AreaCode;
use phonjon_domain::calendar::BuddhistYear;
use phonjon_domain::ids::AreaId;
use phonjon_domain::source::Source;
use phonjon_linking::record::RowKey;
use phonjon_store::Connection;
use phonjon_store::intake::{self as stored, FormerRow, StoredRow};
use phonjon_store::keys::DataKey;
use uuid::Uuid;

use super::changes::Changes;
use super::chunk::{ChunkPlan, FACTS, Session};
use super::former::Former;
use super::write;
use crate::error::AppError;

/// What checks of one command would have stored, had they been imports.
#[derive(Default)]
pub struct Foreseen {
    /// New rows, and stored rows that would stand elsewhere now, each as it would be stored.
    rows: HashMap<Uuid, StoredRow>,
    /// New rows as rows of their file, in their order.
    of_files: Vec<(FileKey, FormerRow)>,
    /// Stored rows whose place a new one would have taken.
    gone: HashSet<Uuid>,
    /// Rows that a file would no longer list, or list again.
    unlisted: HashMap<Uuid, bool>,
    by_key: HashMap<[u8; 16], Vec<Uuid>>,
    by_person: HashMap<Uuid, Vec<Uuid>>,
    by_home: HashMap<Uuid, Vec<Uuid>>,
    files: Vec<ForeseenFile>,
    areas: Vec<(AreaId, AreaCode)>,
    asked: HashSet<(Uuid, Uuid)>,
    homes_with_case: HashSet<Uuid>,
    data_keys: HashMap<Uuid, DataKey>,
    /// Where the households go that would be changed; none where nobody asks.
    pub(super) changes: Option<Changes>,
    /// What files of past work said.
    pub(super) past: super::past::Seen,
}

/// Source, survey year and name of a file.
type FileKey = (Source, i16, String);

/// A file that was checked to its end.
pub(super) struct ForeseenFile {
    pub(super) sha256: [u8; 32],
    pub(super) batch: Uuid,
    key: FileKey,
}

impl std::fmt::Debug for Foreseen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Foreseen({} rows)", self.rows.len())
    }
}

impl Foreseen {
    /// Has a check keep the households with a case that would be changed.
    pub(crate) fn tell_changes(&mut self, changes: Changes) {
        self.changes = Some(changes);
    }

    /// The newest check of exactly this file: its batch, its name, and whether another file of that name came later.
    pub(super) fn find_file(
        &self,
        sha256: &[u8; 32],
        source: Source,
        year: BuddhistYear,
    ) -> Option<(Uuid, &str, bool)> {
        let is_it = |it: &ForeseenFile| it.sha256 == *sha256 && it.key.0 == source && it.key.1 == year.get();
        let at = self.files.iter().rposition(is_it)?;
        let (file, later) = self.files.get(at..)?.split_first()?;
        Some((file.batch, &file.key.2, later.iter().any(|it| it.key == file.key)))
    }

    /// True where a file of this name was checked.
    pub(super) fn has_file(&self, source: Source, year: BuddhistYear, name: &str) -> bool {
        self.files.iter().any(|it| it.key.0 == source && it.key.1 == year.get() && it.key.2 == name)
    }

    /// Takes in what is known before a file is walked.
    pub(super) fn lend(&mut self, session: &mut Session) {
        session.know(&self.areas);
        session.data_keys.extend(std::mem::take(&mut self.data_keys));
    }

    /// Keeps what a file that was checked to its end leaves behind.
    pub(super) fn end_file(&mut self, session: &mut Session, sha256: [u8; 32]) {
        self.data_keys = std::mem::take(&mut session.data_keys);
        let key = (session.source, session.year.get(), session.file_name.clone());
        self.files.push(ForeseenFile { sha256, batch: session.batch, key });
    }

    /// Areas that the files would have made.
    pub(super) fn make_areas(&mut self, session: &mut Session, made: Vec<(AreaId, AreaCode)>) {
        session.know(&made);
        self.areas.extend(made);
    }

    /// Pairs not asked about yet, by the check or before.
    pub(super) fn ask(&mut self, pairs: impl IntoIterator<Item = (Uuid, Uuid)>) -> u64 {
        pairs.into_iter().map(|it| u64::from(self.asked.insert(it))).sum()
    }

    /// True the first time a household would get a case.
    pub(super) fn open_case(&mut self, home: Uuid) -> bool {
        self.homes_with_case.insert(home)
    }

    /// Takes in what storing a chunk would have done to rows and links.
    pub(super) fn keep(&mut self, session: &Session, plan: &ChunkPlan) -> Result<(), AppError> {
        let known: HashMap<RowKey, &StoredRow> = plan.known.iter().map(|it| (it.key, &it.row)).collect();
        for (old, _) in &plan.replaced {
            if let Some(row) = known.get(old) {
                self.gone.insert(row.key.1);
                self.rows.remove(&row.key.1);
            }
        }
        let to = plan.moved();
        for moved in &plan.links.replaced {
            let (Some(row), Some(household)) = (known.get(&moved.key), to.get(&moved.key)) else { continue };
            if self.gone.contains(&row.key.1) {
                continue;
            }
            let link_seq = row.link_seq + 1;
            let household_matcher = moved.by.by.code().to_owned();
            self.insert(StoredRow { household: *household, household_matcher, link_seq, ..(*row).clone() });
        }
        let key = session.data_keys.get(&session.batch).ok_or_else(write::no_key)?;
        for (row, linked) in plan.rows.iter().zip(&plan.links.rows) {
            let Some(report) = plan.reports.get(row.report) else { continue };
            for hash in &row.link_keys {
                self.by_key.entry(*hash).or_default().push(row.id.1);
            }
            self.insert(StoredRow {
                key: row.id,
                batch_id: session.batch,
                source: session.source.code().to_owned(),
                survey_year: session.year.get(),
                file_name: session.file_name.clone(),
                sheet: report.sheet.clone(),
                row_number: write::number(report.row),
                facts: Some(key.seal(FACTS, &row.packed)?),
                area_id: row.area_id,
                observed_on: session.observed_on(),
                link_seq: 0,
                person: row.person,
                person_matcher: linked.person_by.by.code().to_owned(),
                household: row.household,
                household_matcher: linked.household_by.by.code().to_owned(),
                is_head: session.source.is_household_file(),
                is_gone: false,
            });
            let of_file = FormerRow {
                id: row.id.1,
                batch: session.batch,
                content_hash: row.content_hash.clone(),
                sheet: report.sheet.clone(),
                row: write::number(report.row),
                outcome: write::outcome_text(report.outcome).to_owned(),
                remarks: write::remarks(&report.issues, row.n_read_issues)?,
                area: row.area_id,
                is_gone: false,
            };
            self.of_files.push(((session.source, session.year.get(), session.file_name.clone()), of_file));
        }
        Ok(())
    }

    /// Notes which rows a file that was checked to its end no longer lists, and which it lists again.
    pub(super) fn unlist(&mut self, former: &Former) {
        self.unlisted.extend(former.gone().map(|it| (it.0, true)));
        self.unlisted.extend(former.listed_again().iter().map(|it| (*it, false)));
    }

    fn insert(&mut self, row: StoredRow) {
        let id = row.key.1;
        self.by_person.entry(row.person.1).or_default().push(id);
        self.by_home.entry(row.household.1).or_default().push(id);
        self.rows.insert(id, row);
    }

    /// The live rows of a file's name as they would be now.
    pub(super) fn former(&self, session: &Session, stored: Vec<FormerRow>) -> Vec<FormerRow> {
        let key = (session.source, session.year.get(), session.file_name.clone());
        let mut rows: Vec<FormerRow> = stored;
        rows.extend(self.of_files.iter().filter(|it| it.0 == key).map(|it| it.1.clone()));
        rows.retain(|it| !self.gone.contains(&it.id));
        rows.sort_by(|a, b| (&a.sheet, a.row, a.id).cmp(&(&b.sheet, b.row, b.id)));
        rows
    }

    /// Those of these rows that would be live, as they would be now.
    pub(super) async fn by_ids(
        &self,
        db: &impl Connection,
        ids: &[Uuid],
    ) -> Result<Vec<StoredRow>, AppError> {
        let (here, there): (Vec<Uuid>, Vec<Uuid>) = ids.iter().partition(|it| self.rows.contains_key(it));
        let mut rows = stored::rows_by_ids(db, &there).await?;
        rows.retain(|it| !self.gone.contains(&it.key.1));
        rows.extend(here.iter().filter_map(|it| self.rows.get(it)).cloned());
        rows.sort_by_key(|it| it.key.1);
        self.mark_unlisted(&mut rows);
        Ok(rows)
    }

    /// Every live row of each household that a row with one of these keys, or another row of such a row's person,
    /// belongs to; `also` are rows taken as if they had one of the keys, `bearers` persons taken as if a row of theirs
    /// had.
    pub(super) async fn candidates(
        &self,
        db: &impl Connection,
        keys: &[[u8; 16]],
        also: &[StoredRow],
        bearers: &[Uuid],
    ) -> Result<Vec<StoredRow>, AppError> {
        let mut people: HashSet<Uuid> =
            also.iter().map(|it| it.person.1).chain(bearers.iter().copied()).collect();
        let mut homes: HashSet<Uuid> = also.iter().map(|it| it.household.1).collect();
        let found = stored::rows_by_keys(db, keys).await?;
        for it in found.into_iter().filter_map(|it| self.now(it)) {
            people.insert(it.person);
            homes.insert(it.household);
        }
        if !self.rows.is_empty() {
            let ids = keys.iter().filter_map(|it| self.by_key.get(it)).flatten();
            for row in ids.filter_map(|it| self.rows.get(it)) {
                people.insert(row.person.1);
                homes.insert(row.household.1);
            }
            let ids = people.iter().filter_map(|it| self.by_person.get(it)).flatten();
            let rows = ids.filter_map(|it| self.rows.get(it));
            homes.extend(rows.filter(|it| people.contains(&it.person.1)).map(|it| it.household.1));
        }
        let persons: Vec<Uuid> = people.into_iter().collect();
        let stands = stored::rows_of_persons(db, &persons).await?;
        homes.extend(stands.into_iter().filter_map(|it| self.now(it)).map(|it| it.household));
        homes.extend(stored::moved_by_hand(db, &persons).await?);
        let wanted: Vec<Uuid> = homes.iter().copied().collect();
        let mut rows = stored::rows_of_households(db, &wanted).await?;
        if !self.rows.is_empty() || !self.gone.is_empty() {
            rows.retain(|it| !self.gone.contains(&it.key.1) && !self.rows.contains_key(&it.key.1));
            let here: HashSet<Uuid> =
                homes.iter().filter_map(|it| self.by_home.get(it)).flatten().copied().collect();
            let here = here.iter().filter_map(|it| self.rows.get(it));
            rows.extend(here.filter(|it| homes.contains(&it.household.1)).cloned());
            rows.sort_by_key(|it| it.key.1);
        }
        self.mark_unlisted(&mut rows);
        Ok(rows)
    }

    fn mark_unlisted(&self, rows: &mut [StoredRow]) {
        for row in rows {
            row.is_gone = self.unlisted.get(&row.key.1).copied().unwrap_or(row.is_gone);
        }
    }

    /// Where a stored row would stand now, if it would be live.
    fn now(&self, it: stored::Standing) -> Option<stored::Standing> {
        if self.gone.contains(&it.row) {
            return None;
        }
        Some(match self.rows.get(&it.row) {
            Some(row) => stored::Standing { household: row.household.1, ..it },
            None => it,
        })
    }
}
