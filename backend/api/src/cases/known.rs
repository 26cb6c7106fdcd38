//! What stands behind what is known of a household: where it is, who reads it, and where each value comes from.

use async_graphql::{ComplexObject, Context, Enum, Object, SimpleObject};
use phonjon_app::household::SeenAt;
use phonjon_app::household::origins::{From, Origin, read_from, source_of};
use phonjon_app::household::readers::{ReaderRow, ReadsBy};

use super::loaders::{RowCellsOf, RowPlaceOf, loader};
use super::words::Source;
use crate::accounts::grant::{HeldAs, Role};
use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::scalars::Date;
use crate::teams::{self, TeamNode};

/// Where a household is.
#[derive(SimpleObject)]
pub(crate) struct Position {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// How many metres it may be off; null where the device did not say.
    accuracy_metres: Option<i32>,
    /// The local day it was told.
    observed_on: Date,
    /// Who told: `visit`, at a visit at home.
    source: &'static str,
}

impl Position {
    pub(super) fn of(seen: SeenAt) -> Self {
        Self {
            latitude: seen.position.latitude(),
            longitude: seen.position.longitude(),
            accuracy_metres: seen.position.accuracy_metres(),
            observed_on: Date(seen.on),
            source: "visit",
        }
    }
}

/// By what a grant opens a household.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReaderWhy {
    /// It lives in an area of the grant.
    Area,
    /// It belongs to the mentor team of the grant.
    Team,
}

/// Somebody who reads a household.
pub(crate) struct Reader(pub(super) ReaderRow);

/// Somebody who reads a household, by one of their grants.
#[Object]
impl Reader {
    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// How it is held.
    async fn held_as(&self) -> HeldAs {
        self.0.held_as.into()
    }

    /// Who.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, Some(self.0.account)).await
    }

    /// Why.
    async fn why(&self) -> ReaderWhy {
        match self.0.by {
            ReadsBy::Area(..) => ReaderWhy::Area,
            ReadsBy::Team(_) => ReaderWhy::Team,
        }
    }

    /// The area of the grant; null where it is a team.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        match self.0.by {
            ReadsBy::Area(area, _) => areas::find(ctx, area).await,
            ReadsBy::Team(_) => Ok(None),
        }
    }

    /// The mentor team of the grant; null where it is an area.
    async fn team(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<TeamNode>> {
        match self.0.by {
            ReadsBy::Team(team) => teams::find(ctx, team).await,
            ReadsBy::Area(..) => Ok(None),
        }
    }
}

/// Where the value of a field comes from.
#[derive(SimpleObject)]
#[graphql(complex, name = "FieldOrigin")]
pub(crate) struct OriginNode {
    /// The field, as it is called here; `area` is where the household lives.
    field: &'static str,
    /// The source of the list; null where somebody set it right by hand.
    source: Option<Source>,
    /// Survey year of the list, Buddhist era.
    survey_year: Option<i32>,
    /// Base name of the file; null where you may not read its import.
    file: Option<String>,
    /// The sheet; empty for text files.
    sheet: Option<String>,
    /// The row as shown, from 1.
    row: Option<i32>,
    /// The day it was true.
    observed_on: Option<Date>,
    /// Somebody set it right by hand.
    is_manual: bool,
    #[graphql(skip)]
    from: Option<RowCellsOf>,
}

#[ComplexObject]
impl OriginNode {
    /// The cells of the row that it was read from, as they were written, without numbers of persons. Empty where somebody
    /// set it right by hand, and where it was not kept how the file was read.
    async fn cells(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<WrittenCellNode>> {
        let Some(row) = self.from else { return Ok(Vec::new()) };
        let cells = loader(ctx)?.load_one(row).await?.unwrap_or_default();
        let read_from = read_from(self.field);
        let of_it = cells.into_iter().filter(|it| read_from.contains(&it.field.as_str()));
        Ok(of_it.map(|it| WrittenCellNode { header: it.header, text: it.text }).collect())
    }
}

/// A cell as it was written.
#[derive(SimpleObject)]
#[graphql(name = "WrittenCell")]
pub(crate) struct WrittenCellNode {
    /// The header of its column.
    header: String,
    /// What stands in it.
    text: String,
}

impl OriginNode {
    fn by_hand(field: &'static str, on: Option<Date>) -> Self {
        Self {
            field,
            source: None,
            survey_year: None,
            file: None,
            sheet: None,
            row: None,
            observed_on: on,
            is_manual: true,
            from: None,
        }
    }
}

/// These origins with the places of their rows; one whose row is no longer kept is left out.
pub(super) async fn told(ctx: &Context<'_>, origins: Vec<Origin>) -> async_graphql::Result<Vec<OriginNode>> {
    let row = |it: &Origin| match it.from {
        From::Row(row) => Some(RowPlaceOf(row)),
        From::Hand(_) => None,
    };
    let places = loader(ctx)?.load_many(origins.iter().filter_map(row)).await?;
    let node = |it: Origin| match it.from {
        From::Hand(on) => Some(OriginNode::by_hand(it.field, on.map(Date))),
        From::Row(row) => {
            let place = places.get(&RowPlaceOf(row))?;
            Some(OriginNode {
                field: it.field,
                source: source_of(place).map(Into::into),
                survey_year: Some(i32::from(place.year)),
                file: place.file.clone(),
                sheet: Some(place.sheet.clone()),
                row: Some(place.row),
                observed_on: Some(Date(place.observed_on)),
                is_manual: false,
                from: Some(RowCellsOf(row)),
            })
        }
    };
    Ok(origins.into_iter().filter_map(node).collect())
}
