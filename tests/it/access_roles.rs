//! What each role sees and may do, near and far: one table, and what one may not see is as if it were not.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::imports::text;
use crate::office::{Home, Province, area_id, code, create_account, named_officer, nowhere, province};
use crate::world::World;

/// Role and the area it is given over. A mentor is given a team instead; only the operator is given by nobody.
const ROLES: [(&str, &str); 17] = [
    ("governor", "48"),
    ("provincial_office_head", "48"),
    ("province_officer", "48"),
    ("district_chief", "4801"),
    ("district_officer", "4801"),
    ("board_secretary", "4801"),
    ("subdistrict_head", "480101"),
    ("team_member", "480101"),
    ("village_reporter", "48010101"),
    ("local_officer", "480101"),
    ("agency_officer", "4801"),
    ("complaint_officer", "4801"),
    ("partner", "4801"),
    ("media", ""),
    ("ministry_analyst", ""),
    ("auditor", ""),
    ("system_administrator", ""),
];

/// What everybody is asked, by column: `+` answered, `-` forbidden, `·` nothing there.
const LISTS: [(&str, &str); 11] = [
    ("accounts", "{ accounts { nodes { userName } } }"),
    ("tokens", "{ tokens { nodes { id } } }"),
    ("audit", "{ auditEvents(first: 1) { nodes { id } } }"),
    ("imports", "{ imports { nodes { id } } }"),
    ("proposals", "{ proposals { nodes { id } } }"),
    ("questions", "{ linkQuestions { nodes { id } } }"),
    ("teams", "{ teams { nodes { id } } }"),
    ("acts", "{ bulkActs { nodes { id } } }"),
    ("prepared", "{ preparedAssignments { id } }"),
    ("areas", "{ areas { nodes { id } } }"),
    ("published", "{ publishedStatistics(year: 2561, level: PROVINCE) { nodes { area { id } } } }"),
];

const CASE: &str = "query ($id: ID!) { case(id: $id) { problems { isRestricted } household { members { person { firstName } } } } }";
const NUMBER: &str = "query ($id: ID!) { personNumber(personId: $id, reason: \"ตรวจสอบสิทธิ\") { text } }";
const VISIT: &str = "mutation ($id: ID!, $key: ID!) {
    caseRecordVisit(caseId: $id, visit: { visitedOn: \"2399-01-01\", manner: AT_HOME }, key: $key) { userErrors { code } }
}";
const FIGURES: &str =
    "query ($id: ID) { summary(areaId: $id, fiscalYear: 2566) { isExact total { households { value } } } }";

/// How a question was answered, as one letter.
fn letter(code: &str) -> char {
    match code {
        "" => '+',
        "FORBIDDEN" => '-',
        "NOT_FOUND" => '·',
        "VISIT_IN_FUTURE" => 'v',
        other => panic!("{other} is in no column"),
    }
}

/// One account's answers about the four households: here, beside, there, far.
async fn four(world: &World, token: &str, office: &Province, ask: (&str, fn(&Home) -> &String)) -> String {
    let mut row = String::new();
    for (n, home) in [&office.here, &office.beside, &office.there, &office.far].into_iter().enumerate() {
        let of = |id: &str| json!({ "id": id, "key": format!("visit-{n}") });
        let answer = world.graphql(Some(token), ask.0, of(ask.1(home))).await;
        assert_ne!(code(&answer), "DOCUMENT_INVALID", "{}", ask.0);
        let is_empty = answer["data"].as_object().is_some_and(|it| it.values().all(Value::is_null));
        let told = if is_empty && answer.get("errors").is_none() { '·' } else { letter(&code(&answer)) };
        row.push(told);
        if told != '+' && told != 'v' {
            let absent = world.graphql(Some(token), ask.0, of(&nowhere(ask.1(home)))).await;
            // Somebody who reads the case knows that it is there; nobody else learns it.
            let is_read = told == '-'
                && !world.graphql(Some(token), CASE, of(&home.case)).await["data"]["case"].is_null();
            assert!(
                is_read || absent == answer,
                "{answer:#}\ntells what is there from what is not:\n{absent:#}"
            );
        }
    }
    row
}

async fn row(world: &World, token: &str, office: &Province, areas: &BTreeMap<&str, String>) -> String {
    let cases = world.graphql(Some(token), "{ cases { totalCount } }", json!({})).await;
    let n_cases = &cases["data"]["cases"]["totalCount"];
    let mut row = format!("{:>2}", if n_cases.is_null() { code(&cases) } else { n_cases.to_string() });
    for (query, id) in
        [(CASE, (|it| &it.case) as fn(&Home) -> &String), (NUMBER, |it| &it.person), (VISIT, |it| &it.case)]
    {
        row.push(' ');
        row += &four(world, token, office, (query, id)).await;
    }
    let here = world.graphql(Some(token), CASE, json!({ "id": office.here.case })).await;
    let problems = here["data"]["case"]["problems"].as_array();
    let n_restricted = problems.map_or(0, |it| it.iter().filter(|it| it["isRestricted"] == true).count());
    write!(row, " {n_restricted} ").unwrap();
    for area in ["480101", "4801", "4802", "48", ""] {
        let figures = world.graphql(Some(token), FIGURES, json!({ "id": areas.get(area) })).await;
        if code(&figures) == "FORBIDDEN" {
            row.push('-');
            continue;
        }
        let figures = &figures["data"];
        row.push(if figures["summary"]["isExact"] == true { 'x' } else { 'p' });
        let value = &figures["summary"]["total"]["households"]["value"];
        assert!(
            figures["summary"]["isExact"] == true || value.is_null(),
            "four households are too few: {figures:#}"
        );
    }
    row.push(' ');
    for (_, query) in LISTS {
        let answer = world.graphql(Some(token), query, json!({})).await;
        let code = code(&answer);
        assert!(!["DOCUMENT_INVALID", "INTERNAL"].contains(&&*code), "{query}\n{answer:#}");
        let told = letter(&code);
        let list = answer["data"].as_object().and_then(|it| it.values().next().cloned()).unwrap_or_default();
        let nodes = list.get("nodes").unwrap_or(&list);
        row.push(if told == '+' && nodes.as_array().is_some_and(Vec::is_empty) { '·' } else { told });
    }
    row
}

async fn every_role_sees_what_the_policy_says_and_nothing_else(world: World) {
    let office = province(&world).await;
    let officer = named_officer(&world).await;
    let mut tokens = vec![("named officer", officer)];
    for (role, area) in ROLES {
        tokens.push((role, world.signed_in(role, role, area).await));
    }
    let chief = tokens.iter().find(|it| it.0 == "district_chief").unwrap().1.clone();
    let mut areas = BTreeMap::new();
    for code in ["480101", "4801", "4802", "48"] {
        areas.insert(code, area_id(&world, &chief, code).await);
    }
    for (name, from, until) in
        [("head to come", "2399-01-01", None), ("head of before", "2024-01-01", Some("2025-01-01"))]
    {
        let grant = json!({ "role": "SUBDISTRICT_HEAD", "areaIds": [areas["480101"]], "validFrom": from, "validUntil": until });
        let account = create_account(&world, &chief, &name.replace(' ', "-"), grant).await;
        tokens.push((name, world.sign_in(&account).await));
    }
    tokens.push(("mentor", mentor(&world, &chief, &office, &areas["480101"]).await));

    let mut table = String::from("# cases case numb visit drugs figures lists\n");
    for (role, token) in &tokens {
        writeln!(table, "{role:>22} {}", row(&world, token, &office, &areas).await).unwrap();
    }
    assert_eq!(table, TABLE, "\n{table}");
    world.run(&["audit", "verify"]);
}

/// What was agreed; the letters are those of [`LISTS`] and [`letter`], `x` exact and `p` published figures.
const TABLE: &str = "\
# cases case numb visit drugs figures lists
         named officer  2 ++·· ++·· vv·· 1 xxppp ---+··++·+·
              governor  3 +++· ---- ---· 0 xxxxp ----·-++-+·
provincial_office_head  3 +++· ---- ---· 0 xxxxp +--+·-++-+·
      province_officer  3 +++· +++· ---· 0 xxxxp ---+··++-+·
        district_chief  2 ++·· ++·· vv·· 0 xxppp +--+··++·+·
      district_officer  2 ++·· ++·· vv·· 0 xxppp ---+··++·+·
       board_secretary  2 ++·· ++·· vv·· 0 xxppp ---+··++·+·
      subdistrict_head  1 +··· +··· v··· 0 xpppp ----··++-+·
           team_member  1 +··· +··· v··· 0 xpppp ----··++-+·
      village_reporter  0 ···· ---- ···· 0 ppppp ----··---+·
         local_officer  1 +··· ---- v··· 0 xpppp ----··++-+·
        agency_officer  0 ···· ---- ···· 0 ppppp ----·----+·
     complaint_officer  0 ···· ---- ···· 0 ppppp ----·----+·
               partner  0 ···· ---- ···· 0 ppppp ----·----+·
                 media  0 ···· ---- ···· 0 ppppp ----·----+·
      ministry_analyst  0 ···· ---- ···· 0 ppppp ----·----+·
               auditor  0 ···· ---- ···· 0 ppppp --+-·----+·
  system_administrator  0 ···· ---- ···· 0 ppppp +·--·----+·
          head to come  0 ···· ---- ···· 0 ----- ----·----+-
        head of before  0 ···· ---- ···· 0 ----- ----·----+-
                mentor  1 +··· ---- v··· 0 ppppp ----·-++-+·
";

/// A mentor of the team that cares for the household here.
async fn mentor(world: &World, chief: &str, office: &Province, area: &str) -> String {
    let team = "query ($id: ID!) { case(id: $id) { team { id } } }";
    let team = text(&world.data(chief, team, json!({ "id": office.here.case })).await["case"]["team"]["id"]);
    let create = "mutation ($team: TeamInput!) { teamCreate(team: $team, key: \"mentors\") { team { id } userErrors { code } } }";
    let made = json!({ "kind": "MENTOR", "name": "ทีมพี่เลี้ยง", "parentId": team, "areaIds": [area] });
    let made = world.data(chief, create, json!({ "team": made })).await;
    let mentors = text(&made["teamCreate"]["team"]["id"]);
    let assign = "mutation ($area: ID!, $team: ID!, $mentors: ID!) {
        casesAssign(selection: { filter: { areaId: $area }, expectedCount: 1 }, teamId: $team, mentorTeamId: $mentors, key: \"assign\") {
            act { caseCount } userErrors { code }
        }
    }";
    let assigned = world.data(chief, assign, json!({ "area": area, "team": team, "mentors": mentors })).await;
    assert_eq!(assigned["casesAssign"]["act"]["caseCount"], 1, "{assigned:#}");
    let grant = json!({ "role": "MENTOR", "areaIds": [area], "teamId": mentors, "validFrom": "2025-01-01" });
    let account = create_account(world, chief, "mentor", grant).await;
    world.sign_in(&account).await
}

on_both!(every_role_sees_what_the_policy_says_and_nothing_else);
