//! Every code a row's issue or a file's refusal may bear, with what it means and which arguments its sentence takes.

/// What an issue does to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The row is not data.
    Skips,
    /// The row is refused.
    Refuses,
    /// The row is kept and somebody should look.
    Warns,
    /// The row is kept: a certain repair, or a thing worth knowing.
    Notes,
    /// The whole file is refused.
    RefusesFile,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal $weight:ident;)+) => {
        $($(#[$doc])* pub const $name: &str = $code;)+

        /// Every code with its weight, in the order of this page.
        pub const ALL: &[(&str, Weight)] = &[$(($name, Weight::$weight)),+];
    };
}

codes! {
    // Rows that are not data.
    /// Nothing stands in the row. No arguments.
    ROW_BLANK = "row_blank" Skips;
    /// The header again. No arguments.
    ROW_HEADER = "row_header" Skips;
    /// A total or subtotal. No arguments.
    ROW_TOTAL = "row_total" Skips;
    /// A note below or between the data. No arguments.
    ROW_NOTE = "row_note" Skips;

    /// A sheet in which no header was found, told once at its first row. `rows` = how many rows it has.
    SHEET_WITHOUT_HEADER = "sheet_without_header" Skips;

    /// A sheet that is left out because somebody said so, told once at its first row. `rows` = how many rows it has.
    SHEET_LEFT_OUT = "sheet_left_out" Skips;

    // Rows that are refused.
    /// The citizen number was turned into scientific notation, its last digits are lost. No arguments.
    ID_SCIENTIFIC = "id_scientific" Refuses;
    /// The citizen number has the wrong number of digits. `digits` = how many were found.
    ID_LENGTH = "id_length" Refuses;
    /// The check digit of the citizen number does not agree with the other twelve. No arguments.
    ID_CHECK_DIGIT = "id_check_digit" Refuses;
    /// The cell holds something that is no citizen number. No arguments.
    ID_UNREADABLE = "id_unreadable" Refuses;
    /// The house code lost digits, and the file has no other sure key of the household. `digits` = how many are left.
    HOUSE_CODE_LOST = "house_code_lost" Refuses;
    /// Nobody is named and nothing else says whom the row is about. No arguments.
    ROW_WITHOUT_IDENTITY = "row_without_identity" Refuses;
    /// A number, or nothing with a letter, stands where a title or name is due: the columns of the row seem shifted. No
    /// arguments.
    NAME_NOT_A_NAME = "name_not_a_name" Refuses;
    /// A header above the row names other columns than the sheet's first one, in a way that cannot be followed. `row` = its
    /// number.
    HEADER_CHANGED = "header_changed" Refuses;
    /// The day of a visit or of help cannot be read as a whole day, or lies in the future. No arguments.
    DAY_UNREADABLE = "day_unreadable" Refuses;
    /// The day on which something begins or ends cannot be read as a whole day, or lies further ahead than twenty years. No
    /// arguments.
    DAY_AHEAD_UNREADABLE = "day_ahead_unreadable" Refuses;
    /// The cell holds another word than those that are known. `known` = these, in Thai.
    WORD_UNKNOWN = "word_unknown" Refuses;
    /// The amount cannot be read. No arguments.
    WORTH_UNREADABLE = "worth_unreadable" Refuses;
    /// The area code of a published statistic cannot be read. No arguments.
    STATISTIC_CODE_UNREADABLE = "statistic_code_unreadable" Refuses;

    // Rows that are kept, with a warning.
    /// The row is hidden in the sheet; it was read like any other. No arguments.
    ROW_HIDDEN = "row_hidden" Warns;
    /// The sheet of the row is hidden; it was read like any other. No arguments.
    SHEET_HIDDEN = "sheet_hidden" Warns;
    /// The same row stands above. `row` = its number, `sheet` = its sheet.
    DUPLICATE_ROW = "duplicate_row" Warns;
    /// The same person in the same house stands above, with some other cells or in a row that was refused. `row`, `sheet` as above.
    DUPLICATE_PERSON = "duplicate_person" Warns;
    /// The same citizen number stands beside different names in this file. No arguments.
    ID_SHARED = "id_shared" Warns;
    /// The same person stands in two households of this file. No arguments.
    PERSON_IN_TWO_HOUSEHOLDS = "person_in_two_households" Warns;
    /// The same house stands in this file under two heads. No arguments.
    HOUSEHOLD_LISTED_TWICE = "household_listed_twice" Warns;
    /// No citizen number is given. No arguments.
    ID_MISSING = "id_missing" Warns;
    /// The citizen number is masked and kept as unknown. No arguments.
    ID_MASKED = "id_masked" Warns;
    /// No house code is given. No arguments.
    HOUSE_CODE_MISSING = "house_code_missing" Warns;
    /// The house code lost digits and is left out. `digits` = how many are left.
    HOUSE_CODE_INCOMPLETE = "house_code_incomplete" Warns;
    /// The village code is no code of eight digits and is left out. No arguments.
    AREA_CODE_UNREADABLE = "area_code_unreadable" Warns;
    /// The village code and the names of the row speak of different places; the code is left out. No arguments.
    AREA_CODE_MISMATCH = "area_code_mismatch" Warns;
    /// An empty place name was taken from the row above, though most rows of the sheet state it. No arguments.
    AREA_GUESSED = "area_guessed" Warns;
    /// The place name of this level is missing. No arguments.
    AREA_MISSING = "area_missing" Warns;
    /// The address in one cell could not be taken apart whole. No arguments.
    ADDRESS_UNREADABLE = "address_unreadable" Warns;
    /// The address in one cell and a column of its own name different places, numbers or houses; the column's was taken. No
    /// arguments.
    ADDRESS_DISAGREES = "address_disagrees" Warns;
    /// The village number is no number. No arguments.
    MOO_UNREADABLE = "moo_unreadable" Warns;
    /// A spreadsheet had turned the house number into a date; it was turned back. `stored` = the house number.
    HOUSE_NUMBER_WAS_DATE = "house_number_was_date" Warns;
    /// A spreadsheet had turned the house number into a date, and which number it was cannot be told. No arguments.
    HOUSE_NUMBER_LOST = "house_number_lost" Warns;
    /// No birth date is given. No arguments.
    DATE_MISSING = "date_missing" Warns;
    /// There is no such day. No arguments.
    DATE_IMPOSSIBLE = "date_impossible" Warns;
    /// The cell holds no date that can be read. No arguments.
    DATE_UNREADABLE = "date_unreadable" Warns;
    /// The date lies after the survey year. No arguments.
    DATE_IN_FUTURE = "date_in_future" Warns;
    /// The year has two digits; the latest Buddhist year not in the future was taken. `stored` = the date.
    DATE_TWO_DIGIT_YEAR = "date_two_digit_year" Warns;
    /// The result of the indicator is blank. No arguments.
    INDICATOR_BLANK = "indicator_blank" Warns;
    /// The result is neither pass, fail nor not applicable. No arguments.
    INDICATOR_BAD = "indicator_bad" Warns;
    /// The mark cannot be read. No arguments.
    MARK_UNREADABLE = "mark_unreadable" Warns;
    /// A cross was read as a mark; many forms cross out what does not apply. No arguments.
    MARK_CROSS = "mark_cross" Warns;
    /// The letter x stands as a mark, first in this row of its column: many forms cross out what does not apply. `count` =
    /// cells of the column that hold it.
    MARK_LETTER = "mark_letter" Warns;
    /// The result of the welfare register says neither that the person holds a card nor that not. No arguments.
    REGISTER_RESULT_UNKNOWN = "register_result_unknown" Warns;
    /// The count is larger than the household. `count`, `members`.
    COUNT_OVER_MEMBERS = "count_over_members" Warns;
    /// The cell holds no number that can be read. No arguments.
    NUMBER_UNREADABLE = "number_unreadable" Warns;
    /// The sex cannot be read. No arguments.
    SEX_UNREADABLE = "sex_unreadable" Warns;
    /// The title is not among those known; it is kept as written. No arguments.
    TITLE_UNKNOWN = "title_unknown" Warns;
    /// No first name is given. No arguments.
    FIRST_NAME_MISSING = "first_name_missing" Warns;
    /// No last name is given. No arguments.
    LAST_NAME_MISSING = "last_name_missing" Warns;
    /// Among other text stood what reads as a citizen number; it was left out. No arguments.
    ID_IN_TEXT = "id_in_text" Warns;
    /// The cell holds a fault of the spreadsheet such as `#REF!`. No arguments.
    CELL_FAULT = "cell_fault" Warns;

    // Things worth knowing about rows that are kept.
    /// A citizen number of class 0 had lost its first digit; it was put back and its check digit agrees. No arguments.
    ID_LEADING_ZERO_RESTORED = "id_leading_zero_restored" Notes;
    /// A date cell held the Buddhist year as if it were the common one. `stored` = the date.
    DATE_BUDDHIST_CELL = "date_buddhist_cell" Notes;
    /// The date was written as a spreadsheet's day number. `stored` = the date.
    DATE_SERIAL = "date_serial" Notes;
    /// Only a part of the date is known. `stored` = that part.
    DATE_PARTIAL = "date_partial" Notes;
    /// The title stood in the cell of the name. No arguments.
    TITLE_FROM_NAME = "title_from_name" Notes;
    /// The last name stood in the cell of the first one. No arguments.
    LAST_NAME_FROM_FIRST = "last_name_from_first" Notes;
    /// No title is given. No arguments.
    TITLE_MISSING = "title_missing" Notes;
    /// The capital district was written without the province's name. `stored` = the district.
    DISTRICT_COMPLETED = "district_completed" Notes;
    /// An empty place name was taken from the first row of its block. No arguments.
    AREA_FILLED_DOWN = "area_filled_down" Notes;
    /// Satang were rounded to whole baht. No arguments.
    BAHT_ROUNDED = "baht_rounded" Notes;

    // Files that are refused.
    /// The workbook is protected by a password. No arguments.
    FILE_ENCRYPTED = "file_encrypted" RefusesFile;
    /// The file is empty, or no sheet holds anything. No arguments.
    FILE_EMPTY = "file_empty" RefusesFile;
    /// The file ends in the middle. No arguments.
    FILE_TRUNCATED = "file_truncated" RefusesFile;
    /// The file is damaged. No arguments.
    FILE_UNREADABLE = "file_unreadable" RefusesFile;
    /// The file, or what it unpacks to, is too large. `limit` = which limit, in words of the format.
    FILE_TOO_LARGE = "file_too_large" RefusesFile;
    /// The packed file is made to unpack to far more than an office file would. `limit` as above.
    ZIP_BOMB = "zip_bomb" RefusesFile;
    /// The content is of no format that is read here. `found` = what it looks like, if known.
    FORMAT_UNKNOWN = "format_unknown" RefusesFile;
    /// The workbook holds macros or links to other files. No arguments.
    ACTIVE_CONTENT = "active_content" RefusesFile;
    /// A table has a column of passwords: nothing of the file is read. No arguments.
    FILE_WITH_PASSWORDS = "file_with_passwords" RefusesFile;
    /// No header of a known source was found. No arguments.
    SOURCE_UNKNOWN = "source_unknown" RefusesFile;
    /// The file is of another source than was said. `wanted`, `found`.
    SOURCE_MISMATCH = "source_mismatch" RefusesFile;
    /// No row looks like a header. No arguments.
    NO_HEADER = "no_header" RefusesFile;
    /// There are more columns than are read. `limit`.
    TOO_MANY_COLUMNS = "too_many_columns" RefusesFile;
    /// There are more rows than are read. `limit`.
    TOO_MANY_ROWS = "too_many_rows" RefusesFile;
    /// The file states survey years that differ from each other or from the one given. `years`.
    YEARS_DISAGREE = "years_disagree" RefusesFile;
    /// The mapping names a field that the source does not have. `field`, `source`.
    MAPPING_FIELD_UNKNOWN = "mapping_field_unknown" RefusesFile;
    /// The mapping gives one field to two columns of a sheet. `field`, `column` = the second.
    MAPPING_FIELD_TWICE = "mapping_field_twice" RefusesFile;
    /// The mapping names a column that the file does not have. `column`.
    MAPPING_COLUMN_MISSING = "mapping_column_missing" RefusesFile;
    /// The mapping names a sheet that the file does not have. `sheet`.
    MAPPING_SHEET_MISSING = "mapping_sheet_missing" RefusesFile;
    /// By the mapping nothing says whom or which house a row is about. No arguments.
    MAPPING_WITHOUT_PERSON = "mapping_without_person" RefusesFile;
    /// By the mapping no column holds what the source is about. `source`.
    MAPPING_WITHOUT_CONTENT = "mapping_without_content" RefusesFile;
    /// The mapping leaves every sheet out. No arguments.
    MAPPING_WITHOUT_SHEET = "mapping_without_sheet" RefusesFile;
}

/// The weight of a code; an unknown code warns.
pub fn weight(code: &str) -> Weight {
    ALL.iter().find(|(it, _)| *it == code).map_or(Weight::Warns, |(_, weight)| *weight)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_code_stands_twice() {
        let codes: BTreeSet<_> = ALL.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), ALL.len());
    }

    #[test]
    fn a_code_knows_its_weight() {
        assert_eq!(weight(ID_CHECK_DIGIT), Weight::Refuses);
        assert_eq!(weight(DATE_PARTIAL), Weight::Notes);
        assert_eq!(weight("never heard of"), Weight::Warns);
    }
}
