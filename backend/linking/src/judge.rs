//! Whether a row is about a person, from how each thing it says compares with what is known of that person.

use crate::bands::{Band, Bands};
use crate::name::Likeness;
use crate::plan::{Matcher, Reason, Warning};
use crate::when::Agreement;

/// How two citizen numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdMatch {
    Same,
    Other,
    Unknown,
}

/// How a row compares with a person.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; any may hold with any other")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence {
    pub(crate) id: IdMatch,
    pub(crate) first: Likeness,
    pub(crate) last: Likeness,
    pub(crate) birth: Agreement,
    pub(crate) is_other_sex: bool,
    /// One house code, or one address.
    pub(crate) is_same_house: bool,
    pub(crate) is_same_village: bool,
    pub(crate) is_same_mask: bool,
    /// The person already has a row of this source and year, of another house.
    pub(crate) is_listed_apart: bool,
}

/// What the evidence amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same {
        score: u16,
        by: Matcher,
        warning: Option<Warning>,
    },
    Ask {
        score: u16,
    },
    /// Equal id, two people.
    IdOfAnother,
    Other,
}

/// Weighs the evidence. A valid id decides unless name and birth are against it; a masked id only adds to a score.
pub(crate) fn judge(it: &Evidence, bands: Bands) -> Verdict {
    match it.id {
        IdMatch::Same => with_equal_id(it),
        IdMatch::Other => within(bands, with_other_id(it)),
        IdMatch::Unknown => within(bands, without_id(it)),
    }
}

/// A verdict by its score. What is asked about whatever its score stays so.
fn within(bands: Bands, verdict: Verdict) -> Verdict {
    let (Verdict::Same { score, .. } | Verdict::Ask { score }) = verdict else { return verdict };
    match bands.of(score) {
        Band::Same => verdict,
        Band::Ask => Verdict::Ask { score },
        Band::New => Verdict::Other,
    }
}

fn same(score: u16, by: Matcher) -> Verdict {
    Verdict::Same { score, by, warning: None }
}

fn same_but(score: u16, by: Matcher, warning: Warning) -> Verdict {
    Verdict::Same { score, by, warning: Some(warning) }
}

fn with_equal_id(it: &Evidence) -> Verdict {
    let n_other = [it.first, it.last].into_iter().filter(|name| *name == Likeness::Different).count();
    if n_other == 0 {
        return match (it.first, it.last, it.birth) {
            (Likeness::Unknown, _, _) | (_, Likeness::Unknown, _) => same(940, Matcher::Id),
            (_, _, Agreement::Different) => same_but(950, Matcher::IdName, Warning::BirthDiffers),
            (first, last, _) if first.is_slip() && last.is_slip() => same(1000, Matcher::IdName),
            _ => same(990, Matcher::IdName),
        };
    }
    let is_confirmed = it.birth == Agreement::SameDay && !it.is_other_sex;
    let is_contradicted = match it.birth {
        Agreement::Different => true,
        Agreement::SameDay | Agreement::Compatible | Agreement::Slip | Agreement::Unknown => it.is_other_sex,
    };
    if n_other == 2 && !is_confirmed || is_contradicted {
        return Verdict::IdOfAnother;
    }
    same_but(900, Matcher::IdPartOfName, Warning::NameDiffers)
}

/// Two valid ids: one issued anew, or written wrong. Only name and house together say so, and not of two whom one list
/// names apart; whoever else agrees in name and birth may be another, and is asked about.
fn with_other_id(it: &Evidence) -> Verdict {
    let is_same_name = it.first == Likeness::Same && it.last == Likeness::Same;
    let is_like_name = it.first.is_slip() && it.last.is_slip();
    if it.is_other_sex || !is_like_name {
        return Verdict::Other;
    }
    let link = |score, by| {
        if it.is_listed_apart { Verdict::Ask { score: 650 } } else { same_but(score, by, Warning::IdDiffers) }
    };
    match it.birth {
        Agreement::SameDay if it.is_same_house => link(880, Matcher::NameBirth),
        Agreement::SameDay if it.is_same_village => Verdict::Ask { score: 650 },
        Agreement::SameDay if is_same_name => Verdict::Ask { score: 600 },
        Agreement::Compatible | Agreement::Unknown if it.is_same_house && is_same_name => {
            link(820, Matcher::HouseName)
        }
        Agreement::Compatible | Agreement::Slip | Agreement::Unknown if it.is_same_house => {
            Verdict::Ask { score: 600 }
        }
        Agreement::Compatible if it.is_same_village => Verdict::Ask { score: 500 },
        Agreement::SameDay
        | Agreement::Compatible
        | Agreement::Slip
        | Agreement::Different
        | Agreement::Unknown => Verdict::Other,
    }
}

/// At least one of the two has no id: names with birth date, house or village.
fn without_id(it: &Evidence) -> Verdict {
    let is_same_name = it.first == Likeness::Same && it.last == Likeness::Same;
    let is_like_name = it.first.is_slip() && it.last.is_slip();
    let is_near_name = it.first.is_alike() && it.last.is_alike();
    let has_part_of_name = it.first.is_slip() || it.last.is_slip();
    if it.is_other_sex && !(is_same_name && it.birth == Agreement::SameDay) {
        return Verdict::Other;
    }
    let bonus = if it.is_same_mask { 20 } else { 0 };
    let verdict = match it.birth {
        Agreement::SameDay if is_like_name && it.is_same_village => same(930, Matcher::NameBirth),
        Agreement::SameDay if is_same_name => same(860, Matcher::NameBirth),
        Agreement::SameDay if is_near_name && it.is_same_village => same(850, Matcher::NameBirth),
        // The same birthday and surname in one house may be twins; once listed side by side they are two.
        Agreement::SameDay if has_part_of_name && it.is_same_house => Verdict::Ask { score: 650 },
        Agreement::SameDay if is_like_name => Verdict::Ask { score: 650 },
        Agreement::Compatible | Agreement::Unknown if is_like_name && it.is_same_house => {
            same(900, Matcher::HouseName)
        }
        Agreement::Compatible if is_like_name && it.is_same_village => same(880, Matcher::NameBirth),
        Agreement::Compatible if is_near_name && it.is_same_house => same(820, Matcher::HouseName),
        Agreement::Slip if is_like_name && it.is_same_house => same(840, Matcher::HouseName),
        Agreement::Slip if is_like_name && it.is_same_village => Verdict::Ask { score: 600 },
        Agreement::Unknown if is_same_name && it.is_same_village && !it.is_listed_apart => {
            same(760, Matcher::VillageName)
        }
        Agreement::Unknown if is_like_name && it.is_same_village => Verdict::Ask { score: 550 },
        Agreement::Unknown if is_near_name && it.is_same_house => Verdict::Ask { score: 600 },
        Agreement::Different if is_same_name && it.is_same_house => Verdict::Ask { score: 400 },
        Agreement::SameDay
        | Agreement::Compatible
        | Agreement::Slip
        | Agreement::Different
        | Agreement::Unknown => Verdict::Other,
    };
    match verdict {
        Verdict::Same { score, by, warning } => Verdict::Same { score: score + bonus, by, warning },
        Verdict::Ask { score } => Verdict::Ask { score: score + bonus },
        Verdict::IdOfAnother | Verdict::Other => verdict,
    }
}

/// The evidence as reasons for the person who is asked.
pub(crate) fn reasons(it: &Evidence) -> Vec<Reason> {
    let is_same_name = it.first == Likeness::Same && it.last == Likeness::Same;
    let is_other_name = it.first == Likeness::Different || it.last == Likeness::Different;
    let all = [
        (Reason::SameId, it.id == IdMatch::Same),
        (Reason::OtherId, it.id == IdMatch::Other),
        (Reason::SameName, is_same_name),
        (Reason::SimilarName, !is_same_name && !is_other_name),
        (Reason::OtherName, is_other_name),
        (Reason::SameBirth, it.birth.agrees()),
        (Reason::OtherBirth, matches!(it.birth, Agreement::Slip | Agreement::Different)),
        (Reason::SameHouse, it.is_same_house),
        (Reason::SameVillage, it.is_same_village && !it.is_same_house),
        (Reason::SameMaskedId, it.is_same_mask),
    ];
    all.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person of whom nothing but the id, the name and nothing of birth or place is compared.
    fn evidence(id: IdMatch, first: Likeness, last: Likeness) -> Evidence {
        Evidence {
            id,
            first,
            last,
            birth: Agreement::Unknown,
            is_other_sex: false,
            is_same_house: false,
            is_same_village: false,
            is_same_mask: false,
            is_listed_apart: false,
        }
    }

    fn at_home(it: Evidence) -> Evidence {
        Evidence { is_same_house: true, is_same_village: true, ..it }
    }

    fn born(it: Evidence, birth: Agreement) -> Evidence {
        Evidence { birth, ..it }
    }

    fn matcher(it: &Evidence) -> Option<Matcher> {
        match judge(it, Bands::default()) {
            Verdict::Same { by, .. } => Some(by),
            Verdict::Ask { .. } | Verdict::IdOfAnother | Verdict::Other => None,
        }
    }

    use Agreement::{Compatible, Different as OtherBirth, SameDay, Slip as BirthSlip};
    use IdMatch::{Other, Same as SameId, Unknown as NoId};
    use Likeness::{Different, Near, Same, Slip, Unknown};

    #[test]
    fn an_equal_id_decides() {
        assert_eq!(matcher(&evidence(SameId, Same, Same)), Some(Matcher::IdName));
        assert_eq!(matcher(&evidence(SameId, Unknown, Unknown)), Some(Matcher::Id));
        assert_eq!(matcher(&evidence(SameId, Different, Same)), Some(Matcher::IdPartOfName));
        assert_eq!(
            matcher(&born(evidence(SameId, Different, Different), SameDay)),
            Some(Matcher::IdPartOfName)
        );
        assert_eq!(matcher(&born(evidence(SameId, Same, Slip), OtherBirth)), Some(Matcher::IdName));
    }

    #[test]
    fn an_equal_id_is_anothers_when_name_and_birth_are_against_it() {
        assert_eq!(
            judge(&born(evidence(SameId, Different, Different), OtherBirth), Bands::default()),
            Verdict::IdOfAnother
        );
        assert_eq!(judge(&evidence(SameId, Different, Different), Bands::default()), Verdict::IdOfAnother);
        assert_eq!(
            judge(&born(evidence(SameId, Different, Same), OtherBirth), Bands::default()),
            Verdict::IdOfAnother
        );
        let brother = Evidence { is_other_sex: true, ..evidence(SameId, Different, Same) };
        assert_eq!(judge(&at_home(brother), Bands::default()), Verdict::IdOfAnother);
    }

    #[test]
    fn two_ids_with_one_name_and_birthday_are_asked_about() {
        let namesake = born(evidence(Other, Same, Same), SameDay);
        assert_eq!(judge(&namesake, Bands::default()), Verdict::Ask { score: 600 });
        let villager = Evidence { is_same_village: true, ..born(evidence(Other, Slip, Same), SameDay) };
        assert_eq!(judge(&villager, Bands::default()), Verdict::Ask { score: 650 });
        let at_home = at_home(namesake);
        assert_eq!(matcher(&at_home), Some(Matcher::NameBirth));
        assert_eq!(
            judge(&Evidence { is_listed_apart: true, ..at_home }, Bands::default()),
            Verdict::Ask { score: 650 }
        );
    }

    #[test]
    fn an_id_issued_anew_needs_the_whole_name_and_house() {
        assert_eq!(matcher(&at_home(born(evidence(Other, Same, Same), SameDay))), Some(Matcher::NameBirth));
        assert_eq!(matcher(&at_home(evidence(Other, Same, Same))), Some(Matcher::HouseName));
        assert_eq!(matcher(&evidence(Other, Same, Same)), None);
        assert_eq!(matcher(&at_home(evidence(Other, Near, Same))), None);
        assert_eq!(matcher(&at_home(born(evidence(Other, Different, Same), SameDay))), None);
    }

    #[test]
    fn without_an_id_name_and_birth_date_decide() {
        assert_eq!(matcher(&born(evidence(NoId, Same, Same), SameDay)), Some(Matcher::NameBirth));
        assert_eq!(matcher(&born(evidence(NoId, Same, Same), Compatible)), None);
        assert_eq!(matcher(&at_home(born(evidence(NoId, Slip, Same), Compatible))), Some(Matcher::HouseName));
        assert_eq!(matcher(&at_home(born(evidence(NoId, Same, Same), BirthSlip))), Some(Matcher::HouseName));
        assert_eq!(matcher(&at_home(born(evidence(NoId, Same, Same), OtherBirth))), None);
    }

    #[test]
    fn twins_are_two() {
        let twin = at_home(born(evidence(NoId, Different, Same), SameDay));
        assert_eq!(judge(&twin, Bands::default()), Verdict::Ask { score: 650 });
    }

    #[test]
    fn a_masked_id_raises_but_never_decides() {
        let masked = Evidence { is_same_mask: true, ..evidence(NoId, Different, Different) };
        assert_eq!(judge(&masked, Bands::default()), Verdict::Other);
        let score = |it: &Evidence| match judge(it, Bands::default()) {
            Verdict::Same { score, .. } | Verdict::Ask { score } => score,
            Verdict::IdOfAnother | Verdict::Other => 0,
        };
        let plain = at_home(evidence(NoId, Same, Same));
        assert!(score(&Evidence { is_same_mask: true, ..plain }) > score(&plain));
    }

    #[test]
    fn a_namesake_in_the_village_listed_side_by_side_is_asked_about() {
        let villager = Evidence { is_same_village: true, ..evidence(NoId, Same, Same) };
        assert_eq!(matcher(&villager), Some(Matcher::VillageName));
        assert_eq!(matcher(&Evidence { is_listed_apart: true, ..villager }), None);
        assert_eq!(reasons(&villager), [Reason::SameName, Reason::SameVillage]);
    }
}
