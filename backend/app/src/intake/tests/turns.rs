//! Whether imports, their undoing and whoever decides who is who take turns.

use phonjon_domain::ids::BatchId;
use phonjon_rows::ReadRow;
use phonjon_store::sources;
use serde_json::json;

use super::lists::{Chance, List};
use crate::idempotent::Key;
use crate::intake::{Foreseen, Mode};
use crate::testing::{TestStore, stores};
use crate::{AppError, undo};

const NAME: &str = "list_2566.csv";
/// More than one commit takes.
const N_ROWS: usize = 2_100;

fn key(text: &str) -> Key {
    Key::new(text, &json!({})).unwrap()
}

async fn batch(store: &TestStore) -> BatchId {
    BatchId(sources::batches(store.reader(), None, None, 1).await.unwrap()[0].id)
}

async fn n_audited(store: &TestStore, action: &str) -> i64 {
    store.count_rows(&format!("audit_event where action = '{action}'")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_undone_while_it_runs_ends_and_leaves_nothing() {
    let list = List::of_people(&mut Chance(5), N_ROWS).csv();
    for store in stores().await {
        let before = store.state().await;
        let (ctx, mut is_undone) = (store.ctx(0), false);
        let mut report = |_: &ReadRow| {
            if !std::mem::replace(&mut is_undone, true) {
                let undo = async {
                    undo::apply(&store.ctx(5), batch(&store).await, &key("undo")).await.unwrap();
                };
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(undo));
            }
            Ok(())
        };
        let file = (NAME, list.as_bytes());
        let ended = store.read(&ctx, &mut Foreseen::default(), file, Mode::Apply, &mut report).await;
        let Err(AppError::Refused(refusal)) = ended else { panic!("{ended:?}") };
        assert_eq!(refusal[0].code, "IMPORT_TAKEN_BACK");
        assert_eq!(store.count_rows("source_row where reversed_at is null").await.unwrap(), 0);
        assert!(before == store.state().await);
        for action in ["import.undo_begun", "import.undone"] {
            assert_eq!(n_audited(&store, action).await, 1, "{action}");
        }
        // It is imported anew, whole.
        let ended = store.walk_until(&store.ctx(10), NAME, list.as_bytes(), u64::MAX).await.unwrap();
        assert_eq!(ended.compared.new, N_ROWS as u64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_waits_until_an_import_has_committed_what_it_is_at() {
    let list = List::of_people(&mut Chance(5), 20).csv();
    for store in stores().await {
        store.walk_until(&store.ctx(0), NAME, list.as_bytes(), u64::MAX).await.unwrap();
        if store.is_postgres() {
            let ctx = store.ctx(5);
            let undone = store.in_turn(undo::apply(&ctx, batch(&store).await, &key("undo"))).await;
            assert_eq!(undone.expect("it waits").unwrap().n_rows, 20);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_with_an_import_that_was_broken_off_is_recorded() {
    let list = List::of_people(&mut Chance(5), 300).csv();
    for store in stores().await {
        store.walk_until(&store.ctx(0), NAME, list.as_bytes(), 10).await.unwrap_err();
        let state = "select state from import_batch";
        let was_broken_off = store.text_of(state).await.as_deref() == Some("applying");
        store.walk_until(&store.ctx(5), NAME, list.as_bytes(), u64::MAX).await.unwrap();
        assert_eq!(n_audited(&store, "import.resumed").await, i64::from(was_broken_off));
        // What is at its end is not gone on with.
        store.walk_until(&store.ctx(9), NAME, list.as_bytes(), u64::MAX).await.unwrap();
        assert_eq!(n_audited(&store, "import.resumed").await, i64::from(was_broken_off));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_keeps_its_key_under_the_generation_that_is_current_when_it_begins() {
    let list = List::of_people(&mut Chance(5), 3).csv();
    for store in stores().await {
        let ctx = store.ctx(0);
        let staging = crate::intake::Staging::begin(&ctx).unwrap();
        let next = store.keys().prepare_next().unwrap();
        store.keys().promote(&next).unwrap();
        store.read_into(&ctx, staging, (NAME, list.as_bytes())).await.unwrap();
        for table in ["import_batch", "attachment"] {
            let of = store.text_of(&format!("select master_key_id from {table}")).await;
            assert_eq!(of, Some(next.clone()), "{table}");
        }
        // What is stored under it opens.
        let again = store.walk_until(&store.ctx(5), NAME, list.as_bytes(), u64::MAX).await.unwrap();
        assert_eq!(again.compared.unchanged, 3);
    }
}
