//! Cargo's helpers and Node, which no system package brings in a version that is new enough.

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, command, output, run, say};

/// The test runner.
pub(crate) fn nextest() -> Result<()> {
    cargo_tool("nextest", "cargo-nextest")
}

/// The check of licences and sources of dependencies.
pub(crate) fn deny() -> Result<()> {
    cargo_tool("deny", "cargo-deny")
}

fn cargo_tool(subcommand: &str, package: &str) -> Result<()> {
    if output(cargo(subcommand).arg("--version")).is_some() {
        return Ok(());
    }
    say(&format!("Installing {package}: a few minutes, once"));
    run(&mut cargo(&format!("install --locked {package}")))
        .with_context(|| format!("{package} could not be installed; is there a network?"))
}

/// Node 20 or newer is there.
pub(crate) fn node() -> Result<()> {
    let Some(version) = output(command("node").arg("--version")) else {
        bail!("Node is not installed: Pika's user interfaces need version 20 or newer");
    };
    if major(&version).is_none_or(|major| major < 20) {
        bail!(
            "Node {} is too old: Pika's user interfaces need version 20 or newer",
            version.trim()
        );
    }
    Ok(())
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("unknown"), None);
    }
}
