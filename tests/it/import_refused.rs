//! Which files are refused as a whole, for which reason, and that nothing of them stays.

use crate::imports::{apply, import, pid, samples, sources, spooled};
use crate::world::World;

/// A ThaiQM list under a title, one household a line: head's number and name, house number, village number.
pub(crate) fn thaiqm(title: &str, heads: &[(String, &str, &str, u32)]) -> String {
    let mut written = format!(
        "{title}\nลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,\
         จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),ไม่มีน้ำดื่มสะอาด (ครัวเรือน),\
         ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน),หนี้นอกระบบ (คน)\n"
    );
    for (n, (pid, name, house, moo)) in heads.iter().enumerate() {
        let line = format!("{},นครพนม,เมืองนครพนม,ในเมือง,{moo},{house},{pid},{name},3,,/,,,2,,1\n", n + 1);
        written.push_str(&line);
    }
    written
}

fn heads() -> Vec<(String, &'static str, &'static str, u32)> {
    vec![(pid(11), "นายสมมุติ หนึ่งใจ", "12", 1), (pid(12), "นางสมศรี สี่พระยา", "99/1", 2)]
}

/// The smallest old container that holds an encrypted workbook's two streams, both empty.
fn encrypted_container() -> Vec<u8> {
    let mut bytes = vec![0; 512 * 3];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[24..32].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0]);
    bytes[32] = 6;
    bytes[44] = 1;
    bytes[48] = 1;
    bytes[56..60].copy_from_slice(&4096_u32.to_le_bytes());
    bytes[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    bytes[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    bytes[76..512].fill(0xff);
    bytes[76..80].fill(0);
    // Its table of sectors is sector 0, its directory sector 1.
    bytes[512..1024].fill(0xff);
    bytes[512..516].copy_from_slice(&0xffff_fffd_u32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    for (n, (name, kind)) in
        [("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2)].iter().enumerate()
    {
        let entry = &mut bytes[1024 + n * 128..1024 + (n + 1) * 128];
        for (at, letter) in name.bytes().enumerate() {
            entry[at * 2] = letter;
        }
        entry[64] = u8::try_from((name.len() + 1) * 2).unwrap();
        entry[66] = *kind;
        entry[68..80].fill(0xff);
        entry[116..120].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    }
    bytes
}

async fn a_file_that_is_no_list_is_refused_with_its_reason(world: World) {
    let workbook = std::fs::read(samples("nakhonphanom-300").join("bmn_2565.xlsx")).unwrap();
    let mut chance = crate::imports::Chance(1);
    let noise: Vec<u8> = (0..5_000).map(|_| u8::try_from(chance.below(256)).unwrap()).collect();
    let html =
        "<html><head><meta charset=utf-8></head><body><table><tr><td>ลำดับ</td></tr></table></body></html>";
    let files = [
        (world.file("empty.xlsx", ""), "file_empty"),
        (world.file("truncated.xlsx", &workbook[..workbook.len() / 2]), "file_truncated"),
        (world.file("noise.xls", noise), "format_unknown"),
        (world.file("locked.xlsx", encrypted_container()), "file_encrypted"),
        (world.file("saved.xls", html), "format_unknown"),
        (world.file("letter.csv", "เรียน นายอำเภอ\nขอส่งรายชื่อ\n"), "source_unknown"),
    ];
    for (file, code) in &files {
        for mode in ["check", "apply"] {
            let refused = import(&world, mode, std::slice::from_ref(file), &["--year", "2566"]);
            assert_eq!(refused.refused_for(), *code, "{}", file.display());
        }
    }
    let all: Vec<_> = files.iter().map(|it| it.0.clone()).collect();
    let together = import(&world, "apply", &all, &["--year", "2566"]);
    assert_eq!(together.code, Some(1));
    assert_eq!(together.report["files"].as_array().unwrap().len(), files.len());
    assert_eq!(sources(&world).1.len(), 0);
    assert_eq!(spooled(&world), Vec::<String>::new());
}

async fn the_survey_year_must_be_known_and_agree(world: World) {
    let silent = world.file("silent.csv", thaiqm("บัญชีครัวเรือนที่มีปัญหา", &heads()));
    let stating = world.file("stating.csv", thaiqm("บัญชีครัวเรือนที่มีปัญหา ปี พ.ศ. 2566", &heads()));
    for mode in ["check", "apply"] {
        let refused = import(&world, mode, std::slice::from_ref(&silent), &[]);
        assert_eq!(refused.refused_for(), "year_needed");
        let refused = import(&world, mode, std::slice::from_ref(&stating), &["--year", "2565"]);
        assert!(
            ["year_mismatch", "years_disagree"].contains(&refused.refused_for().as_str()),
            "{}",
            refused.report
        );
        let refused = import(&world, mode, std::slice::from_ref(&stating), &["--source", "tpmap"]);
        assert_eq!(refused.refused_for(), "source_mismatch");
    }
    assert_eq!(sources(&world).1.len(), 0);

    let said = apply(&world, &[silent], &["--year", "2565"]);
    assert_eq!(
        (&said.report["files"][0]["year"], &said.report["files"][0]["source"]),
        (&2565.into(), &"thaiqm".into())
    );
    let stated = apply(&world, &[stating], &["--source", "thaiqm"]);
    assert_eq!(stated.report["files"][0]["year"], 2566);
    assert_eq!(sources(&world).1.len(), 4);
}

on_both!(a_file_that_is_no_list_is_refused_with_its_reason, the_survey_year_must_be_known_and_agree);
