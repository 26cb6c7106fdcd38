//! `phonjon areas import`: official lists of areas.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use phonjon_readers::area_lists::{AreaList, read_area_list};

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;

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
    let lists: Vec<(PathBuf, AreaList)> = files.into_iter().map(read).collect::<Result<_, _>>()?;
    let (mut n_done, n_all) = (0, lists.iter().map(|it| it.1.lines.len() as u64).sum());
    let work = Work::begin("areas", "lines");
    for (file, list) in lists {
        for issue in &list.issues {
            eprintln!("{}:{}: {} {}", file.display(), issue.line, issue.code, issue.area_code);
        }
        let (counts, placed) = phonjon_app::areas::import_list(&office.ctx(), &list.lines).await?;
        n_done += list.lines.len() as u64;
        work.show(n_done, n_all);
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
    work.end();
    Ok(ExitCode::SUCCESS)
}

fn read(file: PathBuf) -> Result<(PathBuf, AreaList), Failure> {
    let open = std::fs::File::open(&file).map_err(|e| Failure::reading(&file, &e))?;
    let list = read_area_list(open).map_err(|e| Failure::refused(format!("`{}`: {e}", file.display())))?;
    Ok((file, list))
}
