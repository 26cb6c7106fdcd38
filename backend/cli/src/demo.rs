//! `phonjon demo`: an invented province, imported by the same importer as everybody's, with an account for each role.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use phonjon_app::accounts::{self, GrantDraft, NewAccount, NewPassword};
use phonjon_app::demonstration::{self, Demonstration};
use phonjon_app::team::{self, NewTeam};
use phonjon_app::{AppError, Key};
use phonjon_demo::DemoSettings;
use phonjon_domain::access::Role;
use phonjon_domain::ids::TeamId;
use phonjon_domain::team::TeamKind;
use phonjon_store::teams::TeamFilter;

use crate::failure::Failure;
use crate::import::import_files;
use crate::office::Office;
use crate::progress::Work;
use crate::serve;
use crate::settings::Settings;
use crate::user::area_ids;

mod partners;
mod work;

/// How large the demonstration is.
#[derive(Debug, Clone, Args)]
pub(crate) struct DemoArgs {
    /// Invented households.
    #[arg(long, default_value_t = 2_000)]
    households: u32,
    /// Where chance starts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make the demonstration and end, without serving.
    #[arg(long)]
    no_serve: bool,
    /// Publish figures of the whole country too, beside the province: invented ones where --counts names none.
    #[arg(long)]
    country: bool,
    /// A folder of TPMAP's public figures (CSV files) to publish instead of invented ones; nothing of it is kept but them.
    #[arg(long, value_name = "DIR", requires = "country")]
    counts: Option<PathBuf>,
    /// The survey year of those figures (Buddhist era).
    #[arg(long, default_value_t = 2561)]
    counts_year: i32,
}

/// Nakhon Phanom, its first district and that district's first subdistrict.
const PROVINCE: &str = "48";
const DISTRICT: &str = "4801";
const SUBDISTRICT: &str = "480101";

/// One account per role: user name, role, area.
const ACCOUNTS: [(&str, Role, Option<&str>); 18] = [
    ("governor", Role::Governor, Some(PROVINCE)),
    ("office-head", Role::ProvincialOfficeHead, Some(PROVINCE)),
    ("province", Role::ProvinceOfficer, Some(PROVINCE)),
    ("chief", Role::DistrictChief, Some(DISTRICT)),
    ("officer", Role::DistrictOfficer, Some(DISTRICT)),
    ("secretary", Role::BoardSecretary, Some(DISTRICT)),
    ("head", Role::SubdistrictHead, Some(SUBDISTRICT)),
    ("team", Role::TeamMember, Some(SUBDISTRICT)),
    ("mentor", Role::Mentor, Some(SUBDISTRICT)),
    ("reporter", Role::VillageReporter, Some("48010101")),
    ("local", Role::LocalOfficer, Some(SUBDISTRICT)),
    ("agency", Role::AgencyOfficer, Some(DISTRICT)),
    ("complaints", Role::ComplaintOfficer, Some(DISTRICT)),
    ("partner", Role::Partner, Some(DISTRICT)),
    ("media", Role::Media, Some(DISTRICT)),
    ("ministry", Role::MinistryAnalyst, None),
    ("auditor", Role::Auditor, None),
    ("admin", Role::SystemAdministrator, None),
];

/// The need of the menu that the demonstration's agency and partner accepted: many of its households lack it.
const NEED: &str = "drinking_water";

/// Makes the demonstration in an empty database, goes on with one that broke off, and serves it.
pub(crate) async fn run(office: &Office, settings: &Settings, args: &DemoArgs) -> Result<ExitCode, Failure> {
    let counts = args.counts.as_deref().map(files_of_counts).transpose()?;
    let wanted = Demonstration { seed: args.seed, households: args.households, is_made: false };
    let found = demonstration::begin(&office.ctx(), wanted).await?;
    if found.is_made {
        answer!(
            "the demonstration is found, with {} households; its accounts are as they were",
            found.households
        );
    } else {
        make(office, &settings.data_dir, found).await?;
    }
    if args.country {
        publish(office, &settings.data_dir, args, counts).await?;
    }
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    serve::run(office, settings).await
}

/// Every step may be done again: what was done before is found, and accounts get new passwords, for nobody was told
/// the old ones to the end.
async fn make(office: &Office, data_dir: &Path, it: Demonstration) -> Result<(), Failure> {
    let ctx = office.ctx();
    let list = phonjon_readers::area_lists::read_area_list(phonjon_demo::area_lines().as_bytes())
        .map_err(|e| Failure::ours(&e))?;
    phonjon_app::areas::import_list(&ctx, &list.lines).await?;

    let demo = DemoSettings { seed: it.seed, n_households: it.households, ..DemoSettings::default() };
    let files = workbooks(data_dir, &demo)?;
    for year in &demo.survey_years {
        let suffix = format!("_{year}");
        let is_of_year =
            |it: &&PathBuf| it.file_stem().is_some_and(|it| it.to_string_lossy().ends_with(&suffix));
        let of_year = files.iter().filter(is_of_year).cloned().collect();
        import_files(office, "auto", of_year, i32::from(*year)).await?;
    }
    let mentor_team = make_mentor_team(office).await?;
    let told = make_accounts(office, mentor_team).await?;
    work::do_some(office, mentor_team).await?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\naccounts (each password is shown once and must be changed at the first sign-in):\n{told}"
    )?;
    out.flush()?;
    Ok(demonstration::made(&ctx, it).await?)
}

/// Imports published figures of the country at every level; the same again change nothing.
async fn publish(
    office: &Office,
    data_dir: &Path,
    args: &DemoArgs,
    counts: Option<Vec<PathBuf>>,
) -> Result<(), Failure> {
    let files = match counts {
        Some(files) => files,
        None => {
            let folder = data_dir.join("demo");
            std::fs::create_dir_all(&folder)?;
            phonjon_demo::write_country(&folder, args.seed).map_err(|e| Failure::ours(&e))?
        }
    };
    import_files(office, "tpmap-public", files, args.counts_year).await
}

/// The files of public figures in a folder, looked for before anything is made.
fn files_of_counts(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed = std::fs::read_dir(folder).map_err(|e| Failure::reading(folder, &e))?;
    let mut files: Vec<PathBuf> = listed.flatten().map(|it| it.path()).collect();
    files.retain(|it| it.is_file() && it.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv")));
    files.sort();
    if files.is_empty() {
        let told = format!("there is no CSV file in the folder `{}` that --counts names", folder.display());
        return Err(Failure::refused(told));
    }
    Ok(files)
}

/// Writes the workbooks into the data folder; the same settings write the same bytes, so they may be written again.
fn workbooks(data_dir: &Path, demo: &DemoSettings) -> Result<Vec<PathBuf>, Failure> {
    let folder = data_dir.join("demo");
    std::fs::create_dir_all(&folder)?;
    phonjon_demo::write_workbooks(&folder, demo).map_err(|e| Failure::ours(&e))
}

/// Makes an account per role and gives a line for each with its password.
async fn make_accounts(office: &Office, mentor_team: TeamId) -> Result<String, Failure> {
    let work = Work::begin("accounts", "accounts");
    let mut lines = Vec::new();
    for (user_name, role, area) in ACCOUNTS {
        let made = make_account(office, user_name, role, area, mentor_team).await?;
        let (area, password) = (area.unwrap_or("country"), made.password.unwrap_or_default());
        lines.push(format!("  {user_name:<12} {:<24} {area:<9} {password}", role.code()));
        work.show(lines.len() as u64, ACCOUNTS.len() as u64);
    }
    work.end();
    Ok(lines.join("\n"))
}

/// Makes an account, or gives the one that a beginning before made a new password.
async fn make_account(
    office: &Office,
    user_name: &str,
    role: Role,
    area: Option<&str>,
    mentor_team: TeamId,
) -> Result<NewPassword, Failure> {
    let ctx = office.ctx();
    match accounts::named(&ctx, user_name).await {
        Ok(before) => return Ok(accounts::reset(&ctx, &Key::fresh(&ctx), before.id, before.version).await?),
        Err(AppError::Hidden) => {}
        Err(other) => return Err(other.into()),
    }
    let codes: Vec<String> = area.map(str::to_owned).into_iter().collect();
    let mut draft = GrantDraft::held(role, area_ids(&ctx, &codes).await?, ctx.today());
    draft.team = (role == Role::Mentor).then_some(mentor_team);
    if matches!(role, Role::AgencyOfficer | Role::Partner) {
        draft.need = Some(NEED.to_owned());
    }
    let new = NewAccount {
        user_name: user_name.to_owned(),
        display_name: phonjon_words::label(phonjon_words::language::Language::Thai, "role", role.code()),
        grants: vec![draft],
    };
    Ok(accounts::add(&ctx, &Key::fresh(&ctx), new).await?)
}

/// A mentor team inside the subdistrict team of the demonstration's first subdistrict.
async fn make_mentor_team(office: &Office) -> Result<TeamId, Failure> {
    let ctx = office.ctx();
    let areas = area_ids(&ctx, &[SUBDISTRICT.to_owned()]).await?.unwrap_or_default();
    let filter = TeamFilter {
        area: areas.first().copied(),
        kind: Some(TeamKind::Subdistrict),
        parent: None,
        with_ended: false,
    };
    let (found, _) = team::list(&ctx, &filter, 1, None).await?;
    let parent = match found.into_iter().next() {
        Some(team) => team,
        None => {
            let new = NewTeam {
                kind: TeamKind::Subdistrict,
                name: "ทีมตำบล".to_owned(),
                parent: None,
                areas: areas.clone(),
            };
            team::create(&ctx, &key("subdistrict")?, new).await?
        }
    };
    let new = NewTeam {
        kind: TeamKind::Mentor,
        name: "ทีมพี่เลี้ยง 1".to_owned(),
        parent: Some(parent.row.id),
        areas: vec![parent.row.areas[0]],
    };
    Ok(team::create(&ctx, &key("mentor")?, new).await?.row.id)
}

fn key(name: &str) -> Result<Key, Failure> {
    Ok(Key::new(&format!("demo-{name}-team"), &serde_json::Value::Null).map_err(AppError::from)?)
}
