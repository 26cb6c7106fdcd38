//! The policy as one printed table, and the promises it must keep.

use std::fmt::Write;

use phonjon_domain::access::{HeldAs, Role};
use phonjon_domain::policy::{
    ABOUT_PERSONS, Action, NEVER_PERSONS, Relation, acts_of, gives, is_post, may_give, permits,
};

/// One letter for each relation in which the role may do the act.
fn cell(role: Role, action: Action) -> String {
    let letters: String = Relation::ALL
        .into_iter()
        .filter(|relation| permits(role, action, *relation))
        .map(|relation| match relation {
            Relation::Within => 'w',
            Relation::Outside => 'o',
            Relation::MentorTeam => 't',
            Relation::AcceptedNeed => 'n',
            Relation::Own => 's',
        })
        .collect();
    if letters.is_empty() { "·".to_owned() } else { letters }
}

fn table() -> Result<String, std::fmt::Error> {
    let mut out = String::from(
        "# The policy\n\nPrinted by the test beside it.\n\
         w = within the grant's areas, o = outside them, t = the mentor team's households, \
         n = the accepted need, s = what one made oneself, · = never.\n\n| act |",
    );
    for role in Role::ALL {
        write!(out, " {} |", role.code())?;
    }
    out.push_str("\n| --- |");
    out.push_str(&" --- |".repeat(Role::ALL.len()));
    out.push('\n');
    for action in Action::ALL {
        write!(out, "| {} |", action.code())?;
        for role in Role::ALL {
            write!(out, " {} |", cell(role, action))?;
        }
        out.push('\n');
    }
    out.push_str("\n## Who gives which role\n\n| giver | gives |\n| --- | --- |\n");
    for giver in Role::ALL {
        let given: Vec<&str> =
            Role::ALL.into_iter().filter(|it| may_give(giver, *it)).map(Role::code).collect();
        if !given.is_empty() {
            writeln!(out, "| {} | {} |", giver.code(), given.join(", "))?;
        }
    }
    let posts: Vec<&str> = Role::ALL.into_iter().filter(|it| is_post(*it)).map(Role::code).collect();
    write!(
        out,
        "\n## Whose holder names who acts in the post, and delegates its powers\n\n{}\n",
        posts.join(", ")
    )?;
    Ok(out)
}

#[test]
fn the_policy_is_the_table_that_was_agreed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy.md");
    let table = table().unwrap();
    if std::env::var_os("PHONJON_WRITE_POLICY").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(path).unwrap();
    assert!(agreed == table, "tests/policy.md differs; PHONJON_WRITE_POLICY=1 writes:\n{table}");
}

#[test]
fn ministry_media_auditor_and_administrator_never_reach_a_person() {
    for role in NEVER_PERSONS {
        for action in ABOUT_PERSONS {
            assert_eq!(cell(role, action), "·", "{} {}", role.code(), action.code());
        }
    }
}

#[test]
fn graphiql_is_for_roles_that_never_reach_a_person() {
    let who: Vec<Role> =
        Role::ALL.into_iter().filter(|it| permits(*it, Action::UseGraphiql, Relation::Within)).collect();
    assert_eq!(who, [Role::MinistryAnalyst, Role::SystemAdministrator]);
    assert!(who.iter().all(|it| NEVER_PERSONS.contains(it)));
}

#[test]
fn a_mentor_reaches_the_team_only() {
    for action in ABOUT_PERSONS.into_iter().filter(|it| *it != Action::ProposeHousehold) {
        assert!(!permits(Role::Mentor, action, Relation::Within), "{}", action.code());
    }
}

#[test]
fn a_partner_reaches_the_accepted_need_only() {
    for action in ABOUT_PERSONS {
        let expected =
            if matches!(action, Action::ReadNeed | Action::RecordIntervention) { "n" } else { "·" };
        assert_eq!(cell(Role::Partner, action), expected, "{}", action.code());
    }
}

#[test]
fn outside_the_areas_there_are_figures_only() {
    for role in Role::ALL {
        for action in Action::ALL {
            let figures = matches!(action, Action::ReadFigures | Action::ReadPublishedStatistics);
            assert_eq!(permits(role, action, Relation::Outside), figures, "{}", action.code());
        }
    }
}

#[test]
fn only_the_chief_commits_assignments_plans_and_closings() {
    for action in [Action::AssignCase, Action::ApprovePlan, Action::AgreeClosing] {
        let who: Vec<Role> =
            Role::ALL.into_iter().filter(|it| permits(*it, action, Relation::Within)).collect();
        assert_eq!(who, [Role::DistrictChief, Role::Operator]);
    }
}

#[test]
fn nobody_gives_the_operator_and_a_chief_no_chief() {
    assert!(Role::ALL.into_iter().all(|it| !may_give(it, Role::Operator)));
    assert!(!may_give(Role::DistrictChief, Role::DistrictChief));
    assert!(!may_give(Role::DistrictChief, Role::SystemAdministrator));
}

#[test]
fn who_manages_accounts_gives_below_and_who_holds_a_post_has_others_act_in_it() {
    let of = |role: Role, held_as: HeldAs| gives(&[(role, held_as)]);
    let chief = of(Role::DistrictChief, HeldAs::Held);
    let any = HeldAs::ALL.to_vec();
    let in_stead = vec![HeldAs::Acting, HeldAs::Delegated];
    assert!(chief.contains(&(Role::Mentor, any)), "{chief:?}");
    assert!(chief.contains(&(Role::DistrictChief, in_stead.clone())), "{chief:?}");
    assert!(chief.iter().all(|it| it.0 != Role::Governor), "{chief:?}");
    let acting = of(Role::DistrictChief, HeldAs::Acting);
    assert!(acting.iter().all(|it| it.0 != Role::DistrictChief), "who acts passes nothing on: {acting:?}");
    assert_eq!(of(Role::BoardSecretary, HeldAs::Held), [(Role::BoardSecretary, in_stead)]);
    assert!(of(Role::Mentor, HeldAs::Held).is_empty() && gives(&[]).is_empty());
    let all = of(Role::SystemAdministrator, HeldAs::Held);
    assert_eq!(all.len(), Role::ALL.len() - 1, "all but the operator: {all:?}");
}

#[test]
fn a_screen_offers_what_some_grant_permits_and_nothing_else() {
    assert!(acts_of(&[]).is_empty());
    assert_eq!(acts_of(&[Role::Media]), [Action::ReadFigures, Action::ReadPublishedStatistics]);
    assert!(acts_of(&[Role::Mentor]).contains(&Action::RecordVisit), "by the mentor team");
    assert!(acts_of(&[Role::Partner]).contains(&Action::ReadNeed), "by the accepted need");
    let both = acts_of(&[Role::Media, Role::DistrictChief]);
    assert!(both.contains(&Action::AgreeClosing) && both.contains(&Action::ReadFigures));
    for role in NEVER_PERSONS {
        assert!(acts_of(&[role]).iter().all(|it| !ABOUT_PERSONS.contains(it)), "{}", role.code());
    }
}
