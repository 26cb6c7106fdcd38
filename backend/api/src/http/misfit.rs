//! Why a document does not fit the schema, in words that name only what the document itself names, and never a value.

use async_graphql::ServerError;

/// A sentence for the client's developer: what is not there or does not fit, and where it stands in the document.
pub(super) fn explain(error: &ServerError) -> String {
    let what = what(error);
    match error.locations.last() {
        Some(at) => format!("{what} (line {}, column {})", at.line, at.column),
        None => what,
    }
}

/// The library's words are read, not passed on: they may name types, other fields, or values.
fn what(error: &ServerError) -> String {
    let message = error.message.as_str();
    let own = quoted(message);
    for (beginning, thing) in [
        ("Unknown field ", "field"),
        ("Unknown argument ", "argument"),
        ("Unknown type ", "type"),
        ("Unknown fragment", "fragment"),
        ("Unknown directive ", "directive"),
    ] {
        if let (true, Some(own)) = (message.starts_with(beginning), own) {
            return format!("there is no {thing} `{own}` here");
        }
    }
    let Some(own) = own else { return generic(error) };
    if message.starts_with("Invalid value for argument ") {
        // Of an object that was given, a field that is not there is the client's own word; anything else may be a value.
        let unknown = message.split_once("unknown field ").and_then(|it| quoted(it.1));
        return match unknown {
            Some(field) => format!("there is no field `{field}` in what argument `{own}` takes"),
            None => format!("the value of argument `{own}` does not fit"),
        };
    }
    if message.starts_with("Variable ") {
        return format!("variable `{own}` is not defined or does not fit");
    }
    if message.contains("is required but not provided") {
        return format!("`{own}` needs an argument that is not given");
    }
    if message.contains("must have a selection of subfields") {
        return format!("say which fields of `{own}` you want");
    }
    if message.contains("must not have a selection") {
        return format!("`{own}` has no fields");
    }
    generic(error)
}

/// Arguments are read when their field is resolved: then the path names the field.
fn generic(error: &ServerError) -> String {
    let of = error.path.iter().rev().find_map(|it| match it {
        async_graphql::PathSegment::Field(name) => Some(name),
        async_graphql::PathSegment::Index(_) => None,
    });
    let what = of.map_or_else(
        || "the document does not fit the schema".to_owned(),
        |field| format!("an argument of `{field}` does not fit"),
    );
    match form(&error.message) {
        Some(form) => format!("{what}: {form}"),
        None => what,
    }
}

/// How a value is written that was not understood. The library names its type, and never its argument.
fn form(message: &str) -> Option<&'static str> {
    let begins = ["Failed to parse ", "Expected input type "];
    match begins.iter().find_map(|it| message.strip_prefix(it)).and_then(quoted)? {
        "Date" => Some("a day is written \"2026-10-01\", its year of the common era"),
        "Satang" => Some("money is whole satang in quotes, such as \"120000\""),
        "Int" => Some("a number is written without quotes"),
        "DateTime" => Some("an instant is written \"2026-10-01T00:00:00Z\""),
        _ => None,
    }
}

/// The first text in quotes, where it is a name and not anything else.
fn quoted(message: &str) -> Option<&str> {
    let name = message.split('"').nth(1)?;
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '$' | '@');
    (!name.is_empty() && name.len() <= 100 && name.chars().all(is_plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    fn told(message: &str) -> String {
        explain(&ServerError::new(message, Some(Pos { line: 2, column: 5 })))
    }

    #[test]
    fn only_the_documents_own_names_are_told() {
        for (message, sentence) in [
            ("Unknown field \"mee\" on type \"Query\".", "there is no field `mee` here"),
            ("Unknown argument \"x\" on field \"me\" of type \"Query\".", "there is no argument `x` here"),
            (
                "Invalid value for argument \"filter.status.0\", enumeration type \"CaseStatus\" does not contain the value \"สมศรี\"",
                "the value of argument `filter.status.0` does not fit",
            ),
            (
                "Invalid value for argument \"filter\", unknown field \"statuses\" of type \"CaseFilter\"",
                "there is no field `statuses` in what argument `filter` takes",
            ),
            (
                "Field \"signIn\" argument \"password\" of type \"Mutation\" is required but not provided",
                "`signIn` needs an argument that is not given",
            ),
            (
                "Failed to parse \"Int\": it was 1103702071234",
                "the document does not fit the schema: a number is written without quotes",
            ),
            (
                "Failed to parse \"Date\": expected a day (occurred while parsing \"PlanInput\")",
                "the document does not fit the schema: a day is written \"2026-10-01\", its year of the common era",
            ),
            (
                "Expected input type \"Satang\", found 1103702071234.",
                "the document does not fit the schema: money is whole satang in quotes, such as \"120000\"",
            ),
            ("Failed to parse \"x\": 1103702071234", "the document does not fit the schema"),
        ] {
            assert_eq!(told(message), format!("{sentence} (line 2, column 5)"));
        }
    }
}
