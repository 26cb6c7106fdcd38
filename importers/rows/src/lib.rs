//! What a file says and where it says it: typed rows, places, issues, and the form they take between two processes.
//!
//! The reader process writes one [`Message`] a line as JSON; the one that started it reads them with [`read_messages`].
//! This room knows nothing of spreadsheets or databases.

mod mark;
mod message;
mod packed;
mod recognised;
mod row;

pub use mark::{Mark, MarkHead, MarkedCell};
pub use message::{
    FileHead, FileRefusal, FileTail, Message, MessageWriter, SheetHead, UnknownColumn, column_letters,
    header_told, read_messages,
};
pub use packed::{PackedCells, PackedRow, Packing, Unpacking, WrittenCells, WrittenRow};
pub use recognised::{
    CERTAIN, Candidate, ColumnChoice, ColumnRead, Mapping, Reason, Recognised, Sample, SavedMapping,
    SheetChoice, SheetRead, SourceGuess, Told, YearGuess, column_index,
};
pub use row::{Counts, Issue, Outcome, RawCell, ReadRow, Value, fields};
