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
