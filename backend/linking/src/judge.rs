//! Whether a row is about a person, from how each thing it says compares with what is known of that person.

use crate::bands::{Band, Bands};
use crate::explain::{Comparison, Level, Vector};
use crate::name::Likeness;
use crate::plan::{Matcher, Reason, Warning};
use crate::weights::score;
use crate::when::Agreement;
use crate::yardstick::Yardstick;

/// How two citizen numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdMatch {
    Same,
    Other,
    Unknown,
}

/// How two numbers compare that do not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberSlip {
    /// One digit or two neighbours apart, or the same though not valid.
    Slip,
    /// One is masked and shows the same digits.
    MaskAgrees,
    /// One is masked and shows others.
    MaskDiffers,
    /// Nothing to compare, or another.
    None,
}

/// How a row compares with a person.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; any may hold with any other")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence {
    pub(crate) id: IdMatch,
    pub(crate) number: NumberSlip,
    pub(crate) first: Likeness,
    pub(crate) last: Likeness,
    /// The given name is the other's surname, and the other way round.
    pub(crate) is_swapped: bool,
    pub(crate) birth: Agreement,
    pub(crate) is_other_sex: bool,
    pub(crate) is_same_sex: bool,
    /// One house code.
    pub(crate) is_same_code: bool,
    /// One house code, or one address.
    pub(crate) is_same_house: bool,
    pub(crate) is_same_village: bool,
    pub(crate) is_same_subdistrict: bool,
    /// Both say where they live, and it is not one subdistrict.
    pub(crate) is_far: bool,
    /// Whether others of the two households are the same, where both have others.
    pub(crate) has_company: Option<bool>,
    /// The person already has a row of this source and year.
    pub(crate) is_listed: bool,
    /// And that of another house.
    pub(crate) is_listed_apart: bool,
}

impl Evidence {
    /// The evidence as levels, each thing once.
    pub(crate) fn vector(&self) -> Vector {
        let mut vector = Vector::default();
        let mut set = |comparison, level: Option<Level>| {
            if let Some(level) = level {
                vector.set(comparison, level);
            }
        };
        let number = match (self.number, self.id) {
            (NumberSlip::Slip, _) => Some(Level::Slip),
            (NumberSlip::MaskAgrees, _) => Some(Level::MaskAgrees),
            (NumberSlip::MaskDiffers, _) => Some(Level::MaskDiffers),
            (NumberSlip::None, IdMatch::Other) => Some(Level::Other),
            (NumberSlip::None, IdMatch::Same | IdMatch::Unknown) => None,
        };
        let name = |likeness| match likeness {
            Likeness::Different if self.is_swapped => Some(Level::Swapped),
            Likeness::Same => Some(Level::Same),
            Likeness::Slip => Some(Level::Slip),
            Likeness::Sound => Some(Level::Sound),
            Likeness::Near => Some(Level::Near),
            Likeness::Different => Some(Level::Other),
            Likeness::Unknown => None,
        };
        let surname = if self.is_same_house {
            Comparison::SurnameAtHome
        } else if self.is_same_village {
            Comparison::SurnameInVillage
        } else {
            Comparison::Surname
        };
        let birth = match self.birth {
            Agreement::SameDay => Some(Level::Same),
            Agreement::SameMonth => Some(Level::SameMonth),
            Agreement::SameYear => Some(Level::SameYear),
            Agreement::SameAge => Some(Level::SameAge),
            Agreement::Slip => Some(Level::Slip),
            Agreement::Different => Some(Level::Other),
            Agreement::Unknown => None,
        };
        let places = [
            (self.is_same_code, Level::HouseCode),
            (self.is_same_house, Level::Address),
            (self.is_same_village, Level::Village),
            (self.is_same_subdistrict, Level::Subdistrict),
            (self.is_far, Level::Other),
        ];
        let sexes = [(self.is_other_sex, Level::Other), (self.is_same_sex, Level::Same)];
        let first_of = |all: &[(bool, Level)]| all.iter().find(|it| it.0).map(|it| it.1);
        set(Comparison::Number, number);
        set(Comparison::Given, name(self.first));
        set(surname, name(self.last));
        set(Comparison::Birth, birth);
        set(Comparison::Sex, first_of(&sexes));
        set(Comparison::Place, first_of(&places));
        set(Comparison::Company, self.has_company.map(|it| if it { Level::Shared } else { Level::Other }));
        set(Comparison::List, self.is_listed_apart.then_some(Level::Apart));
        vector
    }

    /// True where nothing but a name and perhaps a year speaks for the two: namesakes have as much in common.
    fn is_name_alone(&self) -> bool {
        let is_of_place = self.is_same_village || self.has_company == Some(true);
        !is_of_place && self.birth != Agreement::SameDay && self.number != NumberSlip::Slip
    }

    /// True where a name written otherwise is all that speaks for the two being one: it may be another's name.
    fn is_slip_alone(&self) -> bool {
        let is_same_name = self.first == Likeness::Same && self.last == Likeness::Same;
        let is_of_place = self.is_same_house || self.has_company == Some(true);
        let is_of_day = self.birth == Agreement::SameDay && self.is_same_village;
        let is_of_number = self.number == NumberSlip::Slip && self.birth.agrees();
        !is_same_name && !is_of_place && !is_of_day && !is_of_number
    }
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
pub(crate) fn judge(it: &Evidence, yardstick: &Yardstick) -> Verdict {
    match it.id {
        IdMatch::Same => with_equal_id(it),
        IdMatch::Other => within(yardstick.bands, with_other_id(it)),
        IdMatch::Unknown => weighed(it, yardstick),
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
    // Names in each other's columns are the same names.
    let is_other = |name: &Likeness| *name == Likeness::Different && !it.is_swapped;
    let n_other = [it.first, it.last].iter().filter(|name| is_other(name)).count();
    if n_other == 0 {
        return match (it.first, it.last, it.birth) {
            (Likeness::Unknown, _, _) | (_, Likeness::Unknown, _) => same(940, Matcher::Id),
            (_, _, Agreement::Different) => same_but(950, Matcher::IdName, Warning::BirthDiffers),
            (first, last, _) if first.is_slip() && last.is_slip() => same(1000, Matcher::IdName),
            _ => same(990, Matcher::IdName),
        };
    }
    let is_confirmed = it.birth == Agreement::SameDay && !it.is_other_sex;
    let is_contradicted = it.birth == Agreement::Different || it.is_other_sex;
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
        Agreement::SameDay if it.number == NumberSlip::Slip => link(860, Matcher::NameBirth),
        Agreement::SameDay if it.is_same_village => Verdict::Ask { score: 650 },
        Agreement::SameDay if is_same_name => Verdict::Ask { score: 600 },
        // One of the two numbers is written wrong.
        Agreement::SameMonth | Agreement::SameYear | Agreement::SameAge if it.number == NumberSlip::Slip => {
            link(840, Matcher::NameBirth)
        }
        Agreement::Unknown if it.number == NumberSlip::Slip && it.is_same_house => {
            link(840, Matcher::HouseName)
        }
        Agreement::SameMonth | Agreement::SameYear | Agreement::SameAge | Agreement::Unknown
            if it.is_same_house && is_same_name =>
        {
            link(820, Matcher::HouseName)
        }
        Agreement::SameMonth
        | Agreement::SameYear
        | Agreement::SameAge
        | Agreement::Slip
        | Agreement::Unknown
            if it.is_same_house =>
        {
            Verdict::Ask { score: 600 }
        }
        Agreement::SameMonth | Agreement::SameYear | Agreement::SameAge if it.is_same_village => {
            Verdict::Ask { score: 500 }
        }
        Agreement::SameDay
        | Agreement::SameMonth
        | Agreement::SameYear
        | Agreement::SameAge
        | Agreement::Slip
        | Agreement::Different
        | Agreement::Unknown => Verdict::Other,
    }
}

/// A slip that stands alone is asked about at most with this score.
const SLIP_ALONE: u16 = 550;
/// Twins, or two namesakes of one birthday in one house, are asked about with this score.
const TWINS: u16 = 650;

/// At least one of the two has no id: what is known is weighed, and rules hold down what weights alone would join.
fn weighed(it: &Evidence, yardstick: &Yardstick) -> Verdict {
    let bands = yardstick.bands;
    let is_same_name = it.first == Likeness::Same && it.last == Likeness::Same;
    if it.is_other_sex && !(is_same_name && it.birth == Agreement::SameDay) {
        return Verdict::Other;
    }
    // Who was renamed keeps number and birthday.
    let is_renamed =
        it.number == NumberSlip::Slip && it.birth == Agreement::SameDay && it.last.is_slip() && !it.is_listed;
    if !it.first.is_alike() && !it.is_swapped && !is_renamed {
        // The same birthday and surname in one house may be twins; once listed side by side they are two.
        let may_be_twins = it.birth == Agreement::SameDay && it.last.is_slip() && it.is_same_house;
        return if may_be_twins { within(bands, Verdict::Ask { score: TWINS }) } else { Verdict::Other };
    }
    let vector = it.vector();
    let sum = yardstick.weights.sum(&vector);
    let mut found = score(sum);
    let asked_at_most = bands.same() - 1;
    let is_held = match it.number {
        NumberSlip::MaskAgrees => {
            let unmasked = yardstick.weights.sum(&vector.without(Comparison::Number));
            bands.of(score(unmasked)) != Band::Same
        }
        NumberSlip::Slip => !it.birth.agrees() && !it.is_same_village,
        NumberSlip::MaskDiffers | NumberSlip::None => false,
    };
    if is_held || it.is_name_alone() || it.is_listed_apart && it.birth != Agreement::SameDay {
        found = found.min(asked_at_most);
    }
    if it.is_slip_alone() {
        found = found.min(SLIP_ALONE).min(asked_at_most);
    }
    match bands.of(found) {
        Band::Same => same(found, matcher(it)),
        Band::Ask => Verdict::Ask { score: found },
        Band::New => Verdict::Other,
    }
}

/// What decided, of all that was weighed.
fn matcher(it: &Evidence) -> Matcher {
    if it.birth == Agreement::SameDay {
        Matcher::NameBirth
    } else if it.is_same_house {
        Matcher::HouseName
    } else if it.is_same_village && !it.birth.agrees() {
        Matcher::VillageName
    } else {
        Matcher::NameBirth
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
        (Reason::SameMaskedId, it.number == NumberSlip::MaskAgrees),
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
            is_swapped: false,
            number: NumberSlip::None,
            is_other_sex: false,
            is_same_sex: false,
            is_same_code: false,
            is_same_house: false,
            is_same_village: false,
            is_same_subdistrict: false,
            is_far: false,
            has_company: None,
            is_listed: false,
            is_listed_apart: false,
        }
    }

    fn usual(it: &Evidence) -> Verdict {
        judge(it, &Yardstick::default())
    }

    fn at_home(it: Evidence) -> Evidence {
        Evidence { is_same_house: true, is_same_village: true, ..it }
    }

    fn born(it: Evidence, birth: Agreement) -> Evidence {
        Evidence { birth, ..it }
    }

    fn matcher(it: &Evidence) -> Option<Matcher> {
        match usual(it) {
            Verdict::Same { by, .. } => Some(by),
            Verdict::Ask { .. } | Verdict::IdOfAnother | Verdict::Other => None,
        }
    }

    use Agreement::{Different as OtherBirth, SameDay, SameYear as Compatible, Slip as BirthSlip};
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
        assert_eq!(usual(&born(evidence(SameId, Different, Different), OtherBirth)), Verdict::IdOfAnother);
        assert_eq!(usual(&evidence(SameId, Different, Different)), Verdict::IdOfAnother);
        assert_eq!(usual(&born(evidence(SameId, Different, Same), OtherBirth)), Verdict::IdOfAnother);
        let brother = Evidence { is_other_sex: true, ..evidence(SameId, Different, Same) };
        assert_eq!(usual(&at_home(brother)), Verdict::IdOfAnother);
    }

    #[test]
    fn two_ids_with_one_name_and_birthday_are_asked_about() {
        let namesake = born(evidence(Other, Same, Same), SameDay);
        assert_eq!(usual(&namesake), Verdict::Ask { score: 600 });
        let villager = Evidence { is_same_village: true, ..born(evidence(Other, Slip, Same), SameDay) };
        assert_eq!(usual(&villager), Verdict::Ask { score: 650 });
        let at_home = at_home(namesake);
        assert_eq!(matcher(&at_home), Some(Matcher::NameBirth));
        assert_eq!(usual(&Evidence { is_listed_apart: true, ..at_home }), Verdict::Ask { score: 650 });
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
        assert_eq!(usual(&twin), Verdict::Ask { score: 650 });
    }

    #[test]
    fn a_masked_id_raises_but_never_decides() {
        let masked = Evidence { number: NumberSlip::MaskAgrees, ..evidence(NoId, Different, Different) };
        assert_eq!(usual(&masked), Verdict::Other);
        let score = |it: &Evidence| match usual(it) {
            Verdict::Same { score, .. } | Verdict::Ask { score } => score,
            Verdict::IdOfAnother | Verdict::Other => 0,
        };
        let plain = at_home(evidence(NoId, Same, Same));
        assert!(score(&Evidence { number: NumberSlip::MaskAgrees, ..plain }) > score(&plain));
    }

    #[test]
    fn a_slip_alone_in_another_house_is_asked_about_however_rare_the_name() {
        let slip =
            Evidence { is_same_village: true, is_same_subdistrict: true, ..evidence(NoId, Same, Slip) };
        assert_eq!(usual(&born(slip, Compatible)), Verdict::Ask { score: 550 });
        // Nothing an office sets joins it, and no weight does.
        let mut eager = Yardstick::with_bands(Bands::new(600, 100).unwrap());
        assert_eq!(judge(&born(slip, Compatible), &eager), Verdict::Ask { score: 550 });
        eager.weights.of[Comparison::SurnameInVillage as usize][2] = 2000;
        assert_eq!(judge(&born(slip, Compatible), &eager), Verdict::Ask { score: 550 });
        // The day of birth, or others of the household, stand beside the slip.
        assert_eq!(matcher(&born(slip, SameDay)), Some(Matcher::NameBirth));
        let with_others = Evidence { has_company: Some(true), ..born(slip, Compatible) };
        assert_eq!(matcher(&with_others), Some(Matcher::NameBirth));
    }

    #[test]
    fn a_masked_id_decides_nothing_whatever_it_weighs() {
        let undecided = born(Evidence { is_far: true, ..evidence(NoId, Same, Same) }, Compatible);
        assert_eq!(matcher(&undecided), None);
        let masked = Evidence { number: NumberSlip::MaskAgrees, ..undecided };
        assert_eq!(usual(&masked), Verdict::Ask { score: 699 });
    }

    #[test]
    fn a_number_a_digit_off_joins_with_a_birthday_and_never_alone() {
        let slip = Evidence { number: NumberSlip::Slip, ..evidence(NoId, Different, Different) };
        assert_eq!(usual(&slip), Verdict::Other);
        let renamed =
            at_home(born(Evidence { number: NumberSlip::Slip, ..evidence(NoId, Different, Same) }, SameDay));
        assert_eq!(matcher(&renamed), Some(Matcher::NameBirth));
        assert_eq!(usual(&Evidence { is_listed: true, ..renamed }), Verdict::Ask { score: 650 });
        let two_numbers = Evidence { number: NumberSlip::Slip, ..born(evidence(Other, Slip, Same), SameDay) };
        assert_eq!(matcher(&two_numbers), Some(Matcher::NameBirth));
    }

    #[test]
    fn names_in_each_others_columns_are_the_same_names() {
        let swapped = Evidence { is_swapped: true, ..evidence(NoId, Different, Different) };
        assert_eq!(matcher(&at_home(swapped)), Some(Matcher::HouseName));
        assert_eq!(matcher(&Evidence { id: SameId, ..swapped }), Some(Matcher::IdName));
    }

    #[test]
    fn a_household_that_moved_together_speaks_for_each_of_it() {
        let moved = Evidence { is_far: true, ..born(evidence(NoId, Same, Same), Compatible) };
        assert_eq!(matcher(&moved), None);
        assert_eq!(matcher(&Evidence { has_company: Some(true), ..moved }), Some(Matcher::NameBirth));
    }

    #[test]
    fn each_thing_is_told_at_its_level() {
        let told = |it: &Evidence, comparison| it.vector().level(comparison);
        let home = at_home(born(evidence(NoId, Slip, Near), BirthSlip));
        assert_eq!(told(&home, Comparison::Given), Some(Level::Slip));
        assert_eq!(told(&home, Comparison::SurnameAtHome), Some(Level::Near));
        assert_eq!(told(&home, Comparison::Surname), None);
        assert_eq!(told(&home, Comparison::Birth), Some(Level::Slip));
        assert_eq!(told(&home, Comparison::Place), Some(Level::Address));
        assert_eq!(told(&Evidence { is_same_code: true, ..home }, Comparison::Place), Some(Level::HouseCode));
        let far = Evidence {
            is_far: true,
            is_other_sex: true,
            is_listed_apart: true,
            ..evidence(Other, Same, Same)
        };
        assert_eq!(told(&far, Comparison::Place), Some(Level::Other));
        assert_eq!(told(&far, Comparison::Surname), Some(Level::Same));
        assert_eq!(told(&far, Comparison::Sex), Some(Level::Other));
        assert_eq!(told(&far, Comparison::List), Some(Level::Apart));
        assert_eq!(told(&far, Comparison::Number), Some(Level::Other));
        assert_eq!(told(&far, Comparison::Company), None);
    }

    #[test]
    fn a_namesake_in_the_village_listed_side_by_side_is_asked_about() {
        let villager = Evidence { is_same_village: true, ..evidence(NoId, Same, Same) };
        assert_eq!(matcher(&villager), Some(Matcher::VillageName));
        assert_eq!(matcher(&Evidence { is_listed_apart: true, ..villager }), None);
        assert_eq!(reasons(&villager), [Reason::SameName, Reason::SameVillage]);
    }
}
