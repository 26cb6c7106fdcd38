//! The province: real names of its districts and subdistricts, and villages invented for them.

use std::sync::OnceLock;

use crate::chance::Chance;

/// The province of the demonstration.
pub(crate) const PROVINCE: &str = "นครพนม";

/// Codes and names of the districts and subdistricts: `code,name,level`.
const AREAS: &str = include_str!("nakhonphanom.csv");

/// Villages do not depend on the settings' seed: two demonstrations speak of the same places.
const VILLAGE_SEED: u64 = 48;

const LANDS: [&str; 20] = [
    "ดอน",
    "หนอง",
    "โนน",
    "นา",
    "เหล่า",
    "ท่า",
    "คำ",
    "ดง",
    "ห้วย",
    "โคก",
    "กุด",
    "ทุ่ง",
    "วัง",
    "สร้าง",
    "บ่อ",
    "ภู",
    "ป่า",
    "ม่วง",
    "โพน",
    "ศรี",
];
const TRAITS: [&str; 20] = [
    "แสง",
    "สำราญ",
    "งาม",
    "ทอง",
    "สวรรค์",
    "เจริญ",
    "แก้ว",
    "ชัย",
    "พัฒนา",
    "สามัคคี",
    "ใหม่",
    "กลาง",
    "เหนือ",
    "ใต้",
    "บัว",
    "ไผ่",
    "ขาม",
    "แดง",
    "ขาว",
    "สมบูรณ์",
];

/// One invented village.
#[derive(Debug, Clone)]
pub(crate) struct Village {
    /// Eight digits: the subdistrict's six and the village's number.
    pub(crate) code: String,
    /// หมู่ที่
    pub(crate) moo: u32,
    /// With its บ้าน.
    pub(crate) name: String,
    /// Name of the subdistrict, without ตำบล.
    pub(crate) tambon: &'static str,
    /// Name of the district, without อำเภอ.
    pub(crate) amphoe: &'static str,
}

/// Every village, by code.
pub(crate) fn villages() -> &'static [Village] {
    static VILLAGES: OnceLock<Vec<Village>> = OnceLock::new();
    VILLAGES.get_or_init(invented)
}

fn invented() -> Vec<Village> {
    let mut villages = Vec::new();
    let mut amphoe = "";
    for line in AREAS.lines().skip(1) {
        let mut fields = line.split(',');
        let (Some(code), Some(name), Some(level)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if level == "district" {
            amphoe = name;
        }
        if level != "subdistrict" {
            continue;
        }
        let mut chance = Chance::of(VILLAGE_SEED, &[code.parse().unwrap_or_default()]);
        for moo in 1..=chance.between(6, 14) {
            let village = format!("บ้าน{}{}", chance.one_of(&LANDS), chance.one_of(&TRAITS));
            let code = format!("{code}{moo:02}");
            villages.push(Village { code, moo, name: village, tambon: name, amphoe });
        }
    }
    villages
}
