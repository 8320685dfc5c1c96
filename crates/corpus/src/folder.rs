//! A folder of pieces with a manifest that a scorer reads.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::catalogue::{self, Part};
use crate::piece::Truth;
use crate::{RATE_HZ, wav};

/// Columns of `manifest.csv`. Those after `song` are more than most corpora know: `danced` (tempi that a dancer can step
/// to, separated by spaces), file of downbeats, long to short of the eighths, seconds of intro and outro.
pub const COLUMNS: &str = "id,path,source,bpm,octave,key,key_tier,beats_file,format,genre,seconds,song,\
                           danced,downbeats_file,swing,intro_s,outro_s";

/// Writes pieces `0..count` of a part below `folder`: `audio/`, `beats/` and `manifest.csv`. `done` hears of each.
pub fn write(
    folder: &Path,
    part: Part,
    count: usize,
    done: &mut dyn FnMut(usize),
) -> io::Result<()> {
    fs::create_dir_all(folder.join("audio"))?;
    fs::create_dir_all(folder.join("beats"))?;
    let mut manifest = format!("{COLUMNS}\n");
    for number in 0..count {
        let id = format!("{}{number:04}", part.name());
        let piece = catalogue::piece(part, number);
        let recording = piece.record();
        fs::write(folder.join(format!("audio/{id}.wav")), wav(&recording.samples, RATE_HZ))?;
        let truth = &recording.truth;
        fs::write(folder.join(format!("beats/{id}.beats")), lines(&truth.beats_s))?;
        fs::write(folder.join(format!("beats/{id}.downbeats")), lines(&truth.downbeats_s))?;
        let seconds = recording.samples.len() as f64 / f64::from(RATE_HZ);
        manifest += &row(&id, piece.style.name, piece.style.genre, seconds, truth);
        done(number);
    }
    fs::write(folder.join("manifest.csv"), manifest)
}

fn lines(times_s: &[f64]) -> String {
    times_s.iter().fold(String::new(), |mut text, time| {
        let _ = writeln!(text, "{time:.4}");
        text
    })
}

fn row(id: &str, style: &str, genre: &str, seconds: f64, truth: &Truth) -> String {
    let danced: Vec<String> = truth.danced.iter().map(|bpm| format!("{bpm:.3}")).collect();
    let swing = truth.swing.map_or_else(String::new, |ratio| format!("{ratio:.3}"));
    let outro = truth.outro_s.map_or_else(String::new, |seconds| format!("{seconds:.2}"));
    format!(
        "{id},audio/{id}.wav,generated,{:.3},verified,{},declared,beats/{id}.beats,wav,{genre},{seconds:.1},{style},\
         {},beats/{id}.downbeats,{swing},{:.2},{outro}\n",
        truth.bpm,
        truth.key,
        danced.join(" "),
        truth.intro_s,
    )
}
