//! TPMAP's public figures: an area a row, every column by the name the file gives it.

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads};
use crate::kind::Kind;
use crate::sources::{Profile, count, owned};

/// Level of the area: `country`, `province`, `district`, `subdistrict`, `village`.
pub(crate) const LEVEL: &str = "level";
/// Code of the area, or `country`.
pub(crate) const CODE: &str = "code";

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::TpmapPublic,
    bind,
    is_proved_by: |found| {
        count(found, |it| it.starts_with("poor.") || it.starts_with("indicator") || it.starts_with("MOF_"))
            >= 4
    },
    usual: || owned(&[]),
    house_code: HouseCodeUse::Sign,
    is_household_file: false,
    tells_of_work: false,
};

/// The level a code column names, by its key.
pub(crate) fn level_of(key: &str) -> Option<(&'static str, u8)> {
    match key {
        "provinceid" => Some(("province", 2)),
        "amphurid" | "amphoeid" => Some(("district", 4)),
        "tumbolid" | "tambolid" | "tambonid" => Some(("subdistrict", 6)),
        "villageid" => Some(("village", 10)),
        _ => None,
    }
}

fn bind(header: &Header) -> Option<Binding> {
    let written = header.written.trim();
    if let Some((_, digits)) = level_of(&header.key) {
        return Some(Binding::new(written, Reads::StatisticCode(digits)));
    }
    let is_figure = written.starts_with("poor.") || written.starts_with("JPT.") || is_base_figure(written);
    is_figure.then(|| Binding::new(written, Reads::Statistic))
}

fn is_base_figure(name: &str) -> bool {
    let is_indicator =
        name.strip_prefix("indicator").is_some_and(|it| matches!(it.rsplit('.').next(), Some("ALL" | "CNT")));
    is_indicator || name.ends_with("_CNT") || matches!(name, "household.CNT" | "happiness")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_the_names_of_the_file() {
        let bound = |name: &str| bind(&Header::new(name));
        assert_eq!(bound("village_ID"), Some(Binding::new("village_ID", Reads::StatisticCode(10))));
        assert_eq!(
            bound("poor.JPT.MOFval.ind31.CNT"),
            Some(Binding::new("poor.JPT.MOFval.ind31.CNT", Reads::Statistic))
        );
        assert_eq!(bound("HOUSEMEMBER_CNT"), Some(Binding::new("HOUSEMEMBER_CNT", Reads::Statistic)));
        assert_eq!(bound("name"), None);
    }
}
