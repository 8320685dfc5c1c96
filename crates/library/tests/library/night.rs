//! A night: plays, sessions and what the cloud is owed.

use jiff::Timestamp;
use pika_domain::{
    Fact, NumberedFact, PlayFact, PlayId, SessionId, SourceKind, TrackId, TrackNames,
};
use pika_library::{Library, LibraryError, NewPlay, NewSession};
use rusqlite::Connection;
use uuid::Uuid;

use crate::support::{Home, analysis, bpm, detail, fingerprint, key, wav};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + second).expect("a time")
}

fn session_id() -> SessionId {
    SessionId::new("pika_tonight").expect("well formed")
}

fn fact(number: u128, second: i64) -> PlayFact {
    PlayFact {
        play_id: PlayId(Uuid::from_u128(number)),
        played_at: at(second),
        names: TrackNames::new("Alba Reyes", format!("Track {number}")),
        danced: Some(bpm(98.25)),
        key: Some(key("F# minor")),
        fingerprint: Some(fingerprint()),
        duration_s: Some(200.5),
    }
}

fn play(library: &Library, fact: &PlayFact, track: Option<TrackId>, session: Option<SessionId>) {
    let play = NewPlay {
        fact: fact.clone(),
        track_id: track,
        source: SourceKind::VirtualDj,
        session_id: session,
    };
    library.record_play(&play).expect("recorded");
}

fn start(library: &Library, first_play: Option<PlayId>) {
    let session = NewSession {
        id: session_id(),
        dj_name: "DJ \"Mara\"; DROP TABLE plays".to_owned(),
        started_at: at(0),
        cloud: Some("https://cloud.example".to_owned()),
        first_play,
    };
    library.start_session(&session).expect("started");
}

fn owed(library: &Library) -> Vec<NumberedFact> {
    library.outbox_after(&session_id(), 0, 100).expect("read")
}

#[test]
fn a_night_is_owed_to_the_cloud_in_order_until_it_is_acknowledged() {
    let home = Home::new();
    let library = &home.library;
    let (first, second) = (fact(1, -60), fact(2, 120));
    play(library, &first, None, None);
    start(library, Some(first.play_id));
    play(library, &second, None, Some(session_id()));
    library.record_fact(&session_id(), &Fact::Stop { at: at(300) }).expect("recorded");
    library.end_session(&session_id(), at(400)).expect("ended");

    let all = [
        Fact::Play(first.clone()),
        Fact::Play(second),
        Fact::Stop { at: at(300) },
        Fact::End { at: at(400) },
    ];
    let numbered: Vec<_> =
        all.into_iter().zip(1..).map(|(fact, seq)| NumberedFact { seq, fact }).collect();
    assert_eq!(owed(library), numbered);
    assert_eq!(library.outbox_after(&session_id(), 1, 2).expect("read"), numbered[1..3]);
    let backlog = library.backlog(&session_id()).expect("counted");
    assert_eq!((backlog.waiting, backlog.oldest_at), (4, Some(first.played_at)));
    assert_eq!(library.unfinished_sessions().expect("read").len(), 1, "ended, but not heard of");

    library.acknowledge(&session_id(), 3).expect("acknowledged");
    library.acknowledge(&session_id(), 2).expect("an old acknowledgement changes nothing");
    assert_eq!(owed(library), numbered[3..]);
    library.acknowledge(&session_id(), u64::MAX).expect("more than there is");
    let record = library.session(&session_id()).expect("read").expect("there");
    assert_eq!((record.acknowledged_seq, record.last_seq), (4, 4));
    assert_eq!(record.ended_at, Some(at(400)));
    assert!(library.unfinished_sessions().expect("read").is_empty());
    assert_eq!(library.backlog(&session_id()).expect("counted"), pika_library::Backlog::default());
}

#[test]
fn a_play_told_twice_is_one_play_and_one_fact() {
    let home = Home::new();
    start(&home.library, None);
    for _ in 0..2 {
        play(&home.library, &fact(1, 10), None, Some(session_id()));
    }
    assert_eq!(home.library.plays_of(&session_id()).expect("read").len(), 1);
    assert_eq!(owed(&home.library).len(), 1);
}

#[test]
fn nothing_comes_after_the_end_and_no_play_is_lost_over_it() {
    let home = Home::new();
    let library = &home.library;
    start(library, None);
    library.end_session(&session_id(), at(5)).expect("ended");
    library.end_session(&session_id(), at(9)).expect("ended already");
    library.record_fact(&session_id(), &Fact::Stop { at: at(9) }).expect("no news");
    play(library, &fact(1, 10), None, Some(session_id()));
    assert_eq!(owed(library), [NumberedFact { seq: 1, fact: Fact::End { at: at(5) } }]);
    assert!(library.plays_of(&session_id()).expect("read").is_empty());
    let kept = library.plays_since(at(10)).expect("read");
    assert_eq!((kept.len(), kept[0].session_id.as_ref()), (1, None));
}

#[test]
fn what_refers_to_nothing_is_refused_whole() {
    let home = Home::new();
    let library = &home.library;
    let nobody = NewPlay {
        fact: fact(1, 0),
        track_id: None,
        source: SourceKind::Mixxx,
        session_id: Some(session_id()),
    };
    let error = library.record_play(&nobody).expect_err("refused");
    assert!(matches!(error, LibraryError::UnknownSession(_)), "{error}");
    assert!(library.plays_since(at(0)).expect("read").is_empty());

    let first_play = Some(PlayId(Uuid::from_u128(9)));
    let session = NewSession {
        id: session_id(),
        dj_name: "Mara".to_owned(),
        started_at: at(0),
        cloud: None,
        first_play,
    };
    let error = library.start_session(&session).expect_err("refused");
    assert!(matches!(error, LibraryError::UnknownPlay(_)), "{error}");
    assert_eq!(library.session(&session_id()).expect("read"), None);

    start(library, None);
    let again = NewSession { first_play: None, ..session };
    let error = library.start_session(&again).expect_err("refused");
    assert!(matches!(error, LibraryError::SessionExists(_)), "{error}");
    for outcome in [
        library.acknowledge(&SessionId::new("nobody_at_all").expect("well formed"), 1),
        library.end_session(&SessionId::new("nobody_at_all").expect("well formed"), at(0)),
    ] {
        assert!(matches!(outcome, Err(LibraryError::UnknownSession(_))));
    }
}

#[test]
fn a_play_of_another_session_stays_there() {
    let home = Home::new();
    start(&home.library, None);
    let first = fact(1, 10);
    play(&home.library, &first, None, Some(session_id()));
    let second = SessionId::new("pika_second").expect("well formed");
    home.library
        .start_session(&NewSession {
            id: second.clone(),
            dj_name: "Mara".to_owned(),
            started_at: at(20),
            cloud: None,
            first_play: Some(first.play_id),
        })
        .expect("started");
    assert_eq!(home.library.plays_of(&session_id()).expect("read").len(), 1);
    assert!(home.library.outbox_after(&second, 0, 9).expect("read").is_empty());
}

#[test]
fn history_does_not_change_when_a_track_does() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    for (number, second) in [(1, 10), (2, 20)] {
        play(&home.library, &fact(number, second), Some(track), None);
    }
    home.library.store_analysis(track, &analysis(1, 120.0, "C major")).expect("stored");
    let plays = home.library.plays_since(at(0)).expect("read");
    let newest = plays.first().expect("two");
    assert_eq!((plays.len(), newest.title.as_str(), newest.started_at), (2, "Track 2", at(20)));
    assert_eq!((newest.bpm, newest.energy), (Some(bpm(98.25)), Some(61.5)));
    assert_eq!(newest.key, Some(key("F# minor").into()));

    let id = newest.id;
    assert!(home.library.set_play_likes(id, 3).expect("set"));
    assert!(!home.library.set_play_likes(id, 3).expect("no news"));
    let shown = detail(&home, track);
    assert_eq!((shown.plays, shown.likes, shown.last_played_at), (2, 3, Some(at(20))));
    let nobody = PlayId(Uuid::from_u128(99));
    assert!(matches!(
        home.library.set_play_likes(nobody, 1),
        Err(LibraryError::UnknownPlay(play)) if play == nobody
    ));
}

#[test]
fn the_resume_secret_is_kept_for_the_next_start() {
    let home = Home::new();
    start(&home.library, None);
    home.library.set_session_resume(&session_id(), "s3cret").expect("kept");
    let again = Library::open(home.library.path()).expect("opened");
    let record = again.session(&session_id()).expect("read").expect("there");
    assert_eq!((record.resume.as_deref(), record.ended_at), (Some("s3cret"), None));
    assert_eq!(again.unfinished_sessions().expect("read"), [record]);
}

#[test]
fn the_logbook_views_show_times_as_text() {
    let home = Home::new();
    start(&home.library, None);
    play(&home.library, &fact(1, 10), None, Some(session_id()));
    play(&home.library, &fact(2, 20), None, Some(session_id()));
    home.library.set_play_likes(PlayId(Uuid::from_u128(2)), 5).expect("set");
    let window = Connection::open(home.library.path()).expect("opened");
    let session: (String, Option<String>, u32, u32) = window
        .query_row("SELECT started_at, ended_at, plays, likes FROM logbook_sessions", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .expect("one session");
    assert_eq!(session, ("2025-11-24T16:00:00.000Z".to_owned(), None, 2, 5));
    let newest: (String, String, f64, String, u32) = window
        .query_row(
            "SELECT title, started_at, bpm, key, likes FROM logbook_plays
             WHERE session_id = 'pika_tonight' ORDER BY started_at DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )
        .expect("two plays");
    let at_twenty = "2025-11-24T16:00:20.000Z".to_owned();
    assert_eq!(newest, ("Track 2".to_owned(), at_twenty, 98.25, "F# minor".to_owned(), 5));
}

#[test]
fn every_text_comes_back_as_it_went_in() {
    let home = Home::with_music();
    wav(&home.music("one.wav"), 1);
    home.scan();
    let track = home.track("one").id;
    for (number, text) in [
        "'; DROP TABLE plays; --",
        "\" OR 1=1 --",
        "Robert'); DELETE FROM tracks WHERE ('1'='1",
        "<script>alert(1)</script>",
        "%00 \\0 \\ %s {} ?1 :a @b $c",
        "line\nbreak\ttab",
        "ノイズ 🎧 \u{202e}right to left",
        "=cmd|' /C calc'!A0",
    ]
    .into_iter()
    .enumerate()
    {
        let mut fact = fact(number as u128, 0);
        fact.names = TrackNames::new(text, text);
        let id = SessionId::new(format!("session_{number}")).expect("well formed");
        let session = NewSession {
            id: id.clone(),
            dj_name: text.to_owned(),
            started_at: at(0),
            cloud: Some(text.to_owned()),
            first_play: None,
        };
        home.library.start_session(&session).expect("started");
        home.library.set_session_resume(&id, text).expect("kept");
        play(&home.library, &fact, None, Some(id.clone()));
        home.library.set_setting(text, &text).expect("kept");
        home.library.store_analysis_failure(track, 1, text).expect("kept");

        let record = home.library.session(&id).expect("read").expect("there");
        assert_eq!((record.dj_name.as_str(), record.resume.as_deref()), (text, Some(text)));
        assert_eq!(record.cloud.as_deref(), Some(text));
        let plays = home.library.plays_of(&id).expect("read");
        assert_eq!((plays[0].artist.as_str(), plays[0].title.as_str()), (text, text));
        let owed = home.library.outbox_after(&id, 0, 9).expect("read");
        assert_eq!(owed, [NumberedFact { seq: 1, fact: Fact::Play(fact.clone()) }]);
        assert_eq!(home.library.setting::<String>(text).expect("read").as_deref(), Some(text));
        assert_eq!(detail(&home, track).problem.as_deref(), Some(text));
        home.library.find_track(None, &fact.names, None).expect("looked up");
    }
}

#[test]
fn plays_stay_in_their_order_when_the_clock_is_set_back() {
    let home = Home::new();
    start(&home.library, None);
    for (number, seconds) in [(1, 7_200), (2, 10), (3, 200)] {
        play(&home.library, &fact(number, seconds), None, Some(session_id()));
    }
    let plays = home.library.plays_of(&session_id()).expect("read");
    let numbers: Vec<_> = plays.iter().map(|play| play.id.0.as_u128()).collect();
    assert_eq!(numbers, [3, 2, 1], "the last one first");
}

#[test]
fn what_becomes_known_of_a_play_later_is_in_the_play_and_owed_to_the_cloud() {
    let home = Home::new();
    start(&home.library, None);
    let unknown = PlayFact { danced: None, key: None, fingerprint: None, ..fact(1, 0) };
    play(&home.library, &unknown, None, Some(session_id()));
    let known = PlayFact { names: TrackNames::new("Somebody", "Else"), ..fact(1, 500) };
    assert!(home.library.correct_play(&known, at(20)).expect("corrected"));
    assert!(!home.library.correct_play(&known, at(21)).expect("read"), "nothing is new any more");

    let corrected =
        PlayFact { names: unknown.names.clone(), played_at: unknown.played_at, ..known };
    assert_eq!(
        owed(&home.library),
        [
            NumberedFact { seq: 1, fact: Fact::Play(unknown) },
            NumberedFact { seq: 2, fact: Fact::Metadata { at: at(20), play: corrected } },
        ]
    );
    let plays = home.library.plays_of(&session_id()).expect("read");
    assert_eq!(plays[0].bpm, Some(bpm(98.25)));
    let nobody = home.library.correct_play(&fact(7, 0), at(22));
    assert!(matches!(nobody, Err(LibraryError::UnknownPlay(_))));
}
