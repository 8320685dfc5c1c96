//! `pika-bench`: what Pika is measured by. `cargo xtask bench` builds it optimised and runs it.
//!
//! One module for each measurement. Each prints a table for people, or one JSON object with `--json`.

mod analysis;
mod corpus;
mod fanout;
mod latency;

use anyhow::Result;
use clap::Parser;

/// What Pika is measured by.
#[derive(Parser)]
#[command(name = "cargo xtask bench", version)]
enum Bench {
    Analysis(analysis::Arguments),
    Corpus(corpus::Arguments),
    Fanout(fanout::Arguments),
    Latency(latency::Arguments),
}

fn main() -> Result<()> {
    match Bench::parse() {
        Bench::Analysis(arguments) => analysis::run(&arguments),
        Bench::Corpus(arguments) => corpus::run(&arguments),
        Bench::Fanout(arguments) => fanout::run(&arguments),
        Bench::Latency(arguments) => latency::run(&arguments),
    }
}
