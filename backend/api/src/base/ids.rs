//! Ids as clients see them: opaque, and never of another kind of thing than they are used for.

use async_graphql::ID;
use phonjon_domain::ids::{HomeProvince, TeamId};
use uuid::Uuid;

use super::{hex, refusal};

/// What an id is of. The number is part of ids that clients hold: it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Area = 1,
    Person = 2,
    Household = 3,
    Case = 4,
    Team = 5,
    TeamMember = 6,
    Account = 7,
    Grant = 8,
    Session = 9,
    Batch = 10,
    Visit = 12,
    Plan = 13,
    Intervention = 14,
    Problem = 15,
    Assessment = 16,
    Question = 17,
    Act = 18,
    ParameterSet = 19,
    Proposal = 20,
    AuditEvent = 21,
    Assignment = 22,
    Correction = 24,
    Upload = 30,
    ImportCheck = 31,
    SavedView = 25,
    HandBackMark = 40,
    Partner = 41,
    Contribution = 42,
    Merging = 26,
    Mapping = 33,
}

/// The id of a record that has a home province.
pub(crate) fn id_of(kind: Kind, home: HomeProvince, id: impl Into<Uuid>) -> ID {
    let mut bytes = vec![kind as u8];
    bytes.extend(home.0.to_be_bytes());
    bytes.extend(id.into().as_bytes());
    ID(hex::encode(&bytes))
}

/// The id of something that belongs to no province.
pub(crate) fn plain_id(kind: Kind, id: impl Into<Uuid>) -> ID {
    id_of(kind, HomeProvince(0), id)
}

/// Reads the id of a record of a kind with its home province; any other text is of something that does not exist.
pub(crate) fn read_id<T: From<Uuid>>(kind: Kind, id: &ID) -> async_graphql::Result<(HomeProvince, T)> {
    decode(kind, &id.0).map(|(home, id)| (home, T::from(id))).ok_or_else(refusal::not_found)
}

/// Reads the id of something that belongs to no province.
pub(crate) fn read_plain_id<T: From<Uuid>>(kind: Kind, id: &ID) -> async_graphql::Result<T> {
    read_id(kind, id).map(|(_, id)| id)
}

/// Reads the id of a team as clients hold it: for the command line.
pub fn team_of(text: &str) -> Option<TeamId> {
    decode(Kind::Team, text).map(|(_, id)| TeamId(id))
}

fn decode(kind: Kind, text: &str) -> Option<(HomeProvince, Uuid)> {
    let bytes: [u8; 19] = hex::decode(text)?.try_into().ok()?;
    let [of, high, low, id @ ..] = bytes;
    (of == kind as u8).then(|| (HomeProvince(i16::from_be_bytes([high, low])), Uuid::from_bytes(id)))
}

#[cfg(test)]
mod tests {
    use phonjon_domain::ids::{CaseId, VisitId};

    use super::*;

    #[test]
    fn an_id_gives_back_its_province_and_is_of_no_other_kind() {
        let case = CaseId(Uuid::from_u128(77));
        let id = id_of(Kind::Case, HomeProvince(48), case);
        assert_eq!(read_id::<CaseId>(Kind::Case, &id).unwrap(), (HomeProvince(48), case));
        assert!(read_id::<VisitId>(Kind::Visit, &id).is_err());
    }

    #[test]
    fn the_id_of_every_kind_can_be_read() {
        let id = Uuid::from_u128(77);
        for kind in [Kind::Area, Kind::Case, Kind::Act, Kind::Assignment, Kind::Correction, Kind::Merging] {
            let read = read_id::<Uuid>(kind, &id_of(kind, HomeProvince(48), id));
            assert_eq!(read.unwrap(), (HomeProvince(48), id), "{kind:?}");
        }
    }

    #[test]
    fn any_other_text_is_of_nothing() {
        for text in ["", "7", "ไม่มี", &"0".repeat(37), &"g".repeat(38), &"F".repeat(38), &"0".repeat(40)]
        {
            assert!(read_id::<CaseId>(Kind::Case, &ID(text.to_owned())).is_err(), "{text}");
        }
    }
}
