//! Which survey year a title or a sheet's name states.

use std::collections::BTreeSet;

use crate::wording::{ascii_digits, tidy};

/// Years (Buddhist) that a text states as the year of its content; days (31 มกราคม 2565) and spans (2565-2570) say none.
pub(crate) fn stated_years(text: &str) -> BTreeSet<i16> {
    numbers(text)
        .into_iter()
        .filter(|(before, _, after)| {
            let before = before.trim_end();
            let before = ["พ.ศ.", "พ.ศ", "พศ.", "(", ":"]
                .iter()
                .fold(before, |it, word| it.strip_suffix(word).unwrap_or(it).trim_end());
            let names_a_year = ["ปี", "งบประมาณ", "สำรวจ", "รอบ"].iter().any(|it| before.ends_with(it));
            names_a_year && !after.trim_start().starts_with(['-', '–', '/'])
        })
        .map(|(_, year, _)| year)
        .collect()
}

/// Any year that stands in a sheet's name.
pub(crate) fn years_in_name(name: &str) -> BTreeSet<i16> {
    numbers(name).into_iter().map(|(_, year, _)| year).collect()
}

/// The year of a public file's name: `61_province_common.csv` is 2561.
pub(crate) fn year_of_public_name(name: &str) -> Option<i16> {
    let (year, rest) = name.split_once('_')?;
    let year: i16 = year.parse().ok().filter(|_| year.len() == 2 && !rest.is_empty())?;
    Some(2500 + year)
}

/// Numbers of four digits in the range of survey years, with what stands before and after.
fn numbers(text: &str) -> Vec<(String, i16, String)> {
    let text = ascii_digits(&tidy(text));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) =
        text.get(at..).and_then(|it| it.find(|c: char| c.is_ascii_digit())).map(|it| it + at)
    {
        let end = text
            .get(start..)
            .and_then(|it| it.find(|c: char| !c.is_ascii_digit()))
            .map_or(text.len(), |it| it + start);
        if let (Some(digits), Some(before), Some(after)) =
            (text.get(start..end), text.get(..start), text.get(end..))
            && digits.len() == 4
            && let Ok(year @ 2540..=2620) = digits.parse::<i16>()
        {
            found.push((before.to_owned(), year, after.to_owned()));
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_states_its_year() {
        let years = |text: &str| stated_years(text).into_iter().collect::<Vec<_>>();
        assert_eq!(years("บัญชีรายชื่อคนจนเป้าหมาย TPMAP ปี พ.ศ. 2565"), [2565]);
        assert_eq!(years("จปฐ. ประจำปี ๒๕๖๖"), [2566]);
        assert_eq!(years("ปีงบประมาณ 2566"), [2566]);
        assert!(years("ข้อมูล ณ วันที่ 31 มกราคม 2565").is_empty());
        assert!(years("แผนปี 2565-2570").is_empty());
        assert!(years("จำนวน 2565 คน").is_empty());
    }

    #[test]
    fn names_may_hold_a_year() {
        assert_eq!(years_in_name("เป้าหมาย 2565").into_iter().collect::<Vec<_>>(), [2565]);
        assert_eq!(year_of_public_name("61_11_village_common.csv"), Some(2561));
        assert_eq!(year_of_public_name("province_common.csv"), None);
    }
}
