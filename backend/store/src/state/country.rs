//! Areas, published statistics and parameter sets.

use std::io::Write;

use super::Lines;
use super::cell::{Cell, Columns, Line};
use super::label::Labels;
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

const AREA: Columns = &[
    ("code", Cell::Text),
    ("level", Cell::Text),
    ("kind", Cell::Text),
    ("origin", Cell::Text),
    ("parent_id", Cell::Id),
    ("name_th", Cell::Text),
    ("name_en", Cell::Text),
    ("home_province", Cell::Small),
    ("valid_from", Cell::Day),
    ("valid_until", Cell::Day),
];
const ALIAS: Columns = &[("area_id", Cell::Id), ("alias", Cell::Text)];
const SUCCESSOR: Columns = &[("area_id", Cell::Id), ("successor_id", Cell::Id), ("since", Cell::Day)];
const PUBLISHED: Columns = &[
    ("source", Cell::Text),
    ("survey_year", Cell::Small),
    ("level", Cell::Text),
    ("code", Cell::Text),
    ("shape", Cell::Text),
    ("batch_id", Cell::Id),
    ("area_id", Cell::Id),
    ("figures", Cell::Json),
];
const PARAMETERS: Columns = &[
    ("kind", Cell::Text),
    ("version", Cell::Text),
    ("first_year", Cell::Small),
    ("last_year", Cell::Small),
    ("content_hash", Cell::Bytes),
    ("status", Cell::Text),
    ("state", Cell::Text),
];

/// Areas as they are named by lists, and those only seen in which something is.
const LIVE_AREAS: &str = "select a.* from area a where a.origin <> 'seen' or exists (select 1 from area_closure c \
     where c.ancestor_id = a.id and (\
     exists (select 1 from household h where h.area_id = c.descendant_id and h.gone_at is null) \
     or exists (select 1 from \"case\" k where k.area_id = c.descendant_id) \
     or exists (select 1 from residence r where r.area_id = c.descendant_id) \
     or exists (select 1 from grant_area g where g.area_id = c.descendant_id) \
     or exists (select 1 from published_statistic p where p.area_id = c.descendant_id)))";

pub(super) async fn export<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    for (kind, text, columns) in [
        ("area", LIVE_AREAS, AREA),
        ("area_alias", "select * from area_alias", ALIAS),
        ("area_successor", "select * from area_successor", SUCCESSOR),
        ("published_statistic", "select * from published_statistic", PUBLISHED),
        ("parameter_set", "select * from parameter_set", PARAMETERS),
    ] {
        let mut lines = Vec::new();
        for row in sql::rows(store.reader(), text, vec![]).await? {
            lines.push(Line::new(kind).read(&row, columns, labels)?);
        }
        out.sorted(lines)?;
    }
    Ok(())
}
