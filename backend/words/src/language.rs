//! Which language a person reads.

/// A language of the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// ไทย
    #[default]
    Thai,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Thai, Self::English];

    /// Its code in BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Thai => "th",
            Self::English => "en",
        }
    }

    /// The language of a tag such as `th`, `en` or `en-GB`.
    pub fn from_code(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|it| it.code().eq_ignore_ascii_case(primary))
    }

    /// The language an `Accept-Language` header likes best of the two; Thai where it likes neither.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default();
            let weight =
                parts.find_map(|it| it.trim().strip_prefix("q=")).map_or(Some(1.0), |it| it.parse().ok());
            let language = if tag.trim() == "*" { Some(Self::default()) } else { Self::from_code(tag) };
            // At equal weight the first stays.
            if let (Some(language), Some(weight)) = (language, weight)
                && weight > 0.0
                && best.is_none_or(|(_, heaviest)| heaviest < weight)
            {
                best = Some((language, weight));
            }
        }
        best.map_or(Self::default(), |(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_of_the_two_is_chosen() {
        let of = Language::from_accept_language;
        assert_eq!(of("en-GB,en;q=0.9,th;q=0.8"), Language::English);
        assert_eq!(of("th-TH,th;q=0.9,en;q=0.8"), Language::Thai);
        assert_eq!(of("en;q=0.5, th;q=0.8"), Language::Thai);
        assert_eq!(of("fr, en;q=0.1"), Language::English);
    }

    #[test]
    fn whoever_asks_for_neither_gets_thai() {
        for header in ["", "fr, de;q=0.5", "*", "en;q=0", ";;;,q=", "en;q=x"] {
            assert_eq!(Language::from_accept_language(header), Language::Thai, "{header}");
        }
    }

    #[test]
    fn a_tag_is_read_by_its_first_part() {
        assert_eq!(Language::from_code("EN-us"), Some(Language::English));
        assert_eq!(Language::from_code("th"), Some(Language::Thai));
        assert_eq!(Language::from_code("thai"), None);
    }
}
