//! The compiled-in messages of each language and how one is formatted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::{LanguageIdentifier, langid};

use crate::language::Language;

pub(crate) const THAI: [&str; 2] =
    [include_str!("../messages/th.ftl"), include_str!("../messages/th_labels.ftl")];
pub(crate) const ENGLISH: [&str; 2] =
    [include_str!("../messages/en.ftl"), include_str!("../messages/en_labels.ftl")];

static THAI_MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::read(langid!("th"), &THAI));
static ENGLISH_MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::read(langid!("en"), &ENGLISH));

/// The messages of one language.
pub(crate) struct Messages {
    bundle: FluentBundle<FluentResource>,
    /// Every key with the arguments its message names.
    keys: BTreeMap<String, BTreeSet<String>>,
}

impl Messages {
    /// The messages of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Thai => &THAI_MESSAGES,
            Language::English => &ENGLISH_MESSAGES,
        }
    }

    fn read(id: LanguageIdentifier, texts: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Marks around arguments are for languages of two directions; they would stand in exported text.
        bundle.set_use_isolating(false);
        let mut keys = BTreeMap::new();
        for text in texts {
            keys.extend(keys_of(text));
            // A message that cannot be read or stands twice is left out; the tests hold that there is none.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, keys }
    }

    /// True when there is a message of the key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The message of a key with its arguments; one that is not given becomes a dash.
    pub(crate) fn find(&self, key: &str, given: &BTreeMap<&str, String>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut args = FluentArgs::new();
        for name in self.keys.get(key).into_iter().flatten() {
            args.set(name.clone(), given.get(name.as_str()).map_or("–", String::as_str).to_owned());
        }
        // Only a reference to another message could fail, and messages have none.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }

    #[cfg(test)]
    pub(crate) const fn keys(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.keys
    }
}

/// The keys of a text, each with the names that stand as `{ $name }` in its message.
pub(crate) fn keys_of(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let messages = text.lines().filter(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()));
    messages
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, message)| {
            let names = message.split("{ $").skip(1).filter_map(|it| it.split_once(" }"));
            (key.to_owned(), names.map(|(name, _)| name.to_owned()).collect())
        })
        .collect()
}
