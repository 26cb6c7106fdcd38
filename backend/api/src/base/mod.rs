//! What every part of the API is built of: scalars, ids, pages, refusals, who is asking, loaders.

pub(crate) mod asking;
pub(crate) mod cookie;
pub(crate) mod hex;
pub(crate) mod ids;
pub(crate) mod key;
pub(crate) mod language;
pub(crate) mod loader;
pub(crate) mod page;
pub(crate) mod refusal;
pub(crate) mod scalars;
pub(crate) mod sector;

#[cfg(test)]
pub(crate) mod testing;
