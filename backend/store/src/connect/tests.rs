//! What a pool hands on, after somebody went away in the middle.

use sea_orm::ConnectionTrait;

use super::*;
use crate::testing::stores;

/// A second opening of a store with a single connection, so that whoever comes next gets that of who went.
async fn single(settings: &StoreSettings) -> Store {
    Store::open(&StoreSettings { max_connections: 1, ..settings.clone() }).await.unwrap()
}

async fn count(store: &Store, name: &str) -> usize {
    let text = "select 1 as one from setting where name = ?";
    sql::rows(store.reader(), text, vec![name.into()]).await.unwrap().len()
}

async fn keep(db: &impl ConnectionTrait, name: &str) {
    let text = "insert into setting (name, value, version) values (?, '', 1)";
    sql::execute(db, text, vec![name.into()]).await.unwrap();
}

#[tokio::test]
async fn a_connection_left_inside_a_transaction_is_handed_on_outside() {
    for other in stores().await {
        let store = single(&other.settings).await;
        for (name, pool) in [("patient", store.clone()), ("hurried", store.hurried(Duration::from_secs(20)))]
        {
            // What a client leaves that goes away while its transaction begins.
            pool.reader().execute_unprepared("begin").await.unwrap();
            keep(pool.reader(), name).await;
            // Kept by itself where the connection is clean; else it waits for a commit that nobody makes.
            assert_eq!(count(&other, name).await, 1, "{name} on {:?}", other.backend());
        }
    }
}

#[tokio::test]
async fn who_goes_away_at_any_moment_takes_nothing_from_the_next() {
    for other in stores().await {
        let store = single(&other.settings).await;
        for n_polls in 0..12 {
            let mut going = Box::pin(async {
                let tx = store.begin().await.unwrap();
                keep(&*tx, &format!("gone-{n_polls}")).await;
                tx
            });
            for _ in 0..n_polls {
                let polled = tokio::time::timeout(Duration::from_millis(2), &mut going).await;
                if let Ok(tx) = polled {
                    drop(tx);
                    break;
                }
            }
            drop(going);
            let name = format!("next-{n_polls}");
            let tx = store.begin().await.unwrap();
            keep(&*tx, &name).await;
            tx.commit().await.unwrap();
            keep(store.reader(), &format!("{name}-alone")).await;
            assert_eq!(count(&other, &name).await, 1, "{name}");
            assert_eq!(count(&other, &format!("{name}-alone")).await, 1, "{name}");
            assert_eq!(count(&other, &format!("gone-{n_polls}")).await, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn a_hurried_statement_ends_by_itself() {
    for other in stores().await {
        let hurried = single(&other.settings).await.hurried(Duration::from_millis(300));
        if other.backend() == sea_orm::DbBackend::Postgres {
            let error = hurried.reader().execute_unprepared("select pg_sleep(60)").await.unwrap_err();
            assert!(StoreError::from(error).is_too_slow());
            // What is not hurried may take longer.
            other.reader().execute_unprepared("select pg_sleep(0.5)").await.unwrap();
        }
        // Who holds the only connection keeps others waiting, and not for ever.
        let tx = hurried.begin().await.unwrap();
        let error = hurried.begin().await.unwrap_err();
        assert!(error.is_busy(), "{error:?}");
        drop(tx);
        assert!(hurried.begin().await.is_ok());
    }
}

#[tokio::test]
async fn a_log_that_would_hold_values_is_told() {
    for store in stores().await {
        assert_eq!(values_in_log(&store).await.unwrap(), Vec::<String>::new());
        let Ok(server) = std::env::var("PHONJON_TEST_POSTGRES") else { continue };
        if store.backend() != DbBackend::Postgres {
            continue;
        }
        let name =
            sql::row(store.reader(), "select current_database() as it", vec![]).await.unwrap().unwrap();
        let name: String = name.try_get("", "it").unwrap();
        let admin = sea_orm::Database::connect(server).await.unwrap();
        let set = format!("alter database {name} set log_min_duration_statement = 100");
        admin.execute_unprepared(&set).await.unwrap();
        let again = Store::open(&store.settings).await.unwrap();
        assert_eq!(values_in_log(&again).await.unwrap(), ["log_min_duration_statement = 100"]);
        let set = format!("alter database {name} set log_parameter_max_length = 0");
        admin.execute_unprepared(&set).await.unwrap();
        let again = Store::open(&store.settings).await.unwrap();
        assert_eq!(values_in_log(&again).await.unwrap(), Vec::<String>::new());
    }
}
