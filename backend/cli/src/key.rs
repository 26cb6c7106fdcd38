//! `phonjon key`: the keys that personal data is encrypted and found with.

use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::keys;

use crate::failure::Failure;
use crate::office::Office;

/// What to do with keys.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make the key file of an empty database, or say which keys there are.
    Init,
    /// Encrypt and index everything anew under a new key, while others work.
    Rotate,
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: KeyCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    let state = match command {
        // Opening the store made the file where the database was empty, and refused where it is not this database's.
        KeyCommand::Init => keys::describe(&ctx).await?,
        KeyCommand::Rotate => {
            let mut n_done = 0;
            keys::rotate(&ctx, |n| {
                n_done += n;
                if n > 0 {
                    eprintln!("{n_done} brought over");
                }
            })
            .await?
        }
    };
    println!("current key {}; keys in the file: {}", state.current, state.generations.join(", "));
    Ok(ExitCode::SUCCESS)
}
