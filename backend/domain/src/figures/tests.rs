//! Somebody who knows every shown cell, the marks and `k` tries to work out what is withheld.

use proptest::prelude::*;

use super::*;

const K: u32 = DEFAULT_K;

fn suppress(table: &Table, k: u32) -> Vec<Cell> {
    suppress_linked(table, k, &[])
}

fn published(n_cols: usize, inner: &[u32]) -> Vec<String> {
    let table = Table::new(inner.len() / n_cols, n_cols, inner).unwrap();
    let word = |cell: &Cell| match cell {
        Cell::Shown(count) => count.to_string(),
        Cell::Withheld(Withheld::Small) => "s".to_owned(),
        Cell::Withheld(Withheld::Complementary) => "c".to_owned(),
    };
    let cells = suppress(&table, K);
    cells.chunks(table.cols()).map(|row| row.iter().map(word).collect::<Vec<_>>().join(" ")).collect()
}

/// Arithmetic modulo a prime: a cell that is fixed by the equations is fixed here too.
const PRIME: u64 = 2_147_483_647;

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while 0 < exponent {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// The withheld cells that subtraction of any kind (every linear combination of rows and columns) gives back.
fn solved_by_subtraction(table: &Table, cells: &[Cell]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..cells.len()).filter(|it| matches!(cells[*it], Cell::Withheld(_))).collect();
    let cols = table.cols();
    let row_sum = |row: usize| -> Vec<u64> {
        let sign = |cell: usize| if cell % cols == cols - 1 { PRIME - 1 } else { 1 };
        unknown.iter().map(|it| if it / cols == row { sign(*it) } else { 0 }).collect()
    };
    let col_sum = |col: usize| -> Vec<u64> {
        let sign = |cell: usize| if cell / cols == table.rows() - 1 { PRIME - 1 } else { 1 };
        unknown.iter().map(|it| if it % cols == col { sign(*it) } else { 0 }).collect()
    };
    let mut system: Vec<Vec<u64>> = (0..table.rows()).map(row_sum).chain((0..cols).map(col_sum)).collect();
    let mut rank = 0;
    for column in 0..unknown.len() {
        let Some(pivot) = (rank..system.len()).find(|it| system[*it][column] != 0) else { continue };
        system.swap(rank, pivot);
        let inverse = power(system[rank][column], PRIME - 2);
        for value in &mut system[rank] {
            *value = *value * inverse % PRIME;
        }
        let lead = system[rank].clone();
        for (at, line) in system.iter_mut().enumerate() {
            let factor = line[column];
            if at != rank && factor != 0 {
                for (value, of_lead) in line.iter_mut().zip(&lead) {
                    *value = (*value + (PRIME - factor) * of_lead) % PRIME;
                }
            }
        }
        rank += 1;
    }
    let is_alone = |line: &&Vec<u64>| line.iter().filter(|it| **it != 0).count() == 1;
    let lone = system.iter().filter(is_alone).filter_map(|line| line.iter().position(|it| *it != 0));
    lone.map(|it| unknown[it]).collect()
}

/// Every number each withheld cell could be, found by trying all tables: bounds are what the marks tell.
///
/// Only for small tables; a withheld cell of `K` or more is tried up to `most`.
fn possible(table: &Table, cells: &[Cell], most: u32) -> Vec<std::collections::BTreeSet<u32>> {
    let (inner_rows, inner_cols) = (table.rows() - 1, table.cols() - 1);
    let fits = |cell: Cell, value: u32| match cell {
        Cell::Shown(count) => count == value,
        Cell::Withheld(Withheld::Small) => value < K,
        Cell::Withheld(Withheld::Complementary) => K <= value,
    };
    let at = |row: usize, col: usize| row * table.cols() + col;
    let mut found = vec![std::collections::BTreeSet::new(); cells.len()];
    let n_inner = inner_rows * inner_cols;
    let mut inner = vec![0_u32; n_inner];
    loop {
        let candidate = Table::new(inner_rows, inner_cols, &inner).unwrap();
        if (0..cells.len()).all(|it| fits(cells[it], candidate.counts[it])) {
            for (set, value) in found.iter_mut().zip(&candidate.counts) {
                set.insert(*value);
            }
        }
        // The next table: like an odometer, a shown cell has one value only.
        let mut place = 0;
        loop {
            if place == n_inner {
                return found;
            }
            let cell = cells[at(place / inner_cols, place % inner_cols)];
            inner[place] += 1;
            while inner[place] <= most && !fits(cell, inner[place]) {
                inner[place] += 1;
            }
            if inner[place] <= most {
                break;
            }
            inner[place] = (0..=most).find(|it| fits(cell, *it)).unwrap_or(0);
            place += 1;
        }
    }
}

#[test]
fn a_table_without_small_cells_is_shown_whole() {
    insta::assert_snapshot!(published(2, &[10, 20, 30, 40]).join("\n"), @r"
    10 20 30
    30 40 70
    40 60 100
    ");
}

#[test]
fn one_small_cell_takes_a_rectangle_with_it() {
    insta::assert_snapshot!(published(3, &[9, 40, 41, 60, 30, 61, 70, 71, 50]).join("\n"), @r"
    s c 41 90
    c c 61 151
    70 71 50 191
    139 141 152 432
    ");
}

#[test]
fn a_single_number_is_withheld_with_its_totals() {
    assert_eq!(published(1, &[9]), ["s s", "s s"]);
    assert_eq!(published(1, &[10]), ["10 10", "10 10"]);
    assert_eq!(published(1, &[0]), ["s s", "s s"]);
}

#[test]
fn a_column_of_areas_with_one_small_hides_another() {
    insta::assert_snapshot!(published(1, &[100, 3, 25, 60]).join("\n"), @r"
    100 100
    s s
    c c
    60 60
    188 188
    ");
}

#[test]
fn counts_make_a_table_or_an_error() {
    assert_eq!(Table::new(2, 2, &[1, 2, 3]), Err(TableError::Shape { wanted: 4, found: 3 }));
    assert_eq!(Table::new(1, 2, &[u32::MAX, 1]), Err(TableError::TooLarge));
    assert_eq!(Table::new(2, 1, &[u32::MAX, 1]), Err(TableError::TooLarge));
    assert_eq!(suppress(&Table::new(0, 3, &[]).unwrap(), K).len(), 4);
}

#[test]
fn rounding_stays_within_four_keeps_multiples_and_repeats() {
    for count in 10..200 {
        let key = cell_key(&["4801", "2566", &count.to_string()]);
        let rounded = round_to_5(count, key);
        assert!(rounded.is_multiple_of(5) && rounded.abs_diff(count) < 5, "{count} -> {rounded}");
        assert_eq!(rounded, round_to_5(count, key));
    }
    assert_eq!(round_to_5(15, 1), 15);
}

#[test]
fn rounding_goes_up_as_often_as_the_rest_says() {
    for (count, wanted) in [(11, 200), (12, 400), (13, 600), (14, 800)] {
        let ups = (0..1_000).filter(|it| round_to_5(count, cell_key(&[&it.to_string()])) == 15).count();
        assert!(ups.abs_diff(wanted) < 60, "{count}: {ups} of 1000");
    }
}

#[test]
fn names_do_not_run_together() {
    assert_ne!(cell_key(&["48", "01"]), cell_key(&["480", "1"]));
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![3 => 0..K, 2 => K..2 * K, 3 => 2 * K..200_u32]
}

fn any_table(most: usize) -> impl Strategy<Value = Table> {
    (1..=most, 1..=most).prop_flat_map(|(rows, cols)| {
        prop::collection::vec(count(), rows * cols)
            .prop_map(move |inner| Table::new(rows, cols, &inner).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn nothing_below_k_is_shown(table in any_table(9)) {
        for (cell, count) in suppress(&table, K).iter().zip(&table.counts) {
            match cell {
                Cell::Shown(shown) => prop_assert!(shown == count && K <= *count),
                Cell::Withheld(Withheld::Small) => prop_assert!(*count < K),
                Cell::Withheld(Withheld::Complementary) => prop_assert!(K <= *count),
            }
        }
    }

    #[test]
    fn subtraction_gives_no_small_cell_back_whatever_the_line(table in any_table(9), k in 2..30_u32) {
        let cells = suppress(&table, k);
        for cell in solved_by_subtraction(&table, &cells) {
            prop_assert!(k <= table.counts[cell], "cell {cell} of {cells:?}");
        }
    }
}

proptest! {
    // Trying all tables is slow; 40 are enough to see a hole.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn a_small_cell_could_still_be_many_numbers(inner in prop::collection::vec(0..25_u32, 4)) {
        let table = Table::new(2, 2, &inner).unwrap();
        let cells = suppress(&table, K);
        for (cell, values) in cells.iter().zip(possible(&table, &cells, 45)) {
            if *cell == Cell::Withheld(Withheld::Small) {
                prop_assert!(width(K) as usize <= values.len(), "{values:?} in {cells:?}");
            }
        }
    }
}

#[test]
fn the_attacker_does_find_a_lone_hidden_cell() {
    // The test of the tests: hide only the small cell and its total gives it back.
    let table = Table::new(2, 2, &[3, 20, 30, 40]).unwrap();
    let mut cells: Vec<Cell> = table.counts.iter().map(|it| Cell::Shown(*it)).collect();
    cells[0] = Cell::Withheld(Withheld::Small);
    assert_eq!(solved_by_subtraction(&table, &cells), [0]);
    assert_eq!(possible(&table, &cells, 45)[0].len(), 1);
}
