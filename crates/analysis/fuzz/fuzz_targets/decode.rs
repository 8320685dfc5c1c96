//! Any bytes through the decoder: every sample is finite, every block is whole.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: {
    // A panic that the analysis contains is no finding; one that leaves it still ends the run.
    std::panic::set_hook(Box::new(|_| {}));
}, |content: &[u8]| {
    let path = std::env::temp_dir().join(format!("pika-fuzz-decode-{}", std::process::id()));
    let mut file = std::fs::File::create(&path).expect("the temporary folder can be written");
    file.write_all(content).expect("the temporary folder has room");
    let _ = pika_analysis::decode_file(&path, &|_| false, &mut |block| {
        let frames = block.planes[0].len();
        assert!(block.planes.iter().all(|plane| plane.len() == frames));
        assert!(block.planes.iter().flatten().all(|sample| sample.is_finite()));
    });
});
