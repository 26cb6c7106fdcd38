//! `phonjon doctor`: whether this machine and this database are fit to serve. It looks, and changes nothing.

use std::path::Path;
use std::process::ExitCode;

use phonjon_store::examine::{Examined, Schema};

use crate::failure::Failure;
use crate::reader;
use crate::settings::Settings;

/// What was found, line by line.
#[derive(Default)]
struct Findings {
    n_bad: usize,
}

impl Findings {
    #[expect(clippy::unused_self, reason = "good news and bad are told the same way")]
    fn good(&mut self, what: &str) {
        answer!("ok   {what}");
    }

    fn bad(&mut self, what: &str) {
        self.n_bad += 1;
        answer!("FAIL {what}");
    }

    fn check(&mut self, is_good: bool, what: &str) {
        if is_good { self.good(what) } else { self.bad(what) }
    }
}

/// Prints one line per check; ends with 1 where one fails.
pub(crate) async fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    let mut found = Findings::default();
    let store = settings.store();
    match writable(&settings.data_dir) {
        Ok(()) => found.good(&format!("the data folder {} can be used", settings.data_dir.display())),
        Err(error) => {
            found.bad(&format!("the data folder {} cannot be used: {error}", settings.data_dir.display()));
        }
    }
    if store.key_file.exists() {
        found.check(
            is_private(&store.key_file),
            &format!("only its owner reads {}", store.key_file.display()),
        );
    }
    if settings.data_dir.is_dir() {
        found.check(
            is_private(&settings.data_dir),
            &format!("only its owner looks into {}", settings.data_dir.display()),
        );
    }
    let examined = phonjon_store::examine::examine(&store).await;
    for file in &examined.open_to_others {
        found.bad(&format!("others may read {}: give it mode 600, as the next start does", file.display()));
    }
    database(&mut found, &examined).await?;
    match reader::try_limits() {
        Ok(refused) if refused.is_empty() => {
            found.good("the reader process is limited, and held to its memory");
        }
        Ok(refused) => {
            found.bad(&format!("these limits of the reader process do not hold: {}", refused.join(", ")));
        }
        Err(failure) => found.bad(&format!("the reader process cannot be started: {failure}")),
    }
    Ok(ExitCode::from(u8::from(found.n_bad > 0)))
}

async fn database(found: &mut Findings, examined: &Examined) -> Result<(), Failure> {
    match &examined.schema {
        Ok(Schema::UpToDate) => found.good("the database opens and its schema is up to date"),
        Ok(Schema::Behind(missing)) => found.bad(&format!(
            "the schema of the database is behind by {}: run `phonjon migrate`",
            missing.join(", ")
        )),
        Ok(Schema::Ahead(unknown)) => found.bad(&format!(
            "the database was made by a newer program, which added {}: update this one",
            unknown.join(", ")
        )),
        Err(error) => {
            found.bad(&format!("the database cannot be opened: {}", phonjon_app::error_chain(error)));
        }
    }
    let Some(store) = &examined.store else { return Ok(()) };
    let store = match store {
        Ok(store) => store,
        Err(error) => {
            found.bad(&phonjon_app::error_chain(error));
            return Ok(());
        }
    };
    found.good("the key file is this database's");
    let telling = phonjon_store::values_in_log(store).await?;
    if telling.is_empty() {
        found.good("no log of a database holds values of statements");
    } else {
        found.bad(&format!("PostgreSQL's log may hold numbers of persons: {}", telling.join(", ")));
    }
    let chain = phonjon_store::audit::verify(store, None, &mut |_, _| ()).await?;
    found.check(
        chain.faults.is_empty(),
        &format!("audit chain: {} sealed, {} faults", chain.n_sealed, chain.faults.len()),
    );
    let nowhere = phonjon_store::references::leading_nowhere(store).await?;
    if nowhere.is_empty() {
        found.good("every row refers to what is there");
    }
    for (reference, n) in nowhere {
        found.bad(&format!("{reference}: {n} rows refer to what is not there"));
    }
    Ok(())
}

/// Whether files can be listed, made and removed there.
fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::read_dir(folder)?;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(probe)
}

/// Bits of a file's mode that speak of others than its owner.
const GROUP_AND_OTHERS: u32 = 6;

fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|it| it.permissions().mode().trailing_zeros() >= GROUP_AND_OTHERS)
}
