//! `phonjon import check|apply`: files through the reader process into the store, with a report as JSON.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use phonjon_app::audit::{Export, exporting};
use phonjon_app::intake::{
    self, Bands, Blanks, FileInfo, FileOutcome, Foreseen, Mode, Original, PlanHash, Staging, Stops, Trust,
    Trusts, Wanted,
};
use phonjon_app::settings;
use phonjon_app::uploads::refuse_alone;
use phonjon_app::{AppError, Ctx};
use phonjon_domain::calendar::{BuddhistYear, FiscalYear};
use phonjon_domain::setting::OfficeSetting;
use phonjon_readers::{Kind, ReadOptions};
use phonjon_rows::{Mapping, UnknownColumn};
use phonjon_words::language::Language;
use phonjon_words::{field, sentence};
use sha2::{Digest, Sha256};

use crate::corrected::{Marks, kept_not};
use crate::failure::{Failure, both};
use crate::mapping;
use crate::office::Office;
use crate::progress::Work;
use crate::reader::{self, Input};
use crate::rejected::Rejected;
use crate::report::{Report, create_private, refuse_to_write_over};
use crate::undo;

/// What to do with the files.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ImportCommand {
    /// Say what importing would do; nothing is stored.
    Check(ImportArgs),
    /// Import: good rows go in, bad rows wait.
    Apply(ApplyArgs),
    /// Print what each column of a file is taken for, as JSON that `--mapping` takes back.
    Columns(mapping::ColumnsArgs),
    /// Write the template workbook of a source.
    Template(mapping::TemplateArgs),
    /// List the imports, newest first.
    List(undo::ListArgs),
    /// Take an import back, except what somebody worked on since.
    Undo(undo::UndoArgs),
    /// Remove the original files whose last day has passed; a serving process does so by itself.
    RemoveOriginals,
}

/// Which files, and what they are.
#[derive(Debug, Clone, Args)]
pub(crate) struct ImportArgs {
    /// Workbooks (.xlsx, .xls, .xlsb, .ods) and text files (.csv, .txt); told apart by what is in them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Source of the files.
    #[arg(long, default_value = "auto", value_parser = ["auto", "tpmap", "thaiqm", "bmn", "welfare", "tpmap-public", "visits", "help", "teams", "accounts"])]
    source: String,
    /// Survey year (Buddhist era); needed unless the file states it.
    #[arg(long)]
    year: Option<i32>,
    /// What blank cells mean: nothing, or a cell that holds `-` or `ลบ` alone erases what is known.
    #[arg(long, default_value = "keep", value_parser = ["keep", "erase-marked"])]
    blanks: String,
    /// From which score on two are held for the same person or household, 600 to 1000.
    #[arg(long, value_name = "SCORE", default_value_t = Bands::default().same().into())]
    same: i32,
    /// From which score on somebody is asked whether they are, 100 to 1000; below it they are two.
    #[arg(long, value_name = "SCORE", default_value_t = Bands::default().ask().into())]
    ask: i32,
    /// A field that the files are believed on before every other list of the same year, such as `house_no`; several with
    /// commas between them.
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    trust_first: Vec<String>,
    /// A field that the files are believed on only where no other list says anything.
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    trust_last: Vec<String>,
    /// How the files are to be read, as `import columns` prints it.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write the report, row by row, to this file.
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// Write the workbook of the only file, with what became of each row marked in it, to this .xlsx file.
    #[arg(long, value_name = "OUT")]
    corrected: Option<PathBuf>,
}

/// Which files, and which plan they have to keep to.
#[derive(Debug, Clone, Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    args: ImportArgs,
    /// The plan that `import check` printed for the only file: where it no longer holds, nothing is stored.
    #[arg(long, value_name = "HASH")]
    plan: Option<String>,
    /// Go on though the file holds more duplicates than the office allows; looked at where a plan is given.
    #[arg(long, requires = "plan")]
    despite_duplicates: bool,
}

impl ImportCommand {
    /// Refuses a report that would be written over a file that is read, or over one of the office's own.
    pub(crate) fn check_out(&self, own: &[PathBuf]) -> Result<(), Failure> {
        let (Self::Check(args) | Self::Apply(ApplyArgs { args, .. })) = self else { return Ok(()) };
        let mut outs = args.json.iter().chain(&args.corrected);
        outs.try_for_each(|out| refuse_to_write_over(out, args.files.iter().chain(&args.mapping).chain(own)))
    }
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: ImportCommand) -> Result<ExitCode, Failure> {
    let (mode, args, plan, goes_on) = match command {
        ImportCommand::Check(args) => (Mode::Check, args, None, false),
        ImportCommand::Apply(it) => (Mode::Apply, it.args, it.plan, it.despite_duplicates),
        ImportCommand::Columns(args) => return mapping::columns(office, &args),
        ImportCommand::Template(args) => return mapping::template(&args),
        ImportCommand::List(args) => return undo::list(office, &args).await,
        ImportCommand::Undo(args) => return undo::undo(office, &args).await,
        ImportCommand::RemoveOriginals => return remove_originals(office).await,
    };
    let year = match args.year {
        None => None,
        Some(year) => Some(BuddhistYear::new(year).ok_or_else(|| {
            Failure::usage(format!("--year is a Buddhist year such as 2566, found {year}"))
        })?),
    };
    let plan = match plan {
        None => None,
        Some(_) if args.files.len() > 1 => {
            return Err(Failure::usage("--plan is of one file: import the others by commands of their own"));
        }
        Some(text) => Some(PlanHash::parse(&text).ok_or_else(|| {
            Failure::usage("--plan is the 64 letters and digits that `import check` printed")
        })?),
    };
    for file in &args.files {
        if !file.is_file() {
            return Err(Failure::usage(format!("no file `{}`", file.display())));
        }
    }
    if mode == Mode::Apply {
        refuse_alone(&office.ctx()).await?;
    }
    let percent = stops_above(&office.ctx()).await?;
    // A plan was looked at; without one, whoever runs the command has said what is to be stored.
    let stops = match plan {
        _ if goes_on => Stops::GoesOn,
        Some(_) => Stops::Above(percent),
        None => Stops::Never,
    };
    let blanks = if args.blanks == "keep" { Blanks::Keep } else { Blanks::EraseMarked };
    let bands = intake::bands(args.same, args.ask);
    let bands = bands.map_err(|it| Failure::usage(both(&it.code, &it.args)))?;
    let first = args.trust_first.iter().map(|it| (it.as_str(), Trust::First));
    let last = args.trust_last.iter().map(|it| (it.as_str(), Trust::Last));
    let trusts = Trusts::of(first.chain(last)).map_err(|it| Failure::usage(both(&it.code, &it.args)))?;
    let mapping = args.mapping.as_deref().map(mapping::read).transpose()?;
    if args.corrected.is_some() {
        if args.files.len() != 1 {
            return Err(Failure::usage("--corrected is for one file at a time"));
        }
        let mode = if mode == Mode::Check { "check" } else { "apply" };
        exporting(&office.ctx(), Export::ImportReport { mode, n_files: 1 }).await?;
    }
    let mut report = match &args.json {
        Some(path) => {
            let report = Report::create(path)?;
            let mode = if mode == Mode::Check { "check" } else { "apply" };
            exporting(&office.ctx(), Export::ImportReport { mode, n_files: args.files.len() }).await?;
            Some(report)
        }
        None => None,
    };
    let mut n_refused = 0;
    let mut rejected = Rejected::default();
    let mut foreseen = Foreseen::default();
    for file in &args.files {
        let ctx = office.ctx();
        let wanted = Wanted { year, mode, plan, blanks, bands, trusts, stops };
        let (corrected, mapping) = (args.corrected.as_deref(), mapping.as_ref());
        let given = Given { source: &args.source, corrected, wanted, mapping };
        let outcome = match one_file(&ctx, &mut foreseen, file, given, &mut report, &mut rejected).await {
            Ok(outcome) => outcome,
            Err(failure) => {
                // What is told so far is closed, so that it can be read.
                if let Some(report) = report {
                    report.break_off(&base_name(file))?;
                }
                return Err(failure);
            }
        };
        summarise(file, &outcome, (mode, percent));
        if report.is_none() {
            rejected.tell();
        }
        n_refused += usize::from(outcome.refused.is_some());
    }
    match report {
        Some(report) => report.finish()?,
        None => rejected.tell_of_others(),
    }
    Ok(ExitCode::from(u8::from(n_refused > 0)))
}

/// What is the same for all files of a command.
#[derive(Clone, Copy)]
struct Given<'a> {
    source: &'a str,
    corrected: Option<&'a Path>,
    wanted: Wanted,
    mapping: Option<&'a Mapping>,
}

async fn one_file(
    ctx: &Ctx,
    foreseen: &mut Foreseen,
    file: &Path,
    Given { source, corrected, wanted, mapping }: Given<'_>,
    report: &mut Option<Report>,
    rejected: &mut Rejected,
) -> Result<FileOutcome, Failure> {
    let name = base_name(file);
    let info = FileInfo {
        name: name.clone(),
        sha256: sha256(file)?,
        original: Original::File(file.to_owned()),
        id: None,
    };
    let options = ReadOptions {
        mapping: mapping.cloned(),
        saved: Vec::new(),
        source: Kind::from_code(source),
        year: wanted.year.map(BuddhistYear::get),
        this_year: FiscalYear::of(ctx.today()).map(|it| it.0.get()),
    };
    let mut staging = Staging::begin(ctx)?;
    tokio::task::block_in_place(|| reader::stage(&mut staging, Input::Path(file), &options, &|| true))?;
    let staged = staging.finish()?;
    let work = Work::begin(&name, "rows");
    if let Some(report) = report {
        report.begin_file(&name)?;
    }
    if let Some(recognised) = &staged.recognised {
        for it in &recognised.told {
            answer!("{name} {}: {}", it.sheet, both(&it.what.code, &it.what.args));
        }
    }
    let mut marks = corrected.map(|_| Marks::begin(&name, mapping)).transpose()?;
    let outcome = {
        let mut on_row = |row: &phonjon_rows::ReadRow| {
            rejected.note(&name, row);
            if let Some(marks) = &mut marks {
                marks.note(row).map_err(|e| kept_not(&e))?;
            }
            match report {
                Some(report) => report
                    .row(row)
                    .map_err(|e| AppError::Unexpected(format!("the report cannot be written: {e}"))),
                None => Ok(()),
            }
        };
        let on_progress = |it: intake::Progress| work.show(it.n_done, it.n_all);
        intake::run(ctx, foreseen, &staged, &info, wanted, &mut on_row, &on_progress).await?
    };
    work.end();
    if let Some(report) = report {
        report.end_file(&outcome)?;
    }
    if let (Some(out), Some(marks), None) = (corrected, marks, &outcome.refused) {
        let is_whole = tokio::task::block_in_place(|| {
            marks
                .write(Input::Path(file), &mut create_private(out)?)
                .map_err(|e| Failure::machine("the marked workbook cannot be written", &e))
        })?;
        if !is_whole {
            return Err(Failure::refused(both("WORKBOOK_NOT_MARKED", &BTreeMap::new())));
        }
    }
    Ok(outcome)
}

/// Imports files of one source and year without a report, as `demo` does.
pub(crate) async fn import_files(
    office: &Office,
    source: &str,
    files: Vec<PathBuf>,
    year: i32,
) -> Result<(), Failure> {
    let args = ImportArgs {
        files,
        source: source.to_owned(),
        year: Some(year),
        blanks: "keep".to_owned(),
        same: Bands::default().same().into(),
        ask: Bands::default().ask().into(),
        trust_first: Vec::new(),
        trust_last: Vec::new(),
        mapping: None,
        json: None,
        corrected: None,
    };
    run(office, ImportCommand::Apply(ApplyArgs { args, plan: None, despite_duplicates: false }))
        .await
        .map(|_| ())
}

/// A line or two for people.
fn summarise(file: &Path, outcome: &FileOutcome, (mode, percent): (Mode, u32)) {
    let name = base_name(file);
    if !outcome.unknown_columns.is_empty() {
        let columns: Vec<String> = outcome.unknown_columns.iter().map(UnknownColumn::text).collect();
        answer!(
            "{name}: {}",
            both("columns_unknown", &BTreeMap::from([("columns".to_owned(), columns.join(", "))]))
        );
    }
    if !outcome.missing_fields.is_empty() && outcome.refused.is_none() {
        let said = |language| {
            let names = outcome.missing_fields.iter().map(|it| field(language, it));
            let columns = names.collect::<Vec<_>>().join(", ");
            sentence(language, "columns_missing", &BTreeMap::from([("columns".to_owned(), columns)]))
        };
        answer!("{name}: {} / {}", said(Language::Thai), said(Language::English));
    }
    match &outcome.refused {
        Some(refused) => {
            aside!("{name}: {}", both(&refused.code, &refused.args));
        }
        None => {
            let counts = outcome.counts;
            answer!(
                "{name}: {} {}: {} accepted, {} accepted with warning, {} rejected, {} skipped; \
                 {} new, {} changed, {} unchanged, {} no longer listed, {} instead of another file's; questions: {}, cases opened: {}",
                outcome.source.as_deref().unwrap_or("?"),
                outcome.year.unwrap_or_default(),
                counts.accepted,
                counts.accepted_with_warning,
                counts.rejected,
                counts.skipped,
                outcome.compared.new,
                outcome.compared.changed,
                outcome.compared.unchanged,
                outcome.compared.no_longer_listed,
                outcome.compared.other_file_replaced,
                outcome.n_questions,
                outcome.n_cases_opened,
            );
            if outcome.n_without_place > 0 {
                let rows = BTreeMap::from([("rows".to_owned(), outcome.n_without_place.to_string())]);
                answer!("{name}: {}", both("rows_without_place", &rows));
            }
            let twice = &outcome.duplicates;
            if twice.all() > 0 {
                answer!(
                    "{name}: duplicates: {} within the file, {} of other files",
                    twice.in_file,
                    twice.stored
                );
            }
            if let (Mode::Check, Some(why)) = (mode, intake::stopped(outcome, percent)) {
                aside!("{name}: {}", both(&why.code, &why.args));
            }
            if let (Mode::Check, Some(plan)) = (mode, outcome.plan) {
                answer!("{name}: plan {plan}");
            }
        }
    }
}

async fn stops_above(ctx: &Ctx) -> Result<u32, AppError> {
    let db = ctx.store.reader();
    Ok(settings::count(db, OfficeSetting::ImportDuplicatesPercent).await?)
}

fn base_name(file: &Path) -> String {
    file.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

fn sha256(file: &Path) -> Result<[u8; 32], Failure> {
    let mut file = std::fs::File::open(file)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(&buffer[..n]);
    }
}

async fn remove_originals(office: &Office) -> Result<ExitCode, Failure> {
    let n_removed = phonjon_app::originals::remove_due(&office.ctx()).await?;
    answer!("original files removed: {n_removed}");
    Ok(ExitCode::SUCCESS)
}
