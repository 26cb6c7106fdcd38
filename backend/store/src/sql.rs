//! The few places where the two databases' SQL differs, and short ways to run statements that are written as text.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

mod arrays;

/// SQL written once with `?` for each value; PostgreSQL gets `$1`, `$2`, …, and a list of several values as one array.
///
/// A `?` inside quotes is not a value. Text never comes from a user: values are always bound.
pub fn statement(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    if backend == DbBackend::Postgres {
        let (text, values) = arrays::numbered(sql, values);
        return Statement::from_sql_and_values(backend, text, values);
    }
    Statement::from_sql_and_values(backend, sql, values)
}

/// What follows a text so that it is compared letter by letter, as SQLite compares: else PostgreSQL goes by the language
/// that its database was made for, where a letter may come elsewhere, count for nothing, or have other small letters.
pub(crate) fn by_letter(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { " collate \"C\"" } else { "" }
}

/// Runs a statement that answers nothing.
///
/// # Errors
///
/// The database's own.
pub async fn execute(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<ExecResult, DbErr> {
    db.execute_raw(statement(db.get_database_backend(), sql, values)).await
}

/// Runs a query and gives all its rows.
///
/// # Errors
///
/// The database's own.
pub async fn rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(statement(db.get_database_backend(), sql, values)).await
}

/// Runs a query and gives its first row.
///
/// # Errors
///
/// The database's own.
pub async fn row(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<QueryResult>, DbErr> {
    db.query_one_raw(statement(db.get_database_backend(), sql, values)).await
}

/// What `lower(text) like ? escape '\'` takes to find texts that hold this one; small letters of ASCII alone, for that is
/// what both databases make small.
pub(crate) fn holding(part: &str) -> String {
    let part = part.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{part}%")
}

/// `?, ?, ?` for a list of `n` values.
pub fn marks(n: usize) -> String {
    let mut out = "?, ".repeat(n);
    out.truncate(out.len().saturating_sub(2));
    out
}

/// What follows `from` for the rows of a table that hold one of many values in a column that is indexed, under the
/// table's own name. PostgreSQL looks up one after the other: told `= any`, it sorts the whole of another table beside
/// them, or begins workers that take longer to begin than the work.
pub(crate) fn bearing(
    db: &impl ConnectionTrait,
    (table, column): (&str, &str),
    values: Vec<Value>,
) -> (String, Vec<Value>) {
    if db.get_database_backend() == DbBackend::Postgres {
        let from = format!("unnest(?) as given (v) join {table} on {table}.{column} = given.v");
        return (from, vec![arrays::array(values)]);
    }
    let marks = marks(values.len());
    (format!("(select * from {table} where {column} in ({marks})) as {table}"), values)
}

/// Inserts many rows in as few statements as the databases' limits on bound values allow.
///
/// `columns` are names as in the schema; every row has as many values.
///
/// # Errors
///
/// The database's own.
pub async fn insert_many(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<(), DbErr> {
    insert_many_or(db, table, columns, rows, "").await
}

/// The same with what becomes of a row that is there already: `on conflict …`.
pub(crate) async fn insert_many_or(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    conflict: &str,
) -> Result<(), DbErr> {
    insert_counted(db, table, columns, rows, conflict).await.map(drop)
}

/// The same, and gives how many rows were inserted or replaced.
pub(crate) async fn insert_counted(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    conflict: &str,
) -> Result<u64, DbErr> {
    let backend = db.get_database_backend();
    let mut n_written = 0;
    let mut rows = rows.into_iter().peekable();
    // One row goes as it is: its statement has one text already.
    let as_arrays = backend == DbBackend::Postgres && rows.len() > 1;
    // SQLite binds at most 32 766 values; a few hundred rows a statement is also where its rate peaks.
    let of_values = (30_000 / columns.len().max(1)).clamp(1, 500);
    let rows_a_statement = if as_arrays { arrays::ROWS_A_STATEMENT } else { of_values };
    while rows.peek().is_some() {
        let mut chunk: Vec<Vec<Value>> = rows.by_ref().take(rows_a_statement).collect();
        if as_arrays {
            chunk = match arrays::insert(table, columns, chunk, conflict) {
                Ok((text, values)) => {
                    n_written += db
                        .execute_raw(Statement::from_sql_and_values(backend, text, values))
                        .await?
                        .rows_affected();
                    continue;
                }
                Err(rows) => rows,
            };
        }
        let mut chunk = chunk.into_iter().peekable();
        while chunk.peek().is_some() {
            let some: Vec<Vec<Value>> = chunk.by_ref().take(of_values).collect();
            n_written += insert_values(db, table, columns, some, conflict).await?;
        }
    }
    Ok(n_written)
}

async fn insert_values(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    conflict: &str,
) -> Result<u64, DbErr> {
    let one = format!("({})", marks(columns.len()));
    let sql = format!(
        "insert into \"{table}\" ({}) values {} {conflict}",
        columns.join(", "),
        vec![one.as_str(); rows.len()].join(", ")
    );
    Ok(execute(db, &sql, rows.into_iter().flatten().collect()).await?.rows_affected())
}

/// `a = excluded.a, b = excluded.b`, for `on conflict … do update set`.
pub(crate) fn excluded<'a>(columns: impl IntoIterator<Item = &'a &'a str>) -> String {
    let set: Vec<String> = columns.into_iter().map(|it| format!("{it} = excluded.{it}")).collect();
    set.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_as_many_marks_as_values() {
        assert_eq!(marks(0), "");
        assert_eq!(marks(3), "?, ?, ?");
    }
}
