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
            "96_originals",
            "97_levels",
            "98_proposals",
            "99_gone_rows",
            "99b_cases",
            "99d_waiting",
            "99e_reads",
            "99g_uploads",
            "99h_views",
            "99i_import_jobs",
            "99j_proposals",
            "99k_mappings",
            "99l_plans",
            "99m_uploads",
            "99o_merges",
            "99n_past_work",
            "99p_hand_back",
            "99q_approvals",
            "99r_progress",
            "99s_sources",
            "99t_rosters",
            "99u_rules",
            "99v_accounts",
            "99w_references",
            "99x_sheets",
            "99y_partners"
        ]
    }
}

/// The migrations that were applied, in order; none where nothing was ever migrated.
pub(crate) async fn applied(db: &impl ConnectionTrait) -> Result<Option<Vec<String>>, DbErr> {
    let there = if db.get_database_backend() == DbBackend::Postgres {
        "select 1 from pg_catalog.pg_tables where tablename = 'seaql_migrations' and schemaname = current_schema()"
    } else {
        "select 1 from sqlite_master where type = 'table' and name = 'seaql_migrations'"
    };
    if sql::row(db, there, vec![]).await?.is_none() {
        return Ok(None);
    }
    let rows = sql::rows(db, "select version from seaql_migrations order by version", vec![]).await?;
    rows.iter().map(|it| it.try_get_by_index(0)).collect::<Result<_, _>>().map(Some)
}

/// The migrations that this program knows, in order.
pub(crate) fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|it| it.name().to_owned()).collect()
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
    let statements = code.split(';').map(str::trim).filter(|it| !it.is_empty());
    // What stands behind this word is for the one database alone.
    let only = |it: &str| match it.strip_prefix("{postgres}") {
        Some(it) => (backend == DbBackend::Postgres).then(|| it.trim().to_owned()),
        None => Some(it.to_owned()),
    };
    statements.filter_map(only).collect()
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
