//! Rows a second of `import apply`, beside a plain read of the same workbook by the same library.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx, open_workbook};

use crate::world::World;

/// Rounds of the plain read; the databases are measured once each, on a fresh one.
const N_READS: usize = 3;

/// Writes `n_rows` rows of a TPMAP list, reads them plainly, and imports them into both databases.
pub(crate) async fn measure(n_rows: u32) {
    let world = World::sqlite();
    let path = world.path().join("rows.xlsx");
    phonjon_demo::write_benchmark_workbook(&path, n_rows, 1).expect("the workbook is written");
    println!("{n_rows} rows, {} kB", fs::metadata(&path).map_or(0, |it| it.len() / 1000));
    for _ in 0..N_READS {
        let begun = Instant::now();
        let n_cells = plain_read(&path);
        say("plain read", n_rows, begun.elapsed(), &format!("{n_cells} cells"));
    }
    import(&world, &path, n_rows, "SQLite");
    match World::postgres().await {
        Some(world) => import(&world, &path, n_rows, "PostgreSQL"),
        None => println!("PostgreSQL is not installed"),
    }
}

fn plain_read(path: &Path) -> usize {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("the workbook opens");
    let name = workbook.sheet_names().remove(0);
    let mut cells = workbook.worksheet_cells_reader(&name).expect("the sheet opens");
    let mut n_cells = 0;
    while cells.next_cell().expect("the sheet is read").is_some() {
        n_cells += 1;
    }
    n_cells
}

/// Imports the workbook into the world, says how fast, and again for the same file, which changes nothing.
fn import(world: &World, path: &Path, n_rows: u32, database: &str) {
    world.run(&["areas", "import", &world.file("areas.csv", phonjon_demo::area_lines()).to_string_lossy()]);
    let path = path.to_string_lossy();
    for what in ["import apply", "the same file again"] {
        let mut command = world.command();
        command.args(["import", "apply", &path, "--source", "tpmap", "--year", "2566"]);
        let begun = Instant::now();
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let most_kib = watched(&mut child);
        let note = format!("most memory {} MiB", most_kib / 1024);
        say(&format!("{database}, {what}"), n_rows, begun.elapsed(), &note);
    }
}

/// Waits for the child, and gives the most memory it had resident, KiB.
fn watched(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most_kib = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let now = line.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok());
        most_kib = most_kib.max(now.unwrap_or(0));
        if let Some(ended) = child.try_wait().expect("the child is waited for") {
            assert!(ended.success(), "the import ended with {ended}");
            return most_kib;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn say(what: &str, n_rows: u32, took: Duration, note: &str) {
    println!(
        "{what:32} {:8.0} rows/s  {:7.2} s  {note}",
        f64::from(n_rows) / took.as_secs_f64(),
        took.as_secs_f64()
    );
}
