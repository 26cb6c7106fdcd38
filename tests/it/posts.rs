//! Posts: who acts in a post or uses its powers by order does so within the term, and the record says in whose stead.

use serde_json::{Value, json};

use crate::district::{District, Row, row};
use crate::imports::text;
use crate::office::{create_account, manage};
use crate::world::World;

/// A grant of a role over an area, as an argument.
fn grant(role: &str, held_as: &str, area: &str, days: (&str, &str), order: &str) -> String {
    let until = if days.1.is_empty() { String::new() } else { format!(", validUntil: \"{}\"", days.1) };
    let order = if order.is_empty() { String::new() } else { format!(", orderNumber: \"{order}\"") };
    format!(
        "grant: {{ role: {role}, heldAs: {held_as}, areaIds: [\"{area}\"], validFrom: \"{}\"{until}{order}, \
         post: \"นายอำเภอเมืองนครพนม\" }}",
        days.0
    )
}

/// Cases of a village with what it takes to assign them.
struct Office {
    d: District,
    rows: Vec<Row>,
    team: String,
    mentor: String,
    district: String,
    subdistrict: String,
    today: String,
}

async fn office(world: World) -> Office {
    let rows: Vec<Row> = (1..=6).map(|n| row(n, "48010901")).collect();
    let d = District::with_problems(world, &rows);
    let (team, mentor) = (d.team_of("480109").await, d.mentor_team("ทีมพี่เลี้ยง", "480109").await);
    let (district, subdistrict) = (d.area("4801").await, d.area("480109").await);
    let own = d.ask("chief", "{ me { grants { validFrom } } }").await;
    let today = text(&own["me"]["grants"][0]["validFrom"]);
    Office { d, rows, team, mentor, district, subdistrict, today }
}

impl Office {
    async fn id_of(&self, who: &str) -> String {
        text(&self.d.ask(who, "{ me { id } }").await["me"]["id"])
    }

    /// An assignment of one household that the officer prepared.
    async fn prepared(&self, n: usize) -> String {
        let arguments = format!(
            "selection: {{ filter: {{ text: \"{}\" }}, expectedCount: 1 }}, teamId: \"{}\", mentorTeamId: \"{}\"",
            self.rows[n].first_name, self.team, self.mentor
        );
        let made = self.d.act("officer", "assignmentPrepare", &arguments, "prepared { id }").await;
        format!("preparedId: \"{}\"", text(&made["prepared"]["id"]))
    }

    async fn give(&self, who: &str, to: &str, grant: &str, fields: &str) -> Value {
        let arguments = format!("accountId: \"{to}\", {grant}");
        self.d.act(who, "grantGive", &arguments, &format!("account {{ {fields} }}")).await["account"].take()
    }
}

async fn who_acts_for_the_chief_commits_within_the_term_and_no_longer(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let (officer, today) = (office.id_of("officer").await, office.today.as_str());
    let here = office.district.as_str();
    let chiefs = |held_as, days, order| grant("DISTRICT_CHIEF", held_as, here, days, order);

    // What a holder cannot pass on.
    for (wanted, code) in [
        (chiefs("ACTING", (today, "2099-01-01"), ""), "GRANT_NEEDS_ORDER"),
        (chiefs("ACTING", (today, ""), "1"), "GRANT_NEEDS_LAST_DAY"),
        (chiefs("ACTING", ("2020-01-01", "2099-01-01"), "1"), "GRANT_OUTLASTS_POST"),
        (chiefs("HELD", (today, "2099-01-01"), "1"), "ROLE_CANNOT_BE_GIVEN"),
        (grant("GOVERNOR", "ACTING", here, (today, "2099-01-01"), "1"), "ROLE_CANNOT_BE_GIVEN"),
    ] {
        let arguments = format!("accountId: \"{officer}\", {wanted}");
        assert_eq!(d.refused("chief", "grantGive", &arguments).await.0, code, "{wanted}");
    }
    let chief = office.id_of("chief").await;
    let to_chief = format!("accountId: \"{chief}\", {}", chiefs("ACTING", (today, "2099-01-01"), "1"));
    assert_eq!(d.refused("chief", "grantGive", &to_chief).await.0, "GRANT_TO_SELF");
    assert_eq!(d.denied("province", "grantGive", &to_chief).await, "FORBIDDEN");
    let wider = grant("DISTRICT_CHIEF", "ACTING", &d.area("48").await, (today, "2099-01-01"), "1");
    let arguments = format!("accountId: \"{officer}\", {wider}");
    assert_eq!(d.denied("chief", "grantGive", &arguments).await, "FORBIDDEN");

    // Before the term, and after one.
    let first = office.prepared(0).await;
    office.give("chief", &officer, &chiefs("ACTING", ("2098-01-01", "2099-01-01"), "11/2569"), "id").await;
    office.give("admin", &officer, &chiefs("ACTING", ("2020-01-01", "2020-12-31"), "10/2569"), "id").await;
    assert_eq!(d.denied("officer", "assignmentCommit", &first).await, "FORBIDDEN");

    // During it: the grant says by which order and from whom, and the record in whose stead.
    let fields = "grants { id role heldAs post orderNumber givenBy { id } validUntil }";
    let during = chiefs("ACTING", (today, "2099-01-01"), "12/2569");
    let account = office.give("chief", &officer, &during, fields).await;
    let acting = account["grants"].as_array().unwrap().iter().find(|it| it["orderNumber"] == "12/2569");
    let mut acting = acting.unwrap().clone();
    let id = text(&acting["id"].take());
    let wanted = json!({ "id": null, "role": "DISTRICT_CHIEF", "heldAs": "ACTING", "post": "นายอำเภอเมืองนครพนม",
        "orderNumber": "12/2569", "givenBy": { "id": chief }, "validUntil": "2099-01-01" });
    assert_eq!(acting, wanted);
    d.act("officer", "assignmentCommit", &first, "act { caseCount }").await;
    let asked = "{ auditEvents(first: 1, filter: { action: \"cases.assigned\" }) { nodes { account { id } detail } } }";
    let event = d.ask("auditor", asked).await["auditEvents"]["nodes"][0].take();
    assert_eq!(event["account"]["id"], officer.as_str());
    let detail: Value = serde_json::from_str(event["detail"].as_str().unwrap()).unwrap();
    assert_eq!(
        detail["inStead"].as_array().unwrap().len(),
        1,
        "the terms to come and over are none: {detail}"
    );
    assert_eq!(detail["inStead"][0]["role"], "district_chief");
    assert_eq!(detail["inStead"][0]["heldAs"], "acting");
    let asked =
        "{ auditEvents(first: 50, filter: { action: \"grant.given\" }) { nodes { account { id } detail } } }";
    let given = d.ask("auditor", asked).await["auditEvents"]["nodes"].take();
    let of_order = given.as_array().unwrap().iter().find_map(|it| {
        let detail: Value = serde_json::from_str(it["detail"].as_str()?).ok()?;
        (detail["order"] == "12/2569").then(|| (it["account"]["id"].clone(), detail["post"].clone()))
    });
    assert_eq!(of_order, Some((json!(chief), json!("นายอำเภอเมืองนครพนม"))));

    // Who acts passes nothing on.
    let team = office.id_of("team").await;
    let further = chiefs("DELEGATED", (today, "2099-01-01"), "13/2569");
    let arguments = format!("accountId: \"{team}\", {further}");
    assert_eq!(d.refused("officer", "grantGive", &arguments).await.0, "ROLE_CANNOT_BE_GIVEN");

    // The giver ends it.
    let second = office.prepared(1).await;
    assert_eq!(d.error("far_chief", &revoke(&id, "far")).await, "NOT_FOUND");
    d.act("chief", "grantRevoke", &format!("grantId: \"{id}\""), "account { id }").await;
    assert_eq!(d.denied("officer", "assignmentCommit", &second).await, "FORBIDDEN");
    d.act("chief", "assignmentCommit", &second, "act { caseCount }").await;
}

fn revoke(grant: &str, key: &str) -> String {
    format!("mutation {{ grantRevoke(grantId: \"{grant}\", key: \"{key}\") {{ userErrors {{ code }} }} }}")
}

async fn delegated_powers_reach_what_the_order_says_and_end_with_the_post(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let (head, today) = (office.id_of("head").await, office.today.as_str());
    let assign = |n: usize| {
        format!(
            "selection: {{ filter: {{ text: \"{}\" }}, expectedCount: 1 }}, teamId: \"{}\", mentorTeamId: \"{}\"",
            office.rows[n].first_name, office.team, office.mentor
        )
    };
    assert_eq!(d.denied("head", "casesAssign", &assign(0)).await, "FORBIDDEN");
    let delegated =
        grant("DISTRICT_CHIEF", "DELEGATED", &office.subdistrict, (today, "2099-01-01"), "20/2569");
    office.give("chief", &head, &delegated, "id").await;
    d.act("head", "casesAssign", &assign(0), "act { caseCount }").await;

    // A head of a subdistrict team manages no accounts, and yet says who acts in the own post.
    let team = office.id_of("team").await;
    let acting = grant("SUBDISTRICT_HEAD", "ACTING", &office.subdistrict, (today, "2099-01-01"), "3/2569");
    let told = office
        .give(
            "far_head",
            &team,
            &acting.replace(&office.subdistrict, &d.area("480101").await),
            "grants { role }",
        )
        .await;
    assert_eq!(told["grants"], json!([{ "role": "SUBDISTRICT_HEAD" }]), "nothing is told of other grants");
    let arguments = format!("accountId: \"{team}\", {acting}");
    assert_eq!(d.denied("far_head", "grantGive", &arguments).await, "FORBIDDEN");

    // What was given under a post ends with it.
    let chief = d.ask("chief", "{ me { id grants { id } } }").await["me"].take();
    let own = text(&chief["grants"][0]["id"]);
    d.act("admin", "grantRevoke", &format!("grantId: \"{own}\""), "account { id }").await;
    assert_eq!(d.denied("head", "casesAssign", &assign(1)).await, "FORBIDDEN");
    let event = d
        .ask(
            "auditor",
            "{ auditEvents(first: 1, filter: { action: \"grant.revoked\" }) { nodes { detail } } }",
        )
        .await["auditEvents"]["nodes"][0]
        .take();
    let detail: Value = serde_json::from_str(event["detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["under"], 1);
}

on_both!(who_acts_for_the_chief_commits_within_the_term_and_no_longer);
on_both!(delegated_powers_reach_what_the_order_says_and_end_with_the_post);

async fn who_acts_for_the_chief_opens_restricted_items_only_by_the_order(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let (today, here) = (office.today.as_str(), office.district.as_str());
    let last = "2099-01-01";
    let with = |grant: &str, more: &str| grant.replacen(" }", &format!(", {more} }}"), 1);
    let officers = grant("DISTRICT_OFFICER", "HELD", here, (today, ""), "");
    let named = with(&officers, "opensRestricted: true");
    let team = office.id_of("team").await;
    let to_team = |grant: &str| format!("accountId: \"{team}\", {grant}");

    // The order of the chief says nothing of restricted items.
    let officer = office.id_of("officer").await;
    let acting = grant("DISTRICT_CHIEF", "ACTING", here, (today, last), "12/2569");
    office.give("chief", &officer, &acting, "id").await;
    assert_eq!(d.refused("officer", "grantGive", &to_team(&named)).await.0, "ROLE_CANNOT_BE_GIVEN");
    d.act("officer", "grantGive", &to_team(&officers), "account { id }").await;
    // The chief's own post names whom they open to.
    d.act("chief", "grantGive", &to_team(&named), "account { id }").await;

    // An order of the province that opens them does.
    let province = d.world.signed_in("phead", "provincial_office_head", "48").await;
    let restricted = json!({ "role": "DISTRICT_CHIEF", "heldAs": "ACTING", "areaIds": [here], "validFrom": today,
        "validUntil": last, "orderNumber": "13/2569", "opensRestricted": true });
    let account = create_account(&d.world, &province, "acting", restricted).await;
    // The first time only to change the password.
    d.world.sign_in(&account).await;
    let acting = d.world.sign_in(&account).await;
    let sent = json!({ "accountId": team, "grant": { "role": "DISTRICT_OFFICER", "areaIds": [here],
        "validFrom": today, "opensRestricted": true } });
    let given = manage(&d.world, &acting, "grantGive", "account { id }", sent).await;
    assert_eq!(given["userErrors"], json!([]));

    // A blank is no number of an order.
    let blank = grant("DISTRICT_CHIEF", "DELEGATED", here, (today, last), " ");
    assert_eq!(
        d.refused("chief", "grantGive", &to_team(&blank)).await,
        ("GRANT_NEEDS_ORDER".into(), "orderNumber".into())
    );

    // In whose stead is said of signing in, and of asking who saw somebody, as of everything.
    let stead = async |action: &str| {
        let asked = format!(
            "{{ auditEvents(first: 100, filter: {{ action: \"{action}\" }}) {{ nodes {{ detail }} }} }}"
        );
        let events = d.ask("auditor", &asked).await["auditEvents"]["nodes"].take();
        let events: Vec<String> = events.as_array().unwrap().iter().map(|it| text(&it["detail"])).collect();
        events.iter().filter(|it| it.contains("inStead")).count()
    };
    assert_eq!(stead("session.began").await, 1, "not before the password was changed");
    let language = "mutation { chooseLanguage(language: EN, key: \"en\") { userErrors { code } } }";
    d.world.data(&acting, language, json!({})).await;
    assert_eq!(stead("account.language_chosen").await, 1);
}

async fn an_account_is_shown_elsewhere_as_far_as_it_reaches_there(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let today = office.today.as_str();
    let there = d.area("4802").await;
    let province = d.world.signed_in("phead", "provincial_office_head", "48").await;
    let of = |role: &str, held_as: &str, area: &str, order: &str| json!({ "role": role, "heldAs": held_as, "areaIds": [area], "validFrom": today, "orderNumber": order });
    let acting = of("DISTRICT_CHIEF", "ACTING", &there, "7/2569");
    create_account(&d.world, &province, "shared", acting).await;
    let accounts =
        "{ accounts(first: 100) { nodes { id userName grants { role areas { id } orderNumber } } } }";
    let shared = async |token: &str| {
        let nodes = d.world.data(token, accounts, json!({})).await["accounts"]["nodes"].take();
        let found = nodes.as_array().unwrap().iter().find(|it| it["userName"] == "shared").cloned();
        found.unwrap_or_default()
    };
    let chief = d.token("chief").await;
    assert_eq!(shared(&chief).await, json!(null), "nobody of this district");
    let id = text(&shared(&province).await["id"]);
    let officer = of("DISTRICT_OFFICER", "DELEGATED", &office.district, "8/2569");
    manage(&d.world, &province, "grantGive", "account { id }", json!({ "accountId": id, "grant": officer }))
        .await;
    let seen = shared(&chief).await["grants"].take();
    assert_eq!(
        seen,
        json!([{ "role": "DISTRICT_OFFICER", "areas": [{ "id": office.district }], "orderNumber": null }])
    );
    let whole = shared(&province).await["grants"].take();
    let mut orders: Vec<String> =
        whole.as_array().unwrap().iter().map(|it| text(&it["orderNumber"])).collect();
    orders.sort();
    assert_eq!(orders, ["7/2569", "8/2569"]);
    // Whoever one manages, and oneself, are told in full.
    let own = d.ask("chief", accounts).await["accounts"]["nodes"].take();
    let team = own.as_array().unwrap().iter().find(|it| it["userName"] == "chief").unwrap();
    assert_eq!(team["grants"].as_array().unwrap().len(), 1);
}

async fn accounts_are_found_by_a_part_of_their_name_within_ones_areas(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let today = office.today.as_str();
    let province = d.world.signed_in("phead", "provincial_office_head", "48").await;
    let member = |area: &str| json!({ "role": "TEAM_MEMBER", "areaIds": [area], "validFrom": today });
    let far = d.area("4802").await;
    create_account(&d.world, &province, "kanya.one", member(&office.district)).await;
    create_account(&d.world, &province, "kanya_two", member(&office.district)).await;
    create_account(&d.world, &province, "kanya.far", member(&far)).await;
    let found = async |token: &str, search: &str, rest: &str| -> Vec<String> {
        let asked = format!(
            "query ($search: String) {{ accounts(search: $search, {rest}) {{ nodes {{ userName }} pageInfo {{ endCursor }} }} }}"
        );
        let seen = d.world.data(token, &asked, json!({ "search": search })).await["accounts"].take();
        let names = seen["nodes"].as_array().unwrap().iter().map(|it| text(&it["userName"]));
        names.chain(seen["pageInfo"]["endCursor"].as_str().map(|it| format!("after {it}"))).collect()
    };
    let names = async |token: &str, search: &str| -> Vec<String> {
        let all = found(token, search, "first: 100").await;
        all.into_iter().filter(|it| !it.starts_with("after ")).collect()
    };
    let chief = d.token("chief").await;
    assert_eq!(names(&chief, " KANYA ").await, ["kanya.one", "kanya_two"], "within the district alone");
    assert_eq!(names(&province, "kanya").await, ["kanya.far", "kanya.one", "kanya_two"]);
    // What stands for any letters elsewhere stands for itself here.
    assert_eq!(names(&province, "a_t").await, ["kanya_two"]);
    assert!(names(&province, "%").await.is_empty() && names(&province, "\\").await.is_empty());
    assert!(names(&chief, "").await.contains(&"chief".to_owned()), "nothing looked for is everybody");
    let page = found(&province, "kanya", "first: 1").await;
    let after = page[1].strip_prefix("after ").unwrap();
    let next = found(&province, "kanya", &format!("first: 1, after: \"{after}\"")).await;
    assert_eq!((page[0].as_str(), next[0].as_str()), ("kanya.far", "kanya.one"));
}

async fn what_one_may_give_is_told_as_it_is_decided(world: World) {
    let office = office(world).await;
    let d = &office.d;
    let gives = async |who: &str| {
        let told = d.ask(who, "{ me { rolesToGive { role heldAs } } }").await["me"]["rolesToGive"].take();
        told.as_array().unwrap().clone()
    };
    let (any, in_stead) = (json!(["HELD", "ACTING", "DELEGATED"]), json!(["ACTING", "DELEGATED"]));
    let of_chief = gives("chief").await;
    assert!(of_chief.contains(&json!({ "role": "MENTOR", "heldAs": any })), "{of_chief:?}");
    assert!(of_chief.contains(&json!({ "role": "DISTRICT_CHIEF", "heldAs": in_stead })), "{of_chief:?}");
    assert!(of_chief.iter().all(|it| it["role"] != "GOVERNOR"));
    assert!(gives("team").await.is_empty());
    assert_eq!(gives("admin").await.len(), 18, "every role but the operator's");
    // As told, so it is decided.
    let today = office.today.as_str();
    let chief = d.token("chief").await;
    for role in ["GOVERNOR", "DISTRICT_CHIEF", "MENTOR"] {
        let grant = json!({ "role": role, "areaIds": [office.district], "validFrom": today });
        let create = "mutation ($grant: GrantInput!, $name: String!) { accountCreate(userName: $name, displayName: \"x\", grants: [$grant], key: $name) { userErrors { code field } } }";
        let name = role.to_lowercase();
        let told =
            d.world.data(&chief, create, json!({ "grant": grant, "name": name })).await["accountCreate"]["userErrors"]
                .take();
        let cannot = json!([{ "code": "ROLE_CANNOT_BE_GIVEN", "field": "role" }]);
        assert_eq!(told == cannot, role != "MENTOR", "{role}: {told}");
    }
}

on_both!(
    accounts_are_found_by_a_part_of_their_name_within_ones_areas,
    what_one_may_give_is_told_as_it_is_decided,
    who_acts_for_the_chief_opens_restricted_items_only_by_the_order,
    an_account_is_shown_elsewhere_as_far_as_it_reaches_there,
);
