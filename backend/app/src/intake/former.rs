//! How a file that came before comes again: which rows say the same, which take an older one's place, which are missing.
//!
//! A file is known by source, survey year and base name, and only speaks for the districts it has rows in. Content is
//! matched first, wherever it stands in the file; what is left on both sides is matched by what tells a row.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use phonjon_domain::source::Source;
use phonjon_rows::{Outcome, ReadRow};
use phonjon_store::Connection;
use phonjon_store::intake::{self as stored, FormerRow, GonePlace};
use uuid::Uuid;

use super::chunk::{self, Session};
use super::evidence;
use super::foreseen::Foreseen;
use super::places;
use super::stage::Staged;
use super::tell::{Told, pair, told};
use crate::Ctx;
use crate::error::AppError;

/// Older rows opened at a time.
const PAGE: usize = 2_000;

/// Sheet and row as shown.
type Spot = (String, u32);

/// What a row of the file has to do with those of the same file before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Was {
    /// Nothing.
    New,
    /// This import stored it before it was broken off: with this outcome and these remarks.
    Done { outcome: Outcome, remarks: Option<String> },
    /// An older row says the same.
    Same,
    /// It takes the place of an older row.
    Takes(Taken),
}

/// An older row whose place is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// The older row.
    pub(super) old: Uuid,
    /// What of its link the newer row keeps.
    pub(super) keeps: Keeps,
}

/// What a row keeps of the link of the one whose place it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// Person and household as they are: somebody settled the link, or worked on the household.
    Link,
    /// The ids of person and household, where no other row bears them.
    Ids,
    /// The id of the household: the house is the same, its head another.
    Household,
}

/// The rows of a file that was imported before, as the file that comes now finds them.
#[derive(Debug, Default)]
pub(super) struct Former {
    done: HashMap<Spot, (Outcome, Option<String>)>,
    same: HashMap<Spot, Uuid>,
    takes: HashMap<Spot, Taken>,
    /// Older rows that are no evidence any more: a row of this file says it better.
    outdated: HashSet<Uuid>,
    /// Older rows that no row of this file has to do with.
    left: BTreeMap<Uuid, GonePlace>,
    /// Older rows that are listed again after a file without them.
    listed_again: Vec<Uuid>,
}

impl Former {
    /// Compares a staged file with what is stored of it.
    pub(super) async fn find(
        ctx: &Ctx,
        session: &mut Session,
        staged: &Staged,
        foreseen: &Foreseen,
    ) -> Result<Self, AppError> {
        let db = ctx.store.reader();
        let rows =
            stored::former_rows(db, session.source.code(), session.year.get(), &session.file_name).await?;
        let rows = foreseen.former(session, rows);
        let mut former = Self::default();
        let (mine, others): (Vec<FormerRow>, Vec<FormerRow>) =
            rows.into_iter().partition(|it| it.batch == session.batch);
        for it in mine {
            let spot = (it.sheet, u32::try_from(it.row).unwrap_or_default());
            former.done.insert(spot, (outcome_of(&it.outcome), it.remarks));
        }
        let others: Vec<FormerRow> = others.into_iter().filter(|it| session.reaches(it.area)).collect();
        if others.is_empty() {
            return Ok(former);
        }
        let (unmatched, districts) = former.match_content(ctx, session, staged, &others)?;
        former.match_rest(ctx, db, session, foreseen, unmatched, &others).await?;
        let speaks_for = |area: Option<Uuid>| {
            area.is_none_or(|it| district(session, it).is_none_or(|it| districts.contains(it)))
        };
        let silent: HashSet<Uuid> = others.iter().filter(|it| !speaks_for(it.area)).map(|it| it.id).collect();
        former.left.retain(|it, _| !silent.contains(it));
        let here: HashSet<Uuid> =
            former.same.values().copied().chain(former.takes.values().map(|it| it.old)).collect();
        former.listed_again =
            others.iter().filter(|it| it.is_gone && here.contains(&it.id)).map(|it| it.id).collect();
        Ok(former)
    }

    /// Matches rows that say the same; gives the rows of the file that are left, and the districts it has rows in.
    fn match_content(
        &mut self,
        ctx: &Ctx,
        session: &Session,
        staged: &Staged,
        others: &[FormerRow],
    ) -> Result<(Vec<Unmatched>, HashSet<String>), AppError> {
        let mut by_content: HashMap<&[u8], VecDeque<Uuid>> = HashMap::new();
        for it in others {
            by_content.entry(&it.content_hash).or_default().push_back(it.id);
        }
        let mut unmatched = Vec::new();
        let mut districts = HashSet::new();
        for rows in staged.frames_with(session.chosen) {
            for row in rows? {
                if row.outcome == Outcome::Skipped {
                    continue;
                }
                let area = session.areas.resolve(&places::query(&row.values)).map(|it| it.area.0);
                let counts = row.is_accepted() && session.reaches(area);
                if counts {
                    districts.extend(area.and_then(|it| district(session, it)).map(str::to_owned));
                }
                let spot = (row.sheet.clone(), row.row);
                if self.done.contains_key(&spot) {
                    continue;
                }
                let same = if counts {
                    let packed = evidence::pack(&row.values)?;
                    let hash =
                        evidence::content_hash(ctx.store.keys(), session.source, session.year, &packed);
                    by_content.get_mut(hash.as_slice()).and_then(VecDeque::pop_front)
                } else {
                    None
                };
                match same {
                    Some(old) => drop(self.same.insert(spot, old)),
                    None => unmatched.push(Unmatched { spot, told: told_of(session.source, &row), counts }),
                }
            }
        }
        Ok((unmatched, districts))
    }

    /// Matches what is left on both sides by what tells a row.
    async fn match_rest(
        &mut self,
        ctx: &Ctx,
        db: &impl Connection,
        session: &mut Session,
        foreseen: &Foreseen,
        unmatched: Vec<Unmatched>,
        others: &[FormerRow],
    ) -> Result<(), AppError> {
        let same: HashSet<Uuid> = self.same.values().copied().collect();
        let left: Vec<&FormerRow> = others.iter().filter(|it| !same.contains(&it.id)).collect();
        let ids: Vec<Uuid> = left.iter().map(|it| it.id).collect();
        let mut olds: HashMap<Uuid, Old> = HashMap::with_capacity(ids.len());
        for some in ids.chunks(PAGE) {
            let rows = foreseen.by_ids(db, some).await?;
            for it in chunk::open_rows(ctx, db, session, rows).await? {
                let is_fixed = it.row.person_matcher == "fixed" || it.row.household_matcher == "fixed";
                let told = told(it.source.is_household_file(), &it.values);
                let (person, household) = (it.row.person.1, it.row.household.1);
                olds.insert(it.row.key.1, Old { told, is_fixed, person, household });
            }
        }
        let left: Vec<&FormerRow> = left.into_iter().filter(|it| olds.contains_key(&it.id)).collect();
        let of_old: Vec<&Told> = left.iter().filter_map(|it| olds.get(&it.id)).map(|it| &it.told).collect();
        let (rows, refused): (Vec<Unmatched>, Vec<Unmatched>) =
            unmatched.into_iter().partition(|it| it.counts);
        let pairs = pair(&rows.iter().map(|it| &it.told).collect::<Vec<_>>(), &of_old);

        let mut taken: HashSet<usize> = pairs.iter().flatten().map(|it| it.0).collect();
        let of_taken = || taken.iter().filter_map(|at| olds.get(&left.get(*at)?.id));
        let settled = settled(db, of_taken()).await?;
        for (row, found) in rows.into_iter().zip(&pairs) {
            let Some((at, is_same_person)) = *found else { continue };
            let Some((id, old)) = left.get(at).and_then(|it| Some((it.id, olds.get(&it.id)?))) else {
                continue;
            };
            let is_settled =
                old.is_fixed || settled.contains(&old.person) || settled.contains(&old.household);
            let keeps = match (is_same_person, is_settled) {
                (true, true) => Keeps::Link,
                (true, false) => Keeps::Ids,
                (false, _) => Keeps::Household,
            };
            self.takes.insert(row.spot, Taken { old: id, keeps });
            if keeps != Keeps::Link {
                self.outdated.insert(id);
            }
        }

        // A row that is refused now is still in the file: what it was stays, and is not missed.
        let free: Vec<usize> = (0..left.len()).filter(|it| !taken.contains(it)).collect();
        let of_free: Vec<&Told> = free.iter().filter_map(|it| of_old.get(*it).copied()).collect();
        let still = pair(&refused.iter().map(|it| &it.told).collect::<Vec<_>>(), &of_free);
        taken.extend(still.iter().flatten().filter_map(|it| free.get(it.0)));
        for (at, row) in left.iter().enumerate() {
            if !taken.contains(&at) {
                self.left.insert(row.id, GonePlace { sheet: row.sheet.clone(), row: row.row });
            }
        }
        Ok(())
    }

    /// What a row of the file was.
    pub(super) fn was(&self, row: &ReadRow) -> Was {
        let spot = (row.sheet.clone(), row.row);
        if let Some((outcome, remarks)) = self.done.get(&spot) {
            return Was::Done { outcome: *outcome, remarks: remarks.clone() };
        }
        if self.same.contains_key(&spot) {
            return Was::Same;
        }
        self.takes.get(&spot).map_or(Was::New, |it| Was::Takes(*it))
    }

    /// True where the file has rows that may be imported and that nothing stored says.
    pub(super) fn lacks_rows(&self, session: &Session, staged: &Staged) -> Result<bool, AppError> {
        for rows in staged.frames_with(session.chosen) {
            let is_lacking = |row: &ReadRow| {
                let area = session.areas.resolve(&places::query(&row.values)).map(|it| it.area.0);
                matches!(self.was(row), Was::New | Was::Takes(_)) && session.reaches(area)
            };
            if rows?.iter().filter(|it| it.is_accepted()).any(is_lacking) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// True for a row that this import stored before it was broken off.
    pub(super) fn is_own(&self, row: &ReadRow) -> bool {
        self.done.contains_key(&(row.sheet.clone(), row.row))
    }

    /// True for an older row that no longer speaks for anybody.
    pub(super) fn is_outdated(&self, row: Uuid) -> bool {
        self.outdated.contains(&row)
    }

    /// True for an older row that nothing in the file has to do with, so far.
    pub(super) fn is_left(&self, row: Uuid) -> bool {
        self.left.contains_key(&row)
    }

    /// An older row was met after all.
    pub(super) fn meet(&mut self, row: Uuid) {
        self.left.remove(&row);
    }

    /// Older rows that the file no longer lists.
    pub(super) fn gone(&self) -> impl Iterator<Item = (Uuid, &GonePlace)> {
        self.left.iter().map(|(id, place)| (*id, place))
    }

    /// Older rows that it lists again.
    pub(super) fn listed_again(&self) -> &[Uuid] {
        &self.listed_again
    }
}

/// A row of the file that no older row says the same as.
struct Unmatched {
    spot: Spot,
    told: Told,
    /// False where it is refused.
    counts: bool,
}

/// An older row that no row of the file says the same as.
struct Old {
    told: Told,
    /// Somebody settled its link.
    is_fixed: bool,
    person: Uuid,
    household: Uuid,
}

/// Those of the rows' persons and households that somebody said are not others, and the households that somebody
/// worked on.
async fn settled(
    db: &impl Connection,
    olds: impl Iterator<Item = &Old> + Clone,
) -> Result<HashSet<Uuid>, AppError> {
    let people: Vec<Uuid> = olds.clone().map(|it| it.person).collect();
    let homes: Vec<Uuid> = olds.map(|it| it.household).collect();
    let mut settled = stored::worked_households(db, &homes).await?;
    for (kind, ids) in [("person", &people), ("household", &homes)] {
        settled.extend(stored::refused_pairs(db, kind, ids).await?.into_iter().map(|it| it.0));
    }
    Ok(settled)
}

fn told_of(source: Source, row: &ReadRow) -> Told {
    told(source.is_household_file(), &row.values)
}

/// The code of the district an area lies in, or of the province where it is none.
fn district(session: &Session, area: Uuid) -> Option<&str> {
    let code = session.areas.code(area.into())?;
    Some(code.get(..4).unwrap_or(code))
}

fn outcome_of(text: &str) -> Outcome {
    if text == "accepted_with_warning" { Outcome::AcceptedWithWarning } else { Outcome::Accepted }
}
