//! An act sent again with its old key by somebody who lost every power since is refused, whatever it was, and tells nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{look, pid, text};
use crate::world::World;

/// Acts that are one's own whatever one may do, and acts that go the road of those that are sent here (`Work::begin`).
const OTHERS: [&str; 21] = [
    "importDecide",
    "changePassword",
    "chooseLanguage",
    "savedViewPut",
    "savedViewRemove",
    "caseVerify",
    "caseClassify",
    "caseSetContinuingCare",
    "caseFollow",
    "caseResumeHelp",
    "caseReassess",
    "caseApprovePlan",
    "caseReturnPlan",
    "caseBeginIntervention",
    "caseCompleteIntervention",
    "caseCancelIntervention",
    "caseUpdateProblem",
    "caseClose",
    "caseReturnClosing",
    "caseReopen",
    "personMove",
];

/// A district, and everything that was done in it.
struct Past {
    d: District,
    sent: Vec<(&'static str, String, String)>,
}

impl Past {
    /// Does an act that must be done, keeps it, and gives the id of what came of it.
    async fn act(&mut self, who: &'static str, act: &str, arguments: &str, fields: &str) -> String {
        let key = self.sent.len();
        let mutation = format!(
            "mutation {{ {act}({arguments}, key: \"old-{key}\") {{ {fields} userErrors {{ code field }} }} }}"
        );
        let mut payload = self.d.ask(who, &mutation).await[act].take();
        assert_eq!(payload["userErrors"], json!([]), "{mutation}");
        payload.as_object_mut().unwrap().remove("userErrors");
        self.sent.push((who, act.to_owned(), mutation));
        first_id(&payload).unwrap_or_default()
    }

    async fn version_of_account(&self, id: &str) -> i64 {
        let found = self.d.ask("chief", "{ accounts(first: 100) { nodes { id version } } }").await;
        let accounts = found["accounts"]["nodes"].as_array().unwrap();
        accounts.iter().find(|it| it["id"] == id).unwrap()["version"].as_i64().unwrap()
    }
}

/// The first text called `id`, however deep.
fn first_id(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => fields.get("id").map(text).or_else(|| fields.values().find_map(first_id)),
        Value::Array(items) => items.iter().find_map(first_id),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Every act that takes a key.
fn with_keys() -> BTreeSet<String> {
    let schema = include_str!("../../schema.graphql");
    let undescribed: String = schema.split("\"\"\"").step_by(2).collect();
    let (_, acts) = undescribed.split_once("type Mutation {").unwrap();
    let (acts, _) = acts.split_once("\n}").unwrap();
    let acts = acts.split("Payload!").filter(|it| it.contains("key: ID!"));
    acts.map(|it| it.trim().split('(').next().unwrap().trim().to_owned()).collect()
}

async fn accounts_and_tokens(past: &mut Past) {
    let near = past.d.area("480109").await;
    let grant = |role: &str, area: &str| {
        format!("{{ role: {role}, areaIds: [\"{area}\"], validFrom: \"2026-01-01\" }}")
    };
    let new =
        format!("userName: \"clerk\", displayName: \"clerk\", grants: [{}]", grant("TEAM_MEMBER", &near));
    let clerk = past.act("chief", "accountCreate", &new, "newPassword { account { id } }").await;
    let given = format!("accountId: \"{clerk}\", grant: {}", grant("VILLAGE_REPORTER", &near));
    past.act("chief", "grantGive", &given, "account { id }").await;
    let asked = "{ accounts(first: 100) { nodes { id grants { id role } } } }";
    let accounts = past.d.ask("chief", asked).await["accounts"]["nodes"].take();
    let of_clerk = accounts.as_array().unwrap().iter().find(|it| it["id"] == clerk.as_str()).unwrap();
    let reporter = of_clerk["grants"].as_array().unwrap().iter().find(|it| it["role"] == "VILLAGE_REPORTER");
    let reporter = format!("grantId: {}", reporter.unwrap()["id"]);
    past.act("chief", "grantRevoke", &reporter, "account { id grants { id } }").await;
    // Powers of the own post, given and taken back: its holder manages nobody.
    let head_of = grant("SUBDISTRICT_HEAD", &near).replace(
        "validFrom: \"2026-01-01\"",
        "heldAs: ACTING, orderNumber: \"1\", validFrom: \"2099-01-01\", validUntil: \"2099-02-01\"",
    );
    let member = first_id(&past.d.ask("team", "{ me { id } }").await).unwrap();
    let given = format!("accountId: \"{member}\", grant: {head_of}");
    past.act("head", "grantGive", &given, "account { grants { id } }").await;
    let last = past.sent.last().unwrap().2.clone();
    let acting = first_id(&past.d.ask("head", &last).await["grantGive"]).unwrap();
    past.act("head", "grantRevoke", &format!("grantId: \"{acting}\""), "account { id displayName }").await;
    for (act, fields) in
        [("accountResetPassword", "newPassword { account { id } }"), ("accountDisable", "account { id }")]
    {
        let version = past.version_of_account(&clerk).await;
        let of = format!("accountId: \"{clerk}\", expectedVersion: {version}");
        past.act("chief", act, &of, fields).await;
    }

    past.d.token("ministry").await;
    let found = past.d.ask("admin", "{ accounts(first: 100) { nodes { id userName } } }").await;
    let accounts = found["accounts"]["nodes"].as_array().unwrap();
    let analyst = &accounts.iter().find(|it| it["userName"] == "ministry").unwrap()["id"];
    let new = format!("accountId: {analyst}, name: \"figures\", days: 30");
    let token = first_id(&past.d.ask("admin", "{ tokens { nodes { id } } }").await).unwrap();
    past.act("admin", "tokenCreate", &new, "newToken { token { id } }").await;
    past.act("admin", "tokenRevoke", &format!("tokenId: \"{token}\""), "").await;
}

async fn teams_and_assignments(past: &mut Past) {
    let (parent, area) = (past.d.team_of("480109").await, past.d.area("480109").await);
    let new =
        format!("team: {{ kind: MENTOR, name: \"หนึ่ง\", parentId: \"{parent}\", areaIds: [\"{area}\"] }}");
    let mentor = past.act("head", "teamCreate", &new, "team { id }").await;
    let other = past.act("head", "teamCreate", &new.replace("หนึ่ง", "สอง"), "team { id }").await;
    let renamed = format!("teamId: \"{other}\", expectedVersion: 1, name: \"สาม\"");
    past.act("head", "teamRename", &renamed, "team { id }").await;
    let member = "{ kind: PERSON, name: \"สมมุติ\", sector: STATE, formality: FORMAL, role: MEMBER }";
    let member = format!("teamId: \"{other}\", member: {member}");
    let member = past.act("head", "teamAddMember", &member, "team { members { nodes { id } } }").await;
    let member = format!("memberId: \"{member}\", expectedVersion: 1");
    past.act("head", "teamEndMember", &member, "team { id }").await;
    partners(past, &area).await;

    let all = |team: &str| {
        format!(
            "selection: {{ filter: {{ teamId: \"{parent}\" }}, expectedCount: 4 }}, teamId: \"{parent}\", mentorTeamId: \"{team}\""
        )
    };
    let act = past.act("chief", "casesAssign", &all(&mentor), "act { id }").await;
    past.act("chief", "actUndo", &format!("actId: \"{act}\""), "undone { act { id } }").await;
    for (who, act) in [("officer", "assignmentWithdraw"), ("chief", "assignmentCommit")] {
        let prepared = past.act("officer", "assignmentPrepare", &all(&mentor), "prepared { id }").await;
        past.act(who, act, &format!("preparedId: \"{prepared}\""), "").await;
    }
    let shared = format!(
        "selection: {{ filter: {{ teamId: \"{parent}\" }}, expectedCount: 4 }}, mentorTeamIds: [\"{other}\"]"
    );
    past.act("head", "casesShareAmongMentors", &shared, "act { id }").await;
    let over = format!(
        "fromTeamId: \"{other}\", teamId: \"{parent}\", mentorTeamId: \"{mentor}\", expectedCount: 4"
    );
    past.act("head", "casesHandOver", &over, "act { id }").await;
    let end = format!("teamId: \"{other}\", expectedVersion: 2");
    past.act("head", "teamEnd", &end, "team { id }").await;
}

/// A partner entered, changed and ended, and something it contributed noted and withdrawn.
async fn partners(past: &mut Past, area: &str) {
    let entry = format!(
        "partner: {{ kind: ORGANISATION, name: \"วัดสมมุติ\", sector: RELIGION, formality: INFORMAL, areaIds: [\"{area}\"] }}"
    );
    let partner = past.act("head", "partnerCreate", &entry, "partner { id }").await;
    let of = |rest: &str| format!("partnerId: \"{partner}\", {rest}");
    past.act("head", "partnerChange", &of(&format!("expectedVersion: 1, {entry}")), "partner { id }").await;
    let given = of("contribution: { need: \"food\", what: \"ข้าวสาร\" }");
    let given =
        past.act("head", "contributionAdd", &given, "partner { contributions { nodes { id } } }").await;
    past.act("head", "contributionWithdraw", &format!("contributionId: \"{given}\""), "partner { id }").await;
    past.act("head", "partnerEnd", &of("expectedVersion: 2"), "partner { id }").await;
}

async fn cases_and_people(past: &mut Past, rows: &[Row]) {
    let case = past.d.case_of(&rows[0]).await;
    let of = |rest: &str| format!("caseId: \"{case}\", {rest}");
    let visit = "visit: { visitedOn: \"2026-02-01\", manner: AT_HOME, verification: CONFIRMED }";
    past.act("team", "caseRecordVisit", &of(visit), "case { id } visit { id }").await;
    past.act("officer", "caseComment", &of("text: \"โปรดตรวจ\""), "case { id }").await;
    let plan = "plan: { wayOut: \"เลี้ยงไก่\", agreedOn: \"2026-02-01\" }";
    past.act("team", "caseMakePlan", &of(plan), "case { id }").await;
    let help =
        "intervention: { need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\" }";
    past.act("team", "caseAddIntervention", &of(help), "intervention { id } sameNeedMetBy { id }").await;

    let approved = "selection: { filter: { planStatus: [AGREED] }, expectedCount: 1 }";
    past.act("chief", "plansApprove", approved, "act { id }").await;

    let closing = past.d.at(&case, "reason: NOT_IN_NEED").await;
    past.act("team", "caseProposeClosing", &closing, "case { id }").await;
    let agreed = "selection: { filter: { closingProposed: true }, expectedCount: 1 }";
    past.act("chief", "caseAgreeClosing", agreed, "act { id }").await;

    let village = past.d.area("48010903").await;
    let new = format!(
        "household: {{ areaId: \"{village}\", description: \"เพิง\", reason: \"ไม่มีบ้าน\", urgent: true }}"
    );
    let proposal = past.act("reporter", "householdPropose", &new, "proposal { id household { id } }").await;
    let decision = format!("proposalId: \"{proposal}\", decision: ACCEPTED");
    past.act("chief", "proposalDecide", &decision, "proposal { id reason }").await;
    let new = new.replace("เพิง", "เพิงที่สอง");
    let proposal = past.act("reporter", "householdPropose", &new, "proposal { id household { id } }").await;
    let decision = format!("proposalIds: [\"{proposal}\"], decision: ACCEPTED");
    past.act("chief", "proposalsDecide", &decision, "proposals { id reason }").await;

    let asked = past.d.ask("team", "{ linkQuestions(answered: false) { nodes { id } } }").await;
    let question = format!("questionId: \"{}\"", first_id(&asked).unwrap());
    let answer = format!("{question}, answer: NOT_THE_SAME");
    past.act("team", "linkQuestionAnswer", &answer, "question { id left { persons { firstName } } }").await;
    past.act("head", "linkAnswerUndo", &question, "question { id }").await;
    past.act("team", "linkQuestionPassOn", &question, "question { id }").await;
    past.act("head", "linkQuestionsNumber", "onlyMyTurn: false", "numbered").await;

    let case = past.d.case_of(&rows[1]).await;
    let person = past.d.case("team", &case, "household { members { person { id } } }").await;
    let person = format!("personId: \"{}\"", first_id(&person).unwrap());
    let number = format!("{person}, number: \"{}\", on: \"2026-03-01\"", pid(777));
    past.act("team", "personNewNumber", &number, "correction { id person { firstName } }").await;
    let died = format!("{person}, on: \"2026-04-01\"");
    let died = past.act("team", "personDied", &died, "correction { id }").await;
    past.act("team", "correctionUndo", &format!("correctionId: \"{died}\""), "correction { id }").await;
    made_one(past, rows).await;
}

/// Two households and two persons made one and taken apart again, and a question asked about two others.
async fn made_one(past: &mut Past, rows: &[Row]) {
    let fields = "household { id version members { person { id version } } }";
    for act in ["householdsMerge", "personsMerge"] {
        let mut sides = Vec::new();
        for row in [&rows[1], &rows[3]] {
            let case = past.d.case_of(row).await;
            let home = past.d.case("officer", &case, fields).await["household"].take();
            let side = if act == "personsMerge" { home["members"][0]["person"].clone() } else { home };
            sides.push((side["id"].clone(), side["version"].clone()));
        }
        let of = if act == "personsMerge" { "personId" } else { "householdId" };
        let pair = format!(
            "{of}: {}, expectedVersion: {}, otherId: {}, otherVersion: {}, reason: \"รายการเดียวกัน\"",
            sides[0].0, sides[0].1, sides[1].0, sides[1].1
        );
        let merging = past.act("officer", act, &pair, "merging { id reason }").await;
        let apart = format!("mergingId: \"{merging}\", reason: \"คนละรายการ\"");
        past.act("officer", "mergingUndo", &apart, "merging { id undoneReason }").await;
        if of == "householdId" {
            let pair = format!("oneId: {}, otherId: {}", sides[0].0, sides[1].0);
            let ask = format!("{pair}, reason: \"น่าจะบ้านเดียวกัน\"");
            past.act("team", "linkQuestionAsk", &ask, "question { id note }").await;
        }
    }
}

async fn the_country(past: &mut Past) {
    let own = include_str!("../../backend/rules/seeds/criteria.toml")
        .replace("\"default_levels\"", "\"ministry_levels\"")
        .replace("version = \"1\"", "version = \"2570\"");
    let draft = format!("text: {}", Value::from(own));
    let set = past.act("admin", "parameterSetDraft", &draft, "parameterSet { id }").await;
    past.act("admin", "parameterSetRelease", &format!("id: \"{set}\""), "parameterSet { id }").await;
    let asked = "{ officeSettings { name version } }";
    let settings = past.d.ask("admin", asked).await["officeSettings"][0].take();
    let change =
        format!("name: {}, value: \"20\", expectedVersion: {}", text(&settings["name"]), settings["version"]);
    past.act("admin", "officeSettingChange", &change, "officeSetting { value }").await;
    let columns = "target: THAIQM, columns: [HEAD, DAY], expectedVersion: 0";
    past.act("admin", "handBackColumnsChange", columns, "columns { version }").await;
}

async fn who_lost_every_power_is_told_nothing_by_an_old_key(world: World) {
    let listed: Vec<Row> = (1..=4).map(|n| row(n, "48010901")).collect();
    let slipped = Row {
        pid: None,
        first_name: listed[2].first_name.replace("นะ", "น๊ะ"),
        house: "3/9".to_owned(),
        ..listed[2].clone()
    };
    let d = District::new(world);
    d.import("thaiqm_2566.csv", &thaiqm(&listed), 2566);
    let mut past = Past { d, sent: Vec::new() };

    teams_and_assignments(&mut past).await;
    let again = Row { troubles: vec!["q07"], ..slipped };
    past.d.import("thaiqm_2567.csv", &thaiqm(&[again]), 2567);
    cases_and_people(&mut past, &listed).await;
    past.d.import("tpmap_2568.csv", &tpmap(&[row(9, "48010902")]), 2568);
    let imports = past.d.ask("officer", "{ imports(first: 1) { nodes { id } } }").await;
    let import = format!("importId: \"{}\"", first_id(&imports).unwrap());
    past.act("officer", "importUndo", &import, "undo { nRows }").await;
    let upload = past.d.upload("officer", "tpmap_2567.csv", tpmap(&[row(8, "48010902")])).await;
    let file = format!("uploadId: \"{upload}\", surveyYear: 2567");
    past.act("officer", "importCheck", &file, "check { id }").await;
    let check = past.d.check_upload("officer", &upload, Some(2567)).await;
    let save = format!("checkId: {}, name: \"บัญชีอำเภอ\", expectedVersion: 0", check["id"]);
    past.act("officer", "mappingSave", &save, "mapping { id }").await;
    let district = past.d.area("4801").await;
    let list = format!("{{ handBack(target: THAIQM, areaId: \"{district}\") {{ count }} }}");
    let count = past.d.ask("officer", &list).await["handBack"]["count"].take();
    let list = format!("target: THAIQM, areaId: \"{district}\", expectedCount: {count}");
    let mark = past.act("officer", "handBackMark", &list, "mark { id }").await;
    past.act("officer", "handBackUnmark", &format!("markId: \"{mark}\""), "mark { undoneAt }").await;
    past.act("officer", "importApply", &file, "import { id }").await;
    accounts_and_tokens(&mut past).await;
    the_country(&mut past).await;

    let sent: BTreeSet<String> = past.sent.iter().map(|it| it.1.clone()).collect();
    let left: BTreeSet<String> = with_keys().difference(&sent).cloned().collect();
    assert_eq!(left, OTHERS.map(str::to_owned).into(), "every act with a key is replayed, or stands apart");

    // While the powers last, each is answered again.
    for (who, act, mutation) in &past.sent {
        let answer = past.d.ask(who, mutation).await;
        assert_eq!(answer[act.as_str()]["userErrors"], json!([]), "{mutation}");
    }
    look(&past.d.world, "update access_grant set revoked_at = created_at").await;
    for (who, act, mutation) in &past.sent {
        let token = past.d.token(who).await;
        let answer = past.d.world.graphql(Some(&token), mutation, json!({})).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        assert!(["NOT_FOUND", "FORBIDDEN"].contains(&code), "{act}: {answer:#}");
        assert_eq!(answer["data"], json!(null), "{act}");
    }
}

on_both!(who_lost_every_power_is_told_nothing_by_an_old_key);
