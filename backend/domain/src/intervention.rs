//! Help for households (การช่วยเหลือ): immediate or development, for which need, by whom, worth what, and when.

use chrono::NaiveDate;

use crate::ids::{HouseholdId, InterventionId, ProblemId};
use crate::money::Satang;
use crate::sector::Sector;

coded! {
    /// The two kinds of help.
    pub enum InterventionKind {
        /// เร่งด่วน: in any open status, before class, plan or approval.
        Immediate = "immediate",
        /// พัฒนา
        Development = "development",
    }
}

coded! {
    /// In what form the help comes.
    pub enum InterventionForm {
        /// เงิน
        Cash = "cash",
        /// สิ่งของ
        InKind = "in_kind",
        /// บริการ
        Service = "service",
    }
}

coded! {
    /// Where a piece of help stands.
    pub enum InterventionStatus {
        /// วางแผนไว้
        Planned = "planned",
        /// อยู่ระหว่างดำเนินการ
        InProgress = "in_progress",
        /// ดำเนินการแล้ว
        Done = "done",
        /// ยกเลิก
        Cancelled = "cancelled",
    }
}

impl InterventionStatus {
    /// What may follow; done help stays done, and a mistake is a correction with its own event.
    pub const fn may_become(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::InProgress, Self::Done, Self::Cancelled],
            Self::InProgress => &[Self::Done, Self::Cancelled],
            Self::Done | Self::Cancelled => &[],
        }
    }

    /// True when `next` may follow this status.
    pub fn allows(self, next: Self) -> bool {
        self.may_become().contains(&next)
    }
}

coded! {
    /// What came of it.
    pub enum Outcome {
        /// ได้รับการช่วยเหลือครบแล้ว
        NeedMet = "need_met",
        /// ได้รับการช่วยเหลือบางส่วน
        PartlyMet = "partly_met",
        /// ยังไม่ได้รับการช่วยเหลือ
        NotMet = "not_met",
        /// ยังไม่ทราบผล
        NotYetKnown = "not_yet_known",
    }
}

/// What the help is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// As on a receipt or budget line.
    Known(Satang),
    /// Somebody's estimate.
    Estimated(Satang),
    /// Nobody put a value on it; sums say how many such there are.
    None,
}

impl Value {
    /// The stable word of the kind of value.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::Estimated(_) => "estimated",
            Self::None => "none",
        }
    }

    /// The value of a stable word and, for the first two, an amount of nought or more.
    pub fn from_parts(code: &str, amount: Option<Satang>) -> Option<Self> {
        match (code, amount) {
            ("known", Some(amount)) if Satang(0) <= amount => Some(Self::Known(amount)),
            ("estimated", Some(amount)) if Satang(0) <= amount => Some(Self::Estimated(amount)),
            ("none", None) => Some(Self::None),
            _ => None,
        }
    }

    /// The amount, where there is one.
    pub const fn amount(self) -> Option<Satang> {
        match self {
            Self::Known(amount) | Self::Estimated(amount) => Some(amount),
            Self::None => None,
        }
    }
}

/// Code of a need in the menu of help (ความต้องการช่วยเหลือ), such as `house_repair`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NeedItem(pub String);

/// A piece of help, planned or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervention {
    /// Which one.
    pub id: InterventionId,
    /// Whose.
    pub household: HouseholdId,
    /// The need it meets.
    pub need: NeedItem,
    /// The problem it is meant to solve, if one.
    pub problem: Option<ProblemId>,
    /// Immediate or development.
    pub kind: InterventionKind,
    /// Cash, in kind or service.
    pub form: InterventionForm,
    /// The sector that gives it.
    pub sector: Sector,
    /// The agency or organisation that gives it, as named.
    pub agency: String,
    /// The project it belongs to.
    pub project: Option<String>,
    /// The budget line it is paid from.
    pub budget_line: Option<String>,
    /// What it is worth.
    pub value: Value,
    /// The local day it is planned for.
    pub planned_on: Option<NaiveDate>,
    /// The local day it was given.
    pub done_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: InterventionStatus,
    /// What came of it.
    pub outcome: Outcome,
}

/// Why help is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InterventionRefused {
    /// Given on a day after today.
    #[error("the help was given on {done_on}, after today, {today}")]
    DoneInFuture {
        /// The day as given.
        done_on: NaiveDate,
        /// Today, local.
        today: NaiveDate,
    },
    /// Done, but on no day.
    #[error("help that is done names the day")]
    DoneWithoutDay,
    /// It has a day of giving and is not done.
    #[error("help with a day of giving is done")]
    DayWithoutDone,
    /// Its value is below nought.
    #[error("the value of help is nought or more")]
    NegativeValue,
}

impl InterventionRefused {
    /// The refusal's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoneInFuture { .. } => "HELP_IN_FUTURE",
            Self::DoneWithoutDay => "HELP_DONE_WITHOUT_DAY",
            Self::DayWithoutDone => "HELP_DAY_WITHOUT_DONE",
            Self::NegativeValue => "HELP_VALUE_NEGATIVE",
        }
    }

    /// The part of the help it is about.
    pub const fn field(self) -> &'static str {
        match self {
            Self::DoneInFuture { .. } | Self::DoneWithoutDay | Self::DayWithoutDone => "doneOn",
            Self::NegativeValue => "value",
        }
    }
}

/// The longest gap between two pieces of help for one need that still counts as the same need, in days.
pub const SAME_NEED_WITHIN_DAYS: i64 = 365;

impl Intervention {
    /// Accepts the help on a local day.
    ///
    /// # Errors
    ///
    /// [`InterventionRefused`] names the first rule it breaks.
    pub fn check(&self, today: NaiveDate) -> Result<(), InterventionRefused> {
        if self.value.amount().is_some_and(|it| it < Satang(0)) {
            return Err(InterventionRefused::NegativeValue);
        }
        match (self.done_on, self.status) {
            (Some(done_on), _) if today < done_on => {
                Err(InterventionRefused::DoneInFuture { done_on, today })
            }
            (None, InterventionStatus::Done) => Err(InterventionRefused::DoneWithoutDay),
            (Some(_), InterventionStatus::Planned) => Err(InterventionRefused::DayWithoutDone),
            _ => Ok(()),
        }
    }

    /// The days it spans: from planned to done, or the one that is known.
    pub fn period(&self) -> Option<(NaiveDate, NaiveDate)> {
        let from = self.planned_on.or(self.done_on)?;
        let until = self.done_on.unwrap_or(from);
        Some((from.min(until), from.max(until)))
    }

    /// True when development help of this value may start only under an approved plan.
    ///
    /// Help of unknown value is taken as below the line.
    pub fn needs_approved_plan(&self, line: Satang) -> bool {
        match self.kind {
            InterventionKind::Immediate => false,
            InterventionKind::Development => self.value.amount().is_some_and(|it| line < it),
        }
    }
}

/// True when two pieces of help meet the same need: another one, neither cancelled, same household, same need item,
/// periods overlapping or at most a year apart, whatever the sector or agency.
///
/// Help of which no day is known counts as near to every other.
pub fn same_need_already_met(a: &Intervention, b: &Intervention) -> bool {
    let cancelled = InterventionStatus::Cancelled;
    if a.id == b.id || a.household != b.household || a.need != b.need {
        return false;
    }
    if a.status == cancelled || b.status == cancelled {
        return false;
    }
    match (a.period(), b.period()) {
        (Some((a_from, a_until)), Some((b_from, b_until))) => {
            let gap = (b_from - a_until).max(a_from - b_until).num_days();
            gap <= SAME_NEED_WITHIN_DAYS
        }
        _ => true,
    }
}

#[cfg(test)]
#[path = "intervention_tests.rs"]
mod tests;
