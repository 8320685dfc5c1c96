//! The scan: music folders are compared with the library, and what is new, changed, moved, gone or
//! back is brought in.
//!
//! All folders are listed first, so that a moved file is known as such whichever end of the move
//! comes first. Then files are read in batches, outside of any transaction; each batch is committed
//! by itself, so that a scan that is cancelled keeps what it has done.

mod batch;
mod known;
mod listing;
mod progress;
mod reading;
mod tags;

use std::sync::atomic::{AtomicBool, Ordering};

use batch::{Batch, Change};
use known::Known;
use listing::{FoundFile, Listing};
use progress::Progress;
use reading::ReadFile;

use crate::{Library, LibraryError, ScanProblem, ScanProgress, ScanReport, folders};

/// Files read between two commits.
const BATCH: usize = 50;

impl Library {
    /// Scans all folders. A folder or file that cannot be read is a problem in the report; everything
    /// else is read all the same. Tracks of a folder that is not there just now stay as they are.
    ///
    /// Set `cancelled` from another thread to stop after the file that is being read.
    pub fn scan(
        &self,
        progress: &mut dyn FnMut(&ScanProgress),
        cancelled: &AtomicBool,
    ) -> Result<ScanReport, LibraryError> {
        let _alone = self.scan_alone();
        let folders = self.read(folders::all)?;
        let mut progress = Progress::new(progress);
        let listing = listing::list(&folders, &mut progress, cancelled);
        let mut scan = Scan {
            library: self,
            known: self.read(|transaction| Known::load(transaction, &listing))?,
            batch: Batch::default(),
            report: ScanReport { problems: listing.problems.clone(), ..ScanReport::default() },
        };
        scan.run(&listing, &mut progress, cancelled)?;
        Ok(scan.report)
    }
}

struct Scan<'a> {
    library: &'a Library,
    known: Known,
    batch: Batch,
    report: ScanReport,
}

impl Scan<'_> {
    fn run(
        &mut self,
        listing: &Listing,
        progress: &mut Progress<'_>,
        cancelled: &AtomicBool,
    ) -> Result<(), LibraryError> {
        for file in &listing.files {
            if cancelled.load(Ordering::Relaxed) {
                break;
            }
            progress.reading(&file.place);
            self.take(file);
            if self.batch.len() >= BATCH {
                self.commit()?;
            }
            progress.file_done();
        }
        self.commit()?;
        self.report.cancelled = cancelled.load(Ordering::Relaxed);
        if !self.report.cancelled {
            // Only now: until every file has been looked at, a vanished track may turn out to be moved.
            let vanished = self.known.vanished(listing);
            self.report.vanished = vanished.len() as u32;
            self.library.write(|transaction| batch::mark_missing(transaction, &vanished))?;
        }
        progress.finished();
        Ok(())
    }

    /// Decides what a file is to the library, and reads it where it has to be.
    fn take(&mut self, file: &FoundFile) {
        let known = self.known.at(&file.path);
        if let Some(track) = known.filter(|track| track.is_unchanged(file)) {
            match track.folder {
                Some(_) => self.report.unchanged += 1,
                None => self.report.added += 1,
            }
            if track.missing || track.folder != Some(file.folder) {
                self.batch.add(Change::Back { track: track.id, file: file.clone() });
            }
            return;
        }
        let known = known.map(|track| track.id);
        let read = match reading::read(&file.path) {
            Ok(read) => read,
            // Gone since it was listed.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.problem(file, format!("The file cannot be read: {error}."));
                if known.is_some() {
                    return;
                }
                ReadFile::unread()
            }
        };
        if let Some(reason) = &read.problem {
            let names = match known {
                Some(_) => "Its former names are kept.",
                None => "It goes by its file name.",
            };
            self.problem(file, format!("{reason} {names}"));
        }
        let file = file.clone();
        let change = if let Some(track) = known {
            self.report.changed += 1;
            Change::Changed { track, file, read }
        } else if let Some(track) = self.known.moved_to(&file, read.content_hash.as_ref()) {
            self.report.moved += 1;
            Change::Moved { track, file, read }
        } else {
            self.report.added += 1;
            Change::Added { file, read }
        };
        self.batch.add(change);
    }

    fn commit(&mut self) -> Result<(), LibraryError> {
        let batch = std::mem::take(&mut self.batch);
        if batch.len() == 0 { Ok(()) } else { self.library.write(|t| batch.write(t)) }
    }

    fn problem(&mut self, file: &FoundFile, reason: String) {
        self.report.problems.push(ScanProblem { path: file.path.clone(), reason });
    }
}
