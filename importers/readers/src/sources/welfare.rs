//! The state welfare register: a person a row, the address in one cell, the year of registration and the result.

use phonjon_rows::fields;

use crate::cells::place_codes::HouseCodeUse;
use crate::columns::{ADDRESS, Binding, Header, Reads, bind_shared};
use crate::kind::Kind;
use crate::sources::{Profile, owned};

pub(crate) const PROFILE: Profile = Profile {
    kind: Kind::Welfare,
    bind,
    is_proved_by: |found| {
        found.contains(fields::STATUS) && (found.contains(fields::ROUND) || found.contains(fields::PID))
    },
    usual: || {
        owned(&[
            fields::PID,
            fields::FIRST,
            fields::LAST,
            fields::BIRTH,
            ADDRESS,
            fields::ROUND,
            fields::STATUS,
        ])
    },
    house_code: HouseCodeUse::Sign,
    is_household_file: false,
    tells_of_work: false,
};

fn bind(header: &Header) -> Option<Binding> {
    match header.bare.as_str() {
        "ปีที่ลงทะเบียน" | "ปีลงทะเบียน" | "ลงทะเบียนปี" | "รอบปี" | "ปีทะเบียน" => {
            Some(Binding::new(fields::ROUND, Reads::Year))
        }
        "ผลการพิจารณา" | "ผลพิจารณา" | "ผลการตรวจสอบคุณสมบัติ" | "ผลการตรวจสอบ" | "สถานะ" | "สถานะการลงทะเบียน" => {
            Some(Binding::new(fields::STATUS, Reads::Status))
        }
        _ => bind_shared(header),
    }
}
