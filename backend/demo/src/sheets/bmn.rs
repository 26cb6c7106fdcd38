//! The จปฐ. list: one row per household with its 31 indicators, incomes, spending and debt.

use std::path::Path;

use super::{INDICATORS, INVENTED, List};
use crate::DemoError;
use crate::chance::Chance;
use crate::household::{Household, Province};
use crate::mess::{self, Cell};
use crate::places::PROVINCE;

const BEFORE: [&str; 11] = [
    "ลำดับ",
    "เลขรหัสประจำบ้าน",
    "เลขประจำตัวประชาชนหัวหน้าครัวเรือน",
    "ชื่อ-สกุล หัวหน้าครัวเรือน",
    "บ้านเลขที่",
    "หมู่",
    "ชื่อหมู่บ้าน",
    "ตำบล",
    "อำเภอ",
    "จังหวัด",
    "จำนวนสมาชิก (คน)",
];
const AFTER: [&str; 8] = [
    "รายได้จากอาชีพหลัก (บาท/ปี)",
    "รายได้จากอาชีพรอง (บาท/ปี)",
    "รายได้อื่น (บาท/ปี)",
    "รายได้จากการทำ-หาเอง (บาท/ปี)",
    "รายได้รวม (บาท/ปี)",
    "รายได้เฉลี่ย (บาท/คน/ปี)",
    "รายจ่าย (บาท/ปี)",
    "หนี้สิน (บาท)",
];

/// Writes the list of one round.
pub(crate) fn write(path: &Path, province: &Province, round: usize) -> Result<(), DemoError> {
    let year = province.year(round);
    let mut list = List::new(path, "จปฐ.")?;
    list.texts([format!("ข้อมูลความจำเป็นพื้นฐาน (จปฐ.) รายครัวเรือน ปี พ.ศ. {year}")])?;
    list.texts([INVENTED])?;
    let indicators = INDICATORS.iter().zip(1..).map(|(text, number)| format!("{number}. {text}"));
    let headers = BEFORE.map(str::to_owned).into_iter().chain(indicators).chain(AFTER.map(str::to_owned));
    list.texts(headers)?;
    let mut n_rows = 0;
    for household in province.households(round) {
        let mut chance = province.chance_in(household.idx, round, 10);
        // A few doors stay shut on the day of the survey.
        if chance.per_mille(40) {
            continue;
        }
        n_rows += 1;
        list.row(cells(&mut chance, n_rows, &household, province.year_ce(round)))?;
    }
    list.row([Cell::text("รวมทั้งสิ้น"), Cell::count(n_rows)])?;
    list.save()
}

fn cells(chance: &mut Chance, number: u32, household: &Household, year: u16) -> Vec<Cell> {
    let (village, survey) = (household.village(), &household.survey);
    let n_members = u32::try_from(household.members.len()).unwrap_or_default();
    let mut cells = vec![
        Cell::count(number),
        Cell::text(&household.house_code),
        mess::pid(chance, household.head()),
        mess::full_name(chance, household.head(), year),
        Cell::text(&household.house_no),
        mess::moo(chance, village.moo),
        Cell::text(&village.name),
        mess::area(chance, "ตำบล", village.tambon),
        mess::area(chance, "อำเภอ", village.amphoe),
        Cell::text(PROVINCE),
        Cell::count(n_members),
    ];
    cells.extend(survey.results.iter().map(|result| match result {
        '1' => Cell::count(1),
        '0' => Cell::count(0),
        _ => Cell::text("-"),
    }));
    cells.extend(survey.incomes.map(|amount| mess::baht(chance, amount)));
    cells.extend([
        Cell::count(survey.income_total()),
        Cell::count(survey.income_avg(n_members)),
        mess::baht(chance, survey.spending),
        mess::baht(chance, survey.debt),
    ]);
    cells
}
