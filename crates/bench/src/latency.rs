//! How long it takes from the DJ program to the phone, and back.

use anyhow::{Result, bail};
use clap::Args;

/// How long it takes from the DJ program to the phone, and back.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    bail!("this measurement is not built yet (json: {})", arguments.json)
}
