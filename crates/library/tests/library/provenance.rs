//! Every origin's value is kept, and the DJ's hand is never overwritten.

use lofty::tag::ItemKey;
use pika_domain::{Provenance, TrackId, TrackNames};
use pika_library::{LibraryError, TrackState};

use crate::support::{Home, analysis, bpm, detail, tagged_wav, wav};

#[test]
fn tags_analysis_and_hand_live_beside_each_other() {
    let home = Home::with_music();
    let tags =
        [(ItemKey::TrackTitle, "One"), (ItemKey::IntegerBpm, "184"), (ItemKey::InitialKey, "1m")];
    tagged_wav(&home.music("one.wav"), 1, &tags);
    home.scan();
    let track = home.track("One").id;
    home.library.set_danced_bpm(track, Some(bpm(93.0))).expect("set");
    home.library.store_analysis(track, &analysis(1, 92.0, "C major")).expect("stored");

    let shown = detail(&home, track);
    assert_eq!(shown.row.bpm, Some(bpm(93.0)), "the hand wins");
    let origins: Vec<_> = shown.tempos.iter().map(|tempo| tempo.provenance).collect();
    assert_eq!(origins, [Provenance::Hand, Provenance::Analysis, Provenance::Tags]);
    assert_eq!(shown.tempos[1].notated, Some(bpm(184.0)));
    assert_eq!(shown.tempos[2].notated, None, "tags do not tell notated from danced");
    let keys: Vec<_> = shown.keys.iter().map(|origin| origin.key.name.as_str()).collect();
    assert_eq!(keys, ["C major", "A minor"]);

    home.library.set_danced_bpm(track, None).expect("taken back");
    assert_eq!(home.track("One").bpm, Some(bpm(92.0)));
}

#[test]
fn a_key_set_by_hand_survives_the_next_analysis_and_can_be_taken_back() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    home.library.store_analysis(track, &analysis(1, 92.0, "C major")).expect("stored");
    let by_hand = "F# minor".parse().expect("a key");
    home.library.set_key(track, Some(by_hand)).expect("set");
    home.library.store_analysis(track, &analysis(2, 92.0, "G major")).expect("stored");

    let shown = detail(&home, track);
    let name = |key: Option<pika_library::KeyView>| key.map(|key| key.name);
    assert_eq!(name(shown.row.key).as_deref(), Some("F# minor"), "the hand wins");
    let open: Vec<_> = shown.keys.iter().map(|origin| origin.open_key.as_str()).collect();
    assert_eq!(open, ["4m", "2d"], "and the new result stands behind it");

    home.library.set_key(track, None).expect("taken back");
    assert_eq!(name(home.track("one").key).as_deref(), Some("G major"));
    let nobody = home.library.set_key(TrackId(99), Some(by_hand));
    assert!(matches!(nobody, Err(LibraryError::UnknownTrack(TrackId(99)))));
}

#[test]
fn what_the_window_draws_is_what_the_analysis_heard() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    assert_eq!(detail(&home, track).analysis, None, "nothing is drawn before");
    let result = analysis(3, 91.7, "F# minor");
    home.library.store_analysis(track, &result).expect("stored");
    let drawn = detail(&home, track).analysis.expect("a view");
    let pulse = drawn.pulse.expect("a pulse");
    let heard = result.tempo.expect("a tempo");
    assert_eq!((drawn.version, drawn.contour), (3, result.contour));
    assert_eq!(pulse.beats_s, heard.beats_s);
    assert_eq!(pulse.downbeats_s, heard.bars.map(|bars| bars.downbeats_s).unwrap_or_default());
    assert_eq!((pulse.intro_s, pulse.outro_s), (heard.intro_s, heard.outro_s));
    let readings: Vec<_> = pulse.candidates.iter().map(|each| (each.bpm, each.strength)).collect();
    let of = |each: &pika_domain::TempoCandidate| (each.bpm, each.strength);
    assert_eq!(readings, heard.candidates.iter().map(of).collect::<Vec<_>>());

    home.library.store_analysis_failure(track, 4, "The file is cut short.").expect("noted");
    let shown = detail(&home, track);
    assert_eq!(shown.analysis.map(|view| view.version), Some(3), "the older result stays in sight");
}

#[test]
fn an_analysis_comes_back_exactly_as_it_was_stored() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    let result = analysis(3, 91.7, "F# minor");
    assert_eq!(home.library.analysis(track).expect("read"), None);
    home.library.store_analysis(track, &result).expect("stored");
    assert_eq!(home.library.analysis(track).expect("read"), Some(result.clone()));
    let shown = detail(&home, track);
    assert_eq!(shown.waveform, result.waveform);
    assert_eq!(shown.row.energy, Some(result.fingerprint.energy));
    assert_eq!(shown.row.duration_s, Some(result.duration_s));
    assert_eq!(shown.loudness_lufs, result.loudness.integrated_lufs);
}

#[test]
fn a_failure_is_told_and_tried_again_by_the_next_version() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    wav(&home.music("two.wav"), 2);
    home.scan();
    let (failed, analysed) = (home.track("one").id, home.track("two").id);
    home.library.store_analysis(failed, &analysis(1, 92.0, "C major")).expect("stored");
    home.library.store_analysis_failure(failed, 2, "The file is cut short.").expect("stored");
    home.library.store_analysis(analysed, &analysis(2, 92.0, "C major")).expect("stored");

    assert_eq!(home.track("one").state, TrackState::Failed);
    assert_eq!(detail(&home, failed).problem.as_deref(), Some("The file is cut short."));
    assert!(home.library.analysis(failed).expect("read").is_some(), "the older result is kept");
    let summary = home.library.summary(2).expect("counted");
    assert_eq!((summary.analysed, summary.failed, summary.to_analyse), (1, 1, 0));
    assert!(home.library.tracks_to_analyse(2).expect("listed").is_empty());
    let titles: Vec<_> = home
        .library
        .tracks_to_analyse(3)
        .expect("listed")
        .into_iter()
        .map(|job| job.title)
        .collect();
    assert_eq!(titles, ["one", "two"]);
    assert_eq!(home.library.summary(3).expect("counted").to_analyse, 2);
}

#[test]
fn a_track_that_is_not_there_is_a_clear_error() {
    let home = Home::new();
    let nobody = TrackId(7);
    let error = home.library.store_analysis(nobody, &analysis(1, 92.0, "C major"));
    assert!(matches!(error, Err(LibraryError::UnknownTrack(track)) if track == nobody));
    assert!(home.library.store_analysis_failure(nobody, 1, "reason").is_err());
    assert!(home.library.set_danced_bpm(nobody, Some(bpm(90.0))).is_err());
    assert_eq!(home.library.track_detail(nobody).expect("readable"), None);
}

#[test]
fn a_track_is_found_by_path_else_by_names_and_length() {
    let home = Home::with_music();
    let names = [(ItemKey::TrackTitle, "Stay Late"), (ItemKey::TrackArtist, "Alba Reyes")];
    tagged_wav(&home.music("short.wav"), 1, &names);
    tagged_wav(&home.music("long.wav"), 2, &names);
    home.scan();
    let of_length = |seconds| {
        let wanted = TrackNames::new(" alba  reyes", "STAY LATE");
        home.library.find_track(None, &wanted, seconds).expect("looked up")
    };
    let nobody = TrackNames::new("", "nobody");
    let at = |place: &str| {
        home.library.find_track(Some(&home.music(place)), &nobody, None).expect("looked up")
    };
    let (short, long) = (at("short.wav").expect("there"), at("./long.wav").expect("there"));
    assert_ne!(short, long);
    home.library.store_analysis(long, &analysis(1, 92.0, "C major")).expect("181 seconds long");
    assert_eq!(of_length(Some(1.0)), Some(short));
    assert_eq!(of_length(Some(180.0)), Some(long));
    assert!(of_length(None).is_some());
    assert_eq!(at("nowhere.wav"), None);
}
