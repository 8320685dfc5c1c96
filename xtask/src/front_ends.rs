//! The user interfaces: their npm packages, and `ui/dist` and `web/dist`, which the desktop program
//! and the cloud show.

use anyhow::{Context, Result};

use crate::shell::{npm, root, run, say};
use crate::stamp::Stamp;
use crate::tools;

/// Installs the npm packages that the lock file names.
pub(crate) fn install() -> Result<()> {
    tools::node()?;
    let stamp = stamp("packages", vec!["package-lock.json"]);
    if stamp.is_fresh() {
        return Ok(());
    }
    say("Installing npm packages");
    run(&mut npm("ci --no-audit --no-fund"))
        .context("npm packages could not be installed; is there a network?")?;
    stamp.set()
}

/// Builds both user interfaces where their sources changed.
pub(crate) fn build() -> Result<()> {
    install()?;
    for name in ["ui", "web"] {
        // The page is an input too: an empty one stands in for it in a clone where nothing was
        // built, and is no reason to believe that something was.
        let page = format!("{name}/dist/index.html");
        let stamp = stamp(name, vec![name, &page, "package-lock.json"]);
        if stamp.is_fresh() && root().join(&page).is_file() {
            continue;
        }
        say(&format!("Building {name}"));
        run(&mut npm(&format!("run build --workspace {name}")))?;
        stamp.set()?;
    }
    Ok(())
}

/// A stamp that goes when `node_modules` goes.
fn stamp(name: &str, inputs: Vec<&str>) -> Stamp {
    let path = root().join("node_modules/.pika").join(name);
    Stamp::new(path, inputs.into_iter().map(|input| root().join(input)).collect())
}
