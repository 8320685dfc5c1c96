//! The current snapshot and its subscribers. Whoever changes a part says so here, and nowhere else.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pika_library::{LibrarySummary, PlayRow};
use pika_sources::SourceStatus;
use tokio::sync::broadcast;

use crate::view::{
    AccountStatus, AnalysisStatus, BoothEvent, BoothSnapshot, LiveStatus, Notice, NowPlaying,
    ScanStatus, Settings,
};

/// Events that a slow window may fall behind by before it has to ask for the snapshot again.
const CAPACITY: usize = 256;

/// The snapshot behind a lock that is held for an assignment only.
#[derive(Debug)]
pub(crate) struct Board {
    snapshot: Mutex<BoothSnapshot>,
    /// How many times the library's figures were asked for.
    readings: AtomicU64,
    /// Which of these times the shown ones are from.
    shown_reading: Mutex<u64>,
    events: broadcast::Sender<BoothEvent>,
}

impl Board {
    pub(crate) fn new(settings: Settings) -> Self {
        let snapshot = BoothSnapshot {
            library: LibrarySummary::default(),
            scan: ScanStatus::default(),
            analysis: AnalysisStatus::default(),
            sources: Vec::new(),
            now_playing: None,
            account: AccountStatus::default(),
            live: LiveStatus { dj_name: settings.dj_name.clone(), ..LiveStatus::default() },
            plays: Vec::new(),
            settings,
        };
        Self {
            snapshot: Mutex::new(snapshot),
            readings: AtomicU64::new(0),
            shown_reading: Mutex::new(0),
            events: broadcast::Sender::new(CAPACITY),
        }
    }

    pub(crate) fn snapshot(&self) -> BoothSnapshot {
        self.lock().clone()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.lock().settings.clone()
    }

    pub(crate) fn account(&self) -> AccountStatus {
        self.lock().account.clone()
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<BoothEvent> {
        self.events.subscribe()
    }

    /// To be called before the library is asked for its figures; names this asking.
    pub(crate) fn begin_reading(&self) -> u64 {
        self.readings.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Shows the figures of a reading, unless those of a later one came before them.
    pub(crate) fn set_library(&self, reading: u64, library: LibrarySummary) {
        let mut shown = self.shown_reading.lock().unwrap_or_else(PoisonError::into_inner);
        if reading > *shown {
            *shown = reading;
            self.change(|s| &mut s.library, library, BoothEvent::Library);
        }
    }

    pub(crate) fn set_scan(&self, scan: ScanStatus) {
        self.change(|s| &mut s.scan, scan, BoothEvent::Scan);
    }

    pub(crate) fn set_analysis(&self, analysis: AnalysisStatus) {
        self.change(|s| &mut s.analysis, analysis, BoothEvent::Analysis);
    }

    pub(crate) fn set_sources(&self, sources: Vec<SourceStatus>) {
        self.change(|s| &mut s.sources, sources, BoothEvent::Sources);
    }

    pub(crate) fn set_now_playing(&self, now_playing: Option<NowPlaying>) {
        self.change(
            |s| &mut s.now_playing,
            now_playing,
            |part| BoothEvent::NowPlaying(part.map(Box::new)),
        );
    }

    pub(crate) fn set_plays(&self, plays: Vec<PlayRow>) {
        self.change(|s| &mut s.plays, plays, BoothEvent::Plays);
    }

    pub(crate) fn set_settings(&self, settings: Settings) {
        self.change(|s| &mut s.settings, settings, BoothEvent::Settings);
    }

    /// Changes the live part in place.
    pub(crate) fn update_live(&self, change: impl FnOnce(&mut LiveStatus)) {
        let mut live = self.lock().live.clone();
        change(&mut live);
        self.change(|s| &mut s.live, live, |part| BoothEvent::Live(Box::new(part)));
    }

    /// Changes the account in place.
    pub(crate) fn update_account(&self, change: impl FnOnce(&mut AccountStatus)) {
        let mut account = self.account();
        change(&mut account);
        self.change(|s| &mut s.account, account, BoothEvent::Account);
    }

    pub(crate) fn notify(&self, notice: Notice) {
        // Without a window there is nobody to tell; the log has it.
        let _ = self.events.send(BoothEvent::Notice(notice));
    }

    fn change<T: PartialEq + Clone>(
        &self,
        part: impl FnOnce(&mut BoothSnapshot) -> &mut T,
        value: T,
        event: impl FnOnce(T) -> BoothEvent,
    ) {
        let mut snapshot = self.lock();
        let slot = part(&mut snapshot);
        if *slot != value {
            slot.clone_from(&value);
            // Sent under the lock, so that events come in the order of the changes.
            let _ = self.events.send(event(value));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BoothSnapshot> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::LiveState;

    #[test]
    fn figures_that_were_read_earlier_do_not_take_the_place_of_later_ones() {
        let board = Board::new(Settings::default());
        let figures = |tracks| LibrarySummary { tracks, ..LibrarySummary::default() };
        let (before, after) = (board.begin_reading(), board.begin_reading());
        board.set_library(after, figures(2));
        board.set_library(before, figures(1));
        assert_eq!(board.snapshot().library.tracks, 2);
    }

    #[test]
    fn a_part_that_does_not_change_is_not_announced() {
        let board = Board::new(Settings::default());
        let mut events = board.subscribe();
        board.update_live(|live| live.state = LiveState::Live);
        board.update_live(|live| live.state = LiveState::Live);
        board.set_plays(Vec::new());
        assert!(matches!(events.try_recv(), Ok(BoothEvent::Live(_))));
        assert!(events.try_recv().is_err(), "one change, one event");
        assert_eq!(board.snapshot().live.state, LiveState::Live);
    }
}
