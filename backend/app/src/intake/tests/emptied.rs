//! Households that a later list joins with others: no case is left open of a household that nobody stands in.

use phonjon_domain::ids::BatchId;
use phonjon_store::sql;

use crate::idempotent::Key;
use crate::testing::{TestStore, stores};
use crate::undo;

const SET: &str = "nakhonphanom-300";

async fn number(store: &TestStore, text: &str) -> i64 {
    sql::row(store.reader(), text, vec![]).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

const OPEN_OF_NOBODY: &str = "select count(*) from \"case\" c join household h on h.id = c.household_id \
    where h.gone_at is not null and c.status <> 'closed'";
const CLOSED_AS_DUPLICATE: &str = "select count(*) from \"case\" where closing_reason = 'duplicate'";
const TO_VERIFY_IN_CARE: &str = "select count(*) from opening_proposal p join \"case\" c \
    on c.household_id = p.household_id where p.kind = 'verify' and p.decided_at is null and c.status <> 'closed'";

#[tokio::test(flavor = "multi_thread")]
async fn the_case_of_a_household_whose_people_are_found_in_another_is_closed_as_a_duplicate() {
    for store in stores().await {
        for (n, file) in [(0, "tpmap_2566.xlsx"), (100, "thaiqm_2565.xlsx")] {
            store.import(n, SET, file).await;
        }
        let (before, n_before) = (store.state().await, number(&store, CLOSED_AS_DUPLICATE).await);
        let batch = store.import(200, SET, "thaiqm_2566.xls").await.batch.unwrap();
        assert!(n_before < number(&store, CLOSED_AS_DUPLICATE).await, "such a household is in the list");
        assert_eq!(number(&store, OPEN_OF_NOBODY).await, 0);
        assert_eq!(phonjon_store::figures::recount(store.reader()).await.unwrap(), []);
        let key = Key::new("undo", &serde_json::json!({})).unwrap();
        undo::apply(&store.ctx(300), BatchId(batch), &key).await.unwrap();
        assert!(before == store.state().await, "taken back, its case is open again");
        let since = "select count(*) from \"case\" c where status <> 'closed' and status_since <> \
            (select min(e.recorded_at) from case_event e where e.case_id = c.id)";
        assert_eq!(number(&store, since).await, 0, "since it was opened");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_be_looked_at_waits_no_more_once_a_list_opens_its_case() {
    for store in stores().await {
        store.import(0, SET, "bmn_2565.xlsx").await;
        let asked = "select count(*) from opening_proposal where kind = 'verify' and decided_at is null";
        let n_asked = number(&store, asked).await;
        let before = store.state().await;
        let batch = store.import(100, SET, "tpmap_2565.xlsx").await.batch.unwrap();
        assert!(number(&store, asked).await < n_asked, "{n_asked}");
        assert_eq!(number(&store, TO_VERIFY_IN_CARE).await, 0);
        let key = Key::new("undo", &serde_json::json!({})).unwrap();
        undo::apply(&store.ctx(200), BatchId(batch), &key).await.unwrap();
        assert!(before == store.state().await, "taken back, it waits again");
        assert_eq!(number(&store, asked).await, n_asked);
    }
}
