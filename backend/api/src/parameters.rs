//! Criteria, lines, catalogues and rules as clients see them: what is in use, drafted, and released from a day on.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use phonjon_app::AppError;
use phonjon_app::parameters::{self, Described, ParameterRow, Progress};
use phonjon_domain::ids::ParameterSetId;

use crate::base::asking::person;
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::key::key_of;
use crate::base::refusal::{fault, outcome, payload};
use crate::base::scalars::Date;

/// Where a set stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterState {
    /// Nothing is judged by it.
    Draft,
    /// It is used from a day on that has not come.
    ToRelease,
    /// It is used.
    Released,
}

/// A dated, versioned set of values that everything is judged by.
pub(crate) struct ParameterSetNode {
    set: Described,
    progress: Option<Progress>,
}

impl ParameterSetNode {
    fn of(row: ParameterRow, under_way: &HashMap<ParameterSetId, Progress>) -> Result<Self, AppError> {
        let progress = under_way.get(&row.id).copied();
        Ok(Self { set: parameters::describe(row)?, progress })
    }
}

/// A dated, versioned set of values that everything is judged by: criteria of levels, income lines, catalogues, rules.
#[Object(name = "ParameterSet")]
impl ParameterSetNode {
    /// The set.
    async fn id(&self) -> ID {
        plain_id(Kind::ParameterSet, self.set.row.id)
    }

    /// What it speaks of: `bmn_catalogue`, `problem_catalogue`, `income_line`, `target_rule`, `opening_rule`,
    /// `criteria`, `need_menu`.
    async fn kind(&self) -> &str {
        &self.set.row.kind
    }

    /// `code/version`, as a verdict names it.
    async fn name(&self) -> String {
        format!("{}/{}", self.set.code, self.set.row.version)
    }

    /// Its version, one of a kind.
    async fn version(&self) -> &str {
        &self.set.row.version
    }

    /// First year it holds for, Buddhist era.
    async fn first_year(&self) -> Option<i32> {
        self.set.row.first_year.map(i32::from)
    }

    /// Last year it holds for, Buddhist era; null where none is named.
    async fn last_year(&self) -> Option<i32> {
        self.set.row.last_year.map(i32::from)
    }

    /// False for the system's own default, to be confirmed.
    async fn is_official(&self) -> bool {
        self.set.row.standing == "official"
    }

    /// Where its values come from.
    async fn source(&self) -> &str {
        &self.set.source
    }

    /// SHA-256 of its text.
    async fn sha256(&self) -> &str {
        &self.set.sha256
    }

    /// Its whole text, TOML.
    async fn text(&self) -> &str {
        &self.set.row.body
    }

    /// Where it stands.
    async fn state(&self) -> ParameterState {
        match self.set.row.state.as_str() {
            "released" => ParameterState::Released,
            "to_release" => ParameterState::ToRelease,
            _ => ParameterState::Draft,
        }
    }

    /// When it was released, or will be.
    async fn released_at(&self) -> Option<DateTime<Utc>> {
        self.set.row.released_at
    }

    /// Cases judged anew by it so far; null where that is done or not to be done.
    async fn n_judged(&self) -> Option<u64> {
        self.progress.map(|it| it.n_done)
    }

    /// Cases that are judged anew by it; null where that is done or not to be done.
    async fn n_to_judge(&self) -> Option<u64> {
        self.progress.map(|it| it.n_all)
    }
}

payload!(
    /// What became of drafting or releasing a set.
    ParameterSetPayload {
        /// The set after it.
        parameter_set: ParameterSetNode
    }
);

/// What can be read of parameters.
#[derive(Default)]
pub(crate) struct ParameterQuery;

#[Object]
impl ParameterQuery {
    /// All sets, by kind and version.
    async fn parameter_sets(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ParameterSetNode>> {
        let app = person(ctx)?;
        let read = async {
            let under_way = under_way(app).await?;
            let rows = parameters::all(app).await?;
            rows.into_iter().map(|row| ParameterSetNode::of(row, &under_way)).collect::<Result<_, AppError>>()
        };
        read.await.map_err(|error| fault(ctx, error))
    }
}

/// What can be done with parameters.
#[derive(Default)]
pub(crate) struct ParameterMutation;

#[Object]
impl ParameterMutation {
    /// Keeps a set as a draft. Nothing is judged by it until it is released; a draft is never changed.
    async fn parameter_set_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its whole text, TOML, as `parameterSets` tells it.")] text: String,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<ParameterSetPayload> {
        let app = person(ctx)?;
        let done = async {
            let row = parameters::draft(app, &key_of(ctx, &key)?, &text).await?;
            ParameterSetNode::of(row, &HashMap::new())
        };
        Ok(outcome(ctx, done.await)?.into())
    }

    /// Releases a draft: from a day on it is used for every judgement, and open cases that it concerns are judged anew
    /// in the background.
    async fn parameter_set_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] id: ID,
        #[graphql(desc = "The first local day it is used; today where absent.")] from: Option<Date>,
        #[graphql(desc = "Your own name for this act: sent again, it is done once.")] key: ID,
    ) -> async_graphql::Result<ParameterSetPayload> {
        let app = person(ctx)?;
        let id = read_plain_id::<ParameterSetId>(Kind::ParameterSet, &id)?;
        let done = async {
            let row = parameters::release(app, &key_of(ctx, &key)?, id, from.map(|it| it.0)).await?;
            ParameterSetNode::of(row, &under_way(app).await?)
        };
        Ok(outcome(ctx, done.await)?.into())
    }
}

/// How far judging has come, by set.
async fn under_way(app: &phonjon_app::Ctx) -> Result<HashMap<ParameterSetId, Progress>, AppError> {
    Ok(parameters::under_way(app).await?.into_iter().map(|it| (it.set, it)).collect())
}

#[cfg(test)]
mod tests {
    use phonjon_domain::access::Role;
    use serde_json::json;

    use crate::base::testing::World;

    const LIST: &str = "{ parameterSets { id kind name isOfficial source sha256 state text nToJudge } }";

    #[tokio::test]
    async fn the_system_administrator_drafts_and_releases_what_everybody_reads() {
        for world in World::each().await {
            phonjon_app::parameters::seed(&world.operator()).await.unwrap();
            let system = world.signed_in("system", Role::SystemAdministrator, None).await;
            let chief = world.signed_in("chief", Role::DistrictChief, Some("4801")).await;
            let came = world.post(Some(&chief), LIST, json!({})).await;
            let sets = came.data("/parameterSets").as_array().unwrap();
            assert_eq!(sets.len(), 10, "{}", came.body);
            assert!(
                sets.iter().all(|it| it["state"] == "RELEASED" && it["sha256"].as_str().unwrap().len() == 64)
            );
            let criteria = sets.iter().find(|it| it["kind"] == "criteria").unwrap();
            assert_eq!(criteria["source"], "เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน");

            let text = criteria["text"].as_str().unwrap().replace("version = \"1\"", "version = \"2\"");
            let draft = "mutation($text: String!, $key: ID!) { parameterSetDraft(text: $text, key: $key) {
                parameterSet { id name state releasedAt } userErrors { code message field } } }";
            let sent = json!({ "text": text, "key": "1" });
            assert_eq!(world.post(Some(&chief), draft, sent.clone()).await.code(), Some("FORBIDDEN"));
            let broken = json!({ "text": text.replace("troubles", "trouble"), "key": "0" });
            let came = world.post(Some(&system), draft, broken).await;
            let error = came.data("/parameterSetDraft/userErrors/0/code");
            assert_eq!(error, "PARAMETER_SET_UNREADABLE");
            assert_eq!(came.data("/parameterSetDraft/userErrors/0/field"), "text");
            let came = world.post(Some(&system), draft, sent.clone()).await;
            let drafted = came.data("/parameterSetDraft/parameterSet").clone();
            assert_eq!((&drafted["name"], &drafted["state"]), (&json!("default_levels/2"), &json!("DRAFT")));
            let came = world.post(Some(&system), draft, sent).await;
            assert_eq!(came.data("/parameterSetDraft/parameterSet"), &drafted, "once for each key");

            let release =
                "mutation($id: ID!, $from: Date) { parameterSetRelease(id: $id, from: $from, key: \"2\") {
                parameterSet { state nToJudge } userErrors { code message } } }";
            let sent = json!({ "id": drafted["id"], "from": "2026-03-01" });
            let came = world.post(Some(&system), release, sent).await;
            assert_eq!(came.data("/parameterSetRelease/userErrors/0/code"), "DAY_IN_PAST");
            let sent = json!({ "id": drafted["id"] });
            for _ in 0..2 {
                let came = world.post(Some(&system), release, sent.clone()).await;
                let released = json!({ "state": "RELEASED", "nToJudge": 0 });
                assert_eq!(came.data("/parameterSetRelease/parameterSet"), &released, "{}", came.body);
            }
        }
    }
}
