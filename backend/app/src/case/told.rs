//! What checking found and which class a household has, by the day it was true: what is typed in late is kept, and
//! changes nothing that a later day says otherwise.

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::case::{HouseholdClass, Verification};
use phonjon_domain::ids::VisitId;
use phonjon_store::cases::EventRow;
use serde_json::{Value as Json, json};

use super::work::{Work, refused};
use crate::error::AppError;

/// What was found on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    /// What checking found.
    pub(crate) verification: Option<Verification>,
    /// What help the household can use.
    pub(crate) class: Option<HouseholdClass>,
    /// The visit that found it.
    pub(crate) visit: Option<VisitId>,
}

impl Told {
    /// Lets the case stand as it was found, as far as no later day says otherwise.
    pub(crate) async fn on(self, work: &mut Work<'_>, on: NaiveDate) -> Result<(), AppError> {
        let later = work.events_after(on).await?;
        // How the case would stand by this alone.
        let mut by_this = work.case.state;
        if let Some(result) = self.verification {
            let act = CaseAct::Verify { result };
            by_this = by_this.after(&by_this.apply(act.clone()).map_err(refused)?);
            let detail = self.detail("result", result.code());
            if later.iter().any(|it| is_verified_anew(it, result)) {
                work.keep(act.kind(), detail, on);
            } else {
                work.act(act, detail, on)?;
            }
        }
        if let Some(class) = self.class {
            let act = CaseAct::Classify { class };
            by_this.apply(act.clone()).map_err(refused)?;
            let detail = self.detail("class", class.code());
            let is_overtaken = work.case.state.verification != by_this.verification;
            if is_overtaken || later.iter().any(is_classified_anew) {
                work.keep(act.kind(), detail, on);
            } else {
                work.act(act, detail, on)?;
            }
        }
        Ok(())
    }

    fn detail(self, name: &str, code: &str) -> Json {
        match self.visit {
            Some(visit) => json!({ name: code, "visit": visit.0 }),
            None => json!({ name: code }),
        }
    }
}

/// True where an event says what checking found in place of a result of an earlier day.
fn is_verified_anew(event: &EventRow, earlier: Verification) -> bool {
    let found = event.detail.get("result").and_then(Json::as_str).and_then(Verification::from_code);
    event.kind == CaseEventKind::Verified
        && found.is_some_and(|it| it.is_a_result() || !earlier.is_a_result())
}

/// True where an event says the class in place of an earlier one: who comes under continuing care needs welfare.
fn is_classified_anew(event: &EventRow) -> bool {
    matches!(event.kind, CaseEventKind::Classified | CaseEventKind::ContinuingCareSet)
}
