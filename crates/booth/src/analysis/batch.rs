//! The bookkeeping of a batch: what waits, what runs, what is done. Time is an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use pika_domain::TrackId;
use pika_library::AnalysisJob;

use crate::view::{AnalysisState, AnalysisStatus};

#[derive(Debug, Default)]
pub(crate) struct Batch {
    waiting: VecDeque<(AnalysisJob, u32)>,
    running: Vec<(TrackId, String)>,
    done: u32,
    failed: u32,
    paused: bool,
    problem: Option<String>,
    /// When the clock of the batch was last started, and what it showed before.
    since: Option<Instant>,
    worked: Duration,
}

impl Batch {
    /// Adds what is not waiting or running already.
    pub(crate) fn add(&mut self, jobs: Vec<AnalysisJob>, now: Instant) {
        self.begin(now);
        for job in jobs {
            if !self.contains(job.track_id) {
                self.waiting.push_back((job, 1));
            }
        }
    }

    /// Puts one track before all others.
    pub(crate) fn add_first(&mut self, job: AnalysisJob, now: Instant) {
        self.begin(now);
        self.waiting.retain(|(waiting, _)| waiting.track_id != job.track_id);
        if !self.contains(job.track_id) {
            self.waiting.push_front((job, 1));
        }
    }

    /// The next track, unless paused.
    pub(crate) fn next(&mut self) -> Option<(AnalysisJob, u32)> {
        if self.paused {
            return None;
        }
        let (job, attempt) = self.waiting.pop_front()?;
        self.running.push((job.track_id, job.title.clone()));
        Some((job, attempt))
    }

    pub(crate) fn finished(&mut self, id: TrackId, failed: bool) {
        self.running.retain(|(running, _)| *running != id);
        self.done += 1;
        self.failed += u32::from(failed);
    }

    /// The track goes back to the front of the queue.
    pub(crate) fn again(&mut self, job: AnalysisJob, attempt: u32) {
        self.running.retain(|(running, _)| *running != job.track_id);
        self.waiting.push_front((job, attempt));
    }

    pub(crate) fn pause(&mut self) {
        self.paused = !self.is_idle();
        self.worked += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
    }

    pub(crate) fn resume(&mut self, now: Instant) {
        self.paused = false;
        self.since.get_or_insert(now);
    }

    pub(crate) fn stop(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn set_problem(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    pub(crate) fn status(&self, now: Instant) -> AnalysisStatus {
        let left = (self.waiting.len() + self.running.len()) as u32;
        let state = match (self.is_idle(), self.paused) {
            (true, _) => AnalysisState::Idle,
            (false, true) => AnalysisState::Paused,
            (false, false) => AnalysisState::Running,
        };
        let worked = self.worked + self.since.map_or(Duration::ZERO, |since| now - since);
        let seconds_left = (self.done > 0 && state == AnalysisState::Running)
            .then(|| (worked.as_secs_f64() / f64::from(self.done) * f64::from(left)).ceil() as u32);
        AnalysisStatus {
            state,
            done: self.done,
            total: self.done + left,
            failed: self.failed,
            current: self.running.iter().map(|(_, title)| title.clone()).collect(),
            seconds_left,
            problem: self.problem.clone(),
        }
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    fn contains(&self, id: TrackId) -> bool {
        self.waiting.iter().any(|(job, _)| job.track_id == id)
            || self.running.iter().any(|(running, _)| *running == id)
    }

    /// A batch that follows a finished one counts from nothing again.
    fn begin(&mut self, now: Instant) {
        self.problem = None;
        if self.is_idle() {
            *self = Self::default();
        }
        if !self.paused {
            self.since.get_or_insert(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: i64) -> AnalysisJob {
        AnalysisJob {
            track_id: TrackId(id),
            path: format!("/music/{id}.mp3").into(),
            title: format!("Track {id}"),
        }
    }

    #[test]
    fn a_batch_counts_what_is_done_and_estimates_what_is_left() {
        let begin = Instant::now();
        let mut batch = Batch::default();
        batch.add((1..=4).map(job).collect(), begin);
        batch.add(vec![job(2)], begin);
        let (first, _) = batch.next().expect("a track waits");
        batch.finished(first.track_id, true);
        let status = batch.status(begin + Duration::from_secs(5));
        assert_eq!(
            (status.done, status.total, status.failed),
            (1, 4, 1),
            "no track is counted twice"
        );
        assert_eq!(status.seconds_left, Some(15));
    }

    #[test]
    fn a_paused_batch_begins_nothing_and_goes_on_where_it_was() {
        let mut batch = Batch::default();
        batch.add((1..=2).map(job).collect(), Instant::now());
        batch.pause();
        assert!(batch.next().is_none());
        assert_eq!(batch.status(Instant::now()).state, AnalysisState::Paused);
        batch.resume(Instant::now());
        assert_eq!(batch.next().map(|(job, _)| job.track_id), Some(TrackId(1)));
    }

    #[test]
    fn a_track_that_plays_now_goes_first() {
        let mut batch = Batch::default();
        batch.add((1..=3).map(job).collect(), Instant::now());
        batch.add_first(job(3), Instant::now());
        assert_eq!(batch.next().map(|(job, _)| job.track_id), Some(TrackId(3)));
        assert_eq!(batch.status(Instant::now()).total, 3);
    }

    #[test]
    fn a_second_batch_counts_from_nothing() {
        let mut batch = Batch::default();
        batch.add(vec![job(1)], Instant::now());
        let (first, _) = batch.next().expect("a track waits");
        batch.finished(first.track_id, false);
        assert_eq!(batch.status(Instant::now()).state, AnalysisState::Idle);
        batch.add(vec![job(2)], Instant::now());
        let status = batch.status(Instant::now());
        assert_eq!((status.done, status.total), (0, 1));
    }
}
