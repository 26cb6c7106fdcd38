//! Imports as clients see them: what came in, how far it is, what was refused, and taking it back.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::imports::{self, Import, Rejected, RowIssue, UnknownColumn};
use phonjon_app::undo;
use phonjon_app::uploads;
use phonjon_domain::ids::{BatchId, CheckId, UploadId};
use phonjon_words::{field, sentence};

use crate::accounts::name::{AccountNameNode, account_name};
use crate::base::asking::{known, language, person, signed_in};
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::page::{Page, connection};
use crate::base::refusal::{bad_cursor, fault, outcome, payload};
use crate::import_approval::ApprovalNode;
use crate::import_check::ImportFailure;
use crate::import_mapping::{ImportMappingInput, ImportMappingUsed, ImportRules};
use crate::import_pace::{ImportPace, ImportState};
use crate::import_plan::{BlankCells, ImportBands, ImportBandsInput};
use crate::import_trust::{ImportFieldTrust, ImportTrustInput};
use crate::import_undo::{ImportUndoPayload, UndoNode};

/// One file's import.
pub(crate) struct ImportNode(pub(crate) Import);

/// One file's import.
#[Object(name = "Import")]
impl ImportNode {
    /// The import.
    async fn id(&self) -> ID {
        plain_id(Kind::Batch, self.0.id)
    }

    /// Base name of the file.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// `tpmap`, `thaiqm`, `bmn`, `welfare`, `tpmap-public`, `visits`, `help`, `teams` or `accounts`; `unknown` until the file was read.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Survey year, Buddhist era; 0 until it is known.
    async fn survey_year(&self) -> i32 {
        i32::from(self.0.year)
    }

    /// How far it is.
    async fn state(&self) -> ImportState {
        match self.0.state.as_str() {
            "applying" => ImportState::Applying,
            "undoing" => ImportState::Undoing,
            "undone" => ImportState::Undone,
            "failed" => ImportState::Failed,
            "stopped" => ImportState::Stopped,
            "waiting" => ImportState::Waiting,
            "sent_back" => ImportState::SentBack,
            _ => ImportState::Applied,
        }
    }

    /// Rows taken as they stood.
    async fn n_accepted(&self) -> u64 {
        self.0.counts.accepted
    }

    /// Rows taken with a remark.
    async fn n_accepted_with_warning(&self) -> u64 {
        self.0.counts.accepted_with_warning
    }

    /// Rows refused; see `rejectedRows`.
    async fn n_rejected(&self) -> u64 {
        self.0.counts.rejected
    }

    /// Rows that are not data: blank, a repeated header, a total.
    async fn n_skipped(&self) -> u64 {
        self.0.counts.skipped
    }

    /// Rows taken up so far.
    async fn n_rows_done(&self) -> i64 {
        self.0.n_rows_done
    }

    /// Rows the file holds, data or not; 0 until it was read.
    async fn n_rows(&self) -> i64 {
        self.0.n_rows
    }

    /// How quickly it gets on.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn pace(&self, ctx: &Context<'_>) -> async_graphql::Result<ImportPace> {
        Ok(ImportPace::of(&self.0, known(ctx)?.now))
    }

    /// `account:<id>` or `operator:<user>`.
    async fn started_by(&self) -> &str {
        &self.0.started_by
    }

    /// The account that imported; null where it was the command line.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AccountNameNode>> {
        account_name(ctx, self.0.account).await
    }

    /// When it began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// When the last row was taken up; null before.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at
    }

    /// When it was taken back; null while it holds.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.undone_at
    }

    /// Columns that no field took, each with its sheet, its letter and its header: `บัญชี!K หมายเหตุ`. Their cells are
    /// kept as written and nothing was read from them.
    async fn unknown_columns(&self) -> Vec<String> {
        self.0.unknown_columns.iter().map(UnknownColumn::text).collect()
    }

    /// What a list of this source usually says and this file has no column for, in words: of it nothing is known.
    async fn missing_columns(&self, ctx: &Context<'_>) -> Vec<String> {
        let language = language(ctx);
        self.0.missing_columns.iter().map(|it| field(language, it)).collect()
    }

    /// Rows that nothing stored before spoke of.
    async fn n_new(&self) -> u64 {
        self.0.compared.new
    }

    /// Rows that took the place of a row that the same file had before.
    async fn n_changed(&self) -> u64 {
        self.0.compared.changed
    }

    /// Rows that say what the same file said before.
    async fn n_unchanged(&self) -> u64 {
        self.0.compared.unchanged
    }

    /// Rows that the same file had before and no longer has; see `rowsNoLongerListed`. What they said is kept.
    async fn n_no_longer_listed(&self) -> u64 {
        self.0.compared.no_longer_listed
    }

    /// Rows, new or changed, that say otherwise of somebody than another file of the source and year, and count instead of
    /// it; each has the issue `other_file_replaced`.
    async fn n_other_file_replaced(&self) -> u64 {
        self.0.compared.other_file_replaced
    }

    /// Rows taken of whose place nothing was known when they were imported: no case is opened for them until it is. Their
    /// report says what to do.
    async fn n_without_place(&self) -> i64 {
        self.0.n_without_place
    }

    /// The plan that it keeps to, as a check gave it; of an import without one the hash of what it came to, once it is done.
    async fn plan(&self) -> Option<&str> {
        self.0.plan.as_deref()
    }

    /// What blank cells meant.
    async fn blanks(&self) -> BlankCells {
        self.0.chosen.blanks.into()
    }

    /// From which score on two were held for the same, and from which on somebody was asked; null where nobody is looked
    /// for by likeness.
    async fn bands(&self) -> Option<ImportBands> {
        ImportBands::of(&self.0.source, self.0.chosen.bands)
    }

    /// How far it is believed on each field beside other lists; nothing where its rows are not about persons.
    async fn trust(&self, ctx: &Context<'_>) -> Vec<ImportFieldTrust> {
        ImportFieldTrust::of(ctx, &self.0.source, self.0.chosen.trusts)
    }

    /// Why it ended without success; null where it did not.
    async fn failure(&self, ctx: &Context<'_>) -> Option<ImportFailure> {
        self.0.failure.as_ref().map(|it| ImportFailure::of(ctx, it))
    }

    /// What a second person said of it, or is asked to say; null where the office wanted none.
    async fn approval(&self, ctx: &Context<'_>) -> Option<ApprovalNode> {
        let me = signed_in(ctx).ok().and_then(|it| it.actor.account);
        Some(ApprovalNode {
            of: self.0.approval.clone()?,
            waits: self.0.waits(),
            can_agree: me.is_some_and(|it| self.0.may_be_agreed_by(it)),
        })
    }

    /// The sets of rules that held for its year when it began; empty where that was not kept, or nothing was read.
    async fn rules(&self) -> Vec<ImportRules> {
        self.0
            .rules
            .iter()
            .map(|(kind, version)| ImportRules { kind: kind.clone(), version: version.clone() })
            .collect()
    }

    /// How its columns were read; null where that was not kept, or nothing was read.
    async fn mapping(&self, ctx: &Context<'_>) -> Option<ImportMappingUsed> {
        self.0.mapping.as_ref().map(|it| ImportMappingUsed::of(ctx, it))
    }

    /// What taking it back would do now. Nothing is changed.
    async fn undo_preview(&self, ctx: &Context<'_>) -> async_graphql::Result<UndoNode> {
        let app = signed_in(ctx)?;
        let found = undo::preview(app, self.0.id).await.map_err(|error| fault(ctx, error))?;
        Ok(UndoNode(found))
    }
}

connection!(
    /// A page of imports, newest first.
    ImportConnection of ImportNode
);

/// A row of a file that was refused.
pub(crate) struct RejectedNode(Rejected);

/// A row of a file that was refused.
#[Object(name = "RejectedRow")]
impl RejectedNode {
    /// Sheet; empty for text files.
    async fn sheet(&self) -> &str {
        &self.0.sheet
    }

    /// Row as the spreadsheet program shows it, from 1.
    async fn row(&self) -> i32 {
        self.0.row
    }

    /// Why it was refused, and what else was seen.
    async fn issues(&self, ctx: &Context<'_>) -> Vec<IssueNode> {
        self.0.issues.iter().map(|it| IssueNode::of(ctx, it)).collect()
    }
}

/// Something about a row or one of its cells.
#[derive(SimpleObject)]
#[graphql(name = "RowIssue")]
pub(crate) struct IssueNode {
    /// Stable word such as `id_check_digit`.
    code: String,
    /// A sentence in the reader's language; it never repeats a personal number.
    message: String,
    /// The field; null for the whole row.
    field: Option<String>,
    /// Header of the column as written.
    column: Option<String>,
    /// The cell as written.
    value: Option<String>,
}

impl IssueNode {
    pub(crate) fn of(ctx: &Context<'_>, issue: &RowIssue) -> Self {
        Self {
            message: sentence(language(ctx), &issue.code, &issue.args),
            code: issue.code.clone(),
            field: issue.field.clone(),
            column: issue.column.clone(),
            value: issue.value.clone(),
        }
    }
}

connection!(
    /// A page of refused rows, in the order of the file.
    RejectedRowConnection of RejectedNode
);

/// A row that the file had before and no longer has, by where it stood.
#[derive(SimpleObject)]
#[graphql(name = "RowNoLongerListed")]
pub(crate) struct GoneNode {
    /// Sheet; empty for text files.
    sheet: String,
    /// Row as the spreadsheet program shows it, from 1.
    row: i32,
}

connection!(
    /// A page of rows that a file no longer has, in the order in which they stood.
    RowNoLongerListedConnection of GoneNode
);

/// What can be read of imports.
#[derive(Default)]
pub(crate) struct ImportQuery;

#[Object]
impl ImportQuery {
    /// Imports, newest first: your own, those too that wait or whose file was refused, and those that brought rows of your
    /// areas.
    async fn imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<ImportConnection> {
        let app = signed_in(ctx)?;
        let page = Page::read(first, after.as_deref())?;
        let before = match page.after.as_deref() {
            None => None,
            Some([id]) => Some(BatchId(id.parse().map_err(|_| bad_cursor())?)),
            Some(_) => return Err(bad_cursor()),
        };
        let found = imports::list(app, before, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.id.0.to_string()]);
        let nodes = found.into_iter().map(ImportNode).collect();
        Ok(ImportConnection { nodes, page_info, total_count: None })
    }

    /// One import.
    #[graphql(name = "import")]
    async fn one_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] id: ID,
    ) -> async_graphql::Result<ImportNode> {
        let app = signed_in(ctx)?;
        let id = read_plain_id::<BatchId>(Kind::Batch, &id)?;
        let found = imports::find(app, id).await.map_err(|error| fault(ctx, error))?;
        Ok(ImportNode(found))
    }

    /// The rows that the same file had before and that this import no longer found in it. What they said is kept.
    async fn rows_no_longer_listed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<RowNoLongerListedConnection> {
        let app = signed_in(ctx)?;
        let id = read_plain_id::<BatchId>(Kind::Batch, &import_id)?;
        let page = Page::read(first, after.as_deref())?;
        let found = imports::no_longer_listed(app, id, place_after(&page)?, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.sheet.clone(), it.row.to_string()]);
        let nodes = found.into_iter().map(|it| GoneNode { sheet: it.sheet, row: it.row }).collect();
        Ok(RowNoLongerListedConnection { nodes, page_info, total_count: None })
    }

    /// The refused rows of an import, for whoever imported it or has all that it brought in their areas. They hold what
    /// was written, so each page is audited.
    async fn rejected_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<RejectedRowConnection> {
        let app = person(ctx)?;
        let id = read_plain_id::<BatchId>(Kind::Batch, &import_id)?;
        let page = Page::read(first, after.as_deref())?;
        let found = imports::rejected(app, id, place_after(&page)?, page.n_to_read()).await;
        let found = found.map_err(|error| fault(ctx, error))?;
        let (found, page_info) = page.cut(found, |it| vec![it.sheet.clone(), it.row.to_string()]);
        let nodes = found.into_iter().map(RejectedNode).collect();
        Ok(RejectedRowConnection { nodes, page_info, total_count: None })
    }
}

/// The sheet and row that a page begins after.
fn place_after(page: &Page) -> async_graphql::Result<Option<(String, i32)>> {
    match page.after.as_deref() {
        None => Ok(None),
        Some([sheet, row]) => Ok(Some((sheet.clone(), row.parse().map_err(|_| bad_cursor())?))),
        Some(_) => Err(bad_cursor()),
    }
}

/// What can be done with imports.
#[derive(Default)]
pub(crate) struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Begins to import a file that was sent to `/uploads`: good rows go in, bad rows wait in `rejectedRows`. What lies outside
    /// your areas is refused row by row. Answered at once; `import` tells how far it is.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn import_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, as `/uploads` answered.")] upload_id: ID,
        #[graphql(desc = "Survey year, Buddhist era; null where the file states it.")] survey_year: Option<
            i32,
        >,
        #[graphql(
            desc = "The plan of its check: where it no longer holds, nothing is stored and the import \
                          fails with PLAN_STALE. Null imports whatever the file comes to."
        )]
        plan: Option<String>,
        #[graphql(
            desc = "What blank cells mean; nothing where it is left out. A plan holds for one meaning.",
            default
        )]
        blanks: BlankCells,
        #[graphql(
            desc = "From which score on two are the same, and from which on somebody is asked; 700 and 400 if left \
                          out. A plan holds for those of its check."
        )]
        bands: Option<ImportBandsInput>,
        #[graphql(
            desc = "How far it is believed on fields beside other lists, where otherwise than usual. A plan holds for \
                          those of its check.",
            default
        )]
        trust: Vec<ImportTrustInput>,
        #[graphql(
            desc = "Why it goes on though it holds more duplicates than the office allows. Without it such an \
                          import stops before anything is stored."
        )]
        despite_duplicates: Option<String>,
        #[graphql(
            desc = "How it is to be read; as the check below, recognised, or as the office saved it, if left out."
        )]
        mapping: Option<ImportMappingInput>,
        #[graphql(desc = "The check as which it is to be read, where no mapping is given.")] check_id: Option<
            ID,
        >,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ImportApplyPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<UploadId>(Kind::Upload, &upload_id)?;
        let check = check_id.map(|it| read_plain_id::<CheckId>(Kind::ImportCheck, &it)).transpose()?;
        let mapping = mapping.map(ImportMappingInput::read);
        let of = uploads::Ordered {
            year: survey_year,
            blanks: blanks.into(),
            bands: bands.map(ImportBandsInput::given),
            trusts: &ImportTrustInput::given(&trust),
            plan: plan.as_deref(),
            despite: despite_duplicates.as_deref(),
            mapping: mapping.as_ref(),
            as_checked: check,
        };
        let done = async { uploads::order_import(app, &key_of(ctx, &key)?, id, of).await }.await;
        Ok(outcome(ctx, done)?.map(ImportNode).into())
    }

    /// Takes an import back: every row goes, except those of households that somebody worked on since, which are told.
    async fn import_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import.")] import_id: ID,
        #[graphql(desc = "Your own name for this act: sent twice, it happens once.")] key: ID,
    ) -> async_graphql::Result<ImportUndoPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<BatchId>(Kind::Batch, &import_id)?;
        let done = async { undo::apply(app, id, &key_of(ctx, &key)?).await }.await;
        Ok(outcome(ctx, done)?.map(UndoNode).into())
    }
}

payload!(
    /// What became of asking for an import.
    ImportApplyPayload {
        /// The import.
        import: ImportNode
    }
);
