//! Scalars of the field: days and money.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate};

/// A day in Thailand as `YYYY-MM-DD`, year of the Common Era.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A day in Thailand as `YYYY-MM-DD`, year of the Common Era.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        // Years of the Buddhist era are 543 more; nothing here happened after 2400 CE.
        day.filter(|day| (1800..2400).contains(&day.year()))
            .map(Self)
            .ok_or_else(|| InputValueError::custom("expected a day as YYYY-MM-DD of the Common Era"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// Money in satang, hundredths of a baht, as text: it may be larger than what `Int` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Satang(pub(crate) i64);

/// Money in satang, hundredths of a baht, as text of digits: it may be larger than what `Int` holds.
#[Scalar(name = "Satang")]
impl ScalarType for Satang {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
            return Err(InputValueError::custom("expected satang as text of digits"));
        }
        text.parse().map(Self).map_err(|_| InputValueError::custom("that is more satang than there are"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        Date::parse(Value::String(text.to_owned())).ok().map(|it| it.0.to_string())
    }

    #[test]
    fn a_day_is_of_the_common_era() {
        assert_eq!(day("2026-02-28").as_deref(), Some("2026-02-28"));
        for wrong in ["2026-02-29", "2569-02-28", "26-02-28", "2026-2-8", "28/02/2026", ""] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        assert!(Date::parse(Value::from(20_260_228)).is_err());
    }

    #[test]
    fn money_goes_as_text_and_comes_back_the_same() {
        let large = Satang::parse(Value::String("4000000000000".to_owned())).unwrap();
        assert_eq!(large.to_value(), Value::String("4000000000000".to_owned()));
        for wrong in ["", "-", "1.5", "1e3", "+5", "๑๒", "99999999999999999999"] {
            assert!(Satang::parse(Value::String(wrong.to_owned())).is_err(), "{wrong}");
        }
        assert!(Satang::parse(Value::from(5)).is_err());
    }
}
