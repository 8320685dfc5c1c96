//! Tallies by group, as a table for people and as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::manifest::Track;
use super::score::{COLUMNS, Found, Tally};

/// How much sound for how much work. Absent where it was not measured.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// Seconds of sound.
    pub(super) audio_s: f64,
    /// Seconds of one core, decoding included.
    pub(super) cpu_s: f64,
    /// Of those, for decoding alone.
    pub(super) decode_s: Option<f64>,
    pub(super) peak_mib: Option<f64>,
}

/// What one analyser was measured at.
pub(super) struct Outcome {
    pub(super) analyser: String,
    total: Tally,
    /// By the name of the grouping, then by group.
    groups: BTreeMap<&'static str, BTreeMap<String, Tally>>,
    pub(super) cost: Cost,
    failed: u32,
}

impl Outcome {
    pub(super) fn new(analyser: &str) -> Self {
        Self {
            analyser: analyser.to_owned(),
            total: Tally::default(),
            groups: BTreeMap::new(),
            cost: Cost::default(),
            failed: 0,
        }
    }

    /// Counts one track; none found is a failure, and wrong in every column.
    pub(super) fn add(&mut self, track: &Track, found: Option<&Found>) {
        self.failed += u32::from(found.is_none());
        let nothing = Found::default();
        let found = found.unwrap_or(&nothing);
        self.total.judge(track, found);
        for (grouping, group) in [
            ("source", track.source.as_str()),
            ("genre", track.genre.as_str()),
            ("format", track.format.as_str()),
            ("tempo", band(track)),
        ] {
            let groups = self.groups.entry(grouping).or_default();
            groups.entry(group.to_owned()).or_default().judge(track, found);
        }
    }

    /// Prints the table; with the groups of one grouping where asked for.
    pub(super) fn print(&self, by: Option<&str>) {
        print!("{:30}{:>5}", "", "n");
        for (name, _) in COLUMNS {
            print!("{name:>7}");
        }
        println!();
        print_line(&self.analyser, &self.total);
        for (group, tally) in by.and_then(|by| self.groups.get(by)).into_iter().flatten() {
            print_line(&format!("  {group}"), tally);
        }
        let Cost { audio_s, cpu_s, decode_s, peak_mib } = self.cost;
        print!("{:30}{audio_s:.0} s of sound, {:.0} a CPU second", "", audio_s / cpu_s.max(1e-9));
        if let Some(decode_s) = decode_s {
            print!(", {:.0} % of it decoding", 100.0 * decode_s / cpu_s.max(1e-9));
        }
        if let Some(peak_mib) = peak_mib {
            print!(", at most {peak_mib:.0} MiB");
        }
        println!(
            "{}\n",
            if self.failed > 0 {
                format!(", {} without a result", self.failed)
            } else {
                String::new()
            }
        );
    }

    pub(super) fn to_json(&self) -> Value {
        let groups: Map<String, Value> = self
            .groups
            .iter()
            .map(|(by, groups)| {
                let groups: Map<String, Value> =
                    groups.iter().map(|(group, tally)| (group.clone(), numbers(tally))).collect();
                ((*by).to_owned(), Value::Object(groups))
            })
            .collect();
        let Cost { audio_s, cpu_s, decode_s, peak_mib } = self.cost;
        json!({
            "analyser": self.analyser, "total": numbers(&self.total), "by": groups, "failed": self.failed,
            "audio_s": audio_s, "cpu_s": cpu_s, "decode_s": decode_s, "peak_mib": peak_mib,
        })
    }
}

fn print_line(name: &str, tally: &Tally) {
    print!("{name:30}{:>5}", tally.tracks);
    for value in tally.percent() {
        match value {
            Some(value) => print!("{value:>7.1}"),
            None => print!("{:>7}", "-"),
        }
    }
    println!();
}

fn numbers(tally: &Tally) -> Value {
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let mut numbers: Map<String, Value> = COLUMNS
        .iter()
        .zip(tally.percent())
        .map(|((name, _), value)| ((*name).to_owned(), json!(value.map(rounded))))
        .collect();
    numbers.insert("tracks".to_owned(), json!(tally.tracks));
    Value::Object(numbers)
}

fn band(track: &Track) -> &'static str {
    match track.bpm {
        None => "unknown",
        Some(bpm) if bpm < 90.0 => "below 90",
        Some(bpm) if bpm <= 140.0 => "90 to 140",
        Some(_) => "above 140",
    }
}
