//! The web client: its own small tests, and stories in a real browser against the real program with its demonstration,
//! all of them on SQLite; on PostgreSQL the way in, the main screens and two people on one case, or all where asked.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::demonstration::printed;
use crate::world::World;

/// The folder of the web client.
fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web").canonicalize().expect("web/ is there")
}

/// What is missing to run what is written in the client's own language, if anything is.
fn missing() -> Option<&'static str> {
    (!web().join("node_modules/playwright-core").exists()).then_some("the client was not built with npm")
}

/// What is missing for a browser test, if anything is.
fn missing_for_browser() -> Option<&'static str> {
    let browser = std::env::var("PHONJON_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&browser).exists() {
        return Some("no Chromium is installed (apt-get install chromium fonts-thai-tlwg)");
    }
    missing()
}

/// Says that tests are left out; where the browser is demanded that is a failure.
fn left_out(missing: &str) {
    assert!(std::env::var_os("PHONJON_TEST_BROWSER").is_none(), "{missing}");
    eprintln!("tests of the client are left out: {missing}");
}

/// Runs a script of the client to its end.
async fn run(mut script: Command) {
    let ended = tokio::task::spawn_blocking(move || script.output()).await.expect("the script ends");
    let ended = ended.expect("npm starts");
    let told = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{told}");
}

fn script(name: &str) -> Command {
    let mut script = Command::new("npm");
    script.args(["run", "--silent", name]).current_dir(web());
    script
}

/// Runs browser tests whose files' names hold one of the words, all without words, on a world with a small demonstration.
async fn tour(world: World, which: &[&str]) {
    if let Some(missing) = missing_for_browser() {
        return left_out(missing);
    }
    let accounts = printed(&world.run(&["demo", "--households", "300", "--no-serve"]));
    for account in &accounts {
        world.keep_secret(&account.password);
    }
    let accounts: Value = accounts.into_iter().map(|it| (it.user_name, Value::from(it.password))).collect();
    let mut tour = script("tour");
    tour.arg("--")
        .args(which)
        .env("PHONJON_PROGRAM", env!("CARGO_BIN_EXE_phonjon"))
        .env("PHONJON_ACCOUNTS", accounts.to_string())
        .env("PHONJON_DATABASE_URL", world.database_url())
        .env("PHONJON_DATA_DIR", world.data_dir())
        .env("PHONJON_LOG_FILE", world.path().join("serve.log"));
    run(tour).await;
}

#[tokio::test]
async fn the_client_fits_the_schema_and_passes_its_own_tests() {
    if let Some(missing) = missing() {
        return left_out(missing);
    }
    run(script("check")).await;
    run(script("test")).await;
}

mod the_client_is_used_from_end_to_end {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        tour(World::sqlite(), &[]).await;
    }

    #[tokio::test]
    async fn postgres() {
        if let Some(world) = World::postgres().await {
            let all = std::env::var("PHONJON_TEST_TOUR").is_ok_and(|it| it == "all");
            tour(world, if all { &[] } else { &["smoke", "two-people"] }).await;
        }
    }
}
