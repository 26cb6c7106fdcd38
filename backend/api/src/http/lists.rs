//! How long lists in values are, in the document and in its variables: each a hundred items at most, and the cases of a
//! selection five hundred.

use std::collections::HashSet;
use std::convert::Infallible;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};

use super::guard::{Limits, TooMuch};

/// The field of a selection that names its cases.
const CASES: &str = "cases";

/// Refuses a list longer than it may be.
pub(super) fn check(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &Limits,
) -> Result<(), TooMuch> {
    let mut lists = Lists { limits, of_cases: HashSet::new() };
    for fragment in document.fragments.values() {
        lists.directives(&fragment.node.directives)?;
        lists.set(&fragment.node.selection_set.node)?;
    }
    for (_, operation) in document.operations.iter() {
        lists.directives(&operation.node.directives)?;
        lists.set(&operation.node.selection_set.node)?;
    }
    // Now it is known which variables are the cases of a selection.
    for (_, operation) in document.operations.iter() {
        for variable in &operation.node.variable_definitions {
            lists.directives(&variable.node.directives)?;
            if let Some(default) = &variable.node.default_value {
                let is_cases = lists.of_cases.contains(variable.node.name.node.as_str());
                lists.constant(&default.node, is_cases)?;
            }
        }
    }
    for (name, value) in variables.iter() {
        let is_cases = lists.of_cases.contains(name.as_str());
        lists.constant(value, is_cases)?;
    }
    Ok(())
}

/// What stands in a value for a variable.
fn place(name: &Name) -> Value {
    Value::Binary(name.as_str().to_owned().into_bytes().into())
}

struct Lists<'a> {
    limits: &'a Limits,
    /// The variables that stand where a selection names its cases.
    of_cases: HashSet<String>,
}

impl Lists<'_> {
    /// Documents are nested no deeper than they may be: that was held before they were parsed.
    fn set(&mut self, set: &SelectionSet) -> Result<(), TooMuch> {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    self.directives(&field.node.directives)?;
                    self.arguments(&field.node)?;
                    self.set(&field.node.selection_set.node)?;
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives)?;
                    self.set(&inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.node.directives)?,
            }
        }
        Ok(())
    }

    fn arguments(&mut self, field: &Field) -> Result<(), TooMuch> {
        for (_, value) in &field.arguments {
            let Ok(value) = value.node.clone().into_const_with(|it| Ok::<_, Infallible>(place(&it)));
            self.constant(&value, false)?;
        }
        Ok(())
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) -> Result<(), TooMuch> {
        for directive in directives {
            for (_, value) in &directive.node.arguments {
                let Ok(value) = value.node.clone().into_const_with(|it| Ok::<_, Infallible>(place(&it)));
                self.constant(&value, false)?;
            }
        }
        Ok(())
    }

    fn constant(&mut self, value: &Value, is_cases: bool) -> Result<(), TooMuch> {
        match value {
            Value::List(items) => {
                let most = if is_cases { self.limits.cases } else { self.limits.items };
                if items.len() > most {
                    return Err(TooMuch::Items);
                }
                items.iter().try_for_each(|it| self.constant(it, false))
            }
            Value::Object(fields) => {
                fields.iter().try_for_each(|(name, it)| self.constant(it, name.as_str() == CASES))
            }
            // Where a variable stands, for no document and no variable says this itself.
            Value::Binary(name) => {
                if is_cases {
                    self.of_cases.insert(String::from_utf8_lossy(name).into_owned());
                }
                Ok(())
            }
            Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Enum(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    use super::*;

    fn told(document: &str, variables: Json) -> Result<(), TooMuch> {
        check(&parse_query(document).unwrap(), &Variables::from_json(variables), &Limits::default())
    }

    #[test]
    fn a_list_is_a_hundred_long_wherever_it_stands() {
        let ones = |n: usize| "1 ".repeat(n);
        for around in [
            "{ a(x: [@]) }",
            "{ a(x: { y: [[@]] }) }",
            "{ a(cases: [@]) }",
            "{ a(x: { cases: [[@]] }) }",
            "{ a { b @c(x: [@]) } }",
            "{ a @c(x: [@]) { b } }",
            "{ ...F } fragment F on Query { a(x: [@]) }",
            "{ ... on Query { a(x: [@]) } }",
            "query($x: [Int] = [@]) { a(x: $x) }",
            "query Q @c(x: [@]) { a }",
        ] {
            let of = |n: usize| around.replace("[@]", &format!("[{}]", ones(n)));
            assert_eq!(told(&of(100), json!({})), Ok(()), "{around}");
            assert_eq!(told(&of(101), json!({})), Err(TooMuch::Items), "{around}");
        }
        let document = "query($x: X, $unused: X) { a(x: $x) }";
        for name in ["x", "unused", "unknown"] {
            assert_eq!(told(document, json!({ name: vec![1; 100] })), Ok(()));
            assert_eq!(told(document, json!({ name: vec![1; 101] })), Err(TooMuch::Items));
            assert_eq!(told(document, json!({ name: { "y": [vec![1; 101]] } })), Err(TooMuch::Items));
        }
    }

    #[test]
    fn the_cases_of_a_selection_are_five_hundred() {
        let written = |n: usize| format!("mutation {{ a(selection: {{ cases: [{}] }}) }}", "1 ".repeat(n));
        assert_eq!(told(&written(500), json!({})), Ok(()));
        assert_eq!(told(&written(501), json!({})), Err(TooMuch::Items));
        let whole = "mutation($s: CaseSelection!) { a(selection: $s) }";
        let named = "mutation($ids: [CaseAtVersion!]) { a(selection: { cases: $ids }) }";
        for (n, wanted) in [(500, Ok(())), (501, Err(TooMuch::Items))] {
            assert_eq!(told(whole, json!({ "s": { "cases": vec![1; n] } })), wanted);
            assert_eq!(told(named, json!({ "ids": vec![1; n] })), wanted);
        }
        assert_eq!(told(whole, json!({ "s": { "exceptIds": vec![1; 101] } })), Err(TooMuch::Items));
    }
}
