//! One dancer's phone: what its dancer wants of each play, and what the cloud has not confirmed yet.
//!
//! This is what a page keeps in the phone's storage; all its tabs share it. There is no socket here.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use pika_domain::PlayId;
use pika_protocol::Text;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::Notify;

/// A dancer changes their mind no sooner than this.
const ON_SECOND_THOUGHT: Duration = Duration::from_millis(400);

/// What the dancers of a night are like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Temper {
    /// How probably a track is liked, 0 to 1.
    pub(crate) likes: f64,
    /// How probably a like is taken back, 0 to 1.
    pub(crate) takes_back: f64,
    /// How probably a phone goes to sleep with a new track, 0 to 1.
    pub(crate) sleeps: f64,
    /// Time from a track's beginning to the last like of it.
    pub(crate) hesitates: Duration,
}

/// A phone, shared by its tabs.
pub(crate) struct Phone {
    pub(crate) client_id: Text<0, 256>,
    /// The subprotocol that tells this phone from others behind the same address.
    pub(crate) key: String,
    pub(crate) changed: Notify,
    temper: Temper,
    state: Mutex<State>,
}

struct State {
    rng: StdRng,
    wishes: BTreeMap<PlayId, Wish>,
    plans: Vec<Plan>,
    seen: Vec<PlayId>,
    refused: Vec<String>,
}

/// Whether a play is liked, and how far the cloud knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wish {
    liked: bool,
    known: Known,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Not sent, or not before this time.
    NotBefore(Instant),
    /// Sent over this connection.
    Sent(u64),
    Acknowledged,
}

/// Something that the dancer is going to do.
struct Plan {
    at: Instant,
    play: PlayId,
    like: bool,
}

/// A like to send, or one to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) play: PlayId,
    pub(crate) like: bool,
}

impl Phone {
    pub(crate) fn new(seed: u64, number: usize, temper: Temper) -> Self {
        let mut rng =
            StdRng::seed_from_u64(seed ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let client_id = format!("client_{:032x}", rng.random::<u128>());
        Self {
            client_id: Text::new(&client_id).expect("it is neither short nor long"),
            key: format!("pika.{:032x}", rng.random::<u128>()),
            changed: Notify::new(),
            temper,
            state: Mutex::new(State {
                rng,
                wishes: BTreeMap::new(),
                plans: Vec::new(),
                seen: Vec::new(),
                refused: Vec::new(),
            }),
        }
    }

    /// A play is shown as playing. The dancer makes plans when it is new; gives whether the phone
    /// goes into a pocket now.
    pub(crate) fn shown(&self, play: PlayId, now: Instant) -> bool {
        let mut state = self.state();
        if state.seen.contains(&play) {
            return false;
        }
        state.seen.push(play);
        let Temper { likes, takes_back, sleeps, hesitates } = self.temper;
        if state.rng.random_bool(likes) {
            let at = now + hesitates.mul_f64(state.rng.random());
            state.plans.push(Plan { at, play, like: true });
            if state.rng.random_bool(takes_back) {
                let at = at + ON_SECOND_THOUGHT + hesitates.mul_f64(state.rng.random());
                state.plans.push(Plan { at, play, like: false });
            }
        }
        state.rng.random_bool(sleeps)
    }

    /// A time up to `longest`, of this dancer's own choice.
    pub(crate) fn whim(&self, longest: Duration) -> Duration {
        longest.mul_f64(self.state().rng.random())
    }

    /// Carries out plans that are due, and gives what is to be sent now over `connection`.
    pub(crate) fn orders(&self, connection: u64, now: Instant) -> Vec<Order> {
        let mut state = self.state();
        let State { wishes, plans, .. } = &mut *state;
        plans.retain(|plan| {
            let before = wishes.get(&plan.play).copied();
            // Nobody presses a button again that has not answered yet.
            let settled = before.is_none_or(|wish| wish.known == Known::Acknowledged);
            let waits = plan.at > now || !settled;
            if !waits && before.is_some_and(|wish| wish.liked) != plan.like {
                let known = Known::NotBefore(now);
                wishes.insert(plan.play, Wish { liked: plan.like, known });
            }
            waits
        });
        let due = wishes.iter_mut().filter_map(|(play, wish)| match wish.known {
            Known::NotBefore(at) if at <= now => {
                wish.known = Known::Sent(connection);
                Some(Order { play: *play, like: wish.liked })
            }
            _ => None,
        });
        due.collect()
    }

    pub(crate) fn acknowledged(&self, order: Order) {
        if let Some(wish) = self.state().wishes.get_mut(&order.play) {
            wish.known = Known::Acknowledged;
        }
    }

    /// The cloud asks for patience.
    pub(crate) fn later(&self, order: Order, at: Instant) {
        if let Some(wish) = self.state().wishes.get_mut(&order.play) {
            wish.known = Known::NotBefore(at);
        }
    }

    /// The cloud will never take it: something that must not happen.
    pub(crate) fn refused(&self, order: Order, error: &str) {
        self.state().refused.push(format!("{order:?}: {error}"));
        self.acknowledged(order);
    }

    /// What was sent over a connection that is gone has to be sent again.
    pub(crate) fn lost(&self, connection: u64, now: Instant) {
        for wish in self.state().wishes.values_mut() {
            if wish.known == Known::Sent(connection) {
                wish.known = Known::NotBefore(now);
            }
        }
        self.changed.notify_waiters();
    }

    /// Whether nothing is planned and nothing unconfirmed.
    pub(crate) fn is_settled(&self) -> bool {
        let state = self.state();
        state.plans.is_empty()
            && state.wishes.values().all(|wish| wish.known == Known::Acknowledged)
    }

    /// The plays that this dancer likes, in the end.
    pub(crate) fn likes(&self) -> Vec<PlayId> {
        let state = self.state();
        state.wishes.iter().filter(|(_, wish)| wish.liked).map(|(play, _)| *play).collect()
    }

    pub(crate) fn refusals(&self) -> Vec<String> {
        self.state().refused.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds a phone")
    }
}
