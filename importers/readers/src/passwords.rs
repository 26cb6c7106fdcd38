//! Whether a table has a column of passwords: nothing of such a file is read, so that none is shown or kept.

use phonjon_rows::fields;

use crate::book::RawRow;
use crate::columns::Header;
use crate::sources::accounts;
use crate::wording::key;

/// What stands somewhere in the header of such a column.
const WORDS: [&str; 6] = ["รหัสผ่าน", "พาสเวิร์ด", "พาสเวิด", "password", "passwd", "passcode"];
/// What is the whole of such a header.
const WHOLE: [&str; 3] = ["pwd", "pass", "pw"];
/// Letters of the longest header; what is longer is a sentence.
const LONGEST: usize = 60;

/// True where a header, as it is compared, is that of passwords.
pub(crate) fn is_header(key: &str) -> bool {
    key.chars().count() <= LONGEST && (WHOLE.contains(&key) || WORDS.iter().any(|it| key.contains(it)))
}

/// True where a cell of a row speaks of a password.
pub(crate) fn speaks_of_one(row: &RawRow) -> bool {
    row.cells.iter().any(|(_, cell)| is_header(&key(&cell.written())))
}

/// True where one of these rows is the header of accounts with their passwords, whatever else is made of the sheet.
pub(crate) fn stand_in(rows: &[RawRow]) -> bool {
    const ITS_OWN: [&str; 3] = [fields::USER_NAME, fields::DISPLAY_NAME, fields::ROLE];
    let names_an_account = |row: &RawRow| {
        let mut found =
            row.cells.iter().filter_map(|(_, cell)| accounts::bind(&Header::new(&cell.written())));
        found.any(|it| ITS_OWN.contains(&it.field.as_str()))
    };
    rows.iter().any(|it| speaks_of_one(it) && names_an_account(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_passwords_is_known_by_its_header() {
        for header in ["รหัสผ่าน", "รหัสผ่านชั่วคราว", "รหัส ผ่าน (ครั้งแรก)", "Password", "initial password", "PWD"]
        {
            assert!(is_header(&key(header)), "{header}");
        }
        for header in ["รหัสบ้าน", "ผ่านเกณฑ์", "รหัสพื้นที่", "passport", "ชื่อผู้ใช้"]
        {
            assert!(!is_header(&key(header)), "{header}");
        }
    }
}
