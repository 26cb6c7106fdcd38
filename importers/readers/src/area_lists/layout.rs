//! The known layouts of lists of areas: which column holds what, and what a line of each says.

use phonjon_domain::area::AreaLevel;

use super::Reading;
use crate::wording::ascii_digits;

/// Columns by what they hold.
pub(super) enum Layout {
    /// The Interior Ministry's population file.
    Population { province: Column, office: Column, subdistrict: Column, village: Column },
    /// One line a village with the names of everything above.
    Villages { code: usize, province: usize, amphoe: usize, tambon: usize, village: usize },
    /// One line an area.
    Areas { code: usize, name_th: usize, name_en: Option<usize>, parent: Option<usize>, level: Option<usize> },
}

/// A code and its name.
#[derive(Clone, Copy)]
pub(super) struct Column {
    code: usize,
    name: usize,
}

impl Layout {
    /// The layout of a file by its first line, and whether that line holds column names.
    pub(super) fn of(cells: &[String]) -> Option<(Self, bool)> {
        let heads: Vec<String> = cells
            .iter()
            .map(|it| it.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
            .collect();
        let at = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
        let pair = |of: &str| {
            Some(Column { code: at(&[&format!("{of}code")])?, name: at(&[&format!("{of}desc")])? })
        };
        if let (Some(province), Some(office), Some(subdistrict), Some(village)) =
            (pair("cc"), pair("rcode"), pair("ccaatt"), pair("ccaattmm"))
        {
            return Some((Self::Population { province, office, subdistrict, village }, true));
        }
        if let (Some(code), Some(province), Some(amphoe), Some(tambon), Some(village)) = (
            at(&["areacode"]),
            at(&["province"]),
            at(&["amphoe", "amphur"]),
            at(&["tambon", "tambol"]),
            at(&["village"]),
        ) {
            return Some((Self::Villages { code, province, amphoe, tambon, village }, true));
        }
        if let (Some(code), Some(name_th)) = (at(&["code", "villageid"]), at(&["nameth", "villagename"])) {
            let (name_en, parent, level) = (at(&["nameen"]), at(&["parentcode"]), at(&["level"]));
            return Some((Self::Areas { code, name_th, name_en, parent, level }, true));
        }
        // Without column names: year and month, then code and name of province, office, subdistrict and village.
        let is_number = |at: usize| {
            cells.get(at).is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
        };
        let is_population = cells.len() >= 12 && [0, 1, 3, 5, 7].into_iter().all(is_number);
        let column = |code| Column { code, name: code + 1 };
        let plain = Self::Population {
            province: column(1),
            office: column(3),
            subdistrict: column(5),
            village: column(7),
        };
        is_population.then_some((plain, false))
    }
}

/// Reads one line.
pub(super) fn read(layout: &Layout, line: u64, cells: &[String], list: &mut Reading) {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    match *layout {
        Layout::Population { province, office, subdistrict, village } => {
            for column in [province, subdistrict, village] {
                let code = ascii_digits(cell(column.code));
                // A sum over a province or an office has zeros where the smaller area's code would be.
                if code.bytes().all(|b| b == b'0') {
                    continue;
                }
                if let Some(code) = list.code(line, &code) {
                    list.add(line, &code, cell(column.name), "");
                }
            }
            add_district(line, [cell(office.code), cell(office.name), cell(subdistrict.code)], list);
        }
        Layout::Villages { code, province, amphoe, tambon, village } => {
            let Some(code) = list.code(line, cell(code)) else { return };
            let names = [
                (AreaLevel::Province, province),
                (AreaLevel::District, amphoe),
                (AreaLevel::Subdistrict, tambon),
                (AreaLevel::Village, village),
            ];
            let mut next = Some(code);
            while let Some(code) = next {
                next = code.parent();
                if let Some((_, at)) = names.iter().find(|it| it.0 == code.level()) {
                    list.add(line, &code, cell(*at), "");
                }
            }
        }
        Layout::Areas { code, name_th, name_en, parent, level } => {
            let Some(code) = list.code(line, cell(code)) else { return };
            let said = |at: Option<usize>| at.map(cell).filter(|it| !it.is_empty());
            if said(parent).is_some_and(|it| code.parent().is_none_or(|parent| parent.as_str() != it)) {
                list.issue(line, "area_line_parent_differs", code.as_str());
            } else if said(level).is_some_and(|it| AreaLevel::from_code(it) != Some(code.level())) {
                list.issue(line, "area_line_level_differs", code.as_str());
            } else {
                list.add(line, &code, cell(name_th), name_en.map_or("", cell));
            }
        }
    }
}

/// The population file names registration offices, not districts. An office is a district's own where its number
/// begins the subdistrict's code and its name says district; an office of a town has another number.
fn add_district(line: u64, [office, name, subdistrict]: [&str; 3], list: &mut Reading) {
    let office = ascii_digits(office);
    let is_district = ["อำเภอ", "กิ่งอำเภอ", "เขต"].iter().any(|it| name.starts_with(it));
    if is_district
        && office.len() == 4
        && ascii_digits(subdistrict).starts_with(&office)
        && let Some(code) = list.code(line, &office)
    {
        list.add(line, &code, name, "");
    }
}
