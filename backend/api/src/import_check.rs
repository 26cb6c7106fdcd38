//! Checks of uploaded files as clients see them: what was recognised, what importing would do, and what is the matter with
//! which rows.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::imports::{Refused, UnknownColumn};
use phonjon_app::uploads::{self, CheckedRow, Checking, Found, Weight};
use phonjon_domain::ids::{CheckId, UploadId};
use phonjon_words::{field, sentence};

use crate::base::asking::{language, person};
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, fault, outcome, payload};
use crate::import_mapping::{self, ImportMappingInput, ImportTold, RecognisedNode, named};
use crate::import_plan::{
    BlankCells, ChangedHouseholdConnection, ChangedHouseholdNode, DuplicateNode, ImportBands,
    ImportBandsInput,
};
use crate::import_trust::{ImportFieldTrust, ImportTrustInput};
use crate::imports::IssueNode;

/// How far a check is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportCheckState {
    /// It waits for its turn, or is under way.
    Running,
    /// It is done.
    Ready,
    /// It came to no end; see `failure`.
    Failed,
}

/// Why a file is not imported, or not checked.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportFailure {
    /// Stable word such as `year_needed`.
    code: String,
    /// A sentence in the reader's language.
    message: String,
}

impl ImportFailure {
    pub(crate) fn of(ctx: &Context<'_>, it: &Refused) -> Self {
        Self { message: sentence(language(ctx), &it.code, &named(ctx, &it.args)), code: it.code.clone() }
    }
}

/// A sheet of a file.
#[derive(SimpleObject)]
#[graphql(name = "ImportSheet")]
pub(crate) struct SheetNode {
    /// Its name; empty for text files.
    name: String,
    /// Last row of its header as the spreadsheet program shows it, from 1; null where none was found and nothing of the
    /// sheet is read.
    header_row: Option<u32>,
}

/// A column that a field was read from.
#[derive(SimpleObject)]
#[graphql(name = "ImportColumn")]
pub(crate) struct ColumnNode {
    /// The field, such as `pid`.
    field: String,
    /// What the field is called in the reader's language; its header where it has no name of its own.
    label: String,
    /// The header as written, in the first sheet that has it.
    header: String,
}

/// What an issue does to its row.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Weight")]
pub(crate) enum IssueSeverity {
    /// The row is refused for it.
    Refuses,
    /// The row is kept, and somebody should look.
    Warns,
    /// The row is kept: a certain repair, or a thing worth knowing.
    Notes,
    /// The row is no data.
    Skips,
}

/// The rows of a file that have one thing the matter.
#[derive(SimpleObject)]
#[graphql(name = "IssueKind")]
pub(crate) struct IssueKindNode {
    /// Stable word such as `id_check_digit`; `rows(code:)` has its rows.
    code: String,
    /// A sentence in the reader's language; a dash stands where its rows differ.
    message: String,
    /// What it does to a row.
    severity: IssueSeverity,
    /// How many rows have it.
    n_rows: u64,
}

/// A cell of a file.
#[derive(SimpleObject)]
#[graphql(name = "FileCell")]
pub(crate) struct CellNode {
    /// Header of the column as written, or `column 7` where there is none.
    column: String,
    /// The cell as it stands in the file, a citizen number masked.
    value: String,
}

/// What becomes of a row of a file.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "phonjon_app::imports::RowOutcome")]
pub(crate) enum ImportRowOutcome {
    /// Taken as it stands, or after certain repairs only.
    Accepted,
    /// Taken, but somebody should look at its issues.
    AcceptedWithWarning,
    /// Refused.
    Rejected,
    /// Not data: blank, a repeated header, a total, a note.
    Skipped,
}

/// A row of a file that a check found something about.
pub(crate) struct CheckedRowNode(CheckedRow);

/// A row of a file that a check found something about.
#[Object(name = "CheckedRow")]
impl CheckedRowNode {
    /// Sheet; empty for text files.
    async fn sheet(&self) -> &str {
        &self.0.row.sheet
    }

    /// Row as the spreadsheet program shows it, from 1.
    async fn row(&self) -> u32 {
        self.0.row.row
    }

    /// What becomes of it.
    async fn outcome(&self) -> ImportRowOutcome {
        self.0.row.outcome.into()
    }

    /// What was found.
    async fn issues(&self, ctx: &Context<'_>) -> Vec<IssueNode> {
        self.0.row.issues.iter().map(|it| IssueNode::of(ctx, it)).collect()
    }

    /// The cells of the row as they stand in the file, blank ones left out; citizen numbers are masked.
    async fn cells(&self) -> Vec<CellNode> {
        let cells = self.0.row.raw.iter();
        cells.map(|it| CellNode { column: it.column.clone(), value: it.text.clone() }).collect()
    }
}

connection!(
    /// A page of rows that a check found something about, in the order of the file.
    CheckedRowConnection of CheckedRowNode
);

/// A check of an uploaded file: what importing it would do. It goes with the file, after a day.
pub(crate) struct ImportCheckNode(Checking);

impl ImportCheckNode {
    fn found(&self) -> Option<&Found> {
        self.0.found.as_ref()
    }

    fn count(&self, of: impl FnOnce(&Found) -> u64) -> Option<u64> {
        self.found().filter(|it| it.refused.is_none()).map(of)
    }
}

/// A check of an uploaded file: what importing it would do. It goes with the file, after a day. Counts are null until it is
/// done, and where the whole file is refused.
#[Object(name = "ImportCheck")]
impl ImportCheckNode {
    /// The check.
    async fn id(&self) -> ID {
        plain_id(Kind::ImportCheck, self.0.id)
    }

    /// Base name of the file.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// The file, to be checked anew or imported.
    async fn upload_id(&self) -> ID {
        plain_id(Kind::Upload, self.0.upload)
    }

    /// When the file was sent.
    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.sent_at
    }

    /// How far it is.
    async fn state(&self) -> ImportCheckState {
        match (&self.0.failure, self.0.is_open) {
            (Some(_), _) => ImportCheckState::Failed,
            (None, true) => ImportCheckState::Running,
            (None, false) => ImportCheckState::Ready,
        }
    }

    /// Why it came to no end; null where it did, or is still to.
    async fn failure(&self, ctx: &Context<'_>) -> Option<ImportFailure> {
        self.0.failure.as_ref().map(|it| ImportFailure::of(ctx, it))
    }

    /// Why the whole file is refused; null where it is not.
    async fn refused(&self, ctx: &Context<'_>) -> Option<ImportFailure> {
        self.found()?.refused.as_ref().map(|it| ImportFailure::of(ctx, it))
    }

    /// Rows the file holds, data or not; 0 until it was read.
    async fn n_rows(&self) -> i64 {
        self.0.n_rows
    }

    /// Rows looked at so far.
    async fn n_rows_done(&self) -> i64 {
        self.0.n_rows_done
    }

    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `tpmap-public`, `visits`, `help`, `teams` or `accounts`; null where it is not known.
    async fn source(&self) -> Option<&str> {
        self.found()?.source.as_deref()
    }

    /// Survey year, Buddhist era; null where neither the file nor whoever asked says it.
    async fn survey_year(&self) -> Option<i32> {
        self.found()?.year.map(i32::from)
    }

    /// `xlsx`, `xls`, `xlsb`, `ods` or `csv`; null where it is not known.
    async fn format(&self) -> Option<&str> {
        self.found()?.format.as_deref()
    }

    /// What was recognised, how surely and why, column by column with their first cells, so that it can be told
    /// otherwise; null until the check is done, and where the file could not be opened. Asking for it is audited.
    async fn recognised(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<RecognisedNode>> {
        if self.found().is_none() {
            return Ok(None);
        }
        import_mapping::recognised(ctx, self.0.id).await
    }

    /// What is odd about its sheets as a whole, each told once with its place.
    async fn told(&self, ctx: &Context<'_>) -> Vec<ImportTold> {
        let recognised = self.found().and_then(|it| it.recognised.as_ref());
        recognised.map(|it| import_mapping::told(ctx, it)).unwrap_or_default()
    }

    /// True where the file was read by a mapping that the office had saved.
    async fn is_read_as_saved(&self) -> bool {
        let recognised = self.found().and_then(|it| it.recognised.as_ref());
        recognised.is_some_and(|it| it.saved.is_some())
    }

    /// The sheets with the row their header stands in.
    async fn sheets(&self) -> Vec<SheetNode> {
        let sheets = self.found().into_iter().flat_map(|it| &it.sheets);
        sheets.map(|it| SheetNode { name: it.sheet.clone(), header_row: it.header_row }).collect()
    }

    /// Which column each field is read from.
    async fn columns(&self, ctx: &Context<'_>) -> Vec<ColumnNode> {
        let language = language(ctx);
        let columns = self.found().into_iter().flat_map(|it| &it.columns);
        let node = |(name, header): (&String, &String)| {
            let label = Some(field(language, name)).filter(|it| it != name);
            ColumnNode {
                field: name.clone(),
                label: label.unwrap_or_else(|| header.clone()),
                header: header.clone(),
            }
        };
        columns.map(node).collect()
    }

    /// Columns that no field took, each with its sheet, its letter and its header: `บัญชี!K หมายเหตุ`.
    async fn unknown_columns(&self) -> Vec<String> {
        self.found().into_iter().flat_map(|it| &it.unknown_columns).map(UnknownColumn::text).collect()
    }

    /// What a list of this source usually says and this file has no column for, in words: of it nothing is known.
    async fn missing_columns(&self, ctx: &Context<'_>) -> Vec<String> {
        let language = language(ctx);
        let missing = self.found().into_iter().flat_map(|it| &it.missing_fields);
        missing.map(|it| field(language, it)).collect()
    }

    /// Rows that would be taken as they stand.
    async fn n_accepted(&self) -> Option<u64> {
        self.count(|it| it.counts.accepted)
    }

    /// Rows that would be taken with a remark.
    async fn n_accepted_with_warning(&self) -> Option<u64> {
        self.count(|it| it.counts.accepted_with_warning)
    }

    /// Rows that would be refused.
    async fn n_rejected(&self) -> Option<u64> {
        self.count(|it| it.counts.rejected)
    }

    /// Rows that are not data: blank, a repeated header, a total.
    async fn n_skipped(&self) -> Option<u64> {
        self.count(|it| it.counts.skipped)
    }

    /// Rows that nothing stored speaks of.
    async fn n_new(&self) -> Option<u64> {
        self.count(|it| it.compared.new)
    }

    /// Rows that would take the place of a row that the same file had before.
    async fn n_changed(&self) -> Option<u64> {
        self.count(|it| it.compared.changed)
    }

    /// Rows that say what the same file said before.
    async fn n_unchanged(&self) -> Option<u64> {
        self.count(|it| it.compared.unchanged)
    }

    /// Rows that the same file had before and no longer has. What they said is kept.
    async fn n_no_longer_listed(&self) -> Option<u64> {
        self.count(|it| it.compared.no_longer_listed)
    }

    /// Rows, new or changed, that would count instead of what another file of the source and year says of somebody.
    async fn n_other_file_replaced(&self) -> Option<u64> {
        self.count(|it| it.compared.other_file_replaced)
    }

    /// Rows taken of whose place nothing is known: no case would be opened for them until it is.
    async fn n_without_place(&self) -> Option<u64> {
        self.count(|it| it.n_without_place)
    }

    /// Cases that would be opened.
    async fn n_cases_opened(&self) -> Option<u64> {
        self.count(|it| it.n_cases_opened)
    }

    /// Questions that would be asked for the first time: are these two the same?
    async fn n_questions(&self) -> Option<u64> {
        self.count(|it| it.n_questions)
    }

    /// The plan: a hash of what importing the file would store. `importApply` keeps to it. Null until the check is done, and
    /// where the whole file is refused.
    async fn plan(&self) -> Option<&str> {
        self.found()?.plan.as_deref()
    }

    /// What blank cells mean in this plan.
    async fn blanks(&self) -> Option<BlankCells> {
        Some(self.found()?.chosen.blanks.into())
    }

    /// From which score on two would be held for the same, and from which on somebody would be asked; null where nobody is
    /// looked for by likeness.
    async fn bands(&self) -> Option<ImportBands> {
        let found = self.found()?;
        ImportBands::of(found.source.as_deref()?, found.chosen.bands)
    }

    /// How far it would be believed on each field beside other lists; nothing where its rows are not about persons.
    async fn trust(&self, ctx: &Context<'_>) -> Vec<ImportFieldTrust> {
        let Some(found) = self.found() else { return Vec::new() };
        let source = found.source.as_deref().unwrap_or_default();
        ImportFieldTrust::of(ctx, source, found.chosen.trusts)
    }

    /// Rows about somebody whom an earlier row of the file is about. They are taken all the same.
    async fn n_duplicates_in_file(&self) -> Option<u64> {
        self.count(|it| it.duplicates.in_file)
    }

    /// Rows about somebody whom another file of the same source and year has listed. A list that comes again is unchanged,
    /// not a duplicate.
    async fn n_duplicates_stored(&self) -> Option<u64> {
        self.count(|it| it.duplicates.stored)
    }

    /// Some of the duplicates, with the row that means the same.
    async fn duplicates(&self) -> Vec<DuplicateNode> {
        let examples = self.found().into_iter().flat_map(|it| &it.duplicates.examples);
        examples.map(DuplicateNode::of).collect()
    }

    /// Why importing it would stop itself: too many duplicates. Null where it would not; `importApply(despiteDuplicates:)`
    /// goes on.
    async fn stops(&self, ctx: &Context<'_>) -> Option<ImportFailure> {
        self.found()?.stops.as_ref().map(|it| ImportFailure::of(ctx, it))
    }

    /// Households with a case that would change; see `changedHouseholds`.
    async fn n_households_changing(&self) -> Option<u64> {
        self.count(|it| u64::try_from(it.n_changing.0).unwrap_or(0))
    }

    /// Those of them whose level would fall.
    async fn n_households_falling(&self) -> Option<u64> {
        self.count(|it| u64::try_from(it.n_changing.1).unwrap_or(0))
    }

    /// Those of them whose case is open.
    async fn n_open_cases_changing(&self) -> Option<u64> {
        self.count(|it| u64::try_from(it.n_changing.2).unwrap_or(0))
    }

    /// The households with a case that would change, field by field. They hold what is stored, so each page is audited.
    async fn changed_households(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those whose level would fall.", default)] falling_only: bool,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<ChangedHouseholdConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let beyond = match page.after.as_deref() {
            None => None,
            Some([id]) => Some(id.parse().map_err(|_| bad_cursor())?),
            Some(_) => return Err(bad_cursor()),
        };
        let found = uploads::changes(app, self.0.id, falling_only, beyond, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.household.1.to_string()]);
        let nodes = found.into_iter().map(ChangedHouseholdNode).collect();
        Ok(ChangedHouseholdConnection { nodes, page_info, total_count: None })
    }

    /// What is the matter with how many rows: what refuses them first, then what most rows have.
    async fn issue_kinds(&self, ctx: &Context<'_>) -> Vec<IssueKindNode> {
        let language = language(ctx);
        let kinds = self.found().into_iter().flat_map(|it| &it.kinds);
        let node = |it: &uploads::IssueKind| IssueKindNode {
            message: sentence(language, &it.code, &it.args),
            code: it.code.clone(),
            severity: it.weight.into(),
            n_rows: it.n_rows,
        };
        kinds.map(node).collect()
    }

    /// The rows that something was found about, in the order of the file; none until the check is done. They hold what was
    /// written, so each page is audited.
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only rows with this issue.")] code: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<CheckedRowConnection> {
        let app = person(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let place = match page.after.as_deref() {
            None => 0,
            Some([place]) => place.parse().map_err(|_| bad_cursor())?,
            Some(_) => return Err(bad_cursor()),
        };
        let found = uploads::rows(app, self.0.id, code.as_deref(), place, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.place.to_string()]);
        let nodes = found.into_iter().map(CheckedRowNode).collect();
        Ok(CheckedRowConnection { nodes, page_info, total_count: None })
    }
}

/// What can be read of checks.
#[derive(Default)]
pub(crate) struct ImportCheckQuery;

#[Object]
impl ImportCheckQuery {
    /// A check that you asked for.
    async fn import_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The check.")] id: ID,
    ) -> async_graphql::Result<ImportCheckNode> {
        let app = person(ctx)?;
        let id = read_plain_id::<CheckId>(Kind::ImportCheck, &id)?;
        let found = uploads::find_check(app, id).await.map_err(|error| fault(ctx, error))?;
        Ok(ImportCheckNode(found))
    }

    /// Your files that were sent and whose import nobody asked for, those refused among them: the newest check of each,
    /// newest first. There are at most 50, for each goes after a day.
    async fn import_checks(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ImportCheckNode>> {
        let found = uploads::checks_alone(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(found.into_iter().map(ImportCheckNode).collect())
    }
}

/// What can be asked of uploaded files.
#[derive(Default)]
pub(crate) struct ImportCheckMutation;

#[Object]
impl ImportCheckMutation {
    /// Begins to check a file that was sent to `/uploads`: what importing it would do. Nothing of it is stored.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn import_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, as `/uploads` answered.")] upload_id: ID,
        #[graphql(desc = "Survey year, Buddhist era; null where the file states it.")] survey_year: Option<
            i32,
        >,
        #[graphql(desc = "What blank cells mean; nothing where it is left out.", default)] blanks: BlankCells,
        #[graphql(
            desc = "From which score on two are the same, and from which on somebody is asked; 700 and 400 \
                          if left out."
        )]
        bands: Option<ImportBandsInput>,
        #[graphql(
            desc = "How far it is believed on fields beside other lists, where otherwise than usual.",
            default
        )]
        trust: Vec<ImportTrustInput>,
        #[graphql(desc = "How it is to be read; recognised, or as the office saved it, if left out.")]
        mapping: Option<ImportMappingInput>,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ImportCheckPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<UploadId>(Kind::Upload, &upload_id)?;
        let mapping = mapping.map(ImportMappingInput::read);
        let of = uploads::Ordered {
            year: survey_year,
            blanks: blanks.into(),
            bands: bands.map(ImportBandsInput::given),
            trusts: &ImportTrustInput::given(&trust),
            mapping: mapping.as_ref(),
            ..uploads::Ordered::default()
        };
        let done = async { uploads::check(app, &key_of(ctx, &key)?, id, of).await }.await;
        Ok(outcome(ctx, done)?.map(ImportCheckNode).into())
    }
}

payload!(
    /// What became of asking for a check.
    ImportCheckPayload {
        /// The check.
        check: ImportCheckNode
    }
);
