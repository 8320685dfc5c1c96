//! The tasks that build and run: each sets up what it needs first.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{cargo, command, npm, root, run, say};
use crate::{build, front_ends, packages, tools};

/// The programs that make up Pika on the DJ's laptop.
const PIKA: [&str; 4] = ["pika-desktop", "pika-sidecar", "pika-booth", "pika-cloud"];

/// Everything that any task needs.
pub(crate) fn setup() -> Result<()> {
    packages::install(&packages::BUILD)?;
    packages::install(&packages::STORIES)?;
    packages::install(&packages::MIXXX)?;
    tools::nextest()?;
    tools::deny()?;
    front_ends::build()?;
    say("Everything is set up");
    Ok(())
}

/// Builds Pika and opens it.
pub(crate) fn start() -> Result<()> {
    let on_linux = cfg!(target_os = "linux");
    let display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if on_linux && !display {
        say("There is no display here to open a window on: running the demo instead");
        return demo();
    }
    packages::install(&packages::BUILD)?;
    front_ends::build()?;
    build::programs(&PIKA)?;
    say("Opening Pika");
    run(&mut command(build::program("pika-desktop")?))
}

/// The whole way from a folder of music to a like, without a person.
pub(crate) fn demo() -> Result<()> {
    packages::install(&packages::BUILD)?;
    packages::install(&packages::STORIES)?;
    if let Err(failure) = packages::install(&packages::MIXXX) {
        say(&format!("Without Mixxx ({failure:#}), a simulated VirtualDJ plays"));
    }
    front_ends::build()?;
    build::programs(&[&PIKA[..], &["pika-stories"]].concat())?;
    say("Running the demo");
    run(command(build::program("demo")?).arg(root().join("target/demo")))
}

/// Every test there is. All are run, also behind a failure.
pub(crate) fn test() -> Result<()> {
    packages::install(&packages::BUILD)?;
    packages::install(&packages::STORIES)?;
    packages::install(&packages::MIXXX)?;
    packages::install(&packages::KEYCHAIN)?;
    packages::install(&packages::NODES)?;
    packages::install(&packages::POSTGRES)?;
    tools::nextest()?;
    front_ends::build()?;

    say("Building programs and tests");
    // Together, so that the programs that stories start are those that the tests belong to.
    run(&mut cargo("build --locked --workspace --bins --tests"))?;
    say("Running every test");
    let failures: Vec<String> = [
        run(&mut npm("test")),
        run(&mut npm("run test:browser")),
        run(&mut cargo("nextest run --locked --workspace")),
        // Named so, and not by -p, which would have them built anew.
        run(cargo("nextest run --locked --workspace -E package(pika-cloud)")
            .env("PIKA_TEST_DATABASE", "postgres")),
    ]
    .into_iter()
    .filter_map(|outcome| outcome.err().map(|failure| failure.to_string()))
    .collect();
    if !failures.is_empty() {
        bail!("{}", failures.join("; "));
    }
    Ok(())
}

/// Builds the measurements, optimised, with the programs that they measure, and runs one.
pub(crate) fn bench(arguments: &[&str]) -> Result<()> {
    let measured: &[&str] = match arguments.first() {
        Some(&"fanout") => &["pika-bench", "pika-cloud"],
        Some(&"latency") => &["pika-bench", "pika-booth", "pika-cloud"],
        _ => &["pika-bench"],
    };
    packages::install(&packages::BUILD)?;
    if measured.len() > 1 {
        front_ends::build()?;
    }
    if measured.contains(&"pika-booth") {
        packages::install(&packages::STORIES)?;
    }
    // In the caller's folder, which the paths among the arguments start from.
    run(Command::new(build::optimised(measured, "pika-bench")?).args(arguments))
}
