//! The rows as one CSV file, with the truth and what was found, so that another program can be measured on the same.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use phonjon_domain::calendar::PartialDate;
use phonjon_linking::record::Sex;

use crate::harness::Store;
use crate::lists::TrueRow;

/// Writes `rows.csv` into a folder.
pub(crate) fn write(folder: &Path, rows: &[&TrueRow], store: &Store) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut text = String::from(
        "unique_id,source,year,pid,is_valid,first,last,sex,birth,birth_year,house_code,house_no,moo,tambon,amphoe,person,home,found_person\n",
    );
    for (at, (row, linked)) in rows.iter().zip(&store.rows).enumerate() {
        let it = &row.record;
        let sex = match it.sex {
            Some(Sex::Male) => "M",
            Some(Sex::Female) => "F",
            None => "",
        };
        let (birth, year) = match it.birth {
            Some(PartialDate::Day(day)) => (day.to_string(), day.to_string()[..4].to_owned()),
            Some(other) => (String::new(), other.year().to_string()),
            None => (String::new(), String::new()),
        };
        let plain = |text: &Option<String>| text.clone().unwrap_or_default().replace([',', '"', '\n'], " ");
        let written = writeln!(
            text,
            "{at},{},{},{},{},{},{},{sex},{birth},{year},{},{},{},{},{},{},{},{}",
            it.source.code(),
            it.year.get(),
            row.pid,
            u8::from(it.pid.is_some()),
            plain(&it.first),
            plain(&it.last),
            plain(&it.house_code),
            plain(&it.house_no),
            it.moo.unwrap_or_default(),
            plain(&it.tambon),
            plain(&it.amphoe),
            row.person,
            row.home,
            linked.person.0.as_u128()
        );
        written.map_err(io::Error::other)?;
    }
    std::fs::write(folder.join("rows.csv"), text)
}
