//! Plans of imports as clients see them: what blank cells mean, how alike the same are, duplicates, and which households
//! would change.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use phonjon_app::intake::{Bands, Blanks, ChangedField, ChangedHousehold, Duplicate, ToldValue};
use phonjon_domain::ids::{HomeProvince, HouseholdId};
use phonjon_domain::level::Level as Judged;
use phonjon_domain::source::Source;
use phonjon_words::field;

use crate::base::asking::language;
use crate::base::page::connection;
use crate::cases::words::Level;
use crate::cases::{self, HouseholdNode};

/// What the blank cells of a file mean.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[graphql(remote = "Blanks")]
pub(crate) enum BlankCells {
    /// Nothing: what is known stays.
    #[default]
    Keep,
    /// A cell that holds `-` or `ลบ` and nothing else erases what older rows say of it; other blanks mean nothing. Names,
    /// numbers of persons and places are never erased.
    EraseMarked,
}

/// From which score on two are held for the same, and from which on somebody is asked. Scores run from 0 to 1000; what a
/// valid citizen number decides needs none.
#[derive(InputObject, Debug, Clone, Copy)]
pub(crate) struct ImportBandsInput {
    /// The least score of the same, 600 to 1000.
    same: i32,
    /// The least score that is asked about, 100 to 1000 and not above `same`; equal to it, nothing is asked.
    ask: i32,
}

impl ImportBandsInput {
    pub(crate) const fn given(self) -> (i32, i32) {
        (self.same, self.ask)
    }
}

/// From which score on two are held for the same, and from which on somebody is asked.
#[derive(SimpleObject)]
pub(crate) struct ImportBands {
    /// The least score of the same.
    same: u16,
    /// The least score that is asked about; below it they are two.
    ask: u16,
}

impl ImportBands {
    /// Those of a file of this source; none where its rows are not about persons, or name whom they mean.
    pub(crate) fn of(source: &str, bands: Bands) -> Option<Self> {
        Source::from_code(source).map(|_| Self { same: bands.same(), ask: bands.ask() })
    }
}

/// A row that means somebody twice, and the row that means the same.
#[derive(SimpleObject)]
#[graphql(name = "DuplicateRow")]
pub(crate) struct DuplicateNode {
    /// Sheet; empty for text files.
    sheet: String,
    /// Row as the spreadsheet program shows it, from 1.
    row: u32,
    /// The file of the other row; null where it stands in the same file.
    other_file: Option<String>,
    /// Sheet of the other row.
    other_sheet: String,
    /// The other row.
    other_row: u32,
}

impl DuplicateNode {
    pub(crate) fn of(it: &Duplicate) -> Self {
        Self {
            sheet: it.sheet.clone(),
            row: it.row,
            other_file: it.other_file.clone(),
            other_sheet: it.other_sheet.clone(),
            other_row: it.other_row,
        }
    }
}

/// A value and the row that says it.
#[derive(SimpleObject)]
#[graphql(name = "ToldValue")]
pub(crate) struct ToldValueNode {
    /// The value.
    text: String,
    /// The file that says it; null where somebody set it right by hand.
    file_name: Option<String>,
    /// Its sheet; empty for text files.
    sheet: Option<String>,
    /// Its row as the spreadsheet program shows it, from 1.
    row: Option<u32>,
}

impl ToldValueNode {
    fn of(it: &ToldValue) -> Self {
        let from = it.from.as_ref();
        Self {
            text: it.text.clone(),
            file_name: from.map(|it| it.0.clone()),
            sheet: from.map(|it| it.1.clone()),
            row: from.map(|it| it.2),
        }
    }
}

/// A field that an import would change.
#[derive(SimpleObject)]
#[graphql(name = "ChangedField")]
pub(crate) struct ChangedFieldNode {
    /// Its stable word, such as `house_no`.
    field: String,
    /// What it is called in the reader's language.
    label: String,
    /// The member it is about; null for the household's own.
    person: Option<String>,
    /// What is known now; null where nothing is.
    before: Option<ToldValueNode>,
    /// What would be known; null where nothing would be any more.
    after: Option<ToldValueNode>,
}

impl ChangedFieldNode {
    fn of(ctx: &Context<'_>, it: &ChangedField) -> Self {
        Self {
            label: field(language(ctx), &it.field),
            field: it.field.clone(),
            person: it.person.clone(),
            before: it.before.as_ref().map(ToldValueNode::of),
            after: it.after.as_ref().map(ToldValueNode::of),
        }
    }
}

/// A household with a case that an import would change.
pub(crate) struct ChangedHouseholdNode(pub(crate) ChangedHousehold);

/// A household with a case that an import would change. Levels are what would be judged today.
#[Object(name = "ChangedHousehold")]
impl ChangedHouseholdNode {
    /// The household; null where you may not read it, and then its fields are not told either.
    async fn household(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HouseholdNode>> {
        cases::find_household(ctx, self.key()).await
    }

    /// True where its case is open.
    async fn is_open(&self) -> bool {
        self.0.is_open
    }

    /// The fields that would change.
    async fn fields(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ChangedFieldNode>> {
        if cases::find_household(ctx, self.key()).await?.is_none() {
            return Ok(Vec::new());
        }
        Ok(self.0.fields.iter().map(|it| ChangedFieldNode::of(ctx, it)).collect())
    }

    /// The level of its case now.
    async fn level(&self) -> Level {
        level(&self.0.level)
    }

    /// The level that would be judged of it.
    async fn level_after(&self) -> Level {
        level(&self.0.level_after)
    }

    /// True where the level would be a lower one.
    async fn falls(&self) -> bool {
        self.0.falls
    }
}

impl ChangedHouseholdNode {
    fn key(&self) -> (HomeProvince, HouseholdId) {
        (HomeProvince(self.0.household.0), HouseholdId(self.0.household.1))
    }
}

fn level(code: &str) -> Level {
    Judged::from_code(code).unwrap_or(Judged::NotYetAssessable).into()
}

connection!(
    /// A page of households that an import would change.
    ChangedHouseholdConnection of ChangedHouseholdNode
);
