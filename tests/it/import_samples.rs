//! Whether both sample sets come in as their truth says: every value, every outcome, every link.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::PathBuf;

use serde_json::Value;

use crate::imports::{Import, Place, Stored, apply, samples, say, sources, text};
use crate::world::World;

/// The sets' files in the order in which they come to an office: year by year.
const ROUNDS: [(&str, &[&str]); 2] = [
    ("2565", &["tpmap_2565.xlsx", "bmn_2565.xlsx", "thaiqm_2565.xlsx", "welfare_2565.csv"]),
    (
        "2566",
        &[
            "tpmap_2566.xlsx",
            "tpmap_2566_by_district.xlsx",
            "thaiqm_2566.xls",
            "thaiqm_2566_cp874.csv",
            "bmn_2566.ods",
        ],
    ),
];

const LEAST_F1: f64 = 0.995;

async fn three_hundred_households_come_in_as_they_are(world: World) {
    comes_in_as_its_truth_says(&world, "nakhonphanom-300");
}

on_both!(three_hundred_households_come_in_as_they_are);

/// The larger set on one database only: it takes long, and the smaller one has shown that they agree.
#[tokio::test]
async fn six_hundred_households_of_three_provinces_come_in_as_they_are() {
    comes_in_as_its_truth_says(&World::sqlite(), "three-provinces-600");
}

fn comes_in_as_its_truth_says(world: &World, set: &str) {
    let folder = samples(set);
    let imports = ROUNDS.map(|(year, names)| {
        let files: Vec<PathBuf> = names.iter().map(|it| folder.join(it)).collect();
        apply(world, &files, &["--year", year])
    });
    let mut found: HashMap<Place, &Value> = HashMap::new();
    for (place, row) in imports.iter().flat_map(Import::rows) {
        assert!(found.insert(place.clone(), row).is_none(), "{place:?} is told twice");
    }
    let truth = Truth::of(set);
    let mut faults = truth.faults_of_rows(&found);
    let (table, more) = truth.by_defect(&found);
    say(&format!("{set}, by defect: asked for, rows, as asked\n{table}"));
    faults.extend(more);
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), first(&faults));

    let stored = sources(world).1;
    for (what, by) in [("person", person as fn(&Stored) -> &str), ("household", household)] {
        let score = truth.score(&stored, what, by);
        say(&format!("{set}, {what}: precision {:.4}, recall {:.4}, F1 {:.4}", score.0, score.1, score.2));
        assert!(score.2 >= LEAST_F1, "{what}: F1 {:.4}", score.2);
    }
}

fn person(stored: &Stored) -> &str {
    &stored.person
}

fn household(stored: &Stored) -> &str {
    &stored.household
}

fn first(faults: &[String]) -> String {
    faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
}

/// What is true about a set.
struct Truth(Value);

impl Truth {
    fn of(set: &str) -> Self {
        let packed = std::fs::File::open(samples(set).join("truth.json.gz")).expect("the set has its truth");
        let mut written = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut written).expect("the truth is packed");
        Self(serde_json::from_str(&written).expect("the truth is JSON"))
    }

    /// File and sheet names by their numbers.
    fn names(&self) -> Vec<(String, Vec<String>)> {
        let sheets = |file: &Value| list(&file["sheets"]).iter().map(|it| sheet(&it["sheet"])).collect();
        list(&self.0["files"]).iter().map(|file| (text(&file["file"]), sheets(file))).collect()
    }

    /// Values not as they should be stored, rows lost or let in, and rows that are no data yet were taken.
    fn faults_of_rows(&self, found: &HashMap<Place, &Value>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut data = HashSet::new();
        for file in list(&self.0["files"]) {
            for of_sheet in list(&file["sheets"]) {
                for row in list(&of_sheet["rows"]) {
                    let place = (text(&file["file"]), sheet(&of_sheet["sheet"]), number(&row["row"]));
                    data.insert(place.clone());
                    let Some(told) = found.get(&place) else {
                        faults.push(format!("{place:?} is not told"));
                        continue;
                    };
                    let is_rejected = told["outcome"] == "rejected";
                    if row["reject"] == true || is_rejected || told["outcome"] == "skipped" {
                        if !(row["reject"] == true && is_rejected) {
                            faults.push(format!("{place:?} is {}: {}", told["outcome"], told["issues"]));
                        }
                        continue;
                    }
                    for (field, value) in list(&of_sheet["fields"]).iter().zip(list(&row["values"])) {
                        let stored = &told["normalised"][text(field)];
                        if stored != value {
                            faults.push(format!("{place:?} {field} is {stored}, not {value}"));
                        }
                    }
                }
            }
        }
        let taken = found.iter().filter(|it| it.1["outcome"] != "skipped" && !data.contains(it.0));
        faults.extend(taken.map(|(place, _)| format!("{place:?} is no data and was not skipped")));
        faults
    }

    /// How many defects of each kind were met as asked, as a table, and those that were not.
    fn by_defect(&self, found: &HashMap<Place, &Value>) -> (String, Vec<String>) {
        let defects = list(&self.0["defects"]).iter().filter(|it| it["level"] != "header");
        let defects: Vec<(Place, &Value)> =
            defects.map(|it| ((text(&it["file"]), sheet(&it["sheet"]), number(&it["row"])), it)).collect();
        // A row with several defects may be refused for the worst of them.
        let may_go: HashSet<&Place> =
            defects.iter().filter(|it| allows(it.1, "reject_row")).map(|it| &it.0).collect();
        let mut kinds: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        let mut faults = Vec::new();
        for (place, defect) in &defects {
            let (outcome, is_noted) = match found.get(place) {
                Some(told) => (text(&told["outcome"]), is_noted(told, &defect["field"])),
                None => ("nothing".to_owned(), false),
            };
            let is_met = match outcome.as_str() {
                "accepted" => allows(defect, "normalise_to"),
                "accepted_with_warning" => {
                    allows(defect, "normalise_to") || (allows(defect, "accept_with_warning") && is_noted)
                }
                "rejected" => may_go.contains(place),
                "skipped" => allows(defect, "skip_row"),
                _ => false,
            };
            let entry = kinds.entry((text(&defect["kind"]), text(&defect["expected"]))).or_default();
            entry.0 += 1;
            entry.1 += usize::from(is_met);
            if !is_met {
                faults.push(format!("{place:?} is {outcome}, though {defect}"));
            }
        }
        let lines =
            kinds.iter().map(|((kind, wanted), (n, n_met))| format!("{kind:26} {wanted:20} {n:5} {n_met:5}"));
        (lines.collect::<Vec<_>>().join("\n"), faults)
    }

    /// Precision, recall and F1 over pairs of rows.
    fn score(&self, stored: &[Stored], what: &str, by: fn(&Stored) -> &str) -> (f64, f64, f64) {
        let linked: HashMap<&Place, &str> = stored.iter().map(|it| (&it.place, by(it))).collect();
        let names = self.names();
        let (mut n_true, mut n_common) = (0.0, 0.0);
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        for rows in self.0["links"][what].as_object().expect("links by id").values() {
            let mut common: HashMap<&str, usize> = HashMap::new();
            for it in list(rows) {
                let (file, sheets) = &names[index(&it[0])];
                let place = (file.clone(), sheets[index(&it[1])].clone(), number(&it[2]));
                let id = linked.get(&place).unwrap_or_else(|| panic!("{place:?} is not stored"));
                *common.entry(id).or_default() += 1;
                *sizes.entry(id).or_default() += 1;
            }
            n_true += pairs(list(rows).len());
            n_common += common.values().copied().map(pairs).sum::<f64>();
        }
        let n_found: f64 = sizes.values().copied().map(pairs).sum();
        let (precision, recall) = (n_common / n_found, n_common / n_true);
        (precision, recall, 2.0 * precision * recall / (precision + recall))
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn index(value: &Value) -> usize {
    usize::try_from(number(value)).expect("a small number")
}

fn sheet(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pairs(n: usize) -> f64 {
    f64::from(u32::try_from(n * n.saturating_sub(1) / 2).expect("a small number"))
}

fn allows(defect: &Value, handling: &str) -> bool {
    defect["expected"] == handling
        || defect["also_ok"].as_array().is_some_and(|it| it.iter().any(|it| it == handling))
}

/// True where an issue speaks of the field, or of the whole row.
fn is_noted(row: &Value, field: &Value) -> bool {
    list(&row["issues"]).iter().any(|it| it["field"].is_null() || field.is_null() || it["field"] == *field)
}
