//! What cargo builds: the programs, and the files that are generated from Rust types.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::front_ends;
use crate::shell::{cargo, npm, root, run, say};
use crate::tools;

/// Files that are written from Rust types or from one another, and committed.
pub(crate) const GENERATED: [&str; 4] = [
    "ui/src/lib/backend/types.ts",
    "web/src/lib/protocol/messages.ts",
    "web/src/lib/protocol/server-message.schema.json",
    "web/src/lib/protocol/validate.js",
];

/// Builds the programs of these packages, in one go: cargo then compiles what they share once.
pub(crate) fn programs(packages: &[&str]) -> Result<()> {
    say(&format!("Building {}", packages.join(", ")));
    run(&mut build(packages))
}

/// Builds the programs of these packages as they are released, and says where one of them is.
pub(crate) fn optimised(packages: &[&str], program: &str) -> Result<PathBuf> {
    say(&format!("Building {} for release", packages.join(", ")));
    run(build(packages).arg("--release"))?;
    let name = format!("../release/{program}{}", std::env::consts::EXE_SUFFIX);
    Ok(own_folder()?.join(name))
}

fn build(packages: &[&str]) -> Command {
    let mut build = cargo("build --locked --bins");
    for package in packages {
        build.args(["--package", package]);
    }
    build
}

/// Where cargo has put a program: beside this one.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    Ok(own_folder()?.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

fn own_folder() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of xtask is not known")?;
    Ok(own.parent().context("a program lies in a folder")?.to_owned())
}

/// Writes the generated files anew.
pub(crate) fn generate() -> Result<()> {
    tools::nextest()?;
    front_ends::install()?;
    say("Writing what is generated from the Rust types");
    let mut tests = cargo("nextest run --locked --package pika-protocol --package pika-booth");
    run(tests.args(["-E", "binary(generated)"]).env("PIKA_GENERATE", "1"))?;
    run(&mut npm("run generate --workspace web"))
}

/// Writes the generated files anew and names those that were not what they should be.
pub(crate) fn stale_generated_files() -> Result<Vec<&'static str>> {
    let read = || GENERATED.map(|file| std::fs::read(root().join(file)).ok());
    let before = read();
    generate()?;
    let changed = GENERATED.into_iter().zip(before.into_iter().zip(read()));
    Ok(changed.filter(|(_, (old, new))| old != new).map(|(file, _)| file).collect())
}
