//! Rows on their way: kept sealed on disk until the whole file was read, so that a file that breaks off counts for nothing.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use phonjon_rows::{
    Counts, FileHead, FileRefusal, Message, PackedRow, Packing, ReadRow, Recognised, Unpacking, WrittenRow,
};
use phonjon_store::keys::{DataKey, NewDataKey};

use super::blanks::{self, Blanks};
use super::decide::Chosen;
use super::trust::Trusts;
use crate::Ctx;
use crate::error::AppError;

/// Rows sealed together: few enough to hold many frames in memory, enough to keep the seal's cost small.
const ROWS_A_FRAME: usize = 500;
const AAD: &[u8] = b"staged-rows";

/// Takes a reader's messages as they come.
pub struct Staging {
    out: BufWriter<File>,
    key: NewDataKey,
    recognised: Option<Box<Recognised>>,
    head: Option<FileHead>,
    refusal: Option<FileRefusal>,
    frame: Vec<ReadRow>,
    counts: Counts,
    is_complete: bool,
}

/// A file that was read to its end, or refused.
pub struct Staged {
    /// What was recognised of source, year, sheets and columns, and by what; none where nothing could be opened.
    pub recognised: Option<Box<Recognised>>,
    /// What the reader recognised; none where it refused before.
    pub head: Option<FileHead>,
    /// Why the file is refused, if it is.
    pub refusal: Option<FileRefusal>,
    /// Rows by outcome, as the reader saw them.
    pub counts: Counts,
    pub(super) key: NewDataKey,
    file: Arc<File>,
}

impl std::fmt::Debug for Staging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Staging")
    }
}

impl std::fmt::Debug for Staged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Staged({:?})", self.counts)
    }
}

impl Staging {
    /// Begins to stage a file under its own data key.
    ///
    /// # Errors
    ///
    /// [`AppError`] when the spool folder cannot be written.
    pub fn begin(ctx: &Ctx) -> Result<Self, AppError> {
        let path = ctx.store.spool_dir().join(format!("{}.rows", ctx.new_id()));
        let file = File::create_new(&path).map_err(|e| failed(&e))?;
        // Without a name it is gone with the process, however that ends.
        std::fs::remove_file(&path).map_err(|e| failed(&e))?;
        Ok(Self {
            out: BufWriter::new(file),
            key: ctx.store.keys().new_data_key()?,
            recognised: None,
            head: None,
            refusal: None,
            frame: Vec::with_capacity(ROWS_A_FRAME),
            counts: Counts::default(),
            is_complete: false,
        })
    }

    /// Takes the next message.
    ///
    /// # Errors
    ///
    /// [`AppError`] when the spool cannot be written.
    pub fn take(&mut self, message: Message) -> Result<(), AppError> {
        match message {
            Message::Recognised(it) => self.recognised = Some(it),
            Message::Head(head) => self.head = Some(head),
            Message::Row(row) => {
                self.counts.add(row.outcome);
                self.frame.push(row);
                if self.frame.len() == ROWS_A_FRAME {
                    self.write_frame()?;
                }
            }
            Message::Tail(_) => self.is_complete = true,
            Message::Refused(refusal) => self.refusal = Some(refusal),
        }
        Ok(())
    }

    /// Refuses the file for a reason of the caller's: the reader died or ran out of its limits.
    pub fn refuse(&mut self, refusal: FileRefusal) {
        self.refusal = Some(refusal);
    }

    /// Ends the staging. A reader that fell silent before its last message has not read the file.
    ///
    /// # Errors
    ///
    /// [`AppError`] when the spool cannot be written.
    pub fn finish(mut self) -> Result<Staged, AppError> {
        self.write_frame()?;
        let file = self.out.into_inner().map_err(|e| failed(e.error()))?;
        let refusal = self.refusal.take().or_else(|| {
            (!self.is_complete).then(|| FileRefusal {
                code: "file_unreadable".to_owned(),
                args: std::collections::BTreeMap::new(),
            })
        });
        Ok(Staged {
            recognised: self.recognised.take(),
            head: self.head.take(),
            refusal,
            counts: self.counts,
            key: self.key,
            file: Arc::new(file),
        })
    }

    fn write_frame(&mut self) -> Result<(), AppError> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let mut packing = Packing::default();
        let rows: Vec<PackedRow<'_>> = self.frame.iter().map(|it| packing.row(it)).collect();
        let plain = serde_json::to_vec(&rows).map_err(|e| AppError::Unexpected(e.to_string()))?;
        let sealed = self.key.key.seal(AAD, &plain)?;
        let length = u32::try_from(sealed.len()).map_err(|e| AppError::Unexpected(e.to_string()))?;
        self.out.write_all(&length.to_le_bytes()).map_err(|e| failed(&e))?;
        self.out.write_all(&sealed).map_err(|e| failed(&e))?;
        self.frame.clear();
        Ok(())
    }
}

impl Staged {
    /// The rows in file order, some hundred at a time; an item is an error when the spool cannot be read.
    pub(crate) fn frames(&self) -> impl Iterator<Item = Result<Vec<ReadRow>, AppError>> + use<> {
        self.frames_with(Chosen::default())
    }

    /// As [`Self::frames`], each row with what its blank cells mean and how far it is believed.
    pub(super) fn frames_with(
        &self,
        chosen: Chosen,
    ) -> impl Iterator<Item = Result<Vec<ReadRow>, AppError>> + Send + use<> {
        let head = self.head.as_ref().filter(|_| chosen.blanks == Blanks::EraseMarked);
        let marked = head.map(|it| it.columns.clone());
        let is_usual = chosen.trusts == Trusts::default();
        let frames = Frames {
            key: self.key.key.clone(),
            file: BufReader::new(FromStart { file: Arc::clone(&self.file), at: 0 }),
        };
        frames.map(move |frame| {
            let mut rows = frame?;
            if let Some(columns) = &marked {
                for row in &mut rows {
                    blanks::mark(row, columns);
                }
            }
            if !is_usual {
                for row in &mut rows {
                    chosen.trusts.mark(row);
                }
            }
            Ok(rows)
        })
    }
}

/// The rows as they were staged, from the first, wherever others stand in them.
struct Frames {
    key: DataKey,
    file: BufReader<FromStart>,
}

impl Frames {
    fn read(&mut self) -> Result<Option<Vec<ReadRow>>, AppError> {
        let mut length = [0; 4];
        match self.file.read_exact(&mut length) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other.map_err(|e| failed(&e))?,
        }
        let mut sealed = vec![0; usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX)];
        self.file.read_exact(&mut sealed).map_err(|e| failed(&e))?;
        let plain = self.key.open(AAD, &sealed)?;
        let rows: Vec<WrittenRow> =
            serde_json::from_slice(&plain).map_err(|e| AppError::Unexpected(e.to_string()))?;
        let mut unpacking = Unpacking::default();
        let rows: Option<Vec<ReadRow>> = rows.into_iter().map(|it| unpacking.row(it)).collect();
        rows.map(Some).ok_or_else(|| AppError::Unexpected("a staged row lacks a header".to_owned()))
    }
}

impl Iterator for Frames {
    type Item = Result<Vec<ReadRow>, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Reads a file from its first byte.
struct FromStart {
    file: Arc<File>,
    at: u64,
}

impl Read for FromStart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read_at(buffer, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

fn failed(error: &io::Error) -> AppError {
    AppError::Unexpected(format!("the spool cannot be used: {error}"))
}
