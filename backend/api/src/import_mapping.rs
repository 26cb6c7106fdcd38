//! What was recognised in a file as clients see it, how they say that it is to be read otherwise, and what offices saved.

use std::collections::BTreeMap;

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::mappings::{
    self, ColumnChoice, Mapping, NewMapping, OfficeMapping, SheetChoice, UsedMapping,
};
use phonjon_app::uploads::{self, Reason, Recognised, SheetRead, SourceGuess};
use phonjon_domain::ids::{AreaId, CheckId, MappingId};
use phonjon_words::{field, label, sentence};

use crate::accounts::name::{AccountNameNode, account_name};
use crate::areas::{self, AreaNode};
use crate::base::asking::{language, person};
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};

/// How a file is to be read; what it does not speak of is recognised as ever.
#[derive(InputObject, Debug)]
pub(crate) struct ImportMappingInput {
    /// The source it is of: `tpmap`, `thaiqm`, `bmn` or `welfare`.
    source: Option<String>,
    /// The survey year it is of, Buddhist era, whatever its titles say.
    survey_year: Option<i16>,
    /// What is said of its sheets.
    #[graphql(default)]
    sheets: Vec<ImportSheetInput>,
    /// What is said of its columns, at most 100.
    #[graphql(default)]
    columns: Vec<ImportColumnInput>,
}

/// What is said of a sheet.
#[derive(InputObject, Debug)]
pub(crate) struct ImportSheetInput {
    /// Its name; empty for text files.
    sheet: String,
    /// Nothing is read from it.
    #[graphql(default)]
    is_left_out: bool,
    /// Last row of its header, as the spreadsheet program shows it; null where it is to be found.
    header_row: Option<u32>,
}

/// What is said of a column. Its header names it; where two bear the same, or none, its letter does.
#[derive(InputObject, Debug)]
pub(crate) struct ImportColumnInput {
    /// The sheet; every one if left out.
    sheet: Option<String>,
    /// Its letter.
    column: Option<String>,
    /// Its header.
    header: Option<String>,
    /// The field it holds; null: nothing is read from it.
    field: Option<String>,
}

impl ImportMappingInput {
    /// As the field knows it.
    pub(crate) fn read(self) -> Mapping {
        let sheet = |it: ImportSheetInput| SheetChoice {
            sheet: it.sheet,
            is_left_out: it.is_left_out,
            header_row: it.header_row,
        };
        let column = |it: ImportColumnInput| ColumnChoice {
            sheet: it.sheet,
            column: it.column,
            header: it.header,
            field: it.field,
        };
        Mapping {
            source: self.source,
            year: self.survey_year,
            sheets: self.sheets.into_iter().map(sheet).collect(),
            columns: self.columns.into_iter().map(column).collect(),
        }
    }
}

/// The arguments of a sentence with fields and sources as they are called.
pub(crate) fn named(ctx: &Context<'_>, args: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let language = language(ctx);
    let said = |(name, value): (&String, &String)| {
        let value = match name.as_str() {
            "field" => field(language, value),
            "source" => label(language, "source", value),
            _ => value.clone(),
        };
        (name.clone(), value)
    };
    args.iter().map(said).collect()
}

fn said(ctx: &Context<'_>, reason: &Reason) -> String {
    sentence(language(ctx), &reason.code, &named(ctx, &reason.args))
}

/// A source that a file may be of.
#[derive(SimpleObject)]
pub(crate) struct SourceRecognised {
    /// `tpmap`, `thaiqm`, `bmn`, `welfare` or `tpmap-public`.
    source: String,
    /// How sure, 0 to 1,000.
    confidence: u16,
    /// Why, in sentences.
    reasons: Vec<String>,
}

impl SourceRecognised {
    fn of(ctx: &Context<'_>, it: &SourceGuess) -> Self {
        let reasons = it.reasons.iter().map(|it| said(ctx, it)).collect();
        Self { source: it.source.clone(), confidence: it.confidence, reasons }
    }
}

/// The survey year that a file was taken for.
#[derive(SimpleObject)]
pub(crate) struct YearRecognised {
    /// Buddhist era.
    survey_year: i16,
    /// How sure, 0 to 1,000.
    confidence: u16,
    /// Why, in a sentence.
    reason: String,
}

/// A field that a column may hold.
#[derive(SimpleObject)]
pub(crate) struct ImportField {
    /// Its name, such as `pid`.
    field: String,
    /// What it is called in the reader's language.
    label: String,
}

impl ImportField {
    fn of(ctx: &Context<'_>, name: &str) -> Self {
        Self { field: name.to_owned(), label: field(language(ctx), name) }
    }
}

/// A cell as it stands in the file and as it is read.
#[derive(SimpleObject)]
pub(crate) struct CellRead {
    /// As written, a citizen number masked.
    written: String,
    /// As read, a citizen number masked; null where nothing is.
    read: Option<String>,
}

/// A column, and what it was taken for.
#[derive(SimpleObject)]
pub(crate) struct ColumnRecognised {
    /// Its letter.
    column: String,
    /// Its header as written.
    header: String,
    /// The field it was taken for; null where it is kept as written and not read.
    field: Option<String>,
    /// What that field is called in the reader's language.
    label: Option<String>,
    /// How sure, 0 to 1,000.
    confidence: u16,
    /// Stable word of the reason, such as `header_exact`.
    code: String,
    /// Why, in a sentence.
    reason: String,
    /// Other fields it may hold, the likeliest first.
    others: Vec<ImportField>,
    /// Its first cells.
    samples: Vec<CellRead>,
}

/// A sheet, and how it is laid out.
#[derive(SimpleObject)]
pub(crate) struct SheetRecognised {
    /// Its name; empty for text files.
    sheet: String,
    /// Last row of its header, as the spreadsheet program shows it; of a sheet that is not read the row that looks most
    /// like one.
    header_row: Option<u32>,
    /// True where rows are read from it.
    is_read: bool,
    /// True where somebody said that it is to be left out.
    is_left_out: bool,
    /// How sure, 0 to 1,000.
    confidence: u16,
    /// Why, in a sentence.
    reason: String,
    /// Its columns.
    columns: Vec<ColumnRecognised>,
}

impl SheetRecognised {
    fn of(ctx: &Context<'_>, it: &SheetRead) -> Self {
        let columns = it.columns.iter().map(|it| ColumnRecognised {
            column: it.column.clone(),
            header: it.header.clone(),
            field: it.field.clone(),
            label: it.field.as_deref().map(|it| field(language(ctx), it)),
            confidence: it.confidence,
            code: it.reason.code.clone(),
            reason: said(ctx, &it.reason),
            others: it.others.iter().map(|it| ImportField::of(ctx, &it.field)).collect(),
            samples: it
                .samples
                .iter()
                .map(|it| CellRead { written: it.written.clone(), read: it.read.clone() })
                .collect(),
        });
        Self {
            sheet: it.sheet.clone(),
            header_row: it.header_row,
            is_read: it.is_read,
            is_left_out: it.is_left_out,
            confidence: it.confidence,
            reason: said(ctx, &it.reason),
            columns: columns.collect(),
        }
    }
}

/// What was recognised in a file, how surely and why.
pub(crate) struct RecognisedNode(Box<Recognised>);

/// What was recognised in a file, how surely and why. It holds cells as they were written, so asking for it is audited.
#[Object(name = "ImportRecognised")]
impl RecognisedNode {
    /// The source it was taken for; null where nothing looks like one.
    async fn source(&self, ctx: &Context<'_>) -> Option<SourceRecognised> {
        self.0.source.as_ref().map(|it| SourceRecognised::of(ctx, it))
    }

    /// What else it may be.
    async fn second(&self, ctx: &Context<'_>) -> Option<SourceRecognised> {
        self.0.second.as_ref().map(|it| SourceRecognised::of(ctx, it))
    }

    /// The survey year, where something says it.
    async fn year(&self, ctx: &Context<'_>) -> Option<YearRecognised> {
        self.0.year.as_ref().map(|it| YearRecognised {
            survey_year: it.year,
            confidence: it.confidence,
            reason: said(ctx, &it.reason),
        })
    }

    /// Its sheets in their order, thirty at most.
    async fn sheets(&self, ctx: &Context<'_>) -> Vec<SheetRecognised> {
        self.0.sheets.iter().map(|it| SheetRecognised::of(ctx, it)).collect()
    }

    /// The fields that a column of this source may hold, in the order of its template.
    async fn fields(&self, ctx: &Context<'_>) -> Vec<ImportField> {
        self.0.fields.iter().map(|it| ImportField::of(ctx, it)).collect()
    }

    /// True where somebody said how it is to be read.
    async fn is_mapped(&self) -> bool {
        self.0.is_mapped
    }

    /// The mapping that the office had saved and by which it was read; null where by none.
    async fn saved(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<SavedMappingName>> {
        let Some(id) = &self.0.saved else { return Ok(None) };
        let found = mappings::saved_name(person(ctx)?, id).await.map_err(|error| fault(ctx, error))?;
        Ok(found.map(|(name, version)| SavedMappingName { name, version }))
    }
}

/// A version of a saved mapping, by its name.
#[derive(SimpleObject)]
pub(crate) struct SavedMappingName {
    /// What the office calls it.
    name: String,
    /// Its version.
    version: i32,
}

/// Something odd about a sheet as a whole, told once with its place.
#[derive(SimpleObject)]
pub(crate) struct ImportTold {
    /// Sheet; empty for text files.
    sheet: String,
    /// Stable word such as `told_formulas`.
    code: String,
    /// A sentence in the reader's language, with the place.
    message: String,
}

/// What is odd about the sheets of a file.
pub(crate) fn told(ctx: &Context<'_>, it: &Recognised) -> Vec<ImportTold> {
    let one = |it: &uploads::Told| ImportTold {
        sheet: it.sheet.clone(),
        code: it.what.code.clone(),
        message: said(ctx, &it.what),
    };
    it.told.iter().map(one).collect()
}

/// What was recognised in the file of a check.
pub(crate) async fn recognised(
    ctx: &Context<'_>,
    id: CheckId,
) -> async_graphql::Result<Option<RecognisedNode>> {
    let found = uploads::recognised(person(ctx)?, id).await.map_err(|error| fault(ctx, error))?;
    Ok(found.map(RecognisedNode))
}

/// What a column was taken for.
#[derive(SimpleObject)]
pub(crate) struct MappedColumn {
    /// The sheet; null where it holds for every one.
    sheet: Option<String>,
    /// Its letter; null where its header alone tells.
    column: Option<String>,
    /// Its header.
    header: Option<String>,
    /// The field; null where it is not read.
    field: Option<String>,
    /// What the field is called in the reader's language.
    label: Option<String>,
}

impl MappedColumn {
    fn of(ctx: &Context<'_>, it: &ColumnChoice) -> Self {
        Self {
            sheet: it.sheet.clone(),
            column: it.column.clone(),
            header: it.header.clone(),
            field: it.field.clone(),
            label: it.field.as_deref().map(|it| field(language(ctx), it)),
        }
    }
}

/// How the file of an import was read.
#[derive(SimpleObject)]
pub(crate) struct ImportMappingUsed {
    /// The name of the saved mapping it was read by; null where by none.
    name: Option<String>,
    /// The version of that mapping.
    version: Option<i32>,
    /// True where somebody said how.
    is_mapped: bool,
    /// What every column was taken for.
    columns: Vec<MappedColumn>,
}

impl ImportMappingUsed {
    pub(crate) fn of(ctx: &Context<'_>, it: &UsedMapping) -> Self {
        Self {
            name: it.saved.as_ref().map(|it| it.0.clone()),
            version: it.saved.as_ref().map(|it| it.1),
            is_mapped: it.is_mapped,
            columns: it.mapping.columns.iter().map(|it| MappedColumn::of(ctx, it)).collect(),
        }
    }
}

/// A set of rules by which an import was judged.
#[derive(SimpleObject)]
pub(crate) struct ImportRules {
    /// What it speaks of: `problem_catalogue`, `opening_rule`, ….
    pub(crate) kind: String,
    /// Which, as `ParameterSet.version`.
    pub(crate) version: String,
}

/// A version of a mapping that an office saved.
#[derive(SimpleObject)]
#[graphql(complex, name = "ImportMapping")]
pub(crate) struct MappingNode {
    /// What the office calls it.
    name: String,
    /// `tpmap`, `thaiqm`, `bmn` or `welfare`.
    source: String,
    /// 1 when it was first saved.
    version: i32,
    /// When it was saved.
    saved_at: DateTime<Utc>,
    /// False where a newer version took its place.
    is_in_use: bool,
    #[graphql(skip)]
    of: OfficeMapping,
}

impl MappingNode {
    fn of(it: OfficeMapping) -> Self {
        Self {
            name: it.name.clone(),
            source: it.source.clone(),
            version: it.version,
            saved_at: it.saved_at,
            is_in_use: it.is_in_use,
            of: it,
        }
    }
}

#[ComplexObject]
impl MappingNode {
    /// This version.
    async fn id(&self) -> ID {
        plain_id(Kind::Mapping, self.of.id)
    }

    /// The office, by its area.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.of.area).await
    }

    /// Who saved it; null where you may not know.
    async fn saved_by(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, Some(self.of.account)).await
    }

    /// What it says of columns.
    async fn columns(&self, ctx: &Context<'_>) -> Vec<MappedColumn> {
        self.of.mapping.columns.iter().map(|it| MappedColumn::of(ctx, it)).collect()
    }
}

/// What can be read of mappings.
#[derive(Default)]
pub(crate) struct MappingQuery;

#[Object]
impl MappingQuery {
    /// The mappings of columns that your offices saved, the newest first; at most 50.
    async fn import_mappings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this source.")] source: Option<String>,
    ) -> async_graphql::Result<Vec<MappingNode>> {
        let found = mappings::list(person(ctx)?, source.as_deref()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(MappingNode::of).collect())
    }

    /// Every version of a mapping, the newest first; at most 50.
    async fn import_mapping_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any version of it.")] id: ID,
    ) -> async_graphql::Result<Vec<MappingNode>> {
        let app = person(ctx)?;
        let id = read_plain_id::<MappingId>(Kind::Mapping, &id)?;
        let found = mappings::versions(app, id).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(MappingNode::of).collect())
    }
}

/// What can be done with mappings.
#[derive(Default)]
pub(crate) struct MappingMutation;

#[Object]
impl MappingMutation {
    /// Saves how the file of a check was read, for the lists of the office to come: the next file whose headers agree is
    /// read by it. Older versions stay.
    async fn mapping_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The check whose file was read so.")] check_id: ID,
        #[graphql(desc = "What the office calls it, at most 100 characters.")] name: String,
        #[graphql(desc = "The office, by its area; yours if left out and you have one.")] area_id: Option<ID>,
        #[graphql(desc = "The version that you read; 0 for a new one.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<MappingPayload> {
        let app = person(ctx)?;
        let check = read_plain_id::<CheckId>(Kind::ImportCheck, &check_id)?;
        let area = area_id.map(|it| read_plain_id::<AreaId>(Kind::Area, &it)).transpose()?;
        let new = NewMapping { check, area, name: &name, version: expected_version };
        let done = async { mappings::save(app, &new, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(MappingNode::of).into())
    }
}

payload!(
    /// What became of saving a mapping.
    MappingPayload {
        /// The version that was saved.
        mapping: MappingNode
    }
);
