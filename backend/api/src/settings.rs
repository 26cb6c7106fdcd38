//! Office settings as clients see them: the few numbers an office chooses for itself.

use async_graphql::{Context, Enum, ID, Object};
use phonjon_app::settings::{self, Chosen};
use phonjon_domain::setting::OfficeSetting;
use phonjon_words::label;

use crate::base::asking::{language, person};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};

/// A number that an office may choose.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OfficeSetting")]
pub(crate) enum OfficeSettingName {
    /// The smallest count of households or persons that is published.
    FiguresK,
    /// Minutes between two published snapshots of figures.
    FiguresPublishMinutes,
    /// The households above which a mentor team is warned about.
    TeamsMentorLoadLine,
    /// The value in satang above which development help needs an approved plan.
    HelpPlanNeededAboveSatang,
    /// Days the original file of an import is kept.
    ImportKeepOriginalDays,
    /// Of a hundred rows that an import takes, how many may be duplicates before it stops itself.
    ImportDuplicatesPercent,
    /// 1 where a second person has to agree to an import before it begins, 0 where nobody has.
    ImportSecondPerson,
    /// Days a question whether two are one waits for the village, and then for the subdistrict.
    LinksDaysAtEachStep,
}

pub(crate) struct OfficeSettingNode(Chosen);

/// A number that an office may choose, as it stands.
#[Object(name = "OfficeSetting")]
impl OfficeSettingNode {
    /// Which.
    async fn name(&self) -> OfficeSettingName {
        self.0.setting.into()
    }

    /// What it is, in the reader's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        label(language(ctx), "setting", self.0.setting.code())
    }

    /// What holds now, a whole number as text; null where no line is drawn.
    async fn value(&self) -> Option<String> {
        self.0.value.map(|it| it.to_string())
    }

    /// True while nothing was chosen and the system's own value holds.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    /// The smallest value that may be chosen.
    async fn smallest(&self) -> String {
        self.0.range.start().to_string()
    }

    /// The largest value that may be chosen.
    async fn largest(&self) -> String {
        self.0.range.end().to_string()
    }

    /// Its version, 0 before the first choice.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

payload!(
    /// What became of choosing a value.
    OfficeSettingPayload {
        /// The setting after it.
        office_setting: OfficeSettingNode
    }
);

/// What can be read of settings.
#[derive(Default)]
pub(crate) struct SettingQuery;

#[Object]
impl SettingQuery {
    /// The numbers an office may choose, as they stand.
    async fn office_settings(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<OfficeSettingNode>> {
        let all = settings::all(person(ctx)?).await.map_err(|error| fault(ctx, error))?;
        Ok(all.into_iter().map(OfficeSettingNode).collect())
    }
}

/// What can be done with settings.
#[derive(Default)]
pub(crate) struct SettingMutation;

#[Object]
impl SettingMutation {
    /// Chooses a value for a setting, or goes back to the system's own.
    async fn office_setting_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] name: OfficeSettingName,
        #[graphql(desc = "A whole number as text; null goes back to the system's own.")] value: Option<
            String,
        >,
        #[graphql(desc = "The version that was read.")] expected_version: i32,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<OfficeSettingPayload> {
        let app = person(ctx)?;
        let done = async {
            let key = key_of(ctx, &key)?;
            settings::change(app, &key, name.into(), value.as_deref(), expected_version.into()).await
        };
        Ok(outcome(ctx, done.await.map(OfficeSettingNode))?.into())
    }
}
