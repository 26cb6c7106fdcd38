//! What a file says and where it says it: typed rows, places, issues, and the form they take between two processes.
//!
//! The reader process writes one [`Message`] a line as JSON; the one that started it reads them with [`read_messages`].
//! This room knows nothing of spreadsheets or databases.

mod mark;
mod message;
mod row;

pub use mark::{Mark, MarkHead, MarkedCell};
pub use message::{
    FileHead, FileRefusal, FileTail, Message, SheetHead, UnknownColumn, read_messages, write_message,
};
pub use row::{Counts, Issue, Outcome, RawCell, ReadRow, Value, fields};
