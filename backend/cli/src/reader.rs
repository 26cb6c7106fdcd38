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

/// The reader process: limits itself, reads, writes messages to its output.
pub(crate) fn child(args: &ReadArgs) -> ExitCode {
    let megabytes = std::fs::metadata(&args.file).map_or(0, |it| it.len() >> 20);
    let limits = [
        (Resource::AS, ADDRESS_SPACE),
        (Resource::CPU, CPU_SECONDS + megabytes),
        // It writes nothing but its messages and leaves no picture of what it read.
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ];
    for (resource, limit) in limits {
        // Where the kernel refuses a limit the others still hold; `doctor` tells which.
        drop(setrlimit(resource, limit, limit));
    }
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
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("read-workbook");
    if let Some(kind) = options.source {
        command.args(["--source", kind.code()]);
    }
    if let Some(year) = options.year {
        command.args(["--year", &year.to_string()]);
    }
    if let Some(year) = options.this_year {
        command.args(["--this-year", &year.to_string()]);
    }
    let mut child = command
        .arg(file)
        .env_clear()
        // The allocator would take the whole address space at its start, and what lies beside its share would fail.
        .env("MIMALLOC_ARENA_RESERVE", "64MiB")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let Some(output) = child.stdout.take() else { return Err(Failure::usage("the reader has no output")) };
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

/// What the kernel says to each of the reader's limits, for `doctor`.
pub(crate) fn limits_refused() -> Vec<&'static str> {
    let limits = [("address space", Resource::AS, ADDRESS_SPACE), ("CPU", Resource::CPU, CPU_SECONDS)];
    limits
        .into_iter()
        .filter(|(_, resource, wanted)| {
            resource.get().map_or(true, |(_, hard)| hard < *wanted && hard != rlimit::INFINITY)
        })
        .map(|it| it.0)
        .collect()
}
