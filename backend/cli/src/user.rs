//! `phonjon user`: accounts, made and ended at the server itself.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use phonjon_app::accounts::{self, GrantDraft, NewAccount, NewPassword, Profile};
use phonjon_app::{AppError, Ctx, Key};
use phonjon_domain::access::Role;
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::{AreaId, TeamId};
use phonjon_domain::sector::Sector;
use serde_json::json;

use crate::failure::Failure;
use crate::office::Office;

/// What to do with accounts.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum UserCommand {
    /// Add an account with a role over areas; its password is random and printed once.
    Add(AddArgs),
    /// End an account: it signs in no more, and its sessions end.
    Disable {
        /// User name.
        #[arg(long)]
        user_name: String,
    },
    /// Give an account a new random password, printed once.
    Reset {
        /// User name.
        #[arg(long)]
        user_name: String,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A new account.
#[derive(Debug, Clone, Args)]
pub(crate) struct AddArgs {
    /// User name.
    #[arg(long)]
    user_name: String,
    /// Name shown to others; the user name where none is given.
    #[arg(long)]
    display_name: Option<String>,
    /// Role.
    #[arg(long, value_parser = parse_role)]
    role: Role,
    /// Code of an area the role covers with everything in it (2, 4, 6 or 8 digits); several may be given.
    #[arg(long = "area")]
    areas: Vec<String>,
    /// A mentor's team, by its id as the API has it; only mentors have one, and need it.
    #[arg(long)]
    team: Option<String>,
    /// The need that an agency officer or partner accepted: a code of the need menu. They need one.
    #[arg(long)]
    need: Option<String>,
    /// A partner's sector.
    #[arg(long, value_parser = parse_sector)]
    sector: Option<Sector>,
    /// May open drugs, being cheated, lured abroad, treated unfairly.
    #[arg(long)]
    opens_restricted: bool,
    /// Print as JSON.
    #[arg(long)]
    json: bool,
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|it| it.code()).collect();
        format!("one of {}", known.join(", "))
    })
}

fn parse_sector(text: &str) -> Result<Sector, String> {
    Sector::from_code(text).ok_or_else(|| {
        let known: Vec<&str> = Sector::ALL.iter().map(|it| it.code()).collect();
        format!("one of {}", known.join(", "))
    })
}

impl AddArgs {
    /// Refuses a role without what it is nothing without, and what belongs to another role.
    fn refuse_misplaced(&self) -> Result<(), Failure> {
        let is_for_need = matches!(self.role, Role::AgencyOfficer | Role::Partner);
        let role = self.role.code();
        let told = if (self.role == Role::Mentor) != self.team.is_some() {
            if self.team.is_some() {
                format!("--team is a mentor's: {role} has none")
            } else {
                "mentor needs --team, the mentor team".to_owned()
            }
        } else if is_for_need != self.need.is_some() {
            if is_for_need {
                format!("{role} needs --need, the need that was accepted: without it nothing is reached")
            } else {
                format!("--need is for agency_officer and partner: {role} has none")
            }
        } else if self.sector.is_some() && self.role != Role::Partner {
            format!("--sector is a partner's: {role} has none")
        } else {
            return Ok(());
        };
        Err(Failure::usage(told))
    }
}

/// The account of a user name.
pub(crate) async fn named(ctx: &Ctx, user_name: &str) -> Result<Profile, Failure> {
    accounts::named(ctx, user_name).await.map_err(|error| {
        if matches!(error, AppError::Hidden) {
            return Failure::refused(format!("ไม่พบบัญชี `{user_name}` / there is no account `{user_name}`"));
        }
        error.into()
    })
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: UserCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    match command {
        UserCommand::Add(args) => {
            args.refuse_misplaced()?;
            let areas = area_ids(&ctx, &args.areas).await?;
            let draft = GrantDraft {
                team: args.team.as_deref().map(team_id).transpose()?,
                need: args.need.clone(),
                sector: args.sector,
                opens_restricted: args.opens_restricted,
                ..GrantDraft::held(args.role, areas, ctx.today())
            };
            let new = NewAccount {
                user_name: args.user_name.clone(),
                display_name: args.display_name.unwrap_or_else(|| args.user_name.clone()),
                grants: vec![draft],
            };
            let made = accounts::add(&ctx, &Key::fresh(&ctx), new).await?;
            tell(&made, args.json);
        }
        UserCommand::Disable { user_name } => {
            let account = named(&ctx, &user_name).await?;
            accounts::disable(&ctx, &Key::fresh(&ctx), account.id, account.version).await?;
            answer!("{user_name}: disabled; its sessions and tokens ended");
        }
        UserCommand::Reset { user_name, json } => {
            let account = named(&ctx, &user_name).await?;
            let made = accounts::reset(&ctx, &Key::fresh(&ctx), account.id, account.version).await?;
            tell(&made, json);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The team of an id as the API gives it.
fn team_id(text: &str) -> Result<TeamId, Failure> {
    let unknown =
        || Failure::usage(format!("--team is the id of a team as the API gives it, found `{text}`"));
    phonjon_api::team_of(text).ok_or_else(unknown)
}

/// The areas of these codes; none where no code is given: the whole country, for roles that may.
pub(crate) async fn area_ids(ctx: &Ctx, codes: &[String]) -> Result<Option<Vec<AreaId>>, Failure> {
    if codes.is_empty() {
        return Ok(None);
    }
    let mut ids = Vec::with_capacity(codes.len());
    for text in codes {
        let area = match AreaCode::parse(text) {
            Ok(code) => phonjon_app::areas::find_by_code(ctx, &code).await?,
            // A local administrative organisation or cluster is called by its name or its register's code.
            Err(error) => {
                let mut found = phonjon_app::areas::search(ctx, text, 2).await?;
                let only = if found.len() == 1 { found.pop() } else { None };
                Some(only.ok_or_else(|| {
                    Failure::refused(format!("--area {text}: {error}, nor the name of one area"))
                })?)
            }
        };
        let area = area
            .ok_or_else(|| Failure::refused(format!("no area `{text}`: load a list with `areas import`")))?;
        ids.push(area.id);
    }
    Ok(Some(ids))
}

fn tell(made: &NewPassword, as_json: bool) {
    let (user_name, id) = (&made.account.user_name, made.account.id.0.to_string());
    let password = made.password.as_deref().unwrap_or_default();
    if as_json {
        answer!("{}", json!({ "userName": user_name, "accountId": id, "password": password }));
    } else {
        answer!("{user_name}: {password}");
        answer!("The password is shown once; it must be changed at the first sign-in.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(role: Role, team: Option<&str>, need: Option<&str>, sector: Option<Sector>) -> Option<String> {
        let args = AddArgs {
            user_name: "somchai".to_owned(),
            display_name: None,
            role,
            areas: vec!["4801".to_owned()],
            team: team.map(str::to_owned),
            need: need.map(str::to_owned),
            sector,
            opens_restricted: false,
            json: false,
        };
        args.refuse_misplaced().err().map(|it| it.to_string())
    }

    #[test]
    fn a_role_is_made_with_what_it_is_nothing_without_and_nothing_else() {
        let state = Sector::ALL.first().copied();
        assert_eq!(refused(Role::Mentor, Some("1"), None, None), None);
        assert_eq!(refused(Role::Partner, None, Some("food"), state), None);
        assert_eq!(refused(Role::AgencyOfficer, None, Some("food"), None), None);
        assert_eq!(refused(Role::DistrictChief, None, None, None), None);
        for (role, team, need, sector, named) in [
            (Role::Mentor, None, None, None, "--team"),
            (Role::DistrictChief, Some("1"), None, None, "--team"),
            (Role::Partner, None, None, None, "--need"),
            (Role::AgencyOfficer, None, None, None, "--need"),
            (Role::TeamMember, None, Some("food"), None, "--need"),
            (Role::AgencyOfficer, None, Some("food"), state, "--sector"),
        ] {
            assert!(refused(role, team, need, sector).is_some_and(|it| it.contains(named)), "{named}");
        }
    }
}
