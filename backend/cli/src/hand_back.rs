//! `phonjon hand-back`: what was done and is not yet entered in the TPMAP Logbook or ThaiQM, as a workbook; and the mark
//! that it is.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use phonjon_api::hand_back::workbook;
use phonjon_app::{AppError, Key, areas, audit, hand_back};
use phonjon_domain::area::AreaCode;
use phonjon_domain::hand_back::HandBackTarget;
use phonjon_words::language::Language;

use crate::failure::Failure;
use crate::office::Office;
use crate::report::{create_private, refuse_to_write_over};

/// Where it is entered.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Target {
    /// TPMAP Logbook.
    TpmapLogbook,
    /// ThaiQM.
    Thaiqm,
}

/// Of what, and where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct HandBackArgs {
    /// The system in which it is to be entered.
    #[arg(long)]
    target: Target,
    /// Code of a subdistrict, or of another area.
    #[arg(long)]
    area: String,
    /// The workbook to write (.xlsx); it is created for its owner only.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Mark all that is written as entered there: it is written no more.
    #[arg(long)]
    mark: bool,
}

impl HandBackArgs {
    /// Refuses a file that would be written over one of the office's own.
    pub(crate) fn check_out(&self, own: &[PathBuf]) -> Result<(), Failure> {
        refuse_to_write_over(&self.out, own)
    }
}

/// Runs the command.
pub(crate) async fn run(office: &Office, args: HandBackArgs) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    let target = match args.target {
        Target::TpmapLogbook => HandBackTarget::TpmapLogbook,
        Target::Thaiqm => HandBackTarget::Thaiqm,
    };
    let code = AreaCode::parse(&args.area)
        .map_err(|_| Failure::usage(format!("--area is a code of 2 to 8 digits, found `{}`", args.area)))?;
    let Some(area) = areas::find_by_code(&ctx, &code).await? else {
        return Err(Failure::usage(format!("no area has the code {}", args.area)));
    };
    let mut out = create_private(&args.out)?;
    let list = hand_back::list(&ctx, target, area.id).await?;
    // Recorded before anything of it leaves.
    audit::persons_read(&ctx).await?;
    let bytes = workbook(&list, Language::Thai)
        .map_err(|e| AppError::Unexpected(format!("no workbook can be written: {e}")))?;
    out.write_all(&bytes)?;
    out.sync_all()?;
    answer!("to be entered: {}", list.lines.len());
    if args.mark && !list.lines.is_empty() {
        let key = Key::fresh(&ctx);
        let mark = hand_back::mark(&ctx, target, area.id, list.lines.len() as u64, &key).await?;
        answer!("marked as entered: {}", mark.n_items);
    }
    Ok(ExitCode::SUCCESS)
}
