//! How fast a session's booth and dancers may do what costs others something.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    bucket::{Bucket, Buckets},
    peer::ConnectionId,
    refusal::Refusal,
    secret::Dancer,
};

const MINUTE: Duration = Duration::from_mins(1);

const LIKES_A_MINUTE: u32 = 10;

/// Each carries at most as many likes as the session has plays, so that few are needed.
const BULKS_A_MINUTE: u32 = 5;

const REACTIONS_A_MINUTE: u32 = 20;

/// Most dancers, or connections, that are counted at a time.
const MOST: usize = 50_000;

pub(super) struct Limits {
    tracks: Bucket,
    likes: Buckets<Dancer>,
    bulks: Buckets<Dancer>,
    reactions: Buckets<ConnectionId>,
}

impl Limits {
    pub(super) fn new(tracks_per_minute: u32, now: Instant) -> Self {
        // Skipping through tracks is fine; the outbox keeps what a flood has to wait for.
        let tracks_at_once = tracks_per_minute.saturating_mul(100).div_ceil(60).max(1);
        Self {
            tracks: Bucket::new(tracks_at_once, Duration::from_secs(100), now),
            likes: Buckets::new(LIKES_A_MINUTE, MINUTE, MOST),
            bulks: Buckets::new(BULKS_A_MINUTE, MINUTE, MOST),
            reactions: Buckets::new(REACTIONS_A_MINUTE, MINUTE, MOST),
        }
    }

    pub(super) fn track(&mut self, now: Instant) -> Result<(), Refusal> {
        let taken = self.tracks.take(now);
        taken.map_err(|wait| Refusal::rate_limited("Too many tracks at once; wait a moment.", wait))
    }

    pub(super) fn like(&mut self, dancer: Dancer, now: Instant) -> Result<(), Refusal> {
        let taken = self.likes.take(dancer, now);
        taken.map_err(|wait| Refusal::rate_limited("Rate limit exceeded (max 10/min)", wait))
    }

    pub(super) fn bulk(&mut self, dancer: Dancer, now: Instant) -> Result<(), Refusal> {
        let taken = self.bulks.take(dancer, now);
        taken.map_err(|wait| Refusal::rate_limited("Too many likes at once; wait a moment.", wait))
    }

    pub(super) fn reaction(&mut self, from: ConnectionId, now: Instant) -> Result<(), Refusal> {
        let taken = self.reactions.take(from, now);
        taken.map_err(|wait| Refusal::rate_limited("Thank you; wait a moment.", wait))
    }
}
