//! What waits to be sent to one client, bounded for that client alone.
//!
//! Once [`LIMIT_BYTES`] wait, further news is dropped and the client is *behind*: as soon as it
//! reads again and the queue is empty, it is sent the present state anew, which supersedes all
//! that it missed. Answers to its own messages are never dropped: its next message is not read
//! before they are sent, so there are few.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

const LIMIT_BYTES: usize = 64 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    queue: Mutex<Queue>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    behind: bool,
}

impl Outgoing {
    /// Queues an answer to the client's own message.
    pub(crate) fn reply(&self, frame: Utf8Bytes) {
        self.queue().push(frame);
        self.ready.notify_one();
    }

    /// Queues news, unless too much waits already.
    pub(crate) fn offer(&self, frame: Utf8Bytes) {
        let mut queue = self.queue();
        if queue.behind || queue.bytes + frame.len() > LIMIT_BYTES {
            queue.behind = true;
        } else {
            queue.push(frame);
        }
        drop(queue);
        self.ready.notify_one();
    }

    /// Has the client sent the present state anew.
    pub(crate) fn fall_behind(&self) {
        self.queue().behind = true;
        self.ready.notify_one();
    }

    /// Waits until there is something to send or to catch up with. May be dropped and called again.
    pub(crate) async fn ready(&self) {
        loop {
            {
                let queue = self.queue();
                if queue.behind || !queue.frames.is_empty() {
                    return;
                }
            }
            self.ready.notified().await;
        }
    }

    pub(crate) fn take(&self) -> Option<Utf8Bytes> {
        let mut queue = self.queue();
        let frame = queue.frames.pop_front()?;
        queue.bytes -= frame.len();
        Some(frame)
    }

    /// Whether all is sent and news was dropped before; the next news is queued again.
    pub(crate) fn take_behind(&self) -> bool {
        let mut queue = self.queue();
        queue.frames.is_empty() && std::mem::take(&mut queue.behind)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().expect("nothing panics while it holds a queue")
    }
}

impl Queue {
    fn push(&mut self, frame: Utf8Bytes) {
        self.bytes += frame.len();
        self.frames.push_back(frame);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_past_the_limit_is_dropped_and_remembered_as_a_gap() {
        let outgoing = Outgoing::default();
        let frame = Utf8Bytes::from("x".repeat(30 * 1024));
        for _ in 0..100 {
            outgoing.offer(frame.clone());
        }
        outgoing.reply(Utf8Bytes::from_static("answer"));
        assert!(!outgoing.take_behind(), "what waits is sent first");
        let sent: Vec<usize> = std::iter::from_fn(|| outgoing.take()).map(|f| f.len()).collect();
        assert_eq!(sent, [30 * 1024, 30 * 1024, 6], "two frames fit, the answer always does");
        assert!(outgoing.take_behind());
        assert!(!outgoing.take_behind(), "said once");
        outgoing.offer(frame);
        assert!(outgoing.take().is_some(), "news flows again");
    }
}
