//! Imports a folder of TPMAP's public files with the real program, twice, into a database of its own, and proves that every
//! level adds up to the totals given: `cargo build --release -p phonjon-cli && cargo run --release -p phonjon-app --example
//! published_totals -- FOLDER YEAR NAME=TOTAL…`. The program is the one built beside it, or `PHONJON_PROGRAM`; another
//! database, empty, is named by `PHONJON_DATABASE_URL`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use phonjon_domain::area::AreaLevel;
use phonjon_store::statistics::{PublishedFilter, n_published, published};
use phonjon_store::{Store, StoreSettings};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the answer goes to whoever runs it")]
async fn main() -> Fallible<()> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("name the folder of the public files")?);
    let year: i16 = args.next().ok_or("name the survey year, Buddhist era")?.parse()?;
    let totals: Vec<(String, f64)> = args.map(|it| total(&it)).collect::<Fallible<_>>()?;
    if totals.is_empty() {
        return Err("name figures that may be added, each with its total: NAME=TOTAL".into());
    }
    let own = tempfile::tempdir()?;
    let settings = StoreSettings {
        database_url: std::env::var("PHONJON_DATABASE_URL")
            .unwrap_or_else(|_| format!("sqlite:{}/try.db", own.path().display())),
        data_dir: own.path().to_owned(),
        key_file: own.path().join("phonjon.keys"),
        max_connections: 4,
    };
    let files = files(&folder, year)?;
    let begun = Instant::now();
    import(&settings, &files, year)?;
    println!("{} files imported in {:.1} s", files.len(), begun.elapsed().as_secs_f64());
    let again = import(&settings, &files, year)?;
    let changing = again.lines().filter(|it| !it.contains("; 0 new, 0 changed, "));
    if let Some(line) = changing.into_iter().next() {
        return Err(format!("the same files changed something: {line}").into());
    }

    let store = Store::open(&settings).await?;
    let mut differing = Vec::new();
    for level in AreaLevel::ALL {
        let filter = PublishedFilter { source: "tpmap-public", survey_year: year, level, within: None };
        let n_areas = n_published(store.reader(), &filter).await?;
        let sums = sums(&store, &filter, &totals).await?;
        println!("{n_areas} areas, {}: {sums:?}", level.code());
        let other = sums.iter().zip(&totals).filter(|(sum, (_, total))| (*sum - total).abs() > 0.5);
        differing.extend(
            other.map(|(sum, (name, total))| format!("{}: {name} is {sum}, not {total}", level.code())),
        );
    }
    if differing.is_empty() {
        println!("every level adds up to the totals, and the same files again change nothing");
        return Ok(());
    }
    Err(differing.join("\n").into())
}

fn total(text: &str) -> Fallible<(String, f64)> {
    let (name, total) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=TOTAL"))?;
    Ok((name.to_owned(), total.parse()?))
}

/// The files of the year: their names begin with its last two digits.
fn files(folder: &Path, year: i16) -> Fallible<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.sort();
    let short_year = format!("{}_", year % 100);
    files.retain(|it| it.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&short_year)));
    Ok(files)
}

/// Runs `phonjon import apply`, and gives what it printed, a line a file.
fn import(settings: &StoreSettings, files: &[PathBuf], year: i16) -> Fallible<String> {
    let beside = std::env::current_exe()?.parent().and_then(Path::parent).map(|it| it.join("phonjon"));
    let program = std::env::var_os("PHONJON_PROGRAM").map(PathBuf::from).or(beside);
    let program = program.ok_or("there is no program beside the example")?;
    let ended = Command::new(&program)
        .env("PHONJON_DATABASE_URL", &settings.database_url)
        .env("PHONJON_DATA_DIR", &settings.data_dir)
        .args(["import", "apply", "--source", "tpmap-public", "--year", &year.to_string()])
        .args(files)
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    if ended.status.success() {
        return Ok(String::from_utf8(ended.stdout)?);
    }
    Err(format!("the import ended with {}: {}", ended.status, String::from_utf8_lossy(&ended.stderr)).into())
}

async fn sums(store: &Store, filter: &PublishedFilter<'_>, totals: &[(String, f64)]) -> Fallible<Vec<f64>> {
    let (mut sums, mut after) = (vec![0.0; totals.len()], None);
    loop {
        let page = published(store.reader(), filter, after.as_deref(), 1_000).await?;
        let Some(last) = page.last() else { return Ok(sums) };
        after = Some(last.code.clone());
        for area in &page {
            for (sum, (name, _)) in sums.iter_mut().zip(totals) {
                *sum += area.figures.get(name).copied().unwrap_or(0.0);
            }
        }
    }
}
