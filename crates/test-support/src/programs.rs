//! Finds the programs that a test needs: those of this workspace, built beside the test, and those
//! of the system. A missing one is a sentence that says how to get it, never a skipped test.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The workspace's own program `name`, as cargo built it in the profile of the running test.
pub fn built(name: &str) -> Result<PathBuf> {
    let running = std::env::current_exe().context("the path of the running test is not known")?;
    built_beside(&running, name)
}

/// Tests run from `target/<profile>/deps`, programs from the folder above it.
fn built_beside(running: &Path, name: &str) -> Result<PathBuf> {
    let folder = running
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .context("the running test lies in no folder")?;
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    bail!("{} is not built: `cargo xtask test` does it", program.display())
}

/// The first of `names` that the system has; distributions name the same program differently.
pub fn installed(names: &[&str]) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    installed_in(&std::env::split_paths(&path).collect::<Vec<_>>(), names)
}

fn installed_in(folders: &[PathBuf], names: &[&str]) -> Result<PathBuf> {
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .with_context(|| {
            format!("{} is not installed: `cargo xtask setup` does it", names.join(" or "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_above_the_folder_of_the_tests() {
        let target = tempfile::tempdir().unwrap();
        let deps = target.path().join("debug/deps");
        std::fs::create_dir_all(&deps).unwrap();
        let program =
            target.path().join("debug").join(format!("pika{}", std::env::consts::EXE_SUFFIX));
        std::fs::write(&program, "").unwrap();
        assert_eq!(built_beside(&deps.join("story-0123"), "pika").unwrap(), program);
        assert_eq!(built_beside(&target.path().join("debug/demo"), "pika").unwrap(), program);
    }

    #[test]
    fn a_program_that_is_not_built_is_named_with_the_way_to_build_it() {
        let target = tempfile::tempdir().unwrap();
        let failure = built_beside(&target.path().join("deps/story"), "pika-desktop").unwrap_err();
        assert!(failure.to_string().contains("pika-desktop is not built"), "{failure}");
        assert!(failure.to_string().contains("cargo xtask test"), "{failure}");
    }

    #[test]
    fn the_first_known_name_of_an_installed_program_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("chromium-browser"), "").unwrap();
        let folders = [folder.path().to_path_buf()];
        let found = installed_in(&folders, &["chromium", "chromium-browser"]).unwrap();
        assert_eq!(found, folder.path().join("chromium-browser"));
        let failure = installed_in(&folders, &["mixxx"]).unwrap_err();
        assert_eq!(failure.to_string(), "mixxx is not installed: `cargo xtask setup` does it");
    }
}
