//! Persons with their numbers.

use std::collections::HashMap;
use std::io::Write;

use uuid::Uuid;

use super::Lines;
use super::cell::{Cell, Columns, Line};
use super::label::{Labels, Naming, masked};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

const PERSON: Columns = &[
    ("home_province", Cell::Small),
    ("id", Cell::Id),
    ("title", Cell::Text),
    ("first_name", Cell::Text),
    ("last_name", Cell::Text),
    ("sex", Cell::Text),
    ("birth", Cell::Text),
    ("died_on", Cell::Text),
    ("moved_away_on", Cell::Day),
    ("card", Cell::Bool),
    ("composed_from", Cell::Json),
];
const NUMBER: Columns = &[
    ("person_id", Cell::Id),
    ("kind", Cell::Text),
    ("valid_from", Cell::Day),
    ("valid_until", Cell::Day),
    ("status", Cell::Text),
];

const CORRECTION: Columns = &[
    ("person_id", Cell::Id),
    ("kind", Cell::Text),
    ("household_id", Cell::Id),
    ("on_day", Cell::Day),
    ("account_id", Cell::Id),
];

pub(super) async fn export<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    let db = store.reader();
    // Who bore a number first, in the order of names.
    let mut first: HashMap<Vec<u8>, Uuid> = HashMap::new();
    for some in labels.persons.chunks(1_000) {
        let ids = || some.iter().map(|it| (*it).into()).collect();
        let text = format!("select * from person where id in ({})", sql::marks(some.len()));
        let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::with_capacity(some.len());
        for row in sql::rows(db, &text, ids()).await? {
            let line = Line::new("person").read(&row, PERSON, labels)?;
            lines.insert(row.try_get("", "id")?, vec![line]);
        }
        let text = format!("select * from identifier where person_id in ({})", sql::marks(some.len()));
        let held = format!(
            "select * from correction where undone_at is null and person_id in ({})",
            sql::marks(some.len())
        );
        for row in sql::rows(db, &held, ids()).await? {
            let line = Line::new("correction").read(&row, CORRECTION, labels)?;
            lines.entry(row.try_get("", "person_id")?).or_default().push(line);
        }
        let mut numbers: HashMap<Uuid, Vec<sea_orm::QueryResult>> = HashMap::new();
        for row in sql::rows(db, &text, ids()).await? {
            numbers.entry(row.try_get("", "person_id")?).or_default().push(row);
        }
        for id in some {
            for row in numbers.get(id).map_or(&[][..], Vec::as_slice) {
                let (kind, key_id): (String, String) = (row.try_get("", "kind")?, row.try_get("", "key_id")?);
                let sealed: Vec<u8> = row.try_get("", "ciphertext")?;
                let number = store.keys().open_identifier(&kind, &sealed, &key_id)?;
                let hash: Option<Vec<u8>> = row.try_get("", "blind_index")?;
                let same_as = hash.map(|hash| labels.of(*first.entry(hash).or_insert(*id)));
                let shown = if same_as.is_some() { masked(&number) } else { number };
                let line = Line::new("number").with("number", shown).with("first_of", same_as);
                lines.entry(*id).or_default().push(line.read(row, NUMBER, labels)?);
            }
            out.sorted(lines.remove(id).unwrap_or_default())?;
        }
    }
    Ok(())
}
