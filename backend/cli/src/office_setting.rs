//! `phonjon office-setting`: the few numbers an office chooses for itself, kept in the database.

use std::process::ExitCode;

use clap::Subcommand;
use phonjon_app::settings::{self, Chosen};
use phonjon_app::{Ctx, Key};
use phonjon_domain::setting::OfficeSetting;
use phonjon_words::label;
use phonjon_words::language::Language;
use serde_json::json;

use crate::failure::Failure;
use crate::office::Office;

/// What to do with office settings.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum OfficeSettingCommand {
    /// List them with what holds now.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Choose a value.
    Set {
        /// Its name, as `list` prints it.
        name: String,
        /// A whole number.
        #[arg(allow_negative_numbers = true)]
        value: String,
    },
    /// Go back to the system's own value.
    Reset {
        /// Its name, as `list` prints it.
        name: String,
    },
}

/// Runs the command.
pub(crate) async fn run(office: &Office, command: OfficeSettingCommand) -> Result<ExitCode, Failure> {
    let ctx = office.ctx();
    match command {
        OfficeSettingCommand::List { json } => list(&settings::all(&ctx).await?, json),
        OfficeSettingCommand::Set { name, value } => change(&ctx, &name, Some(&value)).await?,
        OfficeSettingCommand::Reset { name } => change(&ctx, &name, None).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(ctx: &Ctx, name: &str, value: Option<&str>) -> Result<(), Failure> {
    let unknown = || Failure::usage(format!("no office setting `{name}`: see `phonjon office-setting list`"));
    let setting = OfficeSetting::from_code(name).ok_or_else(unknown)?;
    if let Some(text) = value.filter(|it| it.trim().parse::<i64>().is_err()) {
        return Err(Failure::usage(format!("the value of {name} is a whole number, found `{text}`")));
    }
    let all = settings::all(ctx).await?;
    let version = all.iter().find(|it| it.setting == setting).map_or(0, |it| it.version);
    let chosen = settings::change(ctx, &Key::fresh(ctx), setting, value, version).await?;
    answer!("{name}: {}", told(&chosen));
    Ok(())
}

fn list(all: &[Chosen], as_json: bool) {
    if as_json {
        let all = all.iter().map(|it| {
            json!({
                "name": it.setting.code(),
                "value": it.value,
                "isDefault": it.is_default,
                "from": it.range.start(),
                "to": it.range.end(),
            })
        });
        answer!("{}", all.collect::<serde_json::Value>());
        return;
    }
    for it in all {
        let name = it.setting.code();
        let [th, en] = [Language::Thai, Language::English].map(|it| label(it, "setting", name));
        answer!("{name:<34} {:<14} {th} / {en}", told(it));
    }
}

fn told(chosen: &Chosen) -> String {
    let value = chosen.value.map_or_else(|| "-".to_owned(), |it| it.to_string());
    if chosen.is_default { format!("{value} (default)") } else { value }
}
