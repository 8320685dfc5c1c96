//! `pika simulate virtualdj`: writes the history of a DJ program that is not there.
//!
//! The format itself belongs to `pika-sources`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::tag::Accessor;
use pika_domain::{TrackNames, names_from_file_stem};
use pika_sources::HistoryWriter;
use serde_json::json;

#[derive(clap::Args)]
pub(crate) struct VirtualDjArgs {
    /// VirtualDJ's home folder; the history is written to DIR/History. It is made if it is missing.
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Time from one track to the next.
    #[arg(long, value_name = "SECONDS", default_value_t = 200.0, value_parser = seconds)]
    interval: f64,
    /// Begin again after the last file, until stopped.
    #[arg(long = "loop")]
    again: bool,
    /// Music files, played in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// From nothing to a day.
fn seconds(text: &str) -> Result<f64, String> {
    let is_sensible = |seconds: &f64| (0.0..=86_400.0).contains(seconds);
    text.parse().ok().filter(is_sensible).ok_or_else(|| "not a number from 0 to 86400".into())
}

pub(crate) fn run(args: &VirtualDjArgs) -> anyhow::Result<ExitCode> {
    // All files are looked at first: a wrong name is better heard of now than in the fifth song.
    let songs = args.files.iter().map(|file| Song::of(file)).collect::<anyhow::Result<Vec<_>>>()?;
    let history = HistoryWriter::new(&args.home);
    let interval = Duration::from_secs_f64(args.interval);
    let mut is_first = true;
    loop {
        for song in &songs {
            if !std::mem::take(&mut is_first) {
                std::thread::sleep(interval);
            }
            song.play(&history).with_context(|| {
                format!("the history in {} cannot be written", args.home.display())
            })?;
            writeln!(std::io::stdout(), "{}", song.line()).context("no line can be printed")?;
        }
        if !args.again {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

struct Song {
    place: String,
    names: TrackNames,
    length_s: Option<f64>,
}

impl Song {
    /// What VirtualDJ would know of the file: its tags, else its name.
    fn of(file: &Path) -> anyhow::Result<Self> {
        let place = std::path::absolute(file)
            .with_context(|| format!("{} is no path to a file", file.display()))?;
        if !place.is_file() {
            bail!("{} is not a file", file.display());
        }
        let tagged = lofty::read_from_path(&place).ok();
        let tag = tagged.as_ref().and_then(TaggedFileExt::primary_tag);
        let stem = place.file_stem().unwrap_or_default().to_string_lossy();
        let names = match tag.and_then(|tag| Some((tag.artist()?, tag.title()?))) {
            Some((artist, title)) => TrackNames::new(artist, title),
            None => names_from_file_stem(&stem),
        };
        let length_s = tagged.map(|file| file.properties().duration().as_secs_f64());
        let length_s = length_s.filter(|length| *length > 0.0);
        Ok(Self { place: place.to_string_lossy().into_owned(), names, length_s })
    }

    fn play(&self, history: &HistoryWriter) -> std::io::Result<()> {
        history.played(Timestamp::now(), &self.place, &self.names, self.length_s)
    }

    /// What is printed once it has been played.
    fn line(&self) -> serde_json::Value {
        json!({
            "path": self.place,
            "artist": self.names.artist,
            "title": self.names.title,
            "written_at": format!("{:.3}", Timestamp::now()),
        })
    }
}
