//! The workbook that goes back to its office: what became of each row in words, handed to a process of its own that writes
//! it again.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use phonjon_readers::codes::{Weight, weight};
use phonjon_readers::mark_file;
use phonjon_rows::{Issue, Mark, MarkHead, MarkedCell, Outcome, ReadRow};
use serde::Serialize;

use crate::failure::{Failure, both};
use crate::reader::{limit_itself, reader_process};
use crate::rejected::is_refused_for;

/// What stands beside a row that was taken, and beside one that is no data.
const ACCEPTED: &str = "รับได้ · Accepted";
const SKIPPED: &str = "ไม่ใช่ข้อมูล · Not data";
const WARNED: &str = "รับได้ โปรดดู · Accepted, please look";
const REJECTED: &str = "ไม่รับ โปรดแก้ · Rejected, please correct";

/// Marks of one file, in memory alone: their reasons may tell of people.
pub(crate) struct Marks {
    out: BufWriter<File>,
}

impl Marks {
    /// Begins the marks of a file.
    pub(crate) fn begin(file_name: &str) -> io::Result<Self> {
        let file = phonjon_store::private::memory_file()?;
        let mut marks = Self { out: BufWriter::new(file) };
        let head = MarkHead {
            file_name: file_name.to_owned(),
            accepted: ACCEPTED.to_owned(),
            skipped: SKIPPED.to_owned(),
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
        let status = match row.outcome {
            Outcome::Rejected => REJECTED,
            Outcome::AcceptedWithWarning => WARNED,
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
            status: status.to_owned(),
            reason: reasons.join("\n"),
            cells: said.iter().map(cell).collect(),
        };
        self.line(&mark)
    }

    /// Has the workbook written.
    pub(crate) fn write(self, file: &Path, out: &mut impl Write) -> Result<(), Failure> {
        let failed = |e: io::Error| Failure::machine("the marked workbook cannot be written", &e);
        let mut marks = self.out.into_inner().map_err(|e| failed(e.into_error()))?;
        marks.rewind().map_err(failed)?;
        written(file, marks, out).map_err(failed)
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

fn written(file: &Path, marks: File, out: &mut impl Write) -> io::Result<()> {
    let megabytes = std::fs::metadata(file)?.len() >> 20;
    // CPU time is limited in the child; this is for one that sleeps.
    let deadline = Instant::now() + Duration::from_secs(60 + 4 * megabytes);
    let mut command = reader_process("mark-workbook")?;
    command.arg(file).stdin(Stdio::from(marks)).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn()?;
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
            Ok(Ok(bytes)) if bytes.is_empty() => break Ok(()),
            Ok(Ok(bytes)) => {
                if let Err(error) = out.write_all(&bytes) {
                    break Err(error);
                }
            }
            Ok(Err(error)) => break Err(error),
            Err(_) => break Err(io::Error::other("it took too long")),
        }
    };
    if copied.is_err() {
        drop(process.kill());
    }
    let status = process.wait()?;
    drop(receiver);
    drop(pump.join());
    copied?;
    if status.success() { out.flush() } else { Err(io::Error::other("the file cannot be read")) }
}
