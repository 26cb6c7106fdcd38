//! The key file: another database's is refused, others' eyes are refused, and it is replaced while people work.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use crate::imports::{another, look, pid};
use crate::office::province;
use crate::world::World;

const FIND: &str = "query ($text: String!) { cases(filter: { text: $text }) { totalCount nodes {
    household { members { person { numbers { text status } } } } } } }";
const OPEN: &str = "query ($id: ID!) { personNumber(personId: $id, reason: \"ตรวจสอบกุญแจ\") { text } }";
const NEW: &str = "mutation ($id: ID!, $number: String!, $on: Date!) {
    personNewNumber(personId: $id, number: $number, on: $on, key: $number) { userErrors { code } }
}";

/// What commands say with a key file: exit code and error.
fn said(world: &World, key_file: &Path, args: &[&str]) -> (Option<i32>, String) {
    let ended = world.command().env("PHONJON_KEY_FILE", key_file).args(args).output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

async fn only_this_databases_key_file_opens_it(world: World) {
    assert!(world.run(&["key", "init"]).starts_with("current key g1-"));
    let own = world.data_dir().join("phonjon.keys");
    assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = fs::read(&own).unwrap();
    world.run(&["key", "init"]);
    assert_eq!(fs::read(&own).unwrap(), kept, "a key file that is there is never made anew");
    world.add_user("chief", "system_administrator", "");
    let other = another(&world).await;
    other.run(&["key", "init"]);
    let others = other.data_dir().join("phonjon.keys");

    let secrets: Vec<String> = serde_json::from_slice::<serde_json::Value>(&kept).unwrap()["generations"][0]
        .as_object()
        .unwrap()
        .iter()
        .filter(|it| it.0.ends_with("_key"))
        .map(|it| it.1.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(secrets.len(), 2);
    let damaged = world.file("damaged.keys", &kept[..kept.len() / 2]);
    fs::set_permissions(&damaged, fs::Permissions::from_mode(0o600)).unwrap();
    let absent = world.path().join("absent.keys");
    let open_to_all = world.file("open.keys", &kept);
    for (file, mode, remedy) in [
        (&others, 0o600, "point PHONJON_KEY_FILE at the key file that was made with this database"),
        (&absent, 0, "restore it from where it is kept"),
        (&damaged, 0o600, "restore it from where it is kept"),
        (&open_to_all, 0o644, "chmod 600"),
        (&open_to_all, 0o640, "chmod 600"),
        (&open_to_all, 0o604, "chmod 600"),
    ] {
        if mode != 0 {
            fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
        }
        for args in [
            &["audit", "verify"][..],
            &["user", "add", "--user-name", "x", "--role", "auditor"],
            &["serve", "--listen", "127.0.0.1:0"],
        ] {
            let (code, error) = said(&world, file, args);
            assert_eq!(code, Some(3), "{args:?} with {}: {error}", file.display());
            assert!(error.contains(remedy) && error.contains(&*file.to_string_lossy()), "{args:?}: {error}");
            assert!(secrets.iter().all(|it| !error.contains(it.as_str())), "the message tells a key");
        }
    }
    assert!(!absent.exists(), "a key file is not made for a database that is not empty");
    fs::set_permissions(&open_to_all, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(said(&world, &open_to_all, &["audit", "verify"]).0, Some(0), "a copy opens it");
    let n_accounts = look(&world, "select cast(count(*) as text) from account").await;
    assert_eq!(n_accounts[0][0].as_deref(), Some("1"), "who is refused has changed nothing");
}

async fn keys_are_replaced_while_people_work(world: World) {
    let office = province(&world).await;
    let chief = world.signed_in("chief", "district_chief", "4801").await;
    let before = world.file("before.keys", fs::read(world.data_dir().join("phonjon.keys")).unwrap());
    fs::set_permissions(&before, fs::Permissions::from_mode(0o600)).unwrap();
    // A search by number is one of a hundred of an account and day.
    let mut clerks = Vec::new();
    for n in 0..8 {
        clerks.push(world.signed_in(&format!("clerk{n}"), "district_chief", "4801").await);
    }
    let n_searches = std::cell::Cell::new(0);
    let find = async |number: &str| {
        n_searches.set(n_searches.get() + 1);
        let clerk = &clerks[n_searches.get() / 90];
        world.data(clerk, FIND, json!({ "text": number })).await["cases"].take()
    };
    let first = find(&office.here.number).await;
    assert_eq!(first["totalCount"], 1);

    let mut rotating =
        world.command().args(["key", "rotate"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let (mut n_rounds, mut written) = (0, Vec::new());
    loop {
        let has_ended = rotating.try_wait().unwrap().is_some();
        assert_eq!(find(&office.here.number).await, first, "round {n_rounds}");
        let opened = world.data(&chief, OPEN, json!({ "id": office.beside.person })).await;
        assert!(
            opened["personNumber"].as_array().unwrap().iter().any(|it| it["text"] == *office.beside.number)
        );
        // Recording a number is one of the chief's hundred too; each is of a later day.
        if n_rounds < 90 {
            let number = pid(500 + n_rounds);
            world.keep_secret(&number);
            let (year, month, day) = (2010 + n_rounds / 336, 1 + n_rounds / 28 % 12, 1 + n_rounds % 28);
            let on = format!("{year}-{month:02}-{day:02}");
            let new = json!({ "id": office.beside.person, "number": number, "on": on });
            let done = world.data(&chief, NEW, new).await;
            assert_eq!(done["personNewNumber"]["userErrors"], json!([]));
            written.push(number);
        }
        n_rounds += 1;
        if has_ended {
            break;
        }
    }
    let ended = rotating.wait_with_output().unwrap();
    let said_last = String::from_utf8(ended.stdout).unwrap();
    assert!(ended.status.success() && said_last.starts_with("current key g2-"), "{said_last}");
    assert!(n_rounds > 5, "nobody worked meanwhile: {n_rounds}");

    for number in written.iter().chain([&office.beside.number]) {
        assert_eq!(find(number).await["totalCount"], 1);
    }
    let left =
        "select cast(count(*) as text) from identifier where key_id like 'g1-%' or index_key_id like 'g1-%'";
    assert_eq!(look(&world, left).await[0][0].as_deref(), Some("0"));
    world.run(&["audit", "verify"]);
    let again = world.restarted();
    let found = again.data(&chief, FIND, json!({ "text": written[0] })).await;
    assert_eq!(found["cases"]["totalCount"], 1, "a server that starts afterwards finds it as well");

    // A machine that was left with the file of before is told so, and finds nobody wrongly new.
    let list = again.path().join("thaiqm.csv");
    let (code, error) =
        said(&again, &before, &["import", "apply", &list.to_string_lossy(), "--year", "2566"]);
    assert_eq!(code, Some(3), "{error}");
    assert!(error.contains("copy the newest key file to this machine"), "{error}");
}

on_both!(only_this_databases_key_file_opens_it, keys_are_replaced_while_people_work);
