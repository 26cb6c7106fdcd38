//! Cases from outside: proposed, visited, closed, listed, and read within what one may.

use phonjon_domain::access::Role;
use serde_json::{Value, json};

use crate::base::ids::{Kind, id_of};
use crate::base::testing::{Came, World};

const PROPOSE: &str = "mutation($area: ID!, $key: ID!, $urgent: Boolean) {
    householdPropose(key: $key, household: {
        areaId: $area, description: \"เพิงริมคลอง\", headFirstName: \"สมมุติ\", reason: \"ไม่มีบ้าน\", urgent: $urgent
    }) { proposal { id kind urgent case { id version level } } userErrors { code field } } }";

const VISIT: &str = "mutation($case: ID!, $visit: VisitInput!, $key: ID!) {
    caseRecordVisit(caseId: $case, visit: $visit, key: $key) {
        visit { id } case { id version status level urgent } userErrors { code message field } } }";

/// An area as clients name it: kept under its province.
async fn area(world: &World, code: &str) -> String {
    let province: i16 = code[..2].parse().unwrap();
    let id = world.area(code).await;
    id_of(Kind::Area, phonjon_domain::ids::HomeProvince(province), id).to_string()
}

async fn urgent_case(world: &World, carried: &str, key: &str) -> String {
    let variables = json!({ "area": area(world, "48010203").await, "key": key, "urgent": true });
    let answer = world.post(Some(carried), PROPOSE, variables).await;
    answer
        .data("/householdPropose/proposal/case/id")
        .as_str()
        .unwrap_or_else(|| panic!("{}", answer.body))
        .to_owned()
}

async fn visit(world: &World, carried: &str, case: &str, key: &str, visit: Value) -> Came {
    world.post(Some(carried), VISIT, json!({ "case": case, "visit": visit, "key": key })).await
}

#[tokio::test]
async fn a_case_is_proposed_visited_and_read_with_all_that_belongs_to_it() {
    for world in World::each().await {
        let chief = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let case = urgent_case(&world, &chief, "p1").await;
        let answer = visit(
            &world,
            &chief,
            &case,
            "v1",
            json!({
                "visitedOn": "2026-03-01",
                "visitedBy": [{ "name": "ผู้ใหญ่บ้าน" }],
                "verification": "CONFIRMED",
                "class": "CAN_DEVELOP",
                "findings": [
                    { "code": "q01", "answer": true },
                    { "code": "income_per_person", "amountPerMonth": "250000" }
                ],
                "consents": [{ "kind": "NOTICE", "given": true, "noticeVersion": "1", "language": "th" }]
            }),
        )
        .await;
        assert_eq!(answer.data("/caseRecordVisit/userErrors"), &json!([]), "{}", answer.body);
        assert_eq!(answer.data("/caseRecordVisit/case/level"), "BELOW_SURVIVE");
        assert_eq!(answer.data("/caseRecordVisit/case/status"), "BEING_HELPED");

        let read = "query($id: ID!) { case(id: $id) {
            status step urgent level problemGroups area { code } listings { fiscalYear source }
            verdict { isOfficial note missing criteria { code isMet line fact { code amount origin seenAtHome } } }
            household { description members { isHead person { firstName numbers { text } } }
                surveyResults { nodes { source } } residences { area { code } } consents { kind given } }
            problems { code group text status version }
            visits { nodes { visitedOn visitedBy { name } findings { code answer amount } } }
            plans { number } interventions { nodes { need } }
            events(first: 3) { nodes { kind } pageInfo { hasNextPage } totalCount }
            timeInState { status days } } }";
        let answer = world.post(Some(&chief), read, json!({ "id": case })).await;
        let case_read = answer.data("/case");
        assert_eq!(case_read["step"], "CLASSIFIED", "{}", answer.body);
        assert_eq!(case_read["problemGroups"], json!(["HOUSING"]));
        assert_eq!(case_read["area"]["code"], "48010203");
        assert_eq!(case_read["listings"][0]["source"], "proposal");
        assert_eq!(case_read["verdict"]["isOfficial"], false);
        assert_eq!(case_read["verdict"]["note"], "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");
        let criteria = case_read["verdict"]["criteria"].as_array().unwrap();
        let income = criteria.iter().find(|it| it["code"] == "income_at_line").unwrap();
        assert_eq!(income["fact"]["amount"], "3000000");
        assert_eq!(income["line"], "4000000");
        assert_eq!(income["isMet"], false);
        assert_eq!(case_read["household"]["members"][0]["person"]["firstName"], "สมมุติ");
        assert_eq!(case_read["household"]["consents"], json!([{ "kind": "notice", "given": true }]));
        assert_eq!(case_read["problems"][0]["text"], "ไม่มีบ้านอยู่อาศัย");
        assert_eq!(case_read["visits"]["nodes"][0]["visitedBy"][0]["name"], "ผู้ใหญ่บ้าน");
        assert_eq!(case_read["events"]["pageInfo"]["hasNextPage"], true);
        assert_eq!(case_read["timeInState"].as_array().unwrap().len(), 2);

        let elsewhere = world.signed_in("other", Role::DistrictChief, Some("4802")).await;
        let answer = world
            .post(Some(&elsewhere), "query($id: ID!) { case(id: $id) { status } }", json!({ "id": case }))
            .await;
        assert!(answer.data("/case").is_null());
        let answer = visit(&world, &elsewhere, &case, "v1", json!({ "visitedOn": "2026-03-01" })).await;
        assert_eq!(answer.code(), Some("NOT_FOUND"));
    }
}

#[tokio::test]
async fn a_refusal_names_the_field_and_the_same_key_happens_once() {
    for world in World::each().await {
        let chief = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let case = urgent_case(&world, &chief, "p1").await;
        let answer = visit(&world, &chief, &case, "v1", json!({ "visitedOn": "2026-03-03" })).await;
        assert_eq!(answer.data("/caseRecordVisit/userErrors/0/code"), "VISIT_IN_FUTURE");
        assert!(answer.data("/caseRecordVisit/case").is_null());

        let today = json!({ "visitedOn": "2026-03-02", "nothingChanged": true });
        let first = visit(&world, &chief, &case, "v1", today.clone()).await;
        let second = visit(&world, &chief, &case, "v1", today).await;
        assert_eq!(first.data("/caseRecordVisit/visit/id"), second.data("/caseRecordVisit/visit/id"));
        assert_eq!(first.data("/caseRecordVisit/case/version"), second.data("/caseRecordVisit/case/version"));
        let other = visit(&world, &chief, &case, "v1", json!({ "visitedOn": "2026-03-01" })).await;
        assert_eq!(other.data("/caseRecordVisit/userErrors/0/code"), "KEY_REUSED");

        let classify = "mutation($case: ID!, $version: Int!) {
            caseClassify(caseId: $case, class: NEEDS_WELFARE, expectedVersion: $version, key: \"c\") {
                case { class } userErrors { code conflict { version fields { name yours theirs } } } } }";
        let answer = world.post(Some(&chief), classify, json!({ "case": case, "version": 1 })).await;
        assert_eq!(answer.data("/caseClassify/userErrors/0/code"), "VERSION_CONFLICT");
        assert_eq!(answer.data("/caseClassify/userErrors/0/conflict/fields/0/yours"), "needs_welfare");
    }
}

#[tokio::test]
async fn a_page_of_cases_asks_as_many_statements_for_three_as_for_one() {
    for world in World::each().await {
        let chief = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
        let list = "{ cases(first: 10, filter: { urgent: true }) { totalCount nodes { level step
            household { shortNumber members { person { firstName numbers { text } } } surveyResults { nodes { surveyYear } } }
            problems { code text } visits { nodes { visitedOn } } plans { number } interventions { nodes { need } }
            verdict { missing } timeInState { days } listings { source } area { code } team { id } mentorTeam { id } } } }";
        let mut statements = Vec::new();
        for n in 1..=3_i32 {
            urgent_case(&world, &chief, &format!("p{n}")).await;
            let mut least: Option<usize> = None;
            // Keys that come while others are being fetched may take a statement of their own: one try proves nothing.
            for _ in 0..8 {
                let answer = world.post(Some(&chief), list, json!({})).await;
                assert_eq!(answer.data("/cases/totalCount"), n, "{}", answer.body);
                let told = answer.headers.get("x-phonjon-statements");
                let told: usize = told.unwrap().to_str().unwrap().parse().unwrap();
                least = Some(least.map_or(told, |it| it.min(told)));
            }
            statements.push(least);
        }
        // On a busy machine every try may have one such statement; a query for each row would be two more and more.
        let one_more = statements[0].map(|it| it + 1);
        assert!(statements[2] <= one_more, "as many for three as for one: {statements:?}");
    }
}

#[tokio::test]
async fn proposals_wait_for_the_head_and_a_ministry_account_reads_no_case() {
    for world in World::each().await {
        let reporter = world.signed_in("reporter", Role::VillageReporter, Some("48010203")).await;
        let head = world.signed_in("head", Role::SubdistrictHead, Some("480102")).await;
        let variables = json!({ "area": area(&world, "48010203").await, "key": "p", "urgent": false });
        let answer = world.post(Some(&reporter), PROPOSE, variables).await;
        let proposal = answer.data("/householdPropose/proposal/id").as_str().unwrap().to_owned();
        let waiting = "{ proposals { nodes { id kind decision } } }";
        let answer = world.post(Some(&head), waiting, json!({})).await;
        assert_eq!(answer.data("/proposals/nodes/0/id"), &json!(proposal));
        let decide = "mutation($id: ID!) { proposalDecide(proposalId: $id, decision: ACCEPTED, key: \"d\") {
            proposal { decision case { status } } userErrors { code } } }";
        let answer = world.post(Some(&reporter), decide, json!({ "id": proposal })).await;
        assert_eq!(answer.code(), Some("FORBIDDEN"));
        let answer = world.post(Some(&head), decide, json!({ "id": proposal })).await;
        assert_eq!(answer.data("/proposalDecide/proposal/case/status"), "TO_VERIFY", "{}", answer.body);
        let answer = world.post(Some(&head), waiting, json!({})).await;
        assert_eq!(answer.data("/proposals/nodes"), &json!([]));

        let ministry = world.signed_in("ministry", Role::MinistryAnalyst, None).await;
        let answer = world.post(Some(&ministry), "{ cases { totalCount } }", json!({})).await;
        assert_eq!(answer.data("/cases/totalCount"), 0);
    }
}
