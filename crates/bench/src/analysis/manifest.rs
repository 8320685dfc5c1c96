//! A corpus: `manifest.csv` and the files that it names, in the format that `bench corpus` writes.
//!
//! Only `id` and `path` must be there; what a corpus does not know about a track is not scored.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// One track and what is known of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Track {
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) source: String,
    pub(super) genre: String,
    pub(super) format: String,
    pub(super) seconds: f64,
    pub(super) bpm: Option<f64>,
    /// Whether the notated beat is the felt one: only then octave and beats can be judged.
    pub(super) octave_verified: bool,
    /// Every tempo that a dancer could step to; empty where nobody said.
    pub(super) danced: Vec<f64>,
    pub(super) beats_s: Vec<f64>,
    pub(super) downbeats_s: Vec<f64>,
    pub(super) key: Option<String>,
    pub(super) swing: Option<f64>,
    pub(super) intro_s: Option<f64>,
    pub(super) outro_s: Option<f64>,
}

/// The tracks of the corpus in `folder`, in the order of its manifest.
pub(super) fn read(folder: &Path) -> Result<Vec<Track>> {
    let path = folder.join("manifest.csv");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut lines = text.lines();
    let names = cells(lines.next().unwrap_or_default());
    let tracks = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let row: HashMap<&str, String> =
                names.iter().map(String::as_str).zip(cells(line)).collect();
            track(folder, &row).with_context(|| format!("the manifest's line `{line}`"))
        })
        .collect::<Result<Vec<_>>>()?;
    ensure!(!tracks.is_empty(), "{} names no tracks", path.display());
    Ok(tracks)
}

fn track(folder: &Path, row: &HashMap<&str, String>) -> Result<Track> {
    let text = |name: &str| row.get(name).cloned().unwrap_or_default();
    let number = |name: &str| -> Result<Option<f64>> {
        let text = text(name);
        if text.is_empty() { Ok(None) } else { Ok(Some(text.parse().context(text)?)) }
    };
    let times = |name: &str| -> Result<Vec<f64>> {
        let file = text(name);
        if file.is_empty() { Ok(Vec::new()) } else { numbers(&folder.join(file)) }
    };
    let danced = text("danced").split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(!text("path").is_empty(), "it has no path");
    Ok(Track {
        id: text("id"),
        path: folder.join(text("path")),
        source: text("source"),
        genre: text("genre"),
        format: text("format"),
        seconds: number("seconds")?.unwrap_or(0.0),
        bpm: number("bpm")?,
        octave_verified: text("octave") == "verified",
        danced,
        beats_s: times("beats_file")?,
        downbeats_s: times("downbeats_file")?,
        key: Some(text("key")).filter(|key| !key.is_empty()),
        swing: number("swing")?,
        intro_s: number("intro_s")?,
        outro_s: number("outro_s")?,
    })
}

fn numbers(path: &Path) -> Result<Vec<f64>> {
    fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?
        .split_whitespace()
        .map(|text| text.parse().with_context(|| format!("`{text}` in {}", path.display())))
        .collect()
}

/// The cells of a line of comma-separated values; a quoted one may hold commas and doubled quotes (RFC 4180).
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cell.push(other),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_keep_their_commas() {
        assert_eq!(cells(r#"a,"b, ""c""",,d"#), ["a", "b, \"c\"", "", "d"]);
    }
}
