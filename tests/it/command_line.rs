//! The command line: what it refuses before anything is opened, what it says of a machine that does not let it, and that
//! whoever stops listening does no harm.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::imports::apply;
use crate::program::phonjon;
use crate::world::World;

fn run(folder: &Path, args: &[&str]) -> Output {
    phonjon().current_dir(folder).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn an_answer_that_nobody_reads_to_its_end_is_no_fault() {
    for args in [&["schema"][..], &["--help"]] {
        let mut running = phonjon().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(running.stdout.take());
        let ended = running.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), said(&ended)), (Some(0), String::new()), "{args:?}");
    }
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let ended = phonjon().arg("schema").stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(3), "an answer that cannot be written is no answer");
    assert!(said(&ended).contains("cannot write the answer"));
}

#[test]
fn a_report_is_not_written_over_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let list = "ชื่อ,นามสกุล\nสมมุติ,ใจดี\n";
    fs::write(folder.path().join("list.csv"), list).unwrap();
    std::os::unix::fs::symlink("list.csv", folder.path().join("link")).unwrap();
    for out in ["list.csv", "./list.csv", "link"] {
        for mode in ["check", "apply"] {
            let refused = run(folder.path(), &["import", mode, "list.csv", "--json", out]);
            assert_eq!(refused.status.code(), Some(2), "{out}: {}", said(&refused));
        }
        assert_eq!(fs::read_to_string(folder.path().join("list.csv")).unwrap(), list, "{out}");
    }
    assert!(!folder.path().join("phonjon-data").exists(), "nothing was opened");

    assert_eq!(run(folder.path(), &["migrate"]).status.code(), Some(0));
    for kept in ["phonjon-data/phonjon.db", "phonjon-data/phonjon.keys"] {
        let before = fs::read(folder.path().join(kept)).unwrap();
        for args in [&["export", "state"][..], &["export", "sources"], &["import", "check", "list.csv"]] {
            let refused = run(folder.path(), &[args, &["--json", kept]].concat());
            assert_eq!(refused.status.code(), Some(2), "{args:?} {kept}: {}", said(&refused));
        }
        assert!(fs::read(folder.path().join(kept)).unwrap() == before, "{kept} is as it was");
    }
}

#[test]
fn settings_that_cannot_hold_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phonjon.toml"), "nonsense = 1\n").unwrap();
    for (args, named) in [
        (["migrate", "--max-connections", "0"], "max_connections"),
        (["migrate", "--config", "."], "folder"),
        (["migrate", "--config", "phonjon.toml"], "nonsense"),
        (["migrate", "--database-url", "mysql://u:secret@h/d"], "mysql"),
    ] {
        let refused = run(folder.path(), &args);
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {}", said(&refused));
        let told = said(&refused);
        assert!(told.contains(named) && !told.contains("default.") && !told.contains("secret"), "{told}");
    }
    assert!(!folder.path().join("phonjon-data").exists(), "nothing was opened");
}

#[test]
fn what_the_machine_does_not_let_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("afile"), "").unwrap();
    // A port that was free just now, and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("postgres://u:secret@127.0.0.1:{port}/phonjon");
    for (args, named) in [
        (["migrate", "--data-dir", "afile"], "`afile`"),
        (["migrate", "--data-dir", "/proc/nowhere"], "`/proc/nowhere`"),
        (["migrate", "--database-url", "sqlite:/nonexistent/x.db"], "/nonexistent/x.db"),
        (["migrate", "--database-url", &nobody], "`phonjon` at 127.0.0.1"),
    ] {
        let failed = run(folder.path(), &args);
        let told = said(&failed);
        assert_eq!(failed.status.code(), Some(3), "{told}");
        assert!(told.contains(named) && !told.contains("secret"), "{told}");
        assert_eq!(told.matches("(os error").count(), 1, "the cause stands once: {told}");
    }
    let examined = run(folder.path(), &["doctor", "--database-url", &nobody]);
    let told = String::from_utf8(examined.stdout).unwrap();
    assert!(told.contains("Connection refused") && told.contains("127.0.0.1"), "{told}");
}

#[test]
fn names_in_clear_are_read_by_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["migrate"]).status.success());
    let data = folder.path().join("phonjon-data");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    let database = data.join("phonjon.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let examined = run(folder.path(), &["doctor"]);
    let told = String::from_utf8(examined.stdout).unwrap();
    let failing: Vec<&str> = told.lines().filter(|it| it.starts_with("FAIL")).collect();
    assert_eq!((examined.status.code(), failing.len()), (Some(1), 2), "{told}");
    assert!(run(folder.path(), &["migrate"]).status.success());
    assert_eq!(mode(&database), 0o600, "a start closes it again");
}

/// A shifted row among good ones: where it stands is told, what stands in it is not.
async fn a_refused_row_is_told_without_its_number(world: World) {
    let header =
        "ลำดับ,รหัสบ้าน,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,ด้านสุขภาพ,ด้านรายได้";
    let place = "12,3,ในเมือง,เมืองนครพนม,นครพนม,0,1";
    let good = format!("{header}\n1,48019200046,,นาย,สมชาย,ใจดี,{place}\n");
    let shifted = (2..30).map(|n| format!("{n},48019200046,,1-4849-56378-38-1,นาย,จีรวัฒน์,ใจดี,{place}\n"));
    let list = good + &shifted.collect::<String>();
    let file = world.file("list.csv", list);
    let told = world.run(&["import", "apply", "--year", "2566", &file.to_string_lossy()]);
    let lines: Vec<&str> = told.lines().filter(|it| it.starts_with("list.csv:")).collect();
    assert!(told.contains("28 rejected") && told.contains("--json OUT"), "{told}");
    assert!(lines.iter().any(|it| it.starts_with("list.csv:3 “คำนำหน้า” = x-xxxx-xxxxx-xx-x: ")), "{told}");
    assert!(!told.contains("56378") && !told.contains("จีรวัฒน์"), "{told}");

    let report = apply(&world, &[file], &["--year", "2566"]);
    assert_eq!(report.row(3)["outcome"], "rejected");
    assert_eq!(report.row(3)["normalised"]["title"], Value::Null);
}

/// A role without what it is nothing without is refused; a need is one of the menu.
async fn an_account_is_made_with_what_its_role_needs(world: World) {
    let areas = world.file("areas.csv", "code,name_th\n48,นครพนม\n4801,เมืองนครพนม\n");
    world.run(&["areas", "import", &areas.to_string_lossy()]);
    let add = |role: &str, more: &[&str]| {
        let base = ["user", "add", "--user-name", role, "--role", role, "--area", "4801"];
        world.phonjon(&[&base, more].concat())
    };
    assert_eq!(add("mentor", &[]).status.code(), Some(2));
    assert_eq!(add("partner", &[]).status.code(), Some(2));
    assert_eq!(add("district_chief", &["--need", "food"]).status.code(), Some(2));
    let unknown = add("partner", &["--need", "house-repair"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains("drinking_water"), "the needs there are: {}", said(&unknown));
    assert_eq!(
        add("partner", &["--need", "house_repair", "--sector", "civil_society"]).status.code(),
        Some(0)
    );
    let nobody = world.phonjon(&["user", "disable", "--user-name", "nobody"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(said(&nobody).contains("`nobody`"));
}

on_both!(a_refused_row_is_told_without_its_number, an_account_is_made_with_what_its_role_needs);
