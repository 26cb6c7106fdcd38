//! Whether `docs/tour.md` still tells the truth: its commands are run and its operations asked, block by block.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::World;

/// One fenced block: what stands after the back ticks, and its lines.
struct Block {
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.trim().to_owned(), text: String::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Values that answers gave, by the name the page gives them.
#[derive(Default)]
struct Kept(HashMap<String, Value>);

impl Kept {
    fn name(text: &str) -> Option<&str> {
        text.strip_prefix('<')?.strip_suffix('>')
    }

    /// Puts kept values where the page names them.
    fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match Self::name(text) {
                Some(name) => self.0.get(name).unwrap_or_else(|| panic!("nothing gave <{name}>")).clone(),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|it| self.fill(it)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, it)| (name.clone(), self.fill(it))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Compares an answer with the page; a name not met before keeps what stands there.
    fn compare(&mut self, told: &Value, got: &Value, place: &str) {
        match (told, got) {
            (Value::String(text), _) if Self::name(text).is_some() => {
                let name = Self::name(text).unwrap_or_default();
                let kept = self.0.entry(name.to_owned()).or_insert_with(|| got.clone());
                assert_eq!(kept, got, "at {place}: <{name}> changed");
            }
            (Value::Array(told), Value::Array(got)) => {
                assert_eq!(told.len(), got.len(), "at {place}: {got:#?}");
                for (n, (told, got)) in told.iter().zip(got).enumerate() {
                    self.compare(told, got, &format!("{place}[{n}]"));
                }
            }
            (Value::Object(told), Value::Object(got)) => {
                let names = |it: &serde_json::Map<String, Value>| it.keys().cloned().collect::<Vec<_>>();
                assert_eq!(names(told), names(got), "at {place}");
                for (name, told) in told {
                    self.compare(told, &got[name], &format!("{place}.{name}"));
                }
            }
            (told, got) => assert_eq!(told, got, "at {place}"),
        }
    }
}

/// Runs the lines as a shell would, in the world's folder, with the path that the page made.
fn run(world: &World, path: &str, script: &str) {
    shell(world, world.path(), path, script);
}

fn shell(world: &World, folder: &Path, path: &str, script: &str) -> String {
    let settings = world.command();
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-e", "-c", script]).current_dir(folder).env_clear();
    for (name, value) in settings.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    let output = shell.env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The search path that the page's first block leaves, run in a folder that looks like this project when it is built:
/// nothing else tells the shell where the program is.
fn path_after(world: &World, block: &str) -> String {
    let checkout = world.path().join("checkout");
    std::fs::create_dir_all(checkout.join("target/release")).unwrap();
    let program = checkout.join("target/release/phonjon");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_phonjon"), program).unwrap();
    let (build, rest) = block.split_once('\n').unwrap();
    assert_eq!(build, "cargo build --release --locked");
    let told = shell(world, &checkout, "/usr/bin:/bin", &format!("{rest}\nprintf %s \"$PATH\""));
    assert!(told.ends_with("/usr/bin:/bin"), "{told}");
    told
}

async fn the_tour_is_true(world: World) {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tour.md")).unwrap();
    let mut kept = Kept::default();
    let mut path = "/usr/bin:/bin".to_owned();
    let blocks = blocks(&page);
    assert!(blocks.iter().filter(|it| it.info.starts_with("graphql")).count() >= 10);
    for (n, block) in blocks.iter().enumerate() {
        match block.info.as_str() {
            "sh in=checkout" => path = path_after(&world, &block.text),
            // The world serves by itself, on a free port.
            "sh serving" => assert_eq!(block.text, "phonjon serve\n"),
            "sh" => {
                run(&world, &path, &block.text);
                keep_files(&world, &mut kept);
            }
            info => {
                let Some(asks) = info.strip_prefix("graphql as=") else { continue };
                let told: Vec<&Block> =
                    blocks[n + 1..].iter().take_while(|it| it.info.starts_with("json")).collect();
                let (who, each) = asks.split_once(" each=").unwrap_or((asks, ""));
                // What is written for the first of several is done by each of them.
                let names: Vec<&str> = each.split(',').collect();
                for name in &names {
                    let as_name = |text: &str| text.replace(names[0], name);
                    let as_name = |text: &str| if each.is_empty() { text.to_owned() } else { as_name(text) };
                    ask(&world, &mut kept, &as_name(who), &as_name(&block.text), &told, &as_name).await;
                }
            }
        }
    }
}

/// Asks an operation of the page and compares the answer with what the page tells.
async fn ask(
    world: &World,
    kept: &mut Kept,
    who: &str,
    query: &str,
    told: &[&Block],
    as_name: &dyn Fn(&str) -> String,
) {
    let after = |info: &str| {
        let block = told.iter().find(|it| it.info == info)?;
        let text = as_name(&block.text);
        Some(serde_json::from_str::<Value>(&text).unwrap_or_else(|e| panic!("{e}: {text}")))
    };
    let variables = after("json variables").map_or(json!({}), |it| kept.fill(&it));
    // Only what the page's own operations and commands gave opens anything.
    let token = (who != "nobody").then(|| kept.fill(&json!(format!("<{who}.token>"))));
    let got = world.graphql(token.as_ref().and_then(Value::as_str), query, variables).await;
    match (after("json answer"), after("json errors")) {
        (Some(told), _) => {
            assert!(got.get("errors").is_none(), "{query}\n{got:#}");
            kept.compare(&told, &got["data"], "answer");
        }
        (None, Some(told)) => {
            let codes: Vec<&Value> =
                got["errors"].as_array().unwrap().iter().map(|it| &it["extensions"]["code"]).collect();
            assert_eq!(told, json!(codes), "{got:#}");
        }
        (None, None) => panic!("the page does not tell the answer of {query}"),
    }
}

/// What commands wrote as JSON objects: `<chief.password>` is the field `password` of `chief.json`.
fn keep_files(world: &World, kept: &mut Kept) {
    for entry in std::fs::read_dir(world.path()).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(Value::Object(fields)) = serde_json::from_str(&text) else { continue };
        for (name, value) in fields.into_iter().filter(|(_, it)| it.is_string()) {
            kept.0.insert(format!("{stem}.{name}"), value);
        }
    }
}

on_both!(the_tour_is_true);
