//! The numbers an office chooses for itself: read where they count, changed with a version, a key and an audit row.

use std::ops::RangeInclusive;

use phonjon_domain::policy::Action;
use phonjon_domain::setting::OfficeSetting;
use phonjon_store::settings::{self as stored, SettingRow};
use phonjon_store::{Connection, StoreError};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require};

/// A setting as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub setting: OfficeSetting,
    /// What holds now. None: no line is drawn.
    pub value: Option<i64>,
    /// True while nothing was chosen.
    pub is_default: bool,
    /// What may be chosen.
    pub range: RangeInclusive<i64>,
    /// 0 before the first choice.
    pub version: i64,
}

impl Chosen {
    fn of(setting: OfficeSetting, row: Option<SettingRow>) -> Self {
        let chosen = row.and_then(|it| it.value);
        Self {
            setting,
            value: chosen.or(setting.default_value()),
            is_default: chosen.is_none(),
            range: setting.range(),
            version: row.map_or(0, |it| it.version),
        }
    }
}

/// What holds for a setting now, chosen or by default.
///
/// # Errors
///
/// The store's own.
pub async fn value(db: &impl Connection, setting: OfficeSetting) -> Result<Option<i64>, StoreError> {
    Ok(Chosen::of(setting, stored::find(db, setting).await?).value)
}

/// As [`value`], of a setting that always has one, as a number that counts something.
///
/// # Errors
///
/// The store's own.
pub async fn count(db: &impl Connection, setting: OfficeSetting) -> Result<u32, StoreError> {
    let value = value(db, setting).await?;
    Ok(value.and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX))
}

/// All settings, in the order of the field.
///
/// # Errors
///
/// The store's own.
pub async fn all(ctx: &Ctx) -> Result<Vec<Chosen>, AppError> {
    let rows = stored::all(ctx.store.reader()).await?;
    let chosen = |it| Chosen::of(it, rows.iter().find(|row| row.setting == it).copied());
    Ok(OfficeSetting::ALL.map(chosen).into())
}

/// Chooses a value; none goes back to the default.
///
/// # Errors
///
/// [`AppError::Forbidden`], `SETTING_OUT_OF_RANGE`, [`AppError::VersionConflict`], or the store's own.
pub async fn change(
    ctx: &Ctx,
    key: &Key,
    setting: OfficeSetting,
    value: Option<&str>,
    expected_version: i64,
) -> Result<Chosen, AppError> {
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ManageParameters, &Located::COUNTRY).await?;
    if key.done(&tx, ctx, "officeSettingChange").await?.is_none() {
        let value = value.map(|it| read(setting, it)).transpose()?;
        let before = Chosen::of(setting, stored::find(&*tx, setting).await?);
        let row = SettingRow { setting, value, version: expected_version + 1 };
        if before.version != expected_version || !stored::put(&tx, row).await? {
            return Err(conflicting(&Chosen::of(setting, stored::find(&*tx, setting).await?), value));
        }
        let detail = json!({ "before": before.value, "after": Chosen::of(setting, Some(row)).value });
        audit::record(ctx, &tx, "setting.changed", ("setting", setting.code()), detail).await?;
        key.remember(&tx, ctx, "officeSettingChange", "setting", setting.code()).await?;
    }
    let chosen = Chosen::of(setting, stored::find(&*tx, setting).await?);
    tx.commit().await?;
    Ok(chosen)
}

fn read(setting: OfficeSetting, value: &str) -> Result<i64, Refusal> {
    let range = setting.range();
    let value = value.trim().parse().ok().filter(|it| range.contains(it));
    value.ok_or_else(|| {
        let refusal = Refusal::of("SETTING_OUT_OF_RANGE", "value");
        refusal.with("from", range.start()).with("to", range.end())
    })
}

fn conflicting(theirs: &Chosen, yours: Option<i64>) -> AppError {
    let text = |value: Option<i64>| value.map(|it| it.to_string());
    let fields = vec![("value".to_owned(), None, text(yours), text(theirs.value))];
    AppError::VersionConflict(Box::new(Conflict { version: theirs.version, fields }))
}
