//! The ThaiQM list: one row per household with a problem, under a header of two lines, seven groups over 36 items.

use std::path::Path;

use super::{INVENTED, List};
use crate::DemoError;
use crate::chance::Chance;
use crate::household::{Household, Province};
use crate::mess::{self, Cell};
use crate::places::PROVINCE;

const BEFORE: [&str; 9] = [
    "ลำดับ",
    "จังหวัด",
    "อำเภอ",
    "ตำบล",
    "หมู่ที่",
    "บ้านเลขที่",
    "เลขประจำตัวประชาชนหัวหน้าครัวเรือน",
    "ชื่อ-สกุล หัวหน้าครัวเรือน",
    "จำนวนสมาชิก (คน)",
];

/// The groups in order, each with its items as printed.
const GROUPS: [(&str, &[&str]); 7] = [
    (
        "บ้าน/ที่อยู่อาศัย",
        &[
            "ไม่มีบ้านอยู่อาศัย (คน)",
            "บ้านทรุดโทรม (ครัวเรือน)",
            "ไม่มีส้วม (ครัวเรือน)",
            "ส้วมไม่ถูกสุขลักษณะ (ครัวเรือน)",
            "ปลูกผักสวนครัว (ครัวเรือน)",
            "คัดแยกขยะ (ครัวเรือน)",
        ],
    ),
    ("น้ำดื่ม/น้ำใช้", &["ไม่มีน้ำดื่มสะอาด (ครัวเรือน)", "ไม่มีน้ำสะอาดสำหรับใช้ (ครัวเรือน)", "ได้รับผลกระทบจากมลพิษ (ครัวเรือน)"]),
    (
        "การศึกษา",
        &[
            "เด็ก 3-5 ปี ไม่ได้เข้าศูนย์พัฒนาเด็กเล็ก (คน)",
            "เด็ก 6-14 ปี ไม่ได้เรียน (คน)",
            "จบ ม.3 ไม่ได้เรียนต่อ (คน)",
            "อ่านเขียนภาษาไทยไม่ได้ (คน)",
            "คิดเลขอย่างง่ายไม่ได้ (คน)",
        ],
    ),
    (
        "รายได้และอาชีพ",
        &[
            "รายได้เฉลี่ยต่ำกว่า 40,000 บาทต่อปี (คน)",
            "อายุ 15-59 ปี ไม่มีอาชีพและรายได้ (คน)",
            "อายุ 60 ปีขึ้นไป ไม่มีอาชีพและรายได้ (คน)",
            "ไม่มีเงินออม (คน)",
        ],
    ),
    ("ความปลอดภัยในชีวิตและทรัพย์สิน", &["ไม่ปลอดภัยในชีวิตและทรัพย์สิน (ครัวเรือน)", "ได้รับผลกระทบจากยาเสพติด (ครัวเรือน)"]),
    (
        "กลุ่มเปราะบาง",
        &[
            "ผู้ป่วยเรื้อรังไม่มีผู้ดูแล (คน)",
            "ผู้ป่วยติดเตียงไม่มีผู้ดูแล (คน)",
            "ผู้พิการไม่ได้รับการช่วยเหลือ (คน)",
            "ผู้สูงอายุไม่ได้รับการช่วยเหลือ (คน)",
            "เดินทางไปโรงพยาบาลไม่ได้ (คน)",
        ],
    ),
    (
        "ความเดือดร้อนที่ไม่สามารถแก้ไขได้ด้วยตนเอง",
        &[
            "ไม่มีบัตรประชาชน (คน)",
            "บ้านไม่มีเลขที่ (ครัวเรือน)",
            "ไม่มีชื่อในทะเบียนบ้าน (ครัวเรือน)",
            "ไม่มีถนนเข้าออก (ครัวเรือน)",
            "ไม่มีไฟฟ้าใช้ (ครัวเรือน)",
            "ไม่มีน้ำประปา (ครัวเรือน)",
            "หนี้นอกระบบ (คน)",
            "ถูกหลอกไปทำงานต่างประเทศ (คน)",
            "ถูกฉ้อโกง (คน)",
            "ไม่ได้รับความเป็นธรรม (คน)",
            "ที่ดินทำกินไม่มีเอกสารสิทธิ์ (คน)",
        ],
    ),
];

/// Writes the list of one round.
pub(crate) fn write(path: &Path, province: &Province, round: usize) -> Result<(), DemoError> {
    let year = province.year(round);
    let mut list = List::new(path, "รายครัวเรือน")?;
    list.texts([format!("บัญชีครัวเรือนที่มีปัญหา ThaiQM ปี พ.ศ. {year}")])?;
    list.texts([INVENTED])?;
    // A group's name stands over the first of its items only, as when its cells are merged.
    let groups = GROUPS.iter().flat_map(|(name, items)| {
        items.iter().enumerate().map(move |(at, _)| if at == 0 { *name } else { "" })
    });
    list.texts(BEFORE.into_iter().chain(groups))?;
    let items = GROUPS.iter().flat_map(|(_, items)| items.iter().copied());
    list.texts(BEFORE.map(|_| "").into_iter().chain(items))?;
    let mut n_rows = 0;
    for household in province.households(round) {
        let mut chance = province.chance_in(household.idx, round, 12);
        if !household.survey.has_problem() || chance.per_mille(120) {
            continue;
        }
        n_rows += 1;
        list.row(cells(&mut chance, n_rows, &household, province.year_ce(round)))?;
    }
    list.row([Cell::text("รวมทั้งสิ้น"), Cell::count(n_rows)])?;
    list.save()
}

fn cells(chance: &mut Chance, number: u32, household: &Household, year: u16) -> Vec<Cell> {
    let village = household.village();
    let mut cells = vec![
        Cell::count(number),
        mess::area(chance, "จังหวัด", PROVINCE),
        mess::area(chance, "อำเภอ", village.amphoe),
        mess::area(chance, "ตำบล", village.tambon),
        mess::moo(chance, village.moo),
        Cell::text(&household.house_no),
        mess::pid(chance, household.head()),
        mess::full_name(chance, household.head(), year),
        Cell::count(u32::try_from(household.members.len()).unwrap_or_default()),
    ];
    let items = GROUPS.iter().flat_map(|(_, items)| items.iter());
    cells.extend(items.zip(household.survey.problems).map(|(item, n)| match n {
        0 => Cell::Blank,
        n if item.ends_with("(คน)") => Cell::count(n),
        _ => Cell::text("✓"),
    }));
    cells
}
