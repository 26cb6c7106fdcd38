//! The 13-digit citizen number and the 11-digit house code: what makes one valid, and how it is shown.

use std::fmt;

use digits::Digits;

/// Why a text is not a citizen number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NationalIdError {
    /// Not exactly 13 ASCII digits.
    #[error("a citizen number has 13 digits")]
    Length,
    /// The last digit does not agree with the first twelve.
    #[error("the check digit does not agree")]
    CheckDigit,
}

/// A citizen number whose check digit agrees. It cannot be printed by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId(Digits<13>);

impl NationalId {
    /// Reads 13 digits and checks the last: weights 13 to 2 on the first twelve, (11 − sum mod 11) mod 10.
    ///
    /// # Errors
    ///
    /// [`NationalIdError`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NationalIdError> {
        let digits = Digits::<13>::parse(text).ok_or(NationalIdError::Length)?;
        if check_digit(text) == text.as_bytes()[12] - b'0' {
            Ok(Self(digits))
        } else {
            Err(NationalIdError::CheckDigit)
        }
    }

    /// The 13 digits, for encryption, indexing and roles that may open them.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }

    /// The number as shown to those who may not open it: `1-xxxx-xxxxx-12-x`.
    pub fn masked(&self) -> String {
        let d = self.0.as_str();
        format!("{}-xxxx-xxxxx-{}-x", &d[..1], &d[10..12])
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(…)")
    }
}

/// The check digit that belongs to the first twelve digits of `text`.
///
/// `text` must begin with twelve ASCII digits; anything else gives a meaningless digit, never a panic.
pub fn check_digit(text: &str) -> u8 {
    let sum: u32 =
        text.bytes().take(12).zip((2..=13).rev()).map(|(b, w)| u32::from(b.wrapping_sub(b'0')) * w).sum();
    u8::try_from((11 - sum % 11) % 10).unwrap_or(0)
}

/// รหัสประจำบ้าน: 11 digits. Its check digit's rule is not published, so none is tested.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseCode(Digits<11>);

impl HouseCode {
    /// Reads 11 digits.
    pub fn parse(text: &str) -> Option<Self> {
        Digits::parse(text).map(Self)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for HouseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HouseCode(…)")
    }
}

mod digits {
    /// Exactly N ASCII digits.
    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub(super) struct Digits<const N: usize>(String);

    impl<const N: usize> Digits<N> {
        pub(super) fn parse(text: &str) -> Option<Self> {
            (text.len() == N && text.bytes().all(|b| b.is_ascii_digit())).then(|| Self(text.to_owned()))
        }

        pub(super) fn as_str(&self) -> &str {
            &self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_its_check_digit_is_read() {
        assert!(NationalId::parse("1484956378381").is_ok());
        assert_eq!(NationalId::parse("1484956378382").unwrap_err(), NationalIdError::CheckDigit);
        assert_eq!(NationalId::parse("148495637838").unwrap_err(), NationalIdError::Length);
        assert_eq!(NationalId::parse("๑484956378381").unwrap_err(), NationalIdError::Length);
    }

    #[test]
    fn it_does_not_print_itself() {
        let id = NationalId::parse("1484956378381").unwrap();
        assert_eq!(format!("{id:?}"), "NationalId(…)");
        assert_eq!(id.masked(), "1-xxxx-xxxxx-38-x");
    }
}
