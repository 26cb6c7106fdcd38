//! The demonstration: the importer takes its workbooks, a broken-off beginning is gone on with, and each account it
//! prints opens its role's page.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::imports::look;
use crate::world::{Account, World};

/// Households of a demonstration that is made to be tested.
const SMALL: [&str; 4] = ["demo", "--households", "60", "--no-serve"];

/// What each role opens first.
const PAGES: [(&str, &str); 18] = [
    ("governor", CASES),
    ("office-head", CASES),
    ("province", CASES),
    ("chief", CASES),
    ("officer", CASES),
    ("secretary", CASES),
    ("head", CASES),
    ("team", CASES),
    ("mentor", CASES),
    ("local", CASES),
    ("reporter", "{ linkQuestions(first: 1) { totalCount } }"),
    ("agency", FIGURES),
    ("complaints", FIGURES),
    ("partner", FIGURES),
    ("media", FIGURES),
    ("ministry", FIGURES),
    ("auditor", "{ auditEvents(first: 1) { nodes { action } } }"),
    ("admin", "{ accounts(first: 1) { nodes { userName } } }"),
];
const CASES: &str = "{ cases(first: 1) { totalCount } }";
const FIGURES: &str = "{ summary(fiscalYear: 2566) { isExact } }";

/// The accounts that a demonstration printed: name, role, area, password.
pub(crate) fn printed(said: &str) -> Vec<Account> {
    let lines = said.lines().skip_while(|it| !it.starts_with("accounts (")).skip(1);
    lines
        .filter_map(|it| match it.split_whitespace().collect::<Vec<_>>()[..] {
            [user_name, _, _, password] => {
                Some(Account { user_name: user_name.to_owned(), password: password.to_owned() })
            }
            _ => None,
        })
        .collect()
}

/// Begins a demonstration and kills it while it makes its accounts.
fn break_off(world: &World) {
    let mut command = world.command();
    let mut running = command.args(SMALL).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    assert!(lines.any(|it| it.unwrap().starts_with("accounts: ")), "it tells of the accounts it makes");
    running.kill().unwrap();
    assert_eq!(running.wait().unwrap().code(), None, "it was killed before its end");
}

async fn a_demonstration_that_broke_off_is_gone_on_with_and_each_account_opens_its_page(world: World) {
    break_off(&world);
    let n_accounts = look(&world, "select cast(count(*) as text) from account").await[0][0].clone().unwrap();
    assert!((1..18).contains(&n_accounts.parse::<u32>().unwrap()), "{n_accounts} accounts were made");

    // It goes on with the numbers it began with, whatever it is told now.
    let said = world.run(&["demo", "--households", "9000", "--seed", "5", "--no-serve"]);
    let accounts = printed(&said);
    let mut names: Vec<&str> = accounts.iter().map(|it| it.user_name.as_str()).collect();
    names.sort_unstable();
    let mut wanted: Vec<&str> = PAGES.iter().map(|it| it.0).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted, "{said}");
    let imports = look(&world, "select state, cast(count(*) as text) from import_batch group by state").await;
    assert_eq!(imports, [[Some("applied".to_owned()), Some("8".to_owned())]]);

    the_readme_is_true(&world, accounts.iter().find(|it| it.user_name == "chief").unwrap()).await;
    let mut tokens = Vec::new();
    for account in &accounts {
        world.keep_secret(&account.password);
        let token = world.sign_in(account).await;
        let page = PAGES.iter().find(|it| it.0 == account.user_name).unwrap().1;
        let seen = world.data(&token, page, json!({})).await;
        if account.user_name == "governor" {
            let n_cases = seen["cases"]["totalCount"].as_u64().unwrap();
            assert!((20..=60).contains(&n_cases), "{n_cases} cases of 60 households");
        }
        tokens.push(token);
    }

    // Started again it finds its data, and the accounts are as they were.
    let again = world.run(&SMALL);
    assert!(again.contains("found") && printed(&again).is_empty(), "{again}");
    for (account, token) in accounts.iter().zip(tokens) {
        let me = world.data(&token, "{ me { userName mustChangePassword } }", json!({})).await;
        let is = json!({ "userName": account.user_name, "mustChangePassword": false });
        assert_eq!(me["me"], is);
    }
    world.run(&["audit", "verify"]);
}

/// How many areas of a level are published, and the households in them.
async fn published(world: &World, token: &str, year: u16, level: &str) -> (usize, f64) {
    let (mut n_areas, mut n_households, mut after) = (0, 0.0, Value::Null);
    loop {
        let query = format!(
            "query ($after: String) {{ publishedStatistics(year: {year}, level: {level}, first: 100, after: $after) {{ \
             nodes {{ figures(names: [\"household.CNT\"]) {{ value }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = world.data(token, &query, json!({ "after": after })).await["publishedStatistics"].take();
        for node in page["nodes"].as_array().unwrap() {
            n_areas += 1;
            n_households += node["figures"][0]["value"].as_f64().unwrap();
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return (n_areas, n_households);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn figures_of_the_whole_country_are_published_beside_the_province(world: World) {
    let said = world.run(&[&SMALL[..], &["--country"]].concat());
    let ministry = printed(&said).into_iter().find(|it| it.user_name == "ministry").unwrap();
    let token = world.sign_in(&ministry).await;
    let levels = ["COUNTRY", "PROVINCE", "DISTRICT", "SUBDISTRICT", "VILLAGE"];
    let mut found = Vec::new();
    for level in levels {
        found.push(published(&world, &token, 2561, level).await);
    }
    let [country, province, district, subdistrict, village] = found[..] else { unreachable!() };
    let is_same = |a: f64, b: f64| (a - b).abs() < 0.5;
    assert_eq!((country.0, province.0), (1, 77));
    assert!(is_same(country.1, province.1), "{found:?}");
    assert!(district.0 > 5 && subdistrict.0 > district.0 && village.0 > subdistrict.0, "{found:?}");
    assert!(is_same(district.1, subdistrict.1) && is_same(subdistrict.1, village.1), "{found:?}");

    // An operator's own counts, for a demonstration that is there already.
    let folder = world.path().join("counts");
    std::fs::create_dir(&folder).unwrap();
    let counts = "\"province_ID\",\"household.CNT\",\"HOUSEMEMBER_CNT\",\"MOF_REG_CNT\",\"MOF_VAL_CNT\",\"indicator1.ALL\",\"indicator2.ALL\"\n\
                  \"48\",111,333,22,11,3,3\n\"47\",222,666,44,22,6,6\n";
    std::fs::write(folder.join("province_common.csv"), counts).unwrap();
    std::fs::write(folder.join("README.txt"), "not a list").unwrap();
    let folder = folder.to_string_lossy();
    world.run(&["demo", "--no-serve", "--country", "--counts", &folder, "--counts-year", "2560"]);
    let (n_areas, n_households) = published(&world, &token, 2560, "PROVINCE").await;
    assert!(n_areas == 2 && is_same(n_households, 333.0), "{n_areas} areas, {n_households} households");
    let nowhere = world.phonjon(&["demo", "--no-serve", "--country", "--counts", "no-such-folder"]);
    assert_eq!(nowhere.status.code(), Some(2));
}

/// Does what README.md tells a reader to do once the demonstration serves; a shell reads its lines, `curl` aside.
async fn the_readme_is_true(world: &World, chief: &Account) {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let lines: Vec<&str> =
        page.lines().filter(|it| it.starts_with("curl -s http://127.0.0.1:8080/")).collect();
    assert_eq!(lines.len(), 3);
    let mut token = String::new();
    let mut answers = Vec::new();
    for line in lines {
        let script = format!("curl() {{ for it in \"$@\"; do printf '%s\\n' \"$it\"; done; }}\n{line}");
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", &script]).env("PASSWORD", &chief.password).env("TOKEN", &token);
        let told = String::from_utf8(shell.output().unwrap().stdout).unwrap();
        let words: Vec<&str> = told.lines().collect();
        let after = |flag: &'static str| words.windows(2).filter(move |it| it[0] == flag).map(|it| it[1]);
        let body = after("-d").next().unwrap().to_owned();
        let mut request = world.http().post(world.url("/graphql").await).body(body);
        for header in after("-H") {
            let (name, value) = header.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{line}\n{answer:#}");
        if let Some(told) = answer["data"]["signIn"]["session"]["token"].as_str() {
            token = told.to_owned();
            world.keep_secret(told);
        }
        answers.push(answer["data"].clone());
    }
    assert_eq!(answers[1]["changePassword"]["userErrors"], json!([]));
    assert!(answers[2]["cases"]["totalCount"].as_u64().unwrap() > 0, "{:#}", answers[2]);
}

async fn no_demonstration_is_made_where_an_office_works(world: World) {
    let chief = world.add_user("chief-of-nakae", "district_chief", "48");
    let refused = world.phonjon(&SMALL);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("ฐานข้อมูลนี้มีข้อมูลอยู่แล้ว") && said.contains("holds something already"), "{said}");
    assert!(!world.data_dir().join("demo").exists());
    for table in ["import_batch", "household"] {
        let n = look(&world, &format!("select cast(count(*) as text) from {table}")).await;
        assert_eq!(n[0][0].as_deref(), Some("0"), "{table}");
    }
    world.sign_in(&chief).await;
}

async fn the_importer_takes_the_invented_workbooks(world: World) {
    let settings = phonjon_demo::DemoSettings { seed: 7, n_households: 150, survey_years: vec![2565, 2566] };
    let workbooks = phonjon_demo::write_workbooks(world.path(), &settings).unwrap();
    let areas = world.file("areas.csv", phonjon_demo::area_lines());
    world.run(&["areas", "import", &areas.to_string_lossy()]);
    let report = world.path().join("report.json");
    let mut args = vec!["import".to_owned(), "apply".to_owned()];
    args.extend(workbooks.iter().map(|it| it.to_string_lossy().into_owned()));
    args.extend(["--json".to_owned(), report.to_string_lossy().into_owned()]);
    world.run(&args.iter().map(String::as_str).collect::<Vec<_>>());

    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let files = report["files"].as_array().unwrap();
    let sources: Vec<_> =
        files.iter().map(|it| (it["source"].as_str().unwrap(), it["year"].as_u64().unwrap())).collect();
    assert_eq!(
        sources,
        [
            ("bmn", 2565),
            ("tpmap", 2565),
            ("thaiqm", 2565),
            ("welfare", 2565),
            ("bmn", 2566),
            ("tpmap", 2566),
            ("thaiqm", 2566),
            ("welfare", 2566)
        ]
    );
    for file in files {
        let n = |outcome: &str| file["counts"][outcome].as_u64().unwrap();
        let n_taken = n("accepted") + n("accepted_with_warning");
        // Mistyped numbers are all that may be refused: four in a thousand.
        assert!(n_taken > 40, "{}: {}", file["file"], file["counts"]);
        assert!(n("rejected") * 40 < n_taken, "{}: {}", file["file"], file["counts"]);
    }
}

on_both!(
    a_demonstration_that_broke_off_is_gone_on_with_and_each_account_opens_its_page,
    figures_of_the_whole_country_are_published_beside_the_province,
    no_demonstration_is_made_where_an_office_works,
    the_importer_takes_the_invented_workbooks,
);
