//! Analyses the given files on one thread and prints JSON lines for a scorer, then speed and memory on stderr.

use std::path::Path;
use std::time::Instant;

use pika_analysis::analyse_file;
use serde_json::json;

fn main() {
    let (started, mut seconds) = (Instant::now(), 0.0);
    for path in std::env::args().skip(1) {
        match analyse_file(Path::new(&path), &|_| false) {
            Ok(found) => {
                seconds += found.duration_s;
                let tempo = found.tempo.as_ref();
                println!(
                    "{}",
                    json!({
                        "path": path,
                        "duration_s": found.duration_s,
                        "bpm": tempo.map(|t| t.bpm),
                        "bpm_danced": tempo.map(|t| t.danced),
                        "bpm_confidence": tempo.map(|t| t.confidence),
                        "stability": tempo.map(|t| t.stability),
                        "beats": tempo.map(|t| &t.beats_s),
                        "key": found.key.map(|k| k.key),
                        "key_confidence": found.key.map(|k| k.confidence),
                        "fingerprint": found.fingerprint,
                        "loudness": found.loudness,
                        "skipped_frames": found.skipped_frames,
                    })
                );
            }
            Err(error) => println!("{}", json!({"path": path, "error": error.to_string()})),
        }
    }
    let took = started.elapsed().as_secs_f64();
    eprintln!("{seconds:.0} s of audio in {took:.1} s: {:.0} times real time", seconds / took);
}
