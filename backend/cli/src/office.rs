//! An opened store with the operator's context: what every command but the reader needs.

use phonjon_app::{Ctx, system_clock};
use phonjon_domain::access::Actor;
use phonjon_domain::calendar::bangkok_day;
use phonjon_store::Store;

use crate::failure::Failure;
use crate::settings::Settings;

/// The store and who works at this terminal.
#[derive(Clone)]
pub(crate) struct Office {
    /// Where things are kept.
    pub(crate) store: Store,
    operator: String,
}

impl Office {
    /// Opens the store and brings its schema and default parameters up to date.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        phonjon_store::private::folder(&settings.data_dir)?;
        let (store, starting) = Store::open_first(&settings.store(), settings.copies()).await?;
        let office = Self { store, operator: operator() };
        phonjon_app::parameters::seed(&office.ctx()).await?;
        starting.end().await?;
        Ok(office)
    }

    /// A context of this moment: all areas, audited as the operator.
    pub(crate) fn ctx(&self) -> Ctx {
        let now = system_clock()();
        Ctx::new(self.store.clone(), Actor::operator(&self.operator, bangkok_day(now)), now)
    }

    /// Gives what was recorded its place in the audit chain before the command ends.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        phonjon_app::audit::seal_now(&self.ctx()).await?;
        Ok(())
    }
}

/// The user whose process this is, as the system knows them: what the environment says anybody can write.
fn operator() -> String {
    let uid = uzers::get_current_uid();
    let user = uzers::get_user_by_uid(uid);
    let name = user.map(|it| it.name().to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    if name.is_empty() { format!("uid-{uid}") } else { name }
}
