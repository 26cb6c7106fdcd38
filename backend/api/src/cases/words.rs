//! The words of cases as clients see them: one enum per list of stable words.

use async_graphql::Enum;

/// Where a case stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::CaseStatus")]
pub(crate) enum CaseStatus {
    /// รอตรวจสอบ: to be verified.
    ToVerify,
    /// อยู่ระหว่างดำเนินการ: being helped.
    BeingHelped,
    /// ติดตามต่อเนื่อง: being followed.
    BeingFollowed,
    /// ยุติแล้ว: closed.
    Closed,
}

/// What checking a household found.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::Verification")]
pub(crate) enum Verification {
    /// ยืนยันเป็นเป้าหมาย: confirmed as a target.
    Confirmed,
    /// ไม่เข้าเกณฑ์: not in need.
    NotInNeed,
    /// ไม่พบตัว: not found.
    NotFound,
    /// ย้ายที่อยู่: moved.
    Moved,
    /// เสียชีวิต: dead.
    Dead,
    /// ข้อมูลซ้ำ: a duplicate.
    Duplicate,
    /// ไม่สะดวกให้ข้อมูล: would not say.
    Refused,
    /// เข้าพื้นที่ไม่ได้: the place cannot be reached.
    Inaccessible,
}

/// What kind of help a confirmed household can use.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::HouseholdClass")]
pub(crate) enum HouseholdClass {
    /// พัฒนาได้: can develop.
    CanDevelop,
    /// สงเคราะห์: needs welfare.
    NeedsWelfare,
    /// ไม่ขอรับความช่วยเหลือ: declines help.
    Declines,
}

/// Why a case is closed. Only `SUSTAINABLE` counts as brought out of poverty.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::ClosingReason")]
pub(crate) enum ClosingReason {
    /// ถึงขั้นยั่งยืน: reached the level sustainable.
    Sustainable,
    /// ไม่เข้าเกณฑ์: not in need.
    NotInNeed,
    /// ไม่พบตัว: not found.
    NotFound,
    /// ย้ายที่อยู่: moved away.
    MovedAway,
    /// เสียชีวิตทั้งครัวเรือน: all members died.
    AllDied,
    /// ข้อมูลซ้ำ: a duplicate of another household.
    Duplicate,
    /// ไม่ขอรับความช่วยเหลือ: declined help.
    Declined,
    /// แก้ไขได้ด้วยตนเอง: solved by the household itself.
    SolvedItself,
    /// แก้ไขแล้วโดยหน่วยงานอื่น: solved by another agency.
    SolvedElsewhere,
}

/// A household's level. Criteria are the system's default until a ministry's set is released.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::level::Level")]
pub(crate) enum Level {
    /// ยังประเมินไม่ได้: an urgent fact is unknown.
    NotYetAssessable,
    /// ต่ำกว่าขั้นอยู่รอด: below survive.
    BelowSurvive,
    /// ขั้นอยู่รอด: survive.
    Survive,
    /// ขั้นพอเพียง: sufficient.
    Sufficient,
    /// ขั้นยั่งยืน: sustainable.
    Sustainable,
}

/// One of TPMAP's five dimensions (มิติ TPMAP).
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::dimension::Dimension")]
pub(crate) enum Dimension {
    /// ด้านสุขภาพ: health.
    Health,
    /// ด้านความเป็นอยู่: living conditions.
    Living,
    /// ด้านการศึกษา: education.
    Education,
    /// ด้านรายได้: income.
    Income,
    /// ด้านการเข้าถึงบริการภาครัฐ: access to services of the state.
    Access,
}

/// A register or survey that speaks of persons or households.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::source::Source")]
pub(crate) enum Source {
    /// TPMAP's target list.
    Tpmap,
    /// ThaiQM's survey of household problems.
    Thaiqm,
    /// The จปฐ. survey.
    Bmn,
    /// The state welfare register.
    Welfare,
}

/// One of ThaiQM's seven groups of problems.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::problem::ProblemGroup")]
pub(crate) enum ProblemGroup {
    /// บ้าน/ที่อยู่อาศัย: housing.
    Housing,
    /// น้ำดื่ม/น้ำใช้: water.
    Water,
    /// การศึกษา: education.
    Education,
    /// รายได้และอาชีพ: income and work.
    Income,
    /// ความปลอดภัยในชีวิตและทรัพย์สิน: safety.
    Safety,
    /// กลุ่มเปราะบาง: vulnerable persons.
    Vulnerable,
    /// ความเดือดร้อนที่ไม่สามารถแก้ไขได้ด้วยตนเอง: trouble one cannot solve alone.
    Other,
}

/// Where one problem of a household stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::problem::ProblemStatus")]
pub(crate) enum ProblemStatus {
    /// ยังไม่ดำเนินการ: nobody works on it.
    Open,
    /// อยู่ระหว่างดำเนินการ: being worked on.
    InProgress,
    /// ส่งต่อหน่วยงาน: referred to the agency that owns it.
    Referred,
    /// เสนอจังหวัด/กระทรวงพิจารณา: put to the province or a ministry.
    Escalated,
    /// แก้ไขแล้ว: solved.
    Solved,
    /// แก้ไขไม่ได้: cannot be solved.
    CannotBeSolved,
    /// ไม่พบปัญหาแล้ว: gone without help.
    NoLongerPresent,
}

/// Where a version of a plan stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::plan::PlanStatus")]
pub(crate) enum PlanStatus {
    /// ร่าง: a draft.
    Draft,
    /// จัดทำแผนครัวเรือนแล้ว: agreed with the household.
    Agreed,
    /// ส่งคืนแก้ไข: returned for correction.
    Returned,
    /// ศจพ.อ. เห็นชอบแล้ว: approved by the district board.
    Approved,
    /// A later version took its place.
    Replaced,
}

/// The two kinds of help.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::intervention::InterventionKind")]
pub(crate) enum InterventionKind {
    /// เร่งด่วน: immediate; at any time while the case is open.
    Immediate,
    /// พัฒนา: for lasting development.
    Development,
}

/// In what form help comes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::intervention::InterventionForm")]
pub(crate) enum InterventionForm {
    /// เงิน: cash.
    Cash,
    /// สิ่งของ: in kind.
    InKind,
    /// บริการ: a service.
    Service,
}

/// Where a piece of help stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::intervention::InterventionStatus")]
pub(crate) enum InterventionStatus {
    /// วางแผนไว้: planned.
    Planned,
    /// อยู่ระหว่างดำเนินการ: begun.
    InProgress,
    /// ดำเนินการแล้ว: given.
    Done,
    /// ยกเลิก: cancelled.
    Cancelled,
}

/// What came of help.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::intervention::Outcome")]
pub(crate) enum HelpOutcome {
    /// ได้รับการช่วยเหลือครบแล้ว: the need is met.
    NeedMet,
    /// ได้รับการช่วยเหลือบางส่วน: partly met.
    PartlyMet,
    /// ยังไม่ได้รับการช่วยเหลือ: not met.
    NotMet,
    /// ยังไม่ทราบผล: not yet known.
    NotYetKnown,
}

/// How a household was reached.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::visit::VisitManner")]
pub(crate) enum VisitManner {
    /// เยี่ยมที่บ้าน: at home; only this confirms what a survey says.
    AtHome,
    /// พบที่อื่น: met elsewhere.
    Elsewhere,
    /// โทรศัพท์: by telephone.
    Telephone,
    /// ไม่พบผู้ใด: nobody was met.
    NobodyMet,
}

/// How far a case has come, as one step; derived, never stored.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::step::Step")]
pub(crate) enum Step {
    /// อยู่ในบัญชีเป้าหมาย: listed.
    Listed,
    /// มอบหมายแล้ว: assigned.
    Assigned,
    /// เยี่ยมแล้ว: visited.
    Visited,
    /// ตรวจสอบแล้ว: verified.
    Verified,
    /// จำแนกครัวเรือนแล้ว: classified.
    Classified,
    /// จัดทำแผนครัวเรือนแล้ว: a plan is agreed.
    PlanAgreed,
    /// ศจพ.อ. เห็นชอบแล้ว: the plan is approved.
    Approved,
    /// อยู่ระหว่างดำเนินการ: help has begun.
    InProgress,
    /// เสนอจังหวัด/กระทรวงพิจารณา: put to the province or a ministry.
    Escalated,
    /// แก้ไขแล้วในระดับอำเภอ: solved at the district.
    SolvedAtDistrict,
    /// แก้ไขแล้วโดยหน่วยงานอื่น: solved by another agency.
    SolvedElsewhere,
    /// ติดตามต่อเนื่อง: being followed.
    Following,
    /// ดูแลต่อเนื่อง: under continuing care.
    ContinuingCare,
    /// ยุติแล้ว: closed.
    Closed,
}

/// What happened to a case.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_domain::case::act::CaseEventKind")]
pub(crate) enum CaseEventKind {
    /// Taken into care.
    Opened,
    /// Given to a team.
    Assigned,
    /// Moved from one team to another.
    HandedOver,
    /// The assignment was taken back.
    Unassigned,
    /// The household moved, and the case went to the team of where it lives now.
    Moved,
    /// Visited.
    Visited,
    /// Checked.
    Verified,
    /// The class was set.
    Classified,
    /// A plan was agreed with the household.
    PlanAgreed,
    /// A plan was returned for correction.
    PlanReturned,
    /// A plan was approved.
    PlanApproved,
    /// A problem was found.
    ProblemFound,
    /// A problem's status changed.
    ProblemChanged,
    /// Help was planned or given.
    InterventionPlanned,
    /// Help went on.
    InterventionChanged,
    /// The level changed.
    LevelChanged,
    /// From helping to following.
    FollowStarted,
    /// From following back to helping.
    HelpResumed,
    /// Put under continuing care.
    ContinuingCareSet,
    /// Continuing care ended.
    ContinuingCareEnded,
    /// Closing was proposed.
    ClosingProposed,
    /// A proposed closing came back.
    ClosingReturned,
    /// Closed.
    Closed,
    /// Reopening was proposed.
    ReopeningProposed,
    /// Opened again.
    Reopened,
    /// Listed for a fiscal year.
    Listed,
    /// No longer listed; a proposal, never a closing.
    NoLongerListed,
    /// An obstacle was recorded.
    ObstacleRecorded,
    /// An obstacle is out of the way.
    ObstacleSettled,
    /// A comment or suggestion.
    Commented,
}
