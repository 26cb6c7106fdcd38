//! `phonjon audit verify`: whether the audit chain holds, where it ends, and what is not sealed yet.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::audit::{self, Fault, Head, Report};
use phonjon_words::language::Language;
use phonjon_words::sentence;
use serde_json::{Value, json};

use crate::failure::{Failure, both};
use crate::office::Office;
use crate::progress::Work;

/// What to do with the audit log.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AuditCommand {
    /// Check the chain; print its head and what is not sealed yet. Ends with 1 where the chain does not hold.
    Verify {
        /// A head that was printed before and kept elsewhere: the chain must still pass through it.
        #[arg(long, value_name = "PLACE:HASH", value_parser = read_head)]
        head: Option<Head>,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn read_head(text: &str) -> Result<Head, String> {
    Head::read(text).ok_or_else(|| "a head is a place and a hash, such as 12:9f3c…".to_owned())
}

/// Runs the command; a broken chain ends with 1.
pub(crate) async fn run(office: &Office, command: AuditCommand) -> Result<ExitCode, Failure> {
    let AuditCommand::Verify { head, json } = command;
    let report = check(office, head.as_ref()).await?;
    if json {
        answer!("{}", as_json(&report));
    } else {
        tell(&report);
    }
    Ok(ExitCode::from(u8::from(!report.faults.is_empty())))
}

/// Checks the chain, and shows how far it is.
pub(crate) async fn check(office: &Office, head: Option<&Head>) -> Result<Report, Failure> {
    let work = Work::begin("audit log", "events");
    let report = audit::verify(&office.ctx(), head, &mut |done, all| work.show(done, all)).await;
    work.end();
    Ok(report?)
}

fn tell(report: &Report) {
    answer!(
        "{} events sealed, {} not yet, {} faults",
        report.n_sealed,
        report.unsealed.len(),
        report.faults.len()
    );
    if let Some(head) = &report.head {
        answer!("head {head}");
    }
    for it in &report.unsealed {
        answer!("not sealed {} {}", it.event, it.at.to_rfc3339());
    }
    for it in &report.faults {
        let event = it.event().map(|event| format!(" (event {event})")).unwrap_or_default();
        answer!("{}: {}{event}", it.code(), both(it.code(), &args(it)));
    }
}

fn as_json(report: &Report) -> Value {
    let unsealed: Vec<Value> =
        report.unsealed.iter().map(|it| json!({ "event": it.event, "at": it.at })).collect();
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|it| {
            json!({
                "code": it.code(),
                "place": it.place(),
                "event": it.event(),
                "message_th": sentence(Language::Thai, it.code(), &args(it)),
                "message_en": sentence(Language::English, it.code(), &args(it)),
            })
        })
        .collect();
    json!({
        "sealed": report.n_sealed,
        "head": report.head.as_ref().map(Head::to_string),
        "unsealed": unsealed,
        "faults": faults,
    })
}

/// What the sentence of a fault names; an event without a place has a dash for it.
fn args(fault: &Fault) -> BTreeMap<String, String> {
    fault.place().map(|it| ("place".to_owned(), it.to_string())).into_iter().collect()
}
