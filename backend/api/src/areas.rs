//! Areas as clients see them, and the loader that other records find their areas by.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, Enum, ID, Object};
use phonjon_app::{AppError, Ctx, Refusal, areas};
use phonjon_domain::area::{self, AreaCode};
use phonjon_domain::ids::AreaId;

use crate::base::asking::signed_in;
use crate::base::ids::{Kind, id_of, read_id};
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, chain, fault, unsaid};
use crate::base::scalars::Date;

/// How deep an area lies.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AreaLevel {
    /// The country.
    Country,
    /// จังหวัด, and Bangkok.
    Province,
    /// อำเภอ, in Bangkok เขต.
    District,
    /// ตำบล, in Bangkok แขวง.
    Subdistrict,
    /// หมู่บ้าน or ชุมชน.
    Village,
}

/// What kind of area it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AreaKind {
    /// Province, district, subdistrict, village.
    Administrative,
    /// A local administrative organisation: a set of villages or larger areas.
    LocalOrganisation,
    /// A cluster of houses (คุ้ม).
    Cluster,
}

impl From<area::AreaLevel> for AreaLevel {
    fn from(level: area::AreaLevel) -> Self {
        match level {
            area::AreaLevel::Country => Self::Country,
            area::AreaLevel::Province => Self::Province,
            area::AreaLevel::District => Self::District,
            area::AreaLevel::Subdistrict => Self::Subdistrict,
            area::AreaLevel::Village => Self::Village,
        }
    }
}

impl From<AreaLevel> for area::AreaLevel {
    fn from(level: AreaLevel) -> Self {
        match level {
            AreaLevel::Country => Self::Country,
            AreaLevel::Province => Self::Province,
            AreaLevel::District => Self::District,
            AreaLevel::Subdistrict => Self::Subdistrict,
            AreaLevel::Village => Self::Village,
        }
    }
}

/// An administrative area.
#[derive(Clone)]
pub(crate) struct AreaNode(pub(crate) areas::Area);

/// An administrative area.
#[Object(name = "Area")]
impl AreaNode {
    /// The area.
    pub(crate) async fn id(&self) -> ID {
        area_id(&self.0)
    }

    /// Its code: 2 digits for a province, 4 for a district, 6 for a subdistrict, 8 for a village; the country has none.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_ref().map(AreaCode::as_str)
    }

    /// How deep it lies.
    async fn level(&self) -> AreaLevel {
        self.0.level.into()
    }

    /// What kind of area it is.
    async fn kind(&self) -> AreaKind {
        match area::AreaKind::from_code(&self.0.kind) {
            Some(area::AreaKind::LocalOrganisation) => AreaKind::LocalOrganisation,
            Some(area::AreaKind::Cluster) => AreaKind::Cluster,
            Some(area::AreaKind::Administrative) | None => AreaKind::Administrative,
        }
    }

    /// Thai name without prefix; null where no official list has named it yet.
    async fn name_th(&self) -> Option<&str> {
        self.0.name_th.as_deref()
    }

    /// English name, where there is one.
    async fn name_en(&self) -> Option<&str> {
        self.0.name_en.as_deref()
    }

    /// True where an official list names it; false where a file named it first.
    async fn is_official(&self) -> bool {
        self.0.origin == area::AreaOrigin::Official.code()
    }

    /// The first day it exists, where that is known.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// The day from which it is no more; null while it exists.
    async fn valid_until(&self) -> Option<Date> {
        self.0.valid_until.map(Date)
    }

    /// What it became when it ended: split, merged, moved or numbered anew; empty while it exists.
    async fn successors(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let heirs = loader(ctx)?.load_one(SuccessorsOf(self.0.id)).await?;
        Ok(heirs.unwrap_or_default().into_iter().map(AreaNode).collect())
    }

    /// What it lies in; the country lies in nothing.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.parent {
            Some(parent) => find(ctx, parent).await,
            None => Ok(None),
        }
    }

    /// What it lies in today, from the country down to itself.
    async fn path(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<AreaNode>> {
        let path = loader(ctx)?.load_one(PathOf(self.0.id)).await?;
        Ok(path.unwrap_or_default().into_iter().map(AreaNode).collect())
    }
}

connection!(
    /// A page of areas, in the order of their codes.
    AreaConnection of AreaNode
);

/// What can be read of areas.
#[derive(Default)]
pub(crate) struct AreaQuery;

#[Object]
impl AreaQuery {
    /// One area, by its id or by the code it bears now; null where there is none.
    async fn area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area's id.")] id: Option<ID>,
        #[graphql(desc = "A code of 2, 4, 6 or 8 digits, instead of the id.")] code: Option<String>,
    ) -> async_graphql::Result<Option<AreaNode>> {
        let app = signed_in(ctx)?;
        let found = match (id, code) {
            (Some(id), None) => {
                let (_, id) = read_id::<AreaId>(Kind::Area, &id)?;
                areas::find(app, id).await
            }
            (None, Some(code)) => match AreaCode::parse(&code) {
                Ok(code) => areas::find_by_code(app, &code).await,
                Err(_) => return Ok(None),
            },
            _ => {
                let refusal = Refusal::of("ONE_OF_TWO", "code").with("one", "id").with("other", "code");
                return Err(fault(ctx, refusal.into()));
            }
        };
        Ok(found.map_err(|error| fault(ctx, error))?.map(AreaNode))
    }

    /// The areas that lie directly in one: the provinces where no parent is given.
    async fn areas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area they lie in; the country where absent.")] parent_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<AreaConnection> {
        let app = signed_in(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let parent = match parent_id {
            Some(id) => Some(read_id::<AreaId>(Kind::Area, &id)?.1),
            None => None,
        };
        let after = match page.after.as_deref() {
            Some([code]) => Some(AreaCode::parse(code).map_err(|_| bad_cursor())?),
            Some(_) => return Err(bad_cursor()),
            None => None,
        };
        let (found, n) = areas::children(app, parent, after.as_ref(), page.first + 1)
            .await
            .map_err(|error| fault(ctx, error))?;
        let (found, page_info) =
            page.cut(found, |it| vec![it.code.as_ref().map(ToString::to_string).unwrap_or_default()]);
        let nodes = found.into_iter().map(AreaNode).collect();
        Ok(AreaConnection { nodes, page_info, total_count: i32::try_from(n).ok() })
    }

    /// Areas whose name, former name or code begins with a text, the highest first. Prefixes and abbreviations such
    /// as ต. and จังหวัด do not matter.
    async fn area_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The beginning of a name or code.")] text: String,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
    ) -> async_graphql::Result<Vec<AreaNode>> {
        let app = signed_in(ctx)?;
        let page = Page::read(first, None)?;
        let found = areas::search(app, &text, page.first).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(AreaNode).collect())
    }
}

/// The id of an area as clients hold it.
pub(crate) fn area_id(area: &areas::Area) -> ID {
    id_of(Kind::Area, area.home_province, area.id)
}

/// The area of another record, read together with those of its neighbours.
pub(crate) async fn find(ctx: &Context<'_>, id: AreaId) -> async_graphql::Result<Option<AreaNode>> {
    Ok(loader(ctx)?.load_one(id).await?.map(AreaNode))
}

/// The areas of another record, in its order.
pub(crate) async fn find_many(ctx: &Context<'_>, ids: &[AreaId]) -> async_graphql::Result<Vec<AreaNode>> {
    let mut found = loader(ctx)?.load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|it| found.remove(it)).map(AreaNode).collect())
}

fn loader<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a DataLoader<Areas, HashMapCache>> {
    ctx.data::<DataLoader<Areas, HashMapCache>>()
}

/// Loads areas, and what they lie in, for one request.
pub(crate) struct Areas {
    ctx: Ctx,
}

impl Areas {
    /// A loader that reads as whoever asks.
    pub(crate) const fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }
}

/// An area whose path is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PathOf(AreaId);

/// An area whose successors are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SuccessorsOf(AreaId);

impl Loader<SuccessorsOf> for Areas {
    type Value = Vec<areas::Area>;
    type Error = async_graphql::Error;

    async fn load(
        &self,
        keys: &[SuccessorsOf],
    ) -> Result<HashMap<SuccessorsOf, Vec<areas::Area>>, Self::Error> {
        let ids: Vec<AreaId> = keys.iter().map(|it| it.0).collect();
        let found = areas::successors(&self.ctx, &ids).await.map_err(|error| failed(&error))?;
        let mut heirs: HashMap<SuccessorsOf, Vec<areas::Area>> = HashMap::new();
        for (old, heir) in found {
            heirs.entry(SuccessorsOf(old)).or_default().push(heir);
        }
        Ok(heirs)
    }
}

impl Loader<AreaId> for Areas {
    type Value = areas::Area;
    type Error = async_graphql::Error;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, areas::Area>, Self::Error> {
        let found = areas::find_many(&self.ctx, ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|it| (it.id, it)).collect())
    }
}

impl Loader<PathOf> for Areas {
    type Value = Vec<areas::Area>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[PathOf]) -> Result<HashMap<PathOf, Vec<areas::Area>>, Self::Error> {
        let ids: Vec<AreaId> = keys.iter().map(|it| it.0).collect();
        let found = areas::paths(&self.ctx, &ids).await.map_err(|error| failed(&error))?;
        Ok(found.into_iter().map(|(id, path)| (PathOf(id), path)).collect())
    }
}

fn failed(error: &AppError) -> async_graphql::Error {
    tracing::error!(error.chain = chain(error), "areas cannot be loaded");
    unsaid("INTERNAL")
}
