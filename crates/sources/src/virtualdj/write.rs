//! Writes a play history as VirtualDJ does, for the simulator and for tests.
//!
//! One file a calendar day, appended entry by entry; no delay, and nothing of VirtualDJ's other files.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pika_domain::TrackNames;

/// A VirtualDJ home folder to whose history songs are added.
#[derive(Debug, Clone)]
pub struct HistoryWriter {
    history: PathBuf,
    zone: TimeZone,
}

impl HistoryWriter {
    /// `home` is VirtualDJ's home folder; `History` is made in it at the first song.
    pub fn new(home: &Path) -> Self {
        Self { history: home.join("History"), zone: TimeZone::system() }
    }

    /// Appends one entry with a single write. `place` is a file path or a streaming address.
    ///
    /// # Errors
    /// The folder cannot be made or the file cannot be written.
    pub fn played(
        &self,
        at: Timestamp,
        place: &str,
        names: &TrackNames,
        length_s: Option<f64>,
    ) -> io::Result<()> {
        std::fs::create_dir_all(&self.history)?;
        let wall = self.zone.to_datetime(at);
        let path = self.history.join(format!("{}.m3u", wall.date()));
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        file.write_all(
            entry_text(&wall.strftime("%H:%M").to_string(), at, place, names, length_s).as_bytes(),
        )
    }
}

pub(super) fn entry_text(
    clock: &str,
    at: Timestamp,
    place: &str,
    names: &TrackNames,
    length_s: Option<f64>,
) -> String {
    let element = |name: &str, text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if text.is_empty() { text } else { format!("<{name}>{text}</{name}>") }
    };
    let tags = [
        element("time", clock),
        element("lastplaytime", &at.as_second().to_string()),
        element("artist", &names.artist),
        element("title", &names.title),
        element("songlength", &length_s.map(|s| format!("{s:.3}")).unwrap_or_default()),
    ];
    format!("#EXTVDJ:{}\r\n{place}\r\n", tags.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_appended_to_the_file_of_their_day() {
        let home = tempfile::tempdir().expect("a folder");
        let writer = HistoryWriter { history: home.path().join("History"), zone: TimeZone::UTC };
        let names = TrackNames::new("Otis & Marlow", "Stay <Late>");
        for (at, place) in [
            ("2026-11-24T23:58:03Z", "/music/a.mp3"),
            ("2026-11-24T23:59:59Z", "netsearch://dz123"),
            ("2026-11-25T00:03:00Z", "/music/b.mp3"),
        ] {
            let at = at.parse().expect("a time");
            writer.played(at, place, &names, Some(181.5)).expect("a writable folder");
        }
        let read = |name: &str| std::fs::read_to_string(home.path().join("History").join(name));
        assert_eq!(
            read("2026-11-24.m3u").expect("the first day"),
            "#EXTVDJ:<time>23:58</time><lastplaytime>1795564683</lastplaytime>\
             <artist>Otis &amp; Marlow</artist><title>Stay &lt;Late&gt;</title>\
             <songlength>181.500</songlength>\r\n/music/a.mp3\r\n\
             #EXTVDJ:<time>23:59</time><lastplaytime>1795564799</lastplaytime>\
             <artist>Otis &amp; Marlow</artist><title>Stay &lt;Late&gt;</title>\
             <songlength>181.500</songlength>\r\nnetsearch://dz123\r\n"
        );
        assert!(read("2026-11-25.m3u").expect("the next day").contains("<time>00:03</time>"));
    }
}
