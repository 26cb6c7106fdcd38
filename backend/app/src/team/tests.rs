//! Whether teams that come with their areas stand inside the district team, whichever of the two is made first.

use phonjon_domain::team::TeamKind;
use phonjon_store::areas::AreaIndex;
use serde_json::json;

use super::{NewTeam, create, end};
use crate::idempotent::Key;
use crate::testing::{TestStore, stores};

const SET: &str = "nakhonphanom-300";

fn key(text: &str) -> Key {
    Key::new(text, &json!({})).unwrap()
}

async fn district_team(store: &TestStore, seconds: i64, code: &str) -> super::Team {
    let areas = AreaIndex::load(store.reader()).await.unwrap();
    let new = NewTeam {
        kind: TeamKind::District,
        name: format!("ทีมอำเภอ {code}"),
        parent: None,
        areas: vec![areas.by_code(code).unwrap()],
    };
    create(&store.ctx(seconds), &key(&format!("{code}-{seconds}")), new).await.unwrap()
}

/// Made subdistrict teams under a district's code that stand inside this team, and those that do not.
async fn inside(store: &TestStore, code: &str, team: &super::Team) -> (i64, i64) {
    let of_district = format!(
        "team t join area a on a.id = t.made_for where a.code like '{code}%' and t.kind = 'subdistrict'"
    );
    let parent = "exists (select 1 from team d where d.id = t.parent_id and d.name = '".to_owned()
        + &team.row.name
        + "')";
    let count = |it: String| async move { store.count_rows(&it).await.unwrap() };
    (
        count(format!("{of_district} and {parent}")).await,
        count(format!("{of_district} and not {parent}")).await,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subdistrict_team_stands_inside_the_district_team_whichever_came_first() {
    for store in stores().await {
        store.import(0, SET, "tpmap_2565.xlsx").await;
        let first =
            "select substr(code, 1, 4) from area where id = (select made_for from team order by id limit 1)";
        let code = store.text_of(first).await.unwrap();
        let all = store.count_rows("team where made_for is not null").await.unwrap();
        assert!(all > 0 && store.count_rows("team where parent_id is not null").await.unwrap() == 0);

        // Made later, it takes in the teams of its own district and no other.
        let district = district_team(&store, 10, &code).await;
        let (n_inside, n_outside) = inside(&store, &code, &district).await;
        assert!(n_inside > 0 && n_outside == 0);
        assert_eq!(store.count_rows("team where parent_id is not null").await.unwrap(), n_inside);

        // Made first, the teams that come later stand inside it at once.
        let other = store
            .text_of(&format!(
                "select min(code) from area where level = 'district' and code like '48%' and code <> '{code}'"
            ))
            .await
            .unwrap();
        let others = district_team(&store, 20, &other).await;
        store.import(30, SET, "bmn_2565.xlsx").await;
        store.import(40, SET, "thaiqm_2565.xlsx").await;
        for (code, team) in [(&code, &district), (&other, &others)] {
            let (n_inside, n_outside) = inside(&store, code, team).await;
            assert!(n_inside > 0 && n_outside == 0, "{code}: {n_inside} inside, {n_outside} not");
        }

        // A team that ended serves nobody: the next one takes its place.
        end(&store.ctx(50), &key("end"), district.row.id, district.row.version, None).await.unwrap();
        let next = district_team(&store, 60, &code).await;
        let again = inside(&store, &code, &next).await;
        assert!(again.0 > 0 && again.1 == 0);
        let ended = format!(
            "team t join team d on d.id = t.parent_id where d.ended_on is not null and d.name = '{}'",
            district.row.name
        );
        assert_eq!(store.count_rows(&ended).await.unwrap(), 0);
    }
}
