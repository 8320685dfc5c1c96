//! VirtualDJ's history files: one for each calendar day, and only the end of one is ever read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

use super::text::Encoding;
use crate::SourceError;

/// Enough for the last hundred entries; the file of a long day is several times that.
const TAIL_BYTES: u64 = 64 * 1024;
/// After this time without a write, what stands at the end of the file is all that will come.
const QUIET: Duration = Duration::from_secs(2);

/// `YYYY-MM-DD.m3u`.
#[derive(Debug)]
pub(super) struct DayFile {
    pub(super) date: Date,
    pub(super) path: PathBuf,
}

/// The files of `history` up to the day `until`, newest day first. VirtualDJ moves old ones into
/// folders by year and month, where they no longer matter here.
pub(super) fn day_files(history: &Path, until: Date) -> Result<Vec<DayFile>, SourceError> {
    let unreadable = |cause| SourceError::Unreadable { path: history.to_owned(), cause };
    let entries = match std::fs::read_dir(history) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if let Some(date) = date_in_name(&path).filter(|date| *date <= until) {
            files.push(DayFile { date, path });
        }
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.date));
    Ok(files)
}

fn date_in_name(path: &Path) -> Option<Date> {
    let is_playlist = path.extension()?.eq_ignore_ascii_case("m3u");
    let stem = path.file_stem()?.to_str()?;
    if is_playlist { stem.parse().ok() } else { None }
}

/// The last lines of the file, and whether it is still being written.
pub(super) fn read_tail(path: &Path) -> Result<(String, bool), SourceError> {
    let unreadable = |cause| SourceError::Unreadable { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let is_growing = metadata
        .modified()
        .ok()
        .and_then(|modified| modified.elapsed().ok())
        .is_some_and(|age| age < QUIET);

    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(unreadable)?;
    // An even start keeps the two bytes of a UTF-16 character together.
    let start = metadata.len().saturating_sub(TAIL_BYTES) & !1;
    file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
    let mut tail = Vec::new();
    file.take(2 * TAIL_BYTES).read_to_end(&mut tail).map_err(unreadable)?;

    let text = Encoding::of(&head).decode(&tail);
    let whole_lines = match text.split_once('\n') {
        Some((_, rest)) if start > 0 => rest.to_owned(),
        _ => text,
    };
    Ok((whole_lines, is_growing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path, until: &str) -> Vec<String> {
        day_files(folder, until.parse().expect("a date"))
            .expect("a readable folder")
            .iter()
            .map(|file| file.date.to_string())
            .collect()
    }

    #[test]
    fn only_dated_playlists_up_to_the_given_day_count_newest_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "2026-11-23.m3u",
            "2026-11-24.M3U",
            "2031-01-01.m3u",
            "tracklist.txt",
            "Late night.m3u",
            "2026-11-22.txt",
        ] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        assert_eq!(names(folder.path(), "2026-11-25"), ["2026-11-24", "2026-11-23"]);
    }

    #[test]
    fn a_history_that_does_not_exist_yet_is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(names(&folder.path().join("History"), "2026-11-25").is_empty());
    }

    #[test]
    fn of_a_large_file_only_whole_lines_of_its_end_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("2026-11-24.m3u");
        let line = format!("#EXTVDJ:<title>{}</title>\r\n", "ä".repeat(120));
        let lines = 1_000;
        std::fs::write(&path, line.repeat(lines)).expect("a file");
        let (text, _) = read_tail(&path).expect("a readable file");
        assert!(text.len() as u64 <= TAIL_BYTES && text.len() as u64 > TAIL_BYTES / 2);
        assert!(text.lines().all(|read| read == line.trim_end()), "a line was cut");
    }
}
