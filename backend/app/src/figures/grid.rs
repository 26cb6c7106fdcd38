//! What may be published of all areas together: which numbers are withheld, and how the others round. Pure.
//!
//! One number stands in several tables: an area's total in the table of its status and in that of its level, in its
//! own table and in the one of the area above. What one table withholds is therefore withheld in all, and each table
//! is looked at again until none gives back what another hides.

use std::collections::{BTreeMap, HashMap};

use phonjon_domain::figures::{Cell, Table, Withheld, cell_key, round_to_5, suppress_linked};
use phonjon_domain::ids::AreaId;
use phonjon_store::areas::country_id;
use phonjon_store::figures::Facet;
use phonjon_store::figures::snapshot::Tallied;

/// A number's name within an area: facet and value; both empty for all households.
pub(super) type Column = (&'static str, &'static str);

/// Every column that is published, all households first.
pub(super) fn columns() -> Vec<Column> {
    let facets = Facet::ALL.into_iter().filter(|it| *it != Facet::Area);
    let values = facets.flat_map(|facet| facet.values().into_iter().map(move |value| (facet.code(), value)));
    std::iter::once(("", "")).chain(values).collect()
}

/// What an area publishes: itself, or what is known no nearer than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// The area with everything in it.
    Whole(AreaId),
    /// Households of which no area below it is known.
    Rest(AreaId),
}

/// The exact numbers of all places, and what lies in what.
#[derive(Debug, Clone, Default)]
pub(super) struct Exact {
    /// The places, each with what lies directly in it, as positions; a place without any is not broken down.
    pub places: Vec<(Place, Vec<usize>)>,
    /// Households and persons by place, in the order of [`columns`].
    pub counts: Vec<Vec<[u32; 2]>>,
}

/// A number as published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Rounded to 5.
    Shown(u32),
    /// Withheld.
    Withheld(Withheld),
}

/// Households and persons by place, in the order of [`columns`].
pub(super) type Published = Vec<Vec<[Told; 2]>>;

impl Exact {
    /// Adds up what was tallied by subdistrict, up to the country.
    pub(super) fn new(tree: &[(AreaId, Option<AreaId>)], tallied: &[Tallied]) -> Self {
        let columns: HashMap<Column, usize> =
            columns().into_iter().enumerate().map(|(place, it)| (it, place)).collect();
        let country = country_id();
        let mut exact = Self::default();
        let mut at: HashMap<Place, usize> = HashMap::new();
        exact.place(&mut at, Place::Whole(country), columns.len());
        for (area, _) in tree {
            exact.place(&mut at, Place::Whole(*area), columns.len());
        }
        let mut parents: HashMap<AreaId, AreaId> = HashMap::new();
        for (area, parent) in tree {
            let parent = parent.unwrap_or(country);
            parents.insert(*area, parent);
            if let (Some(below), Some(above)) = (at.get(&Place::Whole(*area)), at.get(&Place::Whole(parent)))
            {
                let below = *below;
                exact.places[*above].1.push(below);
            }
        }
        for (area, facet, value, households, persons) in tallied {
            let Some(column) = columns.get(&(facet.map_or("", Facet::code), value)) else { continue };
            let counts = [*households, *persons].map(|it| u32::try_from(it).unwrap_or(0));
            // An area that is no more, or lies below what is published, counts in the country as a whole.
            let known = if at.contains_key(&Place::Whole(*area)) { *area } else { country };
            let whole = at[&Place::Whole(known)];
            if !exact.places[whole].1.is_empty() {
                let rest = exact.place(&mut at, Place::Rest(known), columns.len());
                if !exact.places[whole].1.contains(&rest) {
                    exact.places[whole].1.push(rest);
                }
                exact.add(rest, *column, counts);
            }
            let mut area = Some(known);
            while let Some(it) = area {
                exact.add(at[&Place::Whole(it)], *column, counts);
                area = parents.get(&it).copied();
            }
        }
        exact
    }

    fn place(&mut self, at: &mut HashMap<Place, usize>, place: Place, n_columns: usize) -> usize {
        *at.entry(place).or_insert_with(|| {
            self.places.push((place, Vec::new()));
            self.counts.push(vec![[0, 0]; n_columns]);
            self.places.len() - 1
        })
    }

    fn add(&mut self, place: usize, column: usize, counts: [u32; 2]) {
        for (measure, count) in counts.into_iter().enumerate() {
            let sum = &mut self.counts[place][column][measure];
            *sum = sum.saturating_add(count);
        }
    }

    /// What may be told of it.
    pub(super) fn publish(&self, fiscal_year: i16, k: u32) -> Published {
        let columns = columns();
        let frames = self.frames(&columns);
        let households = self.withheld(&frames, 0, k, &vec![vec![None; columns.len()]; self.places.len()]);
        // Where households are withheld persons would tell nearly as much.
        let persons = self.withheld(&frames, 1, k, &households);
        let mut published = Vec::with_capacity(self.places.len());
        for (at, (place, _)) in self.places.iter().enumerate() {
            let told = |column: usize, measure: usize| {
                let marks = if measure == 0 { &households } else { &persons };
                if let Some(why) = marks[at][column] {
                    return Told::Withheld(why);
                }
                let key = key(*place, fiscal_year, columns[column], measure);
                Told::Shown(round_to_5(self.counts[at][column][measure], key))
            };
            published.push((0..columns.len()).map(|it| [told(it, 0), told(it, 1)]).collect());
        }
        published
    }

    /// The tables: for every place that is broken down one of each facet whose values exclude each other, and one of
    /// each value of the others.
    ///
    /// An area without any household, and a value that no household anywhere has, take no part: there is nobody to
    /// protect, and guarding their noughts would take most of the other numbers with them. They are told as small.
    fn frames(&self, columns: &[Column]) -> Vec<Frame> {
        let all = 0;
        let of = |facet: Facet| -> Vec<usize> {
            let of_facet = columns.iter().enumerate().filter(|(_, it)| it.0 == facet.code());
            of_facet.map(|(place, _)| place).collect()
        };
        let is_used = |column: &usize| self.counts.iter().any(|it| it[*column][0] != 0);
        let facets: Vec<(bool, Vec<usize>)> = Facet::ALL
            .into_iter()
            .filter(|it| *it != Facet::Area)
            .map(|it| (it.is_several(), of(it).into_iter().filter(is_used).collect()))
            .collect();
        let mut frames = Vec::new();
        for (whole, (_, below)) in self.places.iter().enumerate() {
            let below: Vec<usize> =
                below.iter().copied().filter(|it| self.counts[*it][all][0] != 0).collect();
            if below.is_empty() {
                continue;
            }
            for (is_several, values) in &facets {
                if *is_several {
                    frames.extend(values.iter().map(|it| Frame::new(&below, whole, &[*it], *it)));
                } else {
                    frames.push(Frame::new(&below, whole, values, all));
                }
            }
        }
        frames
    }

    /// The reason each number of a measure is withheld, beginning with what is withheld already.
    fn withheld(
        &self,
        frames: &[Frame],
        measure: usize,
        k: u32,
        already: &[Vec<Option<Withheld>>],
    ) -> Vec<Vec<Option<Withheld>>> {
        let mark = |count: u32, already: Option<Withheld>| match already {
            _ if count < k => Some(Withheld::Small),
            already => already.map(|_| Withheld::Complementary),
        };
        let mut withheld: Vec<Vec<Option<Withheld>>> = Vec::with_capacity(self.counts.len());
        for (counts, already) in self.counts.iter().zip(already) {
            withheld
                .push(counts.iter().zip(already).map(|(it, already)| mark(it[measure], *already)).collect());
        }
        // Which table withheld a number first: it need not hide from itself what it withheld for others' sake.
        let mut owner: HashMap<(usize, usize), usize> = HashMap::new();
        let mut seen: Vec<Option<Vec<bool>>> = vec![None; frames.len()];
        loop {
            let mut is_settled = true;
            for (own, frame) in frames.iter().enumerate() {
                let is_elsewhere = |name: &(usize, usize)| {
                    withheld[name.0][name.1].is_some() && owner.get(name) != Some(&own)
                };
                let also: Vec<bool> = frame.names.iter().map(is_elsewhere).collect();
                if seen[own].as_ref() == Some(&also) {
                    continue;
                }
                is_settled = false;
                let inner: Vec<u32> =
                    frame.inner().map(|(at, column)| self.counts[at][column][measure]).collect();
                // Sums beyond what fits are no figures of households; nothing of such a table is told.
                let cells = Table::new(frame.n_rows, frame.n_cols, &inner).map_or_else(
                    |_| vec![Cell::Withheld(Withheld::Complementary); frame.names.len()],
                    |table| suppress_linked(&table, k, &also),
                );
                for (cell, name) in cells.into_iter().zip(&frame.names) {
                    let number = &mut withheld[name.0][name.1];
                    if let (Cell::Withheld(why), None) = (cell, &number) {
                        *number = Some(why);
                        owner.insert(*name, own);
                    }
                }
                seen[own] = Some(also);
            }
            if is_settled {
                return withheld;
            }
        }
    }
}

/// What a number's rounding hangs on.
pub(super) fn key(place: Place, fiscal_year: i16, (facet, value): Column, measure: usize) -> u64 {
    let (area, whole) = match place {
        Place::Whole(area) => (area, "whole"),
        Place::Rest(area) => (area, "rest"),
    };
    let measured = ["households", "persons"][measure];
    cell_key(&[&area.0.to_string(), whole, &fiscal_year.to_string(), facet, value, measured])
}

/// A table with totals, as the places and columns its cells are.
struct Frame {
    n_rows: usize,
    n_cols: usize,
    /// Row-major with totals: place and column.
    names: Vec<(usize, usize)>,
}

impl Frame {
    fn new(below: &[usize], whole: usize, values: &[usize], total: usize) -> Self {
        let rows = below.iter().copied().chain([whole]);
        let columns = || values.iter().copied().chain([total]);
        let names = rows.flat_map(|row| columns().map(move |column| (row, column))).collect();
        Self { n_rows: below.len(), n_cols: values.len(), names }
    }

    fn inner(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let width = self.n_cols + 1;
        let within = move |it: &usize| it / width < self.n_rows && it % width < self.n_cols;
        (0..self.names.len()).filter(within).map(|it| self.names[it])
    }
}

/// The numbers of one place as kept: by `facet/value`, a number or the reason it is withheld.
pub(super) fn kept(told: &[[Told; 2]]) -> BTreeMap<String, [serde_json::Value; 2]> {
    let value = |told: Told| match told {
        Told::Shown(count) => serde_json::Value::from(count),
        Told::Withheld(why) => serde_json::Value::from(why.code()),
    };
    let name = |(facet, of): Column| if facet.is_empty() { String::new() } else { format!("{facet}/{of}") };
    columns().into_iter().zip(told).map(|(column, it)| (name(column), it.map(value))).collect()
}
