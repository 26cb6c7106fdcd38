//! What a use is given: who asks, when, where new ids come from, and the store. Time and ids enter here and nowhere else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use phonjon_domain::access::Actor;
use phonjon_domain::calendar::bangkok_day;
use phonjon_domain::ids::PersonId;
use phonjon_store::Store;
use phonjon_store::cases::{CaseKey, HouseholdKey};
use uuid::{Timestamp, Uuid};

/// Gives the present instant; tests give a fixed one.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Gives new ids.
pub type IdSource = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// The machine's clock, cut to microseconds: PostgreSQL keeps no more, and what was stored must equal what is read.
pub fn system_clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time enters")]
    Arc::new(|| Utc::now().trunc_subsecs(6))
}

/// A clock that stands still.
pub fn fixed_clock(at: DateTime<Utc>) -> Clock {
    Arc::new(move || at)
}

/// The context of one request or command.
#[derive(Clone)]
pub struct Ctx {
    /// Where things are kept.
    pub store: Store,
    /// Who asks.
    pub actor: Actor,
    /// The instant of the request.
    pub now: DateTime<Utc>,
    ids: IdSource,
    shown: Arc<Mutex<Shown>>,
}

/// The persons that the answer to a request shows, and by which readings.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) persons: BTreeSet<PersonId>,
    /// Households of which it shows something that is told of their members.
    pub(crate) households: BTreeSet<HouseholdKey>,
    /// Cases of which it does.
    pub(crate) cases: BTreeSet<CaseKey>,
    pub(crate) operations: BTreeSet<String>,
}

impl Ctx {
    /// A context for one request; ids are version 7, ordered by the request's instant.
    pub fn new(store: Store, actor: Actor, now: DateTime<Utc>) -> Self {
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let nanos = now.timestamp_subsec_nanos();
        let ids: IdSource = {
            let order = std::sync::Mutex::new(uuid::timestamp::context::ContextV7::new());
            Arc::new(move || match order.lock() {
                Ok(order) => Uuid::new_v7(Timestamp::from_unix(&*order, seconds, nanos)),
                Err(poisoned) => Uuid::new_v7(Timestamp::from_unix(&*poisoned.into_inner(), seconds, nanos)),
            })
        };
        Self { store, actor, now, ids, shown: Arc::default() }
    }

    /// Notes that the answer shows these persons.
    pub(crate) fn show(&self, operation: &str, persons: impl IntoIterator<Item = PersonId>) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let before = shown.persons.len();
        shown.persons.extend(persons);
        if before < shown.persons.len() {
            shown.operations.insert(operation.to_owned());
        }
    }

    /// Notes that the answer shows what is told of the members of this household: problems, answers of a survey.
    pub fn show_household(&self, operation: &str, household: HouseholdKey) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.households.insert(household);
        shown.operations.insert(operation.to_owned());
    }

    /// Notes that the answer shows what is told of the members of this case's household: visits, plans, help, verdicts.
    pub fn show_case(&self, operation: &str, case: CaseKey) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.cases.insert(case);
        shown.operations.insert(operation.to_owned());
    }

    /// Takes what the answer shows so far.
    pub(crate) fn take_shown(&self) -> Shown {
        std::mem::take(&mut *self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The local day of the request: days are those of Asia/Bangkok, seven hours before UTC's.
    pub fn today(&self) -> NaiveDate {
        bangkok_day(self.now)
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        (self.ids)()
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ctx({} at {})", self.actor.name, self.now)
    }
}

/// The instant a local day begins.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_bangkok() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(bangkok_day(at("2026-01-01T16:59:59Z")).to_string(), "2026-01-01");
        assert_eq!(bangkok_day(at("2026-01-01T17:00:00Z")).to_string(), "2026-01-02");
        assert_eq!(midnight("2026-01-02".parse().unwrap()), at("2026-01-01T17:00:00Z"));
    }
}
