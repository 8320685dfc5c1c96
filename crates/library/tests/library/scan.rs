//! A scan sees what is new, changed, moved, gone and back, and loses nothing over it.

use std::sync::atomic::{AtomicBool, Ordering};

use lofty::tag::ItemKey;
use pika_domain::TrackNames;
use pika_library::{ScanProgress, TrackState};

use crate::support::{Home, analysis, bpm, detail, key, tagged_wav, wav};

#[test]
fn tags_are_read_and_a_file_without_any_goes_by_its_name() {
    let home = Home::with_music();
    tagged_wav(
        &home.music("one.wav"),
        1,
        &[
            (ItemKey::TrackTitle, "Stay Late"),
            (ItemKey::TrackArtist, "Alba Reyes"),
            (ItemKey::AlbumTitle, "Nights"),
            (ItemKey::IntegerBpm, "98"),
            (ItemKey::InitialKey, "8A"),
        ],
    );
    wav(&home.music("deep/er/Otis Marlow - Stormy Corner.WAV"), 2);
    wav(&home.music("track03.wav"), 3);
    std::fs::write(home.music("cover.jpg"), "no music").expect("written");
    wav(&home.music(".hidden/secret.wav"), 4);
    wav(&home.music("._one.wav"), 5);

    let report = home.scan();
    assert_eq!((report.added, report.problems), (3, vec![]));
    let tagged = home.track("Stay Late");
    assert_eq!(tagged.artist, "Alba Reyes");
    assert_eq!(tagged.bpm, Some(bpm(98.0)));
    assert_eq!(tagged.key, Some(key("A minor").into()));
    assert_eq!(tagged.duration_s, Some(0.5));
    assert_eq!(tagged.state, TrackState::New);
    assert_eq!(detail(&home, tagged.id).album, "Nights");
    assert_eq!(home.track("Stormy Corner").artist, "Otis Marlow");
    assert_eq!(home.track("track03").artist, "");
}

#[test]
fn a_second_scan_reads_nothing_again() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    wav(&home.music("two.wav"), 2);
    home.scan();
    let report = home.scan();
    assert_eq!((report.unchanged, report.added, report.changed), (2, 0, 0));
}

#[test]
fn a_changed_file_is_read_again_and_waits_for_a_new_analysis() {
    let home = Home::with_music();
    let path = home.music("one.wav");
    tagged_wav(&path, 1, &[(ItemKey::TrackTitle, "Before"), (ItemKey::IntegerBpm, "98")]);
    home.scan();
    let track = home.track("Before").id;
    home.library.store_analysis(track, &analysis(1, 92.0, "C major")).expect("stored");
    assert_eq!(home.track("Before").state, TrackState::Analysed);

    tagged_wav(&path, 1, &[(ItemKey::TrackTitle, "After, and longer")]);
    assert_eq!(home.scan().changed, 1);
    let after = home.track("After, and longer");
    assert_eq!(after.id, track);
    assert_eq!(after.state, TrackState::New, "its analysis is out of date");
    assert_eq!(after.bpm, Some(bpm(92.0)), "which is shown until the next");
    assert_eq!(home.library.tracks_to_analyse(1).expect("listed").len(), 1);
    assert_eq!(detail(&home, track).tempos.len(), 1, "the tempo tag is gone with its tag");
}

#[test]
fn a_moved_and_renamed_file_keeps_its_identity_and_its_analysis() {
    let home = Home::with_music();
    wav(&home.music("Alba Reyes - Stay Late.wav"), 1);
    wav(&home.music("other.wav"), 2);
    home.scan();
    let track = home.track("Stay Late").id;
    home.library.store_analysis(track, &analysis(1, 92.0, "C major")).expect("stored");

    std::fs::create_dir(home.music("slow")).expect("a folder");
    let there = home.music("slow/Alba Reyes - Stay Later.wav");
    std::fs::rename(home.music("Alba Reyes - Stay Late.wav"), &there).expect("moved");
    let report = home.scan();
    assert_eq!((report.moved, report.added, report.vanished), (1, 0, 0));
    let moved = home.track("Stay Later");
    assert_eq!((moved.id, moved.state), (track, TrackState::Analysed));
    let canonical = there.canonicalize().expect("it is there");
    assert_eq!(detail(&home, track).path, canonical.to_string_lossy());
    let names = TrackNames::new("", "no such name");
    let found = home.library.find_track(Some(&there), &names, None).expect("looked up");
    assert_eq!(found, Some(track));
}

#[test]
fn a_copy_is_a_track_of_its_own() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    std::fs::copy(home.music("one.wav"), home.music("one copy.wav")).expect("copied");
    let report = home.scan();
    assert_eq!((report.moved, report.added), (0, 1));
}

#[test]
fn a_vanished_file_is_missing_and_can_come_back() {
    let home = Home::with_music();
    let path = home.music("one.wav");
    wav(&path, 1);
    wav(&home.music("two.wav"), 2);
    home.scan();
    let track = home.track("one").id;
    std::fs::rename(&path, home.outside("elsewhere.wav")).expect("moved away");
    assert_eq!(home.scan().vanished, 1);
    assert_eq!(home.track("one").state, TrackState::Missing);
    assert_eq!(home.scan().vanished, 0, "it vanished once");
    let summary = home.library.summary(1).expect("counted");
    assert_eq!((summary.tracks, summary.missing, summary.to_analyse), (2, 1, 1));

    std::fs::rename(home.outside("elsewhere.wav"), &path).expect("moved back");
    home.scan();
    let back = home.track("one");
    assert_eq!((back.id, back.state), (track, TrackState::New));
}

#[test]
fn a_folder_that_is_unplugged_loses_no_track() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    std::fs::rename(home.music(""), home.outside("unplugged")).expect("unplugged");
    let report = home.scan();
    assert_eq!((report.vanished, report.problems.len()), (0, 1), "{:?}", report.problems);
    assert_eq!(home.track("one").state, TrackState::New);
    assert!(!home.library.summary(1).expect("counted").folders[0].available);

    std::fs::create_dir(home.music("")).expect("the mount point alone");
    let report = home.scan();
    assert_eq!((report.vanished, report.problems.len()), (0, 1), "{:?}", report.problems);

    std::fs::remove_dir(home.music("")).expect("removed");
    std::fs::rename(home.outside("unplugged"), home.music("")).expect("plugged in");
    assert_eq!(home.scan().unchanged, 1);
    assert!(home.library.summary(1).expect("counted").folders[0].available);
}

#[test]
fn a_removed_folder_takes_its_tracks_out_of_sight_and_brings_them_back() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    home.library.store_analysis(track, &analysis(1, 92.0, "C major")).expect("stored");
    let folder = home.library.folders().expect("listed")[0].id;
    home.library.remove_folder(folder).expect("removed");
    assert!(home.tracks().is_empty());
    assert_eq!(home.library.summary(1).expect("counted").tracks, 0);
    assert!(home.library.remove_folder(folder).is_err(), "it is gone already");

    home.library.add_folder(&home.music("")).expect("added again");
    assert_eq!(home.scan().added, 1);
    let back = home.track("one");
    assert_eq!((back.id, back.state), (track, TrackState::Analysed));
}

#[test]
fn folders_within_each_other_are_one() {
    let home = Home::new();
    wav(&home.music("slow/one.wav"), 1);
    let inner = home.library.add_folder(&home.music("slow")).expect("added");
    assert_eq!(home.library.add_folder(&home.music("slow/../slow")).expect("the same"), inner);
    home.scan();
    let track = home.track("one").id;

    let outer = home.library.add_folder(&home.music("")).expect("added around it");
    assert_ne!(outer, inner);
    assert_eq!(home.library.folders().expect("listed").len(), 1);
    assert_eq!(home.library.add_folder(&home.music("slow")).expect("covered"), outer);
    assert_eq!(home.scan().unchanged, 1);
    assert_eq!(home.track("one").id, track);
}

#[test]
fn a_cancelled_scan_keeps_what_it_has_read() {
    let home = Home::with_music();
    for number in 0..120 {
        wav(&home.music(&format!("{number}.wav")), number);
    }
    let cancelled = AtomicBool::new(false);
    let mut listed = false;
    let mut stop_when_listed = |progress: &ScanProgress| {
        listed |= progress.listed;
        cancelled.store(progress.listed, Ordering::Relaxed);
    };
    let report = home.library.scan(&mut stop_when_listed, &cancelled).expect("a scan");
    assert!(listed && report.cancelled);
    assert_eq!(home.tracks().len(), report.added as usize);
    let rest = home.scan();
    assert_eq!((rest.added + report.added, rest.vanished, rest.cancelled), (120, 0, false));
}

#[test]
fn progress_ends_with_every_file_done() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    wav(&home.music("two.wav"), 2);
    let mut all: Vec<ScanProgress> = Vec::new();
    home.library
        .scan(&mut |progress| all.push(progress.clone()), &AtomicBool::new(false))
        .expect("a scan");
    let last = all.last().expect("told at least once");
    assert_eq!((last.found, last.done, last.listed), (2, 2, true));
    assert_eq!(all.first(), Some(&ScanProgress::default()), "told at once");
    assert!(all.windows(2).all(|pair| pair[0].found <= pair[1].found));
}
