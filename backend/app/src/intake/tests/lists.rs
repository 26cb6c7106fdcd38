//! Lists by chance: a register of people and a list of households, with slips of the hand, doubles and changes.

use std::fmt::Write;

/// Chance that begins where it is told.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const FIRST: [&str; 12] =
    ["สมมุติ", "สมใจ", "สมหวัง", "สมศรี", "บุญมี", "ทองดี", "คำแพง", "จันทร์เพ็ญ", "ประเสริฐ", "วันดี", "มาลี", "สุพรรณ"];
const LAST: [&str; 8] = ["หนึ่งใจ", "สองแคว", "สามเสน", "สี่พระยา", "ห้าธันวา", "แก้วดี", "ศรีสุข", "พรมมา"];

/// An invented citizen number whose check digit is right.
pub(super) fn pid(number: usize) -> String {
    let digits = format!("1489{number:08}");
    let sum: u32 =
        digits.bytes().zip((2..=13).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (11 - sum % 11) % 10)
}

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) pid: String,
    pub(super) first: String,
    pub(super) last: String,
    /// Year of birth, Buddhist era.
    pub(super) born: usize,
    pub(super) house: usize,
    pub(super) moo: usize,
    /// The number of a ThaiQM item that is counted, or of the register's result.
    pub(super) count: usize,
}

/// A list of one kind.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    pub(super) of_households: bool,
}

fn entry(chance: &mut Chance, n: usize) -> Entry {
    Entry {
        pid: pid(n),
        first: FIRST[chance.below(FIRST.len())].to_owned(),
        last: LAST[chance.below(LAST.len())].to_owned(),
        born: 2480 + chance.below(60),
        house: 1 + n % 40,
        moo: 1 + n % 3,
        count: chance.below(3),
    }
}

impl List {
    pub(super) fn of_people(chance: &mut Chance, n: usize) -> Self {
        Self { entries: (0..n).map(|it| entry(chance, it)).collect(), of_households: false }
    }

    pub(super) fn of_households(chance: &mut Chance, n: usize) -> Self {
        Self { entries: (0..n).map(|it| entry(chance, it)).collect(), of_households: true }
    }

    /// As a text file.
    pub(super) fn csv(&self) -> String {
        let mut text = if self.of_households {
            "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,\
             จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),\
             ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน),หนี้นอกระบบ (คน)\n"
                .to_owned()
        } else {
            "ลำดับ,หมายเลขประจำตัว 13 หลัก,คำนำหน้า,ชื่อ,ชื่อสกุล,วันเดือนปีเกิด,ที่อยู่,ปีที่ลงทะเบียน,ผลการพิจารณา\n".to_owned()
        };
        for (n, it) in self.entries.iter().enumerate() {
            let Entry { pid, first, last, born, house, moo, count } = it;
            if self.of_households {
                let counted = if *count == 0 { String::new() } else { count.to_string() };
                writeln!(
                    text,
                    "{},นครพนม,เมืองนครพนม,ในเมือง,{moo},{house},{pid},{first} {last},4,{counted},/,,,2,,1",
                    n + 1
                )
            } else {
                let result = if *count == 0 {
                    "ไม่ผ่านเกณฑ์"
                } else {
                    "ผ่านเกณฑ์"
                };
                writeln!(
                    text,
                    "{},{pid},นาย,{first},{last},1/2/{born},{house} หมู่ที่ {moo} ตำบลในเมือง อำเภอเมืองนครพนม \
                     จังหวัดนครพนม,2566,{result}",
                    n + 1
                )
            }
            .unwrap();
        }
        text
    }

    /// The list as an office hands it in another time: lines gone, lines in between, cells changed, slips, doubles.
    pub(super) fn again(&self, chance: &mut Chance) -> Self {
        let mut entries = Vec::new();
        for (n, it) in self.entries.iter().enumerate() {
            let mut it = it.clone();
            match chance.below(16) {
                0 => continue,
                1 => it.count = (it.count + 1) % 3,
                2 => it.last.clone_from(&LAST[chance.below(LAST.len())].to_owned()),
                3 => it.pid = pid(500 + chance.below(40)),
                4 => it.house += 1,
                5 if it.pid.len() == 13 => {
                    let last = if it.pid.ends_with('1') { "2" } else { "1" };
                    it.pid.replace_range(12.., last);
                }
                6 => entries.push(it.clone()),
                7 => entries.push(entry(chance, 100 + n)),
                8 => it.pid = String::new(),
                _ => {}
            }
            if chance.one_in(25) && !entries.is_empty() {
                let at = chance.below(entries.len());
                entries.insert(at, it);
            } else {
                entries.push(it);
            }
        }
        Self { entries, of_households: self.of_households }
    }
}

/// What was imported before, and the files of one command.
pub(super) struct Round {
    pub(super) before: Vec<(String, String)>,
    pub(super) files: Vec<(String, String)>,
}

/// A round: lists of people and of households, the same people with slips, some names twice in one command, some lists
/// once more under another name.
pub(super) fn round(seed: u64) -> Round {
    let mut chance = Chance(seed * 7919 + 17);
    let n = 20 + chance.below(40);
    // Some rounds are longer than what is planned together.
    let n = if seed % 4 == 3 { n + 260 } else { n };
    let people = List::of_people(&mut chance, n);
    let homes = List { entries: people.again(&mut chance).entries, of_households: true };
    let file = |name: &str, list: &List| (name.to_owned(), list.csv());
    let mut before = Vec::new();
    if chance.below(3) > 0 {
        before.push(file("people_2566.csv", &people));
    }
    if chance.below(3) == 0 {
        before.push(file("homes_2566.csv", &homes));
    }
    let mut files = vec![file("people_2566.csv", &people.again(&mut chance))];
    files.push(file("homes_2566.csv", &homes.again(&mut chance)));
    // Their own chance: the other files of a seed stay what they are.
    let mut other = Chance(seed * 104_729 + 5);
    if seed.is_multiple_of(2) {
        files.push(file("people_corrected_2566.csv", &people.again(&mut other)));
    }
    if !seed.is_multiple_of(3) {
        files.push(file("homes_corrected_2566.csv", &homes.again(&mut other)));
    }
    if chance.below(2) == 0 {
        files.push(file("people_2566.csv", &people.again(&mut chance)));
    }
    if chance.below(2) == 0 {
        files.push(files[0].clone());
    }
    Round { before, files }
}
