//! The lists that offices keep of an invented province, with what offices get wrong, row by row.

use phonjon_domain::calendar::{BuddhistYear, PartialDate};
use phonjon_domain::national_id::NationalId;
use phonjon_domain::source::Source;
use phonjon_linking::record::{Digits, PidToken, Record, RowKey, Sex};

use crate::chance::Chance;
use crate::names;
use crate::world::{Fate, Home, Person, World, YEARS};

/// What is odd about a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Defect {
    NameSlip,
    NameMistyped,
    NamesSwapped,
    TitleInName,
    SpaceInName,
    IdMissing,
    IdMasked,
    IdDigitWrong,
    IdDigitsSwapped,
    IdOfAnother,
    BirthMissing,
    BirthInPart,
    BirthPartWrong,
    DayAndMonthSwapped,
    CodeMissing,
    CodeDigitWrong,
    HouseNoOtherwise,
    SubdistrictOtherwise,
    ListedTwice,
    Fate(Fate),
}

/// A row as it would be stored, and whom it truly means.
pub(crate) struct TrueRow {
    pub(crate) record: Record,
    pub(crate) pid: String,
    pub(crate) person: u32,
    pub(crate) home: u32,
    pub(crate) defects: Vec<Defect>,
}

/// Every list in the order in which they come.
pub(crate) fn lists(world: &World, seed: u64) -> Vec<Vec<TrueRow>> {
    let mut clerk = Clerk { chance: Chance::new(seed ^ 0x5eed), n_rows: 0, last_pid: String::new() };
    let plan =
        [(Source::Tpmap, 0), (Source::Welfare, 0), (Source::Bmn, 0), (Source::Thaiqm, 1), (Source::Tpmap, 1)];
    plan.into_iter().map(|(source, round)| clerk.list(source, round, &world.years[round])).collect()
}

struct Clerk {
    chance: Chance,
    n_rows: u64,
    last_pid: String,
}

impl Clerk {
    fn list(&mut self, source: Source, round: usize, homes: &[Home]) -> Vec<TrueRow> {
        let mut rows = Vec::new();
        for home in homes {
            let is_of_head = source.is_household_file();
            let n = if is_of_head { 1 } else { home.members.len() };
            for person in &home.members[..n] {
                if source == Source::Welfare && (person.born.0 > 2004 || self.chance.per_mille(450)) {
                    continue;
                }
                rows.push(self.row(source, round, home, person));
                if self.chance.per_mille(4) {
                    let mut again = self.row(source, round, home, person);
                    again.defects.push(Defect::ListedTwice);
                    rows.push(again);
                }
            }
        }
        rows
    }

    fn row(&mut self, source: Source, round: usize, home: &Home, person: &Person) -> TrueRow {
        let mut defects: Vec<Defect> =
            person.fate.filter(|_| round == 1).map(Defect::Fate).into_iter().collect();
        self.n_rows += 1;
        let year = YEARS[round];
        let (first, last) = self.name(person, &mut defects);
        let is_dated = matches!(source, Source::Tpmap | Source::Welfare);
        let birth = if is_dated { self.birth(person, &mut defects) } else { None };
        let has_code = matches!(source, Source::Tpmap | Source::Bmn);
        let code = if has_code { self.code(home, &mut defects) } else { None };
        let tambon = home.village / 10;
        let amphoe = tambon / 8;
        let mut record = Record {
            title: Some(person.title.to_owned()),
            first: Some(first),
            last: Some(last),
            sex: (source == Source::Tpmap).then_some(if person.is_man { Sex::Male } else { Sex::Female }),
            birth,
            age: None,
            house_code: code,
            house_no: Some(self.house_no(&home.no, &mut defects)),
            moo: u16::try_from(home.village % 10 + 1).ok(),
            area_code: (source == Source::Tpmap).then(|| {
                format!("48{:02}{:02}{:02}", amphoe % 90 + 1, tambon % 8 + 1, home.village % 10 + 1)
            }),
            tambon: Some(self.tambon(tambon, &mut defects)),
            amphoe: Some(format!("อำเภอที่{amphoe}")),
            province: Some("สมมุติ".to_owned()),
            ..Record::empty(RowKey(self.n_rows), source, BuddhistYear::new(year).expect("a survey year"))
        };
        let pid = self.number(person, &mut record, &mut defects);
        TrueRow { record, pid, person: person.id, home: home.id, defects }
    }

    fn name(&mut self, person: &Person, defects: &mut Vec<Defect>) -> (String, String) {
        let (mut first, mut last) = (person.first.clone(), person.last.clone());
        match self.chance.below(1000) {
            0..30 => {
                let part = if self.chance.per_mille(400) { &mut first } else { &mut last };
                if let Some(slip) = names::slipped(&mut self.chance, part) {
                    *part = slip;
                    defects.push(Defect::NameSlip);
                }
            }
            30..40 => {
                let part = if self.chance.per_mille(500) { &mut first } else { &mut last };
                *part = names::mistyped(&mut self.chance, part);
                defects.push(Defect::NameMistyped);
            }
            40..43 => {
                std::mem::swap(&mut first, &mut last);
                defects.push(Defect::NamesSwapped);
            }
            43..48 => {
                first = format!("{}{first}", person.title);
                defects.push(Defect::TitleInName);
            }
            48..53 => {
                let at = last.char_indices().nth(3).map_or(last.len(), |(at, _)| at);
                last.insert(at, ' ');
                defects.push(Defect::SpaceInName);
            }
            _ => {}
        }
        (first, last)
    }

    fn birth(&mut self, person: &Person, defects: &mut Vec<Defect>) -> Option<PartialDate> {
        let (mut year, mut month, mut day) = person.born;
        match self.chance.below(1000) {
            0..25 => {
                defects.push(Defect::BirthMissing);
                return None;
            }
            25..75 => {
                defects.push(Defect::BirthInPart);
                let text =
                    if self.chance.per_mille(700) { format!("{year}") } else { format!("{year}-{month:02}") };
                return PartialDate::parse_iso(&text);
            }
            75..85 => {
                defects.push(Defect::BirthPartWrong);
                match self.chance.below(3) {
                    0 => day = day % 28 + 1,
                    1 => month = month % 12 + 1,
                    _ => year -= 1,
                }
            }
            85..88 if day <= 12 && day != month => {
                defects.push(Defect::DayAndMonthSwapped);
                (month, day) = (day, month);
            }
            _ => {}
        }
        PartialDate::parse_iso(&format!("{year}-{month:02}-{day:02}"))
    }

    fn code(&mut self, home: &Home, defects: &mut Vec<Defect>) -> Option<String> {
        match self.chance.below(1000) {
            0..25 => {
                defects.push(Defect::CodeMissing);
                None
            }
            25..29 => {
                defects.push(Defect::CodeDigitWrong);
                Some(self.with_wrong_digit(&home.code))
            }
            _ => Some(home.code.clone()),
        }
    }

    fn with_wrong_digit(&mut self, digits: &str) -> String {
        let mut bytes = digits.as_bytes().to_vec();
        let at = self.chance.between(1, bytes.len() - 1);
        bytes[at] = b'0' + (bytes[at] - b'0' + u8::try_from(self.chance.between(1, 9)).unwrap_or(1)) % 10;
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn house_no(&mut self, no: &str, defects: &mut Vec<Defect>) -> String {
        if !self.chance.per_mille(25) {
            return no.to_owned();
        }
        defects.push(Defect::HouseNoOtherwise);
        match self.chance.below(4) {
            0 => format!("บ้านเลขที่ {no}"),
            1 => no.replace('/', " / "),
            2 => format!("เลขที่{no}"),
            _ => format!("0{no}"),
        }
    }

    fn tambon(&mut self, tambon: usize, defects: &mut Vec<Defect>) -> String {
        const HEADS: [&str; 8] =
            ["บ้านกลาง", "หนองญาติ", "โพธิ์ตาก", "นาราช", "ดงขวาง", "คำเตย", "วังตามัว", "กุรุคุ"];
        let name = format!(
            "{}{}",
            HEADS[tambon % 8],
            if tambon < 8 { String::new() } else { (tambon / 8).to_string() }
        );
        if !self.chance.per_mille(5) {
            return name;
        }
        defects.push(Defect::SubdistrictOtherwise);
        match self.chance.below(3) {
            0 => format!("ต.{name}"),
            1 => format!("ตำบล {name}"),
            _ => format!("{name} "),
        }
    }

    /// The number as it is written, with what it is after its check.
    fn number(&mut self, person: &Person, record: &mut Record, defects: &mut Vec<Defect>) -> String {
        let mut pid = person.pid.clone();
        match self.chance.below(1000) {
            0..60 => {
                defects.push(Defect::IdMissing);
                pid = String::new();
            }
            60..68 => {
                defects.push(Defect::IdMasked);
                record.masked = Some(format!("{}-{}-xxxxx-xx-{}", &pid[..1], &pid[1..5], &pid[12..]));
                pid = String::new();
            }
            68..75 => {
                defects.push(Defect::IdDigitWrong);
                pid = self.with_wrong_digit(&pid);
            }
            75..80 => {
                let mut bytes = pid.clone().into_bytes();
                let at = self.chance.between(5, 10);
                bytes.swap(at, at + 1);
                let swapped = String::from_utf8(bytes).unwrap_or_default();
                if swapped != pid {
                    defects.push(Defect::IdDigitsSwapped);
                    pid = swapped;
                }
            }
            80 if !self.last_pid.is_empty() => {
                defects.push(Defect::IdOfAnother);
                pid.clone_from(&self.last_pid);
            }
            _ => self.last_pid.clone_from(&pid),
        }
        record.digits = Digits::parse(&pid);
        record.pid = NationalId::parse(&pid).ok().map(|_| {
            let mut token = [0; 32];
            token[..13].copy_from_slice(pid.as_bytes());
            PidToken(token)
        });
        pid
    }
}
