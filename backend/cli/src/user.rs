//! `phonjon user`: accounts, made and ended at the server itself.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use phonjon_app::accounts::{self, GrantDraft, NewAccount, NewPassword};
use phonjon_app::{Ctx, Key};
use phonjon_domain::access::Role;
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::AreaId;
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

/// Runs the command.
pub(crate) async fn run(office: &Office, command: UserCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    match command {
        UserCommand::Add(args) => {
            let areas = area_ids(&ctx, &args.areas).await?;
            let draft = GrantDraft {
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
            let account = accounts::named(&ctx, &user_name).await?;
            accounts::disable(&ctx, &Key::fresh(&ctx), account.id, account.version).await?;
        }
        UserCommand::Reset { user_name, json } => {
            let account = accounts::named(&ctx, &user_name).await?;
            let made = accounts::reset(&ctx, &Key::fresh(&ctx), account.id, account.version).await?;
            tell(&made, json);
        }
    }
    Ok(ExitCode::SUCCESS)
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
        println!("{}", json!({ "userName": user_name, "accountId": id, "password": password }));
    } else {
        println!("{user_name}: {password}");
        println!("The password is shown once; it must be changed at the first sign-in.");
    }
}
