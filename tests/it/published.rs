//! TPMAP's published figures: kept as published, each at its level, compared with the file before, and taken back.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::imports::{apply, import, look, text};
use crate::world::World;

const FIGURES: &str = "\"poor.household.CNT\",\"poor.JPT.CNT\",\"poor.JPT.MOFval.CNT\",\"JPT.MOFval.pov.rate\",\"poor.JPT.MOFval.health\"";
const ASKED: &str = "query($level: AreaLevel!, $within: String) {
    publishedStatistics(year: 2561, level: $level, withinCode: $within) {
        totalCount nodes { code area { code } figures { name value } } } }";

fn villages(world: &World, first: u32) -> PathBuf {
    world.file(
        "61_48_village_11111.csv",
        format!(
            "\"village_ID\",{FIGURES},\"province_ID\"\n\"4801010201\",5,{first},7,2.25,1,\"48\"\n\
             \"4801010202\",1,2,3,0.5,0,\"48\"\n\"480101A001\",1,1,1,1,0,\"48\"\n"
        ),
    )
}

async fn published(world: &World, token: &str, level: &str, within: Option<&str>) -> Vec<(String, Value)> {
    let found = world.data(token, ASKED, json!({ "level": level, "within": within })).await;
    let found = &found["publishedStatistics"];
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(found["totalCount"], nodes.len());
    let figure = |node: &Value| {
        let all = node["figures"].as_array().unwrap();
        all.iter().find(|it| it["name"] == "poor.JPT.CNT").map_or(Value::Null, |it| it["value"].clone())
    };
    nodes.iter().map(|it| (text(&it["code"]), figure(it))).collect()
}

fn compared(told: &crate::imports::Import) -> (i64, i64, i64) {
    let it = &told.report["files"][0]["compared"];
    let n = |name: &str| it[name].as_i64().unwrap();
    (n("new"), n("changed"), n("unchanged"))
}

async fn published_figures_are_shown_as_published(world: World) {
    let areas = "area_code,province,amphoe,tambon,moo,village\n48010102,นครพนม,เมืองนครพนม,ในเมือง,2,บ้านสอง\n";
    let province =
        world.file("61_province_11111.csv", format!("\"province_ID\",{FIGURES}\n\"48\",50,90,70,4.5,9\n"));
    let country = world.file("61_country_11111.csv", format!("{FIGURES}\n500,900,700,4.25,90\n"));
    let checked = import(&world, "check", &[villages(&world, 12)], &[]);
    assert_eq!(compared(&checked), (3, 0, 0));
    let first = apply(&world, &[villages(&world, 12)], &[]);
    assert_eq!(compared(&first), (3, 0, 0));
    apply(&world, &[province, country], &[]);
    // The list of areas comes later and names the village.
    world.run(&["areas", "import", &world.file("areas.csv", areas).to_string_lossy()]);
    let token = world.signed_in("admin", "ministry_analyst", "").await;
    assert_eq!(published(&world, &token, "COUNTRY", None).await, [("country".to_owned(), json!(900.0))]);
    assert_eq!(published(&world, &token, "PROVINCE", None).await, [("48".to_owned(), json!(90.0))]);
    let of_villages = [
        ("4801010201".to_owned(), json!(12.0)),
        ("4801010202".to_owned(), json!(2.0)),
        ("480101A001".to_owned(), json!(1.0)),
    ];
    assert_eq!(published(&world, &token, "VILLAGE", None).await, of_villages);
    assert_eq!(published(&world, &token, "VILLAGE", Some("48010102")).await, of_villages[..2]);
    let found = world.data(&token, ASKED, json!({ "level": "VILLAGE" })).await;
    let nodes = &found["publishedStatistics"]["nodes"];
    assert_eq!(nodes[0]["area"], json!({ "code": "48010102" }), "the village of a part of it");
    assert_eq!(nodes[2]["area"], Value::Null);
    let rate = nodes[0]["figures"].as_array().unwrap().iter().find(|it| it["name"] == "JPT.MOFval.pov.rate");
    assert_eq!(rate.unwrap()["value"], 2.25);

    // The same file again changes nothing, and is not told as an import.
    let events = async || {
        let query = "select cast(count(*) as text) from audit_event where action = 'import.applied'";
        look(&world, query).await[0][0].clone()
    };
    let finished = "select cast(finished_at as text) from import_batch order by id limit 1";
    let (n_events, ended) = (events().await, look(&world, finished).await);
    assert_eq!(compared(&apply(&world, &[villages(&world, 12)], &[])), (0, 0, 3));
    assert_eq!((events().await, look(&world, finished).await), (n_events, ended));

    // A corrected file is shown instead, and the former one again when it is taken back.
    assert_eq!(compared(&import(&world, "check", &[villages(&world, 13)], &[])), (0, 1, 2));
    assert_eq!(compared(&apply(&world, &[villages(&world, 13)], &[])), (0, 1, 2));
    assert_eq!(published(&world, &token, "VILLAGE", None).await[0].1, json!(13.0));
    let imports: Value = serde_json::from_str(&world.run(&["import", "list", "--json"])).unwrap();
    world.run(&["import", "undo", imports[0]["import"].as_str().unwrap(), "--json"]);
    assert_eq!(published(&world, &token, "VILLAGE", None).await, of_villages);
}

on_both!(published_figures_are_shown_as_published);
