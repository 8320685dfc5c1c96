//! What waits to be sent to one client, bounded for that client alone.
//!
//! Once [`LIMIT_BYTES`] wait, further news is dropped and the client is *behind*: as soon as it
//! reads again and the queue is empty, it is sent the present state anew, which supersedes all
//! that it missed. Answers to its own messages are never dropped: its next message is not read
//! before they are sent, so there are few.

use std::{
    array,
    collections::VecDeque,
    future::poll_fn,
    io::{self, IoSlice},
    sync::{Mutex, MutexGuard},
    task::{Context, Poll, Waker, ready},
};

use crate::frame::Frame;

const LIMIT_BYTES: usize = 64 * 1024;

/// Most frames that one call hands to the system. What a phone is told when it joins is fewer.
const FRAMES_AT_ONCE: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Frame>,
    /// Of all frames, whole.
    bytes: usize,
    /// How much of the first frame is sent.
    sent: usize,
    behind: bool,
    /// The connection is to be closed once all is sent.
    over: bool,
    /// The connection's task, while it waits for something to send.
    waiting: Option<Waker>,
}

impl Outgoing {
    /// Queues an answer to the client's own message.
    pub(crate) fn reply(&self, frame: Frame) {
        self.change(|queue| queue.push(frame));
    }

    /// Queues news, unless too much waits already; whether it did.
    pub(crate) fn offer(&self, frame: Frame) -> bool {
        self.change(|queue| {
            queue.behind |= queue.bytes + frame.bytes().len() > LIMIT_BYTES;
            if !queue.behind {
                queue.push(frame);
            }
            !queue.behind
        })
    }

    /// Has the connection closed, so that the client comes back.
    pub(crate) fn hang_up(&self) {
        self.change(|queue| queue.over = true);
    }

    /// Whether the connection is to be closed.
    pub(crate) fn is_over(&self) -> bool {
        self.queue().over
    }

    /// Has the client sent the present state anew.
    pub(crate) fn fall_behind(&self) {
        self.change(|queue| queue.behind = true);
    }

    /// Waits until there is something to send or to catch up with. May be dropped and called again.
    pub(crate) async fn ready(&self) {
        poll_fn(|context| self.poll_ready(context)).await;
    }

    fn poll_ready(&self, context: &Context<'_>) -> Poll<()> {
        let mut queue = self.queue();
        if queue.behind || queue.over || !queue.frames.is_empty() {
            return Poll::Ready(());
        }
        match &mut queue.waiting {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    /// Offers what waits to `write` once, which says how many bytes it took. Ready with whether
    /// anything is left; nothing is held while `write` works.
    pub(crate) fn poll_send(
        &self,
        write: impl FnOnce(&[IoSlice<'_>]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<bool>> {
        let (frames, sent) = {
            let queue = self.queue();
            let mut waiting = queue.frames.iter().take(FRAMES_AT_ONCE).cloned();
            (array::from_fn::<_, FRAMES_AT_ONCE, _>(|_| waiting.next()), queue.sent)
        };
        let count = frames.iter().flatten().count();
        if count == 0 {
            return Poll::Ready(Ok(false));
        }
        let mut slices =
            frames.each_ref().map(|frame| IoSlice::new(frame.as_ref().map_or(&[], Frame::bytes)));
        slices[0].advance(sent);
        let written = ready!(write(&slices[..count]))?;
        Poll::Ready(Ok(self.queue().advance(written)))
    }

    /// Whether all is sent and news was dropped before; the next news is queued again.
    pub(crate) fn take_behind(&self) -> bool {
        let mut queue = self.queue();
        queue.frames.is_empty() && std::mem::take(&mut queue.behind)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Queue) -> T) -> T {
        let mut queue = self.queue();
        let changed = change(&mut queue);
        let waiting = queue.waiting.take();
        drop(queue);
        if let Some(waker) = waiting {
            waker.wake();
        }
        changed
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().expect("nothing panics while it holds a queue")
    }
}

impl Queue {
    fn push(&mut self, frame: Frame) {
        self.bytes += frame.bytes().len();
        self.frames.push_back(frame);
    }

    /// Forgets what is sent; whether anything is left.
    fn advance(&mut self, written: usize) -> bool {
        self.sent += written;
        while let Some(frame) = self.frames.pop_front_if(|frame| frame.bytes().len() <= self.sent) {
            self.sent -= frame.bytes().len();
            self.bytes -= frame.bytes().len();
        }
        if self.frames.is_empty() {
            // A phone that fell behind once is not to stay large for the rest of the night.
            self.frames.shrink_to(FRAMES_AT_ONCE);
        }
        !self.frames.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends in pieces of `piece` bytes, as a slow line takes them.
    fn sent(outgoing: &Outgoing, piece: usize) -> Vec<u8> {
        let mut sent = Vec::new();
        let mut left = true;
        while left {
            let written = outgoing.poll_send(|slices| {
                let all = slices.iter().flat_map(|slice| slice.iter().copied());
                let before = sent.len();
                sent.extend(all.take(piece));
                Poll::Ready(Ok(sent.len() - before))
            });
            let Poll::Ready(Ok(more)) = written else { panic!("this line never waits") };
            left = more;
        }
        sent
    }

    #[test]
    fn what_is_sent_in_pieces_arrives_whole_and_in_order() {
        let outgoing = Outgoing::default();
        let frames: Vec<Frame> = (0..20).map(|n| Frame::text(&n.to_string().repeat(n))).collect();
        let wire: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes().to_vec()).collect();
        for piece in [1, 2, 3, 7, 100, 10_000] {
            for frame in &frames {
                outgoing.offer(frame.clone());
            }
            assert_eq!(sent(&outgoing, piece), wire, "in pieces of {piece}");
            let queue = outgoing.queue();
            assert_eq!((queue.bytes, queue.sent), (0, 0), "and nothing is left");
        }
    }

    #[test]
    fn news_past_the_limit_is_dropped_and_remembered_as_a_gap() {
        let outgoing = Outgoing::default();
        let news = Frame::text(&"x".repeat(30 * 1024));
        for _ in 0..100 {
            outgoing.offer(news.clone());
        }
        let answer = Frame::text("answer");
        outgoing.reply(answer.clone());
        assert!(!outgoing.take_behind(), "what waits is sent first");
        let wire = [news.bytes(), news.bytes(), answer.bytes()].concat();
        assert_eq!(sent(&outgoing, 10_000), wire, "two frames fit, the answer always does");
        assert!(outgoing.take_behind());
        assert!(!outgoing.take_behind(), "said once");
        outgoing.offer(news.clone());
        assert_eq!(sent(&outgoing, 10_000), news.bytes(), "news flows again");
    }
}
