//! The households of an import that stand or fall together: those between which it moved or replaced rows.

use std::collections::{BTreeSet, HashMap};

use phonjon_store::Connection;
use phonjon_store::links::last_links;
use phonjon_store::links::reversal::{self, Brought, Worked};
use uuid::Uuid;

use super::WorkedOn;
use crate::error::AppError;

/// Households that stand or fall together, with what the import did to them.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) homes: BTreeSet<(i16, Uuid)>,
    /// Its rows.
    pub(super) brought: Vec<Brought>,
    /// Rows of other imports that it moved.
    pub(super) moved: Vec<Brought>,
    /// Rows of other imports whose place it took.
    pub(super) replaced: Vec<Uuid>,
}

impl Group {
    /// The work that keeps the group, if any household of it was worked on.
    pub(super) fn work(&self, worked: &WorkedOn) -> Option<Worked> {
        self.homes.iter().filter_map(|it| worked.get(&it.1)).min_by_key(|it| (it.why, it.at)).copied()
    }
}

/// The groups of an import, in the order of their first household.
pub(super) async fn groups(db: &impl Connection, batch: Uuid) -> Result<Vec<Group>, AppError> {
    let brought = reversal::brought(db, batch).await?;
    let moved = reversal::moved(db, batch).await?;
    let replaced = reversal::replaced(db, batch).await?;
    let mut before: Vec<Uuid> = moved.iter().map(|it| it.row.1).collect();
    before.extend(replaced.iter().map(|it| it.0));
    let links = last_links(db, &before).await?;
    // Where a row stood before this import.
    let stood = |row: Uuid| {
        let earlier = links.get(&row)?.iter().rev().find(|it| it.batch != Some(batch))?;
        Some(earlier.household)
    };

    let mut joined = Joined::default();
    let new_homes: HashMap<Uuid, (i16, Uuid)> = brought.iter().map(|it| (it.row.1, it.household)).collect();
    for it in &brought {
        joined.join(it.household, it.household);
    }
    for it in &moved {
        joined.join(it.household, stood(it.row.1).unwrap_or(it.household));
    }
    for (old, new) in &replaced {
        if let (Some(was), Some(is)) = (stood(*old), new_homes.get(new)) {
            joined.join(*is, was);
        }
    }

    let mut groups: HashMap<(i16, Uuid), Group> = HashMap::new();
    let homes: Vec<(i16, Uuid)> = joined.parent.keys().copied().collect();
    for home in homes {
        groups.entry(joined.root(home)).or_default().homes.insert(home);
    }
    for it in brought {
        groups.entry(joined.root(it.household)).or_default().brought.push(it);
    }
    for it in moved {
        groups.entry(joined.root(it.household)).or_default().moved.push(it);
    }
    for (old, new) in replaced {
        if let Some(home) = new_homes.get(&new) {
            groups.entry(joined.root(*home)).or_default().replaced.push(old);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|it| it.homes.first().copied());
    Ok(groups)
}

/// Households joined to groups; each group is known by one of its households.
#[derive(Default)]
struct Joined {
    parent: HashMap<(i16, Uuid), (i16, Uuid)>,
}

impl Joined {
    fn root(&mut self, home: (i16, Uuid)) -> (i16, Uuid) {
        let mut at = home;
        while let Some(up) = self.parent.get(&at).copied().filter(|up| *up != at) {
            at = up;
        }
        self.parent.insert(home, at);
        at
    }

    fn join(&mut self, a: (i16, Uuid), b: (i16, Uuid)) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent.insert(a, b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_has_one_root() {
        let home = |n: u128| (48_i16, Uuid::from_u128(n));
        let mut joined = Joined::default();
        for (a, b) in [(1, 1), (2, 2), (3, 3), (1, 2), (4, 3), (2, 4)] {
            joined.join(home(a), home(b));
        }
        joined.join(home(9), home(9));
        let root = joined.root(home(1));
        assert!([2, 3, 4].into_iter().all(|n| joined.root(home(n)) == root));
        assert_ne!(joined.root(home(9)), root);
    }
}
