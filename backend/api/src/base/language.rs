//! The language of an answer: the user's setting, else what the client prefers, else Thai.

use phonjon_words::language::Language as Spoken;

/// The languages we speak.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "Language")]
pub(crate) enum LanguageNode {
    /// Thai.
    Th,
    /// English.
    En,
}

impl From<LanguageNode> for Spoken {
    fn from(node: LanguageNode) -> Self {
        match node {
            LanguageNode::Th => Self::Thai,
            LanguageNode::En => Self::English,
        }
    }
}

impl From<Spoken> for LanguageNode {
    fn from(spoken: Spoken) -> Self {
        match spoken {
            Spoken::Thai => Self::Th,
            Spoken::English => Self::En,
        }
    }
}

/// Chooses by the user's setting, then by `Accept-Language`.
pub(crate) fn choose(setting: Option<&str>, accepted: Option<&str>) -> Spoken {
    setting
        .and_then(Spoken::from_code)
        .or_else(|| accepted.map(Spoken::from_accept_language))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_wins_then_the_client_then_thai() {
        assert_eq!(choose(Some("en"), Some("th")), Spoken::English);
        assert_eq!(choose(None, Some("en-GB,en;q=0.9,th;q=0.8")), Spoken::English);
        assert_eq!(choose(None, Some("de")), Spoken::Thai);
        assert_eq!(choose(None, None), Spoken::Thai);
    }
}
