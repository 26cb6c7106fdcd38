//! Whether the workbooks are the same whenever they are written, and look like an office's.

use std::fs;
use std::path::Path;

use phonjon_domain::area::AreaCode;

use super::*;

fn written(dir: &Path, settings: &DemoSettings) -> Vec<(String, Vec<u8>)> {
    fs::create_dir_all(dir).unwrap();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let paths = write_workbooks(dir, settings).unwrap();
    let files = paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect();
    fs::remove_dir_all(dir).unwrap();
    files
}

fn dir(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("phonjon-demo-{}-{name}", std::process::id()))
}

#[test]
fn the_same_settings_write_the_same_files_and_another_seed_others() {
    let settings = DemoSettings { n_households: 60, ..DemoSettings::default() };
    let first = written(&dir("first"), &settings);
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "bmn_2565.xlsx",
            "tpmap_2565.xlsx",
            "thaiqm_2565.xlsx",
            "welfare_2565.csv",
            "bmn_2566.xlsx",
            "tpmap_2566.xlsx",
            "thaiqm_2566.xlsx",
            "welfare_2566.csv"
        ]
    );
    assert!(first == written(&dir("again"), &settings), "the same settings wrote other files");
    let other = written(&dir("other"), &DemoSettings { seed: 2, ..settings });
    assert!(first.iter().zip(&other).all(|(a, b)| a.1 != b.1), "another seed wrote the same file");
}

#[test]
fn the_register_has_a_line_per_card_and_a_total() {
    let settings = DemoSettings { n_households: 60, ..DemoSettings::default() };
    let files = written(&dir("register"), &settings);
    let (_, register) = files.iter().find(|(name, _)| name == "welfare_2565.csv").unwrap();
    let text = String::from_utf8(register.clone()).unwrap();
    assert!(text.starts_with("\u{feff}ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,"));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.iter().all(|line| line.split(',').count() == 9));
    assert_eq!(lines.last().unwrap().split(',').nth(1), Some((lines.len() - 2).to_string().as_str()));
    assert!(lines.len() > 40);
}

#[test]
fn a_benchmark_workbook_has_as_many_rows_as_were_wanted() {
    let dir = dir("benchmark");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join("rows.xlsx");
    write_benchmark_workbook(&path, 500, 1).unwrap();
    let n_bytes = fs::metadata(&path).unwrap().len();
    let province = Province::new(1, 500, &[2566]).unwrap();
    let on_list = province.households(0).map(|it| {
        it.members.iter().filter(|member| !survey::failed_by(member, &it.survey, 2023).is_empty()).count()
    });
    assert!(on_list.sum::<usize>() >= 500, "500 households do not fill 500 rows");
    assert!(n_bytes > 20_000);
    fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn every_area_line_names_a_village_of_the_province() {
    let text = area_lines();
    let mut codes: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert!(codes.iter().all(|it| AreaCode::parse(it).is_ok_and(|code| code.province() == 48)));
    let subdistricts: std::collections::BTreeSet<&str> = codes.iter().map(|it| &it[..6]).collect();
    assert_eq!(subdistricts.len(), 99);
    let n_lines = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), n_lines);
}

#[test]
fn too_many_households_are_refused() {
    let refused = write_benchmark_workbook(Path::new("never.xlsx"), 1_000_001, 1);
    assert!(matches!(refused, Err(DemoError::TooMany(1_000_001))));
}
