//! Whole answers as a client gets them: a case, a summary, an import, and a refusal in both languages.

use serde_json::Value;

use crate::district::{District, Row, row, tpmap};
use crate::world::World;

/// The answer with what differs from run to run named instead of written: ids, instants, today and its year.
fn tidy(mut answer: Value) -> String {
    fn walk(it: &mut Value, today: Option<&str>) {
        match it {
            Value::Array(items) => items.iter_mut().for_each(|it| walk(it, today)),
            Value::Object(fields) => {
                if let Some(number @ Value::String(_)) = fields.get_mut("shortNumber") {
                    *number = "<short number>".into();
                }
                // The case was opened today, and nothing lists it for this year.
                if fields.get("source").is_some_and(|it| it == "open") {
                    fields.insert("fiscalYear".to_owned(), "<this year>".into());
                }
                fields.values_mut().for_each(|it| walk(it, today));
            }
            Value::String(text) => {
                let is_id = text.len() == 38 && text.bytes().all(|b| b.is_ascii_hexdigit());
                let is_instant = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.starts_with("20");
                if is_id || text.starts_with("account:") {
                    "<id>".clone_into(text);
                } else if is_instant {
                    "<instant>".clone_into(text);
                } else if Some(text.as_str()) == today {
                    "<today>".clone_into(text);
                } else if text.starts_with("operator:") {
                    "operator:<name>".clone_into(text);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let today = answer["case"]["openedOn"].as_str().map(str::to_owned);
    walk(&mut answer, today.as_deref());
    let mut written = String::new();
    write(&answer, 0, &mut written);
    written
}

/// Writes what fits on a line on a line, and breaks up the rest.
fn write(it: &Value, depth: usize, to: &mut String) {
    let line = it.to_string();
    let parts: Vec<(String, &Value)> = match it {
        _ if line.chars().count() + 2 * depth < 140 => Vec::new(),
        Value::Object(fields) => fields.iter().map(|(name, it)| (format!("\"{name}\":"), it)).collect(),
        Value::Array(items) => items.iter().map(|it| (String::new(), it)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    if parts.is_empty() {
        to.push_str(&line);
        return;
    }
    let indent = "  ".repeat(depth + 1);
    to.push_str(&line[..1]);
    for (n, (name, it)) in parts.into_iter().enumerate() {
        to.push_str(if n == 0 { "\n" } else { ",\n" });
        to.push_str(&indent);
        to.push_str(&name);
        write(it, depth + 1, to);
    }
    to.push('\n');
    to.push_str(&"  ".repeat(depth));
    to.push_str(&line[line.len() - 1..]);
}

const CASE: &str = "id version status statusSince step verification class continuingCare closingReason closedOn urgent level \
    levelFromSurveyOnly failingDimensions problemGroups openedOn openedBecause lastVisitedOn \
    verdict { assessedOn level levelText fromSurveyOnly cause criteriaSet isOfficial note missing missingTexts nSufficientBefore \
        criteria { code text level isMet line fact { code trouble amount observedOn origin surveyYear seenAtHome } } } \
    team { id kind name } mentorTeam { id } area { code nameTh level } \
    household { shortNumber houseCode houseNo moo villageName description nMembersStated sources \
        members { since until isHead person { title firstName lastName sex birth diedOn hasCard numbers { kind text status } } } \
        residences { area { code } since until } consents { kind given on } \
        surveyResults { nodes { source surveyYear observedOn failingDimensions nMembers } } } \
    problems { code text group owningAgency status statusSince foundOn solvedOn count source surveyYear isRestricted } \
    visits { nodes { visitedOn manner toldBy findings { code problem answer amount refused } nothingChanged note } } \
    plans { number wayOut status } \
    interventions { nodes { need kind form sector agency valueBasis value plannedOn doneOn status outcome } } \
    events(first: 3) { totalCount nodes { number kind status by happenedOn recordedAt } pageInfo { hasNextPage } } \
    timeInState { status since until days } listings { fiscalYear source ruleVersion }";

async fn answers_are_as_they_are_written_here(world: World) {
    let home = Row { troubles: vec!["q07", "q18"], ..row(1, "48010902") };
    let wrong = Row { pid: Some("14890".to_owned()), ..row(2, "48010902") };
    let d = District::with_problems(world, &[home.clone(), wrong, Row { pid: None, ..row(3, "48010101") }]);
    d.import("tpmap_2566.csv", &tpmap(std::slice::from_ref(&home)), 2566);
    let case = d.case_of(&home).await;
    d.visit("team", &case, "visitedOn: \"2026-02-01\", manner: AT_HOME, toldBy: \"ภรรยา\", verification: CONFIRMED, findings: [{ code: \"bmn.safe_food\", answer: false }], note: \"น้ำบ่อขุ่น\"", "id").await;
    let help = format!(
        "caseId: \"{case}\", intervention: {{ need: \"drinking_water\", kind: IMMEDIATE, form: IN_KIND, sector: STATE, agency: \"อบต.บ้านกลาง\", value: {{ known: \"1200000\" }}, doneOn: \"2026-02-02\", outcome: NEED_MET }}"
    );
    d.act("team", "caseAddIntervention", &help, "intervention { id }").await;
    let whole = d.ask("team", &format!("{{ case(id: \"{case}\") {{ {CASE} }} }}")).await;
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(whole), @r#"
{
  "case":{
    "area":{"code":"48010902","level":"VILLAGE","nameTh":"บ้านบ้านกลาง2"},
    "class":null,
    "closedOn":null,
    "closingReason":null,
    "continuingCare":false,
    "events":{
      "nodes":[
        {"by":"<id>","happenedOn":"2026-02-02","kind":"INTERVENTION_PLANNED","number":5,"recordedAt":"<instant>","status":"BEING_HELPED"},
        {"by":"<id>","happenedOn":"2026-02-01","kind":"VERIFIED","number":4,"recordedAt":"<instant>","status":"BEING_HELPED"},
        {"by":"<id>","happenedOn":"2026-02-01","kind":"VISITED","number":3,"recordedAt":"<instant>","status":"TO_VERIFY"}
      ],
      "pageInfo":{"hasNextPage":true},
      "totalCount":5
    },
    "failingDimensions":["INCOME"],
    "household":{
      "consents":[],
      "description":null,
      "houseCode":null,
      "houseNo":"1",
      "members":[
        {
          "isHead":true,
          "person":{
            "birth":"1967-02-02",
            "diedOn":null,
            "firstName":"ทองขวัญกมลกมลนะ",
            "hasCard":null,
            "lastName":"วงศ์ขวัญศรีกมล",
            "numbers":[{"kind":"citizen","status":"valid","text":"1-xxxx-xxxxx-01-x"}],
            "sex":"M",
            "title":"นาย"
          },
          "since":"2023-01-01",
          "until":null
        }
      ],
      "moo":2,
      "nMembersStated":3,
      "residences":[{"area":{"code":"48010902"},"since":"2023-01-01","until":null}],
      "shortNumber":"<short number>",
      "sources":["TPMAP","THAIQM"],
      "surveyResults":{
        "nodes":[
          {"failingDimensions":null,"nMembers":3,"observedOn":"2023-01-01","source":"THAIQM","surveyYear":2566},
          {"failingDimensions":["INCOME"],"nMembers":null,"observedOn":"2023-01-01","source":"TPMAP","surveyYear":2566}
        ]
      },
      "villageName":null
    },
    "id":"<id>",
    "interventions":{
      "nodes":[
        {
          "agency":"อบต.บ้านกลาง",
          "doneOn":"2026-02-02",
          "form":"IN_KIND",
          "kind":"IMMEDIATE",
          "need":"drinking_water",
          "outcome":"NEED_MET",
          "plannedOn":null,
          "sector":"STATE",
          "status":"DONE",
          "value":"1200000",
          "valueBasis":"known"
        }
      ]
    },
    "lastVisitedOn":"2026-02-01",
    "level":"BELOW_SURVIVE",
    "levelFromSurveyOnly":false,
    "listings":[
      {"fiscalYear":2566,"ruleVersion":"default_opening/1","source":"thaiqm"},
      {"fiscalYear":2566,"ruleVersion":"default_opening/1","source":"tpmap"},
      {"fiscalYear":"<this year>","ruleVersion":"default_opening/1","source":"open"}
    ],
    "mentorTeam":null,
    "openedBecause":"{\"list\":[{\"codes\":[],\"line\":\"thaiqm_problem\",\"rule\":\"default_opening/1\",\"source\":\"thaiqm\",\"targetRule\":null,\"year\":2566}]}",
    "openedOn":"<today>",
    "plans":[],
    "problemGroups":["WATER","INCOME"],
    "problems":[
      {
        "code":"q07",
        "count":1,
        "foundOn":"2023-01-01",
        "group":"WATER",
        "isRestricted":false,
        "owningAgency":"องค์กรปกครองส่วนท้องถิ่น",
        "solvedOn":null,
        "source":"thaiqm",
        "status":"OPEN",
        "statusSince":"2023-01-01",
        "surveyYear":2566,
        "text":"ไม่มีน้ำดื่มสะอาด"
      },
      {
        "code":"q18",
        "count":1,
        "foundOn":"2023-01-01",
        "group":"INCOME",
        "isRestricted":false,
        "owningAgency":"กรมการพัฒนาชุมชน",
        "solvedOn":null,
        "source":"thaiqm",
        "status":"OPEN",
        "statusSince":"2023-01-01",
        "surveyYear":2566,
        "text":"ไม่มีเงินออม"
      }
    ],
    "status":"BEING_HELPED",
    "statusSince":"<instant>",
    "step":"IN_PROGRESS",
    "team":{"id":"<id>","kind":"SUBDISTRICT","name":"ทีมตำบลบ้านกลาง"},
    "timeInState":[
      {"days":0,"since":"<instant>","status":"TO_VERIFY","until":"<instant>"},
      {"days":0,"since":"<instant>","status":"BEING_HELPED","until":null}
    ],
    "urgent":true,
    "verdict":{
      "assessedOn":"2026-02-01",
      "cause":"visit",
      "criteria":[
        {
          "code":"has_house",
          "fact":{"amount":null,"code":"q01","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":false},
          "isMet":true,
          "level":"SURVIVE",
          "line":null,
          "text":"มีบ้านอยู่อาศัย"
        },
        {
          "code":"has_food",
          "fact":{
            "amount":null,
            "code":"bmn.safe_food",
            "observedOn":"2026-02-01",
            "origin":"visit",
            "seenAtHome":true,
            "surveyYear":null,
            "trouble":false
          },
          "isMet":true,
          "level":"SURVIVE",
          "line":null,
          "text":"มีอาหารถูกสุขลักษณะ"
        },
        {
          "code":"has_drinking_water",
          "fact":{"amount":null,"code":"q07","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":true},
          "isMet":false,
          "level":"SURVIVE",
          "line":null,
          "text":"มีน้ำดื่มสะอาด"
        },
        {
          "code":"bedridden_cared",
          "fact":{"amount":null,"code":"q22","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":false},
          "isMet":true,
          "level":"SURVIVE",
          "line":null,
          "text":"ผู้ป่วยติดเตียงหรือเรื้อรังมีผู้ดูแล"
        },
        {
          "code":"disabled_cared",
          "fact":{"amount":null,"code":"q23","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":false},
          "isMet":true,
          "level":"SURVIVE",
          "line":null,
          "text":"ผู้พิการได้รับการช่วยเหลือ"
        },
        {
          "code":"elderly_cared",
          "fact":{"amount":null,"code":"q24","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":false},
          "isMet":true,
          "level":"SURVIVE",
          "line":null,
          "text":"ผู้สูงอายุได้รับการช่วยเหลือ"
        },
        {
          "code":"dimension_health",
          "fact":{
            "amount":null,
            "code":"dimension.health",
            "observedOn":"2023-01-01",
            "origin":"tpmap",
            "seenAtHome":null,
            "surveyYear":2566,
            "trouble":false
          },
          "isMet":true,
          "level":"SUFFICIENT",
          "line":null,
          "text":"ไม่ตกเกณฑ์มิติ TPMAP ด้านสุขภาพ"
        },
        {
          "code":"dimension_living",
          "fact":{
            "amount":null,
            "code":"dimension.living",
            "observedOn":"2023-01-01",
            "origin":"tpmap",
            "seenAtHome":null,
            "surveyYear":2566,
            "trouble":false
          },
          "isMet":true,
          "level":"SUFFICIENT",
          "line":null,
          "text":"ไม่ตกเกณฑ์มิติ TPMAP ด้านความเป็นอยู่"
        },
        {
          "code":"dimension_education",
          "fact":{
            "amount":null,
            "code":"dimension.education",
            "observedOn":"2023-01-01",
            "origin":"tpmap",
            "seenAtHome":null,
            "surveyYear":2566,
            "trouble":false
          },
          "isMet":true,
          "level":"SUFFICIENT",
          "line":null,
          "text":"ไม่ตกเกณฑ์มิติ TPMAP ด้านการศึกษา"
        },
        {
          "code":"dimension_income",
          "fact":{
            "amount":null,
            "code":"dimension.income",
            "observedOn":"2023-01-01",
            "origin":"tpmap",
            "seenAtHome":null,
            "surveyYear":2566,
            "trouble":true
          },
          "isMet":false,
          "level":"SUFFICIENT",
          "line":null,
          "text":"ไม่ตกเกณฑ์มิติ TPMAP ด้านรายได้"
        },
        {
          "code":"dimension_access",
          "fact":{
            "amount":null,
            "code":"dimension.access",
            "observedOn":"2023-01-01",
            "origin":"tpmap",
            "seenAtHome":null,
            "surveyYear":2566,
            "trouble":false
          },
          "isMet":true,
          "level":"SUFFICIENT",
          "line":null,
          "text":"ไม่ตกเกณฑ์มิติ TPMAP ด้านการเข้าถึงบริการภาครัฐ"
        },
        {
          "code":"income_at_line",
          "fact":null,
          "isMet":null,
          "level":"SUFFICIENT",
          "line":null,
          "text":"รายได้ต่อคนต่อปีไม่ต่ำกว่าเส้นรายได้ของปี"
        },
        {
          "code":"has_savings",
          "fact":{"amount":null,"code":"q18","observedOn":"2023-01-01","origin":"thaiqm","seenAtHome":null,"surveyYear":2566,"trouble":true},
          "isMet":false,
          "level":"SUSTAINABLE",
          "line":null,
          "text":"มีเงินออม"
        }
      ],
      "criteriaSet":"default_levels/1",
      "fromSurveyOnly":false,
      "isOfficial":false,
      "level":"BELOW_SURVIVE",
      "levelText":"ต่ำกว่าขั้นอยู่รอด",
      "missing":[],
      "missingTexts":[],
      "nSufficientBefore":0,
      "note":"เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน"
    },
    "verification":"CONFIRMED",
    "version":5,
    "visits":{
      "nodes":[
        {
          "findings":[{"amount":null,"answer":false,"code":"bmn.safe_food","problem":null,"refused":false}],
          "manner":"AT_HOME",
          "note":"น้ำบ่อขุ่น",
          "nothingChanged":false,
          "toldBy":"ภรรยา",
          "visitedOn":"2026-02-01"
        }
      ]
    }
  }
}
"#));

    let area = d.area("4801").await;
    let asked = format!(
        "{{ summary(areaId: \"{area}\", fiscalYear: 2566, by: [LEVEL]) {{ area {{ code nameTh }} fiscalYear asOf isExact smallestShown \
        total {{ households {{ value withheld }} persons {{ value withheld }} }} progress {{ step figure {{ households {{ value withheld }} }} }} \
        lines {{ keys {{ facet value isTotal }} figure {{ households {{ value withheld }} persons {{ value withheld }} }} }} \
        coverage {{ areaCount reportingCount isComplete lastActivityOn silent {{ code }} }} isImportRunning }} }}"
    );
    let whole = d.ask("chief", &asked).await;
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(whole), @r#"
{
  "summary":{
    "area":{"code":"4801","nameTh":"เมืองนครพนม"},
    "asOf":"<instant>",
    "coverage":{"areaCount":2,"isComplete":true,"lastActivityOn":null,"reportingCount":2,"silent":[{"code":"480101"},{"code":"480109"}]},
    "fiscalYear":2566,
    "isExact":true,
    "isImportRunning":false,
    "lines":[
      {
        "figure":{"households":{"value":1,"withheld":null},"persons":{"value":3,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"not_yet_assessable"}]
      },
      {
        "figure":{"households":{"value":1,"withheld":null},"persons":{"value":3,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"below_survive"}]
      },
      {
        "figure":{"households":{"value":0,"withheld":null},"persons":{"value":0,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"survive"}]
      },
      {
        "figure":{"households":{"value":0,"withheld":null},"persons":{"value":0,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"sufficient"}]
      },
      {
        "figure":{"households":{"value":0,"withheld":null},"persons":{"value":0,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"sustainable"}]
      },
      {
        "figure":{"households":{"value":0,"withheld":null},"persons":{"value":0,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":false,"value":"fall_not_confirmed"}]
      },
      {
        "figure":{"households":{"value":2,"withheld":null},"persons":{"value":6,"withheld":null}},
        "keys":[{"facet":"LEVEL","isTotal":true,"value":null}]
      }
    ],
    "progress":[
      {"figure":{"households":{"value":2,"withheld":null}},"step":"listed"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"assigned"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"visited"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"verified"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"helped"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"closed"},
      {"figure":{"households":{"value":0,"withheld":null}},"step":"sustainable"}
    ],
    "smallestShown":null,
    "total":{"households":{"value":2,"withheld":null},"persons":{"value":6,"withheld":null}}
  }
}
"#));

    let imports = "{ imports { nodes { id fileName source surveyYear state nAccepted nAcceptedWithWarning nRejected nSkipped nRowsDone nRows startedBy \
        account { id } startedAt finishedAt undoneAt } pageInfo { hasNextPage } totalCount } }";
    let whole = d.ask("officer", imports).await;
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(whole), @r#"
{
  "imports":{
    "nodes":[
      {
        "account":null,
        "fileName":"tpmap_2566.csv",
        "finishedAt":"<instant>",
        "id":"<id>",
        "nAccepted":1,
        "nAcceptedWithWarning":0,
        "nRejected":0,
        "nRows":1,
        "nRowsDone":1,
        "nSkipped":0,
        "source":"tpmap",
        "startedAt":"<instant>",
        "startedBy":"operator:<name>",
        "state":"APPLIED",
        "surveyYear":2566,
        "undoneAt":null
      },
      {
        "account":null,
        "fileName":"thaiqm_2566.csv",
        "finishedAt":"<instant>",
        "id":"<id>",
        "nAccepted":1,
        "nAcceptedWithWarning":1,
        "nRejected":1,
        "nRows":3,
        "nRowsDone":3,
        "nSkipped":0,
        "source":"thaiqm",
        "startedAt":"<instant>",
        "startedBy":"operator:<name>",
        "state":"APPLIED",
        "surveyYear":2566,
        "undoneAt":null
      }
    ],
    "pageInfo":{"hasNextPage":false},
    "totalCount":null
  }
}
"#));

    let close = format!(
        "mutation {{ caseClose(caseId: \"{case}\", reason: SUSTAINABLE, expectedVersion: 1, key: \"whole-1\") {{ case {{ id }} userErrors {{ code message field conflict {{ version fields {{ name base yours theirs }} }} }} }} }}"
    );
    let stale = d.ask("chief", &close).await;
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(stale), @r#"
{
  "caseClose":{
    "case":null,
    "userErrors":[
      {
        "code":"VERSION_CONFLICT",
        "conflict":{"fields":[{"base":null,"name":"closingReason","theirs":null,"yours":"sustainable"}],"version":5},
        "field":"expectedVersion",
        "message":"มีผู้แก้ไขข้อมูลนี้ก่อนท่าน โปรดเทียบค่าของท่านกับค่าใหม่ แล้วบันทึกอีกครั้ง"
      }
    ]
  }
}
"#));
    let version = d.case("chief", &case, "version").await["version"].clone();
    let close = close
        .replace("expectedVersion: 1", &format!("expectedVersion: {version}"))
        .replace("whole-1", "whole-2");
    let thai = d.ask("chief", &close).await;
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(thai), @r#"
{
  "caseClose":{
    "case":null,
    "userErrors":[
      {
        "code":"LEVEL_NOT_SUSTAINABLE",
        "conflict":null,
        "field":null,
        "message":"ยุติการดูแลด้วยเหตุถึงขั้นยั่งยืนไม่ได้ เพราะขณะนี้อยู่ที่ ต่ำกว่าขั้นอยู่รอด"
      }
    ]
  }
}
"#));
    // The same in the language that the client prefers.
    let english = d
        .world
        .http()
        .post(d.world.url("/graphql").await)
        .bearer_auth(d.token("chief").await)
        .header("accept-language", "en")
        .json(&serde_json::json!({ "query": close.replace("whole-2", "whole-3") }))
        .send()
        .await
        .unwrap();
    let english: Value = serde_json::from_str(&english.text().await.unwrap()).unwrap();
    insta::allow_duplicates!(insta::assert_snapshot!(tidy(english["data"].clone()), @r#"
{
  "caseClose":{
    "case":null,
    "userErrors":[
      {
        "code":"LEVEL_NOT_SUSTAINABLE",
        "conflict":null,
        "field":null,
        "message":"The case cannot be closed as sustainable. The household’s level is: below survive."
      }
    ]
  }
}
"#));
}

on_both!(answers_are_as_they_are_written_here);
