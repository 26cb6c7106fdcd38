//! A province to tell stories of access in: two districts with a household in each, and whoever may see which.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::imports::{apply, pid, text};
use crate::world::{Account, World};

/// Three villages of นครพนม in two subdistricts of one district and one of another, and one of สกลนคร.
const AREAS: &str = "area_code,province,amphoe,tambon,moo,village
48010101,นครพนม,เมืองนครพนม,ในเมือง,1,บ้านหนึ่ง
48010201,นครพนม,เมืองนครพนม,หนองแสง,1,บ้านสอง
48020101,นครพนม,ปลาปาก,ปลาปาก,1,บ้านสาม
47010101,สกลนคร,เมืองสกลนคร,ธาตุเชิงชุม,1,บ้านสี่
";

/// What the list says of each household: no clean water, drugs, no savings.
const LIST: &str = "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,\
จำนวนสมาชิก (คน),ไม่มีบ้านอยู่อาศัย (คน),บ้านทรุดโทรม (ครัวเรือน),ไม่มีส้วม (ครัวเรือน),ไม่มีน้ำดื่มสะอาด (ครัวเรือน),ได้รับผลกระทบจากยาเสพติด (ครัวเรือน),ไม่มีเงินออม (คน)
";

/// First and last name of each head of a household, in the order of the areas.
pub(crate) const HEADS: [[&str; 2]; 4] =
    [["สมมุติ", "หนึ่งใจ"], ["สมใจ", "สองแคว"], ["สมหวัง", "สามเสน"], ["สมศรี", "สี่พระยา"]];

/// A household of the province with its head.
#[derive(Debug, Clone, Default)]
pub(crate) struct Home {
    /// Code of its village.
    pub(crate) area: String,
    /// Its case.
    pub(crate) case: String,
    /// Its head.
    pub(crate) person: String,
    /// The head's number.
    pub(crate) number: String,
}

/// The households: of the first village, of another subdistrict, of another district, of another province.
pub(crate) struct Province {
    /// In ในเมือง of เมืองนครพนม, troubled by drugs.
    pub(crate) here: Home,
    /// In หนองแสง of the same district.
    pub(crate) beside: Home,
    /// In ปลาปาก, another district.
    pub(crate) there: Home,
    /// In สกลนคร, another province.
    pub(crate) far: Home,
}

/// Imports the households and finds them as the governors see them.
pub(crate) async fn province(world: &World) -> Province {
    world.run(&["areas", "import", &world.file("areas.csv", AREAS).to_string_lossy()]);
    let mut list = LIST.to_owned();
    for (n, area) in AREAS.lines().skip(1).enumerate() {
        let [_, province, amphoe, tambon, moo, _] = area.split(',').collect::<Vec<_>>()[..] else {
            panic!("not an area: {area}")
        };
        let [given, family] = HEADS[n];
        let drugs = if n == 0 { "/" } else { "" };
        let number = pid(n as u64 + 1);
        writeln!(
            list,
            "{},{province},{amphoe},{tambon},{moo},{},{number},นาย{given} {family},3,0,,,/,{drugs},1",
            n + 1,
            10 + n
        )
        .unwrap();
        for secret in [given, family, &number] {
            world.keep_secret(secret);
        }
    }
    apply(world, &[world.file("thaiqm.csv", list)], &["--year", "2566"]);
    let mut homes = Vec::new();
    for (name, area) in [("reader48", "48"), ("reader47", "47")] {
        homes.extend(homes_of(world, &world.signed_in(name, "governor", area).await).await);
    }
    homes.sort_by_key(|it| HEADS.iter().position(|head| head[1] == it.0));
    let [here, beside, there, far] =
        homes.try_into().map(|it: [(String, Home); 4]| it.map(|it| it.1)).unwrap();
    assert_eq!(
        [&*here.area, &*beside.area, &*there.area, &*far.area],
        ["48010101", "48010201", "48020101", "47010101"]
    );
    Province { here, beside, there, far }
}

const CASES: &str =
    "{ cases(first: 10) { nodes { id area { code } household { members { person { id lastName } } } } } }";

/// Every household that an account sees, by its head's last name.
async fn homes_of(world: &World, token: &str) -> Vec<(String, Home)> {
    let cases = world.data(token, CASES, json!({})).await;
    let nodes = cases["cases"]["nodes"].as_array().unwrap();
    let homes = nodes.iter().map(|it| {
        let person = &it["household"]["members"][0]["person"];
        let last = text(&person["lastName"]);
        let n = HEADS.iter().position(|head| head[1] == last).unwrap();
        let home = Home {
            area: text(&it["area"]["code"]),
            case: text(&it["id"]),
            person: text(&person["id"]),
            number: pid(n as u64 + 1),
        };
        (last, home)
    });
    homes.collect()
}

/// The id of a thing of the same kind that does not exist.
pub(crate) fn nowhere(id: &str) -> String {
    let (kind, rest) = id.split_at(6);
    format!("{kind}{}", rest.chars().map(|it| if it == '0' { '1' } else { '0' }).collect::<String>())
}

/// The code of what an answer was refused for, by an error or in a payload; empty where it was not.
pub(crate) fn code(answer: &Value) -> String {
    let error = &answer["errors"][0]["extensions"]["code"];
    let refusals = answer["data"].as_object().into_iter().flat_map(|it| it.values());
    let refusal = refusals.map(|it| &it["userErrors"][0]["code"]).find(|it| it.is_string());
    error.as_str().or_else(|| refusal?.as_str()).unwrap_or_default().to_owned()
}

/// Acts done to accounts so far; each has a key of its own.
static N_ACTS: AtomicU64 = AtomicU64::new(0);

/// Does what is done to accounts: the one place that writes these mutations.
pub(crate) async fn manage(world: &World, token: &str, act: &str, select: &str, variables: Value) -> Value {
    let declared = match act {
        "accountCreate" => (
            "$userName: String!, $grants: [GrantInput!]!",
            "userName: $userName, displayName: $userName, grants: $grants",
        ),
        "grantGive" => ("$accountId: ID!, $grant: GrantInput!", "accountId: $accountId, grant: $grant"),
        "grantRevoke" => ("$grantId: ID!", "grantId: $grantId"),
        other => panic!("who does {other}?"),
    };
    let key = N_ACTS.fetch_add(1, Ordering::Relaxed);
    let query = format!(
        "mutation ({}) {{ {act}({}, key: \"manage-{key}\") {{ {select} userErrors {{ code }} }} }}",
        declared.0, declared.1
    );
    world.data(token, &query, variables).await[act].take()
}

/// Makes an account through the API, which alone can say of which team a mentor is.
pub(crate) async fn create_account(world: &World, token: &str, user_name: &str, grant: Value) -> Account {
    let variables = json!({ "userName": user_name, "grants": [grant] });
    let made = manage(world, token, "accountCreate", "newPassword { password }", variables).await;
    assert_eq!(made["userErrors"], json!([]), "{user_name}");
    let password = text(&made["newPassword"]["password"]);
    world.keep_secret(&password);
    Account { user_name: user_name.to_owned(), password }
}

/// The id of an area.
pub(crate) async fn area_id(world: &World, token: &str, code: &str) -> String {
    let query = "query ($code: String!) { area(code: $code) { id } }";
    text(&world.data(token, query, json!({ "code": code })).await["area"]["id"])
}

/// Signs in an officer of the first district who is named to open drugs, being cheated, lured abroad, treated unfairly.
pub(crate) async fn named_officer(world: &World) -> String {
    let args = ["user", "add", "--user-name", "named", "--role", "district_officer", "--area", "4801"];
    let printed: Value =
        serde_json::from_str(&world.run(&[&args[..], &["--opens-restricted", "--json"]].concat())).unwrap();
    let password = text(&printed["password"]);
    world.keep_secret(&password);
    world.sign_in(&Account { user_name: "named".to_owned(), password }).await
}
