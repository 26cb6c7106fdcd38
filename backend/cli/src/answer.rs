//! What a command says, on its standard output and beside it, and whether anybody still listens.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use crate::failure::Failure;

/// Why nothing more can be said.
static FAILED: OnceLock<io::Error> = OnceLock::new();

/// Says a line on the standard output, as `println!` does. Whoever closed the pipe has read enough: the command goes on
/// to its end without saying more.
macro_rules! answer {
    ($($text:tt)*) => {
        $crate::answer::say(&mut std::io::stdout().lock(), format_args!($($text)*))
    };
}

/// Says a line on the error stream, as `eprintln!` does; where nobody listens it is lost.
macro_rules! aside {
    ($($text:tt)*) => {
        $crate::answer::mention(format_args!($($text)*))
    };
}

/// Says a line of the answer.
pub(crate) fn say(out: &mut impl Write, line: Arguments<'_>) {
    if FAILED.get().is_none()
        && let Err(error) = writeln!(out, "{line}")
    {
        drop(FAILED.set(error));
    }
}

/// Says a line that is no part of the answer.
pub(crate) fn mention(line: Arguments<'_>) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Makes sure that the answer was taken, or that nobody wanted more of it.
pub(crate) fn end() -> Result<(), Failure> {
    if FAILED.get().is_none()
        && let Err(error) = io::stdout().lock().flush()
    {
        drop(FAILED.set(error));
    }
    match FAILED.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::machine("cannot write the answer", error))
        }
        Some(_) | None => Ok(()),
    }
}
