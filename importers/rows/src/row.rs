//! One row of a file as it was read: its place, its values by field name, what was wrong, and the cells as written.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Taken as it stands, or after certain repairs only.
    Accepted,
    /// Taken, but somebody should look at its issues.
    AcceptedWithWarning,
    /// Refused: its issues say why.
    Rejected,
    /// Not data: blank, a repeated header, a total, a note.
    Skipped,
}

/// A value as it should be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing was stated.
    Null,
    /// A whole number: counts, 1/0 results, whole baht, Buddhist years of a register.
    Int(i64),
    /// Text: names, codes, ISO dates cut at the first unknown part, `-` for not applicable.
    Text(String),
}

impl Value {
    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Int(_) => None,
        }
    }

    /// The number, when it is one.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Null | Self::Text(_) => None,
        }
    }
}

/// By what stands there: trying one shape after the other makes and drops an error for every text.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("nothing, a whole number or a text")
            }

            fn visit_unit<E: Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_i64<E: Error>(self, n: i64) -> Result<Value, E> {
                Ok(Value::Int(n))
            }

            fn visit_u64<E: Error>(self, n: u64) -> Result<Value, E> {
                i64::try_from(n).map(Value::Int).map_err(E::custom)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Something about a row or one of its cells that a person should know.
///
/// `code` and `args` become a Thai or English sentence in the words room; a sentence never repeats a personal number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Stable word such as `id_check_digit`.
    pub code: String,
    /// Field name; `None` for the whole row.
    pub field: Option<String>,
    /// Header of the column as written.
    pub column: Option<String>,
    /// The cell as it was written.
    pub value: Option<String>,
    /// Arguments of the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

/// A cell as it was written, with the header it stands under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawCell {
    /// Header as written, or `column 7` where there is none.
    pub column: String,
    /// The cell's text; a number as the file holds it, a date cell as the ISO date it holds.
    pub text: String,
}

/// One row as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRow {
    /// Sheet name; empty for text files.
    pub sheet: String,
    /// Row as shown, from 1.
    pub row: u32,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What a person should know.
    pub issues: Vec<Issue>,
    /// Values by field name, as listed in [`fields`]. Fields the file has no column for are absent.
    pub values: BTreeMap<String, Value>,
    /// The cells as written, in column order; blank cells left out.
    pub raw: Vec<RawCell>,
}

impl ReadRow {
    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.values.get(field).and_then(Value::as_text)
    }

    /// The number of a field.
    pub fn int(&self, field: &str) -> Option<i64> {
        self.values.get(field).and_then(Value::as_int)
    }

    /// True where the row goes on to be stored.
    pub const fn is_accepted(&self) -> bool {
        match self.outcome {
            Outcome::Accepted | Outcome::AcceptedWithWarning => true,
            Outcome::Rejected | Outcome::Skipped => false,
        }
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Taken without remark.
    pub accepted: u64,
    /// Taken with a remark.
    pub accepted_with_warning: u64,
    /// Refused.
    pub rejected: u64,
    /// Not data.
    pub skipped: u64,
}

impl Counts {
    /// Counts one more row.
    pub const fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::AcceptedWithWarning => self.accepted_with_warning += 1,
            Outcome::Rejected => self.rejected += 1,
            Outcome::Skipped => self.skipped += 1,
        }
    }

    /// Adds another file's counts.
    pub const fn add_all(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.accepted_with_warning += other.accepted_with_warning;
        self.rejected += other.rejected;
        self.skipped += other.skipped;
    }
}

/// The names of the fields, one list for readers, linking's callers and the command line's JSON.
///
/// Indicators of a target list are `ind1`… (1 = fails), of a จปฐ. file `bmn1`… (1 passes, 0 fails, `-` not
/// applicable), ThaiQM problems `q01`… (1 or a count, 0 none); the five dimensions bear their own words (1 = fails).
pub mod fields {
    /// Citizen number, 13 digits, or null.
    pub const PID: &str = "pid";
    /// A masked number as it was written, digits and `x` only: a weak key. Absent where the number is whole.
    pub const PID_MASKED: &str = "pid_masked";
    /// Title in full: นางสาว, not น.ส.
    pub const TITLE: &str = "title";
    /// First name.
    pub const FIRST: &str = "first";
    /// Last name.
    pub const LAST: &str = "last";
    /// `M` or `F`.
    pub const SEX: &str = "sex";
    /// Birth date, common era, cut at the first unknown part.
    pub const BIRTH: &str = "birth";
    /// Age in years as told.
    pub const AGE: &str = "age";
    /// House code, 11 digits.
    pub const HOUSE_CODE: &str = "house_code";
    /// House number.
    pub const HOUSE_NO: &str = "house_no";
    /// Village number.
    pub const MOO: &str = "moo";
    /// Village name.
    pub const VILLAGE: &str = "village";
    /// Subdistrict name without its prefix.
    pub const TAMBON: &str = "tambon";
    /// District name without its prefix; เมือง in full (เมืองนครพนม).
    pub const AMPHOE: &str = "amphoe";
    /// Province name without its prefix.
    pub const PROVINCE: &str = "province";
    /// Village code, 8 digits.
    pub const AREA_CODE: &str = "area_code";
    /// Welfare card: 1 has one.
    pub const CARD: &str = "card";
    /// Average income, baht a person a year.
    pub const INCOME_AVG: &str = "income_avg";
    /// Household income, baht a year, all kinds together.
    pub const INCOME_TOTAL: &str = "income_total";
    /// Members of the household.
    pub const MEMBERS: &str = "members";
    /// Welfare register: round, a Buddhist year.
    pub const ROUND: &str = "round";
    /// Welfare register: result in words.
    pub const STATUS: &str = "status";
    /// Past work: the short number of the household, as printed on visit sheets.
    pub const SHORT_NUMBER: &str = "short_number";
    /// Past visits: the day, common era.
    pub const VISITED_ON: &str = "visited_on";
    /// Past visits: how the household was reached, by its code.
    pub const MANNER: &str = "manner";
    /// Past visits: who went, as written.
    pub const VISITED_BY: &str = "visited_by";
    /// Past visits: who told, as written.
    pub const TOLD_BY: &str = "told_by";
    /// Past visits: what was found, as written.
    pub const FINDINGS: &str = "findings";
    /// Past visits: what checking found, by its code.
    pub const VERIFICATION: &str = "verification";
    /// Past visits: the household's class, by its code.
    pub const CLASS: &str = "class";
    /// Past visits: nothing changed since the one before: `yes` or `no`.
    pub const NOTHING_CHANGED: &str = "nothing_changed";
    /// Past visits: income as told, satang a person a year.
    pub const INCOME_YEAR: &str = "income_year";
    /// Past visits: income as told, satang a person a month.
    pub const INCOME_MONTH: &str = "income_month";
    /// Past help: the need it met, as written.
    pub const NEED: &str = "need";
    /// Past help: immediate or development, by its code.
    pub const KIND: &str = "kind";
    /// Past help: cash, in kind or service, by its code.
    pub const FORM: &str = "form";
    /// Past help: the sector that gave it, by its code.
    pub const SECTOR: &str = "sector";
    /// Past help: who gave it, as written.
    pub const AGENCY: &str = "agency";
    /// Past help: the project, as written.
    pub const PROJECT: &str = "project";
    /// Past help: what it was worth, satang.
    pub const VALUE_SATANG: &str = "value_satang";
    /// Past help: the day it was planned for, common era.
    pub const PLANNED_ON: &str = "planned_on";
    /// Past help: the day it was given, common era.
    pub const DONE_ON: &str = "done_on";
    /// Past help: what came of it, by its code.
    pub const OUTCOME: &str = "outcome";
    /// Rosters: what the team is called.
    pub const TEAM: &str = "team";
    /// Rosters: the kind of team, by its code.
    pub const TEAM_KIND: &str = "team_kind";
    /// Rosters: who serves in the team, as it calls them.
    pub const MEMBER: &str = "member";
    /// Rosters: a person or an organisation, by its code.
    pub const MEMBER_KIND: &str = "member_kind";
    /// Rosters: by office or by good will, by its code.
    pub const FORMALITY: &str = "formality";
    /// Rosters: the member's part in the team, by its code.
    pub const PART: &str = "part";
    /// Rosters: the first day in the team, common era.
    pub const SINCE: &str = "since";
    /// Rosters and accounts: what one signs in with.
    pub const USER_NAME: &str = "user_name";
    /// Accounts: what others see.
    pub const DISPLAY_NAME: &str = "display_name";
    /// Accounts: the role, by its code.
    pub const ROLE: &str = "role";
    /// Accounts: how the power is held, by its code.
    pub const HELD_AS: &str = "held_as";
    /// Accounts: number of the order that the role rests on.
    pub const ORDER_NUMBER: &str = "order_number";
    /// Accounts: the first day of the role, common era.
    pub const VALID_FROM: &str = "valid_from";
    /// Accounts: its last day, common era.
    pub const VALID_UNTIL: &str = "valid_until";
}
