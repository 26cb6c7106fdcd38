//! A district of invented households for stories of the work: its villages, its lists, and who works there.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::imports::{Import, apply, pid, text};
use crate::world::World;

/// Who works in a district: user name, role, area.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("chief", "district_chief", "4801"),
    ("officer", "district_officer", "4801"),
    ("head", "subdistrict_head", "480109"),
    ("team", "team_member", "480109"),
    ("reporter", "village_reporter", "48010903"),
    ("far_head", "subdistrict_head", "480101"),
    ("province", "province_officer", "48"),
    ("far_chief", "district_chief", "4802"),
    ("auditor", "auditor", ""),
    ("admin", "system_administrator", ""),
];

/// The questions of a ThaiQM list: code and column.
const QUESTIONS: [(&str, &str); 9] = [
    ("q01", "ไม่มีบ้านอยู่อาศัย (คน)"),
    ("q03", "ไม่มีส้วม (ครัวเรือน)"),
    ("q07", "ไม่มีน้ำดื่มสะอาด (ครัวเรือน)"),
    ("q18", "ไม่มีเงินออม (คน)"),
    ("q20", "ได้รับผลกระทบจากยาเสพติด (คน)"),
    ("q22", "ผู้ป่วยติดเตียงไม่มีผู้ดูแล (คน)"),
    ("q23", "ผู้พิการไม่ได้รับการช่วยเหลือ (คน)"),
    ("q24", "ผู้สูงอายุไม่ได้รับการช่วยเหลือ (คน)"),
    ("q32", "หนี้นอกระบบ (คน)"),
];

/// One row of a list: a head of a household, where it lives, what ails it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its head: number, name and house follow from it.
    pub(crate) n: u64,
    /// The citizen number; none where the cell is empty.
    pub(crate) pid: Option<String>,
    /// First name.
    pub(crate) first_name: String,
    /// Code of the village.
    pub(crate) village: &'static str,
    /// House number.
    pub(crate) house: String,
    /// Codes of ThaiQM questions answered with a problem.
    pub(crate) troubles: Vec<&'static str>,
    /// Failing TPMAP dimensions: health, living, education, income, access.
    pub(crate) failing: [u8; 5],
    /// Members of the household as a survey counts them.
    pub(crate) n_members: u32,
}

/// The row of a household in a village: without savings, failing income.
pub(crate) fn row(n: u64, village: &'static str) -> Row {
    Row {
        n,
        pid: Some(pid(n)),
        first_name: first_name(n),
        village,
        house: n.to_string(),
        troubles: vec!["q18"],
        failing: [0, 0, 0, 1, 0],
        n_members: 3,
    }
}

const SYLLABLES: [&str; 12] =
    ["กมล", "ขวัญ", "จันทร์", "ชูใจ", "ดวงดาว", "ธารา", "บุญมี", "ปรีดา", "พิมพ์", "มานะ", "วันชัย", "หทัย"];

/// The syllables of a number, at least so many, the last place first.
fn syllables(n: u64, at_least: usize) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut rest = n;
    while found.len() < at_least || rest > 0 {
        found.push(SYLLABLES[usize::try_from(rest % 12).unwrap()]);
        rest /= 12;
    }
    found
}

/// A first name that is part of nobody else's name.
fn first_name(n: u64) -> String {
    format!("ทอง{}นะ", syllables(n, 3).concat())
}

fn last_name(n: u64) -> String {
    format!("วงศ์{}", syllables(n, 2).join("ศรี"))
}

fn amphoe(village: &str) -> &'static str {
    if village.starts_with("4802") { "ปลาปาก" } else { "เมืองนครพนม" }
}

fn tambon(village: &str) -> &'static str {
    match &village[..6] {
        "480101" => "ในเมือง",
        "480109" => "บ้านกลาง",
        "480112" => "โพธิ์ตาก",
        "480201" => "ปลาปาก",
        other => panic!("no subdistrict {other}"),
    }
}

/// A TPMAP target list.
pub(crate) fn tpmap(rows: &[Row]) -> String {
    let mut list = "ลำดับ,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,นามสกุล,เพศ,วันเกิด,บ้านเลขที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด,รหัสพื้นที่,ด้านสุขภาพ,ด้านความเป็นอยู่,ด้านการศึกษา,ด้านรายได้,ด้านการเข้าถึงบริการภาครัฐ\n".to_owned();
    for (at, it) in rows.iter().enumerate() {
        let moo = it.village[6..].parse::<u32>().unwrap();
        let pid = it.pid.as_deref().unwrap_or_default();
        let [health, living, education, income, access] = it.failing;
        writeln!(
            list,
            "{},{pid},นาย,{},{},ชาย,{}/{}/2510,{},{moo},{},{},นครพนม,{},{health},{living},{education},{income},{access}",
            at + 1,
            it.first_name,
            last_name(it.n),
            it.n % 27 + 1,
            it.n % 12 + 1,
            it.house,
            tambon(it.village),
            amphoe(it.village),
            it.village,
        )
        .unwrap();
    }
    list
}

/// A ThaiQM list of households with problems.
pub(crate) fn thaiqm(rows: &[Row]) -> String {
    let mut list =
        "ลำดับ,จังหวัด,อำเภอ,ตำบล,หมู่ที่,บ้านเลขที่,เลขประจำตัวประชาชนหัวหน้าครัวเรือน,ชื่อ-สกุล หัวหน้าครัวเรือน,จำนวนสมาชิก (คน)"
            .to_owned();
    for (_, column) in QUESTIONS {
        write!(list, ",{column}").unwrap();
    }
    list.push('\n');
    for (at, it) in rows.iter().enumerate() {
        let moo = it.village[6..].parse::<u32>().unwrap();
        let pid = it.pid.as_deref().unwrap_or_default();
        let name = format!("นาย{} {}", it.first_name, last_name(it.n));
        let (house, members) = (&it.house, it.n_members);
        write!(
            list,
            "{},นครพนม,{},{},{moo},{house},{pid},{name},{members}",
            at + 1,
            amphoe(it.village),
            tambon(it.village)
        )
        .unwrap();
        for (code, column) in QUESTIONS {
            let mark = if column.ends_with("(คน)") { "1" } else { "/" };
            let told = if it.troubles.contains(&code) { mark } else { "0" };
            write!(list, ",{told}").unwrap();
        }
        list.push('\n');
    }
    list
}

/// A world in which a district works.
pub(crate) struct District {
    pub(crate) world: World,
    tokens: Mutex<HashMap<String, String>>,
    n_acts: AtomicU64,
}

impl District {
    /// A district with three villages in each of two subdistricts, another beside it, and nobody listed yet.
    pub(crate) fn new(world: World) -> Self {
        let mut areas = "area_code,province,amphoe,tambon,moo,village\n".to_owned();
        let here = ["48010101", "48010102", "48010103", "48010901", "48010902", "48010903"];
        for village in here.iter().chain(&["48020101"]) {
            let moo = village[6..].parse::<u32>().unwrap();
            let (amphoe, tambon) = (amphoe(village), tambon(village));
            writeln!(areas, "{village},นครพนม,{amphoe},{tambon},{moo},บ้าน{tambon}{moo}").unwrap();
        }
        let areas = world.file("areas.csv", areas);
        world.run(&["areas", "import", &areas.to_string_lossy()]);
        Self { world, tokens: Mutex::default(), n_acts: AtomicU64::new(0) }
    }

    /// The same district with its server gone; the next question starts another.
    pub(crate) fn restarted(self) -> Self {
        Self { world: self.world.restarted(), ..self }
    }

    /// The same with one ThaiQM list of 2566 imported.
    pub(crate) fn with_problems(world: World, rows: &[Row]) -> Self {
        let district = Self::new(world);
        district.import("thaiqm_2566.csv", &thaiqm(rows), 2566);
        district
    }

    /// Imports a list that must be read.
    pub(crate) fn import(&self, name: &str, list: &str, year: u16) -> Import {
        let file = self.world.file(name, list);
        apply(&self.world, &[file], &["--year", &year.to_string()])
    }

    /// The token of somebody of the district, who is given an account when first named; `ministry` reads figures.
    pub(crate) async fn token(&self, who: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(who) {
            return token.clone();
        }
        let token = if who == "ministry" {
            self.world.add_user("ministry", "ministry_analyst", "");
            let args = ["token", "create", "--user-name", "ministry", "--name", "figures", "--json"];
            let made: Value = serde_json::from_str(&self.world.run(&args)).unwrap();
            text(&made["token"])
        } else {
            let (_, role, area) = PEOPLE.iter().find(|it| it.0 == who).expect("somebody of the district");
            self.world.signed_in(who, role, area).await
        };
        tokens.insert(who.to_owned(), token.clone());
        token
    }

    /// Asks what must be answered, and gives its `data`.
    pub(crate) async fn ask(&self, who: &str, query: &str) -> Value {
        self.world.data(&self.token(who).await, query, json!({})).await
    }

    /// Asks what must end in an error, and gives its code.
    pub(crate) async fn error(&self, who: &str, query: &str) -> String {
        let answer = self.world.graphql(Some(&self.token(who).await), query, json!({})).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no error: {answer:#}\nof {query}")).to_owned()
    }

    /// The text of a mutation with a key of its own.
    fn mutation(&self, act: &str, arguments: &str, fields: &str) -> String {
        let key = self.n_acts.fetch_add(1, Ordering::Relaxed);
        format!(
            "mutation {{ {act}({arguments}, key: \"story-{key}\") {{ {fields} userErrors {{ code message field }} }} }}"
        )
    }

    /// Does an act that must be done, and gives its payload.
    pub(crate) async fn act(&self, who: &str, act: &str, arguments: &str, fields: &str) -> Value {
        let mutation = self.mutation(act, arguments, fields);
        let mut payload = self.ask(who, &mutation).await[act].take();
        assert_eq!(payload["userErrors"], json!([]), "{mutation}");
        payload.as_object_mut().unwrap().remove("userErrors");
        payload
    }

    /// Tries an act that must be refused with a Thai sentence of its own, and gives the code and the field.
    pub(crate) async fn refused(&self, who: &str, act: &str, arguments: &str) -> (String, String) {
        let mutation = self.mutation(act, arguments, "");
        let payload = self.ask(who, &mutation).await[act].take();
        let errors = payload["userErrors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{mutation}\n{payload:#}");
        let message = text(&errors[0]["message"]);
        let is_thai = message.chars().any(|it| ('\u{e01}'..='\u{e4f}').contains(&it));
        assert!(is_thai && message.chars().count() > 10, "no Thai sentence: {message}");
        assert!(!message.contains("ทำรายการนี้ไม่ได้"), "no sentence of its own: {payload}");
        (text(&errors[0]["code"]), errors[0]["field"].as_str().unwrap_or_default().to_owned())
    }

    /// Tries an act that must be refused by the policy, and gives the error's code.
    pub(crate) async fn denied(&self, who: &str, act: &str, arguments: &str) -> String {
        let mutation = self.mutation(act, arguments, "");
        self.error(who, &mutation).await
    }

    /// Asks what must be answered, and gives its `data` and how many statements it cost.
    pub(crate) async fn statements(&self, who: &str, query: &str) -> (Value, usize) {
        let (mut answer, n) = self.world.counted(Some(&self.token(who).await), query, json!({})).await;
        assert!(answer.get("errors").is_none(), "errors: {:#}\nof {query}", answer["errors"]);
        (answer["data"].take(), n.expect("the server tells its statements"))
    }

    /// The id of an area.
    pub(crate) async fn area(&self, code: &str) -> String {
        let found = self.ask("chief", &format!("{{ area(code: \"{code}\") {{ id }} }}")).await;
        text(&found["area"]["id"])
    }

    /// The subdistrict team that serves an area.
    pub(crate) async fn team_of(&self, code: &str) -> String {
        let area = self.area(code).await;
        let query =
            format!("{{ teams(areaId: \"{area}\", kind: SUBDISTRICT, first: 2) {{ nodes {{ id }} }} }}");
        let found = self.ask("chief", &query).await;
        assert_eq!(found["teams"]["nodes"].as_array().unwrap().len(), 1, "one team serves {code}: {found}");
        text(&found["teams"]["nodes"][0]["id"])
    }

    /// Makes a mentor team of a subdistrict, for a village or the whole of it.
    pub(crate) async fn mentor_team(&self, name: &str, serves: &str) -> String {
        let (parent, area) = (self.team_of(&serves[..6]).await, self.area(serves).await);
        let team = format!(
            "team: {{ kind: MENTOR, name: \"{name}\", parentId: \"{parent}\", areaIds: [\"{area}\"] }}"
        );
        let made = self.act("chief", "teamCreate", &team, "team { id }").await;
        text(&made["team"]["id"])
    }

    /// The case of the household whose head has this first name.
    pub(crate) async fn case_of(&self, row: &Row) -> String {
        let query = format!("{{ cases(filter: {{ text: \"{}\" }}) {{ nodes {{ id }} }} }}", row.first_name);
        let found = self.ask("chief", &query).await;
        assert_eq!(found["cases"]["nodes"].as_array().unwrap().len(), 1, "one case of {row:?}: {found}");
        text(&found["cases"]["nodes"][0]["id"])
    }

    /// What is asked of a case.
    pub(crate) async fn case(&self, who: &str, case: &str, fields: &str) -> Value {
        self.ask(who, &format!("{{ case(id: \"{case}\") {{ {fields} }} }}")).await["case"].take()
    }

    /// Arguments that begin with a case and its present version.
    pub(crate) async fn at(&self, case: &str, arguments: &str) -> String {
        let version = self.case("chief", case, "version").await["version"].clone();
        format!("caseId: \"{case}\", expectedVersion: {version}, {arguments}")
    }

    /// Does an act on a case as it stands now, and gives what is asked of it after.
    pub(crate) async fn on(&self, who: &str, case: &str, act: &str, arguments: &str, fields: &str) -> Value {
        let arguments = self.at(case, arguments).await;
        let mut payload = self.act(who, act, &arguments, &format!("case {{ {fields} }}")).await;
        payload["case"].take()
    }

    /// Records a visit, and gives what is asked of the case after.
    pub(crate) async fn visit(&self, who: &str, case: &str, visit: &str, fields: &str) -> Value {
        let arguments = format!("caseId: \"{case}\", visit: {{ {visit} }}");
        let payload = self.act(who, "caseRecordVisit", &arguments, &format!("case {{ {fields} }}")).await;
        payload["case"].clone()
    }
}
