//! The rows of a sheet, unpacked by a thread of their own while those before them are understood.

use std::mem;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, Builder};

use crate::book::{Book, Cell, RawRow, Step, Stop, Visit};

/// Rows handed over together.
const ROWS: usize = 128;
/// Bytes of text handed over together, and the one row that goes beyond them.
const BYTES: usize = 1 << 20;
/// Heaps of rows that wait at a time.
const HEAPS: usize = 2;

/// Hands the rows of a sheet to `visit` as [`Book::rows`] does.
pub(crate) fn rows(book: &mut dyn Book, sheet: usize, visit: Visit<'_>) -> Result<(), Stop> {
    let lent = &mut *book;
    let read = thread::scope(|scope| {
        let (to, heaps) = sync_channel(HEAPS);
        let unpack = move || {
            let mut heap = Heap { to, rows: Vec::new(), bytes: 0 };
            let read = lent.rows(sheet, &mut |row| Ok(heap.take(row)));
            // What stands before a fault is handed on too.
            heap.hand_on();
            read
        };
        // A machine that grants no thread reads without one.
        let unpacking = Builder::new().spawn_scoped(scope, unpack).ok()?;
        for row in heaps.into_iter().flatten() {
            match visit(row) {
                Ok(Step::More) => {}
                Ok(Step::Enough) => return Some(Ok(())),
                Err(stop) => return Some(Err(stop)),
            }
        }
        Some(unpacking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    read.unwrap_or_else(|| book.rows(sheet, visit))
}

/// Rows that wait to be handed over.
struct Heap {
    to: SyncSender<Vec<RawRow>>,
    rows: Vec<RawRow>,
    bytes: usize,
}

impl Heap {
    fn take(&mut self, row: RawRow) -> Step {
        let text = |it: &(u32, Cell)| match &it.1 {
            Cell::Text(text) | Cell::Fault(text) => text.len(),
            Cell::Number(_) | Cell::Date(_) => 0,
        };
        self.bytes += row.cells.iter().map(text).sum::<usize>();
        self.rows.push(row);
        if self.rows.len() < ROWS && self.bytes < BYTES { Step::More } else { self.hand_on() }
    }

    /// Nobody wants more once they who take them went.
    fn hand_on(&mut self) -> Step {
        self.bytes = 0;
        if self.to.send(mem::take(&mut self.rows)).is_ok() { Step::More } else { Step::Enough }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet of so many rows, which then breaks off.
    struct Rows(u32);

    impl Book for Rows {
        fn format(&self) -> &'static str {
            "csv"
        }

        fn sheets(&self) -> Vec<String> {
            Vec::new()
        }

        fn rows(&mut self, _: usize, visit: Visit<'_>) -> Result<(), Stop> {
            for number in 1..=self.0 {
                if visit(RawRow { number, ..RawRow::default() })? == Step::Enough {
                    return Ok(());
                }
            }
            Err(Stop::refused("broken_off"))
        }
    }

    #[test]
    fn every_row_comes_in_its_order_and_then_what_stopped_it() {
        for n in [0, 1, 127, 128, 129, 5_000] {
            let mut seen = Vec::new();
            let read = rows(&mut Rows(n), 0, &mut |row| {
                seen.push(row.number);
                Ok(Step::More)
            });
            assert!(read.unwrap_err().is_of("broken_off"));
            assert_eq!(seen, (1..=n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn whoever_has_enough_or_fails_is_given_no_more() {
        let mut n_seen = 0;
        let read = rows(&mut Rows(5_000), 0, &mut |row| {
            n_seen += 1;
            Ok(if row.number == 300 { Step::Enough } else { Step::More })
        });
        assert!(read.is_ok());
        assert_eq!(n_seen, 300);
        let read = rows(&mut Rows(5_000), 0, &mut |_| Err(Stop::refused("no_more")));
        assert!(read.unwrap_err().is_of("no_more"));
    }
}
