//! Accounts come in as a workbook: checked, brought in without passwords, taken back.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::district::{District, row};
use crate::imports::{apply, import, look, text};
use crate::past_work::{goes_on_after_kills, latest, state, told, undo};
use crate::world::{Account, World};

/// A list of accounts: user name, shown name, role, how it is held, mentor team, sector, order, from, until, village number,
/// subdistrict, district.
fn list(lines: &[[&str; 12]]) -> String {
    let mut list = "บัญชีผู้ใช้ระบบ\nลำดับ,ชื่อผู้ใช้,ชื่อที่แสดง,สิทธิ์การใช้งาน,การดำรงตำแหน่ง,ทีมพี่เลี้ยง,ภาคีเครือข่าย,เลขที่คำสั่ง,ตั้งแต่วันที่,ถึงวันที่,หมู่ที่,ตำบล,อำเภอ,จังหวัด\n"
        .to_owned();
    for (n, it) in lines.iter().enumerate() {
        writeln!(list, "{},{},นครพนม", n + 1, it.join(",")).unwrap();
    }
    list
}

/// A row of a role over a subdistrict or district of the province, and nothing more.
const fn plain<'a>(user: &'a str, role: &'a str, tambon: &'a str, amphoe: &'a str) -> [&'a str; 12] {
    [user, "", role, "", "", "", "", "", "", "", tambon, amphoe]
}

fn wanted(row: u64, outcome: &str, codes: &[&str]) -> (u64, String, Vec<String>) {
    (row, outcome.to_owned(), codes.iter().map(|it| (*it).to_owned()).collect())
}

async fn district(world: World) -> District {
    let d = District::with_problems(world, &[row(1, "48010901"), row(2, "48020101")]);
    // Whoever asks later has an account from now on.
    for who in ["officer", "chief"] {
        d.token(who).await;
    }
    d.mentor_team("พี่เลี้ยงบ้านหนึ่ง", "48010901").await;
    d
}

/// How many audit events bear this word.
async fn n_told(d: &District, action: &str) -> u32 {
    let n =
        look(&d.world, &format!("select cast(count(*) as text) from audit_event where action = '{action}'"))
            .await;
    n[0][0].as_deref().unwrap().parse().unwrap()
}

/// The account of a user name, as the chief sees it.
async fn account(d: &District, user_name: &str, fields: &str) -> Option<Value> {
    let asked = format!("{{ accounts(search: \"{user_name}\") {{ nodes {{ userName {fields} }} }} }}");
    let found = d.ask("chief", &asked).await["accounts"]["nodes"].take();
    found.as_array().unwrap().iter().find(|it| it["userName"] == user_name).cloned()
}

const HERE: &str = "เมืองนครพนม";
const HEAD: [&str; 12] = [
    "Somsri.P",
    "นางสมศรี สมมุติ",
    "หัวหน้าทีมตำบล",
    "",
    "",
    "",
    "12/2568",
    "1/10/2568",
    "30/9/2575",
    "",
    "บ้านกลาง",
    HERE,
];
const GRANTS: &str = "displayName mustChangePassword grants { role heldAs areas { code } team { name } sector orderNumber \
    validFrom validUntil }";

async fn accounts_come_in_from_a_list(world: World) {
    let d = district(world).await;
    let before = state(&d);
    let (n_added, n_given) = (n_told(&d, "account.added").await, n_told(&d, "grant.given").await);
    let mentor = |user: &'static str, team: &'static str| {
        [user, "นางสมใจ สมมุติ", "พี่เลี้ยง", "", team, "", "", "", "", "1", "บ้านกลาง", HERE]
    };
    let until = |user: &'static str, until: &'static str| {
        [user, "", "สมาชิกทีมตำบล", "", "", "", "", "1/10/2568", until, "", "บ้านกลาง", HERE]
    };
    let all = list(&[
        HEAD,
        mentor("somjai", "พี่เลี้ยงบ้านหนึ่ง"),
        ["wat.somut", "วัดสมมุติ", "ภาคีเครือข่าย", "ดำรงตำแหน่ง", "", "ศาสนา", "", "", "", "", "", HERE],
        HEAD,
        plain("boss", "เจ้านาย", "บ้านกลาง", HERE),
        plain("watcher", "ผู้ตรวจสอบ", "", HERE),
        plain("lost", "หัวหน้าทีมตำบล", "ไม่มีตำบลนี้", HERE),
        mentor("alone", ""),
        mentor("astray", "ทีมที่ไม่มี"),
        plain("สมศรี", "หัวหน้าทีมตำบล", "บ้านกลาง", HERE),
        until("backwards", "30/9/2568"),
        until("for.ever", "30/9/2599"),
        plain("officer", "เจ้าหน้าที่อำเภอ", "", HERE),
        plain("officer", "เลขานุการ ศจพ.อ.", "", HERE),
        ["stand.in", "", "นายอำเภอ", "รักษาราชการแทน", "", "", "9/2568", "", "", "", "", HERE],
        plain("somsri.p", "สมาชิกทีมตำบล", "บ้านกลาง", HERE),
        plain("", "สมาชิกทีมตำบล", "บ้านกลาง", HERE),
    ]);
    let file = d.world.file("accounts.csv", &all);
    let checked = import(&d.world, "check", std::slice::from_ref(&file), &[]);
    assert!(state(&d) == before, "a check stores nothing");
    let brought = apply(&d.world, std::slice::from_ref(&file), &[]);
    assert_eq!(told(&checked), told(&brought), "a check says what the import does");
    assert_eq!(
        told(&brought),
        [
            wanted(3, "accepted", &[]),
            wanted(4, "accepted", &[]),
            wanted(5, "accepted", &[]),
            wanted(6, "accepted_with_warning", &["duplicate_row"]),
            wanted(7, "rejected", &["word_unknown"]),
            wanted(8, "rejected", &["account_role_by_hand"]),
            wanted(9, "rejected", &["account_area_unknown"]),
            wanted(10, "rejected", &["GRANT_TEAM_IS_A_MENTORS"]),
            wanted(11, "rejected", &["account_team_unknown"]),
            wanted(12, "rejected", &["ACCOUNT_NAME_MALFORMED"]),
            wanted(13, "rejected", &["DAYS_OUT_OF_ORDER"]),
            wanted(14, "rejected", &["day_ahead_unreadable"]),
            wanted(15, "accepted", &["unchanged"]),
            wanted(16, "rejected", &["account_differs"]),
            wanted(17, "rejected", &["account_held_by_hand"]),
            wanted(18, "rejected", &["account_differs"]),
            wanted(19, "rejected", &["past_field_missing"]),
        ]
    );
    let head = account(&d, "somsri.p", GRANTS).await.unwrap();
    let grant = json!({
        "role": "SUBDISTRICT_HEAD", "heldAs": "HELD", "areas": [{ "code": "480109" }], "team": null, "sector": null,
        "orderNumber": "12/2568", "validFrom": "2025-10-01", "validUntil": "2032-09-30",
    });
    assert_eq!((&head["displayName"], &head["grants"]), (&json!("นางสมศรี สมมุติ"), &json!([grant])));
    assert_eq!(head["mustChangePassword"], true);
    let mentor = account(&d, "somjai", GRANTS).await.unwrap();
    assert_eq!(mentor["grants"][0]["team"]["name"], "พี่เลี้ยงบ้านหนึ่ง");
    assert_eq!(account(&d, "wat.somut", GRANTS).await.unwrap()["grants"][0]["sector"], "RELIGION");
    // The audit log has each as if it were made by hand.
    assert_eq!(n_told(&d, "account.added").await, n_added + 3);
    assert_eq!(n_told(&d, "grant.given").await, n_given + 3);

    // The same file, and the same accounts in another one, change nothing.
    let after = state(&d);
    let again = apply(&d.world, &[file], &[]);
    let is_known =
        |it: &(u64, String, Vec<String>)| it.1 != "accepted" || it.2.contains(&"unchanged".to_owned());
    assert!(told(&again).iter().all(is_known), "{:?}", told(&again));
    let other = list(&[plain("wat.somut", "ภาคีเครือข่าย", "", HERE), HEAD]);
    let other = other.replace("1/10/2568", "").replace("ภาคีเครือข่าย,,,,", "ภาคีเครือข่าย,,,ศาสนา,");
    let other = apply(&d.world, &[d.world.file("other.csv", &other)], &[]);
    assert_eq!(told(&other), [wanted(3, "accepted", &["unchanged"]), wanted(4, "accepted", &["unchanged"])]);
    let without_batch = |state: String| {
        let lines = state.lines().filter(|it| !it.contains("other.csv")).map(|it| it.trim_end_matches(','));
        lines.collect::<Vec<_>>().join("\n")
    };
    let changed = without_batch(state(&d)) != without_batch(after);
    assert!(!changed, "the same accounts in another file change nothing");

    // Taken back, all is as it was; who manages no accounts takes none away.
    let found = d.ask("officer", "{ imports(first: 1) { nodes { id source nAccepted nRejected } } }").await;
    let of_accounts = &found["imports"]["nodes"][0];
    assert_eq!(
        (&of_accounts["source"], &of_accounts["nAccepted"], &of_accounts["nRejected"]),
        (&json!("accounts"), &json!(4), &json!(12))
    );
    let import = text(&of_accounts["id"]);
    let arguments = format!("importId: \"{import}\"");
    assert_eq!(d.denied("officer", "importUndo", &arguments).await, "FORBIDDEN");
    let preview = format!("{{ import(id: \"{import}\") {{ undoPreview {{ nRows kept {{ nRows }} }} }} }}");
    assert_eq!(d.error("officer", &preview).await, "FORBIDDEN");
    let undone =
        d.act("chief", "importUndo", &arguments, "undo { nRows kept { nRows } }").await["undo"].take();
    assert_eq!(undone, json!({ "nRows": 3, "kept": [] }));
    assert!(without_batch(state(&d)) == without_batch(before), "taken back to the byte");
    d.world.run(&["audit", "verify"]);
}

async fn what_somebody_used_or_changed_since_stays_when_accounts_are_taken_back(world: World) {
    let d = district(world).await;
    let users = ["opened", "promoted", "joined", "disabled", "revoked", "untouched"];
    let lines: Vec<[&str; 12]> = users.iter().map(|it| plain(it, "สมาชิกทีมตำบล", "บ้านกลาง", HERE)).collect();
    apply(&d.world, &[d.world.file("accounts.csv", list(&lines))], &[]);
    let import = latest(&d).await;
    let id = async |user: &str| text(&account(&d, user, "id").await.unwrap()["id"]);
    let opened = format!("accountId: \"{}\", expectedVersion: 1", id("opened").await);
    d.act("chief", "accountResetPassword", &opened, "newPassword { account { id } }").await;
    let promoted = format!(
        "accountId: \"{}\", grant: {{ role: SUBDISTRICT_HEAD, areaIds: [\"{}\"], validFrom: \"2026-01-01\" }}",
        id("promoted").await,
        d.area("480101").await
    );
    d.act("chief", "grantGive", &promoted, "account { id }").await;
    let joined = format!(
        "teamId: \"{}\", member: {{ kind: PERSON, name: \"นางสมมุติ\", sector: PEOPLE, formality: FORMAL, role: MEMBER, accountId: \"{}\" }}",
        d.team_of("480109").await,
        id("joined").await
    );
    d.act("head", "teamAddMember", &joined, "team { id }").await;
    let disabled = format!("accountId: \"{}\", expectedVersion: 1", id("disabled").await);
    d.act("chief", "accountDisable", &disabled, "account { id }").await;
    let revoked = account(&d, "revoked", "grants { id }").await.unwrap();
    let revoked = format!("grantId: {}", revoked["grants"][0]["id"]);
    d.act("chief", "grantRevoke", &revoked, "account { id }").await;

    let fields = "nRows kept { because nRows }";
    let preview = format!("{{ import(id: \"{import}\") {{ undoPreview {{ {fields} }} }} }}");
    let promised = d.ask("chief", &preview).await["import"]["undoPreview"].take();
    let arguments = format!("importId: \"{import}\"");
    let undone =
        d.act("chief", "importUndo", &arguments, &format!("undo {{ {fields} }}")).await["undo"].take();
    assert_eq!(undone, promised, "a preview says what taking back does");
    assert_eq!(undone, json!({ "nRows": 1, "kept": [{ "because": "CHANGED_SINCE", "nRows": 5 }] }));
    let left = look(
        &d.world,
        "select user_name from account where user_name in \
        ('opened', 'promoted', 'joined', 'disabled', 'revoked', 'untouched') order by user_name",
    )
    .await;
    let left: Vec<&str> = left.iter().filter_map(|it| it[0].as_deref()).collect();
    assert_eq!(left, ["disabled", "joined", "opened", "promoted", "revoked"]);
    assert_eq!(d.refused("chief", "importUndo", &arguments).await.0, "ALREADY_UNDONE");
}

/// The numbers of refused rows, each with why.
async fn refused_rows(d: &District, who: &str, import: &Value) -> Vec<(u64, String)> {
    let asked =
        format!("{{ rejectedRows(importId: {}) {{ nodes {{ row issues {{ code }} }} }} }}", import["id"]);
    let rows = d.ask(who, &asked).await["rejectedRows"]["nodes"].take();
    let of = |it: &Value| (it["row"].as_u64().unwrap(), text(&it["issues"][0]["code"]));
    rows.as_array().unwrap().iter().map(of).collect()
}

async fn an_importer_gives_no_role_that_he_could_not_give_by_hand(world: World) {
    let d = district(world).await;
    d.token("far_chief").await;
    // The chief imports lists for the district beside, and gives no role there.
    let beside = format!(
        "accountId: {}, grant: {{ role: DISTRICT_OFFICER, areaIds: [\"{}\"], validFrom: \"2026-01-01\" }}",
        account(&d, "chief", "id").await.unwrap()["id"],
        d.area("4802").await
    );
    d.act("admin", "grantGive", &beside, "account { id }").await;
    let all = list(&[
        plain("head.one", "หัวหน้าทีมตำบล", "บ้านกลาง", HERE),
        plain("second.chief", "นายอำเภอ", "", HERE),
        plain("far.head", "หัวหน้าทีมตำบล", "ปลาปาก", "ปลาปาก"),
        ["of.province", "", "เจ้าหน้าที่จังหวัด", "", "", "", "", "", "", "", "", ""],
        // Somebody of another district is there: no more is told than by hand.
        plain("far_chief", "หัวหน้าทีมตำบล", "บ้านกลาง", HERE),
    ]);
    let upload = d.upload("chief", "accounts.csv", all.as_bytes()).await;
    let done = d.apply_upload("chief", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(1), &json!(4)), "{done}");
    let why = |row: u64, code: &str| (row, code.to_owned());
    assert_eq!(
        refused_rows(&d, "chief", &done).await,
        [
            why(4, "ROLE_CANNOT_BE_GIVEN"),
            why(5, "account_area_elsewhere"),
            why(6, "account_area_elsewhere"),
            why(7, "ACCOUNT_NAME_TAKEN"),
        ]
    );
    // Who brought it stands behind the account and its grant, as by hand.
    let head = account(&d, "head.one", "grants { givenBy { displayName } }").await.unwrap();
    assert_eq!(head["grants"][0]["givenBy"]["displayName"], "chief");
    // An officer imports lists, and manages no accounts: nothing is told of those that are there.
    let file = all.replace("head.one", "head.two").replace("far_chief", "chief");
    let upload = d.upload("officer", "accounts_2.csv", file.as_bytes()).await;
    let done = d.apply_upload("officer", &upload, None).await;
    assert_eq!((&done["nAccepted"], &done["nRejected"]), (&json!(0), &json!(5)), "{done}");
    let refused = refused_rows(&d, "officer", &done).await;
    let here = [3, 4, 7].map(|row| why(row, "ROLE_CANNOT_BE_GIVEN"));
    assert!(here.iter().all(|it| refused.contains(it)), "{refused:?}");
    assert!(account(&d, "head.two", "id").await.is_none());
}

const SIGN_IN: &str = "mutation ($userName: String!, $password: String!) {
    signIn(userName: $userName, password: $password) { session { token mustChangePassword } userErrors { code } }
}";

async fn nobody_signs_in_before_somebody_gave_a_first_password(world: World) {
    let d = district(world).await;
    apply(&d.world, &[d.world.file("accounts.csv", list(&[HEAD]))], &[]);
    for password in ["", "somsri.p", "Somsri.P", "12/2568"] {
        let sent = json!({ "userName": "somsri.p", "password": password });
        let answer = d.world.graphql(None, SIGN_IN, sent).await;
        assert!(answer["data"]["signIn"]["session"].is_null(), "{answer}");
    }
    let found = account(&d, "somsri.p", "id version").await.unwrap();
    let reset = format!("accountId: {}, expectedVersion: {}", found["id"], found["version"]);
    let given = d.act("chief", "accountResetPassword", &reset, "newPassword { password }").await;
    let password = text(&given["newPassword"]["password"]);
    d.world.keep_secret(&password);
    let sent = json!({ "userName": "somsri.p", "password": password });
    let session = d.world.graphql(None, SIGN_IN, sent).await["data"]["signIn"]["session"].take();
    assert_eq!(session["mustChangePassword"], true, "{session}");
    // What was given may open nothing but the change of itself.
    let first = text(&session["token"]);
    d.world.keep_secret(&first);
    let refused = d.world.graphql(Some(&first), "{ cases { nodes { id } } }", json!({})).await;
    assert!(refused["errors"].is_array(), "{refused}");
    let own = d.world.sign_in(&Account { user_name: "somsri.p".to_owned(), password }).await;
    let cases = d.world.data(&own, "{ cases { nodes { id } } }", json!({})).await;
    assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 1);
}

async fn a_list_of_accounts_that_is_killed_goes_on_to_the_same_end(world: World) {
    let d = district(world).await;
    let before = state(&d);
    let names: Vec<String> = (1..=1_200).map(|n| format!("member.{n}")).collect();
    let lines: Vec<[&str; 12]> = names.iter().map(|it| plain(it, "สมาชิกทีมตำบล", "บ้านกลาง", HERE)).collect();
    let file = d.world.file("accounts.csv", list(&lines));
    goes_on_after_kills(&d, &file, "accounts", "account where password_hash is null", 1_200).await;
    let grants = "select cast(count(*) as text) from access_grant where role = 'team_member'";
    assert_eq!(look(&d.world, grants).await[0][0].as_deref(), Some("1200"));
    undo(&d, "accounts");
    assert!(state(&d) == before);
}

/// True where some file of a folder holds these bytes.
fn is_kept(folder: &Path, secret: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().map(|it| it.path()).any(|path| {
        if path.is_dir() {
            return is_kept(&path, secret);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(secret.len()).any(|it| it == secret.as_bytes())
    })
}

async fn a_file_with_passwords_is_refused_and_its_words_are_nowhere(world: World) {
    let d = district(world).await;
    let secret = "Lotus-4711-rain";
    d.world.keep_secret(secret);
    let head = HEAD.join(",");
    let file = format!(
        "ชื่อผู้ใช้,ชื่อที่แสดง,สิทธิ์การใช้งาน,รหัสผ่านเริ่มต้น,ตำบล,อำเภอ,จังหวัด\n\
         somsri.p,นางสมศรี สมมุติ,หัวหน้าทีมตำบล,{secret},บ้านกลาง,เมืองนครพนม,นครพนม\n{head}\n"
    );
    let folder = d.world.path().join("handed-in");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("accounts.csv");
    fs::write(&path, &file).unwrap();
    let before = state(&d);
    let brought = import(&d.world, "apply", std::slice::from_ref(&path), &[]);
    assert_eq!(brought.refused_for(), "file_with_passwords");
    let sentence = text(&brought.report["files"][0]["error"]["message_th"]);
    assert!(sentence.contains("โปรดลบรหัสผ่านออกจากแฟ้มก่อน"), "{sentence}");
    assert!(state(&d) == before);
    let upload = d.upload("chief", "accounts.csv", file.as_bytes()).await;
    let check = d.check_upload("chief", &upload, None).await;
    assert_eq!(check["refused"]["code"], "file_with_passwords", "{check}");
    let done = d.apply_upload("chief", &upload, None).await;
    assert_eq!(done["failure"]["code"], "file_with_passwords", "{done}");
    assert_eq!(look(&d.world, "select id from import_batch where source = 'accounts'").await.len(), 0);
    let shown = format!("{}{}{}{check}{done}", brought.printed, brought.report, d.world.log());
    assert!(!shown.contains(secret));
    fs::remove_file(&path).unwrap();
    assert!(!is_kept(d.world.path(), secret), "nothing that is kept says it in the open");
}

on_both!(
    accounts_come_in_from_a_list,
    what_somebody_used_or_changed_since_stays_when_accounts_are_taken_back,
    an_importer_gives_no_role_that_he_could_not_give_by_hand,
    nobody_signs_in_before_somebody_gave_a_first_password,
    a_list_of_accounts_that_is_killed_goes_on_to_the_same_end,
    a_file_with_passwords_is_refused_and_its_words_are_nowhere
);
