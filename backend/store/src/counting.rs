//! How many statements a request cost: counted per task, so that tests and logs can say it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::Instrument;

tokio::task_local! {
    static STATEMENTS: Arc<AtomicU64>;
}

/// Counts a statement for the task that ran it.
pub(crate) fn note(_: &sea_orm::metric::Info<'_>) {
    // Outside a counted task nobody asks.
    let _ = STATEMENTS.try_with(|n| n.fetch_add(1, Ordering::Relaxed));
}

/// Runs something to its end and says how many statements it ran, those of tasks begun with [`spawn`] included.
pub async fn counted<F: Future>(work: F) -> (F::Output, u64) {
    let n_statements = Arc::new(AtomicU64::new(0));
    let done = STATEMENTS.scope(Arc::clone(&n_statements), work).await;
    (done, n_statements.load(Ordering::Relaxed))
}

/// Begins a task whose statements count as those of the task that begins it.
pub fn spawn<F>(work: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    match STATEMENTS.try_with(Arc::clone) {
        Ok(n_statements) => tokio::spawn(STATEMENTS.scope(n_statements, work.in_current_span())),
        Err(_) => tokio::spawn(work.in_current_span()),
    }
}
