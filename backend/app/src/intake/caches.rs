//! Which persons and households a chunk touches, and what their caches become.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use phonjon_domain::calendar::PartialDate;
use phonjon_linking::compose::{Correction, Value as Stated};
use phonjon_linking::record::RowKey;
use phonjon_rows::fields;
use phonjon_store::Connection;
use phonjon_store::areas::AreaIndex;
use phonjon_store::intake::{HouseholdCache, MembershipRow, PersonCache, ResidenceRow, existing_versions};
use phonjon_store::links::{self, CorrectionKind, CorrectionRow};
use uuid::Uuid;

use super::chunk::{self, ChunkPlan, Session, StoredRow};
use super::compose::{self, Linked};
use super::evidence::observed_on;
use super::numbers::{self, Numbers};
use crate::Ctx;
use crate::error::AppError;

/// What the caches become.
pub(super) struct Caches {
    pub(super) persons: Vec<PersonCache>,
    pub(super) households: Vec<HouseholdCache>,
    /// Households whose residences and memberships are written anew.
    pub(super) touched_households: Vec<Uuid>,
    pub(super) residences: Vec<ResidenceRow>,
    pub(super) memberships: Vec<MembershipRow>,
    /// Households that no list names among them: their residences stay.
    pub(super) own_homes: Vec<Uuid>,
    /// What the rows say of the touched persons' numbers.
    pub(super) numbers: BTreeMap<(i16, Uuid), Numbers>,
}

/// Persons and households whose caches are composed anew.
#[derive(Default)]
pub(crate) struct Touched {
    pub(crate) people: BTreeSet<(i16, Uuid)>,
    pub(crate) homes: BTreeSet<(i16, Uuid)>,
    /// True where what rows say has changed though the rows are the same: where their places lie.
    pub(crate) is_anew: bool,
    /// True where a list of problems was taken back: what the other lists name is told anew.
    pub(crate) names_problems: bool,
}

impl Touched {
    /// Where a person stands decides when that person left the other households.
    pub(super) fn follow(&mut self, rows: &[Linked<'_>]) {
        for it in rows.iter().filter(|it| self.people.contains(&it.person)) {
            self.homes.insert(it.household);
        }
    }
}

/// Every live row after the chunk: stored ones at their new places, then the new ones.
pub(super) fn linked_rows<'a>(
    areas: &AreaIndex,
    session: &Session,
    plan: &'a ChunkPlan,
    gone: &HashSet<RowKey>,
) -> Vec<Linked<'a>> {
    let moved = plan.moved();
    let area = |id: Option<Uuid>| id.and_then(|id| Some((id, chunk::code(areas, id)?)));
    let stored = plan.known.iter().filter(|it| !gone.contains(&it.key)).map(|it| Linked {
        household: moved.get(&it.key).copied().unwrap_or(it.row.household),
        ..chunk::linked(areas, it)
    });
    let new = plan.rows.iter().map(|it| Linked {
        key: it.key,
        id: it.id,
        source: session.source,
        year: session.year,
        values: &it.values,
        area: area(it.area_id),
        person: it.person,
        household: it.household,
        is_head: session.source.is_household_file(),
        is_gone: false,
    });
    stored.chain(new).collect()
}

/// The stored rows as they stand without the chunk, their places left out.
pub(super) fn rows_before(known: &[StoredRow]) -> Vec<Linked<'_>> {
    let nowhere = AreaIndex::default();
    known.iter().map(|it| chunk::linked(&nowhere, it)).collect()
}

/// Everybody a chunk touches.
pub(super) fn touched(plan: &ChunkPlan, gone: &HashSet<RowKey>) -> Touched {
    let mut touched = Touched {
        people: plan.rows.iter().map(|it| it.person).collect(),
        homes: plan.rows.iter().map(|it| it.household).collect(),
        ..Touched::default()
    };
    let replaced: HashSet<RowKey> = plan.links.replaced.iter().map(|it| it.key).collect();
    for it in plan.known.iter().filter(|it| gone.contains(&it.key) || replaced.contains(&it.key)) {
        touched.people.insert(it.row.person);
        touched.homes.insert(it.row.household);
    }
    touched
}

/// Composes the caches of everybody touched; what did not change is left out. `rows` holds every live row of the
/// touched persons and households; `gone` are rows that the database still has as live and `rows` no longer has.
pub(super) async fn compose(
    ctx: &Ctx,
    db: &impl Connection,
    mut touched: Touched,
    rows: &[Linked<'_>],
    gone: &HashSet<Uuid>,
) -> Result<Caches, AppError> {
    touched.follow(rows);
    let corrected = corrected(db, rows, &mut touched).await?;
    let places = places(db, rows, &touched, &corrected, gone).await?;
    let Touched { people: touched_people, homes: touched_homes, is_anew, .. } = touched;

    let mut by_person: HashMap<Uuid, Vec<&Linked<'_>>> = HashMap::new();
    let mut by_home: HashMap<Uuid, Vec<&Linked<'_>>> = HashMap::new();
    for row in rows {
        by_person.entry(row.person.1).or_default().push(row);
        by_home.entry(row.household.1).or_default().push(row);
    }

    let mut caches = Caches {
        persons: Vec::new(),
        households: Vec::new(),
        touched_households: touched_homes.iter().map(|it| it.1).collect(),
        residences: Vec::new(),
        memberships: Vec::new(),
        own_homes: Vec::new(),
        numbers: BTreeMap::new(),
    };
    let ids: Vec<Uuid> = touched_people.iter().map(|it| it.1).collect();
    let versions = existing_versions(db, "person", &ids).await?;
    for key in touched_people {
        let rows = by_person.get(&key.1).map_or(&[][..], Vec::as_slice);
        let composed = compose::person(rows, &corrected.fields_of(key.1));
        caches.numbers.insert(key, numbers::of_rows(rows));
        let was = versions.get(&key.1);
        if was.is_some_and(|(_, from, _)| *from == composed.from) {
            continue;
        }
        let (first, last) = (composed.text(fields::FIRST), composed.text(fields::LAST));
        caches.persons.push(PersonCache {
            key,
            version: was.map_or(1, |it| it.0 + 1),
            title: composed.text(fields::TITLE),
            name_key: name_key(first.as_deref(), last.as_deref()),
            first_name: first,
            last_name: last,
            sex: composed.text(fields::SEX),
            birth: composed.text(fields::BIRTH),
            died_on: composed.text(compose::DIED_ON),
            card: composed.whole(fields::CARD).map(|it| it == 1),
            composed_from: composed.from,
            created_at: was.map_or(ctx.now, |it| it.2),
            gone_at: rows.is_empty().then_some(ctx.now),
        });
    }

    let versions = existing_versions(db, "household", &caches.touched_households).await?;
    for key in touched_homes {
        let rows = by_home.get(&key.1).map_or(&[][..], Vec::as_slice);
        let was = versions.get(&key.1);
        caches.memberships.extend(members(key, rows, &places, &corrected));
        if rows.is_empty() && was.is_some_and(|(_, from, _)| from == "{}") {
            // No list names it: a person told what is known of it.
            caches.own_homes.push(key.1);
            continue;
        }
        let composed = compose::household(rows);
        let head = compose::head(rows);
        caches.residences.extend(
            compose::residences(rows).into_iter().map(|(area_id, since, until)| ResidenceRow {
                household: key,
                area_id,
                since,
                until,
            }),
        );
        let sources = compose::sources(rows);
        let from = format!(
            "{{\"sources\":{sources},\"head\":\"{}\",\"fields\":{}}}",
            head.map_or_else(String::new, |it| it.1.to_string()),
            composed.from
        );
        if !is_anew && was.is_some_and(|(_, was_from, _)| *was_from == from) {
            continue;
        }
        caches.households.push(HouseholdCache {
            key,
            version: was.map_or(1, |it| it.0 + 1),
            short_number: Some(short_number(key.1)),
            area_id: composed.area(),
            house_code: composed.text(fields::HOUSE_CODE),
            house_no: composed.text(fields::HOUSE_NO),
            moo: composed.whole(fields::MOO).and_then(|n| i16::try_from(n).ok()),
            village_name: composed.text(fields::VILLAGE),
            head,
            n_members: composed.whole(fields::MEMBERS).and_then(|n| i32::try_from(n).ok()),
            sources,
            composed_from: from,
            created_at: was.map_or(ctx.now, |it| it.2),
            gone_at: rows.is_empty().then_some(ctx.now),
        });
    }
    Ok(caches)
}

/// Who belonged to a household, and when, by its rows and by what was set right by hand.
fn members(
    home: (i16, Uuid),
    rows: &[&Linked<'_>],
    places: &Places,
    corrected: &Corrected,
) -> Vec<MembershipRow> {
    let head = compose::head(rows);
    let mut persons: BTreeSet<(i16, Uuid)> = rows.iter().map(|it| it.person).collect();
    persons.extend(corrected.moved_into(home.1));
    let stays = persons.into_iter().filter_map(|person| {
        let (since, until) = compose::stay(places.get(&person.1)?, home.1)?;
        Some(MembershipRow { household: home, person, since, until, is_head: head == Some(person) })
    });
    stays.collect()
}

/// The days on which persons are known to have stood in households.
type Places = HashMap<Uuid, BTreeSet<(NaiveDate, Uuid)>>;

/// Where the touched persons, and the members of the touched households, stand: in the rows at hand, in stored rows
/// of other households, and where somebody put them by hand. Who died stands nowhere from that day.
async fn places(
    db: &impl Connection,
    rows: &[Linked<'_>],
    touched: &Touched,
    corrected: &Corrected,
    gone: &HashSet<Uuid>,
) -> Result<Places, AppError> {
    let mut places = Places::new();
    let mut seen: HashSet<Uuid> = gone.clone();
    for row in rows {
        seen.insert(row.id.1);
        places.entry(row.person.1).or_default().insert((observed_on(row.year), row.household.1));
    }
    let homes: HashSet<Uuid> = touched.homes.iter().map(|it| it.1).collect();
    let mut members: HashSet<Uuid> =
        rows.iter().filter(|it| homes.contains(&it.household.1)).map(|it| it.person.1).collect();
    members.extend(corrected.all.iter().map(|it| it.person));
    let members: Vec<Uuid> = members.into_iter().collect();
    for stand in links::stands(db, &members).await?.into_iter().filter(|it| !seen.contains(&it.row)) {
        places.entry(stand.person).or_default().insert((stand.on, stand.household));
    }
    for it in &corrected.all {
        let home = match it.kind {
            CorrectionKind::Move => it.household.map(|home| home.1),
            CorrectionKind::Died => Some(Uuid::nil()),
            CorrectionKind::Number => None,
        };
        places.entry(it.person).or_default().extend(home.map(|home| (it.on, home)));
    }
    Ok(places)
}

/// What was set right by hand of everybody touched.
struct Corrected {
    all: Vec<CorrectionRow>,
}

impl Corrected {
    /// Corrections of a person's fields.
    fn fields_of(&self, person: Uuid) -> Vec<Correction> {
        let died = (0_u64..).zip(&self.all).filter(|(_, it)| it.person == person);
        let died = died.filter(|(_, it)| it.kind == CorrectionKind::Died).enumerate();
        died.map(|(n, (_, it))| Correction {
            key: n as u64,
            field: compose::DIED_ON.to_owned(),
            value: Some(Stated::Date(PartialDate::Day(it.on))),
            observed_on: it.on,
        })
        .collect()
    }

    fn moved_into(&self, home: Uuid) -> impl Iterator<Item = (i16, Uuid)> {
        let here = move |it: &&CorrectionRow| {
            it.kind == CorrectionKind::Move && it.household.is_some_and(|to| to.1 == home)
        };
        self.all.iter().filter(here).map(|it| (it.key.0, it.person))
    }
}

/// Reads the corrections of the touched persons and of the touched households' members; households that somebody
/// was moved into are touched with the person.
async fn corrected(
    db: &impl Connection,
    rows: &[Linked<'_>],
    touched: &mut Touched,
) -> Result<Corrected, AppError> {
    let homes: HashSet<Uuid> = touched.homes.iter().map(|it| it.1).collect();
    let mut persons: HashSet<Uuid> = touched.people.iter().map(|it| it.1).collect();
    persons.extend(rows.iter().filter(|it| homes.contains(&it.household.1)).map(|it| it.person.1));
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let homes: Vec<Uuid> = homes.into_iter().collect();
    let all = links::corrections_of(db, &persons, &homes).await?;
    let of_touched = all.iter().filter(|it| touched.people.contains(&(it.key.0, it.person)));
    let to: Vec<(i16, Uuid)> = of_touched.filter_map(|it| it.household).collect();
    touched.homes.extend(to);
    Ok(Corrected { all })
}

/// Both names in one line, for search.
fn name_key(first: Option<&str>, last: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [first, last].into_iter().flatten().filter(|it| !it.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Eight characters without look-alikes, to print on a visit sheet and type back.
fn short_number(id: Uuid) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bits = id.as_u128() & 0xFF_FFFF_FFFF;
    let mut text = [0_u8; 8];
    for slot in text.iter_mut().rev() {
        *slot = LETTERS[(bits & 31) as usize];
        bits >>= 5;
    }
    text.iter().map(|it| char::from(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_number_has_eight_letters_that_cannot_be_mistaken() {
        let text = short_number(Uuid::from_u128(0x0123_4567_89AB_CDEF));
        assert_eq!(text.len(), 8);
        assert!(text.chars().all(|c| !"ILOU".contains(c)));
        assert_ne!(text, short_number(Uuid::from_u128(0x0123_4567_89AB_CDEE)));
    }
}
