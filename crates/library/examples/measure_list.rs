//! Measures search and every order of the list on 100,000 made-up tracks, and prints medians.
//!
//! `cargo run --release -p pika-library --example measure_list`

use std::time::Instant;

use pika_domain::{Bpm, TempoBand};
use pika_library::{Library, TrackQuery, TrackSort};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::{Connection, params};

const TRACKS: u32 = 100_000;
const ROUNDS: usize = 15;
const SYLLABLES: [&str; 24] = [
    "ba", "cor", "del", "e", "fin", "gra", "ho", "il", "ju", "ka", "lo", "mar", "ne", "o", "pel",
    "qui", "ro", "sto", "ta", "u", "vi", "wan", "xe", "yo",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("pika.db");
    let library = Library::open(&path)?;
    let words = fill(&path)?;

    let mut typed: Vec<(String, Vec<f64>)> = Vec::new();
    for length in 1..=6 {
        let searches = words.iter().filter_map(|word| word.get(..length));
        let times = searches
            .take(40)
            .map(|search| TrackQuery { search: search.to_owned(), ..TrackQuery::default() });
        typed.push((format!("search, {length} letters"), each(&library, times)?));
    }
    let two = words
        .windows(2)
        .take(40)
        .map(|pair| TrackQuery { search: pair.join(" "), ..TrackQuery::default() });
    typed.push(("search, two words".into(), each(&library, two)?));
    let nearly_all = TrackQuery { search: "music".into(), ..TrackQuery::default() };
    typed.push(("search, matches every track".into(), repeated(&library, &nearly_all)?));
    for (what, times) in &mut typed {
        print(what, times);
    }
    let mut all: Vec<f64> = typed.into_iter().flat_map(|(_, times)| times).collect();
    print("search, all of the above", &mut all);

    for sort in [
        TrackSort::Title,
        TrackSort::Artist,
        TrackSort::Bpm,
        TrackSort::Key,
        TrackSort::Energy,
        TrackSort::Duration,
    ] {
        for descending in [false, true] {
            for (place, offset) in [("first page", 0), ("last page", TRACKS - 100)] {
                let query = TrackQuery { sort, descending, offset, ..TrackQuery::default() };
                let way = if descending { "descending" } else { "ascending" };
                let what = format!("by {sort:?} {way}, {place}");
                print(&what, &mut repeated(&library, &query)?);
            }
        }
    }
    let band = TrackQuery { bands: vec![TempoBand::Fast], offset: 10_000, ..TrackQuery::default() };
    print("one band, in the middle", &mut repeated(&library, &band)?);
    let mut summaries = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        library.summary(1)?;
        summaries.push(start.elapsed().as_secs_f64() * 1e3);
    }
    print("summary", &mut summaries);
    Ok(())
}

fn repeated(library: &Library, query: &TrackQuery) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    each(library, std::iter::repeat_n(query.clone(), ROUNDS))
}

/// Milliseconds of every query.
fn each(
    library: &Library,
    queries: impl Iterator<Item = TrackQuery>,
) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let mut times = Vec::new();
    for query in queries {
        let start = Instant::now();
        library.list_tracks(&query)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

fn print(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let worst = times.last().copied().unwrap_or_default();
    println!("{what:45} median {:7.2} ms   worst {worst:7.2} ms", times[times.len() / 2]);
}

/// Writes the tracks past the scan, which would need as many files. Gives some of the words used.
fn fill(path: &std::path::Path) -> rusqlite::Result<Vec<String>> {
    let mut random = StdRng::seed_from_u64(1);
    let vocabulary: Vec<String> = (0..8_000).map(|_| word(&mut random)).collect();
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA synchronous = OFF; BEGIN")?;
    connection.execute("INSERT INTO folders (id, path) VALUES (1, '/music')", [])?;
    let mut insert = connection.prepare(
        "INSERT INTO tracks (folder_id, path, place, size_bytes, modified_ms, title, artist, album,
             names_key, title_order, artist_order, duration_s, added_ms, analysed_version,
             shown_bpm, shown_band, shown_key, shown_energy)
         VALUES (1, '/music/' || ?1, 'music/' || ?1, 1, 1, ?2, ?3, ?4, ?5, ?2, ?3, ?6, 0, ?7, ?8,
             ?9, ?10, ?11)",
    )?;
    let name = |random: &mut StdRng| {
        let mut one = || vocabulary[random.random_range(0..vocabulary.len())].clone();
        format!("{} {}", one(), one())
    };
    for number in 0..TRACKS {
        let (title, artist) = (name(&mut random), name(&mut random));
        let analysed = random.random_bool(0.8);
        let bpm = analysed.then(|| random.random_range(70.0..150.0));
        let band = bpm.and_then(|value| Bpm::new(value).ok()).map(|bpm| TempoBand::of(bpm) as i64);
        insert.execute(params![
            format!("{artist}/{number} {title}.mp3"),
            title,
            artist,
            name(&mut random),
            format!("{artist}::{title}"),
            random.random_range(120.0..400.0),
            analysed.then_some(1),
            bpm,
            band,
            analysed.then(|| random.random_range(2..26)),
            analysed.then(|| random.random_range(0.0..100.0)),
        ])?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(vocabulary)
}

fn word(random: &mut StdRng) -> String {
    let length = random.random_range(2..5);
    (0..length).map(|_| SYLLABLES[random.random_range(0..SYLLABLES.len())]).collect()
}
