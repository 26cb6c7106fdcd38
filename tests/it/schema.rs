//! Whether `schema.graphql` at the top is what the program says, and every part of it is described.

use std::fs;
use std::path::Path;

use crate::program::phonjon;

fn printed() -> String {
    let output = phonjon().arg("schema").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_schema_file_is_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.graphql");
    let kept = fs::read_to_string(path).unwrap_or_default();
    let printed = printed();
    let differing =
        kept.lines().zip(printed.lines()).position(|(a, b)| a != b).map_or(kept.lines().count(), |it| it) + 1;
    assert!(
        kept == printed,
        "schema.graphql differs from the code at line {differing}; refresh it with:\n\
         cargo run --locked -- schema > schema.graphql"
    );
}

#[test]
fn every_type_field_argument_and_value_is_described() {
    let schema = printed();
    let faults = undescribed(&schema);
    assert!(faults.is_empty(), "without a description:\n{}", faults.join("\n"));
}

#[test]
fn a_part_without_a_description_is_named() {
    let schema = "\"\"\"A.\"\"\"\ntype A {\n\t\"\"\"\n\tB.\n\t\"\"\"\n\tb: Int!\n\tc: Int!\n}\n";
    assert_eq!(undescribed(schema), ["A.c"]);
    let arguments = "\"\"\"A.\"\"\"\ntype A {\n\t\"\"\"B.\"\"\"\n\tb(\n\t\t\"\"\"C.\"\"\"\n\t\tc: Int!,\n\t\td: Int\n\t): Int!\n}\n";
    assert_eq!(undescribed(arguments), ["A.b(d)"]);
    assert_eq!(
        undescribed("\"\"\"A.\"\"\"\ntype A {\n\t\"\"\"B.\"\"\"\n\tb(c: Int!): Int!\n}\n"),
        ["A.b(c)"]
    );
}

/// The parts of a schema that have no description: `Type`, `Type.field`, `Type.field(argument)`.
fn undescribed(schema: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut within = String::new();
    let mut field = String::new();
    let mut in_arguments = false;
    let mut in_text = false;
    let mut is_described = false;
    for line in schema.lines().map(str::trim) {
        if line.starts_with("\"\"\"") {
            let is_whole = line.len() >= 6 && line.ends_with("\"\"\"");
            in_text = !is_whole && !in_text;
            is_described = true;
            continue;
        }
        if in_text {
            in_text = !line.ends_with("\"\"\"");
            continue;
        }
        let word = line.split([' ', '(', ':', '{', '@']).next().unwrap_or_default();
        let is_definition = ["type", "input", "enum", "interface", "union", "scalar"].contains(&word);
        if line.is_empty()
            || line.starts_with(['}', '#', '|'])
            || line.starts_with("schema")
            || word == "directive"
        {
            // Ends and connecting lines have no description of their own.
        } else if within.is_empty() && is_definition {
            let name = line.split([' ', '{', '=', '@']).nth(1).unwrap_or_default().to_owned();
            if !is_described {
                faults.push(name.clone());
            }
            if line.ends_with('{') {
                within = name;
            }
        } else if in_arguments && !line.starts_with(')') {
            if !is_described {
                faults.push(format!("{within}.{field}({word})"));
            }
        } else if !within.is_empty() && !line.starts_with(')') {
            word.clone_into(&mut field);
            if !is_described {
                faults.push(format!("{within}.{field}"));
            }
            let is_in_line = line.find('(').is_some_and(|at| line.find(':').is_none_or(|colon| at < colon));
            in_arguments = is_in_line && line.ends_with('(');
            if is_in_line && !in_arguments {
                // async-graphql writes arguments in one line when none of them is described.
                let arguments = line.split(['(', ')']).nth(1).unwrap_or_default();
                let names = arguments.split(", ").map(|it| it.split(':').next().unwrap_or_default());
                faults.extend(names.map(|it| format!("{within}.{field}({it})")));
            }
        }
        if line.starts_with(')') {
            in_arguments = false;
        }
        if line.starts_with('}') {
            within.clear();
        }
        is_described = false;
    }
    faults
}
