//! The columns of the workbook that somebody enters from, as clients see and choose them.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use phonjon_app::hand_back::{self, Columns};
use phonjon_domain::hand_back::HandBackColumn;

use super::{HandBackTargetName, workbook};
use crate::base::asking::{language, person};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};

/// What stands in a column of the workbook that is entered from.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "HandBackColumn")]
pub(crate) enum HandBackColumnName {
    /// Whether it is help, a class or a household.
    Kind,
    /// The short number of the household.
    ShortNumber,
    /// Its house code.
    HouseCode,
    /// Who heads it.
    Head,
    /// Its house number.
    HouseNo,
    /// Its village number.
    Moo,
    /// The area it lies in.
    Place,
    /// What is to be entered, in words.
    Text,
    /// The project of help.
    Project,
    /// What help was worth, in baht.
    Value,
    /// The day.
    Day,
}

/// A column, and what it is called.
#[derive(SimpleObject)]
#[graphql(name = "HandBackColumn")]
pub(crate) struct HandBackColumnNode {
    /// The column.
    column: HandBackColumnName,
    /// What it is called in the reader's language.
    name: String,
}

pub(crate) struct HandBackColumnsNode(Columns);

/// The columns of a system's workbook, as the office chose.
#[Object(name = "HandBackColumns")]
impl HandBackColumnsNode {
    /// Where it is to be entered.
    async fn target(&self) -> HandBackTargetName {
        self.0.target.into()
    }

    /// What the workbook has, in this order.
    async fn columns(&self, ctx: &Context<'_>) -> Vec<HandBackColumnNode> {
        named(ctx, &self.0.columns)
    }

    /// What it could have besides.
    async fn others(&self, ctx: &Context<'_>) -> Vec<HandBackColumnNode> {
        let others = HandBackColumn::ALL.into_iter().filter(|it| !self.0.columns.contains(it));
        named(ctx, &others.collect::<Vec<_>>())
    }

    /// True while nothing was chosen and it has the system's own.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    /// 0 before the first choice.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

fn named(ctx: &Context<'_>, columns: &[HandBackColumn]) -> Vec<HandBackColumnNode> {
    let language = language(ctx);
    let one = |it: &HandBackColumn| HandBackColumnNode {
        column: (*it).into(),
        name: workbook::called(*it, language),
    };
    columns.iter().map(one).collect()
}

payload!(
    /// What became of choosing columns.
    HandBackColumnsPayload {
        /// The columns after it.
        columns: HandBackColumnsNode
    }
);

/// What can be read of the columns.
#[derive(Default)]
pub(crate) struct HandBackColumnsQuery;

#[Object]
impl HandBackColumnsQuery {
    /// The columns of the workbook that is entered from, for whoever takes records out or chooses them.
    async fn hand_back_columns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is to be entered.")] target: HandBackTargetName,
    ) -> async_graphql::Result<HandBackColumnsNode> {
        let found = hand_back::columns(person(ctx)?, target.into()).await;
        Ok(HandBackColumnsNode(found.map_err(|error| fault(ctx, error))?))
    }
}

/// What can be done with them.
#[derive(Default)]
pub(crate) struct HandBackColumnsMutation;

#[Object]
impl HandBackColumnsMutation {
    /// Chooses the columns of a system's workbook and their order, for the whole office.
    async fn hand_back_columns_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it is to be entered.")] target: HandBackTargetName,
        #[graphql(desc = "The columns in their order; none goes back to the system's own.")] columns: Vec<
            HandBackColumnName,
        >,
        #[graphql(desc = "The version you saw.")] expected_version: i64,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<HandBackColumnsPayload> {
        let app = person(ctx)?;
        let columns: Vec<HandBackColumn> = columns.into_iter().map(Into::into).collect();
        let done = async {
            let key = key_of(ctx, &key)?;
            hand_back::choose_columns(app, &key, target.into(), &columns, expected_version).await
        };
        Ok(outcome(ctx, done.await)?.map(HandBackColumnsNode).into())
    }
}
