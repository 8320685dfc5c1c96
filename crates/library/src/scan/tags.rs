//! What a file says of itself in its tags, read by `lofty` and taken with a grain of salt.

use std::fs::File;
use std::io::BufReader;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType, TaggedFile, TaggedFileExt};
use lofty::mp4::{AtomData, AtomIdent, Ilst, Mp4File};
use lofty::probe::Probe;
use lofty::tag::ItemKey;
use pika_domain::{Bpm, Key};

/// Longer texts than this are not names; they are cut.
const LONGEST_TEXT: usize = 1_000;

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tags {
    /// Empty where there is none; so are the other two.
    pub(super) title: String,
    pub(super) artist: String,
    pub(super) album: String,
    pub(super) bpm: Option<Bpm>,
    pub(super) key: Option<Key>,
    pub(super) duration_s: Option<f64>,
}

/// Fails with what the parser says where the file is not the audio that it claims to be.
pub(super) fn read(file: File, path: &str) -> Result<Tags, String> {
    let options = ParseOptions::new().read_cover_art(false);
    let mut probe = Probe::new(BufReader::new(file))
        .options(options)
        .guess_file_type()
        .map_err(|error| error.to_string())?;
    if probe.file_type().is_none() {
        let by_name = FileType::from_path(path).ok_or("this is no known kind of audio")?;
        probe = probe.set_file_type(by_name);
    }
    let (tagged, number) = if probe.file_type() == Some(FileType::Mp4) {
        let file = Mp4File::read_from(&mut probe.into_inner(), options);
        let file = file.map_err(|error| error.to_string())?;
        let number = file.ilst().and_then(mp4_tempo);
        (file.into(), number)
    } else {
        (probe.read().map_err(|error| error.to_string())?, None)
    };
    let text = |key| first(&tagged, key).map(cleaned).unwrap_or_default();
    let duration_s = tagged.properties().duration().as_secs_f64();
    Ok(Tags {
        title: text(ItemKey::TrackTitle),
        artist: text(ItemKey::TrackArtist),
        album: text(ItemKey::AlbumTitle),
        bpm: [ItemKey::Bpm, ItemKey::IntegerBpm]
            .into_iter()
            .find_map(|key| first(&tagged, key).and_then(tempo))
            .or(number),
        key: first(&tagged, ItemKey::InitialKey).and_then(|text| cleaned(text).parse().ok()),
        duration_s: Some(duration_s).filter(|seconds| *seconds > 0.0),
    })
}

/// The first text under a key, in the main tag before the others.
fn first(tagged: &TaggedFile, key: ItemKey) -> Option<&str> {
    let others = tagged.tags().iter();
    tagged
        .primary_tag()
        .into_iter()
        .chain(others)
        .filter_map(|tag| tag.get_string(key))
        .find(|text| !text.trim().is_empty())
}

/// MP4 writes the tempo as a number, which `lofty` leaves out of the common form of its tags.
fn mp4_tempo(tag: &Ilst) -> Option<Bpm> {
    let number = match tag.get(&AtomIdent::Fourcc(*b"tmpo"))?.data().next()? {
        AtomData::SignedInteger(number) => f64::from(*number),
        AtomData::UnsignedInteger(number) => f64::from(*number),
        _ => return None,
    };
    Bpm::new(number).ok()
}

/// One line without control characters.
fn cleaned(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TEXT).collect();
    line.trim().to_owned()
}

/// `124`, `124.50`, `124,5`, `124 BPM`. What is no tempo between 20 and 400 is none: programs write 0
/// for unknown.
fn tempo(text: &str) -> Option<Bpm> {
    let number: String = text
        .trim()
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    Bpm::new(number.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use lofty::mp4::Atom;

    use super::*;

    #[test]
    fn tempo_tags_are_read_as_programs_write_them() {
        let check = |text: &str, expected: Option<f64>| {
            assert_eq!(tempo(text).map(Bpm::value), expected, "{text:?}");
        };
        check("124", Some(124.0));
        check(" 98.456 ", Some(98.46));
        check("98,5", Some(98.5));
        check("124 BPM", Some(124.0));
        check("124/62", Some(124.0));
        for none in ["", "0", "0.00", "fast", "-90", "12400", "1.2.3", "NaN", "inf", "19", "٩٠"] {
            check(none, None);
        }
    }

    #[test]
    fn the_tempo_of_mp4_is_a_number() {
        let tag_with = |data| {
            let mut tag = Ilst::new();
            tag.insert(Atom::new(AtomIdent::Fourcc(*b"tmpo"), data));
            tag
        };
        let found = mp4_tempo(&tag_with(AtomData::SignedInteger(124)));
        assert_eq!(found.map(Bpm::value), Some(124.0));
        assert_eq!(mp4_tempo(&tag_with(AtomData::UnsignedInteger(0))), None);
        assert_eq!(mp4_tempo(&tag_with(AtomData::Bool(true))), None);
        assert_eq!(mp4_tempo(&Ilst::new()), None);
    }

    #[test]
    fn a_text_becomes_one_line_of_bounded_length() {
        assert_eq!(cleaned(" Stay\u{0}\r\nLate "), "Stay   Late");
        assert_eq!(cleaned(&"é".repeat(5_000)).chars().count(), LONGEST_TEXT);
    }
}
