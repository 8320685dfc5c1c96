//! Web Push: what the DJ announces reaches the phones of the session that asked for it, also where the
//! page is closed.
//!
//! Nobody who commits or answers waits for a push service: each announcement is a task of its own, of
//! which only so many run at a time, and whatever is too much is dropped and counted. Which endpoints
//! are talked to is decided in `endpoint`, how one phone is reached in `delivery`.

mod delivery;
mod endpoint;
mod key;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use pika_domain::SessionId;
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::key::{NoVapidKey, VapidKey};
pub(crate) use self::{delivery::Outcome, endpoint::BadEndpoint};
use self::{
    delivery::{Courier, Message},
    endpoint::{Guard, SystemNames},
};
use crate::{
    config::PushConfig,
    metrics::Metrics,
    relay::{Bulletin, Relay, Use},
    secret::{Digest, hex},
    store::{Store, Subscription},
    windows::{UsedUp, Windows},
};

/// Pushes of one session in an hour. Phones in pockets are not a second screen.
const PER_HOUR: u32 = 10;
const HOUR: Duration = Duration::from_hours(1);

/// Sessions whose pushes are counted at a time.
const MOST_SESSIONS: usize = 10_000;

/// Announcements on their way at a time.
const ON_THEIR_WAY: usize = 64;

/// Phones of one announcement that are attended to at a time; most of them wait for their turn.
const ATTENDED: usize = 256;

/// How long the end of the server waits for what is on its way.
const FAREWELL: Duration = Duration::from_secs(5);

/// What phones are to be told.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) session: SessionId,
    pub(crate) title: String,
    pub(crate) message: String,
    /// After that it is of no use to anyone.
    pub(crate) until: Timestamp,
}

/// How far a notice has come.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) total: AtomicU32,
    pub(crate) sent: AtomicU32,
    pub(crate) failed: AtomicU32,
}

/// A notice that is on its way.
#[derive(Debug)]
pub(crate) struct Underway {
    pub(crate) tally: Arc<Tally>,
    pub(crate) done: JoinHandle<()>,
}

/// Why a notice is not sent.
#[derive(Debug)]
pub(crate) enum NotSent {
    /// The session has had its share of this hour.
    TooMany(UsedUp),
    Busy,
}

impl NotSent {
    /// For the DJ.
    pub(crate) fn sentence(&self) -> &'static str {
        match self {
            Self::TooMany(_) => {
                "Phones have been notified ten times within the hour; this announcement shows on the \
                 page alone."
            }
            Self::Busy => {
                "The server notifies too many phones at the moment; this announcement shows on the \
                 page alone."
            }
        }
    }
}

/// Sends notices, where the operator has given it a key.
#[derive(Debug)]
pub(crate) struct Push {
    store: Store,
    metrics: Arc<Metrics>,
    /// Other nodes count as well.
    relay: Arc<dyn Relay>,
    guard: Arc<Guard>,
    courier: Courier,
    public_key: String,
    hourly: Windows<SessionId>,
    room: Arc<Semaphore>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Push {
    /// `contact` is this server's address, by which push services can find out whose it is.
    pub(crate) fn new(
        config: &PushConfig,
        contact: String,
        store: Store,
        metrics: Arc<Metrics>,
        relay: Arc<dyn Relay>,
    ) -> Arc<Self> {
        let guard = Arc::new(Guard::new(Box::new(SystemNames), config.local));
        Arc::new(Self {
            courier: Courier::new(guard.clone(), config.key.clone(), contact),
            guard,
            public_key: config.key.public(),
            store,
            metrics,
            relay,
            hourly: Windows::new(PER_HOUR, HOUR, MOST_SESSIONS),
            room: Arc::new(Semaphore::new(ON_THEIR_WAY)),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        })
    }

    /// What browsers are given to subscribe with.
    pub(crate) fn public_key(&self) -> &str {
        &self.public_key
    }

    /// Whether something may be sent to an endpoint.
    pub(crate) async fn admit(&self, endpoint: &str) -> Result<(), BadEndpoint> {
        self.guard.admit(endpoint).await.map(drop)
    }

    /// Counts what was sent by another node. Where the limit is reached there is nothing to count.
    pub(crate) fn count(&self, session: SessionId) {
        let _ = self.hourly.take(session, Instant::now());
    }

    /// Sends a notice to the phones that follow its session. Nobody waits for it.
    pub(crate) fn send(self: &Arc<Self>, notice: Notice) -> Result<Underway, NotSent> {
        let room = self.admit_notice(&notice.session);
        let room = room.inspect_err(|_| self.metrics.pushed(Outcome::Dropped))?;
        let (push, tally) = (self.clone(), Arc::<Tally>::default());
        let counted = tally.clone();
        let done = self.tasks.spawn(async move {
            let _room = room;
            let stopped = push.stop.clone();
            tokio::select! {
                () = stopped.cancelled() => {}
                () = push.deliver(&notice, &counted) => {}
            }
        });
        Ok(Underway { tally, done })
    }

    /// Room for a notice of this session, which is counted.
    fn admit_notice(&self, session: &SessionId) -> Result<OwnedSemaphorePermit, NotSent> {
        // First: what is not sent must not use up the session's share.
        let room = self.room.clone().try_acquire_owned().map_err(|_| NotSent::Busy)?;
        self.hourly.take(session.clone(), Instant::now()).map_err(NotSent::TooMany)?;
        self.relay.tell(&Bulletin::Used(Use::Push(session.clone())));
        Ok(room)
    }

    async fn deliver(&self, notice: &Notice, tally: &Tally) {
        let phones = match self.store.subscriptions_to(&notice.session).await {
            Ok(phones) => phones,
            Err(error) => {
                tracing::error!(%error, "whom to notify could not be read");
                return self.metrics.pushed(Outcome::Dropped);
            }
        };
        tally.total.store(phones.len() as u32, Ordering::Relaxed);
        let path = format!("/live/{}", notice.session);
        let body = json!({"title": notice.title, "body": notice.message, "path": path}).to_string();
        let topic = hex(&Digest::of(notice.session.as_str()).0[..16]);
        let message = &Message { body: body.into_bytes(), until: notice.until, topic };
        let notify = |phone| self.notify(message, phone, tally);
        stream::iter(phones).for_each_concurrent(ATTENDED, notify).await;
    }

    async fn notify(&self, message: &Message, phone: Subscription, tally: &Tally) {
        let outcome = self.courier.deliver(message, &phone).await;
        self.metrics.pushed(outcome);
        let count = if outcome == Outcome::Sent { &tally.sent } else { &tally.failed };
        count.fetch_add(1, Ordering::Relaxed);
        if outcome == Outcome::Gone
            && let Err(error) = self.store.forget_endpoint(&phone.endpoint).await
        {
            // The push service says so again the next time.
            tracing::warn!(%error, "a phone that is gone could not be forgotten");
        }
    }

    /// Lets what is on its way arrive, for a moment, and gives up the rest.
    pub(crate) async fn finish(&self) {
        self.tasks.close();
        if timeout(FAREWELL, self.tasks.wait()).await.is_err() {
            self.stop.cancel();
            self.tasks.wait().await;
        }
    }
}

/// Bytes in URL-safe base 64, with padding or without.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    const ANY_PADDING: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);
    ENGINE.decode(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::Alone;

    #[tokio::test]
    async fn a_notice_for_which_there_is_no_room_is_not_counted() {
        let store = Store::open("sqlite::memory:", Duration::from_secs(5)).await.unwrap();
        let config = PushConfig { key: VapidKey::generate(), local: false };
        let (metrics, relay) = (Arc::new(Metrics::new()), Arc::new(Alone));
        let push = Push::new(&config, "https://pika.example".to_owned(), store, metrics, relay);
        let send = || {
            push.send(Notice {
                session: SessionId::new("session1").unwrap(),
                title: "Alba".to_owned(),
                message: "Competition at ten.".to_owned(),
                until: Timestamp::now() + HOUR,
            })
        };
        let full = push.room.clone().acquire_many_owned(ON_THEIR_WAY as u32).await.unwrap();
        for _ in 0..=PER_HOUR {
            assert!(matches!(send(), Err(NotSent::Busy)));
        }
        drop(full);
        assert!(send().is_ok());
        push.finish().await;
    }
}
