//! Prints what there is to learn from music as JSON lines, for `training/fit.py` and `training/fit_bars.py`:
//! `readings [--speed 0.95] FILE…` of files, `readings --generated FROM TO` of pieces of the corpus for training, and
//! `readings --octave FROM TO` of those for the tempo alone, which are played, described and forgotten one by one.

use std::fs;
use std::path::Path;

use pika_analysis::training::{Described, DescribedPlace, DescribedReading, FEATURES, describe};
use pika_corpus::catalogue::{Part, piece};
use pika_corpus::{RATE_HZ, wav};
use serde_json::{Value, json};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--generated") => pieces(Part::Train, &arguments[1..]),
        Some("--octave") => pieces(Part::Octave, &arguments[1..]),
        Some("--speed") => {
            let speed = arguments[1].parse().expect("a speed near 1");
            arguments.drain(2..).for_each(|path| print(&path, speed, &Value::Null));
        }
        _ => arguments.drain(..).for_each(|path| print(&path, 1.0, &Value::Null)),
    }
}

fn pieces(part: Part, range: &[String]) {
    let number = |at: usize| range[at].parse().expect("a number of a piece");
    (number(0)..number(1)).for_each(|number| generated(part, number));
}

fn generated(part: Part, number: usize) {
    let (piece, folder) = (piece(part, number), tempfile::tempdir().expect("room for a file"));
    let path = folder.path().join(format!("{}{number:04}.wav", part.name()));
    let recording = piece.record();
    fs::write(&path, wav(&recording.samples, RATE_HZ)).expect("room for a piece");
    let truth = json!({
        "bpm": recording.truth.bpm,
        "beats": recording.truth.beats_s,
        "downbeats": recording.truth.downbeats_s,
        "song": piece.style.name,
        "key": recording.truth.key,
    });
    print(&path.to_string_lossy(), 1.0, &truth);
    fs::remove_file(&path).expect("the file was just written");
}

fn print(path: &str, speed: f64, truth: &Value) {
    match describe(Path::new(path), speed) {
        Ok(described) => println!("{}", line(path, speed, truth, described)),
        Err(error) => eprintln!("{path}: {error}"),
    }
}

fn line(path: &str, speed: f64, truth: &Value, described: Described) -> Value {
    let place = |place: &DescribedPlace| json!({"beats": place.beats_s, "features": place.features.to_vec()});
    let reading = |reading: &DescribedReading| {
        let places: Vec<_> = reading.places.iter().map(place).collect();
        json!({"bpm": reading.bpm, "places": places})
    };
    let readings: Vec<_> = described.readings.iter().map(reading).collect();
    let bars = described.bars.map(
        |bars| json!({"beats": bars.beats_s, "accents": bars.accents, "repeats": bars.repeats}),
    );
    let names = FEATURES.to_vec();
    json!({
        "path": path,
        "speed": speed,
        "truth": truth,
        "names": names,
        "readings": readings,
        "bars": bars,
        "tones": described.tones,
    })
}
