//! One dancer's phone: what its dancer says of plays and in polls, and what the cloud has not confirmed.
//!
//! This is what a page keeps in the phone's storage; all its tabs share it. There is no socket here.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use pika_domain::PlayId;
use pika_protocol::{TempoWish, Text};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
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
    /// How probably a dancer says something of a track's tempo, 0 to 1.
    pub(crate) minds_tempo: f64,
    /// How probably a dancer answers a poll, 0 to 1.
    pub(crate) answers: f64,
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
    wishes: BTreeMap<Matter, Wish>,
    plans: Vec<Plan>,
    seen: Vec<PlayId>,
    asked: Vec<u64>,
    refused: Vec<String>,
    /// How many words were said.
    words: u64,
}

/// What a dancer can say something about; the last word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Matter {
    Like(PlayId),
    Tempo(PlayId),
    Poll(u64),
}

/// What a dancer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Like(PlayId, bool),
    Tempo(PlayId, TempoWish),
    /// The id of a poll and the index of an option.
    Vote(u64, u32),
}

impl Word {
    fn matter(self) -> Matter {
        match self {
            Self::Like(play, _) => Matter::Like(play),
            Self::Tempo(play, _) => Matter::Tempo(play),
            Self::Vote(poll, _) => Matter::Poll(poll),
        }
    }

    /// Whether it says what holds without a word.
    fn is_nothing(self) -> bool {
        matches!(self, Self::Like(_, false) | Self::Tempo(_, TempoWish::Clear))
    }
}

/// The last word on something, and how far the cloud knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wish {
    word: Word,
    number: u64,
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
    word: Word,
}

/// A word to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) word: Word,
    /// Rises with each word of the phone.
    pub(crate) number: u64,
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
                asked: Vec::new(),
                refused: Vec::new(),
                words: 0,
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
        let Temper { likes, takes_back, minds_tempo, sleeps, hesitates, .. } = self.temper;
        let tempo = [TempoWish::Slower, TempoWish::Perfect, TempoWish::Faster];
        let tempo = *tempo.choose(&mut state.rng).expect("there are some");
        for (mood, said, taken_back) in [
            (likes, Word::Like(play, true), Word::Like(play, false)),
            (minds_tempo, Word::Tempo(play, tempo), Word::Tempo(play, TempoWish::Clear)),
        ] {
            if !state.rng.random_bool(mood) {
                continue;
            }
            let at = now + hesitates.mul_f64(state.rng.random());
            state.plans.push(Plan { at, word: said });
            if state.rng.random_bool(takes_back) {
                let at = at + ON_SECOND_THOUGHT + hesitates.mul_f64(state.rng.random());
                state.plans.push(Plan { at, word: taken_back });
            }
        }
        state.rng.random_bool(sleeps)
    }

    /// A poll is shown; the dancer may answer it.
    pub(crate) fn asked(&self, poll: u64, options: usize, now: Instant) {
        let mut state = self.state();
        if state.asked.contains(&poll) {
            return;
        }
        state.asked.push(poll);
        if state.rng.random_bool(self.temper.answers) {
            let at = now + self.temper.hesitates.mul_f64(state.rng.random());
            let option = state.rng.random_range(0..options.max(1)) as u32;
            state.plans.push(Plan { at, word: Word::Vote(poll, option) });
        }
    }

    /// A time up to `longest`, of this dancer's own choice.
    pub(crate) fn whim(&self, longest: Duration) -> Duration {
        longest.mul_f64(self.state().rng.random())
    }

    /// Carries out plans that are due, and gives what is to be sent now over `connection`.
    pub(crate) fn orders(&self, connection: u64, now: Instant) -> Vec<Order> {
        let mut state = self.state();
        let State { wishes, plans, words, .. } = &mut *state;
        plans.retain(|plan| {
            let matter = plan.word.matter();
            let before = wishes.get(&matter).map(|wish| wish.word);
            let waits = plan.at > now;
            if !waits && before != Some(plan.word) && (before.is_some() || !plan.word.is_nothing())
            {
                *words += 1;
                let known = Known::NotBefore(now);
                wishes.insert(matter, Wish { word: plan.word, number: *words, known });
            }
            waits
        });
        let due = wishes.values_mut().filter_map(|wish| match wish.known {
            Known::NotBefore(at) if at <= now => {
                wish.known = Known::Sent(connection);
                Some(Order { word: wish.word, number: wish.number })
            }
            _ => None,
        });
        due.collect()
    }

    pub(crate) fn acknowledged(&self, order: Order) {
        self.now_known(order, Known::Acknowledged);
    }

    /// The cloud asks for patience.
    pub(crate) fn later(&self, order: Order, at: Instant) {
        self.now_known(order, Known::NotBefore(at));
    }

    /// The poll was over before the vote came.
    pub(crate) fn too_late(&self, order: Order) {
        self.state().wishes.retain(|_, wish| wish.number != order.number);
    }

    /// Nothing where the dancer has said something else since.
    fn now_known(&self, order: Order, known: Known) {
        let mut state = self.state();
        let wish = state.wishes.get_mut(&order.word.matter());
        if let Some(wish) = wish.filter(|wish| wish.number == order.number) {
            wish.known = known;
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
        let words = self.words();
        let liked = words.into_iter().filter_map(|word| match word {
            Word::Like(play, true) => Some(play),
            _ => None,
        });
        liked.collect()
    }

    /// The last words of this dancer on everything.
    pub(crate) fn words(&self) -> Vec<Word> {
        self.state().wishes.values().map(|wish| wish.word).collect()
    }

    pub(crate) fn refusals(&self) -> Vec<String> {
        self.state().refused.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds a phone")
    }
}
