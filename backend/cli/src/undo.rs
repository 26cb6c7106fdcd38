//! `phonjon import list` and `phonjon import undo`: what was imported, and taking an import back as the API does.

use std::process::ExitCode;

use clap::Args;
use phonjon_app::imports::{self, Import};
use phonjon_app::undo::{self, Undoing};
use phonjon_app::{Ctx, Key};
use phonjon_domain::ids::BatchId;
use phonjon_words::language::Language;
use phonjon_words::{label, sentence};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::office::Office;
use crate::progress::Work;

/// Imports fetched at a time.
const PAGE: u64 = 500;

/// How imports are listed.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Which import is taken back.
#[derive(Debug, Clone, Args)]
pub(crate) struct UndoArgs {
    /// The import, as `import list` names it.
    #[arg(value_name = "IMPORT")]
    import: uuid::Uuid,
    /// Only say what would be done; nothing is changed.
    #[arg(long)]
    preview: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints every import, newest first.
pub(crate) async fn list(office: &Office, args: &ListArgs) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    let mut all: Vec<Import> = Vec::new();
    loop {
        let page = imports::list(&ctx, all.last().map(|it| it.id), PAGE).await?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        all.extend(page);
        if is_last {
            break;
        }
    }
    if args.json {
        answer!("{}", json!(all.iter().map(as_json).collect::<Vec<_>>()));
        return Ok(ExitCode::SUCCESS);
    }
    for it in &all {
        answer!(
            "{}  {}  {:8}  {} {}  {}/{}  {}",
            it.id.0,
            it.started_at.format("%Y-%m-%dT%H:%M:%SZ"),
            it.state,
            it.source,
            it.year,
            it.n_rows_done,
            it.n_rows,
            it.file_name,
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(it: &Import) -> Value {
    json!({
        "import": it.id.0,
        "file": it.file_name,
        "source": it.source,
        "year": it.year,
        "state": it.state,
        "counts": it.counts,
        "compared": it.compared,
        "without_place": it.n_without_place,
        "chosen": it.chosen,
        "rows_done": it.n_rows_done,
        "rows": it.n_rows,
        "started_by": it.started_by,
        "started_at": it.started_at,
        "finished_at": it.finished_at,
        "undone_at": it.undone_at,
    })
}

/// Takes an import back, or says what that would do.
pub(crate) async fn undo(office: &Office, args: &UndoArgs) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    let import = BatchId(args.import);
    let done = if args.preview {
        undo::preview(&ctx, import).await?
    } else {
        let work = Work::begin("import undo", "households");
        let key = key(&ctx, import)?;
        let done = undo::apply_telling(&ctx, import, &key, &mut |done, all| work.show(done, all)).await;
        work.end();
        done?
    };
    if args.json {
        answer!("{}", buckets(&done, args.preview));
    } else {
        tell(&done, args.preview);
    }
    Ok(ExitCode::from(if done.failed.n_rows == 0 { 0 } else { 3 }))
}

/// An act of its own each time: one that was broken off goes on, one that was done is refused.
fn key(ctx: &Ctx, import: BatchId) -> Result<Key, Failure> {
    let key = Key::new(&format!("command-line-{}", ctx.new_id()), &json!({ "importId": import.0 }));
    key.map_err(|refusal| phonjon_app::AppError::from(refusal).into())
}

/// What was taken back, what stays, and what failed.
fn buckets(it: &Undoing, is_preview: bool) -> Value {
    let because: Vec<Value> = it
        .kept
        .iter()
        .map(|it| json!({ "because": it.why.code(), "rows": it.n_rows, "households": it.n_households }))
        .collect();
    let (rows, households) =
        it.kept.iter().fold((0, 0), |sum, it| (sum.0 + it.n_rows, sum.1 + it.n_households));
    json!({
        "import": it.batch.0,
        "preview": is_preview,
        "reversed": { "rows": it.n_rows, "households": it.n_households, "cases": it.n_cases },
        "kept": { "rows": rows, "households": households, "because": because },
        "failed": { "rows": it.failed.n_rows, "households": it.failed.n_households },
    })
}

fn tell(it: &Undoing, is_preview: bool) {
    let args = |rows: u64, households: u64, more: (&str, String)| {
        [("rows".to_owned(), rows.to_string()), ("households".to_owned(), households.to_string())]
            .into_iter()
            .chain([(more.0.to_owned(), more.1)])
            .collect()
    };
    let say = |code: &str, args: &std::collections::BTreeMap<String, String>| {
        answer!("{} / {}", sentence(Language::Thai, code, args), sentence(Language::English, code, args));
    };
    let (reversed, stays) =
        if is_preview { ("undo_would_reverse", "undo_would_keep") } else { ("undo_reversed", "undo_kept") };
    say(reversed, &args(it.n_rows, it.n_households, ("cases", it.n_cases.to_string())));
    for kept in &it.kept {
        for language in [Language::Thai, Language::English] {
            let why = label(language, "kept_because", kept.why.code());
            let args = args(kept.n_rows, kept.n_households, ("why", why));
            answer!("{}", sentence(language, stays, &args));
        }
    }
    if !is_preview {
        say("undo_failed", &args(it.failed.n_rows, it.failed.n_households, ("cases", String::new())));
    }
}
