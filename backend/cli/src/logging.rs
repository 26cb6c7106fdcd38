//! What the program logs, and how: never names, personal numbers, addresses, tokens or bodies.

use tracing_subscriber::EnvFilter;

use crate::failure::Failure;
use crate::settings::Settings;

/// Begins logging to the error stream.
pub(crate) fn begin(settings: &Settings) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|e| Failure::usage(format!("--log `{}`: {e}", settings.log)))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match settings.log_format.as_str() {
        "json" => lines.json().init(),
        "text" => lines.with_ansi(false).init(),
        other => return Err(Failure::usage(format!("--log-format is text or json, found `{other}`"))),
    }
    Ok(())
}
