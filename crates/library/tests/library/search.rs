//! Search as you type: any word order, any case, accents or none, and nothing that breaks it.

use lofty::tag::ItemKey;
use pika_domain::TempoBand;
use pika_library::{TrackQuery, TrackSort};

use crate::support::{Home, bpm, tagged_wav, wav};

fn titles(home: &Home, query: &TrackQuery) -> Vec<String> {
    let page = home.library.list_tracks(query).expect("a list");
    page.rows.into_iter().map(|row| row.title).collect()
}

fn found(home: &Home, search: &str) -> Vec<String> {
    titles(home, &TrackQuery { search: search.to_owned(), ..TrackQuery::default() })
}

fn crate_of_four() -> Home {
    let home = Home::with_music();
    for (seed, artist, title) in [
        (1, "Édith Blanc", "Déjà vu"),
        (2, "Otis Marlow", "Stormy Corner Blues"),
        (3, "Otis O'Neil", "Stay Late"),
    ] {
        let tags = [(ItemKey::TrackArtist, artist), (ItemKey::TrackTitle, title)];
        tagged_wav(&home.music(&format!("{seed}.wav")), seed, &tags);
    }
    wav(&home.music("practica/warm up.wav"), 4);
    home.scan();
    home
}

#[test]
fn words_are_found_by_their_beginnings_in_any_field_and_order() {
    let home = crate_of_four();
    assert_eq!(found(&home, "blu oti"), ["Stormy Corner Blues"]);
    assert_eq!(found(&home, "STAY"), ["Stay Late"]);
    assert_eq!(found(&home, "edith deja"), ["Déjà vu"]);
    assert_eq!(found(&home, "E\u{301}DITH"), ["Déjà vu"]);
    assert_eq!(found(&home, "practica"), ["warm up"], "by its folder");
    assert_eq!(found(&home, "o'neil"), ["Stay Late"]);
    assert_eq!(found(&home, "torm"), Vec::<String>::new(), "not from the middle of a word");
    assert_eq!(found(&home, "stay blues"), Vec::<String>::new(), "every word has to be there");
}

#[test]
fn what_looks_like_an_operator_is_only_text() {
    let home = crate_of_four();
    for search in
        ["\"", "'", "*", "(", "AND", "stay OR", "title:stay", "-stay", "NEAR(a b)", "^", "\0"]
    {
        let query = TrackQuery { search: search.to_owned(), ..TrackQuery::default() };
        home.library.list_tracks(&query).unwrap_or_else(|error| panic!("{search:?}: {error}"));
    }
    assert_eq!(found(&home, "\"stay\" *late*"), ["Stay Late"]);
    assert_eq!(found(&home, " -- ").len(), 4, "no letter and no digit asks for nothing");
}

#[test]
fn the_search_follows_a_track_that_changes() {
    let home = crate_of_four();
    tagged_wav(&home.music("3.wav"), 3, &[(ItemKey::TrackTitle, "Leave Early")]);
    home.scan();
    assert_eq!(found(&home, "late"), Vec::<String>::new());
    assert_eq!(found(&home, "early"), ["Leave Early"]);
}

#[test]
fn bands_filter_the_list_and_are_counted_for_the_search() {
    let home = crate_of_four();
    for (title, tempo) in [("Déjà vu", 89.0), ("Stay Late", 112.0), ("Stormy Corner Blues", 124.9)]
    {
        let track = home.track(title).id;
        home.library.set_danced_bpm(track, Some(bpm(tempo))).expect("set");
    }
    let query = TrackQuery {
        search: "otis".to_owned(),
        bands: vec![TempoBand::Slow, TempoBand::Medium],
        ..TrackQuery::default()
    };
    let page = home.library.list_tracks(&query).expect("a list");
    assert_eq!((page.total, page.rows.len()), (0, 0));
    assert_eq!((page.bands.all, page.bands.slow, page.bands.fast), (2, 0, 2));

    let all = TrackQuery { bands: vec![TempoBand::Fast, TempoBand::Fast], ..TrackQuery::default() };
    let page = home.library.list_tracks(&all).expect("a list");
    assert_eq!(page.total, 2, "asking twice counts once");
    assert_eq!((page.bands.all, page.bands.slow, page.bands.very_fast), (4, 1, 0));
}

#[test]
fn every_order_goes_both_ways_and_pages_fit_together() {
    let home = crate_of_four();
    home.library.set_danced_bpm(home.track("Stay Late").id, Some(bpm(112.0))).expect("set");
    home.library.set_danced_bpm(home.track("Déjà vu").id, Some(bpm(89.0))).expect("set");
    let by =
        |sort, descending| titles(&home, &TrackQuery { sort, descending, ..TrackQuery::default() });
    let by_title = ["Déjà vu", "Stay Late", "Stormy Corner Blues", "warm up"];
    assert_eq!(by(TrackSort::Title, false), by_title);
    assert_eq!(by(TrackSort::Title, true), by_title.into_iter().rev().collect::<Vec<_>>());
    assert_eq!(by(TrackSort::Artist, false)[1], "Déjà vu", "É is ordered as E");
    assert_eq!(by(TrackSort::Bpm, false)[..2], ["Déjà vu", "Stay Late"]);
    assert_eq!(by(TrackSort::Bpm, true)[..2], ["Stay Late", "Déjà vu"]);

    for sort in [TrackSort::Key, TrackSort::Energy, TrackSort::Duration, TrackSort::Bpm] {
        for descending in [false, true] {
            let page = |offset| {
                titles(
                    &home,
                    &TrackQuery { sort, descending, offset, limit: 2, ..TrackQuery::default() },
                )
            };
            let pages = [page(0), page(2), page(4)].concat();
            assert_eq!(pages, by(sort, descending), "{sort:?}");
            assert_eq!(pages.len(), 4);
        }
    }
}
