//! Who has an account: a role a row, with the place or the mentor team it is held over.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, Vocabulary};
use crate::kind::Kind;
use crate::sources::help::SECTORS;
use crate::sources::{Profile, bind_by, bind_place, names_a_place, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Accounts,
    bind,
    is_proved_by: |found| {
        let says_where = names_a_place(found) || found.contains(fields::PROVINCE);
        found.contains(fields::USER_NAME) && found.contains(fields::ROLE) && says_where
    },
    usual: || {
        owned(&[
            fields::USER_NAME,
            fields::DISPLAY_NAME,
            fields::ROLE,
            fields::TEAM,
            fields::SECTOR,
            fields::ORDER_NUMBER,
            fields::VALID_FROM,
            fields::VALID_UNTIL,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
        ])
    },
    house_code: HouseCodeUse::Key,
    is_household_file: false,
    tells_of_work: true,
};

/// The roles; those that a list never brings are known, so that it can be said of them, and offered to nobody.
const ROLES: Vocabulary = &[
    ("governor", &["ผู้ว่าราชการจังหวัด", "ผู้ว่าฯ"]),
    ("provincial_office_head", &["หัวหน้าสำนักงานจังหวัด"]),
    ("province_officer", &["เจ้าหน้าที่จังหวัด"]),
    ("district_chief", &["นายอำเภอ", "ผู้อำนวยการเขต"]),
    ("district_officer", &["เจ้าหน้าที่อำเภอ", "เจ้าหน้าที่เขต"]),
    ("board_secretary", &["เลขานุการ ศจพ.อ.", "เลขานุการ ศจพ.อำเภอ"]),
    ("subdistrict_head", &["หัวหน้าทีมตำบล"]),
    ("team_member", &["สมาชิกทีมตำบล"]),
    ("mentor", &["พี่เลี้ยง", "ทีมพี่เลี้ยง"]),
    ("village_reporter", &["ผู้แจ้งข้อมูลหมู่บ้าน", "ผู้แจ้งข้อมูล"]),
    ("local_officer", &["เจ้าหน้าที่ อปท.", "เจ้าหน้าที่องค์กรปกครองส่วนท้องถิ่น"]),
    ("agency_officer", &["เจ้าหน้าที่หน่วยงาน"]),
    ("complaint_officer", &["เจ้าหน้าที่ศูนย์ดำรงธรรม"]),
    ("partner", &["ภาคีเครือข่าย"]),
    ("media", &["สื่อสารมวลชน", "สื่อมวลชน"]),
    ("ministry_analyst", &["", "นักวิเคราะห์กระทรวง"]),
    ("auditor", &["", "ผู้ตรวจสอบ"]),
    ("system_administrator", &["", "ผู้ดูแลระบบ"]),
    ("operator", &["", "ผู้ปฏิบัติการเครื่องแม่ข่าย"]),
];

const WAYS: Vocabulary = &[
    ("held", &["ดำรงตำแหน่ง"]),
    ("acting", &["", "รักษาราชการแทน", "รักษาการ", "รักษาการแทน"]),
    ("delegated", &["", "ปฏิบัติราชการแทน"]),
];

/// No column of passwords is among them: a file that has one is not read.
pub(crate) const COLUMNS: &[(&str, Reads, &[&str])] = &[
    (
        fields::USER_NAME,
        Reads::Words,
        &["ชื่อผู้ใช้", "ชื่อผู้ใช้งาน", "บัญชีผู้ใช้", "ชื่อบัญชี", "ชื่อบัญชีผู้ใช้", "user name", "username", "login"],
    ),
    (
        fields::DISPLAY_NAME,
        Reads::Words,
        &["ชื่อที่แสดง", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล", "ชื่อ-สกุล ผู้ใช้", "display name"],
    ),
    (
        fields::ROLE,
        Reads::OneOf(ROLES),
        &["สิทธิ์การใช้งาน", "บทบาทในระบบ", "สิทธิ์", "สิทธิ์ในระบบ", "สิทธิ์ผู้ใช้งาน", "role"],
    ),
    (fields::HELD_AS, Reads::OneOf(WAYS), &["การดำรงตำแหน่ง", "ลักษณะการดำรงตำแหน่ง", "held as"]),
    (fields::TEAM, Reads::Words, &["ทีมพี่เลี้ยง", "ชื่อทีมพี่เลี้ยง", "ชื่อทีม", "ทีม", "mentor team", "team"]),
    (fields::SECTOR, Reads::OneOf(SECTORS), &["ภาคีเครือข่าย", "ภาคี", "ภาคส่วน", "sector"]),
    (fields::ORDER_NUMBER, Reads::Words, &["เลขที่คำสั่ง", "คำสั่งที่", "คำสั่งแต่งตั้ง", "คำสั่ง", "order number"]),
    (
        fields::VALID_FROM,
        Reads::DayAhead,
        &["ตั้งแต่วันที่", "วันที่เริ่ม", "เริ่มวันที่", "มีผลตั้งแต่", "เริ่มเมื่อ", "valid from", "from"],
    ),
    (
        fields::VALID_UNTIL,
        Reads::DayAhead,
        &["ถึงวันที่", "วันที่สิ้นสุด", "สิ้นสุดวันที่", "สิ้นสุดเมื่อ", "valid until", "until"],
    ),
];

pub(crate) fn bind(header: &Header) -> Option<Binding> {
    bind_by(COLUMNS, header).or_else(|| bind_place(header))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sources::teams;

    fn fields_of(headers: &[&str], bind: impl Fn(&Header) -> Option<Binding>) -> BTreeSet<String> {
        headers.iter().filter_map(|it| bind(&Header::new(it))).map(|it| it.field).collect()
    }

    fn is_proved(profile: &Profile, headers: &[&str]) -> bool {
        let found = fields_of(headers, profile.bind);
        (profile.is_proved_by)(&found.iter().map(String::as_str).collect())
    }

    #[test]
    fn columns_of_accounts_are_known_by_what_offices_call_them() {
        let field = |header: &str| bind(&Header::new(header)).map(|it| it.field);
        for (header, name) in [
            ("ชื่อผู้ใช้งาน", "user_name"),
            ("ชื่อ - นามสกุล", "display_name"),
            ("สิทธิ์การใช้งาน", "role"),
            ("บทบาทในระบบ", "role"),
            ("เลขที่คำสั่ง", "order_number"),
            ("ถึงวันที่", "valid_until"),
            ("อำเภอ", "amphoe"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
        // A part in a team is no role in the system, and a password nothing that is read.
        for other in ["บทบาท", "บทบาทในทีม", "ตำแหน่ง", "รหัสผ่าน", "เลขประจำตัวประชาชน", "เบอร์โทรศัพท์"]
        {
            assert_eq!(field(other), None, "{other}");
        }
    }

    #[test]
    fn accounts_and_teams_are_not_taken_for_each_other() {
        let roster = ["ประเภททีม", "ชื่อทีม", "ชื่อ-สกุล", "ภาคีเครือข่าย", "บทบาทในทีม", "ชื่อผู้ใช้", "ตำบล", "อำเภอ"];
        assert!(is_proved(&teams::PROFILE, &roster) && !is_proved(&PROFILE, &roster));
        let accounts = ["ชื่อผู้ใช้", "ชื่อ-สกุล", "สิทธิ์การใช้งาน", "ทีม", "ภาคีเครือข่าย", "ตำบล", "อำเภอ"];
        assert!(is_proved(&PROFILE, &accounts) && !is_proved(&teams::PROFILE, &accounts));
    }
}
