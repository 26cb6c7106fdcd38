//! The few places where the two databases' SQL differs, and short ways to run statements that are written as text.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

/// SQL written once with `?` for each value; PostgreSQL gets `$1`, `$2`, ….
///
/// A `?` inside quotes is not a value. Text never comes from a user: values are always bound.
pub fn statement(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(backend, numbered(backend, sql), values)
}

fn numbered(backend: DbBackend, sql: &str) -> String {
    if backend != DbBackend::Postgres {
        return sql.to_owned();
    }
    let mut out = String::with_capacity(sql.len() + 16);
    let (mut n, mut quoted) = (0, false);
    for c in sql.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                out.push(c);
            }
            '?' if !quoted => {
                n += 1;
                out.push('$');
                out.push_str(&n.to_string());
            }
            _ => out.push(c),
        }
    }
    out
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

/// `?, ?, ?` for a list of `n` values.
pub fn marks(n: usize) -> String {
    let mut out = "?, ".repeat(n);
    out.truncate(out.len().saturating_sub(2));
    out
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
    // SQLite binds at most 32 766 values; a few hundred rows a statement is also where its rate peaks.
    let rows_a_statement = (30_000 / columns.len().max(1)).clamp(1, 500);
    let one = format!("({})", marks(columns.len()));
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Value>> = rows.by_ref().take(rows_a_statement).collect();
        let sql = format!(
            "insert into \"{table}\" ({}) values {} {conflict}",
            columns.join(", "),
            vec![one.as_str(); chunk.len()].join(", ")
        );
        execute(db, &sql, chunk.into_iter().flatten().collect()).await?;
    }
    Ok(())
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
    fn marks_are_numbered_for_postgresql_but_not_inside_quotes() {
        let sql = "select '?' from t where a = ? and b in (?, ?)";
        assert_eq!(numbered(DbBackend::Sqlite, sql), sql);
        assert_eq!(numbered(DbBackend::Postgres, sql), "select '?' from t where a = $1 and b in ($2, $3)");
    }

    #[test]
    fn a_list_has_as_many_marks_as_values() {
        assert_eq!(marks(0), "");
        assert_eq!(marks(3), "?, ?, ?");
    }
}
