//! What belongs to cases and households, asked for one by one and read together.

use std::collections::HashMap;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use phonjon_app::case::{AssessmentRow, CaseKey, CaseRow, EventPage, HouseholdKey, ListingRow, StatusSpan};
use phonjon_app::household::corrections::{Correction, corrections};
use phonjon_app::household::lineage::{self, Turn};
use phonjon_app::household::on_day::{self, HouseholdOn, OnDay};
use phonjon_app::household::origins::{RowPlace, row_places};
use phonjon_app::household::readers::{CasePlace, ReaderRow, readers};
use phonjon_app::household::written::{WrittenCell, cells};
use phonjon_app::household::{
    ConsentRow, HouseholdRow, Member, NumberRow, PersonKey, PersonRow, Residence, SeenAt, Survey,
};
use phonjon_app::intervention::InterventionRow;
use phonjon_app::links::{self, MergingSeen};
use phonjon_app::plan::PlanRow;
use phonjon_app::problem::{ProblemItem, ProblemRow};
use phonjon_app::visit::VisitRow;
use phonjon_app::waiting::{self, Waiting};
use phonjon_app::{AppError, Ctx, case, figures, household, intervention, plan, problem, visit};
use phonjon_domain::ids::AreaId;
use phonjon_domain::problem::ProblemCode;
use uuid::Uuid;

use crate::base::refusal::{chain, unsaid};

/// Loads what belongs to cases for one request.
pub(crate) struct Cases {
    ctx: Ctx,
}

impl Cases {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

/// The loader of this request.
pub(super) fn loader<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a DataLoader<Cases, HashMapCache>> {
    ctx.data::<DataLoader<Cases, HashMapCache>>()
}

fn failed(error: &AppError) -> async_graphql::Error {
    tracing::error!(error.chain = chain(error), "what belongs to cases cannot be loaded");
    unsaid("INTERNAL")
}

/// Writes a key and its loader: all keys of a request's step go to one function of the uses.
macro_rules! load {
    ($(#[$doc:meta])* $name:ident($key:ty) -> $value:ty, by $id:expr, $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) struct $name(pub(super) $key);

        impl Loader<$name> for Cases {
            type Value = $value;
            type Error = async_graphql::Error;

            async fn load(&self, keys: &[$name]) -> Result<HashMap<$name, $value>, Self::Error> {
                let inner: Vec<$key> = keys.iter().map(|it| it.0).collect();
                let found = $read(&self.ctx, inner).await;
                let mut found = found.map_err(|error: AppError| failed(&error))?;
                let id = $id;
                Ok(keys.iter().filter_map(|it| Some((*it, found.remove(&id(&it.0))?))).collect())
            }
        }
    };
}

/// A case or household with the area it lies in.
type CaseAt = (CaseKey, AreaId);
type HouseholdAt = (HouseholdKey, AreaId);

load!(
    /// A case.
    CaseOf(CaseKey) -> CaseRow, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| case::cases_of(ctx, &keys).await
);
load!(
    /// The case of a household.
    CaseOfHousehold(HouseholdKey) -> CaseRow, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| case::cases_of_households(ctx, &keys).await
);
load!(
    /// How much waits of a kind of work.
    WaitingOf(Waiting) -> i64, by |it: &Waiting| *it,
    async |ctx: &Ctx, keys: Vec<Waiting>| waiting::count(ctx, &keys).await
);
load!(
    /// A household.
    HouseholdOf(HouseholdKey) -> HouseholdRow, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::households(ctx, &keys).await
);
load!(
    /// A household, where the reader may read it by where it lives.
    HouseholdWithin(HouseholdKey) -> HouseholdRow, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::within(ctx, &keys).await
);
load!(
    /// A person whom the reader may read.
    PersonOf(PersonKey) -> PersonRow, by |it: &PersonKey| it.1,
    async |ctx: &Ctx, keys: Vec<PersonKey>| household::persons(ctx, "person", &keys).await
);
load!(
    /// What was set right by hand of the members of a household.
    CorrectionsOf(HouseholdKey) -> Vec<Correction>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| corrections(ctx, &keys).await
);
load!(
    /// What became of a household over the years.
    LineageOf(HouseholdKey) -> Vec<Turn>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| lineage::lineages(ctx, &keys).await
);
load!(
    /// What was made one with a household or its members by hand.
    MergingsOf(HouseholdKey) -> Vec<MergingSeen>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| links::mergings(ctx, &keys).await
);
load!(
    /// How many questions wait about a household and its members.
    DoubtsOf(HouseholdKey) -> i64, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| lineage::doubts(ctx, &keys).await
);
load!(
    /// A household as it was on a day.
    AsOn(HouseholdOn) -> OnDay, by |it: &HouseholdOn| (it.0.1, it.2),
    async |ctx: &Ctx, keys: Vec<HouseholdOn>| on_day::on_days(ctx, &keys).await
);
load!(
    /// The members of a household.
    MembersOf(HouseholdKey) -> Vec<Member>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::members(ctx, "household.members", &keys).await
);
load!(
    /// The numbers of a person, masked.
    NumbersOf(PersonKey) -> Vec<NumberRow>, by |it: &PersonKey| it.1,
    async |ctx: &Ctx, keys: Vec<PersonKey>| household::masked_numbers(ctx, &keys).await
);
load!(
    /// Where a household lived.
    ResidencesOf(HouseholdKey) -> Vec<Residence>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::residences(ctx, &keys).await
);
load!(
    /// Where a household is.
    PositionOf(HouseholdKey) -> SeenAt, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::positions(ctx, &keys).await
);
load!(
    /// Who reads the cases at a place.
    ReadersOf(CasePlace) -> Vec<ReaderRow>, by |it: &CasePlace| *it,
    async |ctx: &Ctx, keys: Vec<CasePlace>| readers(ctx, &keys).await
);
load!(
    /// Where a row of a list stands.
    RowPlaceOf(Uuid) -> RowPlace, by |it: &Uuid| *it,
    async |ctx: &Ctx, keys: Vec<Uuid>| row_places(ctx, &keys).await
);
load!(
    /// The cells that a row of a list was read from.
    RowCellsOf(Uuid) -> Vec<WrittenCell>, by |it: &Uuid| *it,
    async |ctx: &Ctx, keys: Vec<Uuid>| cells(ctx, &keys).await
);
load!(
    /// Notices given to a household and consents asked.
    ConsentsOf(HouseholdKey) -> Vec<ConsentRow>, by |it: &HouseholdKey| it.1,
    async |ctx: &Ctx, keys: Vec<HouseholdKey>| household::consents(ctx, &keys).await
);
load!(
    /// What surveys say of a household.
    SurveysOf(HouseholdAt) -> Vec<Survey>, by |it: &HouseholdAt| it.0.1,
    async |ctx: &Ctx, keys: Vec<HouseholdAt>| household::surveys(ctx, &keys).await
);
load!(
    /// The problems of a household.
    ProblemsOf(HouseholdAt) -> Vec<ProblemRow>, by |it: &HouseholdAt| it.0.1,
    async |ctx: &Ctx, keys: Vec<HouseholdAt>| problem::of_households(ctx, &keys).await
);
load!(
    /// The visits of a case.
    VisitsOf(CaseAt) -> Vec<VisitRow>, by |it: &CaseAt| it.0.1,
    async |ctx: &Ctx, keys: Vec<CaseAt>| visit::of_cases(ctx, &keys).await
);
load!(
    /// The plans of a case.
    PlansOf(CaseKey) -> Vec<PlanRow>, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| plan::of_cases(ctx, &keys).await
);
load!(
    /// The help of a case.
    HelpOf(CaseKey) -> Vec<InterventionRow>, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| intervention::of_cases(ctx, &keys).await
);
load!(
    /// Whether a case is assigned to a team by an act that holds.
    AssignedOf(CaseKey) -> bool, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| case::assigned(ctx, &keys).await
);
load!(
    /// The latest verdict on a case.
    VerdictOf(CaseKey) -> AssessmentRow, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| case::verdicts(ctx, &keys).await
);
load!(
    /// How long a case stood where.
    SpansOf(CaseKey) -> Vec<StatusSpan>, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| case::status_spans(ctx, &keys).await
);
load!(
    /// The fiscal years in which a case is open or listed.
    ListingsOf(CaseKey) -> Vec<ListingRow>, by |it: &CaseKey| it.1,
    async |ctx: &Ctx, keys: Vec<CaseKey>| case::listings(ctx, &keys).await
);

/// Before which event, and how many.
type Place = (Option<i64>, u32);

/// A page of a case's events, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct EventsOf {
    /// The case.
    pub(super) case: CaseKey,
    /// The area it was found in.
    pub(super) area: AreaId,
    /// Only those before the event of this number.
    pub(super) before: Option<i64>,
    /// How many.
    pub(super) first: u32,
}

impl Loader<EventsOf> for Cases {
    type Value = EventPage;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[EventsOf]) -> Result<HashMap<EventsOf, EventPage>, Self::Error> {
        let mut pages: HashMap<Place, Vec<CaseAt>> = HashMap::new();
        for it in keys {
            pages.entry((it.before, it.first)).or_default().push((it.case, it.area));
        }
        let mut found = HashMap::new();
        // In a list all cases ask for the same page.
        for ((before, first), cases) in pages {
            let read = case::events(&self.ctx, &cases, before, first).await;
            let mut read = read.map_err(|error| failed(&error))?;
            found.extend(cases.into_iter().filter_map(|(case, area)| {
                Some((EventsOf { case, area, before, first }, read.remove(&case.1)?))
            }));
        }
        Ok(found)
    }
}

/// Whether the criteria in force are a ministry's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LevelsAreOfficial;

impl Loader<LevelsAreOfficial> for Cases {
    type Value = bool;
    type Error = async_graphql::Error;

    async fn load(
        &self,
        keys: &[LevelsAreOfficial],
    ) -> Result<HashMap<LevelsAreOfficial, bool>, Self::Error> {
        let is_official = figures::levels_are_official(&self.ctx).await.map_err(|error| failed(&error))?;
        Ok(keys.iter().map(|it| (*it, is_official)).collect())
    }
}

/// An item of the catalogue of problems in force.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ItemOf(pub(super) ProblemCode);

impl Loader<ItemOf> for Cases {
    type Value = ProblemItem;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[ItemOf]) -> Result<HashMap<ItemOf, ProblemItem>, Self::Error> {
        let items = problem::items(&self.ctx).await.map_err(|error| failed(&error))?;
        let of = |it: ProblemItem| (ItemOf(it.code.clone()), it);
        Ok(items.into_iter().map(of).filter(|it| keys.contains(&it.0)).collect())
    }
}
