//! `phonjon figures recount`: whether figures are what the cases say, and made anew where they are not.

use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::figures;
use phonjon_store::figures::Difference;
use phonjon_store::figures::check::Findings;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::office::Office;

/// What to do with figures.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum FiguresCommand {
    /// Compute all facts and count all tallies again, and name what differs.
    Recount {
        /// Make facts and tallies anew where something differs.
        #[arg(long)]
        rebuild: bool,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command; where figures differ and are not made anew, it ends with 1.
pub(crate) async fn run(office: &Office, command: FiguresCommand) -> Result<ExitCode, Failure> {
    let FiguresCommand::Recount { rebuild, json } = command;
    let ctx = office.ctx();
    let found = figures::check(&ctx).await?;
    let is_rebuilt = rebuild && !found.is_empty();
    if json {
        answer!("{}", told(&found, is_rebuilt));
    } else {
        tell(&found);
    }
    if !is_rebuilt {
        return Ok(ExitCode::from(u8::from(!found.is_empty())));
    }
    figures::make_anew(&ctx).await?;
    if !json {
        answer!("made anew");
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(found: &Findings) {
    answer!("{} facts and {} cells of tallies differ", found.facts.len(), found.cells.len());
    for ((_, case), year) in &found.facts {
        answer!("  fact of case {} in {year}", case.0);
    }
    for cell in &found.cells {
        answer!(
            "  {} in {} {}: {} households and {} persons counted, {} and {} tallied",
            place(found, cell),
            cell.fiscal_year,
            name(cell),
            cell.counted.0,
            cell.counted.1,
            cell.tallied.0,
            cell.tallied.1,
        );
    }
}

fn told(found: &Findings, is_rebuilt: bool) -> Value {
    let fact = |it: &((_, phonjon_domain::ids::CaseId), i16)| json!({ "case": it.0.1.0, "fiscalYear": it.1 });
    let cell = |it: &Difference| {
        json!({
            "area": place(found, it),
            "fiscalYear": it.fiscal_year,
            "cell": name(it),
            "counted": { "households": it.counted.0, "persons": it.counted.1 },
            "tallied": { "households": it.tallied.0, "persons": it.tallied.1 },
        })
    };
    json!({
        "facts": found.facts.iter().map(fact).collect::<Vec<_>>(),
        "cells": found.cells.iter().map(cell).collect::<Vec<_>>(),
        "rebuilt": is_rebuilt,
    })
}

/// The code of a cell's area, or its id where it has none.
fn place(found: &Findings, cell: &Difference) -> String {
    found.codes.get(&cell.area).cloned().unwrap_or_else(|| cell.area.0.to_string())
}

/// `status=closed`, `level=survive,status=closed`, or `all`.
fn name(cell: &Difference) -> String {
    let [facet_a, value_a, facet_b, value_b] = &cell.cell;
    let pairs = [(facet_a, value_a), (facet_b, value_b)];
    let named: Vec<String> =
        pairs.iter().filter(|it| !it.0.is_empty()).map(|it| format!("{}={}", it.0, it.1)).collect();
    if named.is_empty() { "all".to_owned() } else { named.join(",") }
}
