//! The bookkeeping of a batch: what waits, what runs, what is done. Time is an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use pika_domain::TrackId;
use pika_library::AnalysisJob;

use crate::view::{AnalysisState, AnalysisStatus, AnalysisUnderWay};

#[derive(Debug, Default)]
pub(crate) struct Batch {
    waiting: VecDeque<Waiting>,
    running: Vec<Running>,
    done: u32,
    failed: u32,
    paused: bool,
    problem: Option<String>,
    /// When the clock of the batch was last started, and what it showed before.
    since: Option<Instant>,
    worked: Duration,
}

#[derive(Debug)]
struct Waiting {
    job: AnalysisJob,
    attempt: u32,
    /// Asked for by itself: it does not wait for the others to be resumed.
    alone: bool,
}

#[derive(Debug)]
struct Running {
    id: TrackId,
    title: String,
    attempt: u32,
    alone: bool,
    heard: f64,
}

impl Batch {
    /// Adds what is not waiting or running already.
    pub(crate) fn add(&mut self, jobs: Vec<AnalysisJob>, now: Instant) {
        self.begin(now);
        for job in jobs {
            if !self.contains(job.track_id) {
                self.waiting.push_back(Waiting { job, attempt: 1, alone: false });
            }
        }
    }

    /// Puts one track before all others; `alone` where it shall not wait for them to be resumed.
    pub(crate) fn add_first(&mut self, job: AnalysisJob, alone: bool, now: Instant) {
        self.begin(now);
        self.waiting.retain(|waiting| waiting.job.track_id != job.track_id);
        if !self.contains(job.track_id) {
            self.waiting.push_front(Waiting { job, attempt: 1, alone });
        }
    }

    /// The next track; while paused only one that was asked for by itself. One that may have killed
    /// the sidecar has it to itself, so that no other track pays for it a second time.
    pub(crate) fn next(&mut self) -> Option<(AnalysisJob, u32)> {
        let next = self.waiting.front()?;
        let is_suspect = |attempt: u32| attempt > 1;
        if self.paused && !next.alone
            || is_suspect(next.attempt) && !self.running.is_empty()
            || self.running.iter().any(|running| is_suspect(running.attempt))
        {
            return None;
        }
        let Waiting { job, attempt, alone } = self.waiting.pop_front()?;
        self.running.push(Running {
            id: job.track_id,
            title: job.title.clone(),
            attempt,
            alone,
            heard: 0.0,
        });
        Some((job, attempt))
    }

    /// How much of a running track has been heard, 0 to 1.
    pub(crate) fn heard(&mut self, id: TrackId, share: f64) {
        if let Some(running) = self.running.iter_mut().find(|running| running.id == id) {
            running.heard = share;
        }
    }

    /// Forgets one track.
    pub(crate) fn cancel(&mut self, id: TrackId) {
        self.waiting.retain(|waiting| waiting.job.track_id != id);
        self.running.retain(|running| running.id != id);
    }

    pub(crate) fn finished(&mut self, id: TrackId, failed: bool) {
        self.running.retain(|running| running.id != id);
        self.done += 1;
        self.failed += u32::from(failed);
    }

    /// The track goes back to the front of the queue.
    pub(crate) fn again(&mut self, job: AnalysisJob, attempt: u32) {
        let at = self.running.iter().position(|running| running.id == job.track_id);
        let alone = at.is_some_and(|at| self.running.remove(at).alone);
        self.waiting.push_front(Waiting { job, attempt, alone });
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
            current: self
                .running
                .iter()
                .map(|running| AnalysisUnderWay {
                    track_id: running.id,
                    title: running.title.clone(),
                    share: running.heard,
                })
                .collect(),
            seconds_left,
            problem: self.problem.clone(),
        }
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    fn contains(&self, id: TrackId) -> bool {
        self.waiting.iter().any(|waiting| waiting.job.track_id == id)
            || self.running.iter().any(|running| running.id == id)
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
        batch.add_first(job(3), false, Instant::now());
        assert_eq!(batch.next().map(|(job, _)| job.track_id), Some(TrackId(3)));
        assert_eq!(batch.status(Instant::now()).total, 3);
    }

    #[test]
    fn a_track_that_is_asked_for_does_not_wait_for_a_paused_batch_and_is_given_up_alone() {
        let mut batch = Batch::default();
        batch.add((1..=2).map(job).collect(), Instant::now());
        batch.pause();
        batch.add_first(job(7), true, Instant::now());
        let (first, _) = batch.next().expect("it was asked for");
        batch.heard(first.track_id, 0.4);
        let status = batch.status(Instant::now());
        let current =
            AnalysisUnderWay { track_id: TrackId(7), title: "Track 7".into(), share: 0.4 };
        assert_eq!((status.state, status.current), (AnalysisState::Paused, vec![current]));
        assert!(batch.next().is_none(), "the others wait");
        batch.again(first, 2);
        assert_eq!(batch.next().map(|(_, attempt)| attempt), Some(2));
        batch.cancel(TrackId(7));
        let status = batch.status(Instant::now());
        assert_eq!((status.done, status.total, status.current), (0, 2, vec![]));
    }

    #[test]
    fn a_track_under_which_the_sidecar_died_is_tried_again_with_nothing_beside_it() {
        let mut batch = Batch::default();
        batch.add((1..=4).map(job).collect(), Instant::now());
        let both = [(); 2].map(|()| batch.next().expect("a track waits").0);
        let third = batch.next().expect("a track waits").0;
        let [one, two] = both;
        batch.again(one, 2);
        batch.again(two, 2);
        assert!(batch.next().is_none(), "another one is under way");
        batch.finished(third.track_id, false);
        for suspect in [2, 1] {
            assert_eq!(batch.next().map(|(job, _)| job.track_id), Some(TrackId(suspect)));
            assert!(batch.next().is_none(), "it is alone");
            batch.finished(TrackId(suspect), false);
        }
        assert_eq!(batch.next().map(|(job, _)| job.track_id), Some(TrackId(4)));
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
