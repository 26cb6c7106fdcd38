//! Whether an import that is killed goes on to where an import that was left alone ends.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::district::{Row, row, tpmap};
use crate::imports::{
    Chance, Import, Place, Stored, another, apply, issue_codes, look, n_wanted, partition, say, sources,
    spooled,
};
use crate::world::World;

/// Kills on each database; hundreds with `PHONJON_TEST_KILLS`.
const N_KILLS: usize = 10;
/// Kills of one world before its import is left to end.
const MOST_IN_A_WORLD: usize = 10;
/// Households of the province: its largest lists take more than one commit.
const N_HOUSEHOLDS: u32 = 220;

async fn a_killed_import_goes_on_to_the_same_end(world: World) {
    let wanted = n_wanted("PHONJON_TEST_KILLS", N_KILLS);
    let settings =
        phonjon_demo::DemoSettings { seed: 11, n_households: N_HOUSEHOLDS, survey_years: vec![2565, 2566] };
    let files = phonjon_demo::write_workbooks(world.path(), &settings).unwrap();
    let left_alone = another(&world).await;
    let unkilled = apply(&left_alone, &files, &[]);

    let mut chance = Chance(if world.is_postgres() { 41 } else { 40 });
    let (mut n_killed, mut n_halfway) = (0, 0);
    while n_killed < wanted {
        let world = another(&world).await;
        let most = MOST_IN_A_WORLD.min(wanted - n_killed);
        let (killed, halfway) = kill_some(&world, &left_alone, &files, most, &mut chance).await;
        assert!(killed > 0, "nothing was killed");
        n_killed += killed;
        n_halfway += halfway;
        ends_as_if_left_alone(&world, &files, &left_alone, &unkilled).await;
    }
    say(&format!("{n_killed} runs were killed, {n_halfway} of them left the files halfway"));
    assert!(n_halfway * 2 >= n_killed, "{n_killed} killed, {n_halfway} halfway");
}

/// Kills the import again and again until it ended, or so often; gives how often, and how often it was halfway.
async fn kill_some(
    world: &World,
    left_alone: &World,
    files: &[PathBuf],
    most: usize,
    chance: &mut Chance,
) -> (usize, usize) {
    let n_all = n_rows(left_alone, "source_row").await;
    world.run(&["migrate"]);
    let (mut n_killed, mut n_halfway) = (0, 0);
    for n in 0..most {
        // At first while the file is read; later somewhere behind a commit.
        let wait = Duration::from_millis(chance.below(if n < 2 { 600 } else { 200 }) as u64);
        if !is_killed(world, files, n >= 2, wait).await {
            break;
        }
        n_killed += 1;
        let stored = n_rows(world, "source_row").await;
        n_halfway += usize::from(0 < stored && stored < n_all);
    }
    (n_killed, n_halfway)
}

async fn ends_as_if_left_alone(world: &World, files: &[PathBuf], left_alone: &World, unkilled: &Import) {
    let ended = apply(world, files, &[]);
    let n = |it: &Import| {
        let counts = &it.report["counts"];
        let count = |of: &str| counts[of].as_u64().unwrap();
        (count("accepted") + count("accepted_with_warning"), count("rejected"), count("skipped"))
    };
    assert_eq!(n(&ended), n(unkilled));
    assert_eq!(told(&ended), told(unkilled), "what was told of rows before a kill is told again");
    let (there, here) = (sources(left_alone).1, sources(world).1);
    assert_eq!(here.len(), there.len(), "every row is stored once");
    same_groups(&here, &there, "persons", |it| &it.person);
    same_groups(&here, &there, "households", |it| &it.household);
    for table in
        ["source_row", "rejected_row", "person", "identifier", "household", "membership", "residence"]
    {
        assert_eq!(n_rows(world, table).await, n_rows(left_alone, table).await, "{table}");
    }
    for table in ["\"case\"", "case_event", "listing", "import_batch", "attachment", "link_question"] {
        assert_eq!(n_rows(world, table).await, n_rows(left_alone, table).await, "{table}");
    }
    let state = "select state from import_batch";
    assert_eq!(look(world, state).await, look(left_alone, state).await);
    assert_eq!(spooled(world), Vec::<String>::new(), "a killed import leaves nothing in the spool");
    world.run(&["audit", "verify"]);
}

/// The codes of every row's issues, but for what says that it was stored before.
fn told(import: &Import) -> Vec<(Place, Vec<String>)> {
    let codes = |row| issue_codes(row).into_iter().filter(|it| it != "unchanged").collect();
    import.rows().into_iter().map(|(place, row)| (place, codes(row))).collect()
}

async fn figures_say_that_an_import_is_running(world: World) {
    // More rows than a commit takes.
    let rows: Vec<Row> = (1..=2_400).map(|n| row(n, "48010901")).collect();
    let files = [world.file("tpmap_2566.csv", tpmap(&rows))];
    world.run(&["migrate"]);
    let officer = world.signed_in("province", "province_officer", "48").await;
    let area = world.data(&officer, "{ area(code: \"48\") { id } }", json!({})).await["area"]["id"].clone();
    let asked = format!("{{ summary(areaId: {area}, fiscalYear: 2566, by: []) {{ isImportRunning }} }}");
    let is_running =
        async || world.data(&officer, &asked, json!({})).await["summary"]["isImportRunning"].clone();
    assert_eq!(is_running().await, false);
    let mut command = world.command();
    command.args(["import", "apply", "--year", "2566"]).args(&files);
    let mut running =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    while n_rows(&world, "source_row").await == 0 {
        assert!(running.try_wait().unwrap().is_none(), "it ended before it had stored anything");
        std::thread::sleep(Duration::from_millis(10));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(is_running().await, true, "what was broken off is not at its end");
    apply(&world, &files, &["--year", "2566"]);
    assert_eq!(is_running().await, false);
}

async fn a_list_that_drops_most_of_its_rows_is_taken_up_bit_by_bit(world: World) {
    let (n_all, n_kept) = (2_400_i64, 50_i64);
    let rows: Vec<Row> = (1..=2_400).map(|n| row(n, "48010901")).collect();
    apply(&world, &[world.file("tpmap_2566.csv", tpmap(&rows))], &["--year", "2566"]);
    let files = [world.file("tpmap_2566.csv", tpmap(&rows[..50]))];
    let mut command = world.command();
    command.args(["import", "apply", "--year", "2566"]).args(&files);
    let mut running =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let gone = "source_row where gone_in is not null";
    while n_rows(&world, gone).await == 0 {
        assert!(running.try_wait().unwrap().is_none(), "it ended before it had marked anything");
        std::thread::sleep(Duration::from_millis(5));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let n_gone = n_rows(&world, gone).await;
    assert!(0 < n_gone && n_gone < n_all - n_kept, "{n_gone} rows were marked when it was killed");
    assert_eq!(n_rows(&world, "import_batch where state = 'applying'").await, 1);

    let ended = apply(&world, &files, &["--year", "2566"]);
    assert_eq!(ended.report["counts"]["accepted"], n_kept);
    assert_eq!(n_rows(&world, gone).await, n_all - n_kept);
    assert_eq!(n_rows(&world, "import_batch where state = 'applied'").await, 2);
    let proposed = "opening_proposal where kind = 'no_longer_listed'";
    assert_eq!(n_rows(&world, proposed).await, n_all - n_kept, "each is proposed once");
    let resumed = "audit_event where action = 'import.resumed'";
    assert_eq!(n_rows(&world, resumed).await, 1, "who went on with it is recorded");
}

on_both!(
    a_killed_import_goes_on_to_the_same_end,
    figures_say_that_an_import_is_running,
    a_list_that_drops_most_of_its_rows_is_taken_up_bit_by_bit,
);

fn same_groups(here: &[Stored], there: &[Stored], what: &str, by: fn(&Stored) -> &str) {
    let (mine, other) = (partition(here, by), partition(there, by));
    let differing: Vec<_> = mine.symmetric_difference(&other).take(4).collect();
    assert!(differing.is_empty(), "{what} differ ({} and {}): {differing:?}", mine.len(), other.len());
}

/// Starts the import and kills it a while after its beginning, or after it stored more; false where it had ended.
async fn is_killed(world: &World, files: &[PathBuf], after_commit: bool, wait: Duration) -> bool {
    let before = n_rows(world, "source_row").await;
    let mut command = world.command();
    command.args(["import", "apply"]).args(files).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = command.spawn().expect("the program starts");
    let mut begun = (!after_commit).then(Instant::now);
    while begun.is_none_or(|it| it.elapsed() < wait) {
        if running.try_wait().unwrap().is_some() {
            return false;
        }
        if begun.is_none() && n_rows(world, "source_row").await > before {
            begun = Some(Instant::now());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    running.kill().unwrap();
    running.wait().unwrap().code().is_none()
}

async fn n_rows(world: &World, table: &str) -> i64 {
    let counted = look(world, &format!("select cast(count(*) as text) from {table}")).await;
    counted[0][0].as_deref().unwrap().parse().unwrap()
}
