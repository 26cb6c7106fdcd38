//! Whether equal states are exported as equal bytes.

use super::*;
use crate::testing::stores;

async fn state(store: &Store) -> String {
    let mut out = Vec::new();
    export(store, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_store_has_the_same_state_on_every_database_with_any_keys() {
    let mut states = Vec::new();
    // Two folders, so two key files, on each database.
    for store in stores().await.iter().chain(&stores().await) {
        states.push(state(store.store()).await);
    }
    assert!(states.iter().all(|it| *it == states[0]));
    let lines: Vec<Json> = serde_json::from_str(&states[0]).unwrap();
    assert!(lines.iter().any(|it| it["_"] == "area"));
}
