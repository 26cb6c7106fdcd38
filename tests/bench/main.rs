//! How fast the real program is, on both databases: `cargo bench -p phonjon-cli --bench speed -- import|read [n]`.

#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

#[cfg(test)]
mod import;
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
    let n = args.get(1).and_then(|it| it.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match args.first().map(String::as_str) {
        Some("import") => runtime.block_on(import::measure(n)),
        Some("read") => runtime.block_on(read::measure(n)),
        Some(_) | None => {
            eprintln!(
                "cargo bench -p phonjon-cli --bench speed -- import|read [number of rows or households]"
            );
        }
    }
}

#[cfg(not(test))]
fn main() {}
