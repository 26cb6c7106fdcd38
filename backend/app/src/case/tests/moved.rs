//! Households that moved away under a proposal, and what stays closed although the catalogue in force forgot it.

use phonjon_domain::access::Role;
use phonjon_store::sql;

use super::*;
use crate::parameters;
use crate::proposal::ProposalKind;

fn asked() -> ProposalsAsked {
    ProposalsAsked { only_waiting: true, first: 10, ..ProposalsAsked::default() }
}

#[tokio::test]
async fn a_proposal_is_decided_where_the_household_lives_now() {
    for world in worlds().await {
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        let there = world.actor(Role::SubdistrictHead, "480201").await;
        let reporter = world.actor(Role::VillageReporter, "48010203").await;
        let new = NewProposal {
            area: world.area("48010203").await,
            house_no: None,
            description: "เพิงริมคลองท้ายหมู่บ้าน".to_owned(),
            head: Some((None, Some("สมมุติ".to_owned()), None)),
            n_members: None,
            reason: "ไม่มีบ้าน".to_owned(),
            urgent: true,
            met_on: None,
        };
        let row = proposal::propose(&reporter, &new, &key("p")).await.unwrap();
        assert_eq!(proposal::list(&head, &asked()).await.unwrap().0.len(), 1);
        let case = (row.key.0, row.case.unwrap());
        sql::execute(
            world.operator().store.reader(),
            "delete from residence where household_id = ?",
            vec![row.household.0.into()],
        )
        .await
        .unwrap();
        world.move_household(case, ("48010203", "2026-03-01"), "48020101").await;

        assert!(proposal::list(&head, &asked()).await.unwrap().0.is_empty(), "it is another team's now");
        let refused = proposal::decide(&head, row.key, Decision::Refused, None, &key("d")).await;
        assert!(matches!(refused.unwrap_err(), AppError::Hidden));
        // Who proposed it still sees what they proposed, and not where it went.
        let own = proposal::list(&reporter, &asked()).await.unwrap().0.remove(0);
        assert_eq!((own.kind, own.lives_in), (ProposalKind::Household, new.area));
        let found = proposal::list(&there, &asked()).await.unwrap().0.remove(0);
        assert_eq!(found.lives_in, world.area("48020101").await);
        proposal::decide(&there, row.key, Decision::Refused, None, &key("d")).await.unwrap();
        let row = case::case(&there, case).await.unwrap().unwrap();
        assert_eq!(row.state.closed, Some(ClosingReason::NotInNeed));
    }
}

#[tokio::test]
async fn what_was_kept_to_named_officers_stays_so_under_a_catalogue_without_it() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let named = world.restricted_chief("4801").await;
        let case = confirmed(&world, &team, "a").await;
        let mut found = visit("2026-03-02");
        found.findings = vec![
            said("q20", FindingValue::Problem(ProblemStatus::Open)),
            said("q33", FindingValue::Refused),
            said("q18", FindingValue::Answer(true)),
        ];
        visit::record(&team, case, found, &key("v")).await.unwrap();
        let row = case::case(&team, case).await.unwrap().unwrap();
        let at = [(case, row.area)];
        let codes = async |ctx: &Ctx| {
            let mut visits = visit::of_cases(ctx, &at).await.unwrap();
            let findings = visits.remove(&case.1).unwrap().into_iter().flat_map(|it| it.visit.findings);
            findings.map(|it| it.code).collect::<Vec<String>>()
        };
        assert_eq!(codes(&team).await, ["q18"]);
        assert_eq!(codes(&named).await, ["q20", "q33", "q18"]);

        // A later catalogue asks for one no more and calls the other ordinary.
        let operator = world.operator();
        let rules = parameters::rules(&operator.store).await.unwrap();
        let mut items: Vec<&str> = rules.thaiqm.set.body.split("[[item]]").collect();
        items.retain(|it| !it.contains("\"q20\""));
        let body = items
            .join("[[item]]")
            .replace("version = \"2565\"", "version = \"2569\"")
            .replace("sensitivity = \"restricted\"", "sensitivity = \"ordinary\"");
        let set = parameters::draft(&operator, &Key::fresh(&operator), &body).await.unwrap();
        parameters::release(&operator, &Key::fresh(&operator), set.id, None).await.unwrap();
        let rules = parameters::rules(&operator.store).await.unwrap();
        assert_eq!((rules.thaiqm.set.version.as_str(), rules.thaiqm.find("q20")), ("2569", None));
        assert_eq!(codes(&team).await, ["q18"]);
        assert_eq!(codes(&named).await, ["q20", "q33", "q18"]);
    }
}

#[tokio::test]
async fn events_of_what_is_restricted_leave_no_gap() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let named = world.restricted_chief("4801").await;
        let case = confirmed(&world, &team, "a").await;
        let mut found = visit("2026-03-02");
        found.findings = ["q18", "q20", "q03", "q33"]
            .map(|it| said(it, FindingValue::Problem(ProblemStatus::Open)))
            .to_vec();
        visit::record(&team, case, found, &key("v")).await.unwrap();
        let chief = world.actor(Role::DistrictChief, "4801").await;
        case::comment(&chief, case, "ดูแลต่อ", &key("c")).await.unwrap();
        let row = case::case(&team, case).await.unwrap().unwrap();
        let page = async |ctx: &Ctx, before, first| {
            let mut found = case::events(ctx, &[(case, row.area)], before, first).await.unwrap();
            found.remove(&case.1).unwrap()
        };
        let (all, seen) = (page(&named, None, 50).await, page(&team, None, 50).await);
        assert_eq!(all.n_total, row.last_seq);
        assert_eq!(seen.n_total, row.last_seq - 2);
        let numbers: Vec<i64> = seen.events.iter().rev().map(|it| it.seq).collect();
        assert_eq!(numbers, (1..=seen.n_total).collect::<Vec<_>>(), "no number is missing");
        assert!(seen.events.iter().all(|it| it.detail != serde_json::json!({})));
        // Pages fit together, and each tells how many there are.
        let mut pages = Vec::new();
        let mut before = None;
        loop {
            let next = page(&team, before, 2).await;
            assert_eq!(next.n_total, seen.n_total);
            let Some(last) = next.events.last() else { break };
            before = Some(last.seq);
            pages.extend(next.events);
        }
        assert_eq!(pages, seen.events);

        // The former area is told as little.
        world.pass_days(10);
        world.move_household(case, ("48010203", "2026-03-10"), "48020101").await;
        for (ctx, n) in [(&team, seen.n_total), (&named, all.n_total)] {
            let former = case::former_events(&world.again(ctx), case, None, 50).await.unwrap();
            assert_eq!(former.n_total, n);
            assert_eq!(
                former.events.iter().rev().map(|it| it.seq).collect::<Vec<_>>(),
                (1..=n).collect::<Vec<_>>()
            );
        }
    }
}
