//! `phonjon token`: tokens that read figures and nothing else.

use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::Key;
use phonjon_app::sessions::{self, TokenDraft};
use serde_json::json;

use crate::failure::Failure;
use crate::office::Office;
use crate::user::named;

/// What to do with tokens.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token for a ministry analyst's account; it is printed once.
    Create {
        /// User name of the account.
        #[arg(long)]
        user_name: String,
        /// What the token is for.
        #[arg(long)]
        name: String,
        /// Days it lasts.
        #[arg(long, default_value_t = 90)]
        days: i64,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// End a token.
    Revoke {
        /// The token's id, as `create` printed it.
        id: uuid::Uuid,
    },
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: TokenCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    match command {
        TokenCommand::Create { user_name, name, days, json } => {
            if name.trim().is_empty() {
                return Err(Failure::usage("--name says what the token is for: it is blank"));
            }
            let account = named(&ctx, &user_name).await?;
            let draft = TokenDraft { account: account.id, name: &name, days };
            let made = sessions::create_token(&ctx, &Key::fresh(&ctx), draft).await?;
            let (id, token) = (made.token.id, made.carried.unwrap_or_default());
            if json {
                answer!("{}", json!({ "tokenId": id, "token": token }));
            } else {
                answer!("{id}: {token}");
                answer!("The token is shown once.");
            }
        }
        TokenCommand::Revoke { id } => {
            sessions::revoke_token(&ctx, &Key::fresh(&ctx), id).await?;
            answer!("{id}: revoked");
        }
    }
    Ok(ExitCode::SUCCESS)
}
