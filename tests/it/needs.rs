//! Needs have one code each: the menu names them, others are refused, and the same need is known as the same.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::text;
use crate::world::World;

async fn help_is_for_a_need_of_the_menu(world: World) {
    let rows = [row(1, "48010901")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    let menu = d.ask("team", "{ needs { code text dimension items { code text } } }").await["needs"].take();
    let of = |code: &str| menu.as_array().unwrap().iter().find(|it| it["code"] == code).cloned();
    let repair = of("house_repair").unwrap();
    assert_eq!((&repair["text"], &repair["dimension"]), (&json!("ซ่อมบ้าน"), &json!("LIVING")));
    assert_eq!(repair["items"][0], json!({ "code": "roof_and_walls", "text": "ซ่อมหลังคาและผนัง" }));
    for dimension in ["HEALTH", "LIVING", "EDUCATION", "INCOME", "ACCESS"] {
        assert!(menu.as_array().unwrap().iter().any(|it| it["dimension"] == dimension), "{dimension}");
    }

    let add = |need: &str, rest: &str| {
        format!(
            "caseId: \"{case}\", intervention: {{ need: \"{need}\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", plannedOn: \"2026-02-01\"{rest} }}"
        )
    };
    // The same need in other words would never be seen as the same.
    for other in ["ซ่อมบ้าน", "House repair", "house-repair"] {
        let refused = d.refused("team", "caseAddIntervention", &add(other, "")).await;
        assert_eq!(refused, ("NEED_UNKNOWN".into(), "need".into()), "{other}");
    }
    let mutation = format!(
        "mutation {{ caseAddIntervention({}, key: \"what\") {{ userErrors {{ message }} }} }}",
        add("ซ่อมบ้าน", "")
    );
    let said = d.ask("team", &mutation).await;
    let said = text(&said["caseAddIntervention"]["userErrors"][0]["message"]);
    assert!(said.contains("house_repair") && said.contains("drinking_water"), "the list is told: {said}");
    let item =
        d.refused("team", "caseAddIntervention", &add("house_repair", ", menuItem: \"relief_bag\"")).await;
    assert_eq!(item, ("MENU_ITEM_UNKNOWN".into(), "menuItem".into()));

    let fields = "intervention { need menuItem } sameNeedMetBy { need }";
    let first = add("house_repair", ", menuItem: \"roof_and_walls\"");
    let first = d.act("team", "caseAddIntervention", &first, fields).await;
    assert_eq!(first["intervention"], json!({ "need": "house_repair", "menuItem": "roof_and_walls" }));
    let second = d.act("team", "caseAddIntervention", &add(" house_repair ", ""), fields).await;
    assert_eq!(second["sameNeedMetBy"], json!([{ "need": "house_repair" }]));

    // An office's own menu takes the place of the default from its release on.
    let sets = d.ask("admin", "{ parameterSets { kind text isOfficial } }").await["parameterSets"].take();
    let set = sets.as_array().unwrap().iter().find(|it| it["kind"] == "need_menu").unwrap().clone();
    assert_eq!(set["isOfficial"], false);
    let own = text(&set["text"])
        .replace("version = \"1\"", "version = \"2\"")
        .replace("code = \"house_repair\"", "code = \"home_improvement\"");
    let world = &d.world;
    let admin = d.token("admin").await;
    let draft = "mutation($text: String!) { parameterSetDraft(text: $text, key: \"menu\") { parameterSet { id state } userErrors { code } } }";
    let drafted = world.data(&admin, draft, json!({ "text": own })).await["parameterSetDraft"].take();
    assert_eq!((&drafted["userErrors"], &drafted["parameterSet"]["state"]), (&json!([]), &json!("DRAFT")));
    let id = drafted["parameterSet"]["id"].clone();
    let released =
        d.act("admin", "parameterSetRelease", &format!("id: {id}"), "parameterSet { state }").await;
    assert_eq!(released["parameterSet"]["state"], "RELEASED");
    assert_eq!(
        d.refused("admin", "parameterSetRelease", &format!("id: {id}")).await.0,
        "PARAMETER_SET_RELEASED"
    );
    assert_eq!(d.denied("chief", "parameterSetRelease", &format!("id: {id}")).await, "FORBIDDEN");
    assert_eq!(d.refused("team", "caseAddIntervention", &add("house_repair", "")).await.0, "NEED_UNKNOWN");
    d.act("team", "caseAddIntervention", &add("home_improvement", ""), "intervention { id }").await;
    let kept =
        d.case("team", &case, "interventions { nodes { need } }").await["interventions"]["nodes"].take();
    let needs: Vec<&Value> = kept.as_array().unwrap().iter().map(|it| &it["need"]).collect();
    assert_eq!(needs, ["home_improvement", "house_repair", "house_repair"], "what was recorded stays");
}

on_both!(help_is_for_a_need_of_the_menu);
