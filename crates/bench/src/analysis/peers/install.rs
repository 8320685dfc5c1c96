//! Where the other analysers come from: the Python registry, each into an environment of its own, or crates.io, into a
//! project of its own. All of it lies beside the programs that cargo builds and goes with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

const SCRIPT: &str = include_str!("python.py");
const MANIFEST: &str = include_str!("rust.toml");
const PROGRAM: &str = include_str!("rust.in");

/// What an analyser needs.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Python {
        folder: &'static str,
        interpreter: &'static str,
        /// What pip is told, call by call.
        steps: &'static [&'static [&'static str]],
    },
    Cargo,
}

const fn of_today(folder: &'static str, steps: &'static [&'static [&'static str]]) -> Place {
    Place::Python { folder, interpreter: "python3", steps }
}

pub(super) const LIBROSA: Place = of_today("librosa", &[&["librosa"]]);
pub(super) const ESSENTIA: Place = of_today("essentia", &[&["essentia"]]);
pub(super) const AUBIO: Place = of_today("aubio", &[&["setuptools", "wheel"], &["aubio"]]);
pub(super) const MIXXX: Place = of_today("mixxx-analyzer", &[&["mixxx-analyzer"]]);
/// The two that have not kept up with Python; of PyTorch the last one that brings all it needs in one package.
pub(super) const MADMOM: Place = Place::Python {
    folder: "madmom",
    interpreter: "python3.9",
    steps: &[
        &["setuptools<70", "wheel", "cython<3", "numpy<1.24", "scipy", "mido"],
        &["--no-build-isolation", "--no-deps", "madmom"],
        &["--no-deps", "torch==1.12.1", "typing_extensions"],
        &["librosa<0.11", "numpy<1.24", "matplotlib"],
        &["--no-deps", "BeatNet"],
    ],
};

impl Place {
    /// Installs what is not there yet and returns the command that takes the name of an analyser and files.
    pub(super) fn install(self, folder: &Path) -> Result<Vec<PathBuf>> {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be written", folder.display()))?;
        match self {
            Self::Python { folder: name, interpreter, steps } => {
                let script = folder.join("peers.py");
                write(&script, SCRIPT)?;
                let python = environment(&folder.join(name), interpreter, steps)?;
                Ok(vec![python, script])
            }
            Self::Cargo => Ok(vec![crates(&folder.join("rust"))?]),
        }
    }
}

/// The interpreter of an environment in which all of the steps were done.
fn environment(folder: &Path, interpreter: &str, steps: &[&[&str]]) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(python);
    }
    eprintln!("installing {}", folder.display());
    quiet(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(folder))?;
    for step in steps {
        quiet(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(*step))?;
    }
    write(&complete, "")?;
    Ok(python)
}

/// The program with the crates in it.
fn crates(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder.join("src"))
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    write(&folder.join("Cargo.toml"), MANIFEST)?;
    write(&folder.join("src/main.rs"), PROGRAM)?;
    let target = folder.join("target");
    quiet(
        Command::new(env!("CARGO"))
            .args(["build", "--release", "--quiet", "--target-dir"])
            .arg(&target)
            .current_dir(folder),
    )?;
    Ok(target.join("release/peers"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// Runs a command without a word; what it wrote last is the reason when it fails.
fn quiet(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{} is not installed", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let reason = text.lines().rev().find(|line| line.to_lowercase().contains("error"));
    bail!("{}", reason.unwrap_or("it cannot be installed").trim())
}
