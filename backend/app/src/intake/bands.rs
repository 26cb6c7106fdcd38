//! From which score on an import holds two for the same, and from which on somebody is asked: as chosen, and as kept.

pub use phonjon_linking::bands::Bands;
use phonjon_linking::bands::BandsError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Refusal;

/// Two thresholds as somebody gives them.
///
/// # Errors
///
/// `SAME_OUT_OF_RANGE` or `ASK_OUT_OF_RANGE` with the range, `ASK_ABOVE_SAME`.
pub fn bands(same: i32, ask: i32) -> Result<Bands, Refusal> {
    // What no score reaches is out of range like any other such number.
    let score = |it: i32| u16::try_from(it).unwrap_or(u16::MAX);
    Bands::new(score(same), score(ask)).map_err(|error| match error {
        BandsError::SameOutOfRange => within(Refusal::of(error.code(), "bands.same"), Bands::LEAST_SAME),
        BandsError::AskOutOfRange => within(Refusal::of(error.code(), "bands.ask"), Bands::LEAST_ASK),
        BandsError::AskAboveSame => Refusal::of(error.code(), "bands.ask"),
    })
}

fn within(refusal: Refusal, least: u16) -> Refusal {
    refusal.with("from", least).with("to", Bands::MOST)
}

/// Thresholds as they are kept with an import.
#[derive(Serialize, Deserialize)]
struct Kept {
    same: u16,
    ask: u16,
}

/// Writes thresholds as they are kept.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field so")]
pub(super) fn serialize<S: Serializer>(it: &Bands, to: S) -> Result<S::Ok, S::Error> {
    Kept { same: it.same(), ask: it.ask() }.serialize(to)
}

/// Reads thresholds as they were kept.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bands, D::Error> {
    let kept = Kept::deserialize(from)?;
    Bands::new(kept.same, kept.ask).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use crate::intake::Chosen;

    use super::*;

    #[test]
    fn what_was_chosen_is_read_as_it_was_kept_and_older_imports_had_the_usual_ones() {
        let chosen = Chosen { bands: Bands::new(900, 250).unwrap(), ..Chosen::default() };
        let kept = serde_json::to_string(&chosen).unwrap();
        assert_eq!(serde_json::from_str::<Chosen>(&kept).unwrap(), chosen);
        assert_eq!(serde_json::from_str::<Chosen>(r#"{"blanks":"keep"}"#).unwrap(), Chosen::default());
    }

    #[test]
    fn a_threshold_that_cannot_be_is_refused_with_its_range() {
        let refused = |same, ask| bands(same, ask).unwrap_err();
        for same in [-700, 599, 1001, 70_000] {
            let it = refused(same, 400);
            assert_eq!((it.code.as_str(), it.field.as_deref()), ("SAME_OUT_OF_RANGE", Some("bands.same")));
            assert_eq!((it.args["from"].as_str(), it.args["to"].as_str()), ("600", "1000"));
        }
        assert_eq!(refused(700, 99).args["from"], "100");
        assert_eq!(refused(700, 701).code, "ASK_ABOVE_SAME");
    }
}
