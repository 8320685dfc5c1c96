//! The floor: all phones of a night with their tabs, and what they come to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pika_domain::PlayId;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::lists::Vote;
use crate::phone::{Phone, Temper, Word};
use crate::tab::{Tab, Venue, View};

/// Every so many dancers there is one with two tabs.
const TWO_TABS_EVERY: usize = 5;

/// What each tab of a phone shows.
type Pages = Vec<Arc<Mutex<View>>>;

/// Everybody who dances tonight. Dropping it sends them home.
pub(crate) struct Floor {
    phones: Vec<(Arc<Phone>, Pages)>,
    reload: watch::Sender<u32>,
    /// Held because dropping it ends the tabs.
    _tabs: JoinSet<()>,
}

impl Floor {
    pub(crate) fn open(dancers: usize, seed: u64, temper: Temper, venue: Venue) -> Self {
        let venue = Arc::new(venue);
        let (reload, reloads) = watch::channel(0);
        let mut tabs = JoinSet::new();
        let mut phones = Vec::new();
        for number in 0..dancers {
            let phone = Arc::new(Phone::new(seed, number, temper));
            let count = if number % TWO_TABS_EVERY == TWO_TABS_EVERY - 1 { 2 } else { 1 };
            let views: Vec<_> = (0..count).map(|_| Arc::new(Mutex::new(View::default()))).collect();
            for view in &views {
                let tab = Tab {
                    phone: Arc::clone(&phone),
                    venue: Arc::clone(&venue),
                    view: Arc::clone(view),
                    reload: reloads.clone(),
                };
                // They do not all come through the door at the same moment.
                let late = phone.whim(Duration::from_millis(500));
                tabs.spawn(async move {
                    tokio::time::sleep(late).await;
                    tab.run().await;
                });
            }
            phones.push((phone, views));
        }
        Self { phones, reload, _tabs: tabs }
    }

    /// Every page is loaded anew.
    pub(crate) fn reload(&self) {
        self.reload.send_modify(|count| *count += 1);
    }

    /// How often the pages were built up from nothing, each.
    pub(crate) fn built(&self) -> Vec<u32> {
        self.views().map(|(_, view)| view.built).collect()
    }

    pub(crate) fn phones(&self) -> usize {
        self.phones.len()
    }

    /// How many phones have something planned, or not yet confirmed.
    pub(crate) fn unsettled(&self) -> usize {
        self.phones.iter().filter(|(phone, _)| !phone.is_settled()).count()
    }

    /// The number of dancers who like a play, in the end.
    pub(crate) fn likes(&self) -> HashMap<String, u32> {
        let mut likes = HashMap::new();
        for play in self.phones.iter().flat_map(|(phone, _)| phone.likes()) {
            *likes.entry(play.to_string()).or_default() += 1;
        }
        likes
    }

    /// How many dancers said the same of a tempo, or chose the same in a poll.
    pub(crate) fn votes(&self) -> HashMap<Vote, u32> {
        let mut votes = HashMap::new();
        for word in self.phones.iter().flat_map(|(phone, _)| phone.words()) {
            let vote = match word {
                Word::Tempo(play, wish) => {
                    wish.vote().map(|vote| Vote::Tempo(play.to_string(), vote))
                }
                Word::Vote(poll, option) => Some(Vote::Poll(poll, option)),
                Word::Like(..) => None,
            };
            if let Some(vote) = vote {
                *votes.entry(vote).or_default() += 1;
            }
        }
        votes
    }

    /// What the cloud will never take, in a sentence each.
    pub(crate) fn refusals(&self) -> Vec<String> {
        self.phones.iter().flat_map(|(phone, _)| phone.refusals()).collect()
    }

    /// Every page's name and what it shows.
    pub(crate) fn views(&self) -> impl Iterator<Item = (String, View)> {
        self.phones.iter().enumerate().flat_map(|(number, (_, views))| {
            views.iter().enumerate().map(move |(tab, view)| {
                let view = view.lock().expect("nothing panics while it holds a view").clone();
                (format!("dancer {number}, tab {tab}"), view)
            })
        })
    }

    /// Plays of which a freshly loaded page says something else than its dancer did.
    pub(crate) fn wrong_hearts(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (number, (phone, views)) in self.phones.iter().enumerate() {
            let likes: Vec<PlayId> = phone.likes();
            for view in views {
                let view = view.lock().expect("nothing panics while it holds a view");
                for (play, liked) in &view.liked {
                    if *liked != likes.contains(play) {
                        wrong.push(format!("dancer {number} sees liked = {liked} at {play}"));
                    }
                }
            }
        }
        wrong
    }
}
