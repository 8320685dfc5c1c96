//! Prints every reading of the pulse of the given files as JSON lines, for `training/fit.py`.

use std::path::Path;

use pika_analysis::training::{FEATURES, describe_readings};
use serde_json::json;

fn main() {
    for path in std::env::args().skip(1) {
        match describe_readings(Path::new(&path)) {
            Ok(readings) => {
                let readings: Vec<_> = readings
                    .iter()
                    .map(|reading| {
                        json!({
                            "bpm": reading.bpm,
                            "beats": reading.beats_s,
                            "features": reading.features.to_vec(),
                        })
                    })
                    .collect();
                println!("{}", json!({"path": path, "names": FEATURES, "readings": readings}));
            }
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
}
