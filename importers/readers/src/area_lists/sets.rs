//! Lists of local administrative organisations and clusters: `kind`, `name`, `members` and perhaps `code`.

use phonjon_domain::area::{AreaCode, AreaKind, AreaSetLine};

use super::Reading;
use crate::wording::ascii_digits;

/// Which column holds what.
pub(super) struct SetLayout {
    kind: usize,
    name: usize,
    members: usize,
    code: Option<usize>,
}

impl SetLayout {
    /// The layout of a file by its first line.
    pub(super) fn of(cells: &[String]) -> Option<Self> {
        let at = |name: &str| cells.iter().position(|it| it.to_lowercase() == name);
        Some(Self { kind: at("kind")?, name: at("name")?, members: at("members")?, code: at("code") })
    }
}

/// Reads a line. One without a kind, a name or a member is left out; so is one with a member that is no code, since half
/// a set would let nobody see the other half.
pub(super) fn read(layout: &SetLayout, line: u64, cells: &[String], list: &mut Reading) {
    let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
    if cells.iter().all(String::is_empty) {
        return;
    }
    let kind = AreaKind::from_code(cell(layout.kind)).filter(|it| *it != AreaKind::Administrative);
    let Some(kind) = kind else {
        list.issue(line, "area_line_kind_unknown", cell(layout.kind));
        return;
    };
    let written = cell(layout.members).split([' ', ';', '|']).filter(|it| !it.is_empty());
    let mut members = Vec::new();
    for it in written {
        match AreaCode::parse_padded(&ascii_digits(it)) {
            Ok(code) => members.push(code),
            Err(_) => {
                list.issue(line, "area_line_code_invalid", it);
                return;
            }
        }
    }
    members.sort_unstable();
    members.dedup();
    let name = cell(layout.name).to_owned();
    if name.is_empty() || members.is_empty() {
        list.issue(line, "area_line_set_empty", cell(layout.members));
        return;
    }
    let code = layout.code.map(cell).filter(|it| !it.is_empty()).map(str::to_owned);
    list.sets.push(AreaSetLine { kind, code, name, members });
}
