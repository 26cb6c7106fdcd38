//! Cases as clients see them: read with what belongs to them, and changed by one act at a time.

mod case;
mod event;
mod household;
mod input;
mod level;
mod loaders;
mod mutation;
mod proposal;
mod query;
pub(crate) mod selection;
mod words;
mod work;

#[cfg(test)]
mod tests;

pub(crate) use loaders::Cases;
pub(crate) use mutation::CaseMutation;
pub(crate) use query::CaseQuery;
