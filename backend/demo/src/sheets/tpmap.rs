//! The TPMAP target list: one row per person who fails a dimension, and through 2565 also holds a welfare card.

use std::path::Path;

use super::{INDICATORS, INVENTED, List};
use crate::DemoError;
use crate::chance::Chance;
use crate::household::{Household, Province};
use crate::mess::{self, Cell};
use crate::person::{Person, Sex};
use crate::places::PROVINCE;
use crate::survey::{DIMENSIONS, failed_by};

const BEFORE: [&str; 16] = [
    "ลำดับ",
    "รหัสบ้าน",
    "เลขประจำตัวประชาชน",
    "คำนำหน้า",
    "ชื่อ",
    "นามสกุล",
    "เพศ",
    "วันเกิด",
    "อายุ (ปี)",
    "บ้านเลขที่",
    "หมู่ที่",
    "ชื่อหมู่บ้าน",
    "ตำบล",
    "อำเภอ",
    "จังหวัด",
    "รหัสพื้นที่",
];
const DIMENSION_NAMES: [&str; 5] =
    ["ด้านสุขภาพ", "ด้านความเป็นอยู่", "ด้านการศึกษา", "ด้านรายได้", "ด้านการเข้าถึงบริการภาครัฐ"];
const AFTER: [&str; 2] = ["บัตรสวัสดิการแห่งรัฐ", "รายได้เฉลี่ย (บาท/คน/ปี)"];

/// The last survey year whose list asks for a welfare card as well.
const LAST_YEAR_WITH_CARD: u16 = 2565;

/// Writes the list of one round.
pub(crate) fn write(path: &Path, province: &Province, round: usize) -> Result<(), DemoError> {
    let (mut list, mut n_rows) = (begun(path, province.year(round))?, 0);
    for household in province.households(round) {
        n_rows = write_household(&mut list, province, &household, round, n_rows, u32::MAX)?;
    }
    list.row([Cell::text("รวมทั้งสิ้น"), Cell::count(n_rows)])?;
    list.texts(["หมายเหตุ : ข้อมูล ณ วันที่จัดทำรายงาน"])?;
    list.save()
}

/// Writes the list of the first round, cut after exactly `most` rows or where the province ends.
pub(crate) fn write_rows(path: &Path, province: &Province, most: u32) -> Result<(), DemoError> {
    let (mut list, mut n_rows) = (begun(path, province.year(0))?, 0);
    for household in province.households(0) {
        n_rows = write_household(&mut list, province, &household, 0, n_rows, most)?;
        if n_rows == most {
            break;
        }
    }
    list.save()
}

fn begun(path: &Path, year: u16) -> Result<List, DemoError> {
    let mut list = List::new(path, &format!("เป้าหมาย {year}"))?;
    list.texts([format!("บัญชีรายชื่อคนจนเป้าหมาย TPMAP ปี พ.ศ. {year}")])?;
    list.texts([INVENTED])?;
    list.texts([format!("ข้อมูล ณ วันที่ 31 มกราคม {year}")])?;
    let indicators = DIMENSIONS.iter().flat_map(|it| it.iter());
    let indicators = indicators.map(|number| format!("ตชว.{number} {}", INDICATORS[number - 1]));
    let before = BEFORE.iter().chain(&DIMENSION_NAMES).map(|it| (*it).to_owned());
    list.texts(before.chain(indicators).chain(AFTER.map(str::to_owned)))?;
    Ok(list)
}

/// Writes the members on the list, at most up to row `most`, and gives the number of the last row.
fn write_household(
    list: &mut List,
    province: &Province,
    household: &Household,
    round: usize,
    n_rows: u32,
    most: u32,
) -> Result<u32, DemoError> {
    let (year, mut n_rows) = (province.year_ce(round), n_rows);
    let mut chance = province.chance_in(household.idx, round, 11);
    for member in &household.members {
        let failed = failed_by(member, &household.survey, year);
        let needs_card = province.year(round) <= LAST_YEAR_WITH_CARD;
        if failed.is_empty() || (needs_card && !member.has_card) {
            continue;
        }
        // Copied twice by mistake, now and then.
        let n_copies = if chance.per_mille(3) { 2 } else { 1 };
        let row = cells(&mut chance, household, member, &failed, year);
        for _ in 0..n_copies {
            if n_rows < most {
                n_rows += 1;
                list.row([Cell::count(n_rows)].into_iter().chain(row.iter().cloned()))?;
            }
        }
    }
    Ok(n_rows)
}

/// The cells after the running number.
fn cells(
    chance: &mut Chance,
    household: &Household,
    member: &Person,
    failed: &[usize],
    year: u16,
) -> Vec<Cell> {
    let village = household.village();
    let title = mess::title(chance, member.title_in(year));
    // Some offices glue the title to the name and leave its own column empty.
    let is_glued = chance.per_mille(40);
    let mut cells = vec![
        Cell::text(&household.house_code),
        mess::pid(chance, member),
        if is_glued { Cell::Blank } else { Cell::text(title) },
        if is_glued { Cell::Text(format!("{title}{}", member.first)) } else { Cell::text(member.first) },
        Cell::text(&member.last),
        Cell::text(match member.sex {
            Sex::Man => "ชาย",
            Sex::Woman => "หญิง",
        }),
        mess::birth(chance, member),
        Cell::count(member.age_in(year).into()),
        Cell::text(&household.house_no),
        mess::moo(chance, village.moo),
        Cell::text(&village.name),
        mess::area(chance, "ต.", village.tambon),
        mess::area(chance, "อ.", village.amphoe),
        Cell::text(PROVINCE),
        Cell::text(&village.code),
    ];
    let flag = |is_set: bool| Cell::count(u32::from(is_set));
    cells.extend(DIMENSIONS.map(|dimension| flag(dimension.iter().any(|it| failed.contains(it)))));
    cells.extend(DIMENSIONS.iter().flat_map(|it| it.iter()).map(|it| flag(failed.contains(it))));
    let n_members = u32::try_from(household.members.len()).unwrap_or_default();
    cells.push(mess::card(chance, member.has_card));
    cells.push(mess::baht(chance, household.survey.income_avg(n_members)));
    cells
}
