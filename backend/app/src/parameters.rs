//! The rules in force: seeded from what is compiled in, kept in the database, read once for each content.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use phonjon_domain::ids::ParameterSetId;
use phonjon_domain::policy::Action;
use phonjon_domain::problem::Polarity;
use phonjon_rules::bmn::BmnCatalogue;
use phonjon_rules::criteria::Criteria;
use phonjon_rules::in_years::InYears;
use phonjon_rules::income::{IncomeLine, IncomeLines};
use phonjon_rules::needs::NeedMenu;
use phonjon_rules::parameter::{ParameterError, ParameterKind, ParameterSet, Standing};
use phonjon_rules::screen::OpeningRule;
use phonjon_rules::seeds::{self, Defaults};
use phonjon_rules::target::{TargetRule, TargetRules};
use phonjon_rules::thaiqm::ThaiqmCatalogue;
use phonjon_store::figures::year::put_items;
use phonjon_store::parameters as stored;
use phonjon_store::{Connection, Store, Tx};
use sha2::{Digest, Sha256};

use crate::ctx::Ctx;
use crate::error::{AppError, Refusal};
use crate::idempotent::Key;
use crate::permit::{Located, require};

mod release;

pub use phonjon_store::parameters::ParameterRow;
pub use release::{Progress, carry_out, keep_releasing, release, under_way};

/// A set's state before anybody uses it.
const DRAFT: &str = "draft";
/// The state of a set in use.
const RELEASED: &str = "released";

type Read = HashMap<[u8; 32], Arc<Defaults>>;

/// What was read, by the hash of all released texts: two stores with the same texts have the same rules.
static READ: LazyLock<Mutex<Read>> = LazyLock::new(Mutex::default);

/// Stores the compiled-in sets that the database does not have, released, and gives how many were new. Called at
/// every start.
///
/// # Errors
///
/// The store's own.
pub async fn seed(ctx: &Ctx) -> Result<u64, AppError> {
    let seeds = seeds::seeds().map_err(unreadable)?;
    let tx = ctx.store.begin().await?;
    let rows: Vec<ParameterRow> = seeds
        .iter()
        .map(|it| ParameterRow { state: RELEASED.to_owned(), released_at: Some(ctx.now), ..row(ctx, it) })
        .collect();
    let kept = stored::all(&*tx).await?;
    for seed in &rows {
        let differs = |it: &&ParameterRow| {
            it.kind == seed.kind && it.version == seed.version && it.content_hash != seed.content_hash
        };
        if kept.iter().any(|it| differs(&it)) {
            tracing::warn!(
                parameter.kind = seed.kind,
                parameter.version = seed.version,
                "the database keeps another text of this parameter set than the program; the database's is used"
            );
        }
    }
    let n_new = stored::insert_new(&tx, &rows).await?;
    if n_new > 0 {
        for row in stored::all(&*tx).await?.iter().filter(|it| it.state == RELEASED) {
            put_figure_items(&tx, row).await?;
        }
        let is_new =
            |it: &&ParameterRow| !kept.iter().any(|old| old.kind == it.kind && old.version == it.version);
        let news: Vec<&ParameterRow> = rows.iter().filter(is_new).collect();
        // A newer program brought values that a database in use did not have: its cases are judged by them.
        let judged_by = news.iter().find(|it| !kept.is_empty() && release::concerns_levels(&it.kind));
        if let Some(set) = judged_by {
            release::order(ctx, &tx, set.id, ctx.now).await?;
        }
        let sets: Vec<_> =
            news.iter().map(|it| serde_json::json!({ "kind": it.kind, "version": it.version })).collect();
        let detail = serde_json::json!({ "sets": sets, "casesAreJudgedAnew": judged_by.is_some() });
        crate::audit::record(ctx, &tx, "parameters.seeded", ("parameter_set", "seeds"), detail).await?;
    }
    tx.commit().await?;
    Ok(n_new)
}

/// The rules in force: of each kind the released sets, an official one before a default; what is compiled in where
/// nothing is stored yet.
///
/// # Errors
///
/// The store's own, or [`AppError::Unexpected`] where a released set cannot be read.
pub async fn rules(store: &Store) -> Result<Arc<Defaults>, AppError> {
    rules_in(store.reader()).await
}

/// As [`rules`], inside an open transaction.
///
/// # Errors
///
/// As [`rules`].
pub async fn rules_in(db: &impl Connection) -> Result<Arc<Defaults>, AppError> {
    let hash = rules_hash(db).await?;
    if let Some(read) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(&hash) {
        return Ok(Arc::clone(read));
    }
    let released: Vec<ParameterRow> =
        stored::all(db).await?.into_iter().filter(|it| it.state == RELEASED).collect();
    let rules = Arc::new(read(&released).map_err(unreadable)?);
    READ.lock().unwrap_or_else(PoisonError::into_inner).insert(hash, Arc::clone(&rules));
    Ok(rules)
}

/// What tells the released sets from those of another day.
///
/// # Errors
///
/// The store's own.
pub(crate) async fn rules_hash(db: &impl Connection) -> Result<[u8; 32], AppError> {
    let mut hash = Sha256::new();
    for one in stored::released_hashes(db).await? {
        hash.update(&one);
    }
    Ok(hash.finalize().into())
}

/// All sets, drafted and released.
///
/// # Errors
///
/// The store's own.
pub async fn all(ctx: &Ctx) -> Result<Vec<ParameterRow>, AppError> {
    Ok(stored::all(ctx.store.reader()).await?)
}

/// A set with what its text says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// As it is kept.
    pub row: ParameterRow,
    /// Which of its kind: `bmn31`, `default_levels`.
    pub code: String,
    /// Where its values come from.
    pub source: String,
    /// SHA-256 of its text, as digits.
    pub sha256: String,
}

/// Says what a set's text says of itself.
///
/// # Errors
///
/// [`AppError::Unexpected`] where its text cannot be read any more.
pub fn describe(row: ParameterRow) -> Result<Described, AppError> {
    let set = ParameterSet::parse(&row.body).map_err(unreadable)?;
    Ok(Described { row, code: set.code, source: set.source, sha256: set.hash.to_string() })
}

/// Drafts a set from its text; it is used from its release on.
///
/// # Errors
///
/// `PARAMETER_SET_UNREADABLE` where the text cannot be read, `PARAMETER_SET_RELEASED` where its kind and version are there,
/// [`AppError::Forbidden`], or the store's own.
pub async fn draft(ctx: &Ctx, key: &Key, body: &str) -> Result<ParameterRow, AppError> {
    let tx = ctx.store.begin().await?;
    require(&tx, ctx, Action::ManageParameters, &Located::COUNTRY).await?;
    if let Some(done) = key.done(&tx, ctx, "parameterSetDraft").await? {
        let id = ParameterSetId(done.uuid()?);
        return stored::find_for_update(&tx, id).await?.ok_or(AppError::Hidden);
    }
    let unfit = |error: ParameterError| {
        let refusal = Refusal::of("PARAMETER_SET_UNREADABLE", "text");
        error.place_in(body).into_iter().fold(refusal, |it, (name, value)| it.with(name, value))
    };
    let set = ParameterSet::parse(body).map_err(unfit)?;
    try_out(&set, &*rules_in(&*tx).await?).map_err(unfit)?;
    let draft = row(ctx, &set);
    if stored::insert_new(&tx, std::slice::from_ref(&draft)).await? == 0 {
        return Err(Refusal::of("PARAMETER_SET_RELEASED", "text").with("version", &draft.version).into());
    }
    let detail = serde_json::json!({ "kind": draft.kind, "version": draft.version });
    crate::audit::record(ctx, &tx, "parameters.drafted", ("parameter_set", draft.id.0), detail).await?;
    key.remember(&tx, ctx, "parameterSetDraft", "parameter_set", draft.id.0).await?;
    tx.commit().await?;
    Ok(draft)
}

/// Reads a set's values as they would be read in use.
fn try_out(set: &ParameterSet, rules: &Defaults) -> Result<(), ParameterError> {
    match set.kind {
        ParameterKind::BmnCatalogue => BmnCatalogue::parse(&set.body).map(drop),
        ParameterKind::ProblemCatalogue => {
            let restricted = ThaiqmCatalogue::parse(&set.body)?.restricted().collect();
            rules.criteria.iter().try_for_each(|it| opens_nothing(it, &restricted))
        }
        ParameterKind::IncomeLine => IncomeLine::parse(&set.body).map(drop),
        ParameterKind::TargetRule => TargetRule::parse(&set.body).map(drop),
        ParameterKind::OpeningRule => {
            let rule = OpeningRule::parse(&set.body, rules.targets.clone(), rules.thaiqm.clone())?;
            match rule.find_line_of_only(&rules.restricted) {
                None => Ok(()),
                Some(line) => Err(ParameterError::Restricted { code: line.to_owned() }),
            }
        }
        ParameterKind::Criteria => {
            opens_nothing(&Criteria::parse(&set.body, rules.lines.clone())?, &rules.restricted)
        }
        ParameterKind::NeedMenu => NeedMenu::parse(&set.body).map(drop),
    }
}

/// Refuses criteria that would show in a level what is kept to named officers.
fn opens_nothing(criteria: &Criteria, restricted: &BTreeSet<String>) -> Result<(), ParameterError> {
    match criteria.fact_codes().intersection(restricted).next() {
        None => Ok(()),
        Some(code) => Err(ParameterError::Restricted { code: code.clone() }),
    }
}

/// Tells figures which problem group each item of a catalogue counts under.
async fn put_figure_items(tx: &Tx, row: &ParameterRow) -> Result<(), AppError> {
    if row.kind != ParameterKind::ProblemCatalogue.code() {
        return Ok(());
    }
    let catalogue = ThaiqmCatalogue::parse(&row.body).map_err(unreadable)?;
    let troubles = catalogue.items.iter().filter(|it| it.polarity == Polarity::Negative);
    let items: Vec<_> = troubles.map(|it| (it.code.to_string(), it.group)).collect();
    Ok(put_items(&**tx, &catalogue.set.name(), &items).await?)
}

fn row(ctx: &Ctx, set: &ParameterSet) -> ParameterRow {
    ParameterRow {
        id: ParameterSetId(ctx.new_id()),
        kind: set.kind.code().to_owned(),
        version: set.version.clone(),
        first_year: Some(set.valid_from.get()),
        last_year: set.valid_until.map(phonjon_domain::calendar::BuddhistYear::get),
        body: set.body.clone(),
        content_hash: set.hash.0.to_vec(),
        standing: set.standing.code().to_owned(),
        state: DRAFT.to_owned(),
        released_at: None,
    }
}

/// Reads sets into one set of rules. Of several criteria sets or opening rules of one year, or catalogues of one code,
/// the official one wins, then the one released last, then the one that holds from a later year.
fn read(rows: &[ParameterRow]) -> Result<Defaults, ParameterError> {
    let compiled_in = Defaults::read()?;
    let bodies = |kind: ParameterKind| {
        let mut sets: Vec<&ParameterRow> = rows.iter().filter(|it| it.kind == kind.code()).collect();
        sets.sort_by_key(|it| {
            (it.standing == Standing::Official.code(), it.released_at, it.first_year, &it.version)
        });
        sets.into_iter().map(|it| it.body.as_str())
    };
    let (mut bmn31, mut bmn38) = (compiled_in.bmn31, compiled_in.bmn38);
    for body in bodies(ParameterKind::BmnCatalogue) {
        let catalogue = BmnCatalogue::parse(body)?;
        if catalogue.set.code == bmn38.set.code {
            bmn38 = catalogue;
        } else {
            bmn31 = catalogue;
        }
    }
    let mut restricted = compiled_in.restricted;
    let mut thaiqm = compiled_in.thaiqm;
    for body in bodies(ParameterKind::ProblemCatalogue) {
        thaiqm = ThaiqmCatalogue::parse(body)?;
        restricted.extend(thaiqm.restricted());
    }
    let mut lines =
        IncomeLines(bodies(ParameterKind::IncomeLine).map(IncomeLine::parse).collect::<Result<_, _>>()?);
    if lines.0.is_empty() {
        lines = compiled_in.lines;
    }
    let mut targets =
        TargetRules(bodies(ParameterKind::TargetRule).map(TargetRule::parse).collect::<Result<_, _>>()?);
    if targets.0.is_empty() {
        targets = compiled_in.targets;
    }
    let opening = bodies(ParameterKind::OpeningRule)
        .map(|it| OpeningRule::parse(it, targets.clone(), thaiqm.clone()))
        .collect::<Result<_, _>>()?;
    let criteria = bodies(ParameterKind::Criteria)
        .map(|it| Criteria::parse(it, lines.clone()))
        .collect::<Result<_, _>>()?;
    let needs = bodies(ParameterKind::NeedMenu).next_back().map_or(Ok(compiled_in.needs), NeedMenu::parse)?;
    Ok(Defaults {
        bmn31,
        bmn38,
        opening: InYears::released(opening).unwrap_or(compiled_in.opening),
        criteria: InYears::released(criteria).unwrap_or(compiled_in.criteria),
        needs,
        restricted,
        thaiqm,
        lines,
        targets,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "used in map_err")]
fn unreadable(error: ParameterError) -> AppError {
    AppError::Unexpected(format!("a parameter set cannot be read: {error}"))
}
