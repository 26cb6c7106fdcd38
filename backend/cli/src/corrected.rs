//! The workbook that goes back to its office: what became of each row in words, handed to a process of its own that writes
//! it again.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use phonjon_app::AppError;
use phonjon_app::imports::Marks as SentMarks;
use phonjon_readers::codes::{Weight, weight};
use phonjon_readers::mark_file;
use phonjon_rows::{Issue, Mapping, Mark, MarkHead, MarkedCell, Outcome, ReadRow};
use phonjon_words::language::Language;
use serde::Serialize;

use crate::failure::both;
use crate::reader::{Input, limit_itself, reader_process};
use crate::rejected::is_refused_for;

/// What stands beside a row, in both languages.
fn status(code: &str) -> String {
    let [th, en] = [Language::Thai, Language::English].map(|language| phonjon_words::plain(language, code));
    format!("{th} · {en}")
}

/// What is read of a file that has no name of its own beside the marks: what would be the process's errors. It says none,
/// and what is opened so can be read alone.
const BESIDE_MARKS: &str = "/proc/self/fd/2";

/// Marks of one file, in memory alone: their reasons may tell of people.
pub(crate) struct Marks {
    out: BufWriter<File>,
}

impl Marks {
    /// Begins the marks of a file, read as the mapping says.
    pub(crate) fn begin(file_name: &str, mapping: Option<&Mapping>) -> io::Result<Self> {
        let file = phonjon_store::private::memory_file()?;
        let mut marks = Self { out: BufWriter::new(file) };
        let head = MarkHead {
            file_name: file_name.to_owned(),
            accepted: status("mark_accepted"),
            skipped: status("mark_skipped"),
            mapping: mapping.cloned(),
        };
        marks.line(&head)?;
        Ok(marks)
    }

    fn line(&mut self, it: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, it)?;
        self.out.write_all(b"\n")
    }

    /// Notes a row of which something is to be said.
    pub(crate) fn note(&mut self, row: &ReadRow) -> io::Result<()> {
        let became = match row.outcome {
            Outcome::Rejected => "mark_rejected",
            Outcome::AcceptedWithWarning => "mark_warned",
            Outcome::Accepted | Outcome::Skipped => return Ok(()),
        };
        let is_said = |it: &&Issue| is_refused_for(&it.code) || weight(&it.code) == Weight::Warns;
        let said: Vec<&Issue> = row.issues.iter().filter(is_said).collect();
        let reasons: Vec<String> = said.iter().map(|it| reason(it)).collect();
        let cell = |it: &&Issue| MarkedCell {
            column: it.column.clone(),
            field: it.field.clone(),
            code: it.code.clone(),
        };
        let mark = Mark {
            sheet: row.sheet.clone(),
            row: row.row,
            outcome: row.outcome,
            status: status(became),
            reason: reasons.join("\n"),
            cells: said.iter().map(cell).collect(),
        };
        self.line(&mark)
    }

    /// Has the workbook written; false where it cannot be within the limits of who writes it.
    pub(crate) fn write(self, file: Input<'_>, out: &mut impl Write) -> io::Result<bool> {
        let mut marks = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        marks.rewind()?;
        written(file, marks, out)
    }
}

/// The column and the sentence, Thai and English.
fn reason(issue: &Issue) -> String {
    let column = issue.column.as_ref().map(|it| format!("“{it}” ")).unwrap_or_default();
    format!("{column}{}", both(&issue.code, &issue.args))
}

/// What the process is told that writes a workbook again; the marks are its input.
#[derive(Debug, Clone, Args)]
pub(crate) struct MarkArgs {
    /// The file.
    file: PathBuf,
}

/// The process: limits itself as the reader does, reads the file, writes the workbook to its output.
pub(crate) fn child(args: &MarkArgs) -> ExitCode {
    limit_itself(std::fs::metadata(&args.file).map_or(0, |it| it.len() >> 20));
    let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match mark_file(&args.file, BufReader::new(io::stdin().lock()), out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn written(file: Input<'_>, marks: File, out: &mut impl Write) -> io::Result<bool> {
    let megabytes = file.n_bytes()? >> 20;
    // CPU time is limited in the child; this is for one that sleeps.
    let deadline = Instant::now() + Duration::from_secs(60 + 4 * megabytes);
    let mut command = reader_process("mark-workbook")?;
    match file {
        Input::Path(path) => command.arg(path).stderr(Stdio::null()),
        Input::Memory(file, _) => {
            let read_only = File::open(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
            command.arg(BESIDE_MARKS).stderr(Stdio::from(read_only))
        }
    };
    let mut process = command.stdin(Stdio::from(marks)).stdout(Stdio::piped()).spawn()?;
    let mut output = process.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
    let (sender, receiver) = mpsc::sync_channel::<io::Result<Vec<u8>>>(16);
    let pump = std::thread::spawn(move || {
        loop {
            let mut buffer = vec![0; 1 << 16];
            let read = output.read(&mut buffer).map(|n| {
                buffer.truncate(n);
                buffer
            });
            let is_last = read.as_ref().map_or(true, Vec::is_empty);
            if sender.send(read).is_err() || is_last {
                break;
            }
        }
    });
    let copied = loop {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Ok(bytes)) if bytes.is_empty() => break Ok(true),
            Ok(Ok(bytes)) => {
                if let Err(error) = out.write_all(&bytes) {
                    break Err(error);
                }
            }
            Ok(Err(error)) => break Err(error),
            Err(_) => break Ok(false),
        }
    };
    if !matches!(copied, Ok(true)) {
        drop(process.kill());
    }
    let status = process.wait()?;
    drop(receiver);
    drop(pump.join());
    let is_whole = copied? && status.success();
    out.flush()?;
    Ok(is_whole)
}

/// The marks of a file that a serving process was sent.
impl SentMarks for Marks {
    fn note(&mut self, row: &ReadRow) -> Result<(), AppError> {
        Self::note(self, row).map_err(|e| kept_not(&e))
    }

    fn write(self: Box<Self>, original: File, out: &mut File) -> Result<bool, AppError> {
        let failed =
            |e: io::Error| AppError::Unexpected(format!("the marked workbook cannot be written: {e}"));
        Self::write(*self, Input::Memory(original, ""), out).map_err(failed)
    }
}

/// What is said where marks cannot be kept in memory.
pub(crate) fn kept_not(error: &io::Error) -> AppError {
    AppError::Unexpected(format!("the marks cannot be kept: {error}"))
}
