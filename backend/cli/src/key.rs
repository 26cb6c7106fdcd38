//! `phonjon key`: the keys that personal data is encrypted and found with.

use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::keys;

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;

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
            let work = Work::begin("key rotate", "keys and numbers");
            let rotated = keys::rotate(&ctx, |done, all| work.show(done, all)).await;
            work.end();
            rotated?
        }
    };
    answer!("current key {}; keys in the file: {}", state.current, state.generations.join(", "));
    Ok(ExitCode::SUCCESS)
}
