//! Who serves in which team: a member a row, with the kind of team and the place it serves.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{Binding, Header, Reads, Vocabulary};
use crate::kind::Kind;
use crate::sources::help::SECTORS;
use crate::sources::{Profile, bind_by, bind_place, names_a_place, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Teams,
    bind,
    is_proved_by: |found| {
        found.contains(fields::TEAM_KIND) && found.contains(fields::MEMBER) && names_a_place(found)
    },
    usual: || {
        owned(&[
            fields::TEAM_KIND,
            fields::TEAM,
            fields::MEMBER,
            fields::SECTOR,
            fields::PART,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
        ])
    },
    house_code: HouseCodeUse::Key,
    is_household_file: false,
    tells_of_work: true,
};

const TEAM_KINDS: Vocabulary = &[
    ("district", &["ทีมอำเภอ", "อำเภอ", "ระดับอำเภอ"]),
    ("subdistrict", &["ทีมตำบล", "ตำบล", "ระดับตำบล"]),
    ("mentor", &["ทีมพี่เลี้ยง", "พี่เลี้ยง", "หมู่บ้าน", "ระดับหมู่บ้าน"]),
];

const MEMBER_KINDS: Vocabulary =
    &[("person", &["บุคคล", "คน"]), ("organisation", &["องค์กร", "หน่วยงาน", "กลุ่ม"])];

const FORMALITIES: Vocabulary =
    &[("formal", &["ทางการ", "เป็นทางการ"]), ("informal", &["ไม่ทางการ", "ไม่เป็นทางการ", "จิตอาสา"])];

const PARTS: Vocabulary = &[
    ("head", &["หัวหน้าทีม", "หัวหน้า", "ประธาน"]),
    ("secretary", &["เลขานุการทีม", "เลขานุการ", "เลขา"]),
    ("lead", &["ผู้นำทีมพี่เลี้ยง", "หัวหน้าทีมพี่เลี้ยง"]),
    ("mentor", &["พี่เลี้ยง"]),
    ("member", &["สมาชิกทีม", "สมาชิก", "กรรมการ", "คณะทำงาน"]),
];

pub(crate) const COLUMNS: &[(&str, Reads, &[&str])] = &[
    (fields::TEAM_KIND, Reads::OneOf(TEAM_KINDS), &["ประเภททีม", "ระดับทีม", "ชนิดทีม", "ทีมระดับ", "team kind"]),
    (fields::TEAM, Reads::Words, &["ชื่อทีม", "ทีม", "ชื่อทีมปฏิบัติการ", "team", "team name"]),
    (
        fields::MEMBER,
        Reads::Words,
        &[
            "ชื่อสมาชิก",
            "ชื่อสมาชิกทีม",
            "สมาชิกทีม",
            "ชื่อ-สกุล สมาชิก",
            "ชื่อ-นามสกุล สมาชิก",
            "ชื่อ-สกุล",
            "ชื่อ-นามสกุล",
            "ชื่อ-สกุล/หน่วยงาน",
            "member",
        ],
    ),
    (
        fields::MEMBER_KIND,
        Reads::OneOf(MEMBER_KINDS),
        &["ประเภทสมาชิก", "บุคคล/องค์กร", "บุคคลหรือองค์กร", "member kind"],
    ),
    (fields::SECTOR, Reads::OneOf(SECTORS), &["ภาคีเครือข่าย", "ภาคี", "ภาคส่วน", "sector"]),
    (
        fields::FORMALITY,
        Reads::OneOf(FORMALITIES),
        &["ทางการ/ไม่ทางการ", "ความเป็นทางการ", "ลักษณะการเข้าร่วม", "formality"],
    ),
    (fields::PART, Reads::OneOf(PARTS), &["หน้าที่ในทีม", "บทบาทในทีม", "ตำแหน่งในทีม", "ตำแหน่งในคณะทำงาน", "part"]),
    (fields::SINCE, Reads::Day, &["เริ่มเมื่อ", "วันที่เริ่ม", "ตั้งแต่วันที่", "วันที่แต่งตั้ง", "วันที่เข้าทีม", "since"]),
    (fields::USER_NAME, Reads::Words, &["ชื่อผู้ใช้", "ชื่อผู้ใช้งาน", "บัญชีผู้ใช้", "user name", "username"]),
];

fn bind(header: &Header) -> Option<Binding> {
    bind_by(COLUMNS, header).or_else(|| bind_place(header))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_teams_are_known_by_what_offices_call_them() {
        let field = |header: &str| bind(&Header::new(header)).map(|it| it.field);
        for (header, name) in [
            ("ประเภททีม", "team_kind"),
            ("ชื่อ-สกุล", "member"),
            ("ภาคีเครือข่าย", "sector"),
            ("ตำแหน่งในทีม", "part"),
            ("วันที่แต่งตั้ง", "since"),
            ("ชื่อผู้ใช้งาน", "user_name"),
            ("ตำบล", "tambon"),
            ("หมู่ที่", "moo"),
        ] {
            assert_eq!(field(header).as_deref(), Some(name), "{header}");
        }
        for other in ["เลขประจำตัวประชาชน", "บ้านเลขที่", "หมายเหตุ", "เบอร์โทรศัพท์"]
        {
            assert_eq!(field(other), None, "{other}");
        }
    }
}
