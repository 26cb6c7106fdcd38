//! Invented workbooks of one province, written the way offices hand them in, for trying things out and for measuring.
//!
//! The names and codes of the province, its districts and subdistricts are real; every village, household, person,
//! house number and 13-digit number is invented. The same settings write the same cells: nothing here reads a clock
//! or the machine's chance, and no more than one household is held in memory.

use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;

mod chance;
mod country;
mod household;
mod mess;
mod person;
mod places;
mod sheets;
mod survey;

pub use country::write_country;

use household::Province;

/// What to invent.
#[derive(Debug, Clone)]
pub struct DemoSettings {
    /// Where chance starts.
    pub seed: u64,
    /// Households in the province, at most 1,000,000.
    pub n_households: u32,
    /// Survey years, Buddhist era, oldest first; between two of them households get better or worse, move, grow
    /// and shrink.
    pub survey_years: Vec<u16>,
}

impl Default for DemoSettings {
    fn default() -> Self {
        Self { seed: 1, n_households: 2_000, survey_years: vec![2565, 2566] }
    }
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// More households than there are numbers to invent.
    #[error("at most 1000000 households can be invented, {0} were wanted")]
    TooMany(u32),
    /// The file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The workbook could not be written.
    #[error("cannot write the workbook `{}`", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: XlsxError,
    },
}

/// Writes, for each survey year, a TPMAP target list, a ThaiQM list, a จปฐ. list and a welfare register into `dir`,
/// and gives their paths in the order in which an office would import them.
///
/// # Errors
///
/// [`DemoError`] when a file cannot be written or too many households are wanted.
pub fn write_workbooks(dir: &Path, settings: &DemoSettings) -> Result<Vec<PathBuf>, DemoError> {
    let province = Province::new(settings.seed, settings.n_households, &settings.survey_years)?;
    let mut paths = Vec::new();
    for (round, year) in settings.survey_years.iter().enumerate() {
        let path = |stem: &str, ending: &str| dir.join(format!("{stem}_{year}.{ending}"));
        let files =
            [path("bmn", "xlsx"), path("tpmap", "xlsx"), path("thaiqm", "xlsx"), path("welfare", "csv")];
        let [bmn, tpmap, thaiqm, welfare] = &files;
        sheets::bmn::write(bmn, &province, round)?;
        sheets::tpmap::write(tpmap, &province, round)?;
        sheets::thaiqm::write(thaiqm, &province, round)?;
        sheets::welfare::write(welfare, &province, round)?;
        paths.extend(files);
    }
    Ok(paths)
}

/// Writes a TPMAP target list of survey year 2566 with exactly `n_rows` rows of people and no total below them.
///
/// # Errors
///
/// [`DemoError`] when the file cannot be written or too many rows are wanted.
pub fn write_benchmark_workbook(path: &Path, n_rows: u32, seed: u64) -> Result<(), DemoError> {
    // A household in the list has more than one person on it, so this many households are always enough.
    let province = Province::new(seed, n_rows, &[2566])?;
    sheets::tpmap::write_rows(path, &province, n_rows)
}

/// The province's districts, subdistricts and invented villages, as `areas import` reads them.
pub fn area_lines() -> String {
    let mut text = String::from("\u{feff}area_code,province,amphoe,tambon,moo,village\r\n");
    for it in places::villages() {
        let code = it.code.as_str();
        let line = [code, places::PROVINCE, it.amphoe, it.tambon, &it.moo.to_string(), &it.name].join(",");
        text.push_str(&line);
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests;
