//! Message ids of Pika 0.3 booths, which number nothing and repeat a message that is not answered.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

const REMEMBERED: Duration = Duration::from_mins(5);
const MOST: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Repeats {
    seen: VecDeque<(Instant, String)>,
}

impl Repeats {
    pub(super) fn knows(&self, message_id: &str, now: Instant) -> bool {
        self.seen
            .iter()
            .any(|(at, seen)| seen == message_id && now.duration_since(*at) < REMEMBERED)
    }

    pub(super) fn remember(&mut self, message_id: String, now: Instant) {
        self.seen.push_back((now, message_id));
        if self.seen.len() > MOST {
            self.seen.pop_front();
        }
    }
}
