//! Many phones in one thread: what each hears is counted, and little else is done with it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::SocketAddr,
    rc::Rc,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use tokio::{
    sync::{Notify, Semaphore},
    task::{AbortHandle, JoinSet, spawn_local},
    time::timeout,
};

use super::{booth::SESSION, line::Line};

/// How many phones knock at the same moment.
const AT_ONCE: usize = 400;

/// Far longer than anything takes that works.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a phone that stalls keeps what it does not read short.
const STALLED_BUFFER_BYTES: u32 = 4 * 1024;

/// What all phones have heard together.
#[derive(Default)]
pub(super) struct Heard {
    /// All messages, and those among them that only count.
    pub(super) messages: Cell<u64>,
    pub(super) counts: Cell<u64>,
    pub(super) acknowledged: Cell<usize>,
    /// Tracks that a phone ought to have heard of and has not.
    pub(super) missed: Cell<u64>,
    /// Lines that ended without being hung up.
    pub(super) lost: Cell<usize>,
    /// How many phones have each track, by its number.
    having: RefCell<Vec<usize>>,
    /// How many phones were told each number of listeners last.
    listeners: RefCell<HashMap<usize, usize>>,
    changed: Notify,
}

pub(super) struct Crowd {
    server: SocketAddr,
    pub(super) heard: Rc<Heard>,
    phones: Vec<Phone>,
}

/// What one phone was told last.
#[derive(Default)]
struct Knows {
    track: Option<usize>,
    listeners: Option<usize>,
}

struct Phone {
    line: Rc<Line>,
    /// None while it stalls.
    reading: Option<AbortHandle>,
}

impl Crowd {
    pub(super) fn new(server: SocketAddr) -> Self {
        Self { server, heard: Rc::default(), phones: Vec::new() }
    }

    /// Has `count` more phones connect and ask for the session.
    pub(super) async fn join(&mut self, count: usize) -> Result<()> {
        self.connect(count, None).await?;
        let all = self.phones.len();
        self.until(|heard| heard.acknowledged.get() >= all).await.context("all phones joined")
    }

    /// Has `count` more phones connect and ask for the session, and then not read.
    pub(super) async fn join_and_stall(&mut self, count: usize) -> Result<()> {
        self.connect(count, Some(STALLED_BUFFER_BYTES)).await
    }

    async fn connect(&mut self, count: usize, stalled_buffer: Option<u32>) -> Result<()> {
        let knocking = Rc::new(Semaphore::new(AT_ONCE));
        let mut phones = JoinSet::new();
        for number in self.phones.len()..self.phones.len() + count {
            let (knocking, server) = (knocking.clone(), self.server);
            let heard = self.heard.clone();
            phones.spawn_local(async move {
                let _permit = knocking.acquire().await?;
                let line = Rc::new(Line::open(server, number, stalled_buffer).await?);
                line.send(&format!(
                    r#"{{"type":"SUBSCRIBE","protocol":1,"sessionId":"{SESSION}","clientId":"client_{number:026}","messageId":"join-{number}"}}"#
                ))?;
                // A phone answers pings from the first moment, however long the others take.
                let reading = stalled_buffer.is_none().then(|| read(line.clone(), heard));
                anyhow::Ok((number, Phone { line, reading }))
            });
        }
        let joined = phones.join_all().await.into_iter();
        let mut phones = joined.collect::<Result<Vec<_>>>()?;
        // Phones are named by their numbers, whichever came first.
        phones.sort_by_key(|(number, _)| *number);
        self.phones.extend(phones.into_iter().map(|(_, phone)| phone));
        Ok(())
    }

    /// The stalled phones read again.
    pub(super) fn read_again(&mut self) {
        for phone in self.phones.iter_mut().filter(|phone| phone.reading.is_none()) {
            phone.reading = Some(read(phone.line.clone(), self.heard.clone()));
        }
    }

    /// All phones hang up at once; what they heard is forgotten.
    pub(super) fn drop_all(&mut self) -> usize {
        let phones = std::mem::take(&mut self.phones);
        phones.iter().filter_map(|phone| phone.reading.as_ref()).for_each(AbortHandle::abort);
        self.heard = Rc::default();
        phones.len()
    }

    pub(super) fn say(&self, phone: usize, text: &str) -> Result<()> {
        self.phones[phone].line.send(text)
    }

    /// Waits until so many phones have the track.
    pub(super) async fn until_have(&self, track: usize, phones: usize) -> Result<()> {
        let having = |heard: &Heard| heard.having.borrow().get(track).copied().unwrap_or_default();
        self.until(|heard| having(heard) >= phones).await.with_context(|| {
            format!("{} of {phones} phones have track {track}", having(&self.heard))
        })
    }

    /// Waits until every phone was told that there are so many listeners.
    pub(super) async fn until_listeners(&self, count: usize) -> Result<()> {
        let told = |heard: &Heard| heard.listeners.borrow().get(&count).copied();
        self.until(|heard| told(heard) == Some(count)).await.with_context(|| {
            format!("of {count} phones, {:?} know that", told(&self.heard).unwrap_or_default())
        })
    }

    async fn until(&self, done: impl Fn(&Heard) -> bool) -> Result<()> {
        let waiting = async {
            while !done(&self.heard) {
                self.heard.changed.notified().await;
            }
        };
        let waited = timeout(PATIENCE, waiting).await;
        ensure!(self.heard.lost.get() == 0, "{} lines were cut", self.heard.lost.get());
        waited.context("it did not happen")
    }
}

fn read(line: Rc<Line>, heard: Rc<Heard>) -> AbortHandle {
    let reading = async move {
        let mut knows = Knows::default();
        while line.hear(|text| heard.take(text, &mut knows)).await.is_ok() {
            heard.changed.notify_one();
        }
        heard.lost.update(|lost| lost + 1);
        heard.changed.notify_one();
    };
    spawn_local(reading).abort_handle()
}

impl Heard {
    /// Takes one message to a phone.
    fn take(&self, text: &[u8], phone: &mut Knows) {
        self.messages.update(|messages| messages + 1);
        if text.starts_with(br#"{"type":"NOW_PLAYING""#) {
            if let Some(number) = number_after(text, br#""title":"Track "#) {
                self.has(number, &mut phone.track);
            }
        } else if text.starts_with(br#"{"type":"LISTENER_COUNT""#) {
            self.counts.update(|counts| counts + 1);
            let count = number_after(text, br#""count":"#);
            let mut listeners = self.listeners.borrow_mut();
            if let Some(before) = phone.listeners {
                *listeners.entry(before).or_default() -= 1;
            }
            if let Some(count) = count {
                *listeners.entry(count).or_default() += 1;
            }
            phone.listeners = count;
        } else if text.starts_with(br#"{"type":"LIKE_COUNT""#) {
            self.counts.update(|counts| counts + 1);
        } else if text.starts_with(br#"{"type":"ACK""#) {
            self.acknowledged.update(|acknowledged| acknowledged + 1);
        }
    }

    fn has(&self, number: usize, track: &mut Option<usize>) {
        if *track == Some(number) {
            return;
        }
        if let Some(before) = track {
            self.missed.update(|missed| missed + number.saturating_sub(*before + 1) as u64);
        }
        *track = Some(number);
        let mut having = self.having.borrow_mut();
        if having.len() <= number {
            having.resize(number + 1, 0);
        }
        having[number] += 1;
    }
}

/// The number that stands behind the first `label`.
pub(super) fn number_after(text: &[u8], label: &[u8]) -> Option<usize> {
    let start = text.windows(label.len()).position(|part| part == label)? + label.len();
    let digits = text[start..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(None, |number, digit| Some(number.unwrap_or(0) * 10 + usize::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_that_a_phone_did_not_hear_of_is_missed() {
        let heard = Heard::default();
        let mut phone = Knows::default();
        for number in [3, 3, 4, 7] {
            let text =
                format!(r#"{{"type":"NOW_PLAYING","track":{{"title":"Track {number} x"}}}}"#);
            heard.take(text.as_bytes(), &mut phone);
        }
        assert_eq!((heard.messages.get(), heard.missed.get()), (4, 2));
        assert_eq!(*heard.having.borrow(), [0, 0, 0, 1, 1, 0, 0, 1]);
    }
}
