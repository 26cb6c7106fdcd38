//! Reading a workbook in a process of its own: a hostile file may exhaust that process, never the server.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use phonjon_app::AppError;
use phonjon_app::intake::Staging;
use phonjon_app::{imports, uploads};
use phonjon_readers::codes::{self, weight};
use phonjon_readers::{Kind, ReadOptions, read_file, read_named};
use phonjon_rows::{FileRefusal, Mapping, Message, MessageWriter, read_messages};
use rlimit::{Resource, setrlimit};

use crate::corrected::{Marks, kept_not};
use crate::failure::Failure;
use crate::rejected::is_refused_for;

/// Address space of the reader process.
const ADDRESS_SPACE: u64 = 1 << 30;
/// CPU seconds before the file's own share of one per MiB.
const CPU_SECONDS: u64 = 10;

/// What the reader process is told.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadArgs {
    /// Source the file should be of.
    #[arg(long)]
    source: Option<String>,
    /// Survey year (Buddhist era) it should be of.
    #[arg(long)]
    year: Option<i16>,
    /// This year (Buddhist era).
    #[arg(long)]
    this_year: Option<i16>,
    /// How it is to be read, as JSON.
    #[arg(long)]
    mapping: Option<String>,
    /// How the office read its lists before, each as JSON.
    #[arg(long)]
    saved: Vec<String>,
    /// Its base name, where it lies under another.
    #[arg(long)]
    name: Option<String>,
    /// The file.
    file: PathBuf,
}

/// The limits of a reader process, for a file of so many MiB: name, resource, most.
fn limits(megabytes: u64) -> [(&'static str, Resource, u64); 4] {
    [
        ("address space", Resource::AS, ADDRESS_SPACE),
        ("CPU", Resource::CPU, CPU_SECONDS + megabytes),
        // It writes nothing but its messages and leaves no picture of what it read.
        ("file size", Resource::FSIZE, 0),
        ("core", Resource::CORE, 0),
    ]
}

pub(crate) fn limit_itself(megabytes: u64) {
    for (_, resource, limit) in limits(megabytes) {
        // Where the kernel refuses a limit the others still hold; `doctor` tells which.
        drop(setrlimit(resource, limit, limit));
    }
}

/// This program as a reader process: nothing of our environment.
pub(crate) fn reader_process(command_name: &str) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    // The allocator would take the whole address space at its start, and what lies beside its share would fail.
    command.arg(command_name).env_clear().env("MIMALLOC_ARENA_RESERVE", "64MiB");
    Ok(command)
}

/// The reader process: limits itself, reads, writes messages to its output.
pub(crate) fn child(args: &ReadArgs) -> ExitCode {
    let megabytes = std::fs::metadata(&args.file).map_or(0, |it| it.len() >> 20);
    limit_itself(megabytes);
    let options = ReadOptions {
        source: args.source.as_deref().and_then(Kind::from_code),
        year: args.year,
        this_year: args.this_year,
        mapping: args.mapping.as_deref().and_then(|it| serde_json::from_str(it).ok()),
        saved: args.saved.iter().filter_map(|it| serde_json::from_str(it).ok()).collect(),
    };
    let mut out = MessageWriter::new(BufWriter::with_capacity(1 << 16, io::stdout().lock()));
    let sink = &mut |message| out.write(&message);
    let read = match &args.name {
        Some(name) => read_named(&args.file, name, &options, sink),
        None => read_file(&args.file, &options, sink),
    };
    match read.map_err(|_| ()).and_then(|()| out.flush().map_err(|_| ())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(()) => ExitCode::FAILURE,
    }
}

/// Where the bytes of a file lie that is read.
pub(crate) enum Input<'a> {
    /// A file of the machine.
    Path(&'a Path),
    /// A file in memory, and its base name.
    Memory(File, &'a str),
}

impl Input<'_> {
    /// How long it is.
    pub(crate) fn n_bytes(&self) -> io::Result<u64> {
        match self {
            Self::Path(path) => Ok(std::fs::metadata(path)?.len()),
            Self::Memory(file, _) => Ok(file.metadata()?.len()),
        }
    }
}

/// How often it is asked whether reading goes on.
const ASKED: Duration = Duration::from_millis(200);

/// What is read of a file that has no name of its own: the process's input, which may be opened again and again.
const OWN_INPUT: &str = "/proc/self/fd/0";

/// Reads a file through a reader process into a staging, for as long as it is to go on.
pub(crate) fn stage(
    staging: &mut Staging,
    input: Input<'_>,
    options: &ReadOptions,
    goes_on: &dyn Fn() -> bool,
) -> Result<(), AppError> {
    let failed = |e: io::Error| AppError::Unexpected(format!("the reader process: {e}"));
    let Begun { mut process, deadline } = begin(input, options).map_err(failed)?;
    let Some(output) = process.stdout.take() else {
        return Err(failed(io::Error::other("it has no output")));
    };
    let (sender, receiver) = mpsc::sync_channel::<io::Result<Message>>(1_024);
    let pump = std::thread::spawn(move || {
        for message in read_messages(BufReader::with_capacity(1 << 16, output)) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let mut ended = Reading::GoesOn;
    while matches!(ended, Reading::GoesOn) {
        let left = deadline.saturating_duration_since(Instant::now());
        ended = match receiver.recv_timeout(left.min(ASKED)) {
            Ok(Ok(message)) => match staging.take(message) {
                Ok(()) => Reading::GoesOn,
                Err(error) => Reading::GivenUp(error),
            },
            Err(mpsc::RecvTimeoutError::Timeout) if !goes_on() => Reading::GivenUp(AppError::Busy),
            Err(mpsc::RecvTimeoutError::Timeout) if left > ASKED => Reading::GoesOn,
            Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Timeout) => Reading::Broken,
            Err(mpsc::RecvTimeoutError::Disconnected) => Reading::AtItsEnd,
        };
    }
    if !matches!(ended, Reading::AtItsEnd) {
        drop(process.kill());
    }
    let status = process.wait().map_err(failed)?;
    drop(receiver);
    drop(pump.join());
    match ended {
        Reading::GivenUp(error) => return Err(error),
        Reading::AtItsEnd if status.success() => {}
        Reading::AtItsEnd | Reading::Broken | Reading::GoesOn => staging.refuse(FileRefusal {
            code: "reader_limits".to_owned(),
            args: std::collections::BTreeMap::new(),
        }),
    }
    Ok(())
}

/// How reading a file stands.
enum Reading {
    GoesOn,
    AtItsEnd,
    /// It sent no message that can be read, or none for too long.
    Broken,
    GivenUp(AppError),
}

/// A reader process, and when it is late.
struct Begun {
    process: std::process::Child,
    deadline: Instant,
}

fn begin(input: Input<'_>, options: &ReadOptions) -> io::Result<Begun> {
    let megabytes = input.n_bytes()? >> 20;
    // CPU time is limited in the child; this is for one that sleeps.
    let deadline = Instant::now() + Duration::from_secs(60 + 4 * megabytes);
    let mut command = reader_process("read-workbook")?;
    if let Some(kind) = options.source {
        command.args(["--source", kind.code()]);
    }
    if let Some(year) = options.year {
        command.args(["--year", &year.to_string()]);
    }
    if let Some(year) = options.this_year {
        command.args(["--this-year", &year.to_string()]);
    }
    let words = |e: serde_json::Error| io::Error::other(e);
    if let Some(mapping) = &options.mapping {
        command.arg(format!("--mapping={}", serde_json::to_string(mapping).map_err(words)?));
    }
    for saved in &options.saved {
        command.arg(format!("--saved={}", serde_json::to_string(saved).map_err(words)?));
    }
    match input {
        Input::Path(path) => command.arg(path).stdin(Stdio::null()),
        Input::Memory(file, name) => {
            command.arg(format!("--name={name}")).arg(OWN_INPUT).stdin(Stdio::from(file))
        }
    };
    let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    Ok(Begun { process, deadline })
}

/// Workbooks that a serving process was sent, each read in a process of its own.
#[derive(Debug)]
pub(crate) struct SentWorkbooks;

impl uploads::Workbooks for SentWorkbooks {
    fn read(
        &self,
        staging: &mut Staging,
        file: File,
        of: &uploads::Reading,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), AppError> {
        let options = ReadOptions {
            source: None,
            year: of.year,
            this_year: of.this_year,
            mapping: of.mapping.clone(),
            saved: of.saved.clone(),
        };
        stage(staging, Input::Memory(file, &of.name), &options, goes_on)
    }

    fn marks(&self, file_name: &str, mapping: Option<&Mapping>) -> Result<Box<dyn imports::Marks>, AppError> {
        Ok(Box::new(Marks::begin(file_name, mapping).map_err(|e| kept_not(&e))?))
    }

    fn weight(&self, code: &str) -> uploads::Weight {
        match weight(code) {
            _ if is_refused_for(code) => uploads::Weight::Refuses,
            codes::Weight::Refuses | codes::Weight::RefusesFile => uploads::Weight::Refuses,
            codes::Weight::Warns => uploads::Weight::Warns,
            codes::Weight::Notes => uploads::Weight::Notes,
            codes::Weight::Skips => uploads::Weight::Skips,
        }
    }
}

/// A process that limits itself as the reader does, says which limits it then has, and tries to take more memory.
pub(crate) fn try_limits_child() -> ExitCode {
    limit_itself(0);
    for (name, resource, wanted) in limits(0) {
        if resource.get().is_ok_and(|(soft, hard)| soft <= wanted && hard <= wanted) {
            answer!("{name}");
        }
    }
    let too_much = usize::try_from(ADDRESS_SPACE + (ADDRESS_SPACE >> 2)).unwrap_or(usize::MAX);
    if Vec::<u8>::new().try_reserve_exact(too_much).is_err() {
        answer!("{NO_MORE_MEMORY}");
    }
    ExitCode::SUCCESS
}

/// What the process says when it was refused more memory than it may have.
const NO_MORE_MEMORY: &str = "more memory";

/// Starts a process that limits itself as the reader does, and gives what does not hold there.
pub(crate) fn try_limits() -> Result<Vec<&'static str>, Failure> {
    let tried = reader_process("try-limits")?.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    Ok(not_said(&String::from_utf8_lossy(&tried.stdout)))
}

/// The limits that the process did not say it has.
fn not_said(said: &str) -> Vec<&'static str> {
    let wanted = limits(0).into_iter().map(|it| it.0).chain([NO_MORE_MEMORY]);
    wanted.filter(|it| !said.lines().any(|line| line == *it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_was_not_said_does_not_hold() {
        assert_eq!(not_said("address space\nCPU\nfile size\ncore\nmore memory\n"), Vec::<&str>::new());
        assert_eq!(not_said("address space\nfile size\n"), ["CPU", "core", "more memory"]);
        assert_eq!(not_said("").len(), 5);
    }
}
