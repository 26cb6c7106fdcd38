//! `phonjon areas`: official lists of areas, and areas that end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use phonjon_domain::area::AreaCode;
use phonjon_readers::area_lists::{AreaList, AreaListError, read_area_list};

use crate::failure::{Failure, both};
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
            answer!("{old} is no more since {since}; followed by {}", new.join(", "));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a list, and refuses a file that is none before anything of the others is stored.
fn read(file: PathBuf) -> Result<(PathBuf, AreaList), Failure> {
    let named =
        |(code, args): (&str, BTreeMap<String, String>)| format!("{}: {}", file.display(), both(code, &args));
    if file.is_dir() {
        return Err(Failure::usage(named(("area_list_folder", BTreeMap::new()))));
    }
    let open = std::fs::File::open(&file).map_err(|e| Failure::reading(&file, &e))?;
    let list = match read_area_list(open) {
        Ok(list) => list,
        Err(AreaListError::Read(error)) => return Err(Failure::reading(&file, &error)),
        Err(error) => return Err(Failure::refused(named(error.told()))),
    };
    if list.lines.is_empty() && list.sets.is_empty() {
        tell(&file, &list);
        return Err(Failure::refused(named(("area_list_empty", BTreeMap::new()))));
    }
    Ok((file, list))
}

/// Says what was wrong with single lines.
fn tell(file: &Path, list: &AreaList) {
    for issue in &list.issues {
        let args = BTreeMap::from([("found".to_owned(), issue.area_code.clone())]);
        aside!("{}:{}: {}", file.display(), issue.line, both(issue.code, &args));
    }
}

async fn import(office: &Office, file: &Path, list: &AreaList) -> Result<(), Failure> {
    tell(file, list);
    if !list.sets.is_empty() {
        let counts = phonjon_app::areas::import_sets(&office.ctx(), &list.sets).await?;
        answer!(
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
    answer!(
        "{}: {} lines: {} new, {} renamed, {} changed, {} now official, {} unchanged, {} parents made, {} lines left out",
        file.display(),
        list.lines.len(),
        counts.n_new,
        counts.n_renamed,
        counts.n_changed,
        counts.n_made_official,
        counts.n_unchanged,
        counts.n_parents_made,
        list.issues.len(),
    );
    if placed.n_rows > 0 {
        answer!(
            "imported before and placed anew: rows: {}, households: {}, cases opened: {}",
            placed.n_rows,
            placed.n_households,
            placed.n_cases_opened
        );
    }
    Ok(())
}
