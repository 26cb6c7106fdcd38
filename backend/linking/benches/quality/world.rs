//! An invented province over two survey years: who lives with whom and where, and what happens between the years.

use phonjon_domain::national_id::check_digit;

use crate::chance::Chance;
use crate::names;

pub(crate) const YEARS: [i32; 2] = [2565, 2566];
const HOMES_A_VILLAGE: usize = 110;

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: u32,
    pub(crate) is_man: bool,
    pub(crate) first: String,
    pub(crate) last: String,
    /// Year of the common era, month, day.
    pub(crate) born: (i32, u32, u32),
    pub(crate) pid: String,
    pub(crate) title: &'static str,
    /// What happened to them between the years.
    pub(crate) fate: Option<Fate>,
}

/// What happened between the two years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Fate {
    Moved,
    MovedAlone,
    Split,
    HeadDied,
    Renamed,
    NewNumber,
}

#[derive(Clone)]
pub(crate) struct Home {
    pub(crate) id: u32,
    pub(crate) code: String,
    pub(crate) no: String,
    pub(crate) village: usize,
    /// The head is the first.
    pub(crate) members: Vec<Person>,
}

/// Invented people of both years.
pub(crate) struct World {
    pub(crate) years: [Vec<Home>; 2],
}

struct Maker {
    chance: Chance,
    n_people: u32,
    n_homes: u32,
    n_codes: u32,
}

impl World {
    pub(crate) fn new(seed: u64, n_people: usize) -> Self {
        let mut maker = Maker { chance: Chance::new(seed), n_people: 0, n_homes: 0, n_codes: 0 };
        let mut before = Vec::new();
        let mut surnames: Vec<String> = Vec::new();
        while (maker.n_people as usize) < n_people {
            if before.len() % HOMES_A_VILLAGE == 0 {
                surnames = (0..14).map(|_| names::surname(&mut maker.chance)).collect();
            }
            let home = maker.home(before.len() / HOMES_A_VILLAGE, &surnames);
            before.push(home);
        }
        let after = maker.next_year(&before);
        Self { years: [before, after] }
    }
}

impl Maker {
    fn home(&mut self, village: usize, surnames: &[String]) -> Home {
        let chance = &mut self.chance;
        let family =
            if chance.per_mille(600) { chance.one_of(surnames).clone() } else { names::surname(chance) };
        let head_age = chance.between(26, 84);
        let n_children = if head_age < 60 { chance.below(4) } else { chance.below(2) };
        let mut members = vec![self.person(head_age, &family)];
        if self.chance.per_mille(620) {
            let age = head_age.saturating_sub(5) + self.chance.below(9);
            let is_man = members[0].is_man;
            let mut partner = self.person(age.max(19), &family);
            if partner.is_man == is_man {
                partner =
                    Person { first: names::given(&mut self.chance, !is_man), is_man: !is_man, ..partner };
                partner.title = title(!is_man, age);
            }
            if self.chance.per_mille(250) {
                partner.last = names::surname(&mut self.chance);
            }
            members.push(partner);
        }
        let mut child_age = None;
        for _ in 0..n_children {
            let age = head_age.saturating_sub(20).clamp(1, 30);
            let mut child = {
                let age = self.chance.below(age);
                self.person(age, &family)
            };
            // A few are twins.
            if let Some(born) = child_age.filter(|_| self.chance.per_mille(12)) {
                child.born = born;
            }
            child_age = Some(child.born);
            members.push(child);
        }
        if head_age < 58 && self.chance.per_mille(220) {
            let age = head_age + self.chance.between(18, 32);
            members.push(self.person(age, &family));
        }
        // No family gives two children one name.
        for at in 1..members.len() {
            while members[..at].iter().any(|it| it.first == members[at].first) {
                members[at].first = names::given(&mut self.chance, members[at].is_man);
            }
        }
        self.housed(village, members)
    }

    fn person(&mut self, age: usize, last: &str) -> Person {
        let chance = &mut self.chance;
        let is_man = chance.per_mille(490);
        let year = YEARS[0] - 543 - i32::try_from(age).unwrap_or(0);
        // Registers write the first of January where nobody knew the day.
        let (month, day) = if age > 55 && chance.per_mille(60) {
            (1, 1)
        } else {
            (chance.between(1, 12), chance.between(1, 28))
        };
        let number = |it: usize| u32::try_from(it).unwrap_or(1);
        let id = self.n_people;
        self.n_people += 1;
        let first = names::given(chance, is_man);
        let pid = self.pid(u64::from(id));
        Person {
            id,
            is_man,
            first,
            last: last.to_owned(),
            born: (year, number(month), number(day)),
            pid,
            title: title(is_man, age),
            fate: None,
        }
    }

    /// A number of an office that does not exist; two people never share one.
    fn pid(&mut self, number: u64) -> String {
        let scattered = (number * 7_654_321 + 2_718_281) % 10_000_000;
        let mut digits = format!("{}48{}{scattered:07}", 1 + 2 * self.chance.below(2), 40 + number % 20);
        let check = check_digit(&digits);
        digits.push(char::from(b'0' + check));
        digits
    }

    fn housed(&mut self, village: usize, members: Vec<Person>) -> Home {
        self.n_homes += 1;
        let (code, no) = self.house(village);
        Home { id: self.n_homes - 1, code, no, village, members }
    }

    fn house(&mut self, village: usize) -> (String, String) {
        self.n_codes += 1;
        let scattered = (u64::from(self.n_codes) * 7_654_337 + 104_729) % 10_000_000;
        let no = self.chance.between(1, 240);
        let no = if self.chance.per_mille(200) {
            format!("{no}/{}", self.chance.between(1, 20))
        } else {
            no.to_string()
        };
        (format!("48{:02}{scattered:07}", village / 80 % 90 + 1), no)
    }

    fn next_year(&mut self, before: &[Home]) -> Vec<Home> {
        let n_villages = before.last().map_or(1, |it| it.village + 1);
        let mut after: Vec<Home> = before.to_vec();
        let mut leavers = Vec::new();
        let mut parts = Vec::new();
        for home in &mut after {
            if home.members.len() > 2 && self.chance.per_mille(10) {
                // The young leave with a house of their own; the part with the head goes on.
                let mut part = home.members.split_off(home.members.len() - self.chance.between(1, 2));
                befall(&mut part, Fate::Split);
                parts.push((home.village, part));
            }
            if home.members.len() > 1 && self.chance.per_mille(12) {
                home.members.remove(0);
                befall(&mut home.members, Fate::HeadDied);
            }
            if home.members.len() > 2 && self.chance.per_mille(15) {
                let mut leaver = home.members.pop().into_iter().collect::<Vec<_>>();
                befall(&mut leaver, Fate::MovedAlone);
                leavers.extend(leaver);
            }
            if self.chance.per_mille(25) {
                home.village =
                    if self.chance.per_mille(600) { self.chance.below(n_villages) } else { home.village };
                (home.code, home.no) = self.house(home.village);
                befall(&mut home.members, Fate::Moved);
            }
            for person in &mut home.members {
                if self.chance.per_mille(5) {
                    person.fate = Some(Fate::Renamed);
                    if self.chance.per_mille(600) {
                        person.last = names::surname(&mut self.chance);
                    } else {
                        person.first = names::given(&mut self.chance, person.is_man);
                    }
                } else if self.chance.per_mille(1) {
                    person.fate = Some(Fate::NewNumber);
                    person.pid = self.pid(8_000_000 + u64::from(person.id));
                }
            }
            if self.chance.per_mille(25) {
                let last = home.members[0].last.clone();
                let child = self.person(0, &last);
                home.members.push(child);
            }
        }
        for leaver in leavers {
            let home = self.chance.below(after.len());
            after[home].members.push(leaver);
        }
        for (village, part) in parts {
            let home = self.housed(village, part);
            after.push(home);
        }
        after
    }
}

fn befall(people: &mut [Person], fate: Fate) {
    for it in people {
        it.fate = Some(fate);
    }
}

const fn title(is_man: bool, age: usize) -> &'static str {
    match (is_man, age < 15, age < 25) {
        (true, true, _) => "เด็กชาย",
        (true, false, _) => "นาย",
        (false, true, _) => "เด็กหญิง",
        (false, false, true) => "นางสาว",
        (false, false, false) => "นาง",
    }
}
