//! Reading a workbook in a process of its own: a hostile file may exhaust that process, never the server.

use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use phonjon_app::intake::Staging;
use phonjon_readers::{Kind, ReadOptions, read_file};
use phonjon_rows::{FileRefusal, Message, read_messages, write_message};
use rlimit::{Resource, setrlimit};

use crate::failure::Failure;

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

fn limit_itself(megabytes: u64) {
    for (_, resource, limit) in limits(megabytes) {
        // Where the kernel refuses a limit the others still hold; `doctor` tells which.
        drop(setrlimit(resource, limit, limit));
    }
}

/// This program as a reader process: nothing of our environment.
fn reader_process(command_name: &str) -> Result<Command, Failure> {
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
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let read = read_file(&args.file, &options, &mut |message| write_message(&mut out, &message));
    match read.map_err(|_| ()).and_then(|()| out.flush().map_err(|_| ())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(()) => ExitCode::FAILURE,
    }
}

/// Reads a file through a reader process into a staging.
pub(crate) fn stage(staging: &mut Staging, file: &Path, options: &ReadOptions) -> Result<(), Failure> {
    let megabytes = std::fs::metadata(file)?.len() >> 20;
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
    let mut child =
        command.arg(file).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let Some(output) = child.stdout.take() else {
        return Err(Failure::ours(&io::Error::other("the reader has no output")));
    };
    let (sender, receiver) = mpsc::sync_channel::<io::Result<Message>>(1_024);
    let pump = std::thread::spawn(move || {
        for message in read_messages(BufReader::with_capacity(1 << 16, output)) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let mut is_late = false;
    let mut is_broken = false;
    loop {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Ok(message)) => staging.take(message)?,
            Ok(Err(_)) => {
                is_broken = true;
                break;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                is_late = true;
                break;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    if is_late || is_broken {
        drop(child.kill());
    }
    let status = child.wait()?;
    drop(receiver);
    drop(pump.join());
    if is_late || is_broken || !status.success() {
        staging.refuse(FileRefusal {
            code: "reader_limits".to_owned(),
            args: std::collections::BTreeMap::new(),
        });
    }
    Ok(())
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
