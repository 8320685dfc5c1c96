//! The project's chores: `cargo xtask start`, `test`, `check`, `demo`, `bench`, `setup` and `generate`.
//!
//! It links none of the project's crates, so that it runs before anything else can be built. What
//! is already done is not done again.

mod build;
mod check;
mod front_ends;
mod licence;
mod packages;
mod scan;
mod shell;
mod stamp;
mod tasks;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
The project's chores. Each installs what it needs, says what it does, and is quick the second time.

Usage: cargo xtask <task>

  start     Build Pika and open it; where there is no display, run the demo
  demo      Play a real track, show it on a phone, like it; pictures and report in target/demo
  test      Run every test: Rust, the user interfaces, the stories in browsers and windows
  check     Format, lints, types, generated files, licences, secrets
  bench     Measure: `bench analysis`, `bench fanout`, `bench latency`; each has its own --help
  setup     Install system packages and tools, build the user interfaces, and stop there
  generate  Write the TypeScript that is generated from the Rust types
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["start"] => tasks::start(),
        ["demo"] => tasks::demo(),
        ["test"] => tasks::test(),
        ["check"] => check::check(),
        ["bench", ref measurement @ ..] => tasks::bench(measurement),
        ["setup"] => tasks::setup(),
        ["generate"] => build::generate(),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\ncargo xtask {}: {failure:#}", arguments.join(" "));
            ExitCode::FAILURE
        }
    }
}
