//! Every file that fuzzing kept, and damaged copies of each, through the whole analysis: an answer in bounded work and
//! memory. A file that hangs is ended, and named, by the test runner.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use pika_analysis::{AnalysisError, analyse_file};

/// Blocks that a file of some kilobytes may have; the analysis asks before each whether it shall stop.
const MAX_BLOCKS: u32 = 100_000;
/// A track of ten minutes needs less than half of this.
const MAX_MIB: u64 = 300;

fn seeds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    files
}

/// The result within the allowed work, whatever it is; what was found must make sense.
fn answer(path: &Path) -> Result<(), AnalysisError> {
    let blocks = Cell::new(0);
    let stop = |_| {
        blocks.set(blocks.get() + 1);
        blocks.get() > MAX_BLOCKS
    };
    let found = analyse_file(path, &stop)?;
    let name = path.display();
    assert!(found.duration_s.is_finite() && found.duration_s >= 1.0, "{name}");
    let feel = &found.fingerprint;
    assert!([feel.energy, feel.brightness].iter().all(|x| x.is_finite()), "{name}");
    if let Some(tempo) = found.tempo {
        assert!((0.0..=1.0).contains(&tempo.confidence) && tempo.beats_s.is_sorted(), "{name}");
    }
    Ok(())
}

/// The most memory that this process ever had, in MiB.
#[cfg(target_os = "linux")]
fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the process is known");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is told");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[test]
fn every_fuzzed_file_is_answered_in_bounded_work_and_memory() {
    let files = seeds();
    assert!(files.len() >= 20, "only {} files", files.len());
    for path in &files {
        let found = answer(path);
        assert!(!matches!(found, Err(AnalysisError::Stopped)), "{path:?} has no end");
    }
    #[cfg(target_os = "linux")]
    assert!(peak_mib() < MAX_MIB, "{} MiB", peak_mib());
}

#[test]
fn a_damaged_copy_of_each_is_answered_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut chance = 0x5eed_u64;
    let mut draw = |below: usize| {
        // Numerical Recipes' linear congruential generator: the same damage in every run.
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) as usize % below.max(1)
    };
    for path in seeds() {
        let whole = fs::read(&path).expect("it can be read");
        for copy in 0..6 {
            let mut damaged = whole.clone();
            // Most of what breaks a decoder is near the beginning.
            let reach = if copy % 2 == 0 { damaged.len().min(200) } else { damaged.len() };
            for _ in 0..=draw(8) {
                let place = draw(reach);
                if let Some(byte) = damaged.get_mut(place) {
                    *byte = [0, 0xff, 0x7f, 0x80, draw(256) as u8][draw(5)];
                }
            }
            if copy == 5 {
                damaged.truncate(draw(whole.len()));
            }
            let name = path.file_name().expect("a file has a name");
            let target = folder.path().join(name);
            fs::write(&target, damaged).expect("the folder can be written");
            let found = answer(&target);
            assert!(!matches!(found, Err(AnalysisError::Stopped)), "{name:?}, copy {copy}");
        }
    }
    #[cfg(target_os = "linux")]
    assert!(peak_mib() < MAX_MIB, "{} MiB", peak_mib());
}
