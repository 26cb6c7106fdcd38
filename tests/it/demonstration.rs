//! Whether the invented workbooks are what the importer takes: every file read, next to no row refused.

use serde_json::Value;

use crate::world::World;

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

on_both!(the_importer_takes_the_invented_workbooks);
