//! Persons set right by hand: moved to another household, died, or with another number. Corrections outlive imports: caches
//! are composed from rows and corrections alike, and the later fact wins. Who reaches where a person belongs now sets them
//! right; where they belonged before is no matter.

use chrono::NaiveDate;
use phonjon_domain::national_id::NationalId;
use phonjon_domain::policy::Action;
use phonjon_store::cases::HouseholdKey;
use phonjon_store::intake::{IdentifierRow, existing_identifiers, forget_identifiers, save_identifiers};
use phonjon_store::links::{self, CorrectionKind, CorrectionRow};
use phonjon_store::people::{self, PersonKey};
use phonjon_store::{Tx, access, sources};
use serde_json::json;
use uuid::Uuid;

use crate::audit;
use crate::case::count_number;
use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::intake::{Touched, recompose, sealed};
use crate::permit::{authorize, scope_for};

type Id = (i16, Uuid);

/// Moves a person to another household from a day on.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `DAY_IN_FUTURE`, `ALREADY_MEMBER`, or `CORRECTED_SINCE`.
pub async fn person_move(
    ctx: &Ctx,
    person: PersonKey,
    to: HouseholdKey,
    on: NaiveDate,
    once: &Key,
) -> Result<CorrectionRow, AppError> {
    let mut act = match Act::begin(ctx, "personMove", person, once).await? {
        Begun::Again(correction) => return Ok(correction),
        Begun::Fresh(act) => act,
    };
    act.check_day(on)?;
    let household = people::households(&*act.tx, &[to]).await?.remove(&to.1);
    let household = household.filter(|it| it.gone_at.is_none()).ok_or(AppError::Hidden)?;
    let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
    if !access::in_scope(&*act.tx, &reads, household.area, None).await? {
        return Err(AppError::Hidden);
    }
    let corrects = scope_for(&ctx.actor, Action::CorrectHousehold, ctx.today());
    if !access::in_scope(&*act.tx, &corrects, household.area, None).await? {
        return Err(AppError::Forbidden);
    }
    let members = people::members(&*act.tx, &[to]).await?.remove(&to.1).unwrap_or_default();
    if members.iter().any(|it| it.person.key == person && it.until.is_none()) {
        return Err(Refusal::of("ALREADY_MEMBER", "toHouseholdId").into());
    }
    act.check_latest(CorrectionKind::Move, on).await?;
    let correction = act.correction(CorrectionKind::Move, Some((to.0.0, to.1.0)), on).await?;
    act.finish(correction, "person.moved", once).await
}

/// Records that a person died.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `DAY_IN_FUTURE`, or `ALREADY_DEAD`.
pub async fn person_died(
    ctx: &Ctx,
    person: PersonKey,
    on: NaiveDate,
    once: &Key,
) -> Result<CorrectionRow, AppError> {
    let mut act = match Act::begin(ctx, "personDied", person, once).await? {
        Begun::Again(correction) => return Ok(correction),
        Begun::Fresh(act) => act,
    };
    act.check_day(on)?;
    let known = links::corrections_of(&*act.tx, &[person.1.0], &[]).await?;
    if known.iter().any(|it| it.kind == CorrectionKind::Died) {
        return Err(Refusal::of("ALREADY_DEAD", "personId").into());
    }
    let correction = act.correction(CorrectionKind::Died, None, on).await?;
    act.finish(correction, "person.died", once).await
}

/// The key of [`person_new_number`]: of the number only a keyed hash goes into what is remembered.
///
/// # Errors
///
/// `KEY_MALFORMED`.
pub fn number_key(
    ctx: &Ctx,
    text: &str,
    person: PersonKey,
    number: &str,
    on: NaiveDate,
) -> Result<Key, Refusal> {
    let number = Uuid::from_bytes(ctx.store.keys().link_hash(number));
    Key::new(text, &json!({ "person": person.1.0, "number": number, "on": on }))
}

/// Records another citizen number of a person, valid from a day on. The answer tells whether the person has the number
/// already, so each try counts as a search by number does, and is recorded.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], `NUMBER_INVALID`, `TOO_MANY_NUMBERS`, `NUMBER_KNOWN`, `DAY_IN_FUTURE`,
/// or `CORRECTED_SINCE`.
pub async fn person_new_number(
    ctx: &Ctx,
    person: PersonKey,
    number: &str,
    on: NaiveDate,
    once: &Key,
) -> Result<CorrectionRow, AppError> {
    let digits: String = number.chars().filter(|it| !matches!(it, '-' | ' ')).collect();
    let number = NationalId::parse(&digits).map_err(|_| Refusal::of("NUMBER_INVALID", "number"))?;
    // Who may correct nobody compares nothing, and is told so below.
    if authorize(&ctx.actor, Action::CorrectHousehold, ctx.today()).is_ok() {
        count_number(ctx, "person.number_tried", "number").await?;
    }
    let mut act = match Act::begin(ctx, "personNewNumber", person, once).await? {
        Begun::Again(correction) => return Ok(correction),
        Begun::Fresh(act) => act,
    };
    act.check_day(on)?;
    act.check_latest(CorrectionKind::Number, on).await?;
    let new = sealed(ctx, (person.0.0, person.1.0), number.reveal())?;
    let known = existing_identifiers(&*act.tx, &[person.1.0]).await?;
    let hashes: Vec<Vec<u8>> = ctx
        .store
        .keys()
        .blind_indexes(&new.kind, number.reveal())
        .into_iter()
        .map(|it| it.to_vec())
        .collect();
    if known.iter().any(|it| it.blind_index.as_ref().is_some_and(|hash| hashes.contains(hash))) {
        return Err(Refusal::of("NUMBER_KNOWN", "number").into());
    }
    let correction = act.correction(CorrectionKind::Number, None, on).await?;
    let row = IdentifierRow { valid_from: Some(on), correction: Some(correction.key.1), ..new };
    save_identifiers(&act.tx, vec![row]).await?;
    act.finish(correction, "person.number_changed", once).await
}

/// Takes a correction back.
///
/// # Errors
///
/// [`AppError::Hidden`], [`AppError::Forbidden`], or `ALREADY_UNDONE`.
pub async fn correction_undo(ctx: &Ctx, key: Id, once: &Key) -> Result<CorrectionRow, AppError> {
    const OPERATION: &str = "correctionUndo";
    let found = links::find_correction(ctx.store.reader(), key).await?.ok_or(AppError::Hidden)?;
    let person = (phonjon_domain::ids::HomeProvince(found.key.0), found.person.into());
    let mut act = match Act::begin(ctx, OPERATION, person, once).await? {
        Begun::Again(correction) => return Ok(correction),
        Begun::Fresh(act) => act,
    };
    if !links::undo_correction(&act.tx, key, ctx.now).await? {
        return Err(Refusal::of("ALREADY_UNDONE", "correctionId").into());
    }
    let brought = existing_identifiers(&*act.tx, &[found.person]).await?;
    let brought: Vec<(i16, Uuid)> =
        brought.into_iter().filter(|it| it.correction == Some(key.1)).map(|it| it.key).collect();
    forget_identifiers(&act.tx, &brought).await?;
    act.homes.extend(found.household);
    act.finish(CorrectionRow { undone_at: Some(ctx.now), ..found }, "correction.undone", once).await
}

/// An act done before under the same key, or to be done.
enum Begun<'a> {
    Again(CorrectionRow),
    Fresh(Act<'a>),
}

/// An act on one person inside its transaction.
struct Act<'a> {
    ctx: &'a Ctx,
    tx: Tx,
    operation: &'static str,
    person: Id,
    homes: Vec<Id>,
}

impl<'a> Act<'a> {
    async fn begin(
        ctx: &'a Ctx,
        operation: &'static str,
        person: PersonKey,
        once: &Key,
    ) -> Result<Begun<'a>, AppError> {
        let tx = ctx.store.begin().await?;
        sources::wait_for_turn(&tx).await?;
        let done = once.done(&tx, ctx, operation).await?;
        let reads = scope_for(&ctx.actor, Action::ReadCase, ctx.today());
        if !people::reaches_person(&*tx, &reads, person).await? {
            return Err(AppError::Hidden);
        }
        authorize(&ctx.actor, Action::CorrectHousehold, ctx.today())?;
        let corrects = scope_for(&ctx.actor, Action::CorrectHousehold, ctx.today());
        if !people::reaches_person(&*tx, &corrects, person).await? {
            return Err(AppError::Forbidden);
        }
        if let Some(done) = done {
            let found = links::find_correction(&*tx, (person.0.0, done.uuid()?)).await?;
            return Ok(Begun::Again(found.ok_or(AppError::Hidden)?));
        }
        let person = (person.0.0, person.1.0);
        links::lock_person(&tx, person).await?;
        Ok(Begun::Fresh(Self { ctx, tx, operation, person, homes: Vec::new() }))
    }

    /// Refuses a second correction of a kind for the same day or an earlier one: both cannot hold.
    async fn check_latest(&self, kind: CorrectionKind, on: NaiveDate) -> Result<(), AppError> {
        let known = links::corrections_of(&*self.tx, &[self.person.1], &[]).await?;
        let latest = known.iter().filter(|it| it.kind == kind && on <= it.on).map(|it| it.on).max();
        latest.map_or(Ok(()), |day| Err(Refusal::of("CORRECTED_SINCE", "on").with("day", day).into()))
    }

    fn check_day(&self, on: NaiveDate) -> Result<(), AppError> {
        if on > self.ctx.today() { Err(Refusal::of("DAY_IN_FUTURE", "on").into()) } else { Ok(()) }
    }

    async fn correction(
        &mut self,
        kind: CorrectionKind,
        household: Option<Id>,
        on: NaiveDate,
    ) -> Result<CorrectionRow, AppError> {
        let row = CorrectionRow {
            key: (self.person.0, self.ctx.new_id()),
            kind,
            person: self.person.1,
            household,
            on,
            by_actor: self.ctx.actor.name.clone(),
            account: self.ctx.actor.account,
            recorded_at: self.ctx.now,
            undone_at: None,
        };
        links::insert_correction(&self.tx, &row).await?;
        self.homes.extend(household);
        Ok(row)
    }

    async fn finish(
        self,
        correction: CorrectionRow,
        audited_as: &str,
        once: &Key,
    ) -> Result<CorrectionRow, AppError> {
        let Self { ctx, tx, operation, person, homes } = self;
        let mut touched = Touched::default();
        touched.people.insert(person);
        touched.homes.extend(homes);
        recompose(ctx, &tx, touched).await?;
        let detail = json!({ "correction": correction.key.1, "on": correction.on });
        audit::record(ctx, &tx, audited_as, ("person", person.1), detail).await?;
        once.remember(&tx, ctx, operation, "correction", correction.key.1).await?;
        tx.commit().await?;
        Ok(correction)
    }
}
