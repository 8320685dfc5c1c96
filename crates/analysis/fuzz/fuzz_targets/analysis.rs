//! Any bytes through the whole analysis: what is found is finite and within its range.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: {
    // A panic that the analysis contains is no finding; one that leaves it still ends the run.
    std::panic::set_hook(Box::new(|_| {}));
}, |content: &[u8]| {
    let path = std::env::temp_dir().join(format!("pika-fuzz-analysis-{}", std::process::id()));
    let mut file = std::fs::File::create(&path).expect("the temporary folder can be written");
    file.write_all(content).expect("the temporary folder has room");
    if let Ok(found) = pika_analysis::analyse_file(&path, &|_| false) {
        assert!(found.duration_s.is_finite() && found.duration_s >= 1.0);
        if let Some(tempo) = found.tempo {
            assert!((0.0..=1.0).contains(&tempo.confidence));
            assert!(tempo.beats_s.is_sorted());
        }
    }
});
