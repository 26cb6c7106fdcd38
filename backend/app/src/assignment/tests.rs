//! Tests of assignments, on both databases.

pub(crate) mod world;

use phonjon_domain::access::{Role, Scope};
use phonjon_domain::case::CaseStatus;
use phonjon_domain::case::act::CaseEventKind;
use phonjon_domain::ids::ActId;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind, TeamRole};
use phonjon_store::cases::{By, CaseFilter, CaseKey, NewEvent, append};
use phonjon_store::teams;
use world::{World, area, at, day, key, worlds};

use super::{
    HandOver, Kept, Target, assign, commit, hand_over, list, prepare, preview, share, undo, withdraw,
};
use crate::error::AppError;
use crate::selection::Selection;
use crate::team::{self, NewMember, NewTeam};

fn code(error: &AppError) -> &str {
    match error {
        AppError::Refused(refusals) => &refusals[0].code,
        AppError::Hidden => "hidden",
        AppError::Forbidden => "forbidden",
        AppError::VersionConflict(_) => "version",
        AppError::Unauthenticated | AppError::Busy | AppError::Store(_) | AppError::Unexpected(_) => "fault",
    }
}

fn all_in(area_code: &str, expected_count: i64) -> Selection {
    let filter = CaseFilter { area: Some(area(area_code)), ..CaseFilter::default() };
    Selection::found(filter, vec![], expected_count)
}

fn all_but(except: Vec<CaseKey>, expected_count: i64) -> Selection {
    let filter = CaseFilter { area: Some(area("480101")), ..CaseFilter::default() };
    Selection::found(filter, except, expected_count)
}

/// Somebody comments on a case.
async fn touch(world: &World, keys: &[CaseKey]) {
    for case in world.cases(keys).await {
        let tx = world.store.begin().await.unwrap();
        let by = By { actor: "account:7".to_owned(), account: None, at: at(50), batch: None };
        let status = case.state.status;
        let event = NewEvent {
            kind: CaseEventKind::Commented,
            status,
            detail: serde_json::json!({}),
            happened_on: day("2026-01-05"),
        };
        append(&tx, &by, case, vec![event]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn two_thousand_cases_are_assigned_in_one_act_and_taken_back_but_for_five() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 1_500), ("48010102", 500), ("48020101", 10)]).await;
        let team = world.team_of("480101").await;
        let mentor = world.mentor_team(900, "48010101").await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let before = world.cases(&keys).await;
        let target = Target { team, mentor_team: Some(mentor) };

        let told = preview(&chief, &all_in("4801", 0), target).await.unwrap();
        assert_eq!((told.n_cases, told.line), (2_000, 15));
        let of_mentor = told.loads.iter().find(|it| it.team.id == mentor).unwrap();
        assert_eq!((of_mentor.before, of_mentor.after, of_mentor.is_over_line), (0, 2_000, true));
        let of_team = told.loads.iter().find(|it| it.team.id == team).unwrap();
        assert_eq!((of_team.before, of_team.after), (2_000, 2_000));

        let act = assign(&chief, &key("a"), &all_in("4801", 2_000), target).await.unwrap();
        assert_eq!(act.row.n_cases, 2_000);
        assert_eq!(act.overloaded.len(), 1);
        let again = assign(&chief, &key("a"), &all_in("4801", 2_000), target).await.unwrap();
        assert_eq!(again.row.id, act.row.id, "the same key does it once");
        let cases = world.cases(&keys).await;
        assert!(cases[..2_000].iter().all(|it| it.mentor_team == Some(mentor) && it.version == 2));
        assert_eq!(cases[2_000..], before[2_000..]);
        assert_eq!(world.number("select count(*) from assignment where until is null").await, 2_000);
        assert_eq!(world.number("select count(*) from case_event where kind = 'assigned'").await, 2_000);
        world.assert_counted().await;

        touch(&world, &keys[..5]).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 60).await;
        let undone = undo(&chief, &key("u"), act.row.id).await.unwrap();
        assert_eq!((undone.n_returned, undone.kept.len()), (1_995, 5));
        let mut kept: Vec<CaseKey> = undone.kept.iter().map(Kept::key).collect();
        kept.sort_unstable();
        assert_eq!(kept, keys[..5]);
        let by_seven =
            |it: &Kept| matches!(it, Kept::WorkedOn(it) if it.by_actor == "account:7" && it.at == at(50));
        assert!(undone.kept.iter().all(by_seven));
        let cases = world.cases(&keys).await;
        assert!(cases[..5].iter().all(|it| it.mentor_team == Some(mentor)));
        assert!(cases[5..2_000].iter().all(|it| it.mentor_team.is_none() && it.team == Some(team)));
        assert_eq!(world.number("select count(*) from assignment").await, 5);
        world.assert_counted().await;

        let replayed = undo(&chief, &key("u"), act.row.id).await.unwrap();
        assert_eq!((replayed.n_returned, replayed.kept), (1_995, undone.kept));
        let twice = undo(&chief, &key("u2"), act.row.id).await.unwrap_err();
        assert_eq!(code(&twice), "ALREADY_UNDONE");
        assert_eq!(list(&chief, 10, None).await.unwrap().0.len(), 1);
    }
}

#[tokio::test]
async fn a_selection_is_all_or_nothing() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 5), ("48010201", 2), ("48020101", 3)]).await;
        let team = world.team_of("480101").await;
        let target = Target { team, mentor_team: None };
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let before = world.cases(&keys).await;
        let refused = async |name: &str, selection: Selection, target: Target| {
            let error = assign(&chief, &key(name), &selection, target).await.unwrap_err();
            assert_eq!(world.cases(&keys).await, before, "{name}");
            code(&error).to_owned()
        };
        assert_eq!(refused("count", all_in("4801", 6), target).await, "SELECTION_CHANGED");
        assert_eq!(refused("foreign", all_in("4802", 3), target).await, "SELECTION_CHANGED");
        assert_eq!(refused("outside", all_in("4801", 7), target).await, "TEAM_OUTSIDE_AREA");
        let theirs = Target { team: world.team_of("480201").await, mentor_team: None };
        assert_eq!(refused("hidden team", all_in("480101", 5), theirs).await, "hidden");
        let many = all_but(vec![keys[0]; 101], 5);
        assert_eq!(refused("exceptions", many, target).await, "TOO_MANY_EXCEPTIONS");
        let named = Selection::cases(vec![(keys[0], 1); 501]);
        assert_eq!(refused("named", named, target).await, "TOO_LARGE");
        let mentor = world.mentor_team(901, "48010201").await;
        let crossed = Target { team, mentor_team: Some(mentor) };
        assert_eq!(refused("crossed", all_in("480101", 5), crossed).await, "MENTOR_TEAM_ELSEWHERE");
        let wrong = Target { team: mentor, mentor_team: None };
        assert_eq!(refused("kind", all_in("480101", 5), wrong).await, "TEAM_WRONG_KIND");

        let but_one = all_but(vec![keys[1]], 4);
        let act = assign(&chief, &key("but one"), &but_one, target).await.unwrap();
        assert_eq!(act.row.n_cases, 4);
        assert_eq!(world.cases(&keys).await[1], before[1]);
    }
}

#[tokio::test]
async fn one_closed_case_stops_the_act() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 3)]).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let mut case = world.cases(&keys[..1]).await.remove(0);
        case.state.status = CaseStatus::Closed;
        let tx = world.store.begin().await.unwrap();
        let by = By { actor: "account:7".to_owned(), account: None, at: at(5), batch: None };
        append(&tx, &by, case, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let target = Target { team: world.team_of("480101").await, mentor_team: None };
        let error = assign(&chief, &key("a"), &all_in("480101", 3), target).await.unwrap_err();
        assert_eq!(code(&error), "CASE_CLOSED");
    }
}

#[tokio::test]
async fn officers_prepare_and_the_chief_commits() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 4)]).await;
        let target = Target { team: world.team_of("480101").await, mentor_team: None };
        let officer = world.ctx(2, Role::DistrictOfficer, &["4801"], 10).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 20).await;
        let member = world.ctx(3, Role::TeamMember, &["480101"], 20).await;
        let denied = assign(&officer, &key("a"), &all_in("4801", 4), target).await.unwrap_err();
        assert_eq!(code(&denied), "forbidden");
        let denied = prepare(&member, &key("m"), &all_in("4801", 4), target).await.unwrap_err();
        assert_eq!(code(&denied), "forbidden");
        let prepared = prepare(&officer, &key("p"), &all_in("4801", 4), target).await.unwrap();
        assert!(world.cases(&keys).await.iter().all(|it| it.version == 1), "nothing changes yet");
        let denied = commit(&officer, &key("c"), prepared.id).await.unwrap_err();
        assert_eq!(code(&denied), "forbidden");
        let other = world.ctx(4, Role::DistrictChief, &["4802"], 20).await;
        assert_eq!(code(&commit(&other, &key("c"), prepared.id).await.unwrap_err()), "hidden");

        let act = commit(&chief, &key("c"), prepared.id).await.unwrap();
        assert_eq!(act.row.n_cases, 4);
        assert!(world.cases(&keys).await.iter().all(|it| it.version == 2));
        let twice = commit(&chief, &key("c2"), prepared.id).await.unwrap_err();
        assert_eq!(code(&twice), "ASSIGNMENT_SETTLED");

        let second = prepare(&officer, &key("p2"), &all_in("4801", 4), target).await.unwrap();
        withdraw(&chief, &key("w"), second.id).await.unwrap();
        assert_eq!(code(&commit(&chief, &key("c3"), second.id).await.unwrap_err()), "ASSIGNMENT_SETTLED");
    }
}

#[tokio::test]
async fn the_head_shares_by_village_and_evens_the_loads() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 6), ("48010102", 3), ("48010103", 3)]).await;
        let one = world.mentor_team(901, "48010101").await;
        let other = world.mentor_team(902, "48010102").await;
        let head = world.ctx(5, Role::SubdistrictHead, &["480101"], 10).await;
        let act = share(&head, &key("s"), &all_in("480101", 12), &[one, other]).await.unwrap();
        let cases = world.cases(&keys).await;
        assert!(cases[..6].iter().all(|it| it.mentor_team == Some(one)));
        // The third village has no mentor team of its own: its cases go where least is carried.
        assert!(cases[6..].iter().all(|it| it.mentor_team == Some(other)));
        assert!(act.overloaded.is_empty());
        world.assert_counted().await;

        // A member leaves, and the mentor team's households go on in the same act.
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 20).await;
        let new = NewMember {
            kind: MemberKind::Person,
            name: "นายสมมติ ใจดี".to_owned(),
            sector: Sector::People,
            formality: Formality::Informal,
            role: TeamRole::Lead,
            account: None,
            partner: None,
            since: Some(day("2025-12-01")),
        };
        let shown = team::add_member(&chief, &key("m"), one, new).await.unwrap();
        assert_eq!((shown.n_households, shown.sectors_missing().len()), (6, 6));
        let asked = HandOver {
            from: one,
            to: Target { team: world.team_of("480101").await, mentor_team: Some(other) },
            expected_count: 5,
            leaving: Some(shown.members[0].id),
            until: None,
        };
        let changed = hand_over(&head, &key("h0"), &asked).await.unwrap_err();
        assert_eq!(code(&changed), "SELECTION_CHANGED", "one case more than was seen");
        let asked = HandOver { expected_count: 6, ..asked };
        let act = hand_over(&head, &key("h"), &asked).await.unwrap();
        assert_eq!(act.row.n_cases, 6);
        let shown = team::find(&chief, one).await.unwrap();
        assert_eq!(shown.members[0].term.until, Some(day("2026-01-05")));
        assert_eq!((shown.n_households, shown.sectors_missing().len()), (0, 7));
        assert_eq!(team::find(&chief, other).await.unwrap().n_households, 12);
        assert_eq!(world.number("select count(*) from case_event where kind = 'handed_over'").await, 6);

        let ended = team::end(&chief, &key("e"), one, 1, None).await.unwrap();
        assert_eq!(ended.row.ended_on, Some(day("2026-01-05")));
        let busy = team::end(&chief, &key("e2"), other, 1, None).await.unwrap_err();
        assert_eq!(code(&busy), "TEAM_HAS_CASES");

        // Taken back too late: there is no team any more to go back to, nor to serve in.
        let undone = undo(&head, &key("u"), act.row.id).await.unwrap();
        assert_eq!(undone.n_returned, 0);
        let mut wanted = keys[..6].to_vec();
        wanted.sort_unstable();
        assert_eq!(undone.kept, wanted.into_iter().map(Kept::TeamEnded).collect::<Vec<_>>());
        assert_eq!(undo(&head, &key("u"), act.row.id).await.unwrap().kept, undone.kept);
        let shown = team::find(&chief, one).await.unwrap();
        assert_eq!((shown.members[0].term.until, shown.n_households), (Some(day("2026-01-05")), 0));
        assert_eq!(team::find(&chief, other).await.unwrap().n_households, 12);
        world.assert_counted().await;
    }
}

#[tokio::test]
async fn a_team_is_made_where_its_maker_may() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 1), ("48020101", 1)]).await;
        let parent = world.team_of("480101").await;
        let head = world.ctx(5, Role::SubdistrictHead, &["480101"], 10).await;
        let new = |name: &str, code: &str| NewTeam {
            kind: phonjon_domain::team::TeamKind::Mentor,
            name: name.to_owned(),
            parent: Some(parent),
            areas: vec![area(code)],
        };
        let made = team::create(&head, &key("a"), new("ทีมบ้านเหนือ", "48010101")).await.unwrap();
        assert_eq!((made.row.version, made.n_households, made.line), (1, 0, 15));
        assert_eq!(team::create(&head, &key("a"), new("ทีมบ้านเหนือ", "48010101")).await.unwrap().row, made.row);
        let denied = team::create(&head, &key("b"), new("ทีมอื่น", "48020101")).await.unwrap_err();
        assert_eq!(code(&denied), "forbidden");
        let blank = team::create(&head, &key("c"), new("  ", "48010101")).await.unwrap_err();
        assert_eq!(code(&blank), "REQUIRED");
        let renamed = team::rename(&head, &key("r"), made.row.id, 1, "ทีมบ้านใต้").await.unwrap();
        assert_eq!((renamed.row.name.as_str(), renamed.row.version), ("ทีมบ้านใต้", 2));
        let stale = team::rename(&head, &key("r2"), made.row.id, 1, "x").await.unwrap_err();
        assert_eq!(code(&stale), "version");
        let stranger = world.ctx(6, Role::DistrictChief, &["4802"], 10).await;
        assert_eq!(code(&team::find(&stranger, made.row.id).await.unwrap_err()), "hidden");
        let (found, has_next) =
            team::list(&head, &phonjon_store::teams::TeamFilter::default(), 10, None).await.unwrap();
        assert_eq!((found.len(), has_next), (2, false));
    }
}

#[tokio::test]
async fn an_act_out_of_reach_does_not_exist() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 2), ("48020101", 1)]).await;
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let target = Target { team: world.team_of("480101").await, mentor_team: None };
        let act = assign(&chief, &key("a"), &all_in("4801", 2), target).await.unwrap();
        let stranger = world.ctx(6, Role::DistrictChief, &["4802"], 10).await;
        assert_eq!(code(&undo(&stranger, &key("u"), act.row.id).await.unwrap_err()), "hidden");
        assert!(list(&stranger, 10, None).await.unwrap().0.is_empty());
        let none = undo(&chief, &key("n"), ActId(uuid::Uuid::from_u128(5))).await.unwrap_err();
        assert_eq!(code(&none), "hidden");
        let member = world.ctx(3, Role::TeamMember, &["480101"], 20).await;
        assert_eq!(code(&undo(&member, &key("m"), act.row.id).await.unwrap_err()), "forbidden");
        // Assigning is the chief's, and so is taking it back, also where all of it lies within one subdistrict.
        let head = world.ctx(5, Role::SubdistrictHead, &["480101"], 20).await;
        assert_eq!(code(&undo(&head, &key("h"), act.row.id).await.unwrap_err()), "forbidden");
        assert_eq!(undo(&chief, &key("c"), act.row.id).await.unwrap().n_returned, 2);
    }
}

#[tokio::test]
async fn a_new_case_has_a_team_also_where_the_one_made_with_the_area_was_ended() {
    for world in worlds().await {
        let keys = world.open_cases(0, &[("48010101", 1)]).await;
        let made = world.team_of("480101").await;
        let mut case = world.cases(&keys).await.remove(0);
        case.state.status = CaseStatus::Closed;
        let tx = world.store.begin().await.unwrap();
        let by = By { actor: "account:7".to_owned(), account: None, at: at(5), batch: None };
        append(&tx, &by, case, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 20).await;
        team::end(&chief, &key("end"), made, 1, None).await.unwrap();

        let fresh = world.open_cases(10, &[("48010101", 1)]).await;
        let next = world.team_of("480101").await;
        assert_ne!(next, made);
        assert_eq!(world.cases(&fresh).await[0].team, Some(next));
        assert_eq!(world.number("select count(*) from team").await, 2);
        world.open_cases(20, &[("48010102", 1)]).await;
        assert_eq!(world.number("select count(*) from team").await, 2, "one is enough");

        // Where a team for all of the district serves, none is made beside it.
        let new = NewTeam {
            kind: phonjon_domain::team::TeamKind::Subdistrict,
            name: "ทีมทั้งอำเภอ".to_owned(),
            parent: None,
            areas: vec![area("4801")],
        };
        let wide = team::create(&chief, &key("wide"), new).await.unwrap().row.id;
        let there = world.open_cases(30, &[("48010201", 1)]).await;
        assert_eq!(world.cases(&there).await[0].team, Some(wide));
        assert_eq!(world.number("select count(*) from team").await, 3);
    }
}

#[tokio::test]
async fn a_team_is_not_ended_while_it_is_given_households_nor_given_any_while_it_is_ended() {
    const WHILE: std::time::Duration = std::time::Duration::from_millis(300);
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 2)]).await;
        let team = world.team_of("480101").await;
        let [ended, given] =
            [world.mentor_team(900, "48010101").await, world.mentor_team(901, "48010101").await];
        let chief = world.ctx(1, Role::DistrictChief, &["4801"], 10).await;
        let everywhere = Scope::everywhere(chief.today());

        let tx = world.store.begin().await.unwrap();
        let mut row = teams::find_for_update(&tx, &everywhere, ended).await.unwrap().unwrap();
        let target = Target { team, mentor_team: Some(ended) };
        let (selection, name) = (all_in("480101", 2), key("a"));
        let mut assigning = std::pin::pin!(assign(&chief, &name, &selection, target));
        assert!(tokio::time::timeout(WHILE, &mut assigning).await.is_err(), "it waits");
        row.ended_on = Some(chief.today());
        teams::update(&tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(&assigning.await.unwrap_err()), "TEAM_ENDED");

        let tx = world.store.begin().await.unwrap();
        teams::hold(&tx, &[team, given]).await.unwrap();
        let name = key("e");
        let mut ending = std::pin::pin!(team::end(&chief, &name, given, 1, None));
        assert!(tokio::time::timeout(WHILE, &mut ending).await.is_err(), "it waits");
        tx.commit().await.unwrap();
        assert_eq!(ending.await.unwrap().row.ended_on, Some(chief.today()));
    }
}

#[tokio::test]
async fn all_terms_end_with_a_team_and_none_before_it_began() {
    for world in worlds().await {
        world.open_cases(0, &[("48010101", 1)]).await;
        let mentor = world.mentor_team(900, "48010101").await;
        let head = world.ctx(1, Role::SubdistrictHead, &["480101"], 10).await;
        let members = [
            ("a", "2025-06-01", None),
            ("b", "2025-06-01", Some("2026-02-01")),
            ("c", "2026-01-02", None),
            ("d", "2026-03-01", None),
            ("e", "2025-06-01", Some("2025-07-01")),
        ];
        for (name, since, until) in members {
            let new = NewMember {
                kind: MemberKind::Person,
                name: name.to_owned(),
                sector: Sector::State,
                formality: Formality::Formal,
                role: TeamRole::Member,
                account: None,
                partner: None,
                since: Some(day(since)),
            };
            let team = team::add_member(&head, &key(name), mentor, new).await.unwrap();
            if let Some(until) = until {
                let added = team.members.iter().find(|it| it.name == name).unwrap();
                let name = key(&format!("end {name}"));
                team::end_member(&head, &name, added.id, 1, Some(day(until))).await.unwrap();
            }
        }
        let early = team::end(&head, &key("x"), mentor, 1, Some(day("2026-01-01"))).await.unwrap_err();
        assert_eq!(code(&early), "DAYS_OUT_OF_ORDER", "somebody joined since");
        let ended = team::end(&head, &key("y"), mentor, 1, Some(day("2026-01-03"))).await.unwrap();
        let mut terms: Vec<_> =
            ended.members.iter().map(|it| (it.name.as_str(), it.term.until.unwrap().to_string())).collect();
        terms.sort_unstable();
        let of = |name, until: &str| (name, until.to_owned());
        let wanted = [
            of("a", "2026-01-03"),
            of("b", "2026-01-03"),
            of("c", "2026-01-03"),
            of("d", "2026-03-01"),
            of("e", "2025-07-01"),
        ];
        assert_eq!(terms, wanted, "who was to join later never does");
    }
}
