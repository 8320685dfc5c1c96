//! The thread that watches the sources: file events as hints, a slow poll behind them, readings into
//! the rules, events out.
//!
//! A file event only says "read again". It may be lost (network drives, cloud folders, sleep), so the
//! poll alone is enough for a correct result, only later. What a reading means is in `rules`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use pika_domain::Candidate;

use crate::rules::Rules;
use crate::{Source, SourceState, SourceStatus};

/// Readings are at least this far apart: a program that writes a lot (Mixxx while it analyses) would
/// otherwise be read as often as it writes.
const READING_GAP: Duration = Duration::from_millis(100);
/// What a busy computer may add to a wait.
const CLOCK_JUMP: SignedDuration = SignedDuration::from_secs(5);
/// Events that may wait for a slow receiver.
const EVENT_QUEUE: usize = 64;

#[derive(Debug, Clone, Copy)]
pub struct WatchSettings {
    /// How long an entry must stay the newest before it counts, 0 to 10 s.
    pub settle: Duration,
    /// Longest time between two readings.
    pub poll: Duration,
    /// Nothing that started before this counts, apart from the newest entry: it may have started two
    /// minutes earlier, or at any time if it still plays.
    pub since: Timestamp,
}

impl Default for WatchSettings {
    /// One second to settle, two seconds to poll, from now on.
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(1),
            poll: Duration::from_secs(2),
            since: Timestamp::now(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum SourceEvent {
    /// A track started. Reported once for each entry of a history.
    Started(Candidate),
    /// How all sources fare, in the order in which they were given; sent at the start and when
    /// something changed.
    Statuses(Vec<SourceStatus>),
}

/// Keeps the watching alive. Dropping it ends the thread after the reading that is under way; the
/// receiver then yields `None`.
#[derive(Debug)]
pub struct Watch {
    messages: mpsc::Sender<Message>,
}

impl Watch {
    /// Changes the settle time from now on, also for an entry that is waiting.
    pub fn set_settle(&self, settle: Duration) {
        // It fails only when the thread has ended because nobody receives its events.
        let _ = self.messages.send(Message::Settle(settle));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
    }
}

#[derive(Debug)]
enum Message {
    /// Something changed in a watched folder.
    Hint,
    /// The watcher reported an error, or a watched folder went away.
    WatcherLost,
    Settle(Duration),
    Stop,
}

/// Starts watching on a thread of its own.
pub fn watch(
    sources: Vec<Box<dyn Source>>,
    settings: WatchSettings,
) -> (Watch, tokio::sync::mpsc::Receiver<SourceEvent>) {
    let (messages, inbox) = mpsc::channel();
    let (events, receiver) = tokio::sync::mpsc::channel(EVENT_QUEUE);
    let watched = sources
        .into_iter()
        .map(|source| Watched {
            source,
            rules: Rules::new(settings.since, settings.settle),
            stumbled: false,
        })
        .collect();
    let engine = Engine {
        watched,
        poll: settings.poll,
        inbox,
        messages: messages.clone(),
        events,
        watcher: None,
        reported: None,
    };
    std::thread::Builder::new()
        .name("pika-sources".into())
        .spawn(move || engine.run())
        .expect("the system can start one more thread");
    (Watch { messages }, receiver)
}

struct Watched {
    source: Box<dyn Source>,
    rules: Rules,
    /// Whether the last reading broke off over a fault of ours.
    stumbled: bool,
}

impl Watched {
    /// Reads the source once. A fault over what stands there costs this reading, not the watch.
    fn read(&mut self) -> Vec<Candidate> {
        let Self { source, rules, .. } = self;
        let read = catch_unwind(AssertUnwindSafe(|| {
            // A source that cannot be read says so in its status; its waiting entry goes on waiting.
            source.recent().map_or_else(|_| Vec::new(), |all| rules.read(Timestamp::now(), all))
        }));
        self.stumbled = read.is_err();
        read.unwrap_or_default()
    }

    fn status(&self) -> SourceStatus {
        let status = self.source.status();
        if !self.stumbled {
            return status;
        }
        let detail = format!("Pika stumbled over the history of {}.", status.source.name());
        SourceStatus { state: SourceState::Failing, detail, ..status }
    }
}

struct Engine {
    watched: Vec<Watched>,
    poll: Duration,
    inbox: mpsc::Receiver<Message>,
    messages: mpsc::Sender<Message>,
    events: tokio::sync::mpsc::Sender<SourceEvent>,
    watcher: Option<FolderWatcher>,
    reported: Option<Vec<SourceStatus>>,
}

struct FolderWatcher {
    folders: Vec<PathBuf>,
    /// Held because dropping it ends the watching.
    _watcher: RecommendedWatcher,
}

/// Nobody wants the events any more.
struct Finished;

impl Engine {
    fn run(mut self) {
        loop {
            // Watch first, then read: what is written in between is seen by one of the two.
            self.renew_watcher();
            let Ok(()) = self.read_sources() else { return };
            let Ok(()) = self.wait() else { return };
        }
    }

    fn renew_watcher(&mut self) {
        // Looked at again after a change: a folder that appears just before its parent is watched
        // would otherwise go unnoticed until the next poll.
        for _ in 0..2 {
            let folders: Vec<_> =
                self.watched.iter().flat_map(|watched| watched.source.watched_folders()).collect();
            if self.watcher.as_ref().is_some_and(|watcher| watcher.folders == folders) {
                return;
            }
            self.watcher = watch_folders(folders, &self.messages);
        }
    }

    fn read_sources(&mut self) -> Result<(), Finished> {
        for watched in &mut self.watched {
            for started in watched.read() {
                tracing::debug!(source = started.source.name(), "track started");
                self.events.blocking_send(SourceEvent::Started(started)).map_err(|_| Finished)?;
            }
        }
        let statuses: Vec<_> = self.watched.iter().map(Watched::status).collect();
        if self.reported.as_ref() != Some(&statuses) {
            self.reported = Some(statuses.clone());
            self.events.blocking_send(SourceEvent::Statuses(statuses)).map_err(|_| Finished)?;
        }
        Ok(())
    }

    /// Waits for a hint, the end of a settle time or the next poll, whichever comes first.
    fn wait(&mut self) -> Result<(), Finished> {
        let (read_at, wall_at_reading) = (Instant::now(), Timestamp::now());
        let due =
            self.watched.iter().filter_map(|watched| watched.rules.due_in(wall_at_reading)).min();
        // The gap also keeps an entry that is due, but cannot be confirmed, from being asked for
        // without a pause.
        let longest = due.map_or(self.poll, |due| due.max(READING_GAP).min(self.poll));
        let mut until = read_at + longest;
        loop {
            match self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Message::Hint) => until = until.min(read_at + READING_GAP),
                Ok(Message::WatcherLost) => {
                    self.watcher = None;
                    until = until.min(read_at + READING_GAP);
                }
                Ok(Message::Settle(settle)) => {
                    for watched in &mut self.watched {
                        watched.rules.settle = settle;
                    }
                    until = until.min(read_at + READING_GAP);
                }
                Ok(Message::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(Finished);
                }
                Err(mpsc::RecvTimeoutError::Timeout) => break,
            }
        }
        let waited = Timestamp::now().duration_since(wall_at_reading);
        if has_jumped(waited, longest) {
            tracing::debug!("the clock jumped; watching afresh");
            self.watcher = None;
        }
        if self.events.is_closed() { Err(Finished) } else { Ok(()) }
    }
}

/// Whether the clock moved otherwise than a wait of at most `longest` explains: the computer slept, or
/// its clock was set. Watchers may have missed something then, on some systems for good.
fn has_jumped(waited: SignedDuration, longest: Duration) -> bool {
    let longest = SignedDuration::try_from(longest).unwrap_or(SignedDuration::MAX);
    waited < -CLOCK_JUMP || waited > longest.saturating_add(CLOCK_JUMP)
}

/// A watcher for the folders; `None` where the system gives none, and then the poll has to do.
fn watch_folders(
    mut folders: Vec<PathBuf>,
    messages: &mpsc::Sender<Message>,
) -> Option<FolderWatcher> {
    let (messages, watched) = (messages.clone(), folders.clone());
    let on_event = move |event: notify::Result<notify::Event>| {
        let message = match event {
            Ok(event) if is_loss_of(&event, &watched) => Message::WatcherLost,
            Ok(event) if is_change(&event) => Message::Hint,
            Ok(_) => return,
            Err(error) => {
                tracing::debug!(%error, "the folder watcher failed");
                Message::WatcherLost
            }
        };
        // It fails only when the engine has ended.
        let _ = messages.send(message);
    };
    let mut watcher = notify::recommended_watcher(on_event)
        .inspect_err(|error| tracing::debug!(%error, "no folder watcher"))
        .ok()?;
    // A folder that cannot be watched is left out, so that the next round tries again.
    folders.retain(|folder| {
        watcher
            .watch(folder, RecursiveMode::NonRecursive)
            .inspect_err(|error| tracing::debug!(%error, folder = %folder.display(), "only polled"))
            .is_ok()
    });
    Some(FolderWatcher { folders, _watcher: watcher })
}

/// Opening a file to read is an event too, and reading must not cause the next reading.
fn is_change(event: &notify::Event) -> bool {
    match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

/// Whether a watched folder itself was removed or renamed, so that its watch is void.
fn is_loss_of(event: &notify::Event, folders: &[PathBuf]) -> bool {
    matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)))
        && event.paths.iter().any(|path| folders.contains(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_clock_that_is_set_are_told_from_a_busy_computer() {
        let longest = Duration::from_secs(2);
        for (waited_s, jumped) in
            [(0, false), (2, false), (6, false), (8, true), (-4, false), (-3_600, true)]
        {
            assert_eq!(
                has_jumped(SignedDuration::from_secs(waited_s), longest),
                jumped,
                "{waited_s} s"
            );
        }
        assert!(
            !has_jumped(SignedDuration::from_secs(3_000), Duration::MAX),
            "a long wait is none"
        );
    }
}
