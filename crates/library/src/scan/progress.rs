//! Telling how far a scan is, often enough to be seen to move and no oftener.

use std::time::{Duration, Instant};

use crate::ScanProgress;

/// A window redraws some ten times a second.
const INTERVAL: Duration = Duration::from_millis(100);

pub(super) struct Progress<'a> {
    tell: &'a mut dyn FnMut(&ScanProgress),
    state: ScanProgress,
    told: Instant,
}

impl<'a> Progress<'a> {
    pub(super) fn new(tell: &'a mut dyn FnMut(&ScanProgress)) -> Self {
        let state = ScanProgress::default();
        tell(&state);
        Self { tell, state, told: Instant::now() }
    }

    pub(super) fn file_found(&mut self) {
        self.state.found += 1;
        self.tell_sometimes();
    }

    /// The number of files is final now.
    pub(super) fn listed(&mut self) {
        self.state.listed = true;
        self.tell_now();
    }

    pub(super) fn reading(&mut self, place: &str) {
        self.state.current = Some(place.to_owned());
        self.tell_sometimes();
    }

    pub(super) fn file_done(&mut self) {
        self.state.done += 1;
        self.tell_sometimes();
    }

    pub(super) fn finished(&mut self) {
        self.state.current = None;
        self.tell_now();
    }

    fn tell_sometimes(&mut self) {
        if self.told.elapsed() >= INTERVAL {
            self.tell_now();
        }
    }

    fn tell_now(&mut self) {
        (self.tell)(&self.state);
        self.told = Instant::now();
    }
}
