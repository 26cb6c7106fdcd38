//! A copy of a SQLite database beside itself, before its schema is changed: what a migration cannot take back.

use std::path::{Path, PathBuf};

use sea_orm::ConnectionTrait;

use crate::error::StoreError;
use crate::migrate;
use crate::sql;

/// Copies a database that holds something and whose schema is about to change. Under the lock of the start.
pub(crate) async fn before_migrating(db: &impl ConnectionTrait, file: &Path) -> Result<(), StoreError> {
    let (known, applied) = (migrate::known(), migrate::applied(db).await?.unwrap_or_default());
    let (Some(last), Some(newest)) = (applied.last(), known.last()) else { return Ok(()) };
    if known.iter().all(|it| applied.contains(it)) {
        return Ok(());
    }
    let copy = named(file, &format!("before-{newest}"));
    let unfinished = named(file, "copying");
    // What an earlier start did not end is no copy.
    remove(&unfinished)?;
    let path = unfinished.to_str().ok_or_else(|| not_a_text(&unfinished))?.to_owned();
    sql::execute(db, "vacuum into ?", vec![path.into()]).await?;
    let permissions = std::fs::metadata(file).map_err(StoreError::Blob)?.permissions();
    std::fs::set_permissions(&unfinished, permissions).map_err(StoreError::Blob)?;
    std::fs::File::open(&unfinished).and_then(|it| it.sync_all()).map_err(StoreError::Blob)?;
    std::fs::rename(&unfinished, &copy).map_err(StoreError::Blob)?;
    tracing::info!(schema.last = last, copy = %copy.display(), "copied before the schema changes");
    Ok(())
}

/// `phonjon.db` and `before-…` are `phonjon.db.before-…`.
fn named(file: &Path, with: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(with);
    PathBuf::from(name)
}

fn not_a_text(path: &Path) -> StoreError {
    StoreError::Blob(std::io::Error::other(format!("{} is no text", path.display())))
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Blob(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;

    use super::*;
    use crate::connect::Way;
    use crate::database::{Copies, Store, StoreSettings};
    use crate::testing::stores;

    /// Takes a migration back, as if the program had been an older one. On a connection of its own: one that is open knows
    /// the columns there were, and SQLite does not look again before it drops one.
    async fn grow_younger(settings: &StoreSettings) {
        let fresh = Way::parse(settings).unwrap().connect().await.unwrap();
        let forget = "delete from seaql_migrations where version = '91_access'";
        // No index of a database lets go of a column.
        let index = "drop index if exists account_made_by";
        for statement in [index, "alter table account drop column made_by", forget] {
            sql::execute(&fresh, statement, Vec::new()).await.unwrap();
        }
        fresh.close().await.unwrap();
    }

    fn copies(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        // Without what stands beside a database that is open.
        let is_copy = |it: &PathBuf| {
            let name = it.to_string_lossy();
            name.contains(".before-") && !["-wal", "-shm", "-start"].iter().any(|end| name.ends_with(end))
        };
        let mut all: Vec<_> = entries.filter(is_copy).collect();
        all.sort();
        all
    }

    #[tokio::test]
    async fn a_database_is_copied_before_its_schema_changes() {
        for store in stores().await {
            let folder = store.settings.data_dir.clone();
            assert_eq!(copies(&folder), Vec::<PathBuf>::new(), "an empty database is no loss");
            let text = "insert into setting (name, value, version) values ('kept', '7', 1)";
            sql::execute(store.reader(), text, Vec::new()).await.unwrap();

            grow_younger(&store.settings).await;
            let (_, starting) = Store::open_first(&store.settings, Copies::None).await.unwrap();
            starting.end().await.unwrap();
            assert_eq!(copies(&folder), Vec::<PathBuf>::new(), "whoever switches it off has none");

            grow_younger(&store.settings).await;
            let again = Store::open(&store.settings).await.unwrap();
            assert!(again.is_current().await.unwrap());
            let made = copies(&folder);
            if store.backend() == DbBackend::Postgres {
                assert_eq!(made, Vec::<PathBuf>::new());
                continue;
            }
            assert_eq!(
                made,
                [named(&folder.join("test.db"), &format!("before-{}", migrate::known().last().unwrap()))]
            );
            // It is the database as it was, and can be opened in its place.
            let url = format!("sqlite:{}", made[0].display());
            let settings = StoreSettings { database_url: url, ..store.settings.clone() };
            let copy = Store::open(&settings).await.unwrap();
            let kept = "select value from setting where name = 'kept'";
            assert_eq!(sql::rows(copy.reader(), kept, Vec::new()).await.unwrap().len(), 1);
            // Nothing changes any more, nothing is copied.
            Store::open(&store.settings).await.unwrap();
            assert_eq!(copies(&folder).len(), 2, "one of the database, one of its copy");
        }
    }
}
