//! Original files of imports: opened while they are kept, removed when their retention date has passed, each with an event.

use phonjon_store::audit::{self as log, AuditEvent};
use phonjon_store::keys::DataKey;
use phonjon_store::originals::{self, Due};
use phonjon_store::sources::Batch;
use phonjon_store::{Store, StoreError};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};

/// A file among the blobs, and what it is encrypted under.
pub(crate) struct Original {
    /// Base name.
    pub(crate) file_name: String,
    /// Its plain bytes.
    pub(crate) n_bytes: u64,
    /// What it is found by.
    pub(crate) blob_key: String,
    /// What it is encrypted under.
    pub(crate) key: DataKey,
}

/// The original of an import that the caller found within a scope.
///
/// # Errors
///
/// `ORIGINAL_REMOVED` behind the last day it is kept, [`AppError::Hidden`] where none was kept, or the store's own.
pub(crate) async fn open(ctx: &Ctx, batch: &Batch) -> Result<Original, AppError> {
    let id = batch.attachment_id.ok_or(AppError::Hidden)?;
    let kept = originals::find(ctx.store.reader(), id).await?.ok_or(AppError::Hidden)?;
    let is_over = kept.keep_until.is_some_and(|it| it < ctx.today());
    if is_over || kept.is_removed {
        let day = kept.keep_until.unwrap_or_else(|| ctx.today());
        return Err(Refusal::new("ORIGINAL_REMOVED").with("day", day).into());
    }
    Ok(Original {
        key: ctx.store.keys().unwrap_data_key(&kept.data_key, &kept.master_key_id)?,
        file_name: kept.file_name,
        n_bytes: u64::try_from(kept.n_bytes).unwrap_or_default(),
        blob_key: kept.blob_key,
    })
}

/// Originals removed in one commit.
const A_COMMIT: u32 = 100;

/// Removes the originals whose last day has passed, and gives how many. What each was stays: its name, size and
/// hash. For the operator and for a serving process; two may do so at once.
///
/// # Errors
///
/// The store's own, [`StoreError::Blob`] where a file cannot be removed; those that could be are gone then.
pub async fn remove_due(ctx: &Ctx) -> Result<u64, AppError> {
    let mut n_removed = 0;
    loop {
        let tx = ctx.store.begin().await?;
        let due = originals::due(&tx, ctx.today(), A_COMMIT).await?;
        if due.is_empty() {
            return Ok(n_removed);
        }
        // The bytes go first: killed in between, the same row is found again and its bytes are gone already.
        let (removed, fault) = remove(ctx.store.clone(), due).await?;
        let ids: Vec<_> = removed.iter().map(|it| it.id).collect();
        if !ids.is_empty() {
            originals::mark_removed(&tx, &ids, ctx.now).await?;
            log::record_many(&tx, &removed.iter().map(|it| event(ctx, it)).collect::<Vec<_>>()).await?;
            tx.commit().await?;
        }
        n_removed += ids.len() as u64;
        if let Some(fault) = fault {
            return Err(fault.into());
        }
    }
}

/// Removes the bytes, off the threads that answer requests; gives those that went, and a fault where one stayed.
async fn remove(store: Store, due: Vec<Due>) -> Result<(Vec<Due>, Option<StoreError>), AppError> {
    let removing = tokio::task::spawn_blocking(move || {
        let mut fault = None;
        let gone = due.into_iter().filter(|it| match store.blobs().remove(&it.blob_key) {
            Ok(()) => true,
            Err(error) => {
                fault = Some(error);
                false
            }
        });
        (gone.collect(), fault)
    });
    removing.await.map_err(|e| AppError::Unexpected(format!("removing originals broke off: {e}")))
}

fn event(ctx: &Ctx, it: &Due) -> AuditEvent {
    let detail = json!({ "attachment": it.id, "keptUntil": it.kept_until });
    let subject = it.batch.map(|batch| ("batch".to_owned(), batch.to_string()));
    AuditEvent { subject, ..audit::event(ctx, "import.original_removed", detail) }
}

#[cfg(test)]
mod tests {
    use phonjon_domain::setting::OfficeSetting;
    use phonjon_store::sql;

    use super::*;
    use crate::idempotent::Key;
    use crate::settings;
    use crate::testing::{TestStore, stores};

    const DAY: i64 = 86_400;
    const SET: &str = "nakhonphanom-300";

    /// Files among the blobs.
    fn n_blobs(store: &TestStore) -> usize {
        let folders = std::fs::read_dir(store.settings().data_dir.join("blobs")).unwrap().flatten();
        folders.map(|it| std::fs::read_dir(it.path()).unwrap().count()).sum()
    }

    /// Of each original the last day it is kept, and whether it is there or gone.
    async fn kept(store: &TestStore) -> Vec<(String, String)> {
        let text = "select cast(keep_until as text), \
                    case when removed_at is null then 'there' else 'gone' end from attachment order by 1";
        let rows = sql::rows(store.reader(), text, vec![]).await.unwrap();
        rows.iter().map(|it| (it.try_get_by_index(0).unwrap(), it.try_get_by_index(1).unwrap())).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_original_goes_the_day_after_its_last() {
        for store in stores().await {
            store.load_areas(SET).await;
            let key = |it: &str| Key::new(it, &json!({})).unwrap();
            let days = OfficeSetting::ImportKeepOriginalDays;
            settings::change(&store.ctx(0), &key("short"), days, Some("30"), 0).await.unwrap();
            store.import(0, SET, "tpmap_2566.xlsx").await;
            settings::change(&store.ctx(0), &key("default"), days, None, 1).await.unwrap();
            store.import(60, SET, "thaiqm_2566.xls").await;
            let before = store.state().await;
            let is = |day: &str, it: &str| (day.to_owned(), it.to_owned());
            assert_eq!(kept(&store).await, [is("2026-01-31", "there"), is("2030-12-31", "there")]);

            // The 31st of January in Bangkok is the last day.
            assert_eq!(remove_due(&store.ctx(30 * DAY)).await.unwrap(), 0);
            assert_eq!(n_blobs(&store), 2);
            let after = store.ctx(31 * DAY);
            assert_eq!(remove_due(&after).await.unwrap(), 1);
            assert_eq!(n_blobs(&store), 1);
            assert_eq!(remove_due(&after).await.unwrap(), 0, "once is enough");
            let told =
                store.text_of("select detail from audit_event where action = 'import.original_removed'");
            assert!(told.await.unwrap().contains("2026-01-31"));
            assert_eq!(kept(&store).await[0], is("2026-01-31", "gone"));
            // Only that it is gone differs: rows, people and cases stay.
            let differing = store.state().await.iter().filter(|it| !before.contains(it)).count();
            assert_eq!(differing, 1);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_cannot_be_removed_is_tried_again() {
        for store in stores().await {
            store.load_areas(SET).await;
            store.import(0, SET, "tpmap_2566.xlsx").await;
            let blobs = store.settings().data_dir.join("blobs");
            let blob_key = store.text_of("select blob_key from attachment").await.unwrap();
            let place = blobs.join(&blob_key[30..]).join(&blob_key);
            // A folder stands where the file stood.
            std::fs::remove_file(&place).unwrap();
            std::fs::create_dir(&place).unwrap();
            let late = store.ctx(2_000 * DAY);
            remove_due(&late).await.unwrap_err();
            assert_eq!(kept(&store).await[0].1, "there");
            std::fs::remove_dir(&place).unwrap();
            assert_eq!(remove_due(&late).await.unwrap(), 1, "bytes that are gone already are gone");
        }
    }
}
