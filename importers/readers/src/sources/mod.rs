//! The sources that are read, each with the columns it is known by.

pub(crate) mod bmn;
pub(crate) mod indicators;
pub(crate) mod thaiqm;
pub(crate) mod tpmap;
pub(crate) mod tpmap_public;
pub(crate) mod welfare;

use std::collections::BTreeSet;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header};
use crate::kind::Kind;

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
}

/// Every profile; where a header proves two of them, the earlier one holds.
pub(crate) const PROFILES: [&Profile; 5] =
    [&tpmap_public::PROFILE, &thaiqm::PROFILE, &tpmap::PROFILE, &bmn::PROFILE, &welfare::PROFILE];

/// The profile of a kind.
pub(crate) fn profile(kind: Kind) -> &'static Profile {
    match kind {
        Kind::Tpmap => &tpmap::PROFILE,
        Kind::Thaiqm => &thaiqm::PROFILE,
        Kind::Bmn => &bmn::PROFILE,
        Kind::Welfare => &welfare::PROFILE,
        Kind::TpmapPublic => &tpmap_public::PROFILE,
    }
}

fn count(fields: &BTreeSet<&str>, is_one: impl Fn(&str) -> bool) -> usize {
    fields.iter().filter(|it| is_one(it)).count()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}
