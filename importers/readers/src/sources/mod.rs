//! The sources that are read, each with the columns it is known by.

pub(crate) mod accounts;
pub(crate) mod bmn;
pub(crate) mod help;
pub(crate) mod indicators;
pub(crate) mod teams;
pub(crate) mod thaiqm;
pub(crate) mod tpmap;
pub(crate) mod tpmap_public;
pub(crate) mod visits;
pub(crate) mod welfare;

use std::collections::BTreeSet;

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, bind_shared};
use crate::kind::Kind;
use crate::wording::key;

/// A source as a reader needs it.
pub(crate) struct Profile {
    pub(crate) kind: Kind,
    /// What a column of this source holds, by its header.
    pub(crate) bind: fn(&Header) -> Option<Binding>,
    /// True where these fields can only be this source's.
    pub(crate) is_proved_by: fn(&BTreeSet<&str>) -> bool,
    /// Fields a file of this source usually has.
    pub(crate) usual: fn() -> Vec<String>,
    pub(crate) house_code: HouseCodeUse,
    /// True where a row speaks of a household and names its head.
    pub(crate) is_household_file: bool,
    /// True where a row tells of work that was done, or of who does it: not of a person or household of a survey.
    pub(crate) tells_of_work: bool,
}

/// Every profile; where a header proves two of them, the earlier one holds.
pub(crate) const PROFILES: [&Profile; 9] = [
    &visits::PROFILE,
    &help::PROFILE,
    &teams::PROFILE,
    &accounts::PROFILE,
    &tpmap_public::PROFILE,
    &thaiqm::PROFILE,
    &tpmap::PROFILE,
    &bmn::PROFILE,
    &welfare::PROFILE,
];

/// The profile of a kind.
pub(crate) fn profile(kind: Kind) -> &'static Profile {
    match kind {
        Kind::Tpmap => &tpmap::PROFILE,
        Kind::Thaiqm => &thaiqm::PROFILE,
        Kind::Bmn => &bmn::PROFILE,
        Kind::Welfare => &welfare::PROFILE,
        Kind::TpmapPublic => &tpmap_public::PROFILE,
        Kind::Visits => &visits::PROFILE,
        Kind::Help => &help::PROFILE,
        Kind::Teams => &teams::PROFILE,
        Kind::Accounts => &accounts::PROFILE,
    }
}

fn count(fields: &BTreeSet<&str>, is_one: impl Fn(&str) -> bool) -> usize {
    fields.iter().filter(|it| is_one(it)).count()
}

/// True where a row of work says in some way which household it is about.
fn names_a_household(fields: &BTreeSet<&str>) -> bool {
    [fields::SHORT_NUMBER, fields::HOUSE_CODE, fields::PID].iter().any(|it| fields.contains(it))
}

/// The columns by which a row of work says which household it is about; names and addresses are for people to read.
fn bind_household(header: &Header) -> Option<Binding> {
    const SHORT_NUMBERS: [&str; 9] = [
        "เลขย่อ",
        "เลขย่อครัวเรือน",
        "เลขย่อบนใบเยี่ยม",
        "รหัสครัวเรือน",
        "เลขครัวเรือน",
        "เลขที่ครัวเรือน",
        "shortnumber",
        "householdnumber",
        "householdno",
    ];
    if SHORT_NUMBERS.contains(&header.bare.as_str()) {
        return Some(Binding::new(fields::SHORT_NUMBER, Reads::ShortNumber));
    }
    let says_whose =
        |it: &Binding| matches!(it.reads, Reads::Sequence | Reads::CitizenNumber | Reads::HouseCode);
    bind_shared(header).filter(says_whose)
}

/// True where a row says which district or subdistrict it is about.
fn names_a_place(fields: &BTreeSet<&str>) -> bool {
    [fields::AMPHOE, fields::TAMBON, fields::AREA_CODE].iter().any(|it| fields.contains(it))
}

/// The columns by which a row of a roster says which place it is about.
fn bind_place(header: &Header) -> Option<Binding> {
    let says_where = |it: &Binding| {
        matches!(
            it.reads,
            Reads::Sequence | Reads::Area(_) | Reads::Moo | Reads::Village | Reads::VillageCode
        )
    };
    bind_shared(header).filter(says_where)
}

/// The column of this header in a table of spellings, which are compared without spaces and signs.
fn bind_by(table: &[(&'static str, Reads, &[&str])], header: &Header) -> Option<Binding> {
    let is_it = |spelling: &&str| [&header.key, &header.bare].contains(&&key(spelling));
    let found = table.iter().find(|it| it.2.iter().any(is_it));
    found.map(|(field, reads, _)| Binding::new(*field, *reads))
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}
