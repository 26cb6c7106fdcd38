//! What stands behind what is known of a household: where it is, who may read it, and where each value comes from.

use serde_json::{Value, json};

use crate::district::{District, Row, row, thaiqm, tpmap};
use crate::imports::{look, text};
use crate::world::World;

const POSITION: &str = "household { position { latitude longitude accuracyMetres observedOn source } }";

async fn where_a_household_is_was_told_at_home(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010901")];
    let d = District::with_problems(world, &rows);
    let (case, other) = (d.case_of(&rows[0]).await, d.case_of(&rows[1]).await);
    let at = |day: &str, manner: &str, place: &str| {
        format!("visitedOn: \"{day}\", manner: {manner}, position: {{ {place} }}")
    };
    let of = async |who: &str, case: &str| d.case(who, case, POSITION).await["household"]["position"].take();
    assert_eq!(of("team", &case).await, Value::Null);
    for (place, refused) in [
        ("latitude: 104.78, longitude: 17.4", ("POSITION_OUTSIDE_THAILAND", "position")),
        ("latitude: 0, longitude: 0", ("POSITION_OUTSIDE_THAILAND", "position")),
        ("latitude: 17.4, longitude: 104.78, accuracyMetres: -1", ("BAD_INPUT", "position.accuracyMetres")),
    ] {
        let visit = format!("caseId: \"{case}\", visit: {{ {} }}", at("2024-06-01", "AT_HOME", place));
        let told = d.refused("team", "caseRecordVisit", &visit).await;
        assert_eq!(told, (refused.0.to_owned(), refused.1.to_owned()), "{place}");
    }
    let home = "latitude: 17.4012345, longitude: 104.7812345, accuracyMetres: 8";
    d.visit("team", &case, &at("2024-06-01", "AT_HOME", home), "id").await;
    let told = json!({ "latitude": 17.401_235, "longitude": 104.781_235, "accuracyMetres": 8,
        "observedOn": "2024-06-01", "source": "visit" });
    for who in ["team", "head", "chief", "province"] {
        assert_eq!(of(who, &case).await, told, "{who}");
    }
    assert_eq!(of("team", &other).await, Value::Null, "another household is elsewhere");
    // Where somebody telephoned or was met is not the house, and an older visit typed in late says nothing newer.
    d.visit("team", &case, &at("2024-07-01", "TELEPHONE", "latitude: 13.75, longitude: 100.5"), "id").await;
    d.visit("team", &case, &at("2024-05-01", "AT_HOME", "latitude: 17.5, longitude: 104.7"), "id").await;
    d.visit("team", &case, "visitedOn: \"2024-08-01\", manner: AT_HOME", "id").await;
    assert_eq!(of("team", &case).await, told);
    d.visit("team", &case, &at("2024-09-01", "AT_HOME", "latitude: 17.4, longitude: 104.78"), "id").await;
    let newer = json!({ "latitude": 17.4, "longitude": 104.78, "accuracyMetres": null,
        "observedOn": "2024-09-01", "source": "visit" });
    assert_eq!(of("team", &case).await, newer);

    // The record of a visit tells of the visit, and whoever read where it is is on record.
    let recorded =
        look(&d.world, "select detail from audit_event where action = 'case.visit_recorded'").await;
    assert_eq!(recorded.len(), 5);
    assert!(
        recorded.iter().flatten().flatten().all(|it| !it.contains("17.") && !it.contains("104")),
        "{recorded:?}"
    );
    let read = look(&d.world, "select detail from audit_event where action = 'person.read'").await;
    assert!(read.iter().flatten().flatten().any(|it| it.contains("household.position")), "{read:?}");

    // It moves: where it was is not where it is.
    let moved = Row { village: "48010101", ..rows[0].clone() };
    d.import("thaiqm_2568.csv", &thaiqm(&[moved]), 2568);
    assert_eq!(d.case("team", &case, "id").await, Value::Null);
    assert_eq!(of("far_head", &case).await, Value::Null);
    d.visit("far_head", &case, &at("2026-01-05", "AT_HOME", "latitude: 17.41, longitude: 104.77"), "id")
        .await;
    assert_eq!(of("far_head", &case).await["observedOn"], "2026-01-05");
}

async fn who_may_read_a_household_is_told_with_the_reason(world: World) {
    let rows = [row(1, "48010901"), row(2, "48010101")];
    let d = District::with_problems(world, &rows);
    let case = d.case_of(&rows[0]).await;
    for who in [
        "head",
        "team",
        "chief",
        "officer",
        "province",
        "reporter",
        "far_head",
        "far_chief",
        "auditor",
        "admin",
    ] {
        d.token(who).await;
    }
    let (subdistrict, mentors) = (d.team_of("480109").await, d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await);
    let beside = d.mentor_team("ทีมบ้านสอง", "48010902").await;
    let village = d.area("48010901").await;
    for (name, team) in [("mentor", &mentors), ("other", &beside)] {
        let new = format!(
            "userName: \"{name}\", displayName: \"{name}\", grants: [{{ role: MENTOR, areaIds: [\"{village}\"], \
             teamId: \"{team}\", validFrom: \"2026-01-01\" }}]"
        );
        d.act("chief", "accountCreate", &new, "newPassword { account { id } }").await;
    }
    let readers =
        "household { readers { role heldAs why account { displayName } area { code } team { name } } }";
    let told = async |who: &str| d.case(who, &case, readers).await["household"]["readers"].take();
    let by_role = |told: &Value| {
        let one = |it: &Value| {
            let by = it["area"]["code"].as_str().or_else(|| it["team"]["name"].as_str()).unwrap_or("-");
            (text(&it["role"]), text(&it["why"]), by.to_owned())
        };
        told.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    let of = |role: &str, why: &str, by: &str| (role.to_owned(), why.to_owned(), by.to_owned());
    let mut wanted = vec![
        of("SUBDISTRICT_HEAD", "AREA", "480109"),
        of("TEAM_MEMBER", "AREA", "480109"),
        of("DISTRICT_CHIEF", "AREA", "4801"),
        of("DISTRICT_OFFICER", "AREA", "4801"),
        of("PROVINCE_OFFICER", "AREA", "48"),
    ];
    assert_eq!(by_role(&told("team").await), wanted);
    let share = format!(
        "selection: {{ filter: {{ teamId: \"{subdistrict}\" }}, expectedCount: 1 }}, mentorTeamIds: [\"{mentors}\"]"
    );
    d.act("head", "casesShareAmongMentors", &share, "act { id }").await;
    wanted.insert(0, of("MENTOR", "TEAM", "ทีมบ้านหนึ่ง"));
    let shared = told("chief").await;
    assert_eq!(by_role(&shared), wanted);
    assert_eq!(shared[0]["account"]["displayName"], "mentor");
    assert!(shared.as_array().unwrap().iter().all(|it| it["heldAs"] == "HELD"), "{shared:#}");

    // Who lost the power, or the account, is not among them.
    look(&d.world, "update account set disabled_at = created_at where user_name = 'team'").await;
    look(&d.world, "update access_grant set valid_until = '2026-01-01' where role = 'province_officer'")
        .await;
    wanted.retain(|it| !["TEAM_MEMBER", "PROVINCE_OFFICER"].contains(&&*it.0));
    assert_eq!(by_role(&told("chief").await), wanted);
    assert_eq!(d.case("far_head", &case, readers).await, Value::Null);
}

async fn each_value_is_told_with_the_row_it_comes_from(world: World) {
    let d = District::new(world);
    let rows = [row(1, "48010901"), row(2, "48010901")];
    d.import("tpmap_2566.csv", &tpmap(&rows), 2566);
    d.import("thaiqm_2565.csv", &thaiqm(&rows[..1]), 2565);
    let case = d.case_of(&rows[0]).await;
    let fields =
        "origins { field source surveyYear file sheet row observedOn isManual cells { header text } }";
    let asked =
        format!("household {{ composedFrom {fields} members {{ person {{ id composedFrom {fields} }} }} }}");
    let told = async |who: &str| d.case(who, &case, &asked).await["household"].take();
    let find = |origins: &Value, field: &str| {
        let all = origins.as_array().unwrap();
        all.iter()
            .find(|it| it["field"] == field)
            .unwrap_or_else(|| panic!("no {field} in {origins:#}"))
            .clone()
    };
    let home = told("officer").await;
    let person = home["members"][0]["person"].clone();
    let listed = json!({ "field": "firstName", "source": "TPMAP", "surveyYear": 2566, "file": "tpmap_2566.csv",
        "sheet": "", "row": 2, "observedOn": "2023-01-01", "isManual": false,
        "cells": [{ "header": "ชื่อ", "text": rows[0].first_name }] });
    assert_eq!(find(&person["origins"], "firstName"), listed);
    let house = find(&home["origins"], "houseNo");
    assert_eq!((&house["file"], &house["row"]), (&json!("tpmap_2566.csv"), &json!(2)));
    // Only the older list counts members.
    let counted = find(&home["origins"], "nMembersStated");
    assert_eq!((&counted["source"], &counted["surveyYear"]), (&json!("THAIQM"), &json!(2565)));
    assert_eq!(counted["file"], "thaiqm_2565.csv");
    assert_eq!(counted["cells"], json!([{ "header": "จำนวนสมาชิก (คน)", "text": "3" }]));
    assert!(text(&person["composedFrom"]).starts_with('{'), "the JSON stays");

    // The team reads the household and no import: the list's source and year, and not the name of the file.
    let home = told("team").await;
    let mut unnamed = listed.clone();
    unnamed["file"] = Value::Null;
    assert_eq!(find(&home["members"][0]["person"]["origins"], "firstName"), unnamed);

    let died = format!("personId: {}, on: \"2026-04-01\"", person["id"]);
    d.act("team", "personDied", &died, "correction { id }").await;
    let home = told("officer").await;
    let by_hand = json!({ "field": "diedOn", "source": null, "surveyYear": null, "file": null, "sheet": null,
        "row": null, "observedOn": "2026-04-01", "isManual": true, "cells": [] });
    let person = &home["members"][0]["person"];
    assert_eq!(find(&person["origins"], "diedOn"), by_hand);
    assert_eq!(find(&person["origins"], "firstName"), listed);

    // A household that no list names has none.
    let village = d.area("48010901").await;
    let new = format!(
        "household: {{ areaId: \"{village}\", description: \"เพิง\", reason: \"ไม่มีบ้าน\", headFirstName: \"สมมุติ\", urgent: true }}"
    );
    let proposed =
        d.act("head", "householdPropose", &new, &format!("proposal {{ household {{ {fields} }} }}")).await;
    assert_eq!(proposed["proposal"]["household"]["origins"], json!([]));
}

on_both!(
    where_a_household_is_was_told_at_home,
    who_may_read_a_household_is_told_with_the_reason,
    each_value_is_told_with_the_row_it_comes_from,
);
