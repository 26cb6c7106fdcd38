//! What an import costs beside its floors: a plain read of the same workbook by the same library, and a bare load of
//! the same rows into the same tables. Both are taken in the same run as the import.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx, open_workbook};

use crate::floor;
use crate::others::Other;
use crate::world::World;

/// Rounds of the plain read; the median counts. The databases are measured once each, on fresh ones.
const N_READS: usize = 3;

/// Between one look at the memory of the processes and the next: a look costs some milliseconds itself.
const LOOKS: Duration = Duration::from_millis(200);

/// How much is imported into how much.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// Rows of each workbook, one measurement each.
    pub(crate) rows: Vec<u32>,
    /// Persons that are stored before.
    pub(crate) stored: u32,
}

/// For each size: writes a TPMAP list, reads it plainly, imports it into both databases, and loads what came of it.
pub(crate) async fn measure(sizes: &Sizes) {
    println!(
        "{:10} {:>9} {:>9} {:>8} {:>8} {:>8} {:>6} {:>9} {:>9} {:>11} {:>11} {:>9}",
        "database",
        "rows",
        "stored",
        "import",
        "read",
        "load",
        "times",
        "rows/s",
        "memory",
        "others",
        "with import",
        "again"
    );
    for n_rows in &sizes.rows {
        let folder = tempfile::tempdir().expect("a folder for the workbook");
        let path = workbook(folder.path(), "rows.xlsx", *n_rows, 1);
        let mut reads: Vec<_> = (0..N_READS).map(|_| plain_read(&path)).collect();
        reads.sort_unstable();
        let read = reads[N_READS / 2];
        import(World::sqlite(), World::sqlite(), &path, *n_rows, sizes.stored, read).await;
        match (World::postgres().await, World::postgres().await) {
            (Some(world), Some(empty)) => import(world, empty, &path, *n_rows, sizes.stored, read).await,
            (_, None) | (None, _) => println!("PostgreSQL is not installed"),
        }
    }
}

fn workbook(folder: &Path, name: &str, n_rows: u32, seed: u64) -> PathBuf {
    let path = folder.join(name);
    phonjon_demo::write_benchmark_workbook(&path, n_rows, seed).expect("the workbook is written");
    path
}

fn plain_read(path: &Path) -> Duration {
    let begun = Instant::now();
    let mut workbook: Xlsx<_> = open_workbook(path).expect("the workbook opens");
    let name = workbook.sheet_names().remove(0);
    let mut cells = workbook.worksheet_cells_reader(&name).expect("the sheet opens");
    let mut n_cells = 0_usize;
    while cells.next_cell().expect("the sheet is read").is_some() {
        n_cells += 1;
    }
    assert!(n_cells > 0, "the workbook is empty");
    begun.elapsed()
}

/// Imports the workbook into the world, says what it cost beside its floors, and again, which changes nothing.
async fn import(world: World, empty: World, path: &Path, n_rows: u32, stored: u32, read: Duration) {
    for world in [&world, &empty] {
        world.run(&[
            "areas",
            "import",
            &world.file("areas.csv", phonjon_demo::area_lines()).to_string_lossy(),
        ]);
    }
    if stored > 0 {
        let path = workbook(world.path(), "stored.xlsx", stored, 2);
        apply(command(&world, &path));
    }
    let other = Other::signed_in(&world).await;
    let before = floor::before(&world).await;
    let ended = Arc::new(AtomicBool::new(false));
    let (begun, at_its_end) = (command(&world, path), Arc::clone(&ended));
    let importing = tokio::task::spawn_blocking(move || {
        let imported = apply(begun);
        at_its_end.store(true, Ordering::Relaxed);
        imported
    });
    let busy = other.until(&world, &ended).await;
    let imported = importing.await.expect("the import ends");
    let loaded = floor::load(&world, &before, &empty).await;
    let quiet = other.quiet(&world).await;
    let again = apply(command(&world, path));
    let floors = read + loaded.took;
    println!(
        "{:10} {n_rows:9} {stored:9} {:7.1}s {:7.1}s {:7.1}s {:6.1} {:9.0} {:5} MiB {:8.0} ms {:8.0} ms {:8.1}s",
        if world.is_postgres() { "PostgreSQL" } else { "SQLite" },
        imported.took.as_secs_f64(),
        read.as_secs_f64(),
        loaded.took.as_secs_f64(),
        imported.took.as_secs_f64() / floors.as_secs_f64(),
        f64::from(n_rows) / imported.took.as_secs_f64(),
        imported.most_kib / 1024,
        quiet.as_secs_f64() * 1000.0,
        busy.as_secs_f64() * 1000.0,
        again.took.as_secs_f64(),
    );
    println!("           {} rows written into {} tables", loaded.n_rows, loaded.n_tables);
}

struct Applied {
    took: Duration,
    /// The most memory that the program and its reader had resident at one time, KiB.
    most_kib: u64,
}

fn command(world: &World, path: &Path) -> Command {
    let mut command = world.command();
    command.args(["import", "apply", &path.to_string_lossy(), "--source", "tpmap", "--year", "2566"]);
    command
}

fn apply(mut command: Command) -> Applied {
    let begun = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let most_kib = watched(child);
    Applied { took: begun.elapsed(), most_kib }
}

/// Waits for the child, and gives the most memory that it and its own children had resident, KiB.
fn watched(mut child: Child) -> u64 {
    let mut most_kib = 0;
    loop {
        most_kib = most_kib.max(resident_kib(child.id()));
        if let Some(ended) = child.try_wait().expect("the child is waited for") {
            assert!(ended.success(), "the import ended with {ended}");
            return most_kib;
        }
        std::thread::sleep(LOOKS);
    }
}

/// The most that a process, and each that it began and that still runs, ever had in memory.
fn resident_kib(root: u32) -> u64 {
    let mut processes: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
        let text = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let number = |name: &str| {
            let line = text.lines().find_map(|it| it.strip_prefix(name));
            line.and_then(|it| it.split_whitespace().next())
                .and_then(|it| it.parse::<u64>().ok())
                .unwrap_or(0)
        };
        processes.insert(id, (u32::try_from(number("PPid:")).unwrap_or(0), number("VmHWM:")));
    }
    let belongs = |mut id: u32| {
        while id > 1 {
            if id == root {
                return true;
            }
            id = processes.get(&id).map_or(0, |it| it.0);
        }
        false
    };
    processes.iter().filter(|it| belongs(*it.0)).map(|it| it.1.1).sum()
}
