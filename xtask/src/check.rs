//! What can be said about the sources without running them. Every check runs, also behind a
//! failed one, so that one run tells all.

use anyhow::{Result, bail};

use crate::shell::{cargo, command, npm, output, run, say};
use crate::{build, front_ends, licence, packages, scan, tools};

type Check = (&'static str, fn() -> Result<()>);

const CHECKS: [Check; 9] = [
    ("Rust is formatted", || run(&mut cargo("fmt --all --check"))),
    ("Rust has no warnings", || {
        run(&mut cargo("clippy --locked --workspace --all-targets -- -D warnings"))
    }),
    ("TypeScript and Svelte have no errors", || run(&mut npm("run check"))),
    ("the user interfaces are formatted and have no warnings", || run(&mut npm("run lint"))),
    ("generated files are fresh", generated_files_are_fresh),
    ("licences and sources of dependencies are allowed", || {
        run(&mut cargo("deny --locked check licenses bans sources"))
    }),
    ("our own crates have the licence of the project", licence::own_crates),
    ("no markup is made from text and no secret lies in the sources", scan::sources),
    ("lock files are committed", lock_files_are_committed),
];

/// What has to be looked at elsewhere, said each time so that nobody takes it for checked.
const UNCHECKED: [&str; 1] =
    ["that the container image builds and runs: there is no docker here, only its files are read"];

/// Runs every check.
pub(crate) fn check() -> Result<()> {
    packages::install(&packages::BUILD)?;
    tools::nextest()?;
    tools::deny()?;
    front_ends::install()?;

    let mut failed = Vec::new();
    for (what, holds) in CHECKS {
        say(&format!("Checking that {what}"));
        if let Err(failure) = holds() {
            eprintln!("{failure:#}");
            failed.push(what);
        }
    }
    if !failed.is_empty() {
        bail!("not so: {}", failed.join("; "));
    }
    say(&format!("All {} checks hold", CHECKS.len()));
    for unchecked in UNCHECKED {
        say(&format!("Not checked: {unchecked}"));
    }
    Ok(())
}

fn generated_files_are_fresh() -> Result<()> {
    let stale = build::stale_generated_files()?;
    if !stale.is_empty() {
        bail!(
            "{} did not say what the Rust types say; written anew, to be committed",
            stale.join(", ")
        );
    }
    Ok(())
}

fn lock_files_are_committed() -> Result<()> {
    let mut git = command("git");
    git.args(["ls-files", "--error-unmatch", "Cargo.lock", "package-lock.json"]);
    if output(&mut git).is_none() {
        bail!("Cargo.lock and package-lock.json belong into the repository");
    }
    Ok(())
}
