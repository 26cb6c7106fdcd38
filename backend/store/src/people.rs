//! Households and persons as they are read: current fields, who belongs where, where they lived, and their numbers.

pub mod consents;

mod household;
mod lineage;
mod number;
mod person;

pub use household::{
    HouseholdRow, NewHead, NewHousehold, Residence, households, insert_household, residences,
};
pub use lineage::belongings;
pub use number::{NumberRow, numbers_of};
pub(crate) use person::PRESENT;
pub use person::{
    MemberRow, PersonKey, PersonRow, find_person, members, persons, reaches_person, rows_of_persons,
    standing, told_of,
};
