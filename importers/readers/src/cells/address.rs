//! Which house, village number, subdistrict, district and province an address in one cell speaks of.

use phonjon_rows::Value;

use crate::book::Cell;
use crate::cells::areas::{Level, complete_district, is_same_area, read_area};
use crate::cells::houses::{read_house_number, read_moo};
use crate::cells::{Note, says_nothing};
use crate::codes;
use crate::wording::{ascii_digits, tidy};

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) house_no: Value,
    pub(crate) moo: Value,
    pub(crate) village: Option<String>,
    pub(crate) subdistrict: Value,
    pub(crate) district: Value,
    pub(crate) province: Value,
    pub(crate) notes: Vec<Note>,
}

/// What the words before a part of the address say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    House,
    Moo,
    Village,
    Road,
    Area(Level),
}

const MARKS: [(&str, Part); 26] = [
    ("บ้านเลขที่", Part::House),
    ("เลขที่", Part::House),
    ("หมู่บ้าน", Part::Village),
    ("หมู่ที่", Part::Moo),
    ("หมู่", Part::Moo),
    ("ม.", Part::Moo),
    ("ซอย", Part::Road),
    ("ซ.", Part::Road),
    ("ถนน", Part::Road),
    ("ถ.", Part::Road),
    ("ตรอก", Part::Road),
    ("ตำบล", Part::Area(Level::Subdistrict)),
    ("แขวง", Part::Area(Level::Subdistrict)),
    ("ต.", Part::Area(Level::Subdistrict)),
    ("กิ่งอำเภอ", Part::Area(Level::District)),
    ("อำเภอ", Part::Area(Level::District)),
    ("อ.", Part::Area(Level::District)),
    ("เขต", Part::Area(Level::District)),
    ("จังหวัด", Part::Area(Level::Province)),
    ("จ.", Part::Area(Level::Province)),
    ("กทม", Part::Area(Level::Province)),
    ("กรุงเทพ", Part::Area(Level::Province)),
    ("ชุมชน", Part::Village),
    ("บ้าน", Part::Village),
    ("บ.", Part::Village),
    ("รหัสไปรษณีย์", Part::Road),
];

/// The places that columns of their own name beside the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) province: Option<String>,
    pub(crate) district: Option<String>,
    pub(crate) subdistrict: Option<String>,
}

impl Beside {
    fn of(&self, level: Level) -> Option<&str> {
        match level {
            Level::Province => self.province.as_deref(),
            Level::District => self.district.as_deref(),
            Level::Subdistrict => self.subdistrict.as_deref(),
        }
    }
}

/// Takes an address apart by its marks (หมู่, ต., อ., จ.); words without a mark are, from the end, province, district
/// and subdistrict, and the first is the house number. A level that stands beside the address may be left out in it.
pub(crate) fn read_address(text: Option<&str>, beside: &Beside, latest: i32) -> Address {
    let text = ascii_digits(&tidy(text.unwrap_or_default())).replace(" ฯ", "ฯ");
    let mut found = Found::default();
    if !says_nothing(&text) {
        let spaced = space_before_marks(&text);
        let mut words = spaced.split(' ').filter(|it| !it.is_empty()).peekable();
        let mut waiting: Option<Part> = None;
        while let Some(word) = words.next() {
            if let Some(part) = waiting.take() {
                found.put(part, word);
                continue;
            }
            match mark_of(word, &found) {
                Some((part, "")) if words.peek().is_some() => waiting = Some(part),
                Some((part, rest)) => found.put(part, rest),
                None => found.bare.push((found.highest, word.to_owned())),
            }
        }
    }
    found.finish(!says_nothing(&text), beside, latest)
}

#[derive(Default)]
struct Found {
    house: Option<String>,
    moo: Option<String>,
    village: Option<String>,
    subdistrict: Option<String>,
    district: Option<String>,
    province: Option<String>,
    /// The highest level of areas marked so far, 0 where none is.
    highest: u8,
    /// Words without a mark, each with the highest level marked before it.
    bare: Vec<(u8, String)>,
}

/// How high a level lies: a subdistrict is 1, a province 3.
const fn height(level: Level) -> u8 {
    match level {
        Level::Subdistrict => 1,
        Level::District => 2,
        Level::Province => 3,
    }
}

impl Found {
    fn slot(&mut self, level: Level) -> &mut Option<String> {
        match level {
            Level::Subdistrict => &mut self.subdistrict,
            Level::District => &mut self.district,
            Level::Province => &mut self.province,
        }
    }

    fn put(&mut self, part: Part, word: &str) {
        if let Part::Area(level) = part {
            self.highest = self.highest.max(height(level));
        }
        let slot = match part {
            Part::House => &mut self.house,
            Part::Moo => &mut self.moo,
            Part::Village => &mut self.village,
            Part::Road => return,
            Part::Area(level) => self.slot(level),
        };
        slot.get_or_insert_with(|| word.to_owned());
    }

    /// True where the last word without a mark may name a level: what a column beside names is looked for by its name, until
    /// a level above was found so.
    fn may_name(&self, level: Level, beside: &Beside, is_above_found: bool) -> bool {
        let names = |level: Level, word: &str| {
            let here = read_area(Some(word), level);
            beside.of(level).zip(here).is_some_and(|(beside, here)| is_same_area(level, beside, &here))
        };
        let Some((_, last)) = self.bare.last() else { return false };
        let lower: &[Level] = match level {
            Level::Province => &[Level::District, Level::Subdistrict],
            Level::District => &[Level::Subdistrict],
            Level::Subdistrict => &[],
        };
        let is_lower_beside = lower.iter().any(|it| beside.of(*it).is_some());
        let is_lower_named = || lower.iter().any(|it| self.bare.iter().any(|(_, word)| names(*it, word)));
        is_above_found
            || names(level, last)
            || (beside.of(level).is_none() && (!is_lower_beside || is_lower_named()))
    }

    fn finish(mut self, stated: bool, beside: &Beside, latest: i32) -> Address {
        // A postal code may stand last.
        self.bare.retain(|(_, it)| !(it.len() == 5 && it.bytes().all(|b| b.is_ascii_digit())));
        if self.house.is_none()
            && self.bare.first().is_some_and(|(_, it)| it.starts_with(|c: char| c.is_ascii_digit()))
        {
            self.house = Some(self.bare.remove(0).1);
        }
        // From the smallest to the largest: what stands before ต. is no district, what stands before อ. no province.
        let mut lower = 0;
        let marked = [
            (Level::Subdistrict, self.subdistrict.is_some()),
            (Level::District, self.district.is_some()),
            (Level::Province, self.province.is_some()),
        ];
        let lowest = marked.map(|(level, is_marked)| {
            let below = lower;
            if is_marked {
                lower = height(level);
            }
            below
        });
        let mut is_above_found = false;
        for (level, below) in
            [(Level::Province, lowest[2]), (Level::District, lowest[1]), (Level::Subdistrict, lowest[0])]
        {
            let is_open = self.slot(level).is_none();
            if is_open
                && self.bare.last().is_some_and(|(before, _)| *before >= below)
                && self.may_name(level, beside, is_above_found)
            {
                let word = self.bare.pop().map(|it| it.1);
                *self.slot(level) = word;
                is_above_found = true;
            }
        }
        if self.village.is_none() {
            self.village = self.bare.pop().map(|it| it.1);
        }
        let province = read_area(self.province.as_deref(), Level::Province);
        let district = read_area(self.district.as_deref(), Level::District)
            .map(|it| complete_district(it, province.as_deref().or(beside.of(Level::Province))));
        let subdistrict = read_area(self.subdistrict.as_deref(), Level::Subdistrict);
        let house = read_house_number(self.house.map(Cell::Text).as_ref(), latest);
        let moo = read_moo(self.moo.map(Cell::Text).as_ref());
        let is_known = |level, is_found: bool| is_found || beside.of(level).is_some();
        let whole = self.bare.is_empty()
            && is_known(Level::Subdistrict, subdistrict.is_some())
            && is_known(Level::District, district.is_some())
            && is_known(Level::Province, province.is_some());
        let mut notes: Vec<Note> = [house.note, moo.note].into_iter().flatten().collect();
        if stated && !whole {
            notes.push(Note::new(codes::ADDRESS_UNREADABLE));
        }
        let (district, note) = district.map_or((Value::Null, None), |it| (it.value, it.note));
        notes.extend(note);
        Address {
            house_no: house.value,
            moo: moo.value,
            village: self.village,
            subdistrict: subdistrict.map_or(Value::Null, Value::Text),
            district,
            province: province.map_or(Value::Null, Value::Text),
            notes,
        }
    }
}

/// The mark a word begins with, and what follows it.
fn mark_of<'a>(word: &'a str, found: &Found) -> Option<(Part, &'a str)> {
    let (mark, part) = MARKS.iter().find(|(mark, _)| word.starts_with(mark))?;
    match (*mark, *part) {
        // ตำบลบ้านกลาง may be written บ้านกลาง: บ้าน is a mark only where subdistricts are marked too.
        ("บ้าน" | "เขต" | "ชุมชน" | "หมู่บ้าน", _) if found.moo.is_some() => {
            None
        }
        ("กทม" | "กรุงเทพ", part) => Some((part, word)),
        (mark, part) => Some((part, word.strip_prefix(mark)?)),
    }
}

/// Puts a space before dotted marks that were glued to the word before: `ม.2ต.บ้านกลาง`.
fn space_before_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let letters: Vec<char> = text.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let opens = matches!(c, 'ม' | 'ต' | 'อ' | 'จ') && letters.get(at + 1) == Some(&'.');
        let after_digit = at > 0 && letters.get(at - 1).is_some_and(char::is_ascii_digit);
        if opens && after_digit {
            out.push(' ');
        }
        out.push(*c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        shown_beside(text, &Beside::default())
    }

    fn shown_beside(text: &str, beside: &Beside) -> String {
        let it = read_address(Some(text), beside, 2023);
        let moo = it.moo.as_int().map_or("-".to_owned(), |n| n.to_string());
        let text = |value: &Value| value.as_text().unwrap_or("-").to_owned();
        format!(
            "{}|{moo}|{}|{}|{}",
            text(&it.house_no),
            text(&it.subdistrict),
            text(&it.district),
            text(&it.province)
        )
    }

    #[test]
    fn an_address_is_taken_apart_however_short() {
        for text in [
            "42/16 หมู่ที่ 2 ตำบลบ้านกลาง อำเภอเมืองนครพนม จังหวัดนครพนม",
            "42/16 ม. 2 บ้านกลาง เมืองนครพนม นครพนม",
            "บ้านเลขที่ 42/16 หมู่ 2 ต.บ้านกลาง อ.เมืองนครพนม นครพนม",
            "๔๒/๑๖ ม.๒ ต.บ้านกลาง อ.เมือง จ.นครพนม",
            "42/16 ม.2 ต.บ้านกลาง อ.เมือง ฯ จ.นครพนม",
            "42/16 ม.2ต.บ้านกลาง อ. เมืองนครพนม จ. นครพนม 48000",
        ] {
            assert_eq!(shown(text), "42/16|2|บ้านกลาง|เมืองนครพนม|นครพนม", "{text}");
        }
    }

    #[test]
    fn roads_and_villages_are_not_taken_for_areas() {
        assert_eq!(shown("9 ซอยสุขใจ ถนนสาทร แขวงสีลม เขตบางรัก กรุงเทพฯ"), "9|-|สีลม|บางรัก|กรุงเทพมหานคร");
        let village =
            read_address(Some("9 หมู่ 3 บ้านดอน ต.ท่าจำปา อ.ท่าอุเทน จ.นครพนม"), &Beside::default(), 2023);
        assert_eq!(village.village.as_deref(), Some("บ้านดอน"));
    }

    #[test]
    fn a_village_before_a_marked_subdistrict_is_no_province() {
        let without = read_address(Some("12 ม.3 บ้านโพธิ์ ต.บ้านกลาง อ.เมืองนครพนม"), &Beside::default(), 2023);
        assert_eq!(without.village.as_deref(), Some("บ้านโพธิ์"));
        assert_eq!(without.province, Value::Null);
        assert!(without.notes.contains(&Note::new(codes::ADDRESS_UNREADABLE)));
        assert_eq!(shown("12 ม.3 บ้านโพธิ์ ต.บ้านกลาง อ.เมืองนครพนม"), "12|3|บ้านกลาง|เมืองนครพนม|-");
        // Behind what is marked, a word is the next level up.
        assert_eq!(shown("12 ม.3 โพธิ์ ต.บ้านกลาง ธาตุพนม นครพนม"), "12|3|บ้านกลาง|ธาตุพนม|นครพนม");
        assert_eq!(shown("12 ม.3 โพธิ์ ต.บ้านกลาง นครพนม"), "12|3|บ้านกลาง|-|นครพนม");
        assert_eq!(shown("12 ม.3 บ้านกลาง อ.ธาตุพนม นครพนม"), "12|3|บ้านกลาง|ธาตุพนม|นครพนม");
    }

    #[test]
    fn what_a_column_names_may_be_left_out() {
        let beside = Beside {
            province: Some("นครพนม".to_owned()),
            district: Some("เมือง".to_owned()),
            subdistrict: Some("บ้านกลาง".to_owned()),
        };
        let village = read_address(Some("12 ม.3 โพธิ์"), &beside, 2023);
        assert_eq!((village.village.as_deref(), village.notes), (Some("โพธิ์"), Vec::new()));
        assert_eq!(shown_beside("12 ม.3 โพธิ์", &beside), "12|3|-|-|-");
        assert_eq!(shown_beside("12 ม.3 บ้านกลาง", &beside), "12|3|บ้านกลาง|-|-");
        assert_eq!(
            shown_beside("12 ม.3 บ้านกลาง เมืองนครพนม นครพนม", &beside),
            "12|3|บ้านกลาง|เมืองนครพนม|นครพนม"
        );
        // Behind the same province and district stands the subdistrict, whichever it is.
        assert_eq!(shown_beside("12 ม.3 ในเมือง เมืองนครพนม นครพนม", &beside), "12|3|ในเมือง|เมืองนครพนม|นครพนม");
        let lower = Beside { province: None, ..beside };
        assert_eq!(shown_beside("12 ม.3 โพธิ์", &lower), "12|3|-|-|-");
        assert_eq!(shown_beside("12 ม.3 บ้านกลาง เมือง นครพนม", &lower), "12|3|บ้านกลาง|เมืองนครพนม|นครพนม");
    }

    #[test]
    fn half_an_address_is_told() {
        let half = read_address(Some("42/16 บ้านกลาง"), &Beside::default(), 2023);
        assert!(half.notes.contains(&Note::new(codes::ADDRESS_UNREADABLE)));
        assert!(read_address(None, &Beside::default(), 2023).notes.is_empty());
        assert_eq!(shown("-"), "-|-|-|-|-");
    }
}
