//! `phonjon doctor`: whether this machine and this database are fit to serve.

use std::process::ExitCode;

use crate::failure::Failure;
use crate::office::Office;
use crate::reader;
use crate::settings::Settings;

/// Prints one line per check; ends with 1 where one fails.
pub(crate) async fn run(office: &Office, settings: &Settings) -> Result<ExitCode, Failure> {
    let mut n_bad = 0;
    let mut tell = |is_good: bool, what: &str| {
        n_bad += usize::from(!is_good);
        println!("{} {what}", if is_good { "ok  " } else { "FAIL" });
    };
    tell(true, &format!("database opens and its schema is up to date ({:?})", office.store.backend()));
    tell(true, "the key file is this database's");
    let store = settings.store();
    tell(is_private(&store.key_file), &format!("only its owner reads {}", store.key_file.display()));
    let refused = reader::limits_refused();
    if refused.is_empty() {
        tell(true, "the kernel limits the reader process");
    } else {
        tell(
            false,
            &format!("the kernel refuses these limits of the reader process: {}", refused.join(", ")),
        );
    }
    let telling = phonjon_store::values_in_log(&office.store).await?;
    tell(
        telling.is_empty(),
        &if telling.is_empty() {
            "no log of a database holds values of statements".to_owned()
        } else {
            format!("PostgreSQL's log may hold numbers of persons: {}", telling.join(", "))
        },
    );
    let chain = phonjon_store::audit::verify(&office.store, None).await?;
    tell(
        chain.faults.is_empty(),
        &format!("audit chain: {} sealed, {} faults", chain.n_sealed, chain.faults.len()),
    );
    Ok(ExitCode::from(u8::from(n_bad > 0)))
}

/// Bits of a file's mode that speak of others than its owner.
const GROUP_AND_OTHERS: u32 = 6;

fn is_private(file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|it| it.permissions().mode().trailing_zeros() >= GROUP_AND_OTHERS)
}
