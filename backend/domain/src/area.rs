//! Administrative areas: what a code of 2, 4, 6 or 8 digits says, and what kinds of area there are.

use std::fmt;

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaCodeError {
    /// Something other than ASCII digits.
    #[error("an area code holds digits only")]
    NotDigits,
    /// Not 2, 4, 6 or 8 digits.
    #[error("an area code has 2, 4, 6 or 8 digits, found {0}")]
    Length(usize),
}

/// How deep an area lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaLevel {
    /// The country.
    Country,
    /// จังหวัด, and Bangkok.
    Province,
    /// อำเภอ, in Bangkok เขต.
    District,
    /// ตำบล, in Bangkok แขวง.
    Subdistrict,
    /// หมู่บ้าน or ชุมชน.
    Village,
}

impl AreaLevel {
    /// Every level, from the country down.
    pub const ALL: [Self; 5] =
        [Self::Country, Self::Province, Self::District, Self::Subdistrict, Self::Village];

    /// The level's stable word, as stored and as in GraphQL.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::District => "district",
            Self::Subdistrict => "subdistrict",
            Self::Village => "village",
        }
    }

    /// The level of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The next level down; a village has none.
    pub const fn child(self) -> Option<Self> {
        match self {
            Self::Country => Some(Self::Province),
            Self::Province => Some(Self::District),
            Self::District => Some(Self::Subdistrict),
            Self::Subdistrict => Some(Self::Village),
            Self::Village => None,
        }
    }
}

/// Code of an administrative area: 2 digits for a province, 4 for a district, 6 for a subdistrict, 8 for a
/// village (CCAATTMM of the Interior Ministry). The country has none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

impl AreaCode {
    /// Reads an area code.
    ///
    /// # Errors
    ///
    /// [`AreaCodeError`] says which of the two rules the text breaks.
    pub fn parse(text: &str) -> Result<Self, AreaCodeError> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AreaCodeError::NotDigits);
        }
        match text.len() {
            2 | 4 | 6 | 8 => Ok(Self(text.to_owned())),
            n => Err(AreaCodeError::Length(n)),
        }
    }

    /// Reads a code that official lists pad to eight digits: `48010000` is the district 4801.
    ///
    /// # Errors
    ///
    /// [`AreaCodeError`] as for [`AreaCode::parse`].
    pub fn parse_padded(text: &str) -> Result<Self, AreaCodeError> {
        let mut code = Self::parse(text)?;
        while code.0.len() > 2 && code.0.ends_with("00") {
            code.0.truncate(code.0.len() - 2);
        }
        Ok(code)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level that the number of digits says.
    pub fn level(&self) -> AreaLevel {
        match self.0.len() {
            2 => AreaLevel::Province,
            4 => AreaLevel::District,
            6 => AreaLevel::Subdistrict,
            _ => AreaLevel::Village,
        }
    }

    /// The code of the area above; a province has none.
    pub fn parent(&self) -> Option<Self> {
        (self.0.len() > 2).then(|| Self(self.0[..self.0.len() - 2].to_owned()))
    }

    /// The first two digits as a number, used as a record's home province.
    pub fn province(&self) -> i16 {
        self.0.as_bytes()[..2].iter().fold(0, |n, b| n * 10 + i16::from(b - b'0'))
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({})", self.0)
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of area it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AreaKind {
    /// Province, district, subdistrict, village.
    Administrative,
    /// A local administrative organisation: a dated set of villages or parts.
    LocalOrganisation,
    /// A cluster of houses (คุ้ม).
    Cluster,
}

impl AreaKind {
    /// The kind's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrative => "administrative",
            Self::LocalOrganisation => "local_organisation",
            Self::Cluster => "cluster",
        }
    }

    /// The kind of a stable word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Administrative, Self::LocalOrganisation, Self::Cluster]
            .into_iter()
            .find(|it| it.code() == code)
    }
}

/// One line of a list of local administrative organisations or clusters: an area that is a set of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSetLine {
    /// What kind of area it is; never an administrative one.
    pub kind: AreaKind,
    /// The code its own register gives it, if any: it is the same set by it when its name changes.
    pub code: Option<String>,
    /// Thai name.
    pub name: String,
    /// The villages, or larger areas, that belong to it.
    pub members: Vec<AreaCode>,
}

/// Where we know an area from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AreaOrigin {
    /// An official list names it.
    Official,
    /// First met in an official file; kept until a list names it.
    Seen,
}

impl AreaOrigin {
    /// The origin's stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Seen => "seen",
        }
    }
}

/// One line of an official list of areas. Its level and what it lies in are in its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaLine {
    /// The code.
    pub code: AreaCode,
    /// Thai name without prefix, where the list has one.
    pub name_th: Option<String>,
    /// English name, where the list has one.
    pub name_en: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_digits_is_the_level() {
        assert_eq!(AreaCode::parse("48").unwrap().level(), AreaLevel::Province);
        assert_eq!(AreaCode::parse("48010902").unwrap().level(), AreaLevel::Village);
        assert_eq!(AreaCode::parse("480").unwrap_err(), AreaCodeError::Length(3));
        assert_eq!(AreaCode::parse("48ก").unwrap_err(), AreaCodeError::NotDigits);
        assert_eq!(AreaCode::parse("").unwrap_err(), AreaCodeError::Length(0));
    }

    #[test]
    fn a_padded_code_is_the_area_it_pads() {
        assert_eq!(AreaCode::parse_padded("48010000").unwrap().as_str(), "4801");
        assert_eq!(AreaCode::parse_padded("26011200").unwrap().as_str(), "260112");
        assert_eq!(AreaCode::parse_padded("10000000").unwrap().as_str(), "10");
    }

    #[test]
    fn a_village_climbs_to_its_province() {
        let mut code = AreaCode::parse("48010902").unwrap();
        assert_eq!(code.province(), 48);
        let mut path = vec![];
        while let Some(parent) = code.parent() {
            path.push(parent.as_str().to_owned());
            code = parent;
        }
        assert_eq!(path, ["480109", "4801", "48"]);
    }

    #[test]
    fn a_part_of_a_village_knows_its_village() {}
}
