//! Takes in a folder of TPMAP's public files, in a database of its own, and proves that every level adds up to the country:
//! `cargo run --release -p phonjon-app --example published_totals -- FOLDER YEAR [DATABASE_URL]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use phonjon_app::statistics::keep;
use phonjon_domain::area::AreaLevel;
use phonjon_domain::ids::BatchId;
use phonjon_readers::{Kind, ReadOptions, read_file};
use phonjon_rows::{Message, ReadRow};
use phonjon_store::statistics::{PublishedCounts, PublishedFilter, n_published, published};
use phonjon_store::{Store, StoreSettings};
use uuid::Uuid;

/// Figures that may be added: each household or person lies in one area of a level.
const ADDED: [&str; 7] = [
    "household.CNT",
    "HOUSEMEMBER_CNT",
    "poor.household.CNT",
    "poor.JPT.CNT",
    "poor.JPT.MOFval.CNT",
    "poor.JPT.MOFval.health",
    "poor.JPT.MOFval.income",
];

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the answer goes to whoever runs it")]
async fn main() -> Fallible<()> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("name the folder of the public files")?);
    let year: i16 = args.next().ok_or("name the survey year, Buddhist era")?.parse()?;
    let own = tempfile::tempdir()?;
    let settings = StoreSettings {
        database_url: args.next().unwrap_or_else(|| format!("sqlite:{}/try.db", own.path().display())),
        data_dir: own.path().to_owned(),
        key_file: own.path().join("phonjon.keys"),
        max_connections: 4,
    };
    let store = Store::open(&settings).await?;
    let begun = Instant::now();
    let counts = take_in(&store, &folder, year).await?;
    println!("{} lines kept in {:.1} s", counts.n_new, begun.elapsed().as_secs_f64());
    let again = take_in(&store, &folder, year).await?;
    println!("again: {} new, {} changed, {} unchanged", again.n_new, again.n_changed, again.n_unchanged);

    let mut sums: BTreeMap<AreaLevel, Vec<f64>> = BTreeMap::new();
    for level in AreaLevel::ALL {
        let filter = PublishedFilter { source: "tpmap-public", survey_year: year, level, within: None };
        let sum = sum(&store, &filter).await?;
        println!("{} areas, {}: {sum:?}", n_published(store.reader(), &filter).await?, level.code());
        sums.insert(level, sum);
    }
    let country = &sums[&AreaLevel::Country];
    if again.n_new + again.n_changed == 0 && sums.values().all(|it| it == country) {
        println!("every level adds up to the country");
        return Ok(());
    }
    Err("the levels do not add up, or the same files changed something".into())
}

async fn take_in(store: &Store, folder: &Path, year: i16) -> Fallible<PublishedCounts> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.sort();
    let short_year = format!("{}_", year % 100);
    files.retain(|it| it.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&short_year)));
    let mut all = PublishedCounts::default();
    for file in &files {
        let rows = rows(file, year)?;
        let tx = store.begin().await?;
        let counts = keep(&tx, year, BatchId(Uuid::nil()), &rows).await?;
        tx.commit().await?;
        all.n_new += counts.n_new;
        all.n_changed += counts.n_changed;
        all.n_unchanged += counts.n_unchanged;
    }
    Ok(all)
}

fn rows(file: &Path, year: i16) -> Fallible<Vec<ReadRow>> {
    let options = ReadOptions { source: Some(Kind::TpmapPublic), year: Some(year), ..ReadOptions::default() };
    let (mut rows, mut refused) = (Vec::new(), None);
    read_file(file, &options, &mut |message| {
        match message {
            Message::Row(row) => rows.push(row),
            Message::Refused(refusal) => refused = Some(refusal.code),
            Message::Head(_) | Message::Tail(_) => {}
        }
        Ok(())
    })?;
    match refused {
        Some(code) => Err(format!("{}: {code}", file.display()).into()),
        None => Ok(rows),
    }
}

async fn sum(store: &Store, filter: &PublishedFilter<'_>) -> Fallible<Vec<f64>> {
    let (mut sum, mut after) = (vec![0.0; ADDED.len()], None);
    loop {
        let page = published(store.reader(), filter, after.as_deref(), 1_000).await?;
        let Some(last) = page.last() else { return Ok(sum) };
        after = Some(last.code.clone());
        for area in &page {
            for (sum, name) in sum.iter_mut().zip(ADDED) {
                *sum += area.figures.get(name).copied().unwrap_or(0.0);
            }
        }
    }
}
