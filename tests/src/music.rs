//! Real music for the demo: the tracks that Max McCracken wrote for a game under a free licence
//! (CC BY-SA 3.0), as Debian packages them. They are fetched once and kept outside the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tokio::process::Command;

const PACKAGE: &str = "singularity-music";
/// Where the package keeps its tracks.
const TRACKS: &str = "usr/share/games/singularity/music";

/// The folder of the tracks; fetches them where it is not there yet.
pub async fn folder() -> Result<PathBuf> {
    let cache = cache().context("neither XDG_CACHE_HOME nor HOME says where music can be kept")?;
    let unpacked = cache.join(PACKAGE);
    if !unpacked.is_dir() {
        fetch(&cache, &unpacked).await.with_context(|| {
            format!("the Debian package {PACKAGE} could not be fetched; is there a network?")
        })?;
    }
    Ok(unpacked.join(TRACKS))
}

fn cache() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    Some(base.join("pika/music"))
}

async fn fetch(cache: &Path, unpacked: &Path) -> Result<()> {
    std::fs::create_dir_all(cache).with_context(|| format!("{} is missing", cache.display()))?;
    // Beside its final place, so that it is moved there whole or not at all.
    let work = tempfile::tempdir_in(cache).context("the cache cannot be written")?;
    println!("    fetching {PACKAGE} (50 MB, once)");
    run(Command::new("apt-get").args(["--quiet", "download", PACKAGE]).current_dir(&work)).await?;
    let archive = std::fs::read_dir(&work)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get left no package behind")?;
    let files = work.path().join("files");
    run(Command::new("dpkg-deb").arg("--extract").arg(archive).arg(&files)).await?;
    std::fs::rename(&files, unpacked).context("the music cannot be moved into its place")
}

async fn run(command: &mut Command) -> Result<()> {
    let output = command.output().await.context("this demo's music needs Debian or Ubuntu")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
