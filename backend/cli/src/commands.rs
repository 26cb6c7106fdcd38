//! The commands of the program and their arguments.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::office::Office;
use crate::settings::{Given, Settings};
use crate::{
    areas, audit, corrected, demo, doctor, export, figures, hand_back, import, key, logging, office_setting,
    parameters, reader, serve, token, user,
};

/// Phonjon (พ้นจน): the platform on which Thailand's districts bring poor households out of poverty.
#[derive(Debug, Parser)]
#[command(name = "phonjon", version, about)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: Given,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the API.
    Serve,
    /// Serve a demonstration: an invented province with an account for each role.
    Demo(demo::DemoArgs),
    /// Print the GraphQL schema; needs no database.
    Schema,
    /// Bring the database's schema and default parameters up to date.
    Migrate,
    /// Import office workbooks.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Load lists of areas.
    #[command(subcommand)]
    Areas(areas::AreasCommand),
    /// Accounts.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Tokens that read figures.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Keys of personal data.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Criteria of levels, income lines, catalogues and rules.
    #[command(subcommand)]
    Parameters(parameters::ParametersCommand),
    /// The few numbers an office chooses for itself.
    #[command(subcommand)]
    OfficeSetting(office_setting::OfficeSettingCommand),
    /// Figures and what they are counted from.
    #[command(subcommand)]
    Figures(figures::FiguresCommand),
    /// Check whether this machine and database are fit to serve.
    Doctor,
    /// Export what is stored.
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Write what is not yet entered in the TPMAP Logbook or ThaiQM as a workbook.
    HandBack(hand_back::HandBackArgs),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Read one workbook and write its rows: run by `import` in a limited process.
    #[command(hide = true)]
    ReadWorkbook(reader::ReadArgs),
    /// Write one workbook again with marks beside its rows: run by `import` in a limited process.
    #[command(hide = true)]
    MarkWorkbook(corrected::MarkArgs),
    /// Limit itself as the reader process does and say what holds: run by `doctor`.
    #[command(hide = true)]
    TryLimits,
}

/// Runs a command to its exit code.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    if matches!(cli.command, Command::Schema) {
        answer!("{}", phonjon_api::sdl().trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let settings = Settings::gather(&cli.settings)?;
    logging::begin(&settings)?;
    if matches!(cli.command, Command::Doctor) {
        // It examines what is there; to open an office would bring it up to date first.
        return doctor::run(&settings).await;
    }
    if let Command::Import(command) = &cli.command {
        command.check_out(&settings.own_files())?;
    }
    if let Command::Export(command) = &cli.command {
        command.check_out(&settings.own_files())?;
    }
    if let Command::HandBack(args) = &cli.command {
        args.check_out(&settings.own_files())?;
    }
    let office = Office::open(&settings).await?;
    let code = match cli.command {
        Command::Migrate => {
            answer!("the schema of the database is up to date");
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema | Command::Doctor => Ok(ExitCode::SUCCESS),
        Command::Serve => serve::run(&office, &settings).await,
        Command::Demo(args) => demo::run(&office, &settings, &args).await,
        Command::User(command) => user::run(&office, command).await,
        Command::Token(command) => token::run(&office, command).await,
        Command::Key(command) => key::run(&office, command).await,
        Command::Parameters(command) => parameters::run(&office, command).await,
        Command::OfficeSetting(command) => office_setting::run(&office, command).await,
        Command::Figures(command) => figures::run(&office, command).await,
        Command::Import(command) => import::run(&office, command).await,
        Command::Areas(command) => areas::run(&office, command).await,
        Command::Export(command) => export::run(&office, command).await,
        Command::HandBack(args) => hand_back::run(&office, args).await,
        Command::Audit(command) => audit::run(&office, command).await,
        // Handled before the runtime was started.
        Command::ReadWorkbook(args) => return Ok(reader::child(&args)),
        Command::MarkWorkbook(args) => return Ok(corrected::child(&args)),
        Command::TryLimits => return Ok(reader::try_limits_child()),
    };
    office.close().await?;
    code
}
