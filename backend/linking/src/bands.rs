//! From which score on two are held for the same, and from which on somebody is asked.

use std::fmt;

/// Two thresholds on a score from 0 to 1000: at or above the upper one two are the same, at or above the lower one
/// somebody is asked, below it they are two. What a valid citizen number decides needs no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bands {
    same: u16,
    ask: u16,
}

impl Bands {
    /// The least score that may ever hold two for the same. A slip in a name without anything else beside it stays
    /// below it, so that no setting joins two people over that alone.
    pub const LEAST_SAME: u16 = 600;
    /// The least score that may ever be asked about: below it a queue holds hardly anybody who is the same.
    pub const LEAST_ASK: u16 = 100;
    /// The greatest score there is.
    pub const MOST: u16 = 1000;

    /// Same from `same`, asked from `ask`; equal where nothing shall be asked.
    ///
    /// # Errors
    ///
    /// Where a threshold is out of its range, or more is needed to ask than to be sure.
    pub const fn new(same: u16, ask: u16) -> Result<Self, BandsError> {
        if same < Self::LEAST_SAME || same > Self::MOST {
            return Err(BandsError::SameOutOfRange);
        }
        if ask < Self::LEAST_ASK || ask > Self::MOST {
            return Err(BandsError::AskOutOfRange);
        }
        if ask > same {
            return Err(BandsError::AskAboveSame);
        }
        Ok(Self { same, ask })
    }

    /// The least score of the same.
    pub const fn same(self) -> u16 {
        self.same
    }

    /// The least score that is asked about.
    pub const fn ask(self) -> u16 {
        self.ask
    }

    /// Which band a score falls into.
    pub const fn of(self, score: u16) -> Band {
        if score >= self.same {
            Band::Same
        } else if score >= self.ask {
            Band::Ask
        } else {
            Band::New
        }
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self { same: 700, ask: 400 }
    }
}

/// What becomes of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Two.
    New,
    /// Somebody who knows them is asked; until then they are two.
    Ask,
    /// One.
    Same,
}

/// Why two thresholds are no bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandsError {
    /// The upper one is below [`Bands::LEAST_SAME`] or above [`Bands::MOST`].
    SameOutOfRange,
    /// The lower one is below [`Bands::LEAST_ASK`] or above [`Bands::MOST`].
    AskOutOfRange,
    /// The lower one is above the upper one.
    AskAboveSame,
}

impl BandsError {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameOutOfRange => "SAME_OUT_OF_RANGE",
            Self::AskOutOfRange => "ASK_OUT_OF_RANGE",
            Self::AskAboveSame => "ASK_ABOVE_SAME",
        }
    }
}

impl fmt::Display for BandsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for BandsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_falls_into_one_band() {
        let bands = Bands::new(800, 300).unwrap();
        assert_eq!(
            [299, 300, 799, 800].map(|it| bands.of(it)),
            [Band::New, Band::Ask, Band::Ask, Band::Same]
        );
        let none_asked = Bands::new(700, 700).unwrap();
        assert_eq!([699, 700].map(|it| none_asked.of(it)), [Band::New, Band::Same]);
    }

    #[test]
    fn thresholds_that_are_no_bands_are_refused() {
        assert_eq!(Bands::new(599, 400), Err(BandsError::SameOutOfRange));
        assert_eq!(Bands::new(1001, 400), Err(BandsError::SameOutOfRange));
        assert_eq!(Bands::new(700, 99), Err(BandsError::AskOutOfRange));
        assert_eq!(Bands::new(700, 701), Err(BandsError::AskAboveSame));
        let default = Bands::default();
        assert_eq!(Bands::new(default.same(), default.ask()), Ok(default));
    }
}
