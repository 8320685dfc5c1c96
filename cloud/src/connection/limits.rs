//! How fast one connection may talk: a bucket for each kind of message.

use std::{
    mem::{Discriminant, discriminant},
    time::Duration,
};

use pika_protocol::ClientMessage;
use tokio::time::Instant;

use crate::bucket::Buckets;

/// Of each kind of message: as many at once, and again every ten seconds.
const AT_ONCE: u32 = 60;
const PERIOD: Duration = Duration::from_secs(10);

/// How many refusals a client may run into before it is taken for a flood.
const MOST_REFUSALS: u32 = 120;

pub(super) struct MessageLimits {
    kinds: Buckets<Discriminant<ClientMessage>>,
    refusals: u32,
}

/// Why a message is not handled.
pub(super) enum TooFast {
    Wait(Duration),
    Flood,
}

impl MessageLimits {
    pub(super) fn new() -> Self {
        // There are far fewer kinds than this, and a client cannot invent any.
        Self { kinds: Buckets::new(AT_ONCE, PERIOD, 64), refusals: 0 }
    }

    pub(super) fn admit(&mut self, message: &ClientMessage) -> Result<(), TooFast> {
        self.kinds.take(discriminant(message), Instant::now()).map_err(|wait| {
            self.refusals += 1;
            if self.refusals > MOST_REFUSALS { TooFast::Flood } else { TooFast::Wait(wait) }
        })
    }
}
