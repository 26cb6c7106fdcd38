//! Looking at a database as it stands, without bringing it up to date and without making anything: for `doctor`.

use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::connect::Way;
use crate::database::{Store, StoreSettings};
use crate::error::StoreError;
use crate::keys::Keyring;
use crate::migrate;
use crate::private;

/// How the schema of a database stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// It is this program's.
    UpToDate,
    /// These parts are not there yet.
    Behind(Vec<String>),
    /// It has these parts, which this program does not know.
    Ahead(Vec<String>),
}

/// What was found.
#[derive(Debug)]
pub struct Examined {
    /// The schema, or why the database cannot be opened.
    pub schema: Result<Schema, StoreError>,
    /// The store, or why its keys or files cannot be opened; none where the schema is not this program's.
    pub store: Option<Result<Store, StoreError>>,
    /// Files of a SQLite database that others than their owner may read.
    pub open_to_others: Vec<PathBuf>,
}

/// Examines a database and what belongs to it.
pub async fn examine(settings: &StoreSettings) -> Examined {
    // Before connecting: SQLite makes files of the same mode beside the database.
    let way = Way::parse(settings).ok();
    let open_to_others = way.as_ref().and_then(Way::file).map(private::open_to_others).unwrap_or_default();
    let (way, db) = match connect(settings).await {
        Ok(connected) => connected,
        Err(error) => return Examined { schema: Err(error), store: None, open_to_others },
    };
    let schema = schema(&db).await;
    let store = match schema {
        Ok(Schema::UpToDate) => Some(store(settings, way, db).await),
        Ok(Schema::Behind(_) | Schema::Ahead(_)) | Err(_) => None,
    };
    Examined { schema, store, open_to_others }
}

/// Connects to a database that is there; an SQLite file that is not there is not made.
async fn connect(settings: &StoreSettings) -> Result<(Way, DatabaseConnection), StoreError> {
    let way = Way::parse(settings)?;
    if let Some(file) = way.file() {
        std::fs::metadata(file).map_err(StoreError::at(file))?;
    }
    way.try_once().await?;
    let db = way.connect().await?;
    Ok((way, db))
}

/// How the schema stands.
pub(crate) async fn schema(db: &impl ConnectionTrait) -> Result<Schema, StoreError> {
    let wanted = migrate::known();
    let Some(there) = migrate::applied(db).await? else { return Ok(Schema::Behind(wanted)) };
    let without = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|it| !those.contains(it)).cloned().collect()
    };
    let (missing, unknown) = (without(&wanted, &there), without(&there, &wanted));
    Ok(match (missing.is_empty(), unknown.is_empty()) {
        (_, false) => Schema::Ahead(unknown),
        (false, true) => Schema::Behind(missing),
        (true, true) => Schema::UpToDate,
    })
}

async fn store(settings: &StoreSettings, way: Way, db: DatabaseConnection) -> Result<Store, StoreError> {
    let keys = Keyring::open_existing(&db, &settings.key_file).await?;
    Ok(Store::examined(db, way, Arc::new(keys), settings))
}
