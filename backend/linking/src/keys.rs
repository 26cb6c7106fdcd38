//! Which other rows a row must be compared with: those that share one of its blocking keys.

use std::borrow::Cow;

use chrono::Datelike;
use phonjon_domain::calendar::PartialDate;

use crate::name::{given_name, skeleton};
use crate::record::{PidToken, Record};
use crate::sound::coarse;

/// What a blocking key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// Citizen number.
    Pid,
    /// House code.
    HouseCode,
    /// Village and house number.
    Address,
    /// Sound of the name and year of birth.
    NameBirth,
    /// Sound of the name and village.
    NameVillage,
    /// Coarse sound of the name and the day of birth.
    SoundBirth,
}

impl KeyKind {
    /// The number that stands for it in storage.
    pub const fn number(self) -> u8 {
        match self {
            Self::Pid => 1,
            Self::HouseCode => 2,
            Self::Address => 3,
            Self::NameBirth => 4,
            Self::NameVillage => 5,
            Self::SoundBirth => 6,
        }
    }
}

/// Rows with an equal key may mean the same person or household.
///
/// The hash is stable across versions and machines, but is no secret: a store that must not tell who is in it
/// passes it through a keyed function first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockingKey {
    /// What it is made of.
    pub kind: KeyKind,
    /// The village or district it is about, where it is about one: lists come village by village, and a store that
    /// keeps the keys of a place together touches a few pages of its index where it would touch them all.
    pub place: Option<[u8; 16]>,
    /// Its value.
    pub hash: [u8; 16],
}

/// The blocking keys of a row, each once, sorted. A row that says nothing has none.
pub fn keys(record: &Record) -> Vec<BlockingKey> {
    let bare = |name: Option<&str>| known(name).map(skeleton).unwrap_or_default();
    keys_of(record, &bare(given_name(record)), &bare(record.last.as_deref()))
}

/// The keys of a row of which the skeletons of the name are known.
pub(crate) fn keys_of(record: &Record, first: &str, last: &str) -> Vec<BlockingKey> {
    let mut keys = Vec::with_capacity(8);
    // A given name in the column of the surname is found all the same.
    let (first, last) = if first <= last { (first, last) } else { (last, first) };
    let has_name = !first.is_empty() && !last.is_empty();
    keys.extend(record.pid.map(number_key));
    if let Some(code) = known(record.house_code.as_deref()) {
        // A house code begins with its registrar's office.
        let office = Hash::default().with(code.get(..4).unwrap_or(code));
        keys.push(Hash::default().with(code).key(KeyKind::HouseCode, Some(office)));
    }
    // Sources know a village by its names or by its code; rows that say both meet either.
    for village in [village_by_names(record), village_by_code(record).map(|it| Hash::default().with(it))] {
        let Some(village) = village else { continue };
        if let Some(house_no) = house_no(record) {
            keys.push(village.with(&house_no).key(KeyKind::Address, Some(village)));
        }
        if has_name {
            keys.push(village.with(first).with(last).key(KeyKind::NameVillage, Some(village)));
        }
    }
    if has_name && let Some(birth) = record.birth {
        let name = Hash::default().with(first).with(last);
        keys.push(name.with_number(birth.year()).key(KeyKind::NameBirth, None));
        if let PartialDate::Day(day) = birth {
            // Whole days only: with a year alone the coarse sound would bring strangers from the whole country.
            let (a, b) = (coarse(first), coarse(last));
            let (a, b) = if a <= b { (a, b) } else { (b, a) };
            let sound = Hash::default().with(&a).with(&b).with_number(day.num_days_from_ce());
            keys.push(sound.key(KeyKind::SoundBirth, None));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of a citizen number.
pub(crate) fn number_key(number: PidToken) -> BlockingKey {
    let mut hash = [0; 16];
    hash.copy_from_slice(&number.0[..16]);
    BlockingKey { kind: KeyKind::Pid, place: None, hash }
}

fn village_by_names(record: &Record) -> Option<Hash> {
    let [province, amphoe, tambon] = place_names(record)?;
    let moo = record.moo?;
    Some(Hash::default().with(province).with(amphoe).with(tambon).with_number(i32::from(moo)))
}

pub(crate) fn village_by_code(record: &Record) -> Option<&str> {
    known(record.area_code.as_deref()).filter(|code| code.len() == 8 && !code.ends_with("00"))
}

/// Province, district and subdistrict without what stands before their names; the province may be none.
pub(crate) fn place_names(record: &Record) -> Option<[&str; 3]> {
    let tambon = bare(record.tambon.as_deref(), ["ตำบล", "ต.", "แขวง"])?;
    let amphoe = bare(record.amphoe.as_deref(), ["อำเภอ", "อ.", "เขต"])?;
    let province = bare(record.province.as_deref(), ["จังหวัด", "จ.", ""]).unwrap_or_default();
    Some([province, amphoe, tambon])
}

/// The house number in one spelling, where it is one: `-` and `0` stand for none.
///
/// `บ้านเลขที่ 012 / 3 หมู่ 4` and `๑๒/๓` are 12/3.
pub(crate) fn house_no(record: &Record) -> Option<Cow<'_, str>> {
    let text = known(record.house_no.as_deref())?;
    let is_plain = text.bytes().all(|it| it.is_ascii_digit() || it == b'/') && !text.starts_with('0');
    let number = if is_plain { Cow::Borrowed(text) } else { Cow::Owned(plain_house_no(text)) };
    number.bytes().any(|it| matches!(it, b'1'..=b'9')).then_some(number)
}

fn plain_house_no(text: &str) -> String {
    let digit = |it: char| match it {
        '๐'..='๙' => char::from_digit(u32::from(it) - u32::from('๐'), 10).unwrap_or(it),
        _ => it,
    };
    let text = ["หมู่", "ม.", "ซอย", "ซ.", "ถนน", "ถ."]
        .iter()
        .filter_map(|it| text.find(it))
        .min()
        .map_or(text, |at| &text[..at]);
    let number: String = text.chars().map(digit).filter(|it| !it.is_whitespace()).collect();
    number.trim_start_matches(|it: char| !('1'..='9').contains(&it)).to_owned()
}

pub(crate) fn known(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|it| !it.is_empty())
}

/// A name without the first of these words that stands before it.
fn bare<'a>(name: Option<&'a str>, words: [&str; 3]) -> Option<&'a str> {
    let name = known(name)?;
    let rest = words.iter().filter(|it| !it.is_empty()).find_map(|word| name.strip_prefix(word));
    known(rest).or(Some(name))
}

/// FNV-1a, 128 bits: small, stable, and good enough to block by.
#[derive(Clone, Copy)]
struct Hash(u128);

impl Default for Hash {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Hash {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    /// Stands after each part, so that what belongs to one never runs into the next.
    const END: u8 = 0x1f;

    fn with(self, part: &str) -> Self {
        self.with_bytes(part.as_bytes())
    }

    fn with_number(self, part: i32) -> Self {
        self.with_bytes(&part.to_be_bytes())
    }

    fn with_bytes(self, part: &[u8]) -> Self {
        let step = |state: u128, byte: &u8| (state ^ u128::from(*byte)).wrapping_mul(Self::PRIME);
        Self(part.iter().chain(&[Self::END]).fold(self.0, step))
    }

    fn key(self, kind: KeyKind, place: Option<Self>) -> BlockingKey {
        BlockingKey {
            kind,
            place: place.map(|it| it.0.to_be_bytes()),
            hash: self.with_bytes(&[kind.number()]).0.to_be_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use phonjon_domain::calendar::BuddhistYear;
    use phonjon_domain::source::Source;

    use super::KeyKind::{Address, HouseCode, NameBirth, NameVillage, Pid, SoundBirth};
    use super::*;
    use crate::record::RowKey;

    fn record() -> Record {
        let year = BuddhistYear::new(2566).unwrap();
        let text = |it: &str| Some(it.to_owned());
        Record {
            pid: Some(PidToken([7; 32])),
            first: text("เพ็ญศรี"),
            last: text("ใจดี"),
            birth: PartialDate::parse_iso("1967-03-05"),
            house_code: text("48019999999"),
            house_no: text("12/3"),
            moo: Some(4),
            area_code: text("48010904"),
            tambon: text("บ้านกลาง"),
            amphoe: text("เมืองนครพนม"),
            province: text("นครพนม"),
            ..Record::empty(RowKey(1), Source::Tpmap, year)
        }
    }

    fn shared(a: &Record, b: &Record) -> Vec<KeyKind> {
        let b = keys(b);
        let mut kinds: Vec<_> = keys(a).into_iter().filter(|it| b.contains(it)).map(|it| it.kind).collect();
        kinds.dedup();
        kinds
    }

    #[test]
    fn a_row_has_a_key_for_each_thing_it_says() {
        let kinds: Vec<_> = keys(&record()).into_iter().map(|it| it.kind).collect();
        assert_eq!(
            kinds,
            [Pid, HouseCode, Address, Address, NameBirth, NameVillage, NameVillage, SoundBirth]
        );
        let silent = Record::empty(RowKey(1), Source::Thaiqm, BuddhistYear::new(2566).unwrap());
        assert!(keys(&silent).is_empty());
    }

    #[test]
    fn a_slip_of_the_name_keeps_the_keys() {
        let slipped = Record { first: Some("เพ็ยศรี".into()), pid: None, ..record() };
        assert_eq!(shared(&record(), &slipped).len(), 5);
    }

    #[test]
    fn code_or_names_of_the_village_meet() {
        let by_names = Record { area_code: None, house_code: None, pid: None, birth: None, ..record() };
        let by_code = Record { tambon: None, house_code: None, pid: None, birth: None, ..record() };
        assert_eq!(shared(&record(), &by_names), [KeyKind::Address, KeyKind::NameVillage]);
        assert_eq!(shared(&record(), &by_code), [KeyKind::Address, KeyKind::NameVillage]);
    }

    #[test]
    fn a_letter_lost_and_names_in_the_wrong_columns_keep_a_key() {
        let lost =
            Record {
                last: Some("ใจด".into()), pid: None, house_code: None, house_no: None, ..record()
            };
        assert_eq!(shared(&record(), &lost), [KeyKind::SoundBirth]);
        let swapped = Record { first: record().last, last: record().first, birth: None, ..lost };
        assert_eq!(shared(&record(), &swapped), [KeyKind::NameVillage]);
    }

    #[test]
    fn a_house_number_is_known_in_its_spellings() {
        let no = |it: &str| {
            let record = Record { house_no: Some(it.into()), ..record() };
            house_no(&record).map(Cow::into_owned)
        };
        for it in ["12/3", "บ้านเลขที่ 12/3", "เลขที่12/3", "012/3", "12 / 3", "๑๒/๓", "12/3 หมู่ 4", "12/3 ม.4"]
        {
            assert_eq!(no(it).as_deref(), Some("12/3"), "{it}");
        }
        assert_eq!(no("12ก").as_deref(), Some("12ก"));
        assert_eq!(no("หมู่ 4"), None);
    }

    #[test]
    fn words_before_a_place_name_say_nothing() {
        let named = Record { area_code: None, house_code: None, pid: None, birth: None, ..record() };
        let otherwise = Record {
            tambon: Some("ต. บ้านกลาง".into()),
            amphoe: Some("อำเภอเมืองนครพนม".into()),
            province: Some("จ.นครพนม".into()),
            ..named.clone()
        };
        assert_eq!(keys(&named), keys(&otherwise));
    }

    #[test]
    fn no_house_number_is_no_address() {
        for none in ["-", "0", " "] {
            let row = Record { house_no: Some(none.into()), ..record() };
            assert!(keys(&row).iter().all(|it| it.kind != KeyKind::Address), "{none}");
        }
    }
}
