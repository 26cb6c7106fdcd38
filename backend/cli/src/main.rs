//! The `phonjon` binary: which of the rooms to run, with which settings.

#[macro_use]
mod answer;

mod areas;
mod audit;
mod commands;
mod corrected;
mod demo;
mod doctor;
mod export;
mod failure;
mod figures;
mod hand_back;
mod import;
mod key;
mod logging;
mod mapping;
mod office;
mod office_setting;
mod parameters;
mod progress;
mod reader;
mod rejected;
mod report;
mod serve;
mod settings;
mod token;
mod undo;
mod user;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::{Cli, Command};
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not failures.
            let code = if error.use_stderr() { 2 } else { 0 };
            drop(error.print());
            return ExitCode::from(code);
        }
    };
    // The reader process limits itself before anything else starts: no runtime, no database, no log.
    if let Command::ReadWorkbook(args) = &cli.command {
        return reader::child(args);
    }
    if let Command::MarkWorkbook(args) = &cli.command {
        return corrected::child(args);
    }
    if matches!(cli.command, Command::TryLimits) {
        return reader::try_limits_child();
    }
    let ended = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::ours(&e))
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match ended.and_then(|code| answer::end().map(|()| code)) {
        Ok(code) => code,
        Err(failure) => failure.tell(),
    }
}
