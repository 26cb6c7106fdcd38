//! `phonjon areas import`: official lists of areas.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;
use crate::office::Office;

/// What to do with areas.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AreasCommand {
    /// Load official lists: pipe-delimited CCAATTMM lists, or CSV; told apart by what is in them.
    Import {
        /// The lists.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: AreasCommand) -> Result<ExitCode, Failure> {
    let AreasCommand::Import { files } = command;
    for file in files {
        let open = std::fs::File::open(&file)
            .map_err(|e| Failure::usage(format!("cannot read `{}`: {e}", file.display())))?;
        let list = phonjon_readers::area_lists::read_area_list(open)
            .map_err(|e| Failure::refused(format!("`{}`: {e}", file.display())))?;
        for issue in &list.issues {
            eprintln!("{}:{}: {} {}", file.display(), issue.line, issue.code, issue.area_code);
        }
        let (counts, placed) = phonjon_app::areas::import_list(&office.ctx(), &list.lines).await?;
        println!(
            "{}: {} lines: {} new, {} renamed, {} now official, {} unchanged, {} parents made, {} lines left out",
            file.display(),
            list.lines.len(),
            counts.n_new,
            counts.n_renamed,
            counts.n_made_official,
            counts.n_unchanged,
            counts.n_parents_made,
            list.issues.len(),
        );
        if placed.n_rows > 0 {
            println!(
                "{} rows imported before were placed anew, {} households, {} cases opened",
                placed.n_rows, placed.n_households, placed.n_cases_opened
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
