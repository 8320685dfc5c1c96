//! The tracks of a simulated night, made up from a seed: names as libraries have them, odd ones
//! included, and one track that is played twice.

use std::time::Duration;

use pika_domain::TrackNames;
use rand::Rng;
use rand::seq::IndexedRandom;

/// One track on the DJ's laptop; the file need not exist.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Song {
    pub(crate) names: TrackNames,
    pub(crate) place: String,
    pub(crate) length: Duration,
}

const ARTISTS: [&str; 12] = [
    "Otis Marlow",
    "Ida Quist",
    "The Lindens",
    "Bo & the Anchors",
    "Čeněk Dvořák",
    "D'Arcy Wells",
    "Ruth <Red> Hale",
    "山田 花子",
    "ليلى",
    "Nine \"Lives\" Nora",
    "Slow Ferry 🚢",
    "",
];
const FIRST: [&str; 12] = [
    "Stormy", "Paper", "Velvet", "Late", "Hollow", "Copper", "Second", "Quiet", "Naïve", "Lucky",
    "Long", "Bitter",
];
const SECOND: [&str; 12] = [
    "Corner",
    "Moon",
    "River",
    "Letter",
    "Avenue",
    "Kitchen",
    "Sugar",
    "Window",
    "Señorita",
    "Train",
    "Goodbye",
    "Morning",
];

/// As many songs as asked for; titles are numbered, so that no two songs have the same names.
pub(crate) fn made_up(count: usize, rng: &mut impl Rng) -> Vec<Song> {
    let mut songs: Vec<Song> = (1..=count).map(|number| song(number, rng)).collect();
    // The favourite of the night is asked for once more.
    if count >= 10 {
        let last = songs.len() - 1;
        songs[last] = songs[rng.random_range(0..last / 2)].clone();
    }
    songs
}

fn song(number: usize, rng: &mut impl Rng) -> Song {
    let pick = |words: &[&'static str; 12], rng: &mut _| {
        *words.choose(rng).expect("the lists are not empty")
    };
    let title = format!("{} {} {number}", pick(&FIRST, rng), pick(&SECOND, rng));
    Song {
        place: format!("/music/{number:03}.mp3"),
        names: TrackNames::new(pick(&ARTISTS, rng), title),
        length: Duration::from_secs(rng.random_range(150..270)),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_seed_always_makes_the_same_set_and_no_title_comes_twice_but_one() {
        let set = |seed| made_up(60, &mut StdRng::seed_from_u64(seed));
        assert_eq!(set(7), set(7));
        assert_ne!(set(7), set(8));
        let songs = set(7);
        let titles: std::collections::HashSet<_> =
            songs.iter().map(|song| &song.names.title).collect();
        assert_eq!((songs.len(), titles.len()), (60, 59));
    }
}
