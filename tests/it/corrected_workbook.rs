//! Whether an office gets its own workbook back with what is wrong marked in it, and whether only what it corrected runs
//! when it sends that.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};

use crate::imports::{apply, import, samples};
use crate::world::World;

fn cells(path: &Path) -> Vec<Vec<Data>> {
    let bytes = std::fs::read(path).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "no cell is a formula");
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// What is stored of people and rows: an import that brings nothing still has its record, its original, and what it refused.
fn state(world: &World) -> Vec<String> {
    let out = world.path().join("state.json");
    world.run(&["export", "state", "--json", &out.to_string_lossy()]);
    let state = std::fs::read_to_string(out).unwrap();
    let is_of_import = |it: &&str| {
        ["import", "rejected_row", "attachment"]
            .iter()
            .any(|kind| it.starts_with(&format!("{{\"_\":\"{kind}\"")))
    };
    state.lines().filter(|it| !is_of_import(it)).map(|it| it.trim_end_matches(',').to_owned()).collect()
}

/// The workbook of a file, as a check gives it.
fn corrected(world: &World, file: &Path, name: &str) -> PathBuf {
    let out = world.path().join(name);
    let told = import(world, "check", &[file.to_owned()], &["--corrected", &out.to_string_lossy()]);
    assert_eq!(told.code, Some(0), "{}", told.printed);
    out
}

async fn the_workbook_comes_back_and_sent_again_changes_nothing(world: World) {
    for name in ["tpmap_2566.xlsx", "thaiqm_2566.xls"] {
        let file = samples("nakhonphanom-300").join(name);
        let before = apply(&world, std::slice::from_ref(&file), &[]);
        let stored = state(&world);
        let workbook = corrected(&world, &file, "back.xlsx");
        let rows = cells(&workbook);
        let header = rows.iter().position(|row| row.contains(&Data::String("สถานะ · Status".to_owned())));
        assert!(header.is_some(), "{name}");
        let said = |it: &str| rows.iter().flatten().filter(|cell| cell.to_string().starts_with(it)).count();
        let n = |it: &str| usize::try_from(before.report["counts"][it].as_u64().unwrap()).unwrap();
        assert_eq!(said("ไม่รับ โปรดแก้"), n("rejected"), "{name}");
        // Under whatever name it comes again: it is the file it was made from, and every row is as it was.
        let again = apply(&world, &[workbook], &[]);
        assert_eq!(again.report["counts"]["rejected"], before.report["counts"]["rejected"], "{name}");
        assert!(state(&world) == stored, "{name}");
    }
}

on_both!(the_workbook_comes_back_and_sent_again_changes_nothing);
