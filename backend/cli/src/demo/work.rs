//! Some weeks of invented case work in the demonstration's first subdistrict, done by its accounts through the same uses
//! as everybody's work: so that whoever opens it sees teams, visits, plans, help and papers that wait.

use chrono::TimeDelta;
use phonjon_app::accounts;
use phonjon_app::assignment::{Target, prepare, share};
use phonjon_app::case::{self, CaseFilter, CaseOrder, CaseRow, Closing, PageAsked};
use phonjon_app::intervention::{self, Need, NewIntervention};
use phonjon_app::plan::{self, NewPlan};
use phonjon_app::proposal::{self, NewProposal};
use phonjon_app::selection::Selection;
use phonjon_app::team::{self, NewMember, NewTeam, Team};
use phonjon_app::visit::{self, ConsentKind, NewConsent, NewVisit};
use phonjon_app::{AppError, Ctx, Key};
use phonjon_domain::access::Actor;
use phonjon_domain::case::{ClosingReason, HouseholdClass, Verification};
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::intervention::{InterventionForm, InterventionKind, Outcome, Value};
use phonjon_domain::money::Satang;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind, TeamKind, TeamRole};
use phonjon_domain::visit::{Finding, FindingValue, VisitManner, Visitor};
use phonjon_store::teams::TeamFilter;

use super::partners;
use crate::failure::Failure;
use crate::office::Office;
use crate::user::area_ids;

/// Invented members of the mentor teams: name, sector, formality.
const MEMBERS: [(&str, Sector, Formality); 7] = [
    ("ปลัดอำเภอผู้ประสานงานตำบล", Sector::State, Formality::Formal),
    ("พระครูวัดกลาง", Sector::Religion, Formality::Informal),
    ("ครูโรงเรียนบ้านกลาง", Sector::Academia, Formality::Formal),
    ("ร้านวัสดุรุ่งเรือง", Sector::Private, Formality::Informal),
    ("อสม. หมู่ที่ 1", Sector::People, Formality::Informal),
    ("กลุ่มออมทรัพย์ตำบล", Sector::CivilSociety, Formality::Informal),
    ("วิทยุชุมชนคนริมโขง", Sector::Media, Formality::Informal),
];

/// The subdistrict next to the first, where an assignment waits for the chief.
const NEXT: &str = "480103";

/// Who does the work.
struct Hands {
    chief: Ctx,
    officer: Ctx,
    head: Ctx,
    team: Ctx,
    reporter: Ctx,
}

/// Does the work; done again, each act finds what it did before by its key.
pub(super) async fn do_some(office: &Office, mentor_team: TeamId) -> Result<(), Failure> {
    let hands = Hands {
        chief: acting(office, "chief").await?,
        officer: acting(office, "officer").await?,
        head: acting(office, "head").await?,
        team: acting(office, "team").await?,
        reporter: acting(office, "reporter").await?,
    };
    let here = area(&office.ctx(), super::SUBDISTRICT).await?;
    let cases = cases_in(&hands.head, here).await?;
    let mentors = mentor_teams(&hands, mentor_team, here).await?;
    share_out(&hands.head, &cases, &mentors).await?;
    let needs = intervention::needs(&hands.team).await?;
    for (at, case) in cases.iter().enumerate() {
        follow_up(&hands, &needs, at, case).await?;
    }
    prepare_next(&hands).await?;
    propose(&hands.reporter).await
}

/// A context in which an account of the demonstration acts.
async fn acting(office: &Office, user_name: &str) -> Result<Ctx, Failure> {
    let ctx = office.ctx();
    let account = accounts::named(&ctx, user_name).await?;
    let grants = account.grants.into_iter().map(|it| it.grant).collect();
    let actor = Actor { account: Some(account.id), name: format!("account:{}", account.id.0), grants };
    Ok(Ctx::new(ctx.store, actor, ctx.now))
}

async fn area(ctx: &Ctx, code: &str) -> Result<AreaId, Failure> {
    let found = area_ids(ctx, &[code.to_owned()]).await?.unwrap_or_default();
    found.first().copied().ok_or_else(|| AppError::Hidden.into())
}

async fn cases_in(ctx: &Ctx, area: AreaId) -> Result<Vec<CaseRow>, Failure> {
    let filter = CaseFilter { area: Some(area), ..CaseFilter::default() };
    let asked = PageAsked { first: 60, ..PageAsked::default() };
    let found = case::cases(ctx, &filter, CaseOrder::NewestOpened, &asked).await?;
    Ok(found.cases.into_iter().map(|(case, _)| case).collect())
}

pub(super) fn key(name: &str, number: usize) -> Result<Key, Failure> {
    Ok(Key::new(&format!("demo-{name}-{number}"), &serde_json::Value::Null).map_err(AppError::from)?)
}

/// The subdistrict's mentor teams, the first given, each with members of some sectors.
async fn mentor_teams(hands: &Hands, first: TeamId, here: AreaId) -> Result<Vec<TeamId>, Failure> {
    let parent = subdistrict_team(&hands.head, here).await?;
    let mut found = vec![first];
    for number in 2..=3 {
        let new = NewTeam {
            kind: TeamKind::Mentor,
            name: format!("ทีมพี่เลี้ยง {number}"),
            parent: Some(parent.row.id),
            areas: vec![here],
        };
        found.push(team::create(&hands.head, &key("mentor-team", number)?, new).await?.row.id);
    }
    for (at, (name, sector, formality)) in MEMBERS.into_iter().enumerate() {
        let new = NewMember {
            kind: if sector == Sector::Private { MemberKind::Organisation } else { MemberKind::Person },
            name: name.to_owned(),
            sector,
            formality,
            role: if at < found.len() { TeamRole::Lead } else { TeamRole::Member },
            account: None,
            partner: partners::entered(&hands.head, at, (name, sector, formality), here).await?,
            since: None,
        };
        team::add_member(&hands.head, &key("member", at)?, found[at % found.len()], new).await?;
    }
    Ok(found)
}

async fn subdistrict_team(ctx: &Ctx, area: AreaId) -> Result<Team, Failure> {
    let kind = Some(TeamKind::Subdistrict);
    let filter = TeamFilter { area: Some(area), kind, parent: None, with_ended: false };
    let (found, _) = team::list(ctx, &filter, 1, None).await?;
    found.into_iter().next().ok_or_else(|| AppError::Hidden.into())
}

/// Shares most cases; some stay without a mentor team, as on any day.
async fn share_out(head: &Ctx, cases: &[CaseRow], mentors: &[TeamId]) -> Result<(), Failure> {
    let most = &cases[..cases.len() * 3 / 4];
    if !most.is_empty() {
        let selection = Selection::cases(most.iter().map(|it| (it.key, it.version)).collect());
        share(head, &key("share", 0)?, &selection, mentors).await?;
    }
    Ok(())
}

/// What was done for one case: most were visited, some have a plan, help, or a closing that waits.
async fn follow_up(hands: &Hands, needs: &[Need], at: usize, case: &CaseRow) -> Result<(), Failure> {
    if at % 5 == 4 {
        return Ok(());
    }
    visit(hands, at, case).await?;
    match at % 5 {
        1 => make_plan(hands, at, case).await,
        2 => give_help(hands, needs, at, case).await,
        3 if at % 10 == 3 => propose_closing(hands, at, case).await,
        _ => Ok(()),
    }
}

async fn visit(hands: &Hands, at: usize, case: &CaseRow) -> Result<(), Failure> {
    let was_met = at % 7 != 6;
    let days = TimeDelta::days(i64::try_from(at * 3 % 50).unwrap_or(0) + 1);
    let class = if at.is_multiple_of(3) { HouseholdClass::NeedsWelfare } else { HouseholdClass::CanDevelop };
    let saves = Finding { code: "savings".to_owned(), value: FindingValue::Answer(at.is_multiple_of(2)) };
    let notice = NewConsent {
        kind: ConsentKind::Notice,
        given: true,
        notice_version: Some("1".to_owned()),
        language: Some("th".to_owned()),
    };
    let new = NewVisit {
        id: None,
        visited_on: hands.team.today() - days,
        manner: if was_met { VisitManner::AtHome } else { VisitManner::NobodyMet },
        visited_by: vec![Visitor::Named("ทีมพี่เลี้ยง".to_owned())],
        told_by: was_met.then(|| "หัวหน้าครัวเรือน".to_owned()),
        verification: was_met.then_some(Verification::Confirmed),
        class: was_met.then_some(class),
        findings: if was_met { vec![saves] } else { Vec::new() },
        nothing_changed: false,
        note: None,
        consents: if was_met { vec![notice] } else { Vec::new() },
        position: None,
    };
    visit::record(&hands.team, case.key, new, &key("visit", at)?).await?;
    Ok(())
}

async fn make_plan(hands: &Hands, at: usize, case: &CaseRow) -> Result<(), Failure> {
    let new = NewPlan {
        id: None,
        attitude: "ตั้งใจส่งลูกเรียนให้จบ และอยากมีรายได้ประจำ".to_owned(),
        skills: "ทำนา เลี้ยงไก่ จักสาน".to_owned(),
        resources: "ที่ดิน 2 ไร่ บ่อน้ำตื้น 1 บ่อ".to_owned(),
        way_out: "เลี้ยงไก่พื้นเมืองและปลูกผักขายตลาดตำบล ซ่อมหลังคาก่อนหน้าฝน".to_owned(),
        agreed_on: hands.team.today() - TimeDelta::days(1),
    };
    let (_, plan) = plan::make(&hands.team, case.key, new, &key("plan", at)?).await?;
    if at.is_multiple_of(2) {
        plan::approve(&hands.chief, case.key, (case.key.0, plan), 1, &key("approve", at)?).await?;
    }
    Ok(())
}

async fn give_help(hands: &Hands, needs: &[Need], at: usize, case: &CaseRow) -> Result<(), Failure> {
    let Some(need) = needs.get(at % needs.len().max(1)) else { return Ok(()) };
    let is_done = at.is_multiple_of(2);
    let new = NewIntervention {
        id: None,
        need: need.code.clone(),
        menu_item: None,
        problem: None,
        kind: InterventionKind::Immediate,
        form: InterventionForm::InKind,
        sector: if is_done { Sector::CivilSociety } else { Sector::State },
        agency: if is_done {
            "กลุ่มออมทรัพย์ตำบล"
        } else {
            "เทศบาลเมืองนครพนม"
        }
        .to_owned(),
        project: None,
        budget_line: None,
        value: if is_done { Value::Estimated(Satang(150_000)) } else { Value::None },
        planned_on: (!is_done).then(|| hands.team.today() + TimeDelta::days(14)),
        done_on: is_done.then(|| hands.team.today() - TimeDelta::days(1)),
        outcome: if is_done { Outcome::PartlyMet } else { Outcome::NotYetKnown },
    };
    intervention::add(&hands.team, case.key, new, &key("help", at)?).await?;
    Ok(())
}

async fn propose_closing(hands: &Hands, at: usize, case: &CaseRow) -> Result<(), Failure> {
    let Some(now) = case::case(&hands.team, case.key).await? else { return Ok(()) };
    let closing = Closing {
        case: case.key,
        reason: ClosingReason::SolvedItself,
        note: Some("บุตรกลับมาทำงานที่บ้านและส่งเสียครัวเรือนได้"),
        version: now.version,
    };
    case::propose_closing(&hands.team, &closing, &key("closing", at)?).await?;
    Ok(())
}

/// Cases of the next subdistrict, which an officer means for a mentor team and the chief has not agreed to yet.
async fn prepare_next(hands: &Hands) -> Result<(), Failure> {
    let there = area(&hands.officer, NEXT).await?;
    let cases = cases_in(&hands.officer, there).await?;
    if cases.is_empty() {
        return Ok(());
    }
    let parent = subdistrict_team(&hands.officer, there).await?;
    let new = NewTeam {
        kind: TeamKind::Mentor,
        name: "ทีมพี่เลี้ยง 1".to_owned(),
        parent: Some(parent.row.id),
        areas: vec![there],
    };
    let mentors = team::create(&hands.officer, &key("mentor-team", 9)?, new).await?.row.id;
    let some = cases.iter().take(8).map(|it| (it.key, it.version)).collect();
    let target = Target { team: parent.row.id, mentor_team: Some(mentors) };
    prepare(&hands.officer, &key("prepare", 0)?, &Selection::cases(some), target).await?;
    Ok(())
}

/// Two households that no list names.
async fn propose(reporter: &Ctx) -> Result<(), Failure> {
    let told = [
        ("เพิงท้ายซอยหลังวัด ถัดจากบ่อบำบัดน้ำ", "ผู้สูงอายุอยู่คนเดียว ไม่มีบัตรและไม่อยู่ในบัญชีใด", true),
        ("บ้านเช่าหลังตลาดเช้า", "รายได้หายหลังประสบอุบัติเหตุ ลูกสองคนยังเรียน", false),
    ];
    let village = area(reporter, "48010101").await?;
    for (at, (description, reason, urgent)) in told.into_iter().enumerate() {
        let new = NewProposal {
            area: village,
            house_no: None,
            description: description.to_owned(),
            head: None,
            n_members: Some(if urgent { 1 } else { 4 }),
            reason: reason.to_owned(),
            urgent,
            met_on: Some(reporter.today() - TimeDelta::days(2)),
        };
        proposal::propose(reporter, &new, &key("proposal", at)?).await?;
    }
    Ok(())
}
