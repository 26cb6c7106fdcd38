//! What was stored of a file before: its live rows, and which of them the file no longer lists.

use phonjon_domain::access::{Reach, Scope};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::Tx;
use crate::access::scope_condition;
use crate::error::StoreError;
use crate::sql;

/// Values bound to one list at most.
const LIST: usize = 10_000;
/// Rows read at a time.
const PAGE: usize = 20_000;

/// A live row of a file of one name, source and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerRow {
    /// The row.
    pub id: Uuid,
    /// The import that brought it.
    pub batch: Uuid,
    /// What it says.
    pub content_hash: Vec<u8>,
    /// Sheet.
    pub sheet: String,
    /// Row as shown.
    pub row: i32,
    /// What became of it when it was stored.
    pub outcome: String,
    /// What was noted on it then, as JSON.
    pub remarks: Option<String>,
    /// Where its place names resolve to.
    pub area: Option<Uuid>,
    /// True where a later import of the file no longer listed it.
    pub is_gone: bool,
}

/// The live rows of the files of one name, source and year, in the order of their sheets and rows.
///
/// # Errors
///
/// The database's own.
pub async fn former_rows(
    db: &impl ConnectionTrait,
    source: &str,
    survey_year: i16,
    file_name: &str,
) -> Result<Vec<FormerRow>, StoreError> {
    let mut found: Vec<FormerRow> = Vec::new();
    let mut after: Option<(String, i32, Uuid)> = None;
    loop {
        let mut values: Vec<Value> = vec![source.into(), survey_year.into(), file_name.into()];
        let beyond = after.take().map_or("", |(sheet, row, id)| {
            values.extend([sheet.clone().into(), sheet.into(), row.into(), row.into(), id.into()]);
            " and (sheet > ? or (sheet = ? and (row_number > ? or (row_number = ? and id > ?))))"
        });
        let text = format!(
            "select id, batch_id, content_hash, sheet, row_number, outcome, remarks, area_id, gone_in \
             from source_row where source = ? and survey_year = ? and file_name = ? and reversed_at is null \
             and replaced_by is null{beyond} order by sheet, row_number, id limit {PAGE}"
        );
        let page = sql::rows(db, &text, values).await?;
        for row in &page {
            found.push(FormerRow {
                id: row.try_get("", "id")?,
                batch: row.try_get("", "batch_id")?,
                content_hash: row.try_get("", "content_hash")?,
                sheet: row.try_get("", "sheet")?,
                row: row.try_get("", "row_number")?,
                outcome: row.try_get("", "outcome")?,
                remarks: row.try_get("", "remarks")?,
                area: row.try_get("", "area_id")?,
                is_gone: row.try_get::<Option<Uuid>>("", "gone_in")?.is_some(),
            });
        }
        if page.len() < PAGE {
            return Ok(found);
        }
        after = found.last().map(|it| (it.sheet.clone(), it.row, it.id));
    }
}

/// Marks rows as no longer listed by an import, or as listed again. Gives those that it changes something for.
///
/// # Errors
///
/// The database's own.
pub async fn mark(tx: &Tx, batch: Uuid, rows: &[Uuid], are_gone: bool) -> Result<Vec<Uuid>, StoreError> {
    let mut marked = Vec::new();
    for some in rows.chunks(LIST) {
        let ids = || some.iter().map(|it| Value::from(*it));
        let marks = sql::marks(some.len());
        let text = format!(
            "insert into source_row_mark (source_row_id, batch_id, is_gone) \
             select id, ?, ? from source_row where id in ({marks}) on conflict (source_row_id, batch_id) do nothing"
        );
        let values = [batch.into(), are_gone.into()].into_iter().chain(ids()).collect();
        sql::execute(&**tx, &text, values).await?;
        let (gone_in, differs) = if are_gone { (Some(batch), "is null") } else { (None, "is not null") };
        let text = format!(
            "update source_row set gone_in = ? where gone_in {differs} and id in ({marks}) returning id"
        );
        let values = std::iter::once(gone_in.into()).chain(ids()).collect();
        for row in sql::rows(&**tx, &text, values).await? {
            marked.push(row.try_get("", "id")?);
        }
    }
    Ok(marked)
}

/// Forgets which rows an import no longer listed or listed again: it is undone, and they stand as the last of the other
/// imports left them. What waits because they were gone goes with them, or rests on the import that lists them no more
/// either.
///
/// # Errors
///
/// The database's own.
pub async fn forget_marks(tx: &Tx, batch: Uuid) -> Result<(), StoreError> {
    let text = "update source_row set gone_in = (\
           select case when m.is_gone then m.batch_id end from source_row_mark m join import_batch b on b.id = m.batch_id \
           where m.source_row_id = source_row.id and m.batch_id <> ? order by b.started_at desc, b.id desc limit 1) \
         where id in (select source_row_id from source_row_mark where batch_id = ?)";
    sql::execute(&**tx, text, vec![batch.into(), batch.into()]).await?;
    let marked = "from source_row_mark m join source_row r on r.id = m.source_row_id \
         join link l on l.source_row_id = r.id and l.undone_at is null \
         where m.batch_id = ? and l.household_id = opening_proposal.household_id";
    let waits =
        "batch_id = ? and kind = 'no_longer_listed' and (decided_at is null or withdrawn_in is not null)";
    // Where one of them is listed again there is nothing left to wait for.
    let text = format!(
        "update opening_proposal set batch_id = (select r.gone_in {marked} and r.gone_in is not null limit 1) \
         where {waits} and exists (select 1 {marked} and m.is_gone and r.gone_in is not null) \
           and not exists (select 1 {marked} and m.is_gone and r.gone_in is null)"
    );
    sql::execute(&**tx, &text, vec![batch.into(); 4]).await?;
    let text =
        format!("delete from opening_proposal where {waits} and exists (select 1 {marked} and m.is_gone)");
    sql::execute(&**tx, &text, vec![batch.into(); 2]).await?;
    let text = format!(
        "update opening_proposal set decision = null, decided_at = null, withdrawn_in = null \
         where withdrawn_in = ? and kind = 'no_longer_listed' \
           and exists (select 1 {marked} and r.gone_in is not null)"
    );
    sql::execute(&**tx, &text, vec![batch.into(); 2]).await?;
    sql::execute(&**tx, "delete from source_row_mark where batch_id = ?", vec![batch.into()]).await?;
    Ok(())
}

/// A row that an import no longer found in its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GonePlace {
    /// Sheet where it stood; empty for text files.
    pub sheet: String,
    /// Row where it stood, as shown.
    pub row: i32,
}

/// The rows that an import no longer found in its file, after a place, by where they stood.
///
/// # Errors
///
/// The database's own.
pub async fn gone_rows(
    db: &impl ConnectionTrait,
    scope: &Scope,
    batch: Uuid,
    after: Option<(String, i32)>,
    limit: u64,
) -> Result<Vec<GonePlace>, StoreError> {
    let (sheet, row) = after.unwrap_or_else(|| (String::new(), -1));
    let (reach, mut values) = if scope.reach == Reach::Everywhere {
        ("1 = 1".to_owned(), Vec::new())
    } else {
        scope_condition(scope, "r.area_id", None)
    };
    let text = format!(
        "select r.sheet, r.row_number from source_row_mark m join source_row r on r.id = m.source_row_id \
         where {reach} and m.batch_id = ? and m.is_gone and r.reversed_at is null \
         and r.replaced_by is null and (r.sheet > ? or (r.sheet = ? and r.row_number > ?)) \
         order by r.sheet, r.row_number limit {limit}"
    );
    values.extend([batch.into(), sheet.clone().into(), sheet.into(), row.into()]);
    let rows = sql::rows(db, &text, values).await?;
    rows.iter()
        .map(|it| Ok(GonePlace { sheet: it.try_get("", "sheet")?, row: it.try_get("", "row_number")? }))
        .collect()
}

/// Puts away the problems that replaced rows brought and nobody worked on: the rows that took their place say anew
/// what there is. `at` is the instant of the rows that took it.
///
/// # Errors
///
/// The database's own.
pub async fn put_away_problems(
    tx: &Tx,
    rows: &[Uuid],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let text = format!(
            "update problem set gone_at = ? where gone_at is null and version = 1 and visit_id is null \
             and status = 'open' and source_row_id in ({})",
            sql::marks(some.len())
        );
        let values = std::iter::once(at.into()).chain(some.iter().map(|it| (*it).into())).collect();
        sql::execute(&**tx, &text, values).await?;
    }
    Ok(())
}

/// Brings back the problems that were put away when these rows were replaced. Before the rows are revived.
///
/// # Errors
///
/// The database's own.
pub async fn bring_back_problems(tx: &Tx, rows: &[Uuid]) -> Result<(), StoreError> {
    for some in rows.chunks(LIST) {
        let text = format!(
            "update problem set gone_at = null where source_row_id in ({}) and gone_at = (\
             select n.recorded_at from source_row o join source_row n on n.id = o.replaced_by \
             where o.id = problem.source_row_id)",
            sql::marks(some.len())
        );
        sql::execute(&**tx, &text, some.iter().map(|it| (*it).into()).collect()).await?;
    }
    Ok(())
}
