//! Pages of records: how long, from where, and what comes with them.

use async_graphql::SimpleObject;

use super::{hex, refusal};

/// Length of a page where none is asked for.
pub(crate) const DEFAULT_FIRST: u32 = 20;

/// Longest page.
pub(crate) const MOST_FIRST: u32 = 100;

/// Where a page stands among the others.
#[derive(SimpleObject, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PageInfo {
    /// True when more records follow.
    pub(crate) has_next_page: bool,
    /// Give this as `after` to get the records that follow.
    pub(crate) end_cursor: Option<String>,
}

/// What page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// How many records.
    pub(crate) first: u32,
    /// The parts of the key of the last record of the page before.
    pub(crate) after: Option<Vec<String>>,
}

impl Page {
    /// Reads `first`, 1 to 100, 20 if absent, and `after`, a cursor that was given out.
    pub(crate) fn read(first: Option<i32>, after: Option<&str>) -> async_graphql::Result<Self> {
        let first = match first {
            None => DEFAULT_FIRST,
            Some(first) => match u32::try_from(first) {
                Ok(first) if (1..=MOST_FIRST).contains(&first) => first,
                _ => return Err(refusal::unsaid("PAGE_SIZE")),
            },
        };
        let after = match after {
            None => None,
            Some(text) => Some(read_cursor(text).ok_or_else(refusal::bad_cursor)?),
        };
        Ok(Self { first, after })
    }

    /// Cuts what was read with one record more than the page holds, and says what follows.
    pub(crate) fn cut<T>(&self, mut found: Vec<T>, key: impl Fn(&T) -> Vec<String>) -> (Vec<T>, PageInfo) {
        let first = usize::try_from(self.first).unwrap_or(usize::MAX);
        let has_next_page = first < found.len();
        found.truncate(first);
        let end_cursor = found.last().map(|last| cursor(&key(last)));
        (found, PageInfo { has_next_page, end_cursor })
    }

    /// The page of a list that is there as a whole, as that of one household's visits is; `key` says which record is
    /// which.
    ///
    /// # Errors
    ///
    /// `BAD_CURSOR` where `after` is none of its records.
    pub(crate) fn of_whole<C: Connection, T>(
        &self,
        all: Vec<T>,
        key: impl Fn(&T) -> String,
        node: impl FnMut(T) -> C::Node,
    ) -> async_graphql::Result<C> {
        let total_count = i32::try_from(all.len()).ok();
        let (found, page_info) = self.cut_whole(all, key)?;
        Ok(C::made(found.into_iter().map(node).collect(), page_info, total_count))
    }

    fn cut_whole<T>(
        &self,
        all: Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> async_graphql::Result<(Vec<T>, PageInfo)> {
        let key = |it: &T| vec![key(it)];
        let n_before = match &self.after {
            None => 0,
            Some(after) => all.iter().position(|it| key(it) == *after).ok_or_else(refusal::bad_cursor)? + 1,
        };
        let n_wanted = usize::try_from(self.n_to_read()).unwrap_or(usize::MAX);
        Ok(self.cut(all.into_iter().skip(n_before).take(n_wanted).collect(), key))
    }

    /// How many records to read: one more than the page holds.
    pub(crate) fn n_to_read(&self) -> u64 {
        u64::from(self.first) + 1
    }
}

/// The type of a page of one kind of record, as [`connection!`] writes it.
pub(crate) trait Connection {
    /// A record as it is shown.
    type Node;

    /// A page of them.
    fn made(nodes: Vec<Self::Node>, page_info: PageInfo, total_count: Option<i32>) -> Self;
}

/// The parts of a key as one opaque text.
pub(crate) fn cursor(parts: &[String]) -> String {
    hex::encode(parts.join("\u{1f}").as_bytes())
}

/// The parts of a key back from its opaque text.
pub(crate) fn read_cursor(text: &str) -> Option<Vec<String>> {
    if text.is_empty() || text.len() > 1_000 {
        return None;
    }
    // No key holds U+0000, and PostgreSQL takes no text that does.
    let whole = String::from_utf8(hex::decode(text)?).ok().filter(|it| !it.contains('\0'))?;
    Some(whole.split('\u{1f}').map(str::to_owned).collect())
}

/// Writes the type of a page of one kind of record.
///
/// `connection!(/// A page of teams. TeamConnection of TeamNode);`
macro_rules! connection {
    ($(#[$doc:meta])* $name:ident of $node:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $name {
            /// The records of this page, in order.
            pub(crate) nodes: Vec<$node>,
            /// Where the page stands among the others.
            pub(crate) page_info: $crate::base::page::PageInfo,
            /// How many records there are on all pages, where that is cheap to know.
            pub(crate) total_count: Option<i32>,
        }

        impl $crate::base::page::Connection for $name {
            type Node = $node;

            fn made(
                nodes: Vec<$node>,
                page_info: $crate::base::page::PageInfo,
                total_count: Option<i32>,
            ) -> Self {
                Self { nodes, page_info, total_count }
            }
        }
    };
}
pub(crate) use connection;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_to_a_hundred_records() {
        assert_eq!(Page::read(None, None).unwrap().first, 20);
        assert_eq!(Page::read(Some(100), None).unwrap().first, 100);
        assert!(Page::read(Some(101), None).is_err());
        assert!(Page::read(Some(0), None).is_err());
        assert!(Page::read(Some(-1), None).is_err());
    }

    #[test]
    fn a_cursor_gives_its_parts_back() {
        let parts = vec!["2026-03-01".to_owned(), "บ้านดอน".to_owned()];
        assert_eq!(read_cursor(&cursor(&parts)).unwrap(), parts);
        for broken in ["", "0", "zz", "ก้", "ff"] {
            assert_eq!(read_cursor(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_whole_list_is_cut_after_the_record_of_the_cursor() {
        let all = || vec!["a", "b", "c"];
        let key = |it: &&str| (*it).to_owned();
        let first = Page::read(Some(2), None).unwrap().cut_whole(all(), key).unwrap();
        assert_eq!((first.0, first.1.has_next_page), (vec!["a", "b"], true));
        let after = first.1.end_cursor.unwrap();
        let rest = Page::read(Some(2), Some(&after)).unwrap().cut_whole(all(), key).unwrap();
        assert_eq!((rest.0, rest.1.has_next_page), (vec!["c"], false));
        let gone = cursor(&["d".to_owned()]);
        assert!(Page::read(None, Some(&gone)).unwrap().cut_whole(all(), key).is_err());
    }

    #[test]
    fn one_more_than_the_page_tells_that_more_follow() {
        let page = Page::read(Some(2), None).unwrap();
        let (kept, info) = page.cut(vec![1, 2, 3], |it| vec![it.to_string()]);
        assert_eq!(kept, [1, 2]);
        assert_eq!(info, PageInfo { has_next_page: true, end_cursor: Some(cursor(&["2".to_owned()])) });
        assert!(!page.cut(vec![1, 2], |it| vec![it.to_string()]).1.has_next_page);
    }
}
