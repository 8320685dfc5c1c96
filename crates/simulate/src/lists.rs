//! What everybody has of a night, and whether it is the same.

use std::collections::{HashMap, HashSet};

use pika_protocol::{MAX_RECENT_PLAYS, TempoVote};

use crate::tab::View;

/// One play as somebody has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) play: String,
    pub(crate) title: String,
    pub(crate) likes: u32,
}

/// What can be voted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Vote {
    /// A play, and how its tempo was found.
    Tempo(String, TempoVote),
    /// A poll, and the index of an option.
    Poll(u64, u32),
}

/// What the cloud keeps of polls and votes.
#[derive(Debug, Default)]
pub(crate) struct Crowd {
    /// The questions, oldest first.
    pub(crate) polls: Vec<String>,
    pub(crate) votes: HashMap<Vote, u32>,
}

/// The lists, each oldest first.
pub(crate) struct Lists {
    /// The titles that the DJ program wrote.
    pub(crate) written: Vec<String>,
    pub(crate) laptop: Vec<Entry>,
    /// Absent where only its pages can be looked at.
    pub(crate) cloud: Option<Vec<Entry>>,
    /// The likes that dancers gave and did not take back.
    pub(crate) given: HashMap<String, u32>,
    pub(crate) pages: Vec<(String, View)>,
    /// As `cloud`.
    pub(crate) crowd: Option<Crowd>,
    /// What dancers voted and did not take back.
    pub(crate) votes: HashMap<Vote, u32>,
    /// The questions that the DJ asked, oldest first.
    pub(crate) asked: Vec<String>,
}

impl Lists {
    /// Every disagreement in a sentence; none where all is well.
    pub(crate) fn disagreements(&self) -> Vec<String> {
        let mut found = Vec::new();
        let titles = |entries: &[Entry]| -> Vec<String> {
            entries.iter().map(|entry| entry.title.clone()).collect()
        };
        let plays = |entries: &[Entry]| -> Vec<String> {
            entries.iter().map(|entry| entry.play.clone()).collect()
        };
        let laptop = plays(&self.laptop);
        found.extend(difference("pika.db", &titles(&self.laptop), "the history", &self.written));
        let likes_of = |entries: &[Entry]| -> HashMap<String, u32> {
            let liked = entries.iter().filter(|entry| entry.likes > 0);
            liked.map(|entry| (entry.play.clone(), entry.likes)).collect()
        };
        found.extend(likes("pika.db", &likes_of(&self.laptop), &self.given));
        if let Some(cloud) = &self.cloud {
            found.extend(difference("the cloud", &plays(cloud), "pika.db", &laptop));
            found.extend(likes("the cloud", &likes_of(cloud), &self.given));
        }
        if let Some(crowd) = &self.crowd {
            found.extend(polls(&crowd.polls, &self.asked));
            found.extend(votes(&crowd.votes, &self.votes));
        }
        for (name, view) in &self.pages {
            let shown: Vec<String> = view.plays().iter().map(ToString::to_string).collect();
            // A page shows the newest plays and the one that is playing.
            let newest = MAX_RECENT_PLAYS + usize::from(view.playing.is_some());
            let expected = &laptop[laptop.len().saturating_sub(newest)..];
            found.extend(difference(name, &shown, "pika.db", expected));
        }
        found
    }
}

fn difference(name: &str, list: &[String], other: &str, expected: &[String]) -> Option<String> {
    if list == expected {
        return None;
    }
    let missing: Vec<_> = expected.iter().filter(|item| !list.contains(item)).collect();
    let extra: Vec<_> = list.iter().filter(|item| !expected.contains(item)).collect();
    let place = list.iter().zip(expected).position(|(one, two)| one != two);
    Some(format!(
        "{name} has {} plays and {other} {}: missing {missing:?}, too many {extra:?}, first difference at {place:?}",
        list.len(),
        expected.len()
    ))
}

fn likes(name: &str, counted: &HashMap<String, u32>, given: &HashMap<String, u32>) -> Vec<String> {
    let mut plays: Vec<_> = counted.keys().chain(given.keys()).collect();
    plays.sort_unstable();
    plays.dedup();
    let of = |likes: &HashMap<String, u32>, play: &String| likes.get(play).copied().unwrap_or(0);
    plays
        .into_iter()
        .filter(|play| of(counted, play) != of(given, play))
        .map(|play| {
            let (counted, given) = (of(counted, play), of(given, play));
            format!("{name} counts {counted} likes of {play}, dancers gave {given}")
        })
        .collect()
}

/// The cloud has polls that were asked, in that order and none twice; one may have been asked of a
/// Pika that was down.
fn polls(kept: &[String], asked: &[String]) -> Option<String> {
    let mut left = asked.iter();
    let in_order = kept.iter().all(|question| left.any(|asked| asked == question));
    (!in_order).then(|| format!("the cloud has the polls {kept:?}, asked were {asked:?}"))
}

fn votes(counted: &HashMap<Vote, u32>, given: &HashMap<Vote, u32>) -> Vec<String> {
    let all: HashSet<&Vote> = counted.keys().chain(given.keys()).collect();
    let of = |votes: &HashMap<Vote, u32>, vote: &Vote| votes.get(vote).copied().unwrap_or(0);
    all.into_iter()
        .filter(|vote| of(counted, vote) != of(given, vote))
        .map(|vote| {
            let (counted, given) = (of(counted, vote), of(given, vote));
            format!("the cloud counts {counted} votes for {vote:?}, dancers gave {given}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(laptop: &[(&str, u32)], cloud: &[(&str, u32)], given: &[(&str, u32)]) -> Lists {
        let entries = |list: &[(&str, u32)]| -> Vec<Entry> {
            let entry = |(play, likes): &(&str, u32)| Entry {
                play: (*play).to_owned(),
                title: (*play).to_owned(),
                likes: *likes,
            };
            list.iter().map(entry).collect()
        };
        Lists {
            written: vec!["a".into(), "b".into()],
            laptop: entries(laptop),
            cloud: Some(entries(cloud)),
            given: given.iter().map(|(play, likes)| ((*play).to_owned(), *likes)).collect(),
            pages: Vec::new(),
            crowd: Some(Crowd::default()),
            votes: HashMap::new(),
            asked: Vec::new(),
        }
    }

    fn disagree(lists: &Lists, words: &[&str]) {
        let found = lists.disagreements();
        assert_eq!(found.len(), words.len(), "{found:?}");
        for (sentence, word) in found.iter().zip(words) {
            assert!(sentence.contains(word), "{sentence}");
        }
    }

    #[test]
    fn equal_lists_agree_and_every_difference_is_named() {
        let two = [("a", 1), ("b", 0)];
        disagree(&lists(&two, &two, &[("a", 1)]), &[]);
        disagree(&lists(&two, &two, &[("a", 2)]), &["pika.db counts 1", "the cloud counts 1"]);
        disagree(
            &lists(&two, &[("b", 0), ("a", 1)], &[("a", 1)]),
            &["first difference at Some(0)"],
        );
        disagree(&lists(&two, &[("a", 1)], &[("a", 1)]), &["the cloud has 1 plays"]);
        let double = [("a", 1), ("b", 0), ("b", 0)];
        disagree(&lists(&double, &double, &[("a", 1)]), &["pika.db has 3 plays"]);
    }

    #[test]
    fn votes_and_polls_are_compared_too() {
        let two = [("a", 0), ("b", 0)];
        let night = |polls: &[&str], asked: &[&str], counted: u32, given: u32| {
            let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
            let vote = Vote::Tempo("a".into(), TempoVote::Faster);
            Lists {
                crowd: Some(Crowd {
                    polls: texts(polls),
                    votes: HashMap::from([(vote.clone(), counted)]),
                }),
                asked: texts(asked),
                votes: HashMap::from([(vote, given)]),
                ..lists(&two, &two, &[])
            }
        };
        disagree(&night(&["one"], &["one", "two"], 3, 3), &[]);
        disagree(&night(&["two", "one"], &["one", "two"], 3, 3), &["the polls"]);
        disagree(&night(&["one", "one"], &["one"], 3, 3), &["the polls"]);
        disagree(&night(&["one"], &["one"], 3, 2), &["counts 3 votes"]);
    }
}
