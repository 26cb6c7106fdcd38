//! Where each current value of a person or household comes from: the row of a list, or somebody who set it right by hand.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use phonjon_domain::policy::Action;
use phonjon_domain::source::Source;
use phonjon_rows::fields;
use phonjon_store::sources;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{HouseholdRow, PersonRow};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::permit::scope_for;

pub use phonjon_store::sources::RowPlace;

/// A field with what its value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The field, as clients call it.
    pub field: &'static str,
    /// From where.
    pub from: From,
}

/// What a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A row of a list.
    Row(Uuid),
    /// Somebody set it right by hand, as of a day where that is known.
    Hand(Option<NaiveDate>),
}

/// What clients call a field that is composed; none of one that they do not see.
fn called(field: &str) -> Option<&'static str> {
    Some(match field {
        fields::TITLE => "title",
        fields::FIRST => "firstName",
        fields::LAST => "lastName",
        fields::SEX => "sex",
        fields::BIRTH => "birth",
        fields::CARD => "hasCard",
        "died_on" => "diedOn",
        fields::HOUSE_CODE => "houseCode",
        fields::HOUSE_NO => "houseNo",
        fields::MOO => "moo",
        fields::VILLAGE => "villageName",
        fields::MEMBERS => "nMembersStated",
        "area" => "area",
        _ => return None,
    })
}

/// The fields of a list that a value may be read from, by what clients call it.
pub fn read_from(field: &str) -> &'static [&'static str] {
    match field {
        "title" => &[fields::TITLE, "name"],
        "firstName" => &[fields::FIRST, "name"],
        "lastName" => &[fields::LAST, "name"],
        "sex" => &[fields::SEX],
        "birth" => &[fields::BIRTH, "age"],
        "hasCard" => &[fields::CARD],
        "houseCode" => &[fields::HOUSE_CODE],
        "houseNo" => &[fields::HOUSE_NO, "address"],
        "moo" => &[fields::MOO, "address"],
        "villageName" => &[fields::VILLAGE, "address"],
        "nMembersStated" => &[fields::MEMBERS],
        "area" => &[
            fields::MOO,
            fields::VILLAGE,
            fields::TAMBON,
            fields::AMPHOE,
            fields::PROVINCE,
            fields::AREA_CODE,
            "address",
        ],
        _ => &[],
    }
}

/// Where the values of a person come from, by the name of the field.
pub fn of_person(row: &PersonRow) -> Vec<Origin> {
    let from = serde_json::from_str(&row.composed_from).unwrap_or_default();
    let died_on = row.died_on.as_deref().and_then(|it| it.parse().ok());
    origins(&from, |field| if field == "diedOn" { died_on } else { None })
}

/// Where the values of a household come from, by the name of the field. Of one that no list names nothing is told: a
/// person told what is known of it.
pub fn of_household(row: &HouseholdRow) -> Vec<Origin> {
    let from: Json = serde_json::from_str(&row.composed_from).unwrap_or_default();
    origins(from.get("fields").unwrap_or(&Json::Null), |_| None)
}

fn origins(from: &Json, as_of: impl Fn(&str) -> Option<NaiveDate>) -> Vec<Origin> {
    let mut found = BTreeMap::new();
    for (field, from) in from.as_object().into_iter().flatten() {
        let (Some(field), Some(from)) = (called(field), from.as_str()) else { continue };
        let from = match Uuid::parse_str(from) {
            Ok(row) => From::Row(row),
            Err(_) if from.starts_with("correction:") => From::Hand(as_of(field)),
            Err(_) => continue,
        };
        found.insert(field, from);
    }
    found.into_iter().map(|(field, from)| Origin { field, from }).collect()
}

/// Where these rows stand; the name of the file only where the actor may read the import that brought the row. The caller
/// found what was composed of them within what the actor may read.
///
/// # Errors
///
/// The store's own.
pub async fn row_places(ctx: &Ctx, rows: &[Uuid]) -> Result<HashMap<Uuid, RowPlace>, AppError> {
    let scope = scope_for(&ctx.actor, Action::Import, ctx.today());
    Ok(sources::row_places(ctx.store.reader(), &scope, ctx.actor.account, rows).await?)
}

/// The source that a row is of.
pub fn source_of(place: &RowPlace) -> Option<Source> {
    Source::from_code(&place.source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_told_as_clients_call_it() {
        let row = Uuid::from_u128(5);
        let from =
            format!("{{\"first\":\"{row}\",\"died_on\":\"correction:3\",\"age\":\"{row}\",\"last\":\"?\"}}");
        let day = "2026-01-02".parse().ok();
        let found =
            origins(&serde_json::from_str(&from).unwrap(), |it| if it == "diedOn" { day } else { None });
        let wanted = [
            Origin { field: "diedOn", from: From::Hand(day) },
            Origin { field: "firstName", from: From::Row(row) },
        ];
        assert_eq!(found, wanted);
        for nothing in ["{\"gone\":true}", "{}", "null"] {
            assert!(origins(&serde_json::from_str(nothing).unwrap(), |_| None).is_empty());
        }
    }
}
