//! Source rows with the person and household each is linked to, questions, and pairs that were said to be two.

use std::collections::HashMap;
use std::io::Write;

use uuid::Uuid;

use super::Lines;
use super::cell::{Cell, Columns, Line};
use super::label::{Labels, Naming};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

const ROW: Columns = &[
    ("home_province", Cell::Small),
    ("outcome", Cell::Text),
    ("area_id", Cell::Id),
    ("observed_on", Cell::Day),
    ("is_head", Cell::Bool),
    ("person_matcher", Cell::Text),
    ("household_matcher", Cell::Text),
    ("erased_at", Cell::IsSet),
    ("is_gone", Cell::Bool),
];

pub(super) async fn export<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    for places in labels.places.chunks(1_000) {
        let text = format!(
            "select r.id, r.home_province, r.outcome, r.area_id, r.observed_on, r.erased_at, case when r.gone_in is not null then true end as is_gone, l.is_head, \
             l.person_matcher, l.household_matcher from source_row r join link l \
             on l.home_province = r.home_province and l.source_row_id = r.id and l.undone_at is null \
             where r.id in ({})",
            sql::marks(places.len())
        );
        let mut found = HashMap::with_capacity(places.len());
        for row in sql::rows(store.reader(), &text, places.iter().map(|it| it.id.into()).collect()).await? {
            let id: Uuid = row.try_get("", "id")?;
            found.insert(id, row);
        }
        for place in places {
            let Some(row) = found.get(&place.id) else { continue };
            let line = Line::new("row")
                .with("row", place.text())
                .with("says", place.digest_text())
                .with("person", labels.of(place.person))
                .with("household", labels.of(place.household))
                .read(row, ROW, labels)?;
            out.line(&line.into_text())?;
        }
    }
    questions(store, labels, out).await
}

/// Pairs are told in the order of their names; which of the two was left is chance.
async fn questions<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    let text = "select kind, left_id, right_id, reasons, area_id, answer, answered_by from link_question";
    let columns: Columns = &[
        ("kind", Cell::Text),
        ("reasons", Cell::Json),
        ("area_id", Cell::Id),
        ("answer", Cell::Text),
        ("answered_by", Cell::Id),
    ];
    let mut lines = Vec::new();
    for row in sql::rows(store.reader(), text, vec![]).await? {
        let pair = [row.try_get("", "left_id")?, row.try_get("", "right_id")?];
        lines.push(Line::new("question").with("pair", pair_text(labels, pair)).read(&row, columns, labels)?);
    }
    out.sorted(lines)?;
    let text = "select kind, left_id, right_id from link_refusal";
    let mut lines = Vec::new();
    for row in sql::rows(store.reader(), text, vec![]).await? {
        let pair = [row.try_get("", "left_id")?, row.try_get("", "right_id")?];
        let line = Line::new("not_the_same").with("pair", pair_text(labels, pair));
        lines.push(line.read(&row, &[("kind", Cell::Text)], labels)?);
    }
    // Remembered in both directions.
    lines.sort_unstable_by_key(|it| it.clone().into_text());
    lines.dedup();
    out.sorted(lines)
}

fn pair_text(labels: &Labels, mut pair: [Uuid; 2]) -> Vec<String> {
    pair.sort_unstable_by_key(|it| labels.order(*it));
    pair.iter().map(|it| labels.of(*it)).collect()
}
