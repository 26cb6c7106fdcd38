//! `phonjon audit verify`: whether the audit chain holds.

use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;
use crate::office::Office;

/// What to do with the audit log.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AuditCommand {
    /// Check the chain and list what is not sealed yet.
    Verify {
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command; a broken chain ends with 1.
pub(crate) async fn run(office: &Office, command: AuditCommand) -> Result<ExitCode, Failure> {
    let AuditCommand::Verify { json } = command;
    let report = phonjon_store::audit::verify(&office.store, None).await?;
    let n_faults = report.faults.len();
    if json {
        println!(
            "{}",
            serde_json::json!({
                "sealed": report.n_sealed,
                "unsealed": report.unsealed.len(),
                "faults": report.faults.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>(),
            })
        );
    } else {
        println!("{} events sealed, {} not yet, {n_faults} faults", report.n_sealed, report.unsealed.len());
        for fault in &report.faults {
            println!("  {fault:?}");
        }
    }
    Ok(ExitCode::from(u8::from(n_faults > 0)))
}
