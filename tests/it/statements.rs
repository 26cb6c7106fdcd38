//! What a list costs: as many statements for twenty rows as for two, whatever is asked of each row.

use std::fmt::Write;

use serde_json::Value;

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{apply, text};
use crate::world::World;

/// The villages of one more subdistrict, enough for twenty of everything.
const VILLAGES: [&str; 22] = [
    "48011201", "48011202", "48011203", "48011204", "48011205", "48011206", "48011207", "48011208",
    "48011209", "48011210", "48011211", "48011212", "48011213", "48011214", "48011215", "48011216",
    "48011217", "48011218", "48011219", "48011220", "48011221", "48011222",
];

const AREA: &str = "area { id code nameTh parent { code } path { code } }";

/// What can be asked of each case of a list, by name.
const OF_CASE: [(&str, &str); 21] = [
    (
        "cases",
        "id version status statusSince verification class urgent level failingDimensions problemGroups openedBecause",
    ),
    ("cases.step", "step"),
    ("cases.levelNote", "level levelNote"),
    ("cases.closingProposal", "closingProposal { reason note proposedAt proposedBy { displayName } }"),
    (
        "cases.verdict",
        "verdict { level note missingTexts criteria { code text isMet line fact { code origin } } }",
    ),
    ("cases.team", "team { name members { nodes { name } } sectorsMissing householdCount isOverLine }"),
    ("cases.team.areas", "team { parent { name } areas { code } }"),
    ("cases.mentorTeam", "mentorTeam { name parent { name } }"),
    ("cases.area", "area { id code nameTh parent { code } path { code } }"),
    (
        "cases.members",
        "household { shortNumber houseNo sources members { since until isHead person { firstName diedOn composedFrom } } }",
    ),
    ("cases.numbers", "household { members { person { numbers { kind text status } } } }"),
    ("cases.residences", "household { residences { since until area { code } } }"),
    (
        "cases.surveyResults",
        "household { surveyResults { nodes { source surveyYear failingDimensions answers { code text } } } }",
    ),
    (
        "cases.known",
        "household { position { latitude } readers { role account { displayName } area { code } } origins { file } \
         members { person { origins { row } } } }",
    ),
    ("cases.consents", "household { consents { kind given } }"),
    ("cases.problems", "problems { code text group owningAgency status }"),
    (
        "cases.visits",
        "visits { nodes { visitedOn visitedBy { account { displayName } name } findings { code answer } } }",
    ),
    ("cases.plans", "plans { number status wayOut }"),
    ("cases.interventions", "interventions { nodes { need status value } }"),
    ("cases.events", "events(first: 5) { totalCount nodes { kind by detail } }"),
    ("cases.timeInState", "timeInState { status days } listings { fiscalYear source }"),
];

/// Lists of the schema that cost nothing by the row: what is asked of one thing, whose numbers do not grow, and what an
/// undo found it must keep, or a check would change, which is kept with it as it is told; of imports that wait the story of
/// their second person counts.
const OF_ONE: [&str; 6] = [
    "importsToAgree",
    "personNumber",
    "UndoneAct.kept",
    "ImportUndo.keptHouseholds",
    "ImportCheck.changedHouseholds",
    "importMappingVersions",
];

/// What each list costs, however many rows it has; what tells of persons costs three to find whom and to record it.
const COSTS: [(&str, usize); 57] = [
    ("tokens", 2),
    ("preparedAssignments", 7),
    ("case.visits", 6),
    ("case.plans", 5),
    ("case.interventions", 5),
    ("case.problems", 6),
    ("case.events", 5),
    ("cases", 2),
    ("cases.step", 6),
    ("cases.levelNote", 3),
    ("cases.closingProposal", 2),
    ("cases.verdict", 6),
    ("cases.team", 7),
    ("cases.team.areas", 8),
    ("cases.mentorTeam", 12),
    ("cases.area", 5),
    ("cases.members", 6),
    ("cases.numbers", 7),
    ("cases.residences", 5),
    ("cases.surveyResults", 8),
    ("cases.consents", 7),
    ("cases.known", 14),
    ("cases.problems", 7),
    ("cases.visits", 7),
    ("cases.plans", 6),
    ("cases.interventions", 6),
    ("cases.events", 6),
    ("cases.timeInState", 4),
    ("teams", 14),
    ("partners", 4),
    ("partners.contributions", 11),
    ("partners.memberships", 15),
    ("areaSectors", 6),
    ("bulkActs", 3),
    ("proposals", 5),
    ("linkQuestions", 11),
    ("areas", 4),
    ("areaSearch", 3),
    ("publishedStatistics", 5),
    ("imports", 4),
    ("rejectedRows", 7),
    ("rowsNoLongerListed", 2),
    ("importChecks", 2),
    ("importCheck.rows", 7),
    ("accounts", 3),
    ("auditEvents", 1),
    ("auditWhoSaw", 3),
    ("summary", 15),
    ("problemItems", 1),
    ("parameterSets", 2),
    ("officeSettings", 1),
    ("visitFacts", 1),
    ("needs", 1),
    ("savedViews", 1),
    ("handBackMarks", 3),
    ("importMappings", 2),
    ("caseCounts", 6),
];

/// A district that has twenty of everything that lists show.
fn twenty_of_everything(world: World) -> District {
    let mut areas = "area_code,province,amphoe,tambon,moo,village\n".to_owned();
    for (at, village) in VILLAGES.iter().enumerate() {
        writeln!(areas, "{village},นครพนม,เมืองนครพนม,โพธิ์ตาก,{0},บ้านโพธิ์{0}", at + 1).unwrap();
    }
    let file = world.file("more.csv", areas);
    world.run(&["areas", "import", &file.to_string_lossy()]);
    let d = District::new(world);
    let heads: Vec<Row> = (1..).zip(VILLAGES).map(|(n, village)| row(n, village)).collect();
    let spouses = heads.iter().map(|it| Row { house: it.house.clone(), ..row(it.n + 100, it.village) });
    d.import("tpmap_2566.csv", &tpmap(&heads.iter().cloned().chain(spouses).collect::<Vec<_>>()), 2566);
    // Perhaps the same heads elsewhere in the village: questions. And rows whose number is wrong.
    let doubtful = heads.iter().map(|it| Row {
        pid: None,
        first_name: it.first_name.replace("นะ", "น๊ะ"),
        house: format!("{}/9", it.house),
        troubles: vec!["q03", "q18", "q07"],
        ..it.clone()
    });
    let wrong = (200..222).map(|n| Row { pid: Some("123".to_owned()), ..row(n, "48011201") });
    d.import("thaiqm_2566.csv", &thaiqm(&doubtful.chain(wrong).collect::<Vec<_>>()), 2566);
    let files: Vec<_> = (0..20)
        .map(|n| d.world.file(&format!("small-{n}.csv"), thaiqm(&[row(300 + n, "48011202")])))
        .collect();
    apply(&d.world, &files, &["--year", "2566"]);
    // A list that comes again without twenty-two of its rows, and with one more.
    for range in [401..=422, 423..=423] {
        let rows: Vec<Row> = range.map(|n| row(n, "48010101")).collect();
        d.import("shrinking_2566.csv", &thaiqm(&rows), 2566);
    }
    let mut published = "\"tumbol_ID\",\"household.CNT\",\"HOUSEMEMBER_CNT\",\"MOF_REG_CNT\",\"MOF_VAL_CNT\",\"happiness\",\"indicator1.ALL\",\"indicator2.ALL\",\"indicator3.ALL\"\n".to_owned();
    for n in 1..=22 {
        writeln!(published, "\"4801{n:02}\",{n}00,{n}000,{n}0,{n},7.5,{n},0,1").unwrap();
    }
    let file = d.world.file("61_12_tambol_common.csv", published);
    apply(&d.world, &[file], &["--source", "tpmap-public", "--year", "2561"]);
    for n in 0..20 {
        d.world.add_user(&format!("mentor{n:02}"), "team_member", "480112");
    }
    d
}

/// Two and then twenty of what lists show whole.
async fn grow(d: &District, case: &str, many: std::ops::Range<u32>) {
    let team = d.team_of("480112").await;
    for n in many {
        let args = ["token", "create", "--user-name", "ministry", "--name", &format!("token{n}"), "--json"];
        d.world.run(&args);
        let mentor = d.mentor_team(&format!("ทีม {n:02}"), "480112").await;
        let member = "{ kind: PERSON, name: \"สมมุติ\", sector: PEOPLE, formality: INFORMAL, role: MEMBER }";
        d.act("chief", "teamAddMember", &format!("teamId: \"{mentor}\", member: {member}"), "team { id }")
            .await;
        let village = d.area(VILLAGES[2 + n as usize]).await;
        let all = format!(
            "selection: {{ filter: {{ areaId: \"{village}\" }}, expectedCount: 2 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
        );
        d.act("officer", "assignmentPrepare", &all, "prepared { id }").await;
        d.act("chief", "casesAssign", &all, "act { id }").await;
        let proposal =
            format!("household: {{ areaId: \"{village}\", description: \"เพิง {n}\", reason: \"ไม่มีบ้าน\" }}");
        d.act("chief", "householdPropose", &proposal, "proposal { id }").await;
        let partner = format!(
            "partner: {{ kind: ORGANISATION, name: \"ภาคี {n:02}\", sector: RELIGION, formality: INFORMAL, needs: [\"food\"], areaIds: [\"{village}\"] }}"
        );
        let partner = d.act("chief", "partnerCreate", &partner, "partner { id }").await["partner"].take();
        let given =
            format!("partnerId: {}, contribution: {{ need: \"food\", what: \"ข้าวสาร\" }}", partner["id"]);
        d.act("chief", "contributionAdd", &given, "partner { id }").await;
        let member = format!(
            "teamId: \"{mentor}\", member: {{ kind: ORGANISATION, name: \"ภาคี\", sector: RELIGION, formality: INFORMAL, role: MEMBER, partnerId: {} }}",
            partner["id"]
        );
        d.act("chief", "teamAddMember", &member, "team { id }").await;
        let day = 1 + n;
        // Positive questions and what opens only to named officers are left out.
        let problem = (1..).filter(|it| ![5, 6, 20].contains(it)).nth(n as usize).unwrap();
        d.visit("chief", case, &format!("visitedOn: \"2026-03-{day:02}\", visitedBy: [{{ name: \"สมมุติ {n}\" }}], findings: [{{ code: \"q{problem:02}\", problem: OPEN }}]"), "id").await;
        let of_case = format!("caseId: \"{case}\"");
        let plan = format!("{of_case}, plan: {{ wayOut: \"ทางที่ {n}\", agreedOn: \"2026-03-01\" }}");
        d.act("chief", "caseMakePlan", &plan, "case { id }").await;
        let need = ["food", "toilet", "debt", "schooling", "occupation"][n as usize % 5];
        let help = format!(
            "{of_case}, intervention: {{ need: \"{need}\", kind: IMMEDIATE, form: CASH, sector: STATE, agency: \"อบต.\" }}"
        );
        d.act("chief", "caseAddIntervention", &help, "intervention { id }").await;
    }
}

/// The rows of an answer: the longest list in it.
fn n_rows(answer: &Value) -> usize {
    match answer {
        Value::Array(rows) => rows.len(),
        Value::Object(fields) => fields.values().map(n_rows).max().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Lists of pages: name, who asks, and the query with the length of the page left open.
async fn paged(
    d: &District,
    person: &str,
    [import, shrunk, check]: [&str; 3],
) -> Vec<(&'static str, &'static str, String)> {
    let (parent, team) = (d.area("480112").await, d.team_of("480112").await);
    let side = "households { houseNo area { code parent { code } } } persons { firstName maskedNumbers }";
    let nodes = |list: &str, fields: &str| format!("{list}first: N) {{ nodes {{ {fields} }} }}");
    let mut lists: Vec<_> =
        OF_CASE.iter().map(|(name, fields)| (*name, "chief", nodes("cases(", fields))).collect();
    let contributions = "contributions { nodes { what by { displayName } } }";
    let memberships = "memberships { nodes { member { role } team { name } } }";
    let teams = "id name members { nodes { name partner { name } } } sectorsMissing householdCount isOverLine parent { name } areas { code }";
    lists.extend([
        ("partners", "chief", nodes("partners(", "name needs areas { code }")),
        ("partners.contributions", "chief", nodes("partners(", contributions)),
        ("partners.memberships", "chief", nodes("partners(", memberships)),
        ("teams", "chief", nodes(&format!("teams(parentId: \"{team}\", "), teams)),
        (
            "bulkActs",
            "chief",
            nodes("bulkActs(", "kind caseCount by { displayName } undoneAt canUndo overloaded { name }"),
        ),
        ("proposals", "chief", nodes("proposals(", &format!("kind reason {AREA} case {{ status }}"))),
        (
            "linkQuestions",
            "chief",
            nodes(
                "linkQuestions(",
                &format!("kind reasons {{ message }} {AREA} left {{ {side} }} right {{ {side} }}"),
            ),
        ),
        (
            "areas",
            "chief",
            nodes(&format!("areas(parentId: \"{parent}\", "), "code nameTh parent { code } path { code }"),
        ),
        (
            "areaSearch",
            "chief",
            "areaSearch(text: \"บ้านโพธิ์\", first: N) { code parent { code } path { code } }".to_owned(),
        ),
        (
            "publishedStatistics",
            "chief",
            nodes(
                "publishedStatistics(year: 2561, level: SUBDISTRICT, ",
                &format!("code {AREA} figures {{ name value }}"),
            ),
        ),
        ("imports", "officer", nodes("imports(", "fileName state nAccepted nRejected nRows startedBy")),
        (
            "rejectedRows",
            "officer",
            nodes(&format!("rejectedRows(importId: \"{import}\", "), "row issues { code message value }"),
        ),
        (
            "rowsNoLongerListed",
            "officer",
            nodes(&format!("rowsNoLongerListed(importId: \"{shrunk}\", "), "sheet row"),
        ),
        (
            "importCheck.rows",
            "officer",
            format!(
                "importCheck(id: \"{check}\") {{ rows(first: N) {{ nodes {{ row issues {{ message }} cells {{ value }} }} }} }}"
            ),
        ),
        ("accounts", "admin", nodes("accounts(", "userName grants { role areas { code } }")),
        ("auditEvents", "auditor", nodes("auditEvents(", "actor action detail nPersons")),
        (
            "auditWhoSaw",
            "auditor",
            format!("auditWhoSaw(personId: \"{person}\", first: N) {{ nodes {{ actor action }} }}"),
        ),
    ]);
    lists
}

/// The answer to a query of a list, which must cost what the list costs.
///
/// Keys that come while others are being fetched may take a statement of their own, and on a busy machine those of two
/// depths may meet in one, so one try proves nothing; a query for each row would be many more in every try.
async fn costing(d: &District, name: &str, who: &str, query: &str) -> Value {
    let wanted = COSTS.iter().find(|it| it.0 == name).unwrap_or_else(|| panic!("no cost of {name}")).1;
    let mut costs = Vec::new();
    loop {
        let (answer, cost) = d.statements(who, query).await;
        costs.push(cost);
        if cost == wanted || (costs.len() > 8 && costs.contains(&(wanted + 1))) {
            return answer;
        }
        let rows = n_rows(&answer);
        assert!(costs.len() <= 8, "statements of {name} with {rows} rows: {costs:?}, not {wanted}");
    }
}

async fn twenty_rows_cost_what_two_do(world: World) {
    let d = twenty_of_everything(world.telling_statements());
    d.token("ministry").await;
    let heads = row(1, VILLAGES[0]);
    let listed = d.ask("chief", &format!("{{ cases(filter: {{ text: \"{}\" }}) {{ nodes {{ id household {{ members {{ person {{ id }} }} }} }} }} }}", heads.first_name)).await;
    let case = text(&listed["cases"]["nodes"][0]["id"]);
    let person = text(&listed["cases"]["nodes"][0]["household"]["members"][0]["person"]["id"]);
    d.on("chief", &case, "caseVerify", "result: CONFIRMED", "id").await;

    let (team, mentor) = (d.team_of("480112").await, d.mentor_team("ทีมแรก", "480112").await);
    let all = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 64 }}, teamId: \"{team}\", mentorTeamId: \"{mentor}\""
    );
    d.act("chief", "casesAssign", &all, "act { id }").await;

    // What is shown whole: of two, and of twenty.
    let in_case = |fields: &str| format!("{{ case(id: \"{case}\") {{ {fields} }} }}");
    let whole = [
        ("tokens", "admin", "{ tokens(first: 100) { nodes { name account { displayName } } } }".to_owned()),
        ("preparedAssignments", "chief", "{ preparedAssignments { caseCount team { name members { nodes { name } } } mentorTeam { name areas { code } } } }".to_owned()),
        ("case.visits", "chief", in_case("visits(first: 100) { nodes { visitedOn manner visitedBy { name account { displayName } teamMember { name } } findings { code problem } } }")),
        ("case.plans", "chief", in_case("plans { number status wayOut approvedBy { displayName } }")),
        ("case.interventions", "chief", in_case("interventions(first: 100) { nodes { need status value agency } }")),
        ("case.problems", "chief", in_case("problems { code text group owningAgency status }")),
        ("case.events", "chief", in_case("events(first: 100) { nodes { kind by detail } }")),
    ];
    let mut two = Vec::new();
    grow(&d, &case, 0..2).await;
    for (name, who, query) in &whole {
        two.push(n_rows(&costing(&d, name, who, query).await));
    }
    grow(&d, &case, 2..20).await;
    for ((name, who, query), n_two) in whole.iter().zip(two) {
        let n_twenty = n_rows(&costing(&d, name, who, query).await);
        assert!(n_twenty >= n_two + 18, "{name} grew from {n_two} to {n_twenty}");
    }

    for _ in 0..20 {
        d.case("chief", &case, "household { members { since } }").await;
    }
    let found = d.ask("officer", "{ imports(first: 100) { nodes { id nRejected nNoLongerListed } } }").await;
    let import_with = |field: &str| {
        let mut imports = found["imports"]["nodes"].as_array().unwrap().iter();
        text(&imports.find(|it| it[field] == 22).unwrap()["id"])
    };
    let [refused, shrunk] = ["nRejected", "nNoLongerListed"].map(import_with);
    let without_number = |n| Row { pid: None, ..row(n, VILLAGES[0]) };
    let list = tpmap(&(901..=922).map(without_number).collect::<Vec<_>>());
    let upload = d.upload("officer", "tpmap_2567.csv", list).await;
    let check = text(&d.check_upload("officer", &upload, Some(2567)).await["id"]);
    for (name, who, query) in paged(&d, &person, [&refused, &shrunk, &check]).await {
        for n in [2, 20] {
            let query = format!("{{ {} }}", query.replacen("first: N", &format!("first: {n}"), 1));
            let answer = costing(&d, name, who, &query).await;
            assert_eq!(page(&answer).len(), n, "{name} has enough rows");
        }
    }

    // Figures of three villages and of twenty-two; lists that never grow.
    let summary = |area: &str| {
        format!(
            "{{ summary(areaId: \"{area}\", fiscalYear: 2566, by: [AREA, LEVEL]) {{ {AREA} lines {{ keys {{ value area {{ code }} }} \
                figure {{ households {{ value }} }} }} coverage {{ silent {{ code }} }} }} }}"
        )
    };
    let sectors = |area: &str| {
        format!(
            "{{ areaSectors(areaId: \"{area}\") {{ {AREA} missing attending {{ sector partners members }} }} }}"
        )
    };
    let few = costing(&d, "areaSectors", "chief", &sectors(&d.area("480109").await)).await;
    let many = costing(&d, "areaSectors", "chief", &sectors(&d.area("480112").await)).await;
    assert!(n_rows(&many) > 5 * n_rows(&few));
    let few = costing(&d, "summary", "chief", &summary(&d.area("480109").await)).await;
    let many = costing(&d, "summary", "chief", &summary(&d.area("480112").await)).await;
    assert!(n_rows(&many) > 5 * n_rows(&few));
    for (name, query) in [
        ("problemItems", "{ problemItems { code text } }"),
        ("visitFacts", "{ visitFacts }"),
        ("parameterSets", "{ parameterSets { kind version source } }"),
        ("officeSettings", "{ officeSettings { name text value } }"),
        ("needs", "{ needs { code } }"),
    ] {
        assert!(n_rows(&costing(&d, name, "admin", query).await) > 3);
    }
    for n in 0..4 {
        let view = format!("name: \"{n}\", screen: \"cases\", query: \"status=CLOSED\", expectedVersion: 0");
        d.act("chief", "savedViewPut", &view, "savedView { id }").await;
    }
    let place = d.area("480112").await;
    for n in 1..=4 {
        let help = format!(
            "caseId: \"{case}\", intervention: {{ need: \"debt\", kind: IMMEDIATE, form: CASH, sector: STATE, agency: \"อบต. {n}\", doneOn: \"2026-03-01\" }}"
        );
        d.act("chief", "caseAddIntervention", &help, "intervention { id }").await;
        let list = format!("target: THAIQM, areaId: \"{place}\", expectedCount: 1");
        d.act("chief", "handBackMark", &list, "mark { id }").await;
    }
    for (name, query) in [
        (
            "handBackMarks",
            "{ handBackMarks(target: THAIQM) { count at area { nameTh } by { displayName } } }",
        ),
        ("savedViews", "{ savedViews { name screen query } }"),
        ("caseCounts", "{ caseCounts(by: MENTOR_TEAM) { count team { name } } }"),
    ] {
        assert!(n_rows(&costing(&d, name, "chief", query).await) > 3);
    }
    for n in 0..4 {
        let upload = d.upload("officer", &format!("{n}.csv"), tpmap(&[row(n, VILLAGES[0])])).await;
        let check = d.check_upload("officer", &upload, Some(2567)).await;
        let save = format!("checkId: {}, name: \"บัญชี {n}\", expectedVersion: 0", check["id"]);
        d.act("officer", "mappingSave", &save, "mapping { id }").await;
    }
    let mappings = "{ importMappings { name source version savedBy { displayName } } }";
    assert!(n_rows(&costing(&d, "importMappings", "officer", mappings).await) > 0);
    let checks = "{ importChecks { fileName sentAt state refused { message } } }";
    assert!(n_rows(&costing(&d, "importChecks", "officer", checks).await) > 3);
    if !d.world.is_postgres() {
        assert_eq!(d.world.reading_all(), Vec::<String>::new(), "statements read whole tables");
    }
}

/// The lists of a schema: each field of the query that gives several things, and each connection inside a type.
fn lists(schema: &str) -> Vec<String> {
    let (mut found, mut within, mut field) = (Vec::new(), "", "");
    for line in schema.lines() {
        if let Some(rest) = line.strip_prefix("type ") {
            within = rest.split(' ').next().unwrap_or_default();
        }
        let Some(told) = line.strip_prefix('\t').filter(|it| !it.starts_with(['\t', '"'])) else { continue };
        if !told.starts_with(')') {
            field = told.split(['(', ':']).next().unwrap_or_default();
        }
        let Some((_, gives)) = told.rsplit_once(": ") else { continue };
        let is_connection = gives.trim_end_matches('!').ends_with("Connection");
        if within == "Query" && (is_connection || gives.starts_with('[')) {
            found.push(field.to_owned());
        } else if is_connection {
            found.push(format!("{within}.{field}"));
        }
    }
    found
}

#[test]
fn every_list_of_the_schema_has_a_cost() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql");
    let lists = lists(&std::fs::read_to_string(schema).unwrap());
    assert!(lists.len() > 20, "{lists:?}");
    let last = |it: &str| it.rsplit('.').next().unwrap_or_default().to_owned();
    let has_cost = |list: &String| {
        let costs = COSTS.iter().any(|(name, _)| {
            // Inside a type only the field's name is the same: `Case.events` is `case.events` and `cases.events`.
            if list.contains('.') { name.contains('.') && last(name) == last(list) } else { *name == list }
        });
        costs || OF_ONE.contains(&list.as_str())
    };
    let without: Vec<_> = lists.iter().filter(|it| !has_cost(it)).collect();
    assert!(without.is_empty(), "nobody counts what these cost: {without:?}");
}

#[test]
fn a_list_is_seen_whether_it_pages_or_not() {
    let schema = "type Query {\n\tone: Case!\n\ta(\n\t\tid: ID!\n\t): [Area!]!\n\tb(first: Int): BConnection!\n}\n\
                  type Case {\n\tc(\n\t\tfirst: Int\n\t): CConnection!\n\td: [String!]!\n}\n";
    assert_eq!(lists(schema), ["a", "b", "Case.c"]);
}

/// The rows of the one list that was asked for.
fn page(answer: &Value) -> &Vec<Value> {
    let list = answer.as_object().unwrap().values().next().unwrap();
    let nodes = list["nodes"].as_array().or_else(|| list["rows"]["nodes"].as_array());
    list.as_array().or(nodes).unwrap()
}

on_both!(twenty_rows_cost_what_two_do);
