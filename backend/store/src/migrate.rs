//! The schema, from the files under `schema/`: one text for both databases, each file in its own transaction.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait};

use crate::sql;

/// All migrations, oldest first. They only ever go forward.
#[derive(Debug)]
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        macro_rules! schema {
            ($($name:literal),+ $(,)?) => {
                vec![$(Box::new(SchemaFile { name: $name, text: include_str!(concat!("schema/", $name, ".sql")) }) as Box<dyn MigrationTrait>),+]
            };
        }
        schema![
            "10_areas",
            "20_access",
            "30_sources",
            "40_people",
            "50_teams",
            "60_cases",
            "70_figures",
            "80_audit",
            "90_imports",
            "91_access",
            "92_scope",
            "93_intake",
            "94_cases",
            "95_posts",
            "96_originals"
        ]
    }
}

/// Whether exactly these migrations were applied: neither fewer nor, by a newer program, more.
pub(crate) async fn is_current(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let rows = sql::rows(db, "select version from seaql_migrations order by version", Vec::new()).await?;
    let applied = rows.iter().map(|it| it.try_get::<String>("", "version")).collect::<Result<Vec<_>, _>>()?;
    let mut known: Vec<String> = Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
    known.sort_unstable();
    Ok(applied == known)
}

/// The newest migration that this program knows.
pub(crate) fn newest() -> String {
    Migrator::migrations().last().map_or_else(String::new, |it| it.name().to_owned())
}

/// The last migration that was applied, where there is one and others wait to be.
pub(crate) async fn last_before_pending(db: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let there = "select 1 as one from sqlite_master where type = 'table' and name = 'seaql_migrations'";
    if sql::row(db, there, Vec::new()).await?.is_none() {
        return Ok(None);
    }
    let rows = sql::rows(db, "select version from seaql_migrations order by version", Vec::new()).await?;
    let applied = rows.iter().map(|it| it.try_get::<String>("", "version")).collect::<Result<Vec<_>, _>>()?;
    let waits = Migrator::migrations().iter().any(|it| !applied.iter().any(|applied| applied == it.name()));
    Ok(applied.last().filter(|_| waits).cloned())
}

struct SchemaFile {
    name: &'static str,
    text: &'static str,
}

impl MigrationName for SchemaFile {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SchemaFile {
    #[expect(elided_lifetimes_in_paths, reason = "the trait's own signature elides it")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in statements(self.text, db.get_database_backend()) {
            db.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // SQLite migrations are not transactional by default: half a migration could remain after a crash.
        Some(true)
    }
}

/// The statements of a schema file in one database's words.
fn statements(text: &str, backend: DbBackend) -> Vec<String> {
    let words = if backend == DbBackend::Postgres {
        [
            ("{uuid}", "uuid"),
            ("{bytes}", "bytea"),
            ("{instant}", "timestamptz"),
            ("{day}", "date"),
            ("{bool}", "boolean"),
            ("{json}", "text"),
            ("{clustered}", ""),
        ]
    } else {
        // SQLite keeps uuids as blobs, instants and days as sortable text; a clustered table is its primary key's index.
        [
            ("{uuid}", "blob"),
            ("{bytes}", "blob"),
            ("{instant}", "text"),
            ("{day}", "text"),
            ("{bool}", "boolean"),
            ("{json}", "text"),
            ("{clustered}", "without rowid"),
        ]
    };
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let code = words.iter().fold(code, |code, (from, to)| code.replace(from, to));
    code.split(';').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_word_is_known_to_both_databases() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for name in Migrator::migrations() {
                assert!(!name.name().is_empty());
            }
            let text = include_str!("schema/60_cases.sql");
            let all = statements(text, backend);
            assert!(all.len() > 10);
            assert!(all.iter().all(|it| !it.contains('{') && !it.contains("--")));
        }
    }
}
