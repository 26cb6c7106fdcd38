//! Whatever a client can reach that is told of people leaves an event of who read it: every such field of the schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::imports::text;
use crate::office::{code, province};
use crate::world::World;

/// What is told of people.
const TOLD: [&str; 11] = [
    "CaseEvent",
    "Consent",
    "HouseholdMember",
    "Intervention",
    "Person",
    "PersonNumber",
    "Plan",
    "Problem",
    "SurveyResult",
    "Verdict",
    "Visit",
];

/// Fields that show it, each with what asks for nothing else. `{}` is a case, `{key}` a key; none where only a thing that
/// is told itself leads to it, or where another story holds that it is recorded.
const FIELDS: [(&str, Option<&str>); 23] = [
    ("Case.events", Some("{ case(id: \"{}\") { events { nodes { kind } } } }")),
    ("Case.interventions", Some("{ case(id: \"{}\") { interventions { nodes { need } } } }")),
    ("Case.plans", Some("{ case(id: \"{}\") { plans { wayOut } } }")),
    ("Case.problems", Some("{ case(id: \"{}\") { problems { code } } }")),
    ("Case.verdict", Some("{ case(id: \"{}\") { verdict { level } } }")),
    ("Case.visits", Some("{ case(id: \"{}\") { visits { nodes { note } } } }")),
    (
        "CaseAddInterventionPayload.intervention",
        Some(
            "mutation { caseAddIntervention(caseId: \"{}\", key: \"{key}\", intervention: { need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\" }) { intervention { need } userErrors { code } } }",
        ),
    ),
    (
        "CaseAddInterventionPayload.sameNeedMetBy",
        Some(
            "mutation { caseAddIntervention(caseId: \"{}\", key: \"{key}\", intervention: { need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"วัด\" }) { sameNeedMetBy { need } userErrors { code } } }",
        ),
    ),
    (
        "CaseRecordVisitPayload.visit",
        Some(
            "mutation { caseRecordVisit(caseId: \"{}\", key: \"{key}\", visit: { visitedOn: \"2025-02-01\", manner: AT_HOME, verification: CONFIRMED }) { visit { note } userErrors { code } } }",
        ),
    ),
    ("Household.consents", Some("{ case(id: \"{}\") { household { consents { kind } } } }")),
    ("Household.members", Some("{ case(id: \"{}\") { household { members { since } } } }")),
    (
        "Household.surveyResults",
        Some("{ case(id: \"{}\") { household { surveyResults { nodes { source } } } } }"),
    ),
    (
        "HouseholdOnDay.members",
        Some("{ case(id: \"{}\") { household { asOn(day: \"2030-01-01\") { members { since } } } } }"),
    ),
    (
        "ProblemOnDay.problem",
        Some(
            "{ case(id: \"{}\") { household { asOn(day: \"2030-01-01\") { problems { problem { code } } } } } }",
        ),
    ),
    ("HouseholdMember.person", None),
    ("Intervention.problem", None),
    ("Person.numbers", None),
    ("SurveyResult.person", None),
    ("HouseholdTurn.person", None),
    // Of who acts on a person, of two who may be one, of who lived here before, of who opens a number.
    ("Correction.person", None),
    ("LinkPerson.person", None),
    ("FormerCase.events", None),
    ("Query.personNumber", None),
];

/// The fields of every type that is no page: by type and name, with the type they lead to, pages looked through.
fn fields(schema: &str) -> BTreeMap<String, String> {
    let undescribed: String = schema.split("\"\"\"").step_by(2).collect();
    let mut types: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for block in undescribed.split("\n}").filter_map(|it| it.trim_start().strip_prefix("type ")) {
        let (name, body) = block.split_once('{').unwrap();
        let mut depth = 0_usize;
        for line in body.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let is_outside = depth == 0 || line.starts_with(')');
            depth = (depth + line.matches('(').count()).saturating_sub(line.matches(')').count());
            // A field's own type stands after its arguments.
            let (field, of) = match line.rsplit_once(": ") {
                Some((field, of)) if is_outside && depth == 0 => (field, of),
                _ if is_outside => (line.trim_end_matches('('), ""),
                _ => continue,
            };
            let all = types.entry(name.trim()).or_default();
            if field.starts_with(')') {
                all.last_mut().unwrap().1 = of;
            } else {
                all.push((field.split('(').next().unwrap(), of));
            }
        }
    }
    let bare = |of: &str| of.trim_matches(['[', ']', '!']).to_owned();
    let through = |of: String| match types.get(of.as_str()) {
        Some(page) if of.ends_with("Connection") => {
            bare(page.iter().find(|it| it.0 == "nodes").expect("a page has nodes").1)
        }
        _ => of,
    };
    let own = types.iter().filter(|it| !it.0.ends_with("Connection"));
    own.flat_map(|(name, all)| all.iter().map(move |it| (name, it)))
        .map(|(name, (field, of))| (format!("{name}.{field}"), through(bare(of))))
        .collect()
}

#[test]
fn every_field_that_tells_of_people_is_in_the_table() {
    let schema = include_str!("../../schema.graphql");
    let told = fields(schema).into_iter().filter(|it| TOLD.contains(&it.1.as_str())).map(|it| it.0);
    let known = FIELDS.iter().map(|it| it.0.to_owned());
    assert_eq!(told.collect::<BTreeSet<_>>(), known.collect::<BTreeSet<_>>());
}

async fn each_field_that_tells_of_people_leaves_an_event_of_who_read_it(world: World) {
    let office = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let auditor = world.signed_in("auditor", "auditor", "").await;
    let me = text(&world.data(&chief, "{ me { id } }", json!({})).await["me"]["id"]);
    let read = async || -> usize {
        let asked = "query ($me: ID!) { auditEvents(first: 100, filter: { action: \"person.read\", accountId: $me }) { nodes { id } } }";
        let found = world.data(&auditor, asked, json!({ "me": me })).await;
        found["auditEvents"]["nodes"].as_array().map_or(0, Vec::len)
    };
    for (field, asked) in FIELDS {
        let Some(asked) = asked else { continue };
        let before = read().await;
        let asked = asked.replace("{}", &office.here.case).replace("{key}", field);
        let answer: Value = world.graphql(Some(&chief), &asked, json!({})).await;
        assert_eq!(code(&answer), "", "{field}: {answer:#}");
        assert_eq!(read().await, before + 1, "{field}");
    }
}

on_both!(each_field_that_tells_of_people_leaves_an_event_of_who_read_it);
