//! Whether this database is a demonstration, and whether anything else is in it.

use sea_orm::ConnectionTrait;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// The name under which it is noted.
const NAME: &str = "demonstration";

/// What was noted of the demonstration, as JSON; none where this database is not one.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let row = sql::row(db, "select value from setting where name = ?", vec![NAME.into()]).await?;
    Ok(row.map(|it| it.try_get_by_index(0)).transpose()?)
}

/// Notes something of the demonstration, in place of what was noted.
///
/// # Errors
///
/// The database's own.
pub async fn put(tx: &Tx, noted: &str) -> Result<(), StoreError> {
    let text = "insert into setting (name, value, version) values (?, ?, 1) \
                on conflict (name) do update set value = excluded.value, version = setting.version + 1";
    sql::execute(&**tx, text, vec![NAME.into(), noted.into()]).await?;
    Ok(())
}

/// True where nobody has put anything into the database but what comes with the program: no account, no import, no
/// person, household, team or published figure, and no area below the provinces.
///
/// # Errors
///
/// The database's own.
pub async fn is_untouched(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let text = "select 1 where exists (select 1 from account) or exists (select 1 from import_batch) \
                or exists (select 1 from person) or exists (select 1 from household) \
                or exists (select 1 from team) or exists (select 1 from area where length(code) > 2)";
    Ok(sql::row(db, text, vec![]).await?.is_none())
}
