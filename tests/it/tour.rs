//! Whether `docs/tour.md` still tells the truth: its commands are run and its operations asked, block by block.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::world::{Account, World};

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

/// Runs the lines as a shell would, with the program on its path.
fn run(world: &World, script: &str) {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_phonjon"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let settings = world.command();
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-e", "-c", script]).current_dir(world.path());
    for (name, value) in settings.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    let output = shell.env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
}

async fn the_tour_is_true(world: World) {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tour.md")).unwrap();
    let mut kept = Kept::default();
    let mut tokens: HashMap<String, String> = HashMap::new();
    let blocks = blocks(&page);
    assert!(blocks.iter().filter(|it| it.info.starts_with("graphql")).count() >= 10);
    for (n, block) in blocks.iter().enumerate() {
        if block.info == "sh" {
            run(&world, &block.text);
            keep_files(&world, &mut kept);
            continue;
        }
        let Some(who) = block.info.strip_prefix("graphql as=") else { continue };
        let after = |info: &str| {
            blocks[n + 1..].iter().take_while(|it| it.info.starts_with("json")).find(|it| it.info == info)
        };
        let parsed = |it: &Block| {
            serde_json::from_str::<Value>(&it.text).unwrap_or_else(|e| panic!("{e}: {}", it.text))
        };
        let variables = after("json variables").map_or(json!({}), |it| kept.fill(&parsed(it)));
        let token = token_of(&world, &kept, &mut tokens, who).await;
        let got = world.graphql(token.as_deref(), &block.text, variables).await;
        match (after("json answer"), after("json errors")) {
            (Some(told), _) => {
                assert!(got.get("errors").is_none(), "{}\n{got:#}", block.text);
                kept.compare(&parsed(told), &got["data"], "answer");
            }
            (None, Some(told)) => {
                let codes: Vec<&Value> =
                    got["errors"].as_array().unwrap().iter().map(|it| &it["extensions"]["code"]).collect();
                assert_eq!(parsed(told), json!(codes), "{got:#}");
            }
            (None, None) => panic!("the page does not tell the answer of {}", block.text),
        }
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

async fn token_of(
    world: &World,
    kept: &Kept,
    tokens: &mut HashMap<String, String>,
    who: &str,
) -> Option<String> {
    if who == "nobody" {
        return None;
    }
    if let Some(token) = tokens.get(who) {
        return Some(token.clone());
    }
    let kept = |field: &str| kept.0.get(&format!("{who}.{field}")).and_then(Value::as_str);
    let token = match kept("token") {
        Some(token) => token.to_owned(),
        None => {
            let password = kept("password").unwrap_or_else(|| panic!("{who} has no password")).to_owned();
            world.sign_in(&Account { user_name: who.to_owned(), password }).await
        }
    };
    tokens.insert(who.to_owned(), token.clone());
    Some(token)
}

on_both!(the_tour_is_true);
