//! Sets of values released while cases are open: what is judged anew, from when, and that it goes on after a kill.

use phonjon_domain::access::{Actor, Role};
use phonjon_domain::case::CaseStatus;
use phonjon_domain::level::Level;
use phonjon_store::sql;

use super::*;
use crate::assignment::tests::world as many;
use crate::parameters::{self, ParameterRow, carry_out};

/// The default criteria under another version, with one criterion more that nothing is known of.
async fn stricter(ctx: &Ctx, version: &str, years: &str) -> String {
    let rules = parameters::rules(&ctx.store).await.unwrap();
    let body = rules
        .criteria
        .on(ctx.today())
        .set
        .body
        .replace("version = \"1\"", &format!("version = \"{version}\""));
    let body = body.replace("valid_from = 2560", years);
    format!("{body}\n[[criterion]]\ncode = \"no_debt\"\nlevel = \"sufficient\"\ntroubles = [\"q32\"]\n")
}

async fn drafted(ctx: &Ctx, body: &str) -> ParameterRow {
    parameters::draft(ctx, &Key::fresh(ctx), body).await.unwrap()
}

async fn number(ctx: &Ctx, text: &str) -> i64 {
    let row = sql::row(ctx.store.reader(), text, vec![]).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The latest verdict on a case: its criteria set, what caused it, and whether the set is official.
async fn verdict(ctx: &Ctx, case: CaseKey) -> (String, String, bool) {
    let row = case::verdicts(ctx, &[case]).await.unwrap().remove(&case.1).unwrap();
    let view = case::view(&row.verdict).unwrap();
    (view.criteria, row.cause, view.is_official)
}

#[tokio::test]
async fn open_cases_are_judged_by_a_released_set_and_the_verdict_names_it() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let (open, closed) = (confirmed(&world, &team, "a").await, confirmed(&world, &team, "b").await);
        let mut well = visit("2026-03-02");
        well.findings = all_well();
        for (n, case) in [open, closed].into_iter().enumerate() {
            visit::record(&team, case, well.clone(), &key(&format!("well-{n}"))).await.unwrap();
        }
        let row = case::case(&team, closed).await.unwrap().unwrap();
        let closing =
            Closing { case: closed, reason: ClosingReason::SolvedItself, note: None, version: row.version };
        let head = world.actor(Role::SubdistrictHead, "480102").await;
        case::close(&head, &closing, &key("close")).await.unwrap();
        assert_eq!(case::case(&team, open).await.unwrap().unwrap().state.level, Level::Sufficient);

        let chief = world.actor(Role::DistrictChief, "4801").await;
        let operator = world.operator();
        let body = stricter(&operator, "2", "valid_from = 2569").await;
        let refused = parameters::draft(&chief, &key("d"), &body).await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden));
        let set = drafted(&operator, &body).await;
        let refused = parameters::release(&chief, &key("r"), set.id, None).await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden));
        // The system administrator releases, who opens no person.
        let mut actor = Actor::operator("x", operator.today());
        actor.grants[0].role = Role::SystemAdministrator;
        let admin = Ctx::new(operator.store.clone(), actor, operator.now);
        let released = parameters::release(&admin, &key("r"), set.id, None).await.unwrap();
        assert_eq!(released.state, "released");
        let again = parameters::release(&admin, &key("r"), set.id, None).await.unwrap();
        assert_eq!(again, released, "sent again, it is done once");
        let waiting = parameters::under_way(&operator).await.unwrap();
        assert_eq!(waiting.iter().map(|it| it.set).collect::<Vec<_>>(), [set.id]);

        carry_out(&operator, &mut |_| Ok(())).await.unwrap();
        assert!(parameters::under_way(&operator).await.unwrap().is_empty());
        let row = case::case(&team, open).await.unwrap().unwrap();
        assert_eq!((row.state.level, row.criteria.as_str()), (Level::Survive, "default_levels/2"));
        let told = ("default_levels/2".to_owned(), "release".to_owned(), false);
        assert_eq!(verdict(&team, open).await, told, "still to be confirmed");
        let mut events = case::events(&team, &[(open, row.area)], None, 1).await.unwrap();
        let newest = events.remove(&open.1).unwrap().events.remove(0);
        assert_eq!((newest.kind.code(), newest.by_actor.as_str()), ("level_changed", "operator:x"));
        let row = case::case(&team, closed).await.unwrap().unwrap();
        assert_eq!((row.state.status, row.criteria.as_str()), (CaseStatus::Closed, "default_levels/1"));
        assert_eq!(number(&operator, "select count(*) from case_fact where level = 'survive'").await, 1);
        assert_eq!(phonjon_store::figures::recount(operator.store.reader()).await.unwrap(), []);
        let audited = "select count(*) from audit_event where action like 'parameters.%'";
        assert_eq!(number(&operator, audited).await, 4, "seeded, drafted, released, judged by");

        // A ministry's own set: the same level again is a verdict by another set.
        let body = body.replace("\"default_to_be_confirmed\"", "\"official\"");
        let body = body.replace("\"default_levels\"", "\"ministry_levels\"").replace("\"2\"", "\"3\"");
        let set = drafted(&operator, &body).await;
        parameters::release(&operator, &key("r3"), set.id, None).await.unwrap();
        carry_out(&operator, &mut |_| Ok(())).await.unwrap();
        let told = ("ministry_levels/3".to_owned(), "release".to_owned(), true);
        assert_eq!(verdict(&team, open).await, told);
    }
}

#[tokio::test]
async fn a_visit_typed_in_late_is_judged_by_the_criteria_of_its_year() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &team, "a").await;
        let operator = world.operator();
        let set = drafted(&operator, &stricter(&operator, "2", "valid_from = 2569").await).await;
        parameters::release(&operator, &key("r"), set.id, None).await.unwrap();
        carry_out(&operator, &mut |_| Ok(())).await.unwrap();
        for (name, on) in [("now", "2026-03-02"), ("late", "2025-09-01")] {
            let mut well = visit(on);
            well.findings = all_well();
            visit::record(&team, case, well, &key(name)).await.unwrap();
        }
        let text = "select level || ' by ' || criteria from assessment where cause = 'visit' \
            and assessed_on = '2025-09-01'";
        let row = sql::row(operator.store.reader(), text, vec![]).await.unwrap().unwrap();
        let judged: String = row.try_get_by_index(0).unwrap();
        assert_eq!(judged, "sufficient by default_levels/1");
        assert_eq!(verdict(&team, case).await.0, "default_levels/2");
        let row = case::case(&team, case).await.unwrap().unwrap();
        assert_eq!((row.state.level, row.assessed_on), (Level::Survive, "2026-03-02".parse().ok()));
    }
}

#[tokio::test]
async fn criteria_that_show_what_is_kept_to_named_officers_are_refused() {
    for world in worlds().await {
        let operator = world.operator();
        let rules = parameters::rules(&operator.store).await.unwrap();
        let restricted = rules.restricted.first().unwrap();
        let body = stricter(&operator, "2", "valid_from = 2569")
            .await
            .replace("\"q32\"", &format!("\"{restricted}\""));
        let refused = parameters::draft(&operator, &key("d"), &body).await.unwrap_err();
        assert_eq!(code(&refused), "PARAMETER_SET_UNREADABLE");
        assert!(format!("{refused:?}").contains(&format!("\"restricted\": \"{restricted}\"")), "{refused:?}");

        // Nor may a catalogue restrict what criteria in use look at.
        let items = rules.thaiqm.set.body.replace("version = \"2565\"", "version = \"2570\"");
        let (before, house) = items.split_once("code = \"q01\"").unwrap();
        let body = format!("{before}code = \"q01\"\nsensitivity = \"restricted\"{house}");
        let refused = parameters::draft(&operator, &key("c"), &body).await.unwrap_err();
        assert!(format!("{refused:?}").contains("\"restricted\": \"q01\""), "{refused:?}");

        // Nor may a line of its own say that it opened a case.
        let rule = rules.opening.on(operator.today()).set.body.replace("version = \"1\"", "version = \"2\"");
        let line = format!(
            "[[line]]\nsource = \"thaiqm\"\ncode = \"drugs\"\nopens = \"case\"\nitems = [\"{restricted}\"]\n\n"
        );
        let body = rule.replacen("[[line]]", &format!("{line}[[line]]"), 1);
        let refused = parameters::draft(&operator, &key("o"), &body).await.unwrap_err();
        assert!(format!("{refused:?}").contains("\"restricted\": \"drugs\""), "{refused:?}");
    }
}

#[tokio::test]
async fn a_set_is_used_from_the_day_that_was_named() {
    for world in worlds().await {
        let team = world.actor(Role::TeamMember, "480102").await;
        let case = confirmed(&world, &team, "a").await;
        let operator = world.operator();
        let day = |text: &str| Some(text.parse().unwrap());
        let set = drafted(&operator, &stricter(&operator, "2", "valid_from = 2570").await).await;
        let release = async |name: &str, from| {
            let refused = parameters::release(&operator, &key(name), set.id, from).await.unwrap_err();
            code(&refused)
        };
        assert_eq!(release("past", day("2026-03-01")).await, "DAY_IN_PAST");
        assert_eq!(release("years", day("2026-03-05")).await, "PARAMETER_SET_YEARS");
        assert_eq!(release("still", None).await, "PARAMETER_SET_YEARS");
        let dated = parameters::release(&operator, &key("r"), set.id, day("2026-10-01")).await.unwrap();
        assert_eq!(dated.state, "to_release");
        assert_eq!(dated.released_at.unwrap().to_rfc3339(), "2026-09-30T17:00:00+00:00");
        assert_eq!(release("twice", day("2026-10-02")).await, "PARAMETER_SET_RELEASED");

        let in_use = async |ctx: &Ctx| {
            carry_out(ctx, &mut |_| Ok(())).await.unwrap();
            parameters::rules(&ctx.store).await.unwrap().criteria.on(ctx.today()).set.name()
        };
        assert_eq!(in_use(&operator).await, "default_levels/1");
        world.pass_days(211);
        assert_eq!(world.operator().today().to_string(), "2026-09-29");
        assert_eq!(in_use(&world.operator()).await, "default_levels/1");
        world.pass_days(2);
        assert_eq!(in_use(&world.operator()).await, "default_levels/2");
        assert_eq!(verdict(&team, case).await.0, "default_levels/2");
        assert_eq!(
            parameters::all(&operator).await.unwrap().iter().filter(|it| it.state != "released").count(),
            0
        );
    }
}

#[tokio::test]
async fn judging_goes_on_where_it_was_killed() {
    for world in many::worlds().await {
        let keys = world.open_cases(0, &[("48010101", 700), ("48020101", 500)]).await;
        let operator =
            Ctx::new(world.store.clone(), Actor::operator("x", many::day("2026-01-05")), many::at(0));
        let set = drafted(&operator, &stricter(&operator, "2", "valid_from = 2569").await).await;
        parameters::release(&operator, &key("r"), set.id, None).await.unwrap();
        let mut told = Vec::new();
        let mut kill = |it: parameters::Progress| {
            told.push((it.n_done, it.n_all));
            Err(AppError::Unexpected("killed".to_owned()))
        };
        assert!(carry_out(&operator, &mut kill).await.is_err());
        assert_eq!(told, [(500, 1_200)]);
        let judged = "select count(*) from \"case\" where criteria = 'default_levels/2'";
        assert_eq!(number(&operator, judged).await, 500);

        // Two processes at once: each case is judged once.
        let (mut n_left, mut n_right) = (0, 0);
        let mut left = |_| {
            n_left += 1;
            Ok(())
        };
        let mut right = |_| {
            n_right += 1;
            Ok(())
        };
        let (left, right) = tokio::join!(carry_out(&operator, &mut left), carry_out(&operator, &mut right));
        left.unwrap();
        right.unwrap();
        assert_eq!(n_left + n_right, 2, "two chunks are left");
        assert_eq!(number(&operator, judged).await, 1_200);
        assert_eq!(number(&operator, "select count(*) from assessment").await, 1_200);
        assert!(world.cases(&keys).await.iter().all(|it| it.version == 2));
        world.assert_counted().await;
    }
}
