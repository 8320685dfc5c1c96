//! What the cloud costs for many phones, beside a bare floor that only copies bytes.

use anyhow::{Result, bail};
use clap::Args;

/// What the cloud costs for many phones, beside a bare floor that only copies bytes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    bail!("this measurement is not built yet (json: {})", arguments.json)
}
