//! Many values as one: PostgreSQL gets a list, or a column of rows to be stored, as one array, so that a statement has one
//! text however many they are and is parsed once. It does not count values that way, either.

use std::fmt::Write;
use std::mem;

use sea_orm::Value;

/// Rows in one statement: as many as need not be held twice.
pub(super) const ROWS_A_STATEMENT: usize = 10_000;

/// The text and the values of a statement that was written with `?` for each value: values get numbers, and each list of
/// several, `in (?, ?)`, becomes one array.
///
/// A `?` inside quotes is not a value.
pub(super) fn numbered(sql: &str, values: Vec<Value>) -> (String, Vec<Value>) {
    let mut out = String::with_capacity(sql.len().min(4_096));
    let mut bound = Vec::new();
    let (mut values, mut rest, mut quoted) = (values.into_iter(), sql, false);
    while let Some(at) = rest.find(['\'', '?']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = &from[1..];
        if from.starts_with('\'') {
            quoted = !quoted;
            out.push('\'');
            continue;
        }
        if quoted {
            out.push('?');
            continue;
        }
        let list = if out.ends_with(" in (") { list(from, values.as_slice()) } else { None };
        if let Some((n, after)) = list {
            out.truncate(out.len() - " in (".len());
            let compared = if out.ends_with(" not") {
                out.truncate(out.len() - " not".len());
                " <> all("
            } else {
                " = any("
            };
            out.push_str(compared);
            bound.push(array(values.by_ref().take(n).collect()));
            rest = after;
        } else {
            bound.extend(values.next());
        }
        // A text takes what is written to it.
        let _ = write!(out, "${}", bound.len());
    }
    out.push_str(rest);
    // Too few marks are the database's to refuse.
    bound.extend(values);
    (out, bound)
}

/// How many values a list has that begins with this mark, and what follows them; none where they cannot be one array, or
/// are only one, which finds rows in the order of an index.
fn list<'a>(from: &'a str, values: &[Value]) -> Option<(usize, &'a str)> {
    let (mut n, mut rest) = (1, from.strip_prefix('?')?);
    while let Some(more) = rest.strip_prefix(", ?") {
        (n, rest) = (n + 1, more);
    }
    let listed = values.get(..n).filter(|_| n > 1 && rest.starts_with(')'))?;
    let is_full = |it: &Value| *it != it.as_null();
    (is_one_type(listed) && listed.iter().all(is_full)).then_some((n, rest))
}

/// An insert of several rows, each of its columns an array; none where a column holds what goes into no array.
pub(super) fn insert(
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    conflict: &str,
) -> Result<(String, Vec<Value>), Vec<Vec<Value>>> {
    let of_column = |at: usize| rows.iter().map(move |it| it.get(at));
    let fits = (0..columns.len()).all(|at| {
        let first = of_column(at).next().flatten();
        first.is_some_and(|first| can_be_array(first) && of_column(at).flatten().all(|it| is_like(first, it)))
    });
    let says_nothing = rows.iter().flatten().all(|it| *it == it.as_null());
    if !fits || says_nothing || rows.iter().any(|it| it.len() != columns.len()) {
        return Err(rows);
    }
    let n_rows = rows.len();
    let mut by_column: Vec<Vec<Value>> = columns.iter().map(|_| Vec::with_capacity(n_rows)).collect();
    for row in rows {
        for (column, value) in by_column.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let (mut taken, mut given, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for (n, mut column) in by_column.into_iter().enumerate() {
        let lacks: Vec<bool> = column.iter().map(|it| *it == it.as_null()).collect();
        if lacks.iter().all(|it| *it) {
            taken.push("null".to_owned());
            continue;
        }
        given.push(format!("v{n}"));
        if lacks.contains(&true) {
            // An array of ours holds no null: what stands in its place is left out again.
            for value in column.iter_mut().filter(|it| **it == it.as_null()) {
                *value = value.dummy_value();
            }
            bound.push(array(column));
            bound.push(array(lacks.into_iter().map(Value::from).collect()));
            given.push(format!("n{n}"));
            taken.push(format!("case when n{n} then null else v{n} end"));
        } else {
            bound.push(array(column));
            taken.push(format!("v{n}"));
        }
    }
    let marks: Vec<String> = (1..=bound.len()).map(|n| format!("${n}")).collect();
    let text = format!(
        "insert into \"{table}\" ({}) select {} from unnest({}) as given ({}) {conflict}",
        columns.join(", "),
        taken.join(", "),
        marks.join(", "),
        given.join(", ")
    );
    Ok((text, bound))
}

/// Values of one type as one.
pub(super) fn array(values: Vec<Value>) -> Value {
    let kind = values.first().map_or(Value::Bool(None).array_type(), Value::array_type);
    Value::Array(kind, Some(Box::new(values)))
}

fn is_one_type(values: &[Value]) -> bool {
    values.first().is_some_and(|first| can_be_array(first) && values.iter().all(|it| is_like(first, it)))
}

fn is_like(one: &Value, other: &Value) -> bool {
    mem::discriminant(one) == mem::discriminant(other)
}

fn can_be_array(value: &Value) -> bool {
    matches!(
        value,
        Value::Bool(_)
            | Value::SmallInt(_)
            | Value::Int(_)
            | Value::BigInt(_)
            | Value::String(_)
            | Value::Bytes(_)
            | Value::Uuid(_)
            | Value::ChronoDate(_)
            | Value::ChronoDateTimeUtc(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(values: &[i32]) -> Vec<Value> {
        values.iter().map(|it| Value::from(*it)).collect()
    }

    #[test]
    fn marks_are_numbered_but_not_inside_quotes() {
        let (text, values) = numbered("select '? in (?, ?)' from t where a = ? and b in (?)", ints(&[1, 2]));
        assert_eq!(text, "select '? in (?, ?)' from t where a = $1 and b in ($2)");
        assert_eq!(values, ints(&[1, 2]));
    }

    #[test]
    fn a_list_of_several_is_one_array_and_what_follows_is_numbered_behind_it() {
        let text = "select a from t where a = ? and b in (?, ?, ?) and c not in (?, ?) and d = ?";
        let (text, values) = numbered(text, ints(&[1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(text, "select a from t where a = $1 and b = any($2) and c <> all($3) and d = $4");
        assert_eq!(values, [1.into(), array(ints(&[2, 3, 4])), array(ints(&[5, 6])), 7.into()] as [Value; 4]);
    }

    #[test]
    fn a_list_stays_a_list_where_it_holds_nothing_or_more_than_values_of_one_type() {
        let mixed = vec![Value::from(1), Value::from("1")];
        let (text, values) = numbered("select a from t where a in (?, ?)", mixed.clone());
        assert_eq!((text.as_str(), values), ("select a from t where a in ($1, $2)", mixed));
        let hollow = vec![Value::from(1), Value::Int(None)];
        let (text, values) = numbered("select a from t where a in (?, ?)", hollow.clone());
        assert_eq!((text.as_str(), values), ("select a from t where a in ($1, $2)", hollow));
        let (text, _) = numbered("select a from t where a in (?, ?, b)", ints(&[1, 2]));
        assert_eq!(text, "select a from t where a in ($1, $2, b)");
    }

    #[test]
    fn rows_are_stored_column_by_column_and_what_they_lack_stays_lacking() {
        let rows = vec![
            vec![1.into(), Value::String(None), Value::Bool(None)],
            vec![2.into(), "b".into(), Value::Bool(None)],
        ];
        let (text, values) = insert("t", &["a", "b", "c"], rows, "on conflict do nothing").unwrap();
        assert_eq!(
            text,
            "insert into \"t\" (a, b, c) select v0, case when n1 then null else v1 end, null \
             from unnest($1, $2, $3) as given (v0, v1, n1) on conflict do nothing"
        );
        let lacks: Vec<Value> = vec![true.into(), false.into()];
        assert_eq!(values, [array(ints(&[1, 2])), array(vec!["".into(), "b".into()]), array(lacks)]);
    }

    #[test]
    fn rows_that_go_into_no_arrays_are_given_back() {
        let rows = vec![vec![Value::from(1)], vec![Value::from("1")]];
        assert_eq!(insert("t", &["a"], rows.clone(), ""), Err(rows));
    }
}
