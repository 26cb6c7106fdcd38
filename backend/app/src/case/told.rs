//! What checking found and which class a household has, by the day it was true: what is typed in late is kept, and
//! changes nothing that a later day says otherwise.

use chrono::NaiveDate;
use phonjon_domain::case::act::{CaseAct, CaseEventKind};
use phonjon_domain::case::{Case, HouseholdClass, Verification};
use phonjon_domain::ids::VisitId;
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

/// One thing that follows of what was found.
pub(crate) struct Step {
    pub(crate) act: CaseAct,
    pub(crate) detail: Json,
    /// A later day says otherwise: it is kept, and changes nothing.
    pub(crate) is_overtaken: bool,
}

impl Told {
    /// Lets the case stand as it was found, as far as no later day says otherwise.
    pub(crate) async fn on(self, work: &mut Work<'_>, on: NaiveDate) -> Result<(), AppError> {
        let later = work.events_after(on).await?;
        let later: Vec<(CaseEventKind, &Json)> = later.iter().map(|it| (it.kind, &it.detail)).collect();
        for step in self.steps(work.case.state, &later)? {
            if step.is_overtaken {
                work.keep(step.act.kind(), step.detail, on);
            } else {
                work.act(step.act, step.detail, on)?;
            }
        }
        Ok(())
    }

    /// What follows of it for a case that stands so, after what happened on later days.
    pub(crate) fn steps(self, state: Case, later: &[(CaseEventKind, &Json)]) -> Result<Vec<Step>, AppError> {
        let mut steps = Vec::new();
        // How the case would stand by this alone, and how it stands with what later days say.
        let (mut by_this, mut stands) = (state, state);
        if let Some(result) = self.verification {
            let act = CaseAct::Verify { result };
            by_this = by_this.after(&by_this.apply(act.clone()).map_err(refused)?);
            let is_overtaken = later.iter().any(|it| is_verified_anew(*it, result));
            if !is_overtaken {
                stands = by_this;
            }
            steps.push(Step { act, detail: self.detail("result", result.code()), is_overtaken });
        }
        if let Some(class) = self.class {
            let act = CaseAct::Classify { class };
            by_this.apply(act.clone()).map_err(refused)?;
            let is_overtaken = stands.verification != by_this.verification
                || later.iter().any(|it| is_classified_anew(it.0));
            steps.push(Step { act, detail: self.detail("class", class.code()), is_overtaken });
        }
        Ok(steps)
    }

    fn detail(self, name: &str, code: &str) -> Json {
        match self.visit {
            Some(visit) => json!({ name: code, "visit": visit.0 }),
            None => json!({ name: code }),
        }
    }
}

/// True where an event says what checking found in place of a result of an earlier day.
fn is_verified_anew((kind, detail): (CaseEventKind, &Json), earlier: Verification) -> bool {
    let found = detail.get("result").and_then(Json::as_str).and_then(Verification::from_code);
    kind == CaseEventKind::Verified && found.is_some_and(|it| it.is_a_result() || !earlier.is_a_result())
}

/// True where an event says the class in place of an earlier one: who comes under continuing care needs welfare.
const fn is_classified_anew(kind: CaseEventKind) -> bool {
    matches!(kind, CaseEventKind::Classified | CaseEventKind::ContinuingCareSet)
}
