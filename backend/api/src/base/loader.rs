//! Loaders: related records asked for one by one and read together. Each lives for one request, with its caller's scope.

use async_graphql::dataloader::{DataLoader, HashMapCache};
use phonjon_app::counting;

/// How many keys are read in one statement; the databases bind at most 32 766 values.
const MOST_KEYS: usize = 1_000;

/// A loader for one request. Its statements count as the request's.
pub(crate) fn for_one_request<L: Send + Sync + 'static>(loader: L) -> DataLoader<L, HashMapCache> {
    DataLoader::with_cache(loader, counting::spawn, HashMapCache::default()).max_batch_size(MOST_KEYS)
}
