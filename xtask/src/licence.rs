//! The licence of the project's own crates. `cargo deny` looks at what is published only, so it would
//! say nothing of one of ours under another licence.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::{command, output, root};

/// As CONTRIBUTING.md and the two licence files say.
const LICENCE: &str = "Apache-2.0 OR MIT";

/// Reads every manifest that git knows or would take.
pub(crate) fn own_crates() -> Result<()> {
    let mut git = command("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*Cargo.toml"]);
    let files = output(&mut git).context("git cannot list the project's manifests")?;
    let mut wrong = Vec::new();
    for file in files.split_terminator('\0') {
        // One that was deleted is none.
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        if !is_ours(&text) {
            wrong.push(format!("{file} does not say license = \"{LICENCE}\""));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// Whether a manifest names the licence of the project, and no other.
fn is_ours(manifest: &str) -> bool {
    let own = format!("license = \"{LICENCE}\"");
    let lines = manifest.lines().map(str::trim).filter(|line| line.starts_with("license"));
    let named: Vec<_> = lines.collect();
    !named.is_empty()
        && named.iter().all(|line| *line == own || *line == "license.workspace = true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_of_ours_under_another_licence_is_found() {
        assert!(is_ours("[package]\nname = \"pika\"\nlicense.workspace = true\n"));
        assert!(is_ours("[workspace.package]\nlicense = \"Apache-2.0 OR MIT\"\n"));
        for other in [
            "[package]\nname = \"pika\"\n",
            "[package]\nlicense = \"GPL-3.0-only\"\n",
            "[package]\nlicense-file = \"COPYING\"\n",
            "[workspace.package]\nlicense = \"Apache-2.0 OR MIT\"\n[package]\nlicense = \"MIT\"\n",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn every_crate_of_this_repository_has_the_licence_of_the_project() {
        own_crates().expect("all manifests name it");
    }
}
