//! Where something is on the ground, as a device told it: degrees north and east, and how sure the device was.

/// The corners of Thailand, in microdegrees, with a little room: south and north, west and east.
const SOUTH_NORTH: (i32, i32) = (5_500_000, 20_600_000);
const WEST_EAST: (i32, i32) = (97_200_000, 105_800_000);

/// Less sure than this a device says nothing of a house.
const MOST_METRES: i32 = 100_000;

/// Microdegrees of a degree: a ninth of a metre.
const MICRO: f64 = 1_000_000.0;

/// A place in Thailand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    latitude: i32,
    longitude: i32,
    accuracy_metres: Option<i32>,
}

/// Why a position is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PositionRefused {
    /// It lies outside Thailand; perhaps the two were exchanged.
    #[error("the position lies outside Thailand")]
    Outside,
    /// Nobody is so unsure, or surer than sure.
    #[error("an accuracy is 0 to {MOST_METRES} metres")]
    Accuracy,
}

impl PositionRefused {
    /// The refusal's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outside => "POSITION_OUTSIDE_THAILAND",
            Self::Accuracy => "BAD_INPUT",
        }
    }

    /// The part of the visit it is about.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Outside => "position",
            Self::Accuracy => "position.accuracyMetres",
        }
    }
}

impl Position {
    /// Accepts degrees north and east, and how many metres it may be off, where that is known.
    ///
    /// # Errors
    ///
    /// [`PositionRefused`] names the rule it breaks.
    pub fn of_degrees(
        latitude: f64,
        longitude: f64,
        accuracy_metres: Option<i32>,
    ) -> Result<Self, PositionRefused> {
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit lies far outside")]
        let micro = |it: f64| (it * MICRO).round() as i32;
        if !latitude.is_finite() || !longitude.is_finite() {
            return Err(PositionRefused::Outside);
        }
        Self::of_micro(micro(latitude), micro(longitude), accuracy_metres)
    }

    /// The same of microdegrees, as it is kept.
    ///
    /// # Errors
    ///
    /// As [`Self::of_degrees`].
    pub fn of_micro(
        latitude: i32,
        longitude: i32,
        accuracy_metres: Option<i32>,
    ) -> Result<Self, PositionRefused> {
        let within = |(from, to): (i32, i32), it: i32| (from..=to).contains(&it);
        if !within(SOUTH_NORTH, latitude) || !within(WEST_EAST, longitude) {
            return Err(PositionRefused::Outside);
        }
        if accuracy_metres.is_some_and(|it| !(0..=MOST_METRES).contains(&it)) {
            return Err(PositionRefused::Accuracy);
        }
        Ok(Self { latitude, longitude, accuracy_metres })
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / MICRO
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / MICRO
    }

    /// Microdegrees north and east.
    pub const fn micro(self) -> (i32, i32) {
        (self.latitude, self.longitude)
    }

    /// How many metres it may be off, where that is known.
    pub const fn accuracy_metres(self) -> Option<i32> {
        self.accuracy_metres
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_country_are_in_it_and_its_neighbours_mostly_not() {
        for (north, east) in [(20.45, 99.96), (5.62, 101.13), (15.3, 105.6), (18.56, 97.36), (17.4, 104.78)] {
            let found = Position::of_degrees(north, east, Some(12)).unwrap();
            assert!((found.latitude() - north).abs() < 1e-6 && (found.longitude() - east).abs() < 1e-6);
            assert_eq!(found.accuracy_metres(), Some(12));
        }
        for (north, east) in [
            (104.78, 17.4),
            (0.0, 0.0),
            (3.1, 101.7),
            (21.0, 105.8),
            (-17.4, 104.78),
            (f64::NAN, 104.78),
            (17.4, f64::INFINITY),
            (1e300, 1e300),
        ] {
            assert_eq!(
                Position::of_degrees(north, east, None),
                Err(PositionRefused::Outside),
                "{north} {east}"
            );
        }
    }

    #[test]
    fn nobody_is_surer_than_sure() {
        for metres in [-1, 100_001, i32::MAX] {
            assert_eq!(Position::of_degrees(17.4, 104.78, Some(metres)), Err(PositionRefused::Accuracy));
        }
        assert!(Position::of_degrees(17.4, 104.78, Some(0)).is_ok());
    }
}
