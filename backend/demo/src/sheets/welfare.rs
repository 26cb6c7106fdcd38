//! The welfare register: one line per person who applied for a card, as UTF-8 text with a byte order mark.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::DemoError;
use crate::chance::Chance;
use crate::household::{Household, Province};
use crate::mess;
use crate::person::Person;
use crate::places::PROVINCE;

const HEADERS: &str = "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา";

/// Writes the register of one round.
pub(crate) fn write(path: &Path, province: &Province, round: usize) -> Result<(), DemoError> {
    lines(path, province, round).map_err(|source| DemoError::Write { path: path.to_owned(), source })
}

fn lines(path: &Path, province: &Province, round: usize) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    write!(file, "\u{feff}{HEADERS}\r\n")?;
    let mut n_rows = 0;
    for household in province.households(round) {
        let mut chance = province.chance_in(household.idx, round, 13);
        for member in &household.members {
            // Some apply and are refused.
            let is_refused = !member.has_card;
            if is_refused && !(member.age_in(province.year_ce(round)) >= 18 && chance.per_mille(60)) {
                continue;
            }
            n_rows += 1;
            let line = line(&mut chance, &household, member, province.year_ce(round));
            let result = if is_refused {
                "ไม่ผ่านเกณฑ์"
            } else {
                "ผ่านเกณฑ์"
            };
            write!(file, "{n_rows},{line},{},{result}\r\n", province.year(round))?;
        }
    }
    write!(file, "รวมทั้งสิ้น,{n_rows},,,,,,,\r\n")?;
    file.flush()
}

/// From the number to the address; no field of ours holds a comma or a quotation mark.
fn line(chance: &mut Chance, household: &Household, member: &Person, year: u16) -> String {
    let village = household.village();
    let (no, moo) = (&household.house_no, village.moo);
    let address = if chance.per_mille(100) {
        format!("{no} ม. {moo} {} {} {PROVINCE}", village.tambon, village.amphoe)
    } else {
        format!("{no} หมู่ที่ {moo} ตำบล{} อำเภอ{} จังหวัด{PROVINCE}", village.tambon, village.amphoe)
    };
    [
        mess::pid(chance, member).into_text(),
        mess::title(chance, member.title_in(year)).to_owned(),
        member.first.to_owned(),
        member.last.clone(),
        mess::birth(chance, member).into_text(),
        address,
    ]
    .join(",")
}
