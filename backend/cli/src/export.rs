//! `phonjon export`: where every stored row stands and whom it is linked to, and the state of the whole store.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use phonjon_app::audit::{Export, exporting};
use phonjon_store::sources::{count_standing_rows, exported_sources};
use serde_json::json;

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;
use crate::report::{create_private, refuse_to_write_over};

/// Rows fetched at a time.
const PAGE: u64 = 5_000;

/// What to export.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ExportCommand {
    /// Every stored row with its person and household, as a JSON array.
    Sources(ExportArgs),
    /// Everything but audit, versions, instants and staging, sorted: equal states are equal files.
    State(ExportArgs),
}

/// Where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExportArgs {
    /// The file to write; it is created for its owner only.
    #[arg(long, value_name = "OUT")]
    json: PathBuf,
}

impl ExportCommand {
    /// Refuses a file that would be written over one of the office's own.
    pub(crate) fn check_out(&self, own: &[PathBuf]) -> Result<(), Failure> {
        let (Self::Sources(args) | Self::State(args)) = self;
        refuse_to_write_over(&args.json, own)
    }
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: ExportCommand) -> Result<ExitCode, Failure> {
    match command {
        ExportCommand::Sources(args) => {
            let mut out = BufWriter::new(create_private(&args.json)?);
            exporting(&office.ctx(), Export::Sources).await?;
            sources(office, &mut out).await?;
            out.flush()?;
        }
        ExportCommand::State(args) => {
            let mut out = BufWriter::new(create_private(&args.json)?);
            exporting(&office.ctx(), Export::State).await?;
            let work = Work::begin("state", "parts");
            let mut told = |done, all| work.show(done, all);
            phonjon_store::state::export_telling(&office.store, &mut out, &mut told).await?;
            out.flush()?;
            work.end();
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn sources(office: &Office, out: &mut impl Write) -> Result<(), Failure> {
    let work = Work::begin("sources", "rows");
    let n_all = u64::try_from(count_standing_rows(office.store.reader()).await?).unwrap_or(0);
    out.write_all(b"[")?;
    let mut after = None;
    let mut n_done = 0;
    loop {
        let (page, last) = exported_sources(office.store.reader(), after, PAGE).await?;
        for it in page {
            let line = json!({
                "file": it.file,
                "sheet": it.sheet,
                "row": it.row,
                "personId": it.person_id,
                "householdId": it.household_id,
            });
            write!(out, "{}\n{line}", if n_done == 0 { "" } else { "," })?;
            n_done += 1;
        }
        work.show(n_done, n_all.max(n_done));
        if last.is_none() {
            break;
        }
        after = last;
    }
    out.write_all(b"\n]\n")?;
    work.end();
    Ok(())
}
