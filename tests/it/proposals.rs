//! Households that no list names: proposed by who knows them, worked at once where urgent, decided by the team's head.

use serde_json::json;

use crate::district::{District, Row, row, tpmap};
use crate::imports::text;
use crate::world::World;

async fn a_household_without_a_number_is_proposed_and_decided_on(world: World) {
    let d = District::with_problems(world, &[row(1, "48010903")]);
    let (village, elsewhere) = (d.area("48010903").await, d.area("48010902").await);
    let propose = |area: &str, rest: &str| {
        format!(
            "household: {{ areaId: \"{area}\", description: \"เพิงใต้สะพานท้ายหมู่บ้าน\", reason: \"ไม่มีบ้าน\", {rest} }}"
        )
    };
    let fields = "proposal { id kind household { id } case { id } area { code } reason urgent decision }";
    let blank = propose(&village, "").replace("เพิงใต้สะพานท้ายหมู่บ้าน", " ");
    assert_eq!(
        d.refused("reporter", "householdPropose", &blank).await,
        ("REQUIRED".into(), "description".into())
    );
    let late = propose(&village, "metOn: \"2299-01-01\"");
    assert_eq!(d.refused("reporter", "householdPropose", &late).await.0, "DAY_IN_FUTURE");
    for wrong in ["nMembers: -1", "nMembers: 65536"] {
        assert_eq!(
            d.refused("reporter", "householdPropose", &propose(&village, wrong)).await,
            ("BAD_INPUT".into(), "nMembers".into())
        );
    }
    assert_eq!(d.denied("reporter", "householdPropose", &propose(&elsewhere, "")).await, "FORBIDDEN");

    let first = propose(&village, "headFirstName: \"สมมุติ\", nMembers: 2, metOn: \"2026-01-05\"");
    let proposed = d.act("reporter", "householdPropose", &first, fields).await["proposal"].take();
    assert_eq!(
        (&proposed["kind"], &proposed["case"], &proposed["decision"]),
        (&json!("HOUSEHOLD"), &json!(null), &json!(null))
    );
    assert_eq!(proposed["area"]["code"], "48010903");
    let list = "{ proposals(onlyWaiting: true) { nodes { id proposedBy } } }";
    let of = async |who: &str| d.ask(who, list).await["proposals"]["nodes"].as_array().unwrap().len();
    assert_eq!((of("reporter").await, of("head").await, of("far_head").await), (1, 1, 0));
    let cases = "{ cases { totalCount } }";
    assert_eq!(d.ask("head", cases).await["cases"]["totalCount"], 1, "nothing is opened yet");

    let decide =
        |id: &str, decision: &str| format!("proposalId: \"{id}\", decision: {decision}, note: \"ดูแล้ว\"");
    let id = text(&proposed["id"]);
    assert_eq!(d.denied("reporter", "proposalDecide", &decide(&id, "ACCEPTED")).await, "FORBIDDEN");
    assert_eq!(d.denied("far_head", "proposalDecide", &decide(&id, "ACCEPTED")).await, "NOT_FOUND");
    let fields_decided = "proposal { decision decisionNote decidedBy { id } case { id status level team { id } openedBecause listings { source } area { code } \
        household { houseNo houseCode description nMembersStated sources members { isHead person { firstName numbers { text } } } } } }";
    let accepted =
        d.act("head", "proposalDecide", &decide(&id, "ACCEPTED"), fields_decided).await["proposal"].take();
    let (head, team) = (d.ask("head", "{ me { id } }").await["me"]["id"].take(), d.team_of("480109").await);
    assert_eq!(
        (&accepted["decision"], &accepted["decisionNote"], &accepted["decidedBy"]["id"]),
        (&json!("ACCEPTED"), &json!("ดูแล้ว"), &head)
    );
    let case = &accepted["case"];
    assert_eq!((&case["status"], &case["level"]), (&json!("TO_VERIFY"), &json!("NOT_YET_ASSESSABLE")));
    assert_eq!((&case["team"]["id"], &case["area"]["code"]), (&json!(team), &json!("48010903")));
    assert_eq!(case["listings"][0]["source"], "proposal");
    assert!(text(&case["openedBecause"]).contains("ไม่มีบ้าน"), "why it was opened is kept: {case}");
    assert_eq!(
        case["household"],
        json!({ "houseNo": null, "houseCode": null, "description": "เพิงใต้สะพานท้ายหมู่บ้าน", "nMembersStated": 2, "sources": [],
                "members": [{ "isHead": true, "person": { "firstName": "สมมุติ", "numbers": [] } }] })
    );
    assert_eq!(d.refused("head", "proposalDecide", &decide(&id, "REFUSED")).await.0, "PROPOSAL_SETTLED");

    // Refused: nothing is opened.
    let second = d.act("team", "householdPropose", &propose(&village, ""), fields).await["proposal"].take();
    let refused = d
        .act(
            "head",
            "proposalDecide",
            &decide(&text(&second["id"]), "REFUSED"),
            "proposal { decision case { id } }",
        )
        .await;
    assert_eq!(refused["proposal"], json!({ "decision": "REFUSED", "case": null }));
    assert_eq!(d.ask("head", cases).await["cases"]["totalCount"], 2);

    // Urgent: worked at once, and closed as not in need where the head sees it otherwise.
    let urgent = d
        .act(
            "reporter",
            "householdPropose",
            &propose(&village, "urgent: true"),
            "proposal { id urgent case { id urgent status } }",
        )
        .await["proposal"]
        .take();
    // A reporter proposes and does not open cases; the team does.
    assert_eq!((&urgent["urgent"], &urgent["case"]), (&json!(true), &json!(null)));
    let waiting =
        d.ask("head", "{ proposals(onlyWaiting: true) { nodes { id case { id urgent status } } } }").await;
    let it = waiting["proposals"]["nodes"][0].clone();
    assert_eq!(
        (&it["id"], &it["case"]["urgent"], &it["case"]["status"]),
        (&urgent["id"], &json!(true), &json!("TO_VERIFY"))
    );
    let case = text(&it["case"]["id"]);
    let help = format!(
        "caseId: \"{case}\", intervention: {{ need: \"food\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.\", doneOn: \"2026-02-01\" }}"
    );
    d.act("team", "caseAddIntervention", &help, "intervention { id }").await;
    let refused = d
        .act(
            "head",
            "proposalDecide",
            &decide(&text(&it["id"]), "REFUSED"),
            "proposal { case { status closingReason } }",
        )
        .await;
    assert_eq!(refused["proposal"]["case"], json!({ "status": "CLOSED", "closingReason": "NOT_IN_NEED" }));
    assert_eq!(of("head").await, 0);
}

async fn who_proposed_sees_what_became_of_their_own_newest_first(world: World) {
    let d = District::new(world);
    let village = d.area("48010903").await;
    let propose = async |who: &str, n: u8, urgent: bool| {
        let it = format!(
            "household: {{ areaId: \"{village}\", description: \"เพิง {n}\", reason: \"ไม่มีบ้าน\", urgent: {urgent} }}"
        );
        text(&d.act(who, "householdPropose", &it, "proposal { id }").await["proposal"]["id"])
    };
    let first = propose("reporter", 1, true).await;
    propose("team", 9, true).await;
    let (second, third) = (propose("reporter", 2, false).await, propose("reporter", 3, false).await);
    let decide = format!("proposalId: \"{second}\", decision: REFUSED, note: \"อยู่ในบัญชีแล้ว\"");
    d.act("head", "proposalDecide", &decide, "proposal { id }").await;
    let page = async |who: &str, after: &str| {
        let fields =
            "nodes { id reason decision decisionNote household { id } } pageInfo { hasNextPage endCursor }";
        let asked =
            format!("{{ proposals(own: true, onlyWaiting: false, first: 2, {after}) {{ {fields} }} }}");
        d.ask(who, &asked).await["proposals"].take()
    };
    let ids = |page: &serde_json::Value| -> Vec<String> {
        page["nodes"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect()
    };
    let newest = page("reporter", "").await;
    assert_eq!(ids(&newest), [third, second], "the newest first, whatever was decided or is urgent");
    let refused = &newest["nodes"][1];
    assert_eq!((&refused["decision"], &refused["decisionNote"]), (&json!("REFUSED"), &json!("อยู่ในบัญชีแล้ว")));
    assert_eq!(refused["household"], json!(null), "a reporter opens no household");
    let reason: serde_json::Value = serde_json::from_str(&text(&refused["reason"])).unwrap();
    assert_eq!(reason, json!({ "text": "ไม่มีบ้าน", "description": "เพิง 2" }), "in their own words");
    let rest = page("reporter", &format!("after: {}", newest["pageInfo"]["endCursor"])).await;
    assert_eq!((ids(&rest), &rest["pageInfo"]["hasNextPage"]), (vec![first], &json!(false)));
    // Who decides has proposed none.
    assert_eq!(page("head", "").await["nodes"], json!([]));
}

async fn a_proposed_household_belongs_to_a_team_where_no_list_ever_came(world: World) {
    let d = District::new(world);
    let village = d.area("48010901").await;
    let of_case = "proposal { id case { id step team { id name kind } mentorTeam { id } } }";
    for (n, urgent) in [(1, true), (2, false)] {
        let propose = format!(
            "household: {{ areaId: \"{village}\", description: \"เพิง {n}\", reason: \"ไม่มีบ้าน\", urgent: {urgent} }}"
        );
        let mut row = d.act("team", "householdPropose", &propose, of_case).await["proposal"].take();
        if !urgent {
            assert_eq!(row["case"], json!(null));
            let accept = format!("proposalId: {}, decision: ACCEPTED", row["id"]);
            row = d.act("head", "proposalDecide", &accept, of_case).await["proposal"].take();
        }
        let team = &row["case"]["team"];
        assert_eq!((&team["name"], &team["kind"]), (&json!("ทีมตำบลบ้านกลาง"), &json!("SUBDISTRICT")), "{row}");
        assert_eq!(row["case"]["step"], "LISTED");
    }
    let team = d.team_of("480109").await;
    let mentor = d.mentor_team("ทีมบ้านหนึ่ง", "48010901").await;
    let share = format!(
        "selection: {{ filter: {{ teamId: \"{team}\" }}, expectedCount: 2 }}, mentorTeamIds: [\"{mentor}\"]"
    );
    let act = d.act("head", "casesShareAmongMentors", &share, "act { caseCount }").await;
    assert_eq!(act["act"]["caseCount"], 2, "the head shares them like any other");
}

async fn a_former_area_sees_its_own_time_and_decides_no_more(world: World) {
    let d = District::new(world);
    let (stays, moves) = (row(2, "48010903"), row(1, "48010903"));
    d.import("tpmap_2566.csv", &tpmap(&[moves.clone(), stays.clone()]), 2566);
    let case = d.case_of(&moves).await;
    d.visit("head", &case, "visitedOn: \"2023-05-01\", manner: AT_HOME", "id").await;
    let waiting = "{ proposals { nodes { id kind area { code } } } }";
    // Closed, and listed again: somebody shall say whether it opens.
    d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    d.import("tpmap_2567.csv", &tpmap(&[moves.clone(), stays]), 2567);
    let proposed = d.ask("head", waiting).await["proposals"]["nodes"].take();
    assert_eq!(proposed.as_array().unwrap().len(), 1, "{proposed:#}");
    let id = proposed[0]["id"].clone();
    // Then another district lists it.
    let there = Row { village: "48020101", ..moves.clone() };
    d.import("tpmap_far_2568.csv", &tpmap(std::slice::from_ref(&there)), 2568);

    let decide = format!("proposalId: {id}, decision: ACCEPTED");
    assert_eq!(d.ask("head", waiting).await["proposals"]["nodes"], json!([]));
    assert_eq!(d.denied("head", "proposalDecide", &decide).await, "NOT_FOUND");
    let theirs = d.ask("far_chief", waiting).await["proposals"]["nodes"].take();
    assert!(
        theirs.as_array().unwrap().iter().any(|it| it["id"] == id && it["area"]["code"] == "48020101"),
        "{theirs:#}"
    );
    let decided = d.act("far_chief", "proposalDecide", &decide, "proposal { case { id status } }").await;
    assert_eq!(decided["proposal"]["case"], json!({ "id": case, "status": "TO_VERIFY" }));

    let asked = format!(
        "{{ case(id: \"{case}\") {{ id }} formerCase(id: \"{case}\") {{ id times {{ area {{ code }} until }} \
            events {{ totalCount nodes {{ number kind }} }} }} }}"
    );
    let own = d.ask("head", &asked).await;
    assert_eq!(own["case"], json!(null));
    let former = &own["formerCase"];
    assert_eq!((&former["id"], &former["times"][0]["area"]["code"]), (&json!(case), &json!("48010903")));
    // What happened while it lay there is theirs; what came after is another area's.
    let seen = json!({ "totalCount": 3, "nodes": [
        { "number": 3, "kind": "CLOSED" }, { "number": 2, "kind": "VISITED" }, { "number": 1, "kind": "OPENED" },
    ] });
    assert_eq!(former["events"], seen);
    assert_eq!(d.ask("chief", &asked).await["formerCase"]["events"], seen);
    for (who, reads) in [("far_chief", true), ("far_head", false)] {
        let told = d.ask(who, &asked).await;
        assert_eq!((told["case"].is_object(), &told["formerCase"]), (reads, &json!(null)), "{who}");
    }
}

async fn many_are_decided_on_in_one_act(world: World) {
    let d = District::new(world);
    let (first, second) = (row(1, "48010903"), row(2, "48010903"));
    d.import("tpmap_2566.csv", &tpmap(&[first.clone(), second.clone()]), 2566);
    let village = d.area("48010903").await;
    let propose = async |n: u32, urgent: bool| {
        let new = format!(
            "household: {{ areaId: \"{village}\", description: \"เพิง {n}\", reason: \"ไม่มีบ้าน\", urgent: {urgent} }}"
        );
        text(&d.act("reporter", "householdPropose", &new, "proposal { id }").await["proposal"]["id"])
    };
    let many = |ids: &[&String], decision: &str| {
        let ids: Vec<String> = ids.iter().map(|it| format!("\"{it}\"")).collect();
        format!("proposalIds: [{}], decision: {decision}, note: \"ที่ประชุมแล้ว\"", ids.join(", "))
    };
    let fields = "proposals { id decision decisionNote decidedBy { id } case { id status closingReason team { id } listings { source } } }";
    let (one, two, three) = (propose(1, false).await, propose(2, false).await, propose(3, false).await);
    assert_eq!(d.denied("reporter", "proposalsDecide", &many(&[&one, &two], "ACCEPTED")).await, "FORBIDDEN");
    assert_eq!(d.denied("far_head", "proposalsDecide", &many(&[&one, &two], "ACCEPTED")).await, "NOT_FOUND");
    let none = d.refused("head", "proposalsDecide", &many(&[], "ACCEPTED")).await;
    assert_eq!(none, ("REQUIRED".into(), "proposalIds".into()));

    // One was decided meanwhile: nothing is done, and it is named by its place.
    let alone = format!("proposalId: \"{two}\", decision: REFUSED");
    d.act("head", "proposalDecide", &alone, "proposal { id }").await;
    let refused = d.refused("head", "proposalsDecide", &many(&[&one, &two, &three], "ACCEPTED")).await;
    assert_eq!(refused, ("PROPOSAL_SETTLED".into(), "proposalIds.1".into()));
    let waiting = "{ proposals(onlyWaiting: true) { nodes { id } } cases { totalCount } }";
    let left = d.ask("head", waiting).await;
    assert_eq!(left["proposals"]["nodes"], json!([{ "id": one }, { "id": three }]));
    assert_eq!(left["cases"]["totalCount"], 2);

    let accepted = d.act("head", "proposalsDecide", &many(&[&three, &one], "ACCEPTED"), fields).await;
    let rows = accepted["proposals"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["id"], &rows[1]["id"]), (2, &json!(three), &json!(one)));
    let (head, team) = (d.ask("head", "{ me { id } }").await["me"]["id"].take(), d.team_of("480109").await);
    for row in rows {
        assert_eq!((&row["decision"], &row["decisionNote"]), (&json!("ACCEPTED"), &json!("ที่ประชุมแล้ว")));
        assert_eq!((&row["decidedBy"]["id"], &row["case"]["status"]), (&head, &json!("TO_VERIFY")));
        assert_eq!(
            (&row["case"]["team"]["id"], &row["case"]["listings"][0]["source"]),
            (&json!(team), &json!("proposal"))
        );
    }
    assert_ne!(rows[0]["case"]["id"], rows[1]["case"]["id"]);
    let again = d.ask("head", waiting).await;
    assert_eq!((&again["proposals"]["nodes"], &again["cases"]["totalCount"]), (&json!([]), &json!(4)));

    // Urgent ones that are refused are closed; closed ones that are listed again open together.
    let (four, five) = (propose(4, true).await, propose(5, true).await);
    let refused = d.act("head", "proposalsDecide", &many(&[&four, &five], "REFUSED"), fields).await;
    for row in refused["proposals"].as_array().unwrap() {
        assert_eq!(
            (&row["case"]["status"], &row["case"]["closingReason"]),
            (&json!("CLOSED"), &json!("NOT_IN_NEED"))
        );
    }
    for it in [&first, &second] {
        let case = d.case_of(it).await;
        d.on("head", &case, "caseClose", "reason: SOLVED_ITSELF", "id").await;
    }
    d.import("tpmap_2567.csv", &tpmap(&[first, second]), 2567);
    let reopen = "{ proposals(onlyWaiting: true, kinds: [REOPEN]) { nodes { id } } }";
    let found = d.ask("head", reopen).await["proposals"]["nodes"].take();
    let ids: Vec<String> = found.as_array().unwrap().iter().map(|it| text(&it["id"])).collect();
    assert_eq!(ids.len(), 2, "{found:#}");
    let accepted = d.act("head", "proposalsDecide", &many(&[&ids[0], &ids[1]], "ACCEPTED"), fields).await;
    for row in accepted["proposals"].as_array().unwrap() {
        assert_eq!(row["case"]["status"], "TO_VERIFY");
    }
    d.world.run(&["figures", "recount"]);
}

on_both!(
    who_proposed_sees_what_became_of_their_own_newest_first,
    many_are_decided_on_in_one_act,
    a_household_without_a_number_is_proposed_and_decided_on,
    a_proposed_household_belongs_to_a_team_where_no_list_ever_came,
    a_former_area_sees_its_own_time_and_decides_no_more,
);
