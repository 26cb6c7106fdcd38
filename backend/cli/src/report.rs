//! The JSON report of `import check|apply`: written row by row as a stream, so that a file of any size fits.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use phonjon_app::intake::{FileOutcome, FileRefused, GonePlace};
use phonjon_rows::{Counts, Issue, ReadRow};
use phonjon_words::language::Language;
use phonjon_words::sentence;
use serde_json::{Value, json};

use crate::failure::Failure;

/// A report on its way to its file.
pub(crate) struct Report {
    out: BufWriter<File>,
    counts: Counts,
    n_files: usize,
    n_rows: usize,
    is_open: bool,
}

impl Report {
    /// Creates the file for its owner only; a terminal is refused, since the report holds personal numbers.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let file = create_private(path)?;
        let mut out = BufWriter::new(file);
        out.write_all(b"{\"files\":[")?;
        Ok(Self { out, counts: Counts::default(), n_files: 0, n_rows: 0, is_open: false })
    }

    /// Begins a file.
    pub(crate) fn begin_file(&mut self, name: &str) -> io::Result<()> {
        if self.n_files > 0 {
            self.out.write_all(b",")?;
        }
        self.n_files += 1;
        self.n_rows = 0;
        self.is_open = true;
        write!(self.out, "\n{{\"file\":{},\"rows\":[", json!(name))
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, row: &ReadRow) -> io::Result<()> {
        if self.n_rows > 0 {
            self.out.write_all(b",")?;
        }
        self.n_rows += 1;
        self.out.write_all(b"\n")?;
        let issues: Vec<Value> = row.issues.iter().map(issue).collect();
        let value = json!({
            "sheet": row.sheet,
            "row": row.row,
            "outcome": row.outcome,
            "issues": issues,
            "normalised": row.values,
        });
        serde_json::to_writer(&mut self.out, &value).map_err(io::Error::from)
    }

    /// Ends a file. The rows of a refused file count for nothing, but stay to be read.
    pub(crate) fn end_file(&mut self, outcome: &FileOutcome) -> io::Result<()> {
        self.is_open = false;
        let error = outcome.refused.as_ref().map(|it| {
            json!({
                "code": it.code,
                "message_th": sentence(Language::Thai, &it.code, &it.args),
                "message_en": sentence(Language::English, &it.code, &it.args),
            })
        });
        self.counts.add_all(outcome.counts);
        write!(
            self.out,
            "],\"source\":{},\"year\":{},\"outcome\":{},\"error\":{},\"counts\":{},\"unknown_columns\":{},\
             \"missing_columns\":{},\"compared\":{},\"without_place\":{},\"no_longer_listed\":{},\"plan\":{}}}",
            json!(outcome.source),
            json!(outcome.year),
            json!(if outcome.refused.is_some() { "rejected" } else { "accepted" }),
            json!(error),
            json!(outcome.counts),
            json!(outcome.unknown_columns),
            json!(outcome.missing_fields),
            json!(outcome.compared),
            json!(outcome.n_without_place),
            json!(outcome.no_longer_listed.iter().map(no_longer_listed).collect::<Vec<_>>()),
            json!(outcome.plan.map(|it| it.to_string())),
        )
    }

    /// Ends a report whose file broke off midway, so that what it told can be read; says so of the file.
    pub(crate) fn break_off(mut self, name: &str) -> Result<(), Failure> {
        if !self.is_open {
            self.begin_file(name)?;
        }
        let refused = FileRefused { code: "import_broken_off".to_owned(), args: BTreeMap::new() };
        self.end_file(&FileOutcome { refused: Some(refused), ..FileOutcome::default() })?;
        self.finish()
    }

    /// Ends the report.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        write!(self.out, "\n],\"counts\":{}}}\n", json!(self.counts))?;
        self.out.flush()?;
        Ok(())
    }
}

/// An issue in both languages.
fn issue(issue: &Issue) -> Value {
    let mut args = issue.args.clone();
    if let Some(column) = &issue.column {
        args.entry("column".to_owned()).or_insert_with(|| column.clone());
    }
    json!({
        "code": issue.code,
        "field": issue.field,
        "column": issue.column,
        "value": issue.value,
        "message_th": sentence(Language::Thai, &issue.code, &args),
        "message_en": sentence(Language::English, &issue.code, &args),
    })
}

/// A row of the file before that this one lacks, in both languages.
fn no_longer_listed(place: &GonePlace) -> Value {
    let args = BTreeMap::from([
        ("row".to_owned(), place.row.to_string()),
        ("sheet".to_owned(), place.sheet.clone()),
    ]);
    json!({
        "sheet": place.sheet,
        "row": place.row,
        "message_th": sentence(Language::Thai, "row_no_longer_listed", &args),
        "message_en": sentence(Language::English, "row_no_longer_listed", &args),
    })
}

/// Refuses an output that is one of these files, by whatever path or link: it would be empty before it is read.
pub(crate) fn refuse_to_write_over<'a>(
    out: &Path,
    files: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), Failure> {
    // What is not there is no file.
    let id = |path: &Path| std::fs::metadata(path).map(|it| (it.dev(), it.ino())).ok();
    let Some(of_out) = id(out) else { return Ok(()) };
    if files.into_iter().any(|it| id(it) == Some(of_out)) {
        let told = format!("--json names `{}`, which holds what is read: give another name", out.display());
        return Err(Failure::usage(told));
    }
    Ok(())
}

/// A file only its owner may read; never a terminal.
pub(crate) fn create_private(path: &Path) -> Result<File, Failure> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(|e| Failure::machine(format!("cannot write `{}`", path.display()), &e))?;
    if file.is_terminal() {
        return Err(Failure::usage("the report holds personal numbers: give a file, not a terminal"));
    }
    if file.metadata()?.is_file() {
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}
