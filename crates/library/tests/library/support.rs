//! A library in a folder of its own beside a folder of music, and sound files made on the spot.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use lofty::config::WriteOptions;
use lofty::tag::{ItemKey, Tag, TagExt, TagType};
use pika_domain::{
    Analysis, Bars, Bpm, Fingerprint, Key, KeyAnalysis, Loudness, TempoAnalysis, TempoCandidate,
    TrackId,
};
use pika_library::{Library, ScanReport, TrackQuery, TrackRow};
use tempfile::TempDir;

pub(crate) struct Home {
    folder: TempDir,
    pub(crate) library: Library,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("music")).expect("a music folder");
        let library = Library::open(&folder.path().join("pika.db")).expect("a new library");
        Self { folder, library }
    }

    /// One whose music folder has been added.
    pub(crate) fn with_music() -> Self {
        let home = Self::new();
        home.library.add_folder(&home.music("")).expect("added");
        home
    }

    /// A place below the music folder.
    pub(crate) fn music(&self, place: &str) -> PathBuf {
        self.outside("music").join(place)
    }

    /// A place beside the music folder.
    pub(crate) fn outside(&self, place: &str) -> PathBuf {
        self.folder.path().join(place)
    }

    pub(crate) fn scan(&self) -> ScanReport {
        self.library.scan(&mut |_| {}, &AtomicBool::new(false)).expect("a scan")
    }

    pub(crate) fn tracks(&self) -> Vec<TrackRow> {
        self.library.list_tracks(&TrackQuery::default()).expect("a list").rows
    }

    /// The one track with this title.
    pub(crate) fn track(&self, title: &str) -> TrackRow {
        let found: Vec<_> =
            self.tracks().into_iter().filter(|track| track.title == title).collect();
        assert_eq!(found.len(), 1, "one track is called {title:?}: {:?}", self.tracks());
        found.into_iter().next().expect("just counted")
    }
}

/// Writes half a second of mono sound that is different for every `seed`.
pub(crate) fn wav(path: &Path, seed: u8) {
    let samples: Vec<u8> =
        (0..8_000_u32).map(|n| (n.wrapping_mul(31 + u32::from(seed)) >> 3) as u8).collect();
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + samples.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // PCM, one channel, 8,000 samples a second of two bytes each.
    for (value, width) in [(1_u32, 2), (1, 2), (8_000, 4), (16_000, 4), (2, 2), (16, 2)] {
        bytes.extend(&value.to_le_bytes()[..width]);
    }
    bytes.extend(b"data");
    bytes.extend((samples.len() as u32).to_le_bytes());
    bytes.extend(&samples);
    std::fs::create_dir_all(path.parent().expect("not the root")).expect("a folder");
    std::fs::write(path, bytes).expect("written");
}

/// The same with ID3 tags.
pub(crate) fn tagged_wav(path: &Path, seed: u8, tags: &[(ItemKey, &str)]) {
    wav(path, seed);
    let mut tag = Tag::new(TagType::Id3v2);
    for (key, text) in tags {
        assert!(tag.insert_text(*key, (*text).to_owned()), "ID3 has a place for {key:?}");
    }
    tag.save_to_path(path, WriteOptions::default()).expect("tags written");
}

/// A result with this danced tempo, twice as fast on paper, and this key.
pub(crate) fn analysis(version: u32, danced: f64, key: &str) -> Analysis {
    Analysis {
        version,
        duration_s: 181.25,
        tempo: Some(TempoAnalysis {
            bpm: bpm(danced * 2.0),
            danced: bpm(danced),
            confidence: 0.9,
            stability: 0.7,
            candidates: vec![
                TempoCandidate { bpm: bpm(danced), strength: 0.7 },
                TempoCandidate { bpm: bpm(danced * 2.0), strength: 0.2 },
            ],
            beats_s: (0..300).map(|beat| f64::from(beat) * 60.0 / danced).collect(),
            bars: Some(Bars {
                beats_per_bar: 4,
                downbeats_s: (0..75).map(|bar| f64::from(bar) * 240.0 / danced).collect(),
                confidence: 0.8,
            }),
            swing: Some(1.8),
            intro_s: Some(4.5),
            outro_s: None,
        }),
        key: Some(KeyAnalysis {
            key: self::key(key),
            confidence: 0.4,
            second: Some(self::key("D minor")),
        }),
        loudness: Loudness {
            integrated_lufs: Some(-9.3),
            peak_dbfs: Some(-0.1),
            true_peak_dbtp: Some(0.4),
        },
        contour: vec![40, 60],
        fingerprint: fingerprint(),
        waveform: (0..240).map(|column| column as u8).collect(),
        skipped_frames: 0,
    }
}

pub(crate) fn fingerprint() -> Fingerprint {
    Fingerprint {
        energy: 61.5,
        danceability: 70.0,
        brightness: 33.3,
        acousticness: 12.0,
        groove: 48.1,
    }
}

pub(crate) fn bpm(value: f64) -> Bpm {
    Bpm::new(value).expect("a tempo")
}

pub(crate) fn key(text: &str) -> Key {
    text.parse().expect("a key")
}

pub(crate) fn detail(home: &Home, track: TrackId) -> pika_library::TrackDetail {
    home.library.track_detail(track).expect("readable").expect("in the library")
}
