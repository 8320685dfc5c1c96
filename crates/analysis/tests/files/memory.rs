//! Long files in a process of their own, whose peak memory the kernel tells.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use pika_analysis::analyse_file;

use crate::danced::SHUFFLE;
use crate::sound::{Coding, wav};
use crate::{band, sound};

/// Set for the process whose memory is measured; its value is the file.
const FILE: &str = "PIKA_TEST_FILE";

/// Not a test by itself: another test runs it in a process of its own, whose memory nobody else uses.
#[test]
#[ignore = "runs in the process that another test starts"]
fn in_a_process_of_its_own() {
    let path = std::env::var(FILE).expect("started by the other test");
    let found = analyse_file(Path::new(&path), &|_| false).expect("music");
    let tempo = found.tempo.expect("a tempo");
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    println!("{} {:.2} {peak}", found.duration_s, tempo.danced.value());
}

/// Analyses music of this length and returns seconds, danced tempo and the peak memory of the process in MB.
fn measured(minutes: usize, rate_hz: u32, channels: u16) -> [f64; 3] {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.wav");
    // 26 bars of four beats at 104 beats a minute last one minute.
    let take = band::play(&SHUFFLE, 104.0, 26, 7);
    let minute: Vec<f32> = (0..60 * rate_hz as usize)
        .map(|i| {
            let place = i * band::RATE_HZ as usize / rate_hz as usize;
            take.samples[place]
        })
        .collect();
    let one = wav(&minute, rate_hz, channels, Coding::Int16);
    let mut file = BufWriter::new(File::create(&path).expect("created"));
    file.write_all(&sound::header(minutes * minute.len(), rate_hz, channels)).expect("written");
    for _ in 0..minutes {
        file.write_all(&one[sound::HEADER..]).expect("written");
    }
    drop(file);
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "--nocapture", "memory::in_a_process_of_its_own"])
        .env(FILE, &path)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().find(|line| line.contains("VmHWM:"));
    let line = line.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| word.parse::<f64>().expect("a number");
    [number(words[0]), number(words[1]), number(words[3]) / 1024.0]
}

#[test]
fn ten_minutes_need_less_than_150_megabytes() {
    let [seconds, danced, megabytes] = measured(10, 44_100, 2);
    assert!((seconds - 600.0).abs() < 0.1 && (danced - 104.0).abs() < 0.1, "{seconds} {danced}");
    assert!(megabytes < 150.0, "{megabytes} MB");
}

#[test]
fn three_hours_are_one_long_track() {
    let [seconds, danced, megabytes] = measured(180, 8_000, 1);
    assert!((seconds - 10_800.0).abs() < 0.1 && (danced - 104.0).abs() < 0.1, "{seconds} {danced}");
    assert!(megabytes < 400.0, "{megabytes} MB");
}
