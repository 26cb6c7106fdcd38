//! Households and persons as clients see them.

use async_graphql::{Context, ID, Object, SimpleObject};
use phonjon_app::case::HouseholdKey;
use phonjon_app::household::{
    ConsentRow, HouseholdRow, Member, NumberRow, PersonRow, Residence, Survey, SurveyAnswer,
};
use phonjon_app::household::{origins, rounds};
use phonjon_domain::dimension::DimensionSet;
use phonjon_domain::ids::AreaId;
use phonjon_domain::source::Source as From;

use super::case::CaseNode;
use super::known::{OriginNode, Position, Reader, told};
use super::loaders::{
    AsOn, CaseOfHousehold, ConsentsOf, CorrectionsOf, DoubtsOf, LineageOf, MembersOf, MergingsOf, NumbersOf,
    PositionOf, ReadersOf, ResidencesOf, SurveysOf, loader,
};
use super::past::{IndicatorOverYears, OnDayNode, TurnNode};
use super::words::{Dimension, Source};
use crate::areas::{self, AreaNode};
use crate::base::asking::signed_in;
use crate::base::ids::{Kind, id_of};
use crate::base::page::{Page, connection};
use crate::base::scalars::{Date, Satang};
use crate::links::CorrectionNode;
use crate::merging::MergingNode;

/// A household: the group of people, wherever it lives.
pub(crate) struct HouseholdNode {
    pub(super) row: HouseholdRow,
    /// Where its case lies, as far as what may be opened goes.
    pub(super) area: AreaId,
}

/// A household: the group of people, wherever it lives.
#[Object(name = "Household")]
impl HouseholdNode {
    /// The household.
    async fn id(&self) -> ID {
        id_of(Kind::Household, self.row.key.0, self.row.key.1)
    }

    /// Send this as `expectedVersion` or `otherVersion` with `householdsMerge`.
    async fn version(&self) -> i32 {
        i32::try_from(self.row.version).unwrap_or(i32::MAX)
    }

    /// A short number printed on visit sheets.
    async fn short_number(&self) -> Option<&str> {
        self.row.short_number.as_deref()
    }

    /// House code, 11 digits.
    async fn house_code(&self) -> Option<&str> {
        self.row.house_code.as_deref()
    }

    /// House number.
    async fn house_no(&self) -> Option<&str> {
        self.row.house_no.as_deref()
    }

    /// Village number.
    async fn moo(&self) -> Option<i32> {
        self.row.moo.map(i32::from)
    }

    /// Village name as written.
    async fn village_name(&self) -> Option<&str> {
        self.row.village_name.as_deref()
    }

    /// How to find it, where it has no number.
    async fn description(&self) -> Option<&str> {
        self.row.description.as_deref()
    }

    /// How many members the newest source says there are.
    async fn n_members_stated(&self) -> Option<i32> {
        self.row.n_members
    }

    /// The sources that speak of it.
    async fn sources(&self) -> Vec<Source> {
        let has = |it: &From| self.row.sources & i16::from(it.bit()) != 0;
        From::ALL.into_iter().filter(has).map(Into::into).collect()
    }

    /// Where each field comes from, as JSON: the imported row by field.
    async fn composed_from(&self) -> &str {
        &self.row.composed_from
    }

    /// Where each field comes from, decoded: the row of a list, or a correction by hand. Empty for a household that no list
    /// names.
    async fn origins(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<OriginNode>> {
        told(ctx, origins::of_household(&self.row)).await
    }

    /// Where it is: as the newest visit at home told that did, since it lives where it does. Null where none did, and where
    /// you may not read its case.
    async fn position(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Position>> {
        let found = loader(ctx)?.load_one(PositionOf(self.row.key)).await?;
        if found.is_some() {
            signed_in(ctx)?.show_household("household.position", self.row.key);
        }
        Ok(found.map(Position::of))
    }

    /// Who may read it today, and why: its mentors first, then who reads the smallest area around it; at most 100. Empty
    /// where you may not read its case.
    async fn readers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Reader>> {
        let loader = loader(ctx)?;
        let Some(case) = loader.load_one(CaseOfHousehold(self.row.key)).await? else { return Ok(Vec::new()) };
        let found = loader.load_one(ReadersOf((case.area, case.mentor_team))).await?;
        Ok(found.unwrap_or_default().into_iter().map(Reader).collect())
    }

    /// Who belongs to it: the head first; those who left come last. Of who left and belongs now where you read nobody you
    /// see what was said of them here, and no number. Each answer that shows members is audited.
    async fn members(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<MemberNode>> {
        let found = loader(ctx)?.load_one(MembersOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(MemberNode).collect())
    }

    /// What somebody set right by hand of its members, past ones too, and of whoever was moved here: newest first, with what
    /// was taken back. Nothing of who belongs now where you read nobody.
    async fn corrections(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CorrectionNode>> {
        let found = loader(ctx)?.load_one(CorrectionsOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(CorrectionNode::from).collect())
    }

    /// Where it lived, newest first.
    async fn residences(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ResidenceNode>> {
        let found = loader(ctx)?.load_one(ResidencesOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(ResidenceNode).collect())
    }

    /// What surveys and lists say of it, newest first: of each person in a source and year the newest row, for a list may
    /// have been corrected in another file.
    async fn survey_results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> async_graphql::Result<SurveyResultConnection> {
        let page = Page::read(first, after.as_deref())?;
        let found = loader(ctx)?.load_one(SurveysOf((self.row.key, self.area))).await?.unwrap_or_default();
        signed_in(ctx)?.show_household("household.surveyResults", self.row.key);
        let node = |survey| SurveyNode { survey, household: self.row.key };
        page.of_whole(found, |it| it.row.source_row.to_string(), node)
    }

    /// What became of it over the years, newest first: where it came from and went to, where it lived, who headed it.
    async fn lineage(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<TurnNode>> {
        let found = loader(ctx)?.load_one(LineageOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(TurnNode).collect())
    }

    /// What was made one with it by hand, and who of its members was with another; newest first, what was taken apart too.
    async fn mergings(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<MergingNode>> {
        let found = loader(ctx)?.load_one(MergingsOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(MergingNode::from).collect())
    }

    /// How many questions wait whether it, or a member, is the same as another. Help goes on meanwhile.
    async fn n_open_questions(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let found = loader(ctx)?.load_one(DoubtsOf(self.row.key)).await?.unwrap_or_default();
        Ok(i32::try_from(found).unwrap_or(i32::MAX))
    }

    /// What each indicator and problem item says in each round of each source, and what changed from the last round but one
    /// to the last.
    async fn over_years(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<IndicatorOverYears>> {
        let found = loader(ctx)?.load_one(SurveysOf((self.row.key, self.area))).await?.unwrap_or_default();
        signed_in(ctx)?.show_household("household.overYears", self.row.key);
        Ok(rounds::over_years(&found).into_iter().map(IndicatorOverYears::of).collect())
    }

    /// As it was on a day: people and place as it was true then, its case as it was known when that day ended.
    async fn as_on(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The local day; a day to come is as today.")] day: Date,
    ) -> async_graphql::Result<Option<OnDayNode>> {
        let found = loader(ctx)?.load_one(AsOn((self.row.key, self.area, day.0))).await?;
        signed_in(ctx)?.show_household("household.asOn", self.row.key);
        Ok(found.map(OnDayNode))
    }

    /// Privacy notices given and consents asked, newest first.
    async fn consents(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Consent>> {
        let found = loader(ctx)?.load_one(ConsentsOf(self.row.key)).await?.unwrap_or_default();
        signed_in(ctx)?.show_household("household.consents", self.row.key);
        Ok(found.into_iter().map(Consent::of).collect())
    }

    /// Its case; null where it has none or you may not read it.
    async fn case(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<CaseNode>> {
        Ok(loader(ctx)?.load_one(CaseOfHousehold(self.row.key)).await?.map(CaseNode))
    }
}

/// Somebody who belongs or belonged to a household.
pub(crate) struct MemberNode(Member);

impl MemberNode {
    pub(super) const fn of(member: Member) -> Self {
        Self(member)
    }
}

/// Somebody who belongs or belonged to a household.
#[Object(name = "HouseholdMember")]
impl MemberNode {
    /// Who.
    async fn person(&self) -> PersonNode {
        PersonNode::member(self.0.clone())
    }

    /// The first day this is known.
    async fn since(&self) -> Date {
        Date(self.0.since)
    }

    /// The first day the person was known elsewhere; null while a member.
    async fn until(&self) -> Option<Date> {
        self.0.until.map(Date)
    }

    /// Named as head of the household.
    async fn is_head(&self) -> bool {
        self.0.is_head
    }
}

/// A person.
pub(crate) struct PersonNode {
    row: PersonRow,
    /// Told only as a household knew them that they left.
    is_out_of_reach: bool,
}

impl PersonNode {
    /// A person whom the reader reads.
    pub(crate) const fn read(row: PersonRow) -> Self {
        Self { row, is_out_of_reach: false }
    }

    fn member(member: Member) -> Self {
        Self { row: member.person, is_out_of_reach: member.is_out_of_reach }
    }
}

/// A person.
#[Object(name = "Person")]
impl PersonNode {
    /// The person.
    async fn id(&self) -> ID {
        id_of(Kind::Person, self.row.key.0, self.row.key.1)
    }

    /// Send this as `expectedVersion` or `otherVersion` with `personsMerge`.
    async fn version(&self) -> i32 {
        i32::try_from(self.row.version).unwrap_or(i32::MAX)
    }

    /// Title in full.
    async fn title(&self) -> Option<&str> {
        self.row.title.as_deref()
    }

    /// First name.
    async fn first_name(&self) -> Option<&str> {
        self.row.first_name.as_deref()
    }

    /// Last name.
    async fn last_name(&self) -> Option<&str> {
        self.row.last_name.as_deref()
    }

    /// `M` or `F`.
    async fn sex(&self) -> Option<&str> {
        self.row.sex.as_deref()
    }

    /// Birth date as far as known, common era: year, year and month, or day.
    async fn birth(&self) -> Option<&str> {
        self.row.birth.as_deref()
    }

    /// Day of death as far as known.
    async fn died_on(&self) -> Option<&str> {
        self.row.died_on.as_deref()
    }

    /// The local day the person is known to have moved away.
    async fn moved_away_on(&self) -> Option<Date> {
        self.row.moved_away_on.map(Date)
    }

    /// Holds a state welfare card; null where no source says.
    async fn has_card(&self) -> Option<bool> {
        self.row.card
    }

    /// Numbers with all but the last two digits hidden; `personNumber` opens them for a reason. None of who left for
    /// where you read nobody.
    async fn numbers(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PersonNumber>> {
        if self.is_out_of_reach {
            return Ok(Vec::new());
        }
        let found = loader(ctx)?.load_one(NumbersOf(self.row.key)).await?.unwrap_or_default();
        Ok(found.into_iter().map(PersonNumber::of).collect())
    }

    /// Where each field comes from, decoded: the row of a list, or a correction by hand.
    async fn origins(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<OriginNode>> {
        told(ctx, origins::of_person(&self.row)).await
    }

    /// Where each field comes from, as JSON: the imported row by field.
    async fn composed_from(&self) -> &str {
        &self.row.composed_from
    }
}

/// A number of a person.
#[derive(SimpleObject)]
pub(crate) struct PersonNumber {
    /// `citizen`, ….
    kind: String,
    /// The number.
    text: String,
    /// `valid`, `masked` where the source hid digits, `replaced` or `disputed`.
    status: String,
}

impl PersonNumber {
    pub(super) fn of(row: NumberRow) -> Self {
        Self { kind: row.kind, text: row.text, status: row.status }
    }
}

/// Where a household lived, and when.
pub(crate) struct ResidenceNode(Residence);

/// Where a household lived, and when.
#[Object(name = "Residence")]
impl ResidenceNode {
    /// The area; null where it is no longer kept.
    async fn area(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<AreaNode>> {
        areas::find(ctx, self.0.area).await
    }

    /// The first day this is known.
    async fn since(&self) -> Date {
        Date(self.0.since)
    }

    /// The first day it lived elsewhere; null while it lives there.
    async fn until(&self) -> Option<Date> {
        self.0.until.map(Date)
    }
}

connection!(
    /// A page of what surveys and lists say, newest first.
    SurveyResultConnection of SurveyNode
);

/// What one row of a survey or list says.
pub(crate) struct SurveyNode {
    survey: Survey,
    household: HouseholdKey,
}

/// What one row of a survey or list says.
#[Object(name = "SurveyResult")]
impl SurveyNode {
    /// The source.
    async fn source(&self) -> Source {
        self.survey.row.source.into()
    }

    /// Survey year, Buddhist era.
    async fn survey_year(&self) -> i32 {
        i32::from(self.survey.row.year)
    }

    /// The day its facts count from.
    async fn observed_on(&self) -> Date {
        Date(self.survey.row.observed_on)
    }

    /// The member it speaks of, in lists of persons.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PersonNode>> {
        let Some(person) = self.survey.row.person else { return Ok(None) };
        // Read with the members: one event tells of both.
        let members = loader(ctx)?.load_one(MembersOf(self.household)).await?.unwrap_or_default();
        Ok(members.into_iter().find(|it| it.person.key.1.0 == person).map(PersonNode::member))
    }

    /// Failing TPMAP dimensions; null where the source does not say.
    async fn failing_dimensions(&self) -> Option<Vec<Dimension>> {
        let bits = self.survey.row.failing_dimensions?;
        let set = DimensionSet::from_bits(u8::try_from(bits).unwrap_or_default());
        Some(set.iter().map(Into::into).collect())
    }

    /// TPMAP dimensions of which it says whether they fail; null where it says so of none. Of the others nothing is known.
    async fn known_dimensions(&self) -> Option<Vec<Dimension>> {
        let bits = self.survey.row.known_dimensions?;
        let set = DimensionSet::from_bits(u8::try_from(bits).unwrap_or_default());
        Some(set.iter().map(Into::into).collect())
    }

    /// Average income per person per year, as told.
    async fn income_per_person_per_year(&self) -> Option<Satang> {
        self.survey.row.income_satang.map(Satang)
    }

    /// How many members it says there are.
    async fn n_members(&self) -> Option<i32> {
        self.survey.row.n_members
    }

    /// Whether a state welfare card is held; null where it does not say.
    async fn has_card(&self) -> Option<bool> {
        self.survey.row.has_card
    }

    /// Each indicator or item with its result. Items that open only to named officers are left out for others.
    async fn answers(&self) -> Vec<Answer> {
        self.survey.answers.iter().cloned().map(Answer::of).collect()
    }
}

/// One answer of a survey.
#[derive(SimpleObject)]
#[graphql(name = "SurveyAnswer")]
pub(crate) struct Answer {
    /// `bmn.safe_food`, `q01`, ….
    code: String,
    /// Its wording, Thai.
    text: String,
    /// Passes, or nobody has the problem; null where nothing is known.
    passes: Option<bool>,
    /// `pass`, `fail`, `not_applicable`, `not_asked` or `refused`; for a count, the count.
    result: String,
}

impl Answer {
    fn of(answer: SurveyAnswer) -> Self {
        Self { code: answer.code, text: answer.text, passes: answer.passes, result: answer.result }
    }
}

/// A privacy notice given, or a consent asked.
#[derive(SimpleObject)]
pub(crate) struct Consent {
    /// `notice`, `photo`, `sharing` or `publishing`.
    kind: String,
    /// Given, or refused without losing help.
    given: bool,
    /// Which text.
    notice_version: Option<String>,
    /// In which language.
    language: Option<String>,
    /// The local day.
    on: Date,
    /// The local day it was withdrawn.
    withdrawn_on: Option<Date>,
}

impl Consent {
    fn of(row: ConsentRow) -> Self {
        Self {
            kind: row.kind.code().to_owned(),
            given: row.given,
            notice_version: row.notice_version,
            language: row.language,
            on: Date(row.on_day),
            withdrawn_on: row.withdrawn_on.map(Date),
        }
    }
}
