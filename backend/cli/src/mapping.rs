//! `phonjon import columns`: what each column of a file is taken for; `phonjon import template`: the workbook to fill in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use phonjon_app::intake::Staging;
use phonjon_domain::calendar::FiscalYear;
use phonjon_readers::{Kind, ReadOptions, write_template};
use phonjon_rows::Mapping;

use crate::failure::{Failure, both};
use crate::office::Office;
use crate::reader::{self, Input};

/// Which file.
#[derive(Debug, Clone, Args)]
pub(crate) struct ColumnsArgs {
    /// The workbook or text file.
    file: PathBuf,
}

/// Which template, and where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct TemplateArgs {
    /// Source of the list.
    #[arg(long, value_parser = ["tpmap", "thaiqm", "bmn", "welfare"])]
    source: String,
    /// The workbook to write; it must not be there.
    #[arg(long)]
    out: PathBuf,
}

/// Prints how a file is read.
pub(crate) fn columns(office: &Office, args: &ColumnsArgs) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    if !args.file.is_file() {
        return Err(Failure::usage(format!("no file `{}`", args.file.display())));
    }
    let this_year = FiscalYear::of(ctx.today()).map(|it| it.0.get());
    let options = ReadOptions { this_year, ..ReadOptions::default() };
    let mut staging = Staging::begin(&ctx)?;
    tokio::task::block_in_place(|| reader::stage(&mut staging, Input::Path(&args.file), &options, &|| true))?;
    let staged = staging.finish()?;
    if let Some(recognised) = &staged.recognised {
        let mapping = recognised.mapping();
        let text = serde_json::to_string_pretty(&mapping).map_err(std::io::Error::from)?;
        answer!("{text}");
    }
    if let Some(refusal) = &staged.refusal {
        aside!("{}", both(&refusal.code, &refusal.args));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a template.
pub(crate) fn template(args: &TemplateArgs) -> Result<ExitCode, Failure> {
    let kind = Kind::from_code(&args.source).ok_or_else(|| Failure::usage("no such source".to_owned()))?;
    let mut out = File::create_new(&args.out)
        .map_err(|e| Failure::usage(format!("`{}` cannot be written: {e}", args.out.display())))?;
    write_template(kind, &mut out).map_err(std::io::Error::other)?;
    answer!("written: {}", args.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Every template, by source, as the server hands them out.
pub(crate) fn templates() -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut all = BTreeMap::new();
    for kind in Kind::ALL {
        let mut bytes = Cursor::new(Vec::new());
        if write_template(kind, &mut bytes).map_err(std::io::Error::other)? {
            all.insert(kind.code().to_owned(), bytes.into_inner());
        }
    }
    Ok(all)
}

/// A mapping as it was written to a file.
pub(crate) fn read(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::usage(format!("`{}` cannot be read: {e}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|e| Failure::usage(format!("`{}` is no mapping: {e}", path.display())))
}
