//! Views that people keep of their screens: their own, few, and without numbers of persons.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::{look, text};
use crate::world::World;

const MINE: &str = "{ savedViews { id name screen query version } }";

async fn what_one_keeps_is_ones_own(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let of = |name: &str, query: &str, version: &Value| {
        format!("name: \"{name}\", screen: \"cases\", query: \"{query}\", expectedVersion: {version}")
    };
    let fields = "savedView { id name screen query version }";
    let new = of("รอเยี่ยม", "?status=TO_VERIFY&unseenForDays=30", &json!(0));
    let kept = d.act("team", "savedViewPut", &new, fields).await["savedView"].take();
    let mut wanted = json!({ "id": kept["id"], "name": "รอเยี่ยม", "screen": "cases",
        "query": "status=TO_VERIFY&unseenForDays=30", "version": 1 });
    assert_eq!(kept, wanted);
    d.act("team", "savedViewPut", &of("ก", "", &json!(0)), fields).await;
    let mine = d.ask("team", MINE).await["savedViews"].take();
    assert_eq!((mine.as_array().unwrap().len(), &mine[1]), (2, &wanted));
    assert_eq!(d.ask("head", MINE).await["savedViews"], json!([]));

    // Changed in two windows: the second is told.
    let id = format!("id: {}, ", kept["id"]);
    let renamed = id.clone() + &of("รอเยี่ยมบ้าน", "status=TO_VERIFY", &json!(1));
    let changed = d.act("team", "savedViewPut", &renamed, fields).await["savedView"].take();
    wanted = json!({ "id": kept["id"], "name": "รอเยี่ยมบ้าน", "screen": "cases", "query": "status=TO_VERIFY", "version": 2 });
    assert_eq!(changed, wanted);
    let stale = id.clone() + &of("อื่น", "status=TO_VERIFY", &json!(1));
    assert_eq!(d.refused("team", "savedViewPut", &stale).await.0, "VERSION_CONFLICT");
    // Another's is as if it were not.
    let theirs = id.clone() + &of("อื่น", "", &json!(2));
    assert_eq!(d.denied("head", "savedViewPut", &theirs).await, "NOT_FOUND");
    assert_eq!(d.denied("head", "savedViewRemove", &id).await, "NOT_FOUND");

    for (wrong, code, field) in [
        (of("ก", "text=1-2345-67890-12-1", &json!(0)), "VIEW_HOLDS_NUMBER", "query"),
        (of("1234567890121", "", &json!(0)), "VIEW_HOLDS_NUMBER", "name"),
        (of(" ", "", &json!(0)), "REQUIRED", "name"),
        (of("ก", &"a".repeat(2_001), &json!(0)), "TEXT_TOO_LONG", "query"),
        (of("ก", "", &json!(0)).replace("\"cases\"", "\"../x\""), "BAD_INPUT", "screen"),
    ] {
        assert_eq!(d.refused("team", "savedViewPut", &wrong).await, (code.into(), field.into()), "{wrong}");
    }

    let left = d.act("team", "savedViewRemove", &id, "savedViews { name }").await;
    assert_eq!(left["savedViews"], json!([{ "name": "ก" }]));
    assert_eq!(d.denied("team", "savedViewRemove", &id).await, "NOT_FOUND");
    for n in 1..50 {
        let view = of(&format!("มุมมอง {n}"), "", &json!(0));
        d.act("team", "savedViewPut", &view, "savedView { id }").await;
    }
    assert_eq!(d.refused("team", "savedViewPut", &of("อีก", "", &json!(0))).await.0, "TOO_MANY_VIEWS");
    assert_eq!(d.ask("team", MINE).await["savedViews"].as_array().unwrap().len(), 50);
    // What is recorded tells that something was kept, and not what.
    let told = look(
        &d.world,
        "select distinct action, detail from audit_event where action like 'view.%' order by 1",
    )
    .await;
    let told: Vec<_> = told.iter().map(|it| (it[0].clone().unwrap(), it[1].clone().unwrap())).collect();
    assert_eq!(
        told,
        [("view.kept".to_owned(), "{}".to_owned()), ("view.removed".to_owned(), "{}".to_owned())]
    );
    assert!(!text(&kept["id"]).is_empty());
}

on_both!(what_one_keeps_is_ones_own);
