//! Prints what there is to learn from the given files as JSON lines, for `training/fit.py` and `training/fit_bars.py`.

use std::path::Path;

use pika_analysis::training::{DescribedReading, FEATURES, describe};
use serde_json::json;

fn main() {
    for path in std::env::args().skip(1) {
        match describe(Path::new(&path)) {
            Ok(described) => {
                let reading = |reading: &DescribedReading| {
                    json!({
                        "bpm": reading.bpm,
                        "beats": reading.beats_s,
                        "features": reading.features.map(|place| place.to_vec()),
                    })
                };
                let readings: Vec<_> = described.readings.iter().map(reading).collect();
                let bars = described.bars.map(|bars| {
                    json!({
                        "beats": bars.beats_s,
                        "accents": bars.accents,
                        "repeats": bars.repeats,
                    })
                });
                println!(
                    "{}",
                    json!({"path": path, "names": FEATURES.to_vec(), "readings": readings, "bars": bars})
                );
            }
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
}
