//! What stands in the way of giving cases to a team, told before anybody asks for it: which cases, why, and where they
//! live. The act itself is all or nothing, and names but the first.

use std::collections::{BTreeMap, HashMap, HashSet};

use phonjon_domain::area::AreaLevel;
use phonjon_domain::case::act::CaseAct;
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::policy::Action;
use phonjon_store::areas::{self, Area};
use phonjon_store::cases::{CaseKey, CaseRow, areas_reached};
use phonjon_store::teams;

use super::{Target, refusal_of_state};
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::permit::scope_for;

/// Cases that would be refused for one and the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// Why.
    pub refusal: Refusal,
    /// Which cases.
    pub cases: Vec<CaseKey>,
    /// The subdistricts they lie in, with how many of them; the most first.
    pub places: Vec<(AreaId, i64)>,
}

/// These cases, as looked at, parted into those that can be given to the target and those that stand in the way, each by
/// the first reason of the act. `why_not` is what the act asks of a case before anything else.
pub(super) async fn part(
    ctx: &Ctx,
    action: Action,
    cases: Vec<CaseRow>,
    target: Target,
    why_not: impl Fn(&CaseRow) -> Option<Refusal>,
) -> Result<(Vec<CaseRow>, Vec<InTheWay>), AppError> {
    let db = ctx.store.reader();
    let mut at: Vec<AreaId> = cases.iter().map(|it| it.area).collect();
    at.sort_unstable();
    at.dedup();
    let reached = areas_reached(db, &scope_for(&ctx.actor, action, ctx.today()), &at).await?;
    let outside = outside(ctx, target.team, &at).await?;
    let act = CaseAct::Assign { subdistrict_team: target.team, mentor_team: target.mentor_team };
    let reason = |case: &CaseRow| {
        if !reached.contains(&case.area) {
            return Some(Refusal::of("FORBIDDEN", "selection"));
        }
        let of_area = || outside.contains(&case.area).then(|| Refusal::of("TEAM_OUTSIDE_AREA", "teamId"));
        let of_state = || Some(refusal_of_state(&case.state.apply(act.clone()).err()?));
        why_not(case).or_else(of_area).or_else(of_state)
    };
    let (mut able, mut refused) = (Vec::new(), BTreeMap::<String, (Refusal, Vec<CaseRow>)>::new());
    for case in cases {
        match reason(&case) {
            None => able.push(case),
            Some(refusal) => {
                refused.entry(refusal.code.clone()).or_insert_with(|| (refusal, Vec::new())).1.push(case);
            }
        }
    }
    let subdistricts = if refused.is_empty() { HashMap::new() } else { subdistricts(ctx, &at).await? };
    let mut told: Vec<InTheWay> = refused
        .into_values()
        .map(|(refusal, cases)| {
            let mut places: BTreeMap<AreaId, i64> = BTreeMap::new();
            for case in &cases {
                *places.entry(subdistricts.get(&case.area).copied().unwrap_or(case.area)).or_default() += 1;
            }
            let mut places: Vec<(AreaId, i64)> = places.into_iter().collect();
            places.sort_by_key(|it| std::cmp::Reverse(it.1));
            InTheWay { refusal, cases: cases.iter().map(|it| it.key).collect(), places }
        })
        .collect();
    told.sort_by_key(|it| std::cmp::Reverse(it.cases.len()));
    Ok((able, told))
}

/// Those of these areas that the team does not serve.
async fn outside(ctx: &Ctx, team: TeamId, at: &[AreaId]) -> Result<HashSet<AreaId>, AppError> {
    Ok(teams::outside(ctx.store.reader(), team, at).await?.into_iter().collect())
}

/// The subdistrict that each of these areas lies in, or the area itself where it is larger.
async fn subdistricts(ctx: &Ctx, of: &[AreaId]) -> Result<HashMap<AreaId, AreaId>, AppError> {
    let paths = areas::paths(ctx.store.reader(), of, ctx.today()).await?;
    let of_path = |path: &[Area]| path.iter().find(|it| it.level == AreaLevel::Subdistrict).map(|it| it.id);
    Ok(paths.into_iter().map(|(id, path)| (id, of_path(&path).unwrap_or(id))).collect())
}
