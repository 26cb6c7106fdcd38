//! Invented figures of the whole country, in the form in which TPMAP publishes its own: each level in a file of its own.
//!
//! The province of the demonstration is told down to its villages, every other one as a whole; each level adds up to
//! the one above it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};

use crate::DemoError;
use crate::chance::Chance;
use crate::places;

/// Codes of the 77 provinces, of the Interior Ministry's list.
const PROVINCES: [&str; 77] = [
    "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26",
    "27", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45",
    "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "67", "70", "71", "72", "73", "74", "75", "76", "77", "80", "81", "82", "83", "84",
    "85", "86", "90", "91", "92", "93", "94", "95", "96",
];

/// The file of each level: name, column of the code, digits of the code of what a row counts.
const LEVELS: [(&str, &str, usize); 4] = [
    ("province", "province_ID", 2),
    ("amphur", "amphur_ID", 4),
    ("tambol", "tumbol_ID", 6),
    ("village", "village_ID", 10),
];

/// The figures of a row, as the published files call them.
const FIGURES: [&str; 7] = [
    "household.CNT",
    "HOUSEMEMBER_CNT",
    "MOF_REG_CNT",
    "MOF_VAL_CNT",
    "ELDERLY_CNT",
    "indicator1.ALL",
    "indicator2.ALL",
];

/// What is counted somewhere.
#[derive(Clone, Copy, Default)]
struct Counts([u64; FIGURES.len()]);

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (mine, more) in self.0.iter_mut().zip(other.0) {
            *mine += more;
        }
    }
}

impl Counts {
    /// Of so many households.
    fn of(chance: &mut Chance, n_households: u32) -> Self {
        let members = n_households * chance.between(26, 34) / 10;
        let registered = members * chance.between(150, 320) / 1_000;
        let confirmed = registered * chance.between(700, 900) / 1_000;
        let elderly = members * chance.between(140, 240) / 1_000;
        let [newborn, fed] = [members / 90, members / 95];
        Self([n_households, members, registered, confirmed, elderly, newborn, fed].map(u64::from))
    }
}

/// Writes invented published figures of the whole country into `dir`, and gives the files' paths.
///
/// # Errors
///
/// [`DemoError::Write`] when a file cannot be written.
pub fn write_country(dir: &Path, seed: u64) -> Result<Vec<PathBuf>, DemoError> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for village in places::villages() {
        let code = format!("{}01", village.code);
        let mut chance = Chance::of(seed, &[77, code.parse().unwrap_or_default()]);
        let n_households = chance.between(40, 260);
        let here = Counts::of(&mut chance, n_households);
        for (_, _, digits) in LEVELS {
            *counts.entry(code[..digits].to_owned()).or_default() += here;
        }
    }
    for province in PROVINCES {
        let mut chance = Chance::of(seed, &[77, province.parse().unwrap_or_default()]);
        let n_households = chance.between(60_000, 420_000);
        counts.entry(province.to_owned()).or_insert_with(|| Counts::of(&mut chance, n_households));
    }
    let mut country = Counts::default();
    for province in PROVINCES {
        country += counts[province];
    }
    let mut paths = vec![write(&dir.join("country_common.csv"), None, &[("", country)])?];
    for (name, column, digits) in LEVELS {
        let of_level = counts.iter().filter(|it| it.0.len() == digits);
        let rows: Vec<(&str, Counts)> = of_level.map(|(code, counts)| (code.as_str(), *counts)).collect();
        paths.push(write(&dir.join(format!("{name}_common.csv")), Some(column), &rows)?);
    }
    Ok(paths)
}

fn write(path: &Path, column: Option<&str>, rows: &[(&str, Counts)]) -> Result<PathBuf, DemoError> {
    lines(path, column, rows).map_err(|source| DemoError::Write { path: path.to_owned(), source })?;
    Ok(path.to_owned())
}

fn lines(path: &Path, column: Option<&str>, rows: &[(&str, Counts)]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let quoted: Vec<String> = column.into_iter().chain(FIGURES).map(|it| format!("\"{it}\"")).collect();
    writeln!(file, "{}", quoted.join(","))?;
    for (code, counts) in rows {
        let code = column.map(|_| format!("\"{code}\""));
        let cells: Vec<String> = code.into_iter().chain(counts.0.map(|it| it.to_string())).collect();
        writeln!(file, "{}", cells.join(","))?;
    }
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The households of each row of a file, and their sum.
    fn households(path: &Path) -> (usize, u64) {
        let text = std::fs::read_to_string(path).unwrap();
        let at = text.lines().next().unwrap().split(',').position(|it| it == "\"household.CNT\"").unwrap();
        let all: Vec<u64> =
            text.lines().skip(1).map(|it| it.split(',').nth(at).unwrap().parse().unwrap()).collect();
        (all.len(), all.iter().sum())
    }

    #[test]
    fn each_level_adds_up_to_the_one_above_it() {
        let dir = std::env::temp_dir().join(format!("phonjon-demo-{}-country", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let paths = write_country(&dir, 1).unwrap();
        let [country, province, district, subdistrict, village] =
            paths.iter().map(|it| households(it)).collect::<Vec<_>>()[..]
        else {
            panic!("five files")
        };
        assert_eq!((country.0, province.0, country.1), (1, 77, province.1));
        assert_eq!((district.1, subdistrict.1), (subdistrict.1, village.1));
        assert!(district.0 < subdistrict.0 && subdistrict.0 < village.0);
        let text = std::fs::read_to_string(&paths[1]).unwrap();
        let own = text.lines().find(|it| it.starts_with("\"48\"")).unwrap();
        assert!(own.starts_with(&format!("\"48\",{},", district.1)), "{own}");
        write_country(&dir, 1).unwrap();
        assert_eq!(text, std::fs::read_to_string(&paths[1]).unwrap(), "the same seed writes the same");
        std::fs::remove_dir_all(dir).unwrap();
    }
}
