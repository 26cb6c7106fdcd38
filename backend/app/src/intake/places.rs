//! Where a row lies by its code and its names, and what is told where that is less than they say.

use std::collections::BTreeMap;

use phonjon_domain::area::AreaLevel;
use phonjon_rows::{Issue, ReadRow, fields};
use phonjon_store::areas::{AreaIndex, AreaQuery, CodeSays, Resolved};
use uuid::Uuid;

use super::evidence::Values;

/// Names of the place that no known area bears.
const AREA_NOT_FOUND: &str = "area_not_found";
/// A name that no known area bears, while the rest of the row says where it lies.
const AREA_NAME_DIFFERS: &str = "area_name_differs";
/// The name of the subdistrict alone says where the row lies.
const AREA_NAME_ALONE: &str = "area_name_alone";
/// Not even the province is known.
const AREA_UNKNOWN: &str = "area_unknown";
/// The code is of another place than the names.
const CODE_CONTRADICTS: &str = "code_contradicts";

/// True for a row that was taken and of whose place nothing is known: no case is opened for it until that is known.
pub(super) fn is_without_place(row: &ReadRow) -> bool {
    row.is_accepted() && row.issues.iter().any(|it| it.code == AREA_UNKNOWN)
}

/// Where a row lies.
pub(super) struct Place {
    pub(super) area: Option<Uuid>,
    pub(super) home_province: i16,
    /// True where its names say more: a later list of areas may know them.
    pub(super) is_open: bool,
    /// What somebody should look at.
    pub(super) warnings: Vec<Issue>,
}

/// True for a warning about a row's place: it is told by the areas known now.
pub(super) fn is_of_place(code: &str) -> bool {
    [AREA_NOT_FOUND, AREA_NAME_DIFFERS, AREA_NAME_ALONE, AREA_UNKNOWN, CODE_CONTRADICTS].contains(&code)
}

/// What a row says about its place.
pub(super) fn query(values: &Values) -> AreaQuery<'_> {
    let text = |field: &str| values.get(field).and_then(phonjon_rows::Value::as_text);
    AreaQuery {
        code: text(fields::AREA_CODE),
        province: text(fields::PROVINCE),
        amphoe: text(fields::AMPHOE),
        tambon: text(fields::TAMBON),
        moo: values.get(fields::MOO).and_then(phonjon_rows::Value::as_int),
        village: text(fields::VILLAGE),
    }
}

/// Finds where a row lies; `columns` are the headers its fields were found under.
pub(super) fn place(areas: &AreaIndex, columns: &BTreeMap<String, String>, values: &Values) -> Place {
    let query = query(values);
    let told = |code: &str, field: Option<&str>, args: &[(&str, String)]| Issue {
        code: code.to_owned(),
        field: field.map(str::to_owned),
        column: field.and_then(|it| columns.get(it)).cloned(),
        // It is kept with the row in the open, and anything may stand in a cell.
        value: None,
        args: args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    let Some(found) = areas.resolve(&query) else {
        let warnings = vec![told(AREA_UNKNOWN, None, &[])];
        return Place { area: None, home_province: 0, is_open: true, warnings };
    };
    let known = ("found", called(areas, &found));
    let mut warnings = Vec::new();
    let missed = found.unmatched.filter(|it| *it > found.level);
    if let Some(level) = missed {
        let level_code = ("missing", level.code().to_owned());
        warnings.push(told(AREA_NOT_FOUND, Some(field_of(level, &query)), &[known.clone(), level_code]));
    }
    if let Some(level) = found.unmatched.filter(|_| found.is_called_otherwise) {
        let level_code = ("missing", level.code().to_owned());
        warnings.push(told(AREA_NAME_DIFFERS, Some(field_of(level, &query)), &[known.clone(), level_code]));
    }
    let is_blank = |name: Option<&str>| name.is_none_or(|it| it.trim().is_empty());
    let is_bare = is_blank(query.province) && is_blank(query.amphoe) && found.code != CodeSays::Agrees;
    if is_bare && found.level >= AreaLevel::Subdistrict {
        warnings.push(told(AREA_NAME_ALONE, Some(fields::TAMBON), std::slice::from_ref(&known)));
    }
    if matches!(found.code, CodeSays::Contradicts | CodeSays::Unknown) {
        warnings.push(told(CODE_CONTRADICTS, Some(fields::AREA_CODE), &[known]));
    }
    let is_open = missed.is_some();
    Place { area: Some(found.area.0), home_province: found.home_province.0, is_open, warnings }
}

/// Name and code of what was found.
fn called(areas: &AreaIndex, found: &Resolved) -> String {
    let parts = [areas.name(found.area), areas.code(found.area)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The field that names a level.
const fn field_of(level: AreaLevel, query: &AreaQuery<'_>) -> &'static str {
    match level {
        AreaLevel::Country | AreaLevel::Province => fields::PROVINCE,
        AreaLevel::District => fields::AMPHOE,
        AreaLevel::Subdistrict => fields::TAMBON,
        AreaLevel::Village if query.moo.is_some() => fields::MOO,
        AreaLevel::Village => fields::VILLAGE,
    }
}
