//! How far a file is believed on each field beside other lists, as clients choose and see it.

use async_graphql::{Context, Enum, InputObject, SimpleObject};
use phonjon_app::intake::{Trust, Trusts};
use phonjon_domain::source::Source;
use phonjon_words::field;

use crate::base::asking::language;

/// How far a file is believed on a field.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Trust")]
pub(crate) enum ImportTrust {
    /// Before every other list that speaks of the same year.
    First,
    /// As its source is: จปฐ. before TPMAP, TPMAP before ThaiQM, ThaiQM before the welfare register.
    Usual,
    /// Only where no other list says anything, of whatever year.
    Last,
}

/// How far a file is believed on a field.
#[derive(InputObject, Debug, Clone)]
pub(crate) struct ImportTrustInput {
    /// The field, such as `house_no`; see `Import.trust`.
    field: String,
    /// How far.
    trust: ImportTrust,
}

impl ImportTrustInput {
    pub(crate) fn given(them: &[Self]) -> Vec<(&str, Trust)> {
        them.iter().map(|it| (it.field.as_str(), it.trust.into())).collect()
    }
}

/// How far a file is believed on a field.
#[derive(SimpleObject)]
pub(crate) struct ImportFieldTrust {
    /// The field, such as `house_no`.
    field: String,
    /// What it is called.
    name: String,
    /// How far.
    trust: ImportTrust,
}

impl ImportFieldTrust {
    /// Those of a file of this source; none where its rows are not about persons.
    pub(crate) fn of(ctx: &Context<'_>, source: &str, trusts: Trusts) -> Vec<Self> {
        if Source::from_code(source).is_none() {
            return Vec::new();
        }
        let language = language(ctx);
        let one = |(name, trust): (&str, Trust)| Self {
            field: name.to_owned(),
            name: field(language, name),
            trust: trust.into(),
        };
        trusts.all().map(one).collect()
    }
}
