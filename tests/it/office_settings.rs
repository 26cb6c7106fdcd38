//! The numbers an office chooses: on the command line and over GraphQL, for whom, and what they change.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::world::World;

const READ: &str = "{ officeSettings { name text value isDefault smallest largest version } }";

async fn chosen(d: &District, who: &str, name: &str) -> Value {
    let all = d.ask(who, READ).await["officeSettings"].take();
    assert_eq!(all.as_array().unwrap().len(), 8);
    all.as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone()
}

async fn an_administrator_chooses_the_load_line_and_goes_back_to_the_default(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901"), row(2, "48010902")]);
    let line = "TEAMS_MENTOR_LOAD_LINE";
    let before = chosen(&d, "chief", line).await;
    assert_eq!(
        before,
        json!({
            "name": line, "text": "จำนวนครัวเรือนที่ระบบเตือนเมื่อทีมพี่เลี้ยงดูแลเกิน", "value": "15",
            "isDefault": true, "smallest": "1", "largest": "10000", "version": 0,
        })
    );
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let loads = format!("{{ team(id: \"{mentor}\") {{ loadLine }} }}");
    assert_eq!(d.ask("chief", &loads).await["team"]["loadLine"], 15);

    let to = |value: &str, version: u8| format!("name: {line}, value: {value}, expectedVersion: {version}");
    let act = "officeSettingChange";
    assert_eq!(d.denied("chief", act, &to("\"10\"", 0)).await, "FORBIDDEN");
    for wrong in ["\"0\"", "\"10001\"", "\"-3\"", "\"ten\"", "\"\"", "\"1.5\"", "\"99999999999999999999\""] {
        let refused = d.refused("admin", act, &to(wrong, 0)).await;
        assert_eq!(refused, ("SETTING_OUT_OF_RANGE".into(), "value".into()), "{wrong}");
    }
    let fields = "officeSetting { value isDefault version }";
    let made = d.act("admin", act, &to("\"10\"", 0), fields).await["officeSetting"].take();
    assert_eq!(made, json!({ "value": "10", "isDefault": false, "version": 1 }));
    assert_eq!(d.ask("chief", &loads).await["team"]["loadLine"], 10);
    assert_eq!(d.refused("admin", act, &to("\"12\"", 0)).await.0, "VERSION_CONFLICT");
    let back = d.act("admin", act, &to("null", 1), fields).await["officeSetting"].take();
    assert_eq!(back, json!({ "value": "15", "isDefault": true, "version": 2 }));
    assert_eq!(d.ask("chief", &loads).await["team"]["loadLine"], 15);

    // The same act sent again is done once.
    let again =
        format!("mutation {{ {act}({}, key: \"k\") {{ {fields} userErrors {{ code }} }} }}", to("\"9\"", 2));
    let first = d.ask("admin", &again).await;
    assert_eq!(
        (d.ask("admin", &again).await, first[act]["officeSetting"]["version"].clone()),
        (first, json!(3))
    );
}

async fn the_smallest_published_count_is_chosen_before_figures_are_published(world: World) {
    let rows: Vec<_> = (1..=27).map(|n| row(n, if n <= 7 { "48010101" } else { "48010901" })).collect();
    let d = District::with_problems(world, &rows);
    let run = |args: &[&str]| d.world.phonjon(&[&["office-setting"], args].concat());
    let listed = |it: &str| -> Value {
        let all: Value = serde_json::from_slice(&run(&["list", "--json"]).stdout).unwrap();
        all.as_array().unwrap().iter().find(|found| found["name"] == it).unwrap().clone()
    };
    assert_eq!(run(&["set", "figures.k", "2"]).status.code(), Some(1));
    assert_eq!(run(&["set", "figures.x", "5"]).status.code(), Some(2));
    assert_eq!(run(&["set", "figures.k", "abc"]).status.code(), Some(2));
    assert_eq!(listed("figures.k")["value"], 10);
    assert_eq!(run(&["set", "figures.k", "5"]).status.code(), Some(0));
    let told = json!({ "name": "figures.k", "value": 5, "isDefault": false, "from": 3, "to": 1000 });
    assert_eq!(listed("figures.k"), told);
    assert_eq!(listed("help.plan_needed_above_satang")["value"], Value::Null);

    let area = d.area("4801").await;
    let asked = format!(
        "{{ summary(areaId: \"{area}\", fiscalYear: 2566, by: [AREA]) {{ smallestShown lines {{ figure {{ households {{ value withheld }} }} }} }} }}"
    );
    let told = d.ask("ministry", &asked).await["summary"].take();
    assert_eq!(told["smallestShown"], 5);
    let shown =
        told["lines"].as_array().unwrap().iter().filter(|it| it["figure"]["households"]["value"].is_i64());
    assert_eq!(shown.count(), 3, "seven households are shown where five are enough: {told:#}");
    assert_eq!(run(&["reset", "figures.k"]).status.code(), Some(0));
    assert_eq!(listed("figures.k")["value"], 10);
    let log: Vec<Value> = {
        let asked = "{ auditEvents(first: 20) { nodes { action subjectId } } }";
        d.ask("auditor", asked).await["auditEvents"]["nodes"].as_array().unwrap().clone()
    };
    let changed = log.iter().filter(|it| it["action"] == "setting.changed" && it["subjectId"] == "figures.k");
    assert_eq!(changed.count(), 2);
}

on_both!(
    an_administrator_chooses_the_load_line_and_goes_back_to_the_default,
    the_smallest_published_count_is_chosen_before_figures_are_published,
);
