//! The demonstration's register of partners: some of those who serve in mentor teams, and what each can do and gave.

use chrono::TimeDelta;
use phonjon_app::Ctx;
use phonjon_app::partner::{self, NewContribution, NewPartner};
use phonjon_domain::ids::{AreaId, PartnerId};
use phonjon_domain::intervention::Value;
use phonjon_domain::money::Satang;
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind};

use super::work::key;
use crate::failure::Failure;

/// What an invented partner of a sector can do: its network, needs, households at once, months; and what it gave.
struct Offer {
    sector: Sector,
    post: &'static str,
    needs: &'static [&'static str],
    n_households: Option<i32>,
    months: &'static [u32],
    gave: &'static str,
}

const OFFERS: [Offer; 3] = [
    Offer {
        sector: Sector::Private,
        post: "หอการค้าอำเภอ",
        needs: &["house_repair"],
        n_households: Some(6),
        months: &[1, 2, 3, 4, 12],
        gave: "สังกะสีและไม้แปรรูปสำหรับซ่อมหลังคา",
    },
    Offer {
        sector: Sector::CivilSociety,
        post: "เครือข่ายกองทุนหมู่บ้าน",
        needs: &["food", "debt"],
        n_households: Some(20),
        months: &[],
        gave: "ถุงยังชีพ",
    },
    Offer {
        sector: Sector::Religion,
        post: "คณะสงฆ์อำเภอ",
        needs: &["food"],
        n_households: None,
        months: &[],
        gave: "ข้าวสารจากโรงทาน",
    },
];

/// The entry of a member of a mentor team, where a partner of the sector can do something.
pub(super) async fn entered(
    head: &Ctx,
    at: usize,
    (name, sector, formality): (&str, Sector, Formality),
    here: AreaId,
) -> Result<Option<PartnerId>, Failure> {
    let Some(offer) = OFFERS.iter().find(|it| it.sector == sector) else { return Ok(None) };
    let new = NewPartner {
        kind: MemberKind::Organisation,
        name: name.to_owned(),
        sector,
        formality,
        post: Some(offer.post.to_owned()),
        note: None,
        n_households: offer.n_households,
        months: offer.months.to_vec(),
        needs: offer.needs.iter().map(|it| (*it).to_owned()).collect(),
        areas: vec![here],
    };
    let made = partner::create(head, &key("partner", at)?, &new).await?;
    let gave = NewContribution {
        on: Some(head.today() - TimeDelta::days(20)),
        need: offer.needs.first().map_or_else(String::new, |it| (*it).to_owned()),
        what: offer.gave.to_owned(),
        value: Value::Estimated(Satang(1_200_000)),
        n_households: Some(8),
        area: Some(here),
    };
    partner::note(head, &key("contribution", at)?, made.id, &gave).await?;
    Ok(Some(made.id))
}
