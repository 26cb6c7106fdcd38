//! Whether every row is kept as it came, cell by cell.

use std::collections::BTreeMap;

use phonjon_domain::ids::BatchId;

use crate::intake::{Foreseen, Mode, RawRow, cells_as_written};
use crate::testing::stores;

/// The cells of each line of a text file without quotes, under the headers of its first line; blank ones left out.
fn cells_of(text: &str) -> BTreeMap<u32, Vec<(String, String)>> {
    assert!(!text.contains('"'), "no cell is quoted");
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let headers: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows = (2..).zip(lines).map(|(row, line)| {
        let cells = headers.iter().zip(line.split(',')).filter(|it| !it.1.trim().is_empty());
        (row, cells.map(|(header, cell)| ((*header).to_owned(), cell.to_owned())).collect())
    });
    rows.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_is_kept_as_it_came() {
    let name = "welfare_2565.csv";
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/samples/nakhonphanom-300/welfare_2565.csv"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let written = cells_of(&text);
    for store in stores().await {
        let ctx = store.ctx(0);
        let mut foreseen = Foreseen::default();
        let (outcome, rows) =
            store.walk(&ctx, &mut foreseen, name, text.as_bytes(), Mode::Apply).await.unwrap();
        let mut kept: Vec<RawRow> = Vec::new();
        let mut told = |some: Vec<RawRow>| {
            kept.extend(some);
            Ok(())
        };
        cells_as_written(&ctx, BatchId(outcome.batch.unwrap()), &mut told).await.unwrap();
        let accepted: Vec<u32> = rows.iter().filter(|it| it.is_accepted()).map(|it| it.row).collect();
        assert_eq!(kept.iter().map(|it| it.1).collect::<Vec<_>>(), accepted);
        assert!(accepted.len() > 150, "{}", accepted.len());
        for (_, row, cells) in &kept {
            let cells: Vec<(String, String)> =
                cells.iter().map(|it| (it.column.clone(), it.text.clone())).collect();
            assert_eq!(&cells, &written[row], "row {row}");
        }
    }
}
