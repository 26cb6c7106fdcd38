//! How fast the real program is, on both databases:
//! `cargo bench -p phonjon-cli --bench speed -- import 10000,100000 [stored persons]`, or `-- read [households]`.

#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

#[cfg(test)]
mod floor;
#[cfg(test)]
mod import;
#[cfg(test)]
mod others;
#[cfg(test)]
#[path = "../it/plans.rs"]
mod plans;
#[cfg(test)]
#[path = "../it/postgres.rs"]
mod postgres;
#[cfg(test)]
#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the tests from outside use more of it")]
mod program;
#[cfg(test)]
mod read;
#[cfg(test)]
#[path = "../it/world.rs"]
#[expect(dead_code, unused_macros, reason = "the tests from outside use more of it")]
mod world;

#[cfg(test)]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let numbers = |at: usize, otherwise: u32| -> Vec<u32> {
        let text = args.get(at).cloned().unwrap_or_else(|| otherwise.to_string());
        text.split(',').map(|it| it.parse().expect("a number of rows, persons or households")).collect()
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match args.first().map(String::as_str) {
        Some("import") => {
            let sizes = import::Sizes { rows: numbers(1, 100_000), stored: numbers(2, 0)[0] };
            runtime.block_on(import::measure(&sizes));
        }
        Some("read") => runtime.block_on(read::measure(numbers(1, 100_000)[0])),
        Some(_) | None => {
            eprintln!(
                "cargo bench -p phonjon-cli --bench speed -- import [rows,rows…] [stored persons] | read [households]"
            );
        }
    }
}

#[cfg(not(test))]
fn main() {}
