//! What a ministry's token reads, and who is not signed in: every query and every act of the schema is tried.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::imports::{look, text};
use crate::office::{Province, area_id, code, province};
use crate::program::Server;
use crate::world::World;

const SCHEMA: &str = "{ __schema {
    queryType { fields { ...F } } mutationType { fields { ...F } }
    types { kind name inputFields { ...V } enumValues { name } }
} }
fragment F on __Field { name args { ...V } type { ...T } }
fragment V on __InputValue { name defaultValue type { ...T } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The schema as a server tells it that may.
async fn told(world: &World) -> Value {
    let mut settings = world.command();
    settings.env("PHONJON_INTROSPECTION", "true");
    let open = Server::start(settings, world.path().join("open.log")).await;
    let sent = world.http().post(format!("{}/graphql", open.base_url())).json(&json!({ "query": SCHEMA }));
    let mut answer: Value = sent.send().await.unwrap().json().await.unwrap();
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["__schema"].take()
}

/// Writes one request for each field of the schema, with every argument that it needs.
struct Writer {
    types: BTreeMap<String, Value>,
    /// Ids of things that are there, by a part of the argument's name.
    ids: Vec<(&'static str, String)>,
}

impl Writer {
    fn request(&self, operation: &str, field: &Value) -> String {
        let name = field["name"].as_str().unwrap();
        let needed = field["args"].as_array().unwrap().iter().filter(|it| is_needed(it));
        let mut args: Vec<String> =
            needed.map(|it| format!("{}: {}", it["name"].as_str().unwrap(), self.value(it, name))).collect();
        // One of the two is asked for by nobody: which is wrong before it is forbidden.
        if name == "area" {
            args.push("code: \"48\"".to_owned());
        }
        let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
        let inner = innermost(&field["type"]);
        let select = if ["OBJECT", "INTERFACE", "UNION"].contains(&inner.0) { "{ __typename }" } else { "" };
        format!("{operation} {{ {name}{args} {select} }}")
    }

    fn value(&self, input: &Value, of: &str) -> String {
        let kind = &input["type"];
        let kind = if kind["kind"] == "NON_NULL" { &kind["ofType"] } else { kind };
        if kind["kind"] == "LIST" {
            let inner = json!({ "name": input["name"], "type": kind["ofType"] });
            return format!("[{}]", self.value(&inner, of));
        }
        let (kind, type_name) = innermost(kind);
        match (kind, type_name) {
            ("ENUM", _) => text(&self.types[type_name]["enumValues"][0]["name"]),
            ("INPUT_OBJECT", _) => {
                let fields = self.types[type_name]["inputFields"].as_array().unwrap().iter();
                let fields = fields.filter(|it| is_needed(it));
                let fields: Vec<String> =
                    fields.map(|it| format!("{}: {}", text(&it["name"]), self.value(it, of))).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            (_, "ID") => format!("\"{}\"", self.id(&text(&input["name"]), of)),
            (_, "Int") if input["name"].as_str().is_some_and(|it| it.to_lowercase().ends_with("year")) => {
                "2566".to_owned()
            }
            (_, "Int") => "1".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "Date") => "\"2025-01-01\"".to_owned(),
            (_, "DateTime") => "\"2025-01-01T00:00:00Z\"".to_owned(),
            (_, "Satang" | "String") => "\"100\"".to_owned(),
            other => panic!("nobody knows how to write {other:?} of {input}"),
        }
    }

    fn id(&self, argument: &str, field: &str) -> String {
        let argument = if argument == "id" { field } else { argument };
        let known = self.ids.iter().find(|(part, _)| argument.to_lowercase().contains(part));
        known.map_or_else(|| "0".repeat(38), |it| it.1.clone())
    }
}

fn is_needed(input: &Value) -> bool {
    input["type"]["kind"] == "NON_NULL" && input["defaultValue"].is_null()
}

/// Kind and name of what is left without lists and non-nulls.
fn innermost(of: &Value) -> (&str, &str) {
    if of["ofType"].is_object() {
        innermost(&of["ofType"])
    } else {
        (of["kind"].as_str().unwrap(), of["name"].as_str().unwrap())
    }
}

async fn writer(world: &World, office: &Province, schema: &Value) -> Writer {
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let team = world.data(&chief, "{ teams { nodes { id } } }", json!({})).await;
    let account = world.data(&chief, "{ me { id sessions { id } grants { id } } }", json!({})).await;
    let import = world.data(&chief, "{ imports { nodes { id } } }", json!({})).await;
    let types = schema["types"].as_array().unwrap().iter();
    Writer {
        types: types.map(|it| (text(&it["name"]), it.clone())).collect(),
        ids: vec![
            ("case", office.here.case.clone()),
            ("person", office.here.person.clone()),
            ("team", text(&team["teams"]["nodes"][0]["id"])),
            ("area", area_id(world, &chief, "4801").await),
            ("parent", area_id(world, &chief, "48").await),
            ("account", text(&account["me"]["id"])),
            ("grant", text(&account["me"]["grants"][0]["id"])),
            ("session", text(&account["me"]["sessions"][0]["id"])),
            ("import", text(&import["imports"]["nodes"][0]["id"])),
        ],
    }
}

async fn a_token_reads_figures_and_a_stranger_nothing(world: World) {
    let office = province(&world).await;
    let schema = told(&world).await;
    let writer = writer(&world, &office, &schema).await;
    world.add_user("analyst", "ministry_analyst", "");
    let made = world.run(&["token", "create", "--user-name", "analyst", "--name", "figures", "--json"]);
    let made: Value = serde_json::from_str(&made).unwrap();
    let token = text(&made["token"]);
    world.keep_secret(&token);

    let n_events =
        async || text(&json!(look(&world, "select cast(count(*) as text) from audit_event").await[0][0]));
    let before = n_events().await;
    let (mut of_token, mut of_nobody, mut astray) = (Vec::new(), Vec::new(), Vec::new());
    for (operation, list) in [("query", "queryType"), ("mutation", "mutationType")] {
        let fields = schema[list]["fields"].as_array().unwrap();
        assert!(fields.len() >= 25, "{} fields", fields.len());
        for field in fields.iter().filter(|it| it["name"] != "signIn") {
            let (name, request) = (text(&field["name"]), writer.request(operation, field));
            let answer = world.graphql(Some(&token), &request, json!({})).await;
            match &*code(&answer) {
                "" => of_token.push(name.clone()),
                "FORBIDDEN" => assert!(answer["data"].get(&name).is_none_or(Value::is_null), "{answer:#}"),
                other => astray.push(format!("{request} refuses a token with {other}")),
            }
            let answer = world.graphql(None, &request, json!({})).await;
            match &*code(&answer) {
                "" => of_nobody.push(format!("{name} = {}", answer["data"][&name])),
                "UNAUTHENTICATED" => {}
                other => astray.push(format!("{request} refuses nobody with {other}")),
            }
        }
    }
    assert!(astray.is_empty(), "not refused for who asks:\n{}", astray.join("\n"));
    assert_eq!(of_token, ["me", "area", "areas", "areaSearch", "publishedStatistics", "summary"]);
    assert_eq!(of_nobody, ["me = null"]);
    assert_eq!(n_events().await, before, "nothing was done and no person was read");

    // Below what it may read there is no way to more, and it is no way to a session.
    let deeper = "{ me { userName mustChangePassword grants { role } } areas { nodes { code } } }";
    let seen = world.data(&token, deeper, json!({})).await;
    assert_eq!(seen["me"]["grants"][0]["role"], "MINISTRY_ANALYST");
    let sessions = world.graphql(Some(&token), "{ me { sessions { id } } }", json!({})).await;
    assert_eq!(code(&sessions), "FORBIDDEN");
    let url = format!("{}?access_token={token}", world.url("/graphql").await);
    let in_the_address =
        world.http().post(url).json(&json!({ "query": "{ me { userName } }" })).send().await.unwrap();
    assert_eq!(in_the_address.json::<Value>().await.unwrap()["data"]["me"], Value::Null);

    // An analyst's token stays one of figures, whatever else the account is given; and it ends at once.
    let system = world.signed_in("system", "system_administrator", "").await;
    let accounts = world.data(&system, "{ accounts(first: 100) { nodes { id userName } } }", json!({})).await;
    let nodes = accounts["accounts"]["nodes"].as_array().unwrap();
    let analyst = text(&nodes.iter().find(|it| it["userName"] == "analyst").unwrap()["id"]);
    let more = json!({ "role": "SYSTEM_ADMINISTRATOR", "validFrom": "2025-01-01" });
    crate::office::manage(
        &world,
        &system,
        "grantGive",
        "account { id }",
        json!({ "accountId": analyst, "grant": more }),
    )
    .await;
    assert_eq!(
        code(&world.graphql(Some(&token), "{ tokens { nodes { id } } }", json!({})).await),
        "FORBIDDEN"
    );
    world.run(&["token", "revoke", made["tokenId"].as_str().unwrap()]);
    let ended = world.graphql(Some(&token), "{ summary { isExact } }", json!({})).await;
    assert_eq!(code(&ended), "UNAUTHENTICATED");
}

on_both!(a_token_reads_figures_and_a_stranger_nothing);
