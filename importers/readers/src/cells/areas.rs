//! Which subdistrict, district or province a cell names, without its prefix and with the capital district in full.

use phonjon_rows::Value;

use crate::cells::{Note, Reading, says_nothing};
use crate::codes;
use crate::wording::tidy;

/// Levels that a file names in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Province,
    District,
    Subdistrict,
}

impl Level {
    /// Prefixes of the level, those that need no dot first.
    fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Province => &["จังหวัด", "จ.", "จ "],
            Self::District => &["กิ่งอำเภอ", "กิ่ง อ.", "กิ่งอ.", "อำเภอ", "อ.", "อ ", "เขต"],
            Self::Subdistrict => &["ตำบล", "ต.", "ต ", "แขวง"],
        }
    }
}

/// The capital district where it bears no other name.
const CAPITAL: &str = "เมือง";

/// Reads the name of an area; `None` in the value where the cell is empty.
pub(crate) fn read_area(text: Option<&str>, level: Level) -> Option<String> {
    let text = tidy(text?);
    if says_nothing(&text) {
        return None;
    }
    let bare =
        level.prefixes().iter().find_map(|it| text.strip_prefix(it)).map_or(text.as_str(), str::trim_start);
    let name: String = bare.trim_start_matches('.').chars().filter(|c| *c != ' ').collect();
    let name = match (level, name.as_str()) {
        (Level::Province, "กทม" | "กทม." | "กรุงเทพฯ" | "กรุงเทพ" | "กรุงเทพมหานครฯ") => {
            "กรุงเทพมหานคร".to_owned()
        }
        // The sign stands for the rest of the name: เมืองฯ is เมือง of its province.
        (Level::District, "เมืองฯ") => CAPITAL.to_owned(),
        _ => name,
    };
    (!name.is_empty()).then_some(name)
}

/// The capital district in full: เมือง of นครพนม is เมืองนครพนม.
pub(crate) fn complete_district(district: String, province: Option<&str>) -> Reading {
    match province {
        Some(province) if district == CAPITAL => {
            let stored = format!("{CAPITAL}{province}");
            Reading::noted(
                Value::Text(stored.clone()),
                Note::with(codes::DISTRICT_COMPLETED, "stored", &stored),
            )
        }
        _ => Reading::text(district),
    }
}

/// True where two names of a level, both as [`read_area`] gives them, are one: the capital district may stand short.
pub(crate) fn is_same_area(level: Level, one: &str, other: &str) -> bool {
    let is_short = |short: &str, whole: &str| short == CAPITAL && whole.starts_with(CAPITAL);
    one == other || (level == Level::District && (is_short(one, other) || is_short(other, one)))
}

/// The name of a village as written, tidied.
pub(crate) fn read_village(text: Option<&str>) -> Reading {
    let Some(name) = text.map(tidy).filter(|it| !says_nothing(it)) else { return Reading::none() };
    let name = name.strip_prefix("หมู่บ้าน").map_or(name.as_str(), str::trim_start);
    Reading::text(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_go_and_names_stay() {
        let read = |text: &str, level| read_area(Some(text), level);
        for text in ["ตำบล บ้านกลาง", "ต.บ้านกลาง", "ต. บ้านกลาง", "บ้านกลาง "]
        {
            assert_eq!(read(text, Level::Subdistrict).as_deref(), Some("บ้านกลาง"), "{text}");
        }
        assert_eq!(read("เมือง นครพนม", Level::District).as_deref(), Some("เมืองนครพนม"));
        assert_eq!(read("อ.ท่าอุเทน", Level::District).as_deref(), Some("ท่าอุเทน"));
        assert_eq!(read("กิ่งอำเภอวังยาง", Level::District).as_deref(), Some("วังยาง"));
        assert_eq!(read("เขตบางรัก", Level::District).as_deref(), Some("บางรัก"));
        assert_eq!(read("จ. นครพนม", Level::Province).as_deref(), Some("นครพนม"));
        assert_eq!(read("อากาศอำนวย", Level::District).as_deref(), Some("อากาศอำนวย"));
        assert_eq!(read("-", Level::Subdistrict), None);
        assert_eq!(read("", Level::Subdistrict), None);
        assert_eq!(read("ตำบล", Level::Subdistrict), None);
    }

    #[test]
    fn bangkok_has_many_names() {
        for text in ["กทม.", "กทม", "กรุงเทพฯ", "กรุงเทพมหานคร", "จังหวัดกรุงเทพมหานคร"]
        {
            assert_eq!(read_area(Some(text), Level::Province).as_deref(), Some("กรุงเทพมหานคร"), "{text}");
        }
    }

    #[test]
    fn the_capital_district_bears_its_province() {
        let read = |text: &str, province| {
            complete_district(read_area(Some(text), Level::District).unwrap(), province)
        };
        for text in ["เมือง", "อ.เมือง", "อำเภอเมือง", "อ. เมือง", "เมืองฯ", "อ.เมืองฯ", "อ.เมือง ฯ", "อำเภอเมืองฯ"]
        {
            assert_eq!(read(text, Some("นครพนม")).value.as_text(), Some("เมืองนครพนม"), "{text}");
            assert_eq!(read(text, None).value.as_text(), Some("เมือง"), "{text}");
        }
        assert_eq!(read("อำเภอเมืองนครพนม", Some("นครพนม")), Reading::text("เมืองนครพนม"));
    }
}
