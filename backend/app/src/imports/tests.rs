//! To whom refused rows open, and what is shown of numbers in them.

use phonjon_domain::access::Role;
use phonjon_domain::area::AreaCode;
use phonjon_domain::ids::AreaId;
use phonjon_store::areas::area_id;

use super::*;
use crate::testing::{TestStore, stores};

/// A number whose last digit is wrong.
const WRONG: &str = "1489000000017";

fn list(rows: &[&str]) -> String {
    let head = "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,\
                จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),\
                ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ไม่มีเงินออม (คน),ไม่มีบัตรประชาชน (คน),หนี้นอกระบบ (คน)\n";
    format!("{head}{}", rows.concat())
}

fn row(n: u8, number: &str) -> String {
    format!("{n},นครพนม,เมืองนครพนม,ในเมือง,1,{n},{number},นายสมมุติ ใจดี{n},3,0,,,,1,,\n")
}

fn district(code: &str) -> AreaId {
    area_id(Some(&AreaCode::parse(code).unwrap()), None)
}

async fn import(store: &TestStore, ctx: &Ctx, name: &str, rows: &[&str]) -> BatchId {
    let mut foreseen = crate::intake::Foreseen::default();
    let text = list(rows);
    let walked = store.walk(ctx, &mut foreseen, name, text.as_bytes(), crate::intake::Mode::Apply).await;
    let (outcome, _) = walked.unwrap();
    BatchId(outcome.batch.unwrap_or_else(|| panic!("{outcome:?}")))
}

/// The written numbers of the refused rows.
async fn told(ctx: &Ctx, id: BatchId) -> Result<Vec<String>, AppError> {
    let rows = rejected(ctx, id, None, 10).await?;
    Ok(rows.into_iter().flat_map(|it| it.issues).filter_map(|it| it.value).collect())
}

/// The same person at a later second, with another role or over another district.
fn now(ctx: &Ctx, role: Role, area: AreaId, from: &str) -> Ctx {
    let mut actor = ctx.actor.clone();
    for grant in &mut actor.grants {
        (grant.role, grant.areas, grant.valid_from) = (role, Some(vec![area]), from.parse().unwrap());
    }
    Ctx::new(ctx.store.clone(), actor, ctx.now + chrono::TimeDelta::hours(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_open_to_who_reaches_today_what_was_brought() {
    for store in stores().await {
        store.load_areas("nakhonphanom-300").await;
        let (here, there) = (district("4801"), district("4802"));
        let officer = store.officer(10, 7, here);
        let good = row(1, "");
        let id = import(&store, &officer, "thaiqm_2566.csv", &[&good, &row(2, WRONG)]).await;
        assert_eq!(told(&officer, id).await.unwrap(), [WRONG], "who imported it reads what was written");
        // A colleague of the district too; of another district nobody.
        assert_eq!(told(&store.officer(10, 8, here), id).await.unwrap(), [WRONG]);
        assert!(matches!(told(&store.officer(10, 9, there), id).await, Err(AppError::Hidden)));
        // Moved to another district, the one who imported it reads nothing of the old one.
        let moved = now(&officer, Role::DistrictOfficer, there, "2025-01-01");
        assert!(matches!(told(&moved, id).await, Err(AppError::Forbidden)));
        // Who may import and may not open numbers sees that there was one.
        let head = now(&store.officer(10, 10, here), Role::ProvincialOfficeHead, here, "2025-01-01");
        assert_eq!(told(&head, id).await.unwrap(), ["xxxxxxxxxxxxx"]);

        // An import that brought nothing is its importer's, as long as the power it was made with holds.
        let id = import(&store, &officer, "thaiqm_2567.csv", &[&row(3, WRONG)]).await;
        assert_eq!(told(&officer, id).await.unwrap(), [WRONG]);
        assert!(told(&store.officer(10, 8, here), id).await.is_err());
        let elsewhere_since = now(&officer, Role::DistrictOfficer, there, "2026-01-02");
        assert!(matches!(told(&elsewhere_since, id).await, Err(AppError::Forbidden)));
    }
}

#[test]
fn digits_are_hidden_where_they_may_be_a_number() {
    let hidden = |text: &str, is_number| without_number(text.to_owned(), is_number);
    assert_eq!(hidden("1-4890-00000-01-7", false), "x-xxxx-xxxxx-xx-x");
    assert_eq!(hidden("๑๔๘๙๐๐๐๐๐๐๐๑๗", false), "xxxxxxxxxxxxx");
    assert_eq!(hidden("1.489E+12", true), "x.xxxE+xx");
    assert_eq!(hidden("25/12/2510", false), "25/12/2510");
}
