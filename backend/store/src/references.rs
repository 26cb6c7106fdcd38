//! Rows that refer to what is not there. The databases refuse most of them; what imports write by the million PostgreSQL
//! does not look up (`99w_references.sql`), and so it can be asked for here.

use sea_orm::DbBackend;

use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// What rows of a table refer to: a row whose key is these columns, in their order.
struct Reference {
    table: &'static str,
    columns: &'static [&'static str],
    to: &'static str,
}

/// The references that PostgreSQL does not look up when rows are stored.
const NOT_LOOKED_UP: [Reference; 12] = [
    Reference { table: "source_row", columns: &["area_id"], to: "area" },
    Reference { table: "source_row", columns: &["batch_id"], to: "import_batch" },
    Reference { table: "link", columns: &["home_province", "source_row_id"], to: "source_row" },
    Reference { table: "survey_result", columns: &["home_province", "household_id"], to: "household" },
    Reference { table: "identifier", columns: &["home_province", "person_id"], to: "person" },
    Reference { table: "household", columns: &["area_id"], to: "area" },
    Reference { table: "residence", columns: &["area_id"], to: "area" },
    Reference { table: "residence", columns: &["home_province", "household_id"], to: "household" },
    Reference { table: "membership", columns: &["home_province", "household_id"], to: "household" },
    Reference { table: "case", columns: &["area_id"], to: "area" },
    Reference { table: "case_fact", columns: &["area_id"], to: "area" },
    Reference { table: "case_fact", columns: &["tally_area_id"], to: "area" },
];

/// The references that lead nowhere, as `table -> table`, and how many rows have each.
///
/// # Errors
///
/// The database's own.
pub async fn leading_nowhere(store: &Store) -> Result<Vec<(String, i64)>, StoreError> {
    let db = store.reader();
    let mut found = Vec::new();
    if store.backend() == DbBackend::Sqlite {
        let text = "select \"table\" || ' -> ' || parent as name, count(*) as n from pragma_foreign_key_check \
                    group by 1 order by 1";
        for row in sql::rows(db, text, vec![]).await? {
            found.push((row.try_get("", "name")?, row.try_get("", "n")?));
        }
        return Ok(found);
    }
    for Reference { table, columns, to } in NOT_LOOKED_UP {
        let key = if columns.len() > 1 { ["home_province", "id"].as_slice() } else { ["id"].as_slice() };
        let same: Vec<String> =
            key.iter().zip(columns).map(|(key, column)| format!("there.{key} = here.{column}")).collect();
        let text = format!(
            "select count(*) as n from \"{table}\" here where here.{} is not null \
             and not exists (select 1 from {to} there where {})",
            columns.last().copied().unwrap_or_default(),
            same.join(" and ")
        );
        let row = sql::row(db, &text, vec![]).await?;
        let n: i64 = row.map(|it| it.try_get("", "n")).transpose()?.unwrap_or_default();
        if n > 0 {
            found.push((format!("{table} -> {to}"), n));
        }
    }
    Ok(found)
}
