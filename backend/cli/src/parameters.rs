//! `phonjon parameters`: criteria, lines, catalogues and rules: what there is, a draft from a file, its release.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::parameters::{self, Described, ParameterRow};
use phonjon_app::{AppError, Ctx, Key};
use serde_json::json;

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;

/// What to do with sets of values.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ParametersCommand {
    /// List all sets with source, standing, state and hash.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Keep a set as a draft: a TOML file as in `backend/rules/seeds`. Nothing is judged by it yet.
    Draft {
        /// The file.
        file: PathBuf,
    },
    /// Release a draft: it is used from a day on, and open cases are judged anew by it.
    Release {
        /// The set's kind, as `list` prints it: `criteria`, `income_line`, ….
        kind: String,
        /// The set's version.
        version: String,
        /// The first local day it is used; today where none is given.
        #[arg(long)]
        from: Option<String>,
    },
    /// Go on judging by released sets where that was broken off; a serving process does so by itself.
    CarryOn,
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: ParametersCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    match command {
        ParametersCommand::List { json } => list(&ctx, json).await?,
        ParametersCommand::Draft { file } => {
            let body = std::fs::read_to_string(&file).map_err(|e| Failure::reading(&file, &e))?;
            let drafted = parameters::draft(&ctx, &Key::fresh(&ctx), &body).await?;
            answer!("{} {}: {}", drafted.kind, drafted.version, drafted.state);
        }
        ParametersCommand::Release { kind, version, from } => {
            let is_it = |it: &ParameterRow| it.kind == kind && it.version == version;
            let all = parameters::all(&ctx).await?;
            let set = all.into_iter().find(is_it).ok_or_else(|| {
                Failure::refused(format!("no {kind} of version `{version}`: see `phonjon parameters list`"))
            })?;
            let from = from.map(|it| it.parse()).transpose();
            let from = from.map_err(|_| Failure::usage("--from is a day such as 2026-10-01"))?;
            let set = parameters::release(&ctx, &Key::fresh(&ctx), set.id, from).await?;
            answer!("{} {}: {}", set.kind, set.version, set.state);
            carry_on(&ctx).await?;
        }
        ParametersCommand::CarryOn => carry_on(&ctx).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn carry_on(ctx: &Ctx) -> Result<(), AppError> {
    let work = Work::begin("judged anew", "cases");
    let mut show = |it: parameters::Progress| {
        work.show(it.n_done, it.n_all);
        Ok(())
    };
    let done = parameters::carry_out(ctx, &mut show).await;
    work.end();
    done
}

async fn list(ctx: &Ctx, as_json: bool) -> Result<(), Failure> {
    let under_way = parameters::under_way(ctx).await?;
    let mut sets = Vec::new();
    for row in parameters::all(ctx).await? {
        let Described { row, code, source, sha256 } = parameters::describe(row)?;
        let judged = under_way.iter().find(|it| it.set == row.id);
        sets.push(json!({
            "kind": row.kind,
            "version": row.version,
            "code": code,
            "years": [row.first_year, row.last_year],
            "standing": row.standing,
            "state": row.state,
            "releasedAt": row.released_at,
            "sha256": sha256,
            "source": source,
            "judging": judged.map(|it| json!({ "done": it.n_done, "of": it.n_all })),
        }));
    }
    if as_json {
        answer!("{}", serde_json::Value::from(sets));
        return Ok(());
    }
    for it in sets {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        let hash: String = text("sha256").chars().take(12).collect();
        let (kind, name) = (text("kind"), format!("{}/{}", text("code"), text("version")));
        answer!(
            "{kind:<18} {name:<26} {:<10} {:<24} {hash} {}",
            text("state"),
            text("standing"),
            text("source")
        );
    }
    Ok(())
}
