//! The schema explains itself: every type, field, argument and value.

use serde_json::Value;

use crate::schema::build;

const ALL: &str = "{ __schema { types { name kind description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";

/// The names of what has no description, each after the path to it.
fn unexplained(at: &str, value: &Value, into: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return };
    let path = format!("{at}/{}", object.get("name").and_then(Value::as_str).unwrap_or_default());
    if object.get("description").and_then(Value::as_str).is_none_or(|it| it.trim().is_empty()) {
        into.push(path.clone());
    }
    for part in ["fields", "args", "inputFields", "enumValues"] {
        for inner in object.get(part).and_then(Value::as_array).into_iter().flatten() {
            unexplained(&path, inner, into);
        }
    }
}

#[tokio::test]
async fn every_type_field_argument_and_value_is_explained() {
    let answer = build().execute(ALL).await.into_result().unwrap();
    let answer = answer.data.into_json().unwrap();
    let types = answer.pointer("/__schema/types").and_then(Value::as_array).unwrap();
    assert!(types.len() > 20);
    let mut found = Vec::new();
    for it in types {
        let name = it["name"].as_str().unwrap();
        // The language's own.
        if !name.starts_with("__") && !["ID", "Int", "Float", "String", "Boolean"].contains(&name) {
            unexplained("", it, &mut found);
        }
    }
    assert!(found.is_empty(), "without description: {found:#?}");
}

#[test]
fn the_schema_needs_no_database() {
    let sdl = crate::sdl();
    assert!(sdl.contains("type Query") && sdl.contains("scalar Date") && sdl.contains("signIn("));
}

/// Mutations without a key, and why.
const WITHOUT_KEY: [(&str, &str); 3] = [
    ("signIn", "makes the session that a key would belong to"),
    ("signOut", "ends the very session; ended is ended"),
    ("signOutEverywhere", "ends the very session; ended is ended"),
];

/// Mutations without `expectedVersion` or a selection's `expectedCount`, and why.
const WITHOUT_VERSION: [(&str, &str); 46] = [
    ("signIn", "adds a session"),
    ("signOut", "ends a session, which has no version"),
    ("signOutEverywhere", "ends sessions, which have no version"),
    ("changePassword", "the old password is what it expects"),
    ("chooseLanguage", "one's own choice: the last one is meant"),
    ("accountCreate", "adds an account"),
    ("grantGive", "adds a grant"),
    ("grantRevoke", "ends a grant, which has no version"),
    ("tokenCreate", "adds a token"),
    ("tokenRevoke", "ends a token, which has no version"),
    ("teamCreate", "adds a team"),
    ("teamAddMember", "adds a membership"),
    ("partnerCreate", "adds a partner"),
    ("contributionAdd", "adds a contribution"),
    ("contributionWithdraw", "a contribution is withdrawn once"),
    ("assignmentCommit", "a prepared assignment keeps its cases and is decided once"),
    ("assignmentWithdraw", "a prepared assignment keeps its cases and is decided once"),
    ("casesHandOver", "takes all households of a team, as many as were seen"),
    ("actUndo", "an act is undone once and leaves what was worked on since"),
    ("caseRecordVisit", "adds a visit"),
    ("caseComment", "adds a remark"),
    ("caseReassess", "brings nothing of the caller's"),
    ("caseMakePlan", "adds the next version of the plan"),
    ("caseAddIntervention", "adds help"),
    ("householdPropose", "adds a proposal"),
    ("proposalDecide", "a proposal is decided once and has no version"),
    ("proposalsDecide", "a proposal is decided once and has no version"),
    ("importCheck", "adds a check"),
    ("importApply", "adds an import"),
    ("importDecide", "an import that waits is decided once"),
    ("importUndo", "an import is undone once and leaves what was worked on since"),
    ("linkQuestionAnswer", "a question is answered once and has no version"),
    ("linkAnswerUndo", "an answer is taken back once and has no version"),
    ("linkQuestionAsk", "adds a question"),
    ("mergingUndo", "a merging is taken apart once and has no version"),
    ("linkQuestionPassOn", "a question waits or is answered, and has no version"),
    ("linkQuestionsNumber", "a number is given once and stays"),
    ("personMove", "adds a correction"),
    ("personDied", "adds a correction"),
    ("personNewNumber", "adds a correction"),
    ("parameterSetDraft", "adds a draft"),
    ("parameterSetRelease", "a draft is released once and never changes"),
    ("savedViewRemove", "removes one's own, whatever it has become"),
    ("handBackMark", "marks a list of as many things as were seen"),
    ("handBackUnmark", "a mark is taken back once and has no version"),
    ("correctionUndo", "a correction is taken back once and has no version"),
];

const MUTATIONS: &str = "{
    __type(name: \"Mutation\") { fields { name args { name type { kind name ofType { kind name } } } } }
    selection: __type(name: \"CaseSelection\") { inputFields { name } }
}";

/// The mutations without an argument among these, each a non-null scalar or input, by name.
async fn mutations_without(wanted: &[(&str, &str)]) -> Vec<String> {
    let answer = build().execute(MUTATIONS).await.into_result().unwrap().data.into_json().unwrap();
    let has = |field: &Value| {
        field["args"].as_array().unwrap().iter().any(|arg| {
            let name = arg["name"].as_str().unwrap();
            let of = arg["type"]["ofType"]["name"].as_str();
            wanted.iter().any(|it| it.0 == name && arg["type"]["kind"] == "NON_NULL" && of == Some(it.1))
        })
    };
    let fields = answer.pointer("/__type/fields").and_then(Value::as_array).unwrap();
    assert!(30 < fields.len());
    let mut names: Vec<String> =
        fields.iter().filter(|it| !has(it)).map(|it| it["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn named<const N: usize>(list: [(&str, &str); N]) -> Vec<String> {
    let mut names: Vec<String> = list.into_iter().map(|it| it.0.to_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn every_mutation_takes_a_key_but_those_that_make_or_end_the_session() {
    assert_eq!(mutations_without(&[("key", "ID")]).await, named(WITHOUT_KEY));
}

#[tokio::test]
async fn every_change_of_a_record_with_a_version_says_which_version_it_expects() {
    let wanted = [("expectedVersion", "Int"), ("selection", "CaseSelection")];
    assert_eq!(mutations_without(&wanted).await, named(WITHOUT_VERSION));
}

/// Fields that are ids of other things, and why they are no references.
const OPAQUE: [(&str, &str); 4] = [
    ("AssignmentRefusal.caseIds", "what a client leaves out of its selection; a preview loads none of them"),
    ("AuditEvent.subjectId", "of anything the system keeps, by its id within"),
    ("ImportCheck.uploadId", "what a client sends back to import the file; an upload is no record"),
    ("UserError.caseId", "what a client leaves out when it sends the act again; a refusal loads nothing"),
];

const OUTPUTS: &str = "{ __schema { types { kind name fields { name } } } }";

#[tokio::test]
async fn what_is_answered_refers_to_things_and_not_to_their_ids() {
    let answer = build().execute(OUTPUTS).await.into_result().unwrap().data.into_json().unwrap();
    let mut found = Vec::new();
    for it in answer.pointer("/__schema/types").and_then(Value::as_array).unwrap() {
        let of = it["name"].as_str().unwrap();
        for field in it["fields"].as_array().into_iter().flatten() {
            let name = field["name"].as_str().unwrap();
            if name.ends_with("Id") || name.ends_with("Ids") {
                found.push(format!("{of}.{name}"));
            }
        }
    }
    assert_eq!(found, named(OPAQUE));
}
