//! The register of partners: who of the seven sectors can help where and with what, and where a sector is missing.

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::text;
use crate::past_work::state;
use crate::world::World;

const ENTRY: &str = "partner { id version kind name sector formality post note households months needs endedOn areas { code } }";

/// An entry as it is sent; more fields come last and win.
fn entry(name: &str, sector: &str, areas: &[&str], more: &str) -> String {
    let areas: Vec<String> = areas.iter().map(|it| format!("\"{it}\"")).collect();
    let areas = areas.join(", ");
    format!(
        "{{ kind: ORGANISATION, name: \"{name}\", sector: {sector}, formality: INFORMAL, areaIds: [{areas}]{more} }}"
    )
}

async fn names(d: &District, who: &str, filter: &str) -> Vec<String> {
    let asked = format!("{{ partners(first: 100{filter}) {{ nodes {{ name }} }} }}");
    let told = d.ask(who, &asked).await["partners"]["nodes"].take();
    told.as_array().unwrap().iter().map(|it| text(&it["name"])).collect()
}

async fn a_partner_is_entered_found_changed_and_ended(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let (village, here, district) = (d.area("48010901").await, d.area("480109").await, d.area("4801").await);
    let temple = entry(
        "วัดสมมุติ",
        "RELIGION",
        &[&village],
        ", post: \"  เครือข่ายวัด \", households: 12, months: [3, 1], needs: [\"house_repair\", \"food\"]",
    );
    let made = d.act("head", "partnerCreate", &format!("partner: {temple}"), ENTRY).await["partner"].take();
    let id = text(&made["id"]);
    assert_eq!(
        made,
        json!({ "id": id, "version": 1, "kind": "ORGANISATION", "name": "วัดสมมุติ", "sector": "RELIGION",
            "formality": "INFORMAL", "post": "เครือข่ายวัด", "note": null, "households": 12, "months": [1, 3],
            "needs": ["food", "house_repair"], "endedOn": null, "areas": [{ "code": "48010901" }] })
    );
    let college = entry("วิทยาลัยสมมุติ", "ACADEMIA", &[&district], "");
    let college =
        d.act("chief", "partnerCreate", &format!("partner: {college}"), ENTRY).await["partner"].take();
    assert_eq!((&college["households"], college["months"].as_array().unwrap().len()), (&Value::Null, 12));

    // What helps in the district helps in each part of it; what helps in a part is found from above.
    assert_eq!(names(&d, "head", "").await, ["วัดสมมุติ", "วิทยาลัยสมมุติ"]);
    assert_eq!(names(&d, "far_head", "").await, ["วิทยาลัยสมมุติ"]);
    assert_eq!(names(&d, "province", &format!(", areaId: \"{here}\"")).await.len(), 2);
    assert_eq!(names(&d, "far_chief", "").await, [""; 0]);
    assert_eq!(names(&d, "chief", ", sector: ACADEMIA").await, ["วิทยาลัยสมมุติ"]);
    assert_eq!(names(&d, "chief", ", need: \"food\"").await, ["วัดสมมุติ"]);
    assert_eq!(names(&d, "chief", ", text: \"เครือข่าย\"").await, ["วัดสมมุติ"]);
    assert_eq!(names(&d, "chief", ", text: \"%\"").await, [""; 0]);
    assert_eq!(d.error("auditor", "{ partners { nodes { name } } }").await, "FORBIDDEN");
    let one = format!("{{ partner(id: \"{id}\") {{ name }} }}");
    assert_eq!(d.ask("far_chief", &one).await["partner"], Value::Null, "elsewhere it is not there");

    // Pages follow one another.
    let first =
        d.ask("chief", "{ partners(first: 1) { nodes { name } pageInfo { hasNextPage endCursor } } }").await;
    let cursor = text(&first["partners"]["pageInfo"]["endCursor"]);
    assert_eq!(names(&d, "chief", &format!(", after: \"{cursor}\"")).await, ["วิทยาลัยสมมุติ"]);

    let change = |version: u32, entry: &str| {
        format!("partnerId: \"{id}\", expectedVersion: {version}, partner: {entry}")
    };
    // An entry is changed by whoever keeps the register everywhere it helps, before and after.
    let far = d.area("480101").await;
    let wider = entry("วัดสมมุติ", "RELIGION", &[&village, &far], "");
    assert_eq!(d.denied("head", "partnerChange", &change(1, &wider)).await, "FORBIDDEN");
    let of_college = format!(
        "partnerId: {}, expectedVersion: 1, partner: {}",
        college["id"],
        entry("วิทยาลัยสมมุติ", "ACADEMIA", &[&here], "")
    );
    assert_eq!(d.denied("head", "partnerChange", &of_college).await, "FORBIDDEN");
    let anew = entry("วัดสมมุติวนาราม", "RELIGION", &[&village, &here], ", needs: [\"food\"]");
    let changed = d.act("chief", "partnerChange", &change(1, &anew), ENTRY).await["partner"].take();
    assert_eq!(
        (&changed["version"], &changed["name"], &changed["needs"], &changed["post"]),
        (&json!(2), &json!("วัดสมมุติวนาราม"), &json!(["food"]), &Value::Null)
    );
    // Who saw an older entry is shown both.
    let late = format!(
        "mutation {{ partnerChange({}, key: \"late\") {{ userErrors {{ code conflict {{ version fields {{ name }} }} }} }} }}",
        change(1, &temple)
    );
    let late = d.ask("head", &late).await["partnerChange"]["userErrors"][0].take();
    let conflict = &late["conflict"];
    assert_eq!((&late["code"], &conflict["version"]), (&json!("VERSION_CONFLICT"), &json!(2)));
    let differs: Vec<&str> =
        conflict["fields"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(differs, ["name", "post", "households", "months", "needs", "areaIds"]);

    let end = format!("partnerId: \"{id}\", expectedVersion: 2, on: \"2026-01-10\"");
    assert_eq!(d.denied("far_head", "partnerEnd", &end).await, "NOT_FOUND");
    let ended = d.act("head", "partnerEnd", &end, "partner { endedOn version }").await["partner"].take();
    assert_eq!(ended, json!({ "endedOn": "2026-01-10", "version": 3 }));
    assert_eq!(names(&d, "chief", "").await, ["วิทยาลัยสมมุติ"]);
    assert_eq!(names(&d, "chief", ", withEnded: true").await.len(), 2);
    assert_eq!(d.refused("head", "partnerChange", &change(3, &anew)).await.0, "PARTNER_ENDED");
}

async fn an_entry_that_cannot_be_is_refused_where_it_is_wrong(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let (village, far) = (d.area("48010901").await, d.area("480101").await);
    for who in ["head", "team"] {
        d.token(who).await;
    }
    let before = state(&d);
    let asked = |more: &str| format!("partner: {}", entry("วัดสมมุติ", "RELIGION", &[&village], more));
    for (more, refused) in [
        (", needs: [\"nothing\"]", ("NEED_UNKNOWN", "needs")),
        (", months: [13]", ("BAD_INPUT", "months")),
        (", months: [-1]", ("BAD_INPUT", "months")),
        (", households: 0", ("BAD_INPUT", "households")),
    ] {
        let came = d.refused("head", "partnerCreate", &asked(more)).await;
        assert_eq!((came.0.as_str(), came.1.as_str()), refused, "{more}");
    }
    let nowhere = format!("partner: {}", entry("วัดสมมุติ", "RELIGION", &[], ""));
    assert_eq!(d.refused("head", "partnerCreate", &nowhere).await.0, "AREA_REQUIRED");
    let nameless = format!("partner: {}", entry(" ", "RELIGION", &[&village], ""));
    assert_eq!(d.refused("head", "partnerCreate", &nameless).await, ("REQUIRED".into(), "name".into()));
    // In every place where it helps one must keep the register.
    let wide = format!("partner: {}", entry("วัดสมมุติ", "RELIGION", &[&village, &far], ""));
    assert_eq!(d.denied("head", "partnerCreate", &wide).await, "FORBIDDEN");
    assert_eq!(d.denied("team", "partnerCreate", &asked("")).await, "FORBIDDEN");
    assert_eq!(state(&d), before, "nothing was stored");
}

async fn a_sector_that_is_missing_is_seen_at_a_glance(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901"), row(2, "48010101")]);
    let (village, district) = (d.area("48010901").await, d.area("4801").await);
    let temple = entry("วัดสมมุติ", "RELIGION", &[&village], "");
    d.act("head", "partnerCreate", &format!("partner: {temple}"), "partner { id }").await;
    let college = entry("วิทยาลัยสมมุติ", "ACADEMIA", &[&district], "");
    let college = d.act("chief", "partnerCreate", &format!("partner: {college}"), "partner { id }").await;
    let college = text(&college["partner"]["id"]);
    let team = d.team_of("480109").await;
    let member = format!(
        "teamId: \"{team}\", member: {{ kind: ORGANISATION, name: \"วิทยาลัยสมมุติ\", sector: ACADEMIA, formality: INFORMAL, \
         role: MEMBER, since: \"2026-01-05\", partnerId: \"{college}\" }}"
    );
    let fields = "team { members { nodes { name partner { name } } } }";
    let joined = d.act("head", "teamAddMember", &member, fields).await["team"]["members"]["nodes"].take();
    assert_eq!(joined[0]["partner"]["name"], "วิทยาลัยสมมุติ");
    let asked = format!(
        "{{ areaSectors(areaId: \"{district}\") {{ area {{ code }} missing attending {{ sector partners members }} }} }}"
    );
    let told = d.ask("chief", &asked).await["areaSectors"].take();
    let of = |code: &str| told.as_array().unwrap().iter().find(|it| it["area"]["code"] == code).unwrap();
    let college_alone = json!([{ "sector": "ACADEMIA", "partners": 1, "members": 0 }]);
    assert_eq!(told[0]["area"]["code"], "4801", "the area itself comes first");
    assert_eq!(of("480101")["attending"], college_alone);
    assert_eq!(of("480101")["missing"].as_array().unwrap().len(), 6);
    let both = json!([
        { "sector": "RELIGION", "partners": 1, "members": 0 },
        { "sector": "ACADEMIA", "partners": 1, "members": 1 },
    ]);
    assert_eq!((&of("480109")["attending"], &of("4801")["attending"]), (&both, &both));
    let of_partner = format!(
        "{{ partner(id: \"{college}\") {{ memberships {{ nodes {{ member {{ since }} team {{ name }} }} }} }} }}"
    );
    // Whoever does not see the team sees no membership in it.
    let n = async |who: &str| {
        let told = d.ask(who, &of_partner).await["partner"]["memberships"]["nodes"].take();
        told.as_array().unwrap().len()
    };
    assert_eq!((n("chief").await, n("far_head").await), (1, 0));
    assert_eq!(d.error("far_chief", &asked).await, "FORBIDDEN");
    // Who has left attends no more.
    let version = d.ask("chief", &format!("{{ partner(id: \"{college}\") {{ version }} }}")).await;
    let end = format!(
        "partnerId: \"{college}\", expectedVersion: {}, on: \"2026-01-10\"",
        version["partner"]["version"]
    );
    d.act("chief", "partnerEnd", &end, "partner { id }").await;
    let told = d.ask("chief", &asked).await["areaSectors"].take();
    let far = told.as_array().unwrap().iter().find(|it| it["area"]["code"] == "480101").unwrap();
    assert_eq!(far["missing"].as_array().unwrap().len(), 7);
    assert_eq!(
        d.refused("head", "teamAddMember", &member).await,
        ("PARTNER_ENDED".into(), "member.partnerId".into())
    );
}

async fn what_a_partner_contributed_is_kept_and_withdrawn_where_it_was_a_mistake(world: World) {
    let d = District::with_problems(world, &[row(1, "48010901")]);
    let (here, far, district) = (d.area("480109").await, d.area("480101").await, d.area("4801").await);
    let temple = entry("วัดสมมุติ", "RELIGION", &[&district], "");
    let made = d.act("chief", "partnerCreate", &format!("partner: {temple}"), "partner { id }").await;
    let id = text(&made["partner"]["id"]);
    let add = |given: &str| format!("partnerId: \"{id}\", contribution: {{ {given} }}");
    let fields = "partner { contributions { totalCount nodes { id on need what valueBasis value households withdrawnAt area { code } by { displayName } } } }";
    // Who keeps the register of a subdistrict notes what was given there, and nowhere else.
    let rice = format!(
        "on: \"2026-01-03\", need: \"food\", what: \"ข้าวสาร 40 ถุง\", value: {{ estimated: \"800000\" }}, households: 40, areaId: \"{here}\""
    );
    let noted =
        d.act("head", "contributionAdd", &add(&rice), fields).await["partner"]["contributions"].take();
    assert_eq!(noted["totalCount"], 1);
    let one = &noted["nodes"][0];
    assert_eq!(
        (
            &one["on"],
            &one["need"],
            &one["valueBasis"],
            &one["value"],
            &one["households"],
            &one["area"]["code"]
        ),
        (
            &json!("2026-01-03"),
            &json!("food"),
            &json!("estimated"),
            &json!("800000"),
            &json!(40),
            &json!("480109")
        )
    );
    let elsewhere = rice.replace(&here, &far);
    assert_eq!(d.denied("head", "contributionAdd", &add(&elsewhere)).await, "FORBIDDEN");
    assert_eq!(d.denied("head", "contributionAdd", &add("need: \"food\", what: \"ข้าว\"")).await, "FORBIDDEN");
    for (given, refused) in [
        ("on: \"2090-01-01\", need: \"food\", what: \"ข้าว\"", ("DAY_IN_FUTURE", "on")),
        ("need: \"nothing\", what: \"ข้าว\"", ("NEED_UNKNOWN", "need")),
        ("need: \"food\", what: \" \"", ("REQUIRED", "what")),
        ("need: \"food\", what: \"ข้าว\", households: 0", ("BAD_INPUT", "households")),
    ] {
        let came = d.refused("chief", "contributionAdd", &add(given)).await;
        assert_eq!((came.0.as_str(), came.1.as_str()), refused, "{given}");
    }
    let withdraw = format!("contributionId: {}", one["id"]);
    assert_eq!(d.denied("far_chief", "contributionWithdraw", &withdraw).await, "NOT_FOUND");
    let left =
        d.act("head", "contributionWithdraw", &withdraw, fields).await["partner"]["contributions"].take();
    assert_eq!(left["totalCount"], 0);
    assert_eq!(d.refused("head", "contributionWithdraw", &withdraw).await.0, "ALREADY_UNDONE");
    let all = format!(
        "{{ partner(id: \"{id}\") {{ contributions(withWithdrawn: true) {{ nodes {{ withdrawnAt }} }} }} }}"
    );
    let all = d.ask("chief", &all).await["partner"]["contributions"]["nodes"].take();
    assert!(all[0]["withdrawnAt"].is_string(), "{all}");
}

on_both!(
    a_partner_is_entered_found_changed_and_ended,
    an_entry_that_cannot_be_is_refused_where_it_is_wrong,
    a_sector_that_is_missing_is_seen_at_a_glance,
    what_a_partner_contributed_is_kept_and_withdrawn_where_it_was_a_mistake,
);
