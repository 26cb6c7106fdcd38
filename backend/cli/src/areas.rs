//! `phonjon areas`: official lists of areas, and areas that end.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use phonjon_domain::area::AreaCode;
use phonjon_readers::area_lists::{AreaList, read_area_list};

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;

/// What to do with areas.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AreasCommand {
    /// Load official lists: pipe-delimited CCAATTMM lists, or CSV, also of local administrative organisations and
    /// clusters; told apart by what is in them.
    Import {
        /// The lists.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// End an area in favour of others: split, merged, moved or numbered anew. What lies in it stays where it was made
    /// and is found in its only successor from that day on.
    Supersede {
        /// Code of the area that ends.
        #[arg(value_parser = area_code)]
        old: AreaCode,
        /// Codes of the areas that follow it.
        #[arg(required = true, value_parser = area_code)]
        new: Vec<AreaCode>,
        /// The first day on which it is no more, such as 2025-10-01; today or before, since it takes effect at once.
        #[arg(long)]
        since: String,
    },
}

fn area_code(text: &str) -> Result<AreaCode, String> {
    AreaCode::parse(text).map_err(|error| error.to_string())
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: AreasCommand) -> Result<ExitCode, Failure> {
    match command {
        AreasCommand::Import { files } => {
            let lists: Vec<(PathBuf, AreaList)> = files.into_iter().map(read).collect::<Result<_, _>>()?;
            let (mut n_done, n_all) = (0, lists.iter().map(|it| it.1.lines.len() as u64).sum());
            let work = Work::begin("areas", "lines");
            for (file, list) in lists {
                import(office, &file, &list).await?;
                n_done += list.lines.len() as u64;
                work.show(n_done, n_all);
            }
            work.end();
        }
        AreasCommand::Supersede { old, new, since } => {
            let day = since
                .parse()
                .map_err(|e| Failure::usage(format!("--since is a day such as 2025-10-01: {e}")))?;
            phonjon_app::areas::supersede(&office.ctx(), &old, &new, day).await?;
            let new: Vec<&str> = new.iter().map(AreaCode::as_str).collect();
            println!("{old} is no more since {since}; followed by {}", new.join(", "));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: PathBuf) -> Result<(PathBuf, AreaList), Failure> {
    let open = std::fs::File::open(&file).map_err(|e| Failure::reading(&file, &e))?;
    let list = read_area_list(open).map_err(|e| Failure::refused(format!("`{}`: {e}", file.display())))?;
    Ok((file, list))
}

async fn import(office: &Office, file: &Path, list: &AreaList) -> Result<(), Failure> {
    for issue in &list.issues {
        eprintln!("{}:{}: {} {}", file.display(), issue.line, issue.code, issue.area_code);
    }
    if !list.sets.is_empty() {
        let counts = phonjon_app::areas::import_sets(&office.ctx(), &list.sets).await?;
        println!(
            "{}: {} organisations and clusters: {} new, {} changed, {} unchanged, {} left out with unknown members, \
             {} lines left out",
            file.display(),
            list.sets.len(),
            counts.n_new,
            counts.n_changed,
            counts.n_unchanged,
            counts.n_left_out,
            list.issues.len(),
        );
        return Ok(());
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
    Ok(())
}
