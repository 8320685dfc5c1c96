//! What the DJ asks and tells the floor. Each action is a fact in the outbox first; what the window
//! shows of votes and results is what the cloud says.

use jiff::{SignedDuration, Timestamp};
use pika_domain::{Announcement, Fact, NumberedFact, Poll, SessionId};
use pika_live::FloorNews;
use pika_protocol::{Notice as Message, NoticeSeconds, PollOptions, PollSeconds, Question, Text};

use super::Stage;
use crate::error::BoothError;
use crate::view::{
    AnnouncementStatus, ErrorCode, NewAnnouncement, NewPoll, Notice, PollOption, PollState,
    PollStatus, TempoVotes,
};

/// Facts that are looked at after a restart: more than a night without a network has.
const MOST_WAITING: usize = 10_000;

/// The poll that the cloud last spoke of.
#[derive(Debug, Clone, Copy)]
pub(super) struct CloudPoll {
    seq: u64,
    id: u64,
}

impl Stage {
    pub(super) async fn start_poll(&mut self, asked: NewPoll) -> Result<(), BoothError> {
        let poll = checked_poll(&asked).ok_or(BoothError::BadPoll)?;
        if self.running_poll().is_some() {
            return Err(BoothError::PollRunning);
        }
        let seq = self.record(Fact::PollStart { at: Timestamp::now(), poll: poll.clone() }).await?;
        self.show_waiting_poll(seq, poll);
        Ok(())
    }

    /// What was voted counts.
    pub(super) async fn end_poll(&mut self) -> Result<(), BoothError> {
        let poll = self.running_poll().ok_or(BoothError::NoPoll)?;
        if poll.state == PollState::Waiting {
            // Nobody has seen it: there is nothing to count.
            return self.cancel_poll().await;
        }
        self.record(Fact::PollEnd { at: Timestamp::now() }).await?;
        self.board.update_live(|live| {
            if let Some(poll) = &mut live.poll {
                poll.state = PollState::Ending;
            }
        });
        Ok(())
    }

    /// As if it had never been asked.
    pub(super) async fn cancel_poll(&mut self) -> Result<(), BoothError> {
        let poll = self.running_poll().ok_or(BoothError::NoPoll)?;
        self.record(Fact::PollCancel { at: Timestamp::now() }).await?;
        self.cancelled_poll = poll.seq;
        self.board.update_live(|live| live.poll = None);
        Ok(())
    }

    /// Puts away the result of a poll that is over.
    pub(super) fn dismiss_poll(&mut self) -> Result<(), BoothError> {
        if self.running_poll().is_some() {
            return Err(BoothError::PollRunning);
        }
        self.board.update_live(|live| live.poll = None);
        Ok(())
    }

    pub(super) async fn announce(&mut self, asked: NewAnnouncement) -> Result<(), BoothError> {
        let announcement = checked_announcement(&asked).ok_or(BoothError::BadAnnouncement)?;
        let at = Timestamp::now();
        self.record(Fact::Announcement { at, announcement: announcement.clone() }).await?;
        self.show_announcement(at, announcement);
        Ok(())
    }

    pub(super) async fn cancel_announcement(&mut self) -> Result<(), BoothError> {
        self.record(Fact::AnnouncementCancel { at: Timestamp::now() }).await?;
        self.board.update_live(|live| live.announcement = None);
        Ok(())
    }

    /// What the DJ asked and told in an earlier run of Pika, as far as the cloud has not heard of it.
    pub(super) async fn show_what_waits(&mut self, session: &SessionId) {
        let session = session.clone();
        let waiting =
            self.with_library(move |library| library.outbox_after(&session, 0, MOST_WAITING));
        let facts = match waiting.await {
            Ok(facts) => facts,
            Err(error) => return self.complain(&error),
        };
        for NumberedFact { seq, fact } in facts {
            match fact {
                Fact::PollStart { poll, .. } => self.show_waiting_poll(seq, poll),
                Fact::PollEnd { .. } => self.board.update_live(|live| {
                    if let Some(poll) = &mut live.poll {
                        poll.state = PollState::Ending;
                    }
                }),
                Fact::PollCancel { .. } => {
                    let cancelled = self.board.snapshot().live.poll.map(|poll| poll.seq);
                    self.cancelled_poll = cancelled.unwrap_or(seq);
                    self.board.update_live(|live| live.poll = None);
                }
                Fact::Announcement { at, announcement } => self.show_announcement(at, announcement),
                Fact::AnnouncementCancel { .. } => {
                    self.board.update_live(|live| live.announcement = None);
                }
                _ => {}
            }
        }
    }

    fn show_waiting_poll(&self, seq: u64, poll: Poll) {
        let options = poll.options.into_iter().map(|text| PollOption { text, votes: 0 }).collect();
        self.board.update_live(|live| {
            live.poll = Some(PollStatus {
                seq,
                state: PollState::Waiting,
                question: poll.question,
                options,
                ends_at: None,
                winner: None,
            });
        });
    }

    /// Unless its time is up.
    fn show_announcement(&self, at: Timestamp, announcement: Announcement) {
        let Announcement { message, duration_s, .. } = announcement;
        let ends_at = duration_s.map(|seconds| at + SignedDuration::from_secs(seconds.into()));
        if ends_at.is_none_or(|end| end > Timestamp::now()) {
            self.board.update_live(|live| {
                live.announcement = Some(AnnouncementStatus { message, ends_at });
            });
        }
    }

    pub(super) fn set_share_tempo(&self, shared: bool) {
        for link in self.links.values() {
            link.link.set_share_tempo(shared);
        }
    }

    pub(super) fn floor_news(&mut self, news: FloorNews) {
        match news {
            FloorNews::TempoVotes(votes) => self.board.update_live(|live| {
                let pika_live::TempoVotes { slower, perfect, faster } = votes;
                live.tempo_votes = TempoVotes { slower, perfect, faster };
            }),
            FloorNews::PollRuns { seq, poll_id, question, options, votes, ends_at } => {
                self.cloud_poll = Some(CloudPoll { seq, id: poll_id });
                if seq <= self.cancelled_poll {
                    return;
                }
                self.board.update_live(|live| {
                    if live.poll.as_ref().is_some_and(|shown| shown.seq > seq) {
                        return;
                    }
                    let ending = live
                        .poll
                        .as_ref()
                        .is_some_and(|shown| shown.seq == seq && shown.state == PollState::Ending);
                    let state = if ending { PollState::Ending } else { PollState::Running };
                    let options = options
                        .into_iter()
                        .zip(votes)
                        .map(|(text, votes)| PollOption { text, votes })
                        .collect();
                    live.poll =
                        Some(PollStatus { seq, state, question, options, ends_at, winner: None });
                });
            }
            FloorNews::PollVotes { poll_id, votes } => {
                let Some(CloudPoll { seq, .. }) = self.cloud_poll.filter(|poll| poll.id == poll_id)
                else {
                    return;
                };
                self.change_poll(seq, |poll| count(poll, votes));
            }
            FloorNews::PollOver { seq, votes, winner: Some(winner) } => {
                self.change_poll(seq, |poll| {
                    count(poll, votes);
                    poll.state = PollState::Over;
                    poll.winner = Some(winner);
                });
            }
            FloorNews::PollOver { seq, winner: None, .. } => self.board.update_live(|live| {
                live.poll.take_if(|poll| poll.seq == seq);
            }),
            FloorNews::Announced { message, ends_at } => self.board.update_live(|live| {
                live.announcement = Some(AnnouncementStatus { message, ends_at });
            }),
            FloorNews::AnnouncementGone => {
                self.board.update_live(|live| live.announcement = None);
            }
            FloorNews::NotPushed { reason } => {
                self.board.notify(Notice { code: ErrorCode::Other, message: reason });
            }
        }
    }

    /// The cloud did not take something that the DJ did.
    pub(super) fn fact_refused(&mut self, seq: u64, reason: String) {
        self.board.update_live(|live| {
            live.poll.take_if(|poll| poll.seq == seq);
        });
        self.board.notify(Notice { code: ErrorCode::Other, message: reason });
    }

    /// The poll that is not over yet.
    fn running_poll(&self) -> Option<PollStatus> {
        self.board.snapshot().live.poll.filter(|poll| poll.state != PollState::Over)
    }

    fn change_poll(&self, seq: u64, change: impl FnOnce(&mut PollStatus)) {
        self.board.update_live(|live| {
            if let Some(poll) = live.poll.as_mut().filter(|poll| poll.seq == seq) {
                change(poll);
            }
        });
    }

    /// Owes the cloud a fact of the session on air; its number.
    async fn record(&mut self, fact: Fact) -> Result<u64, BoothError> {
        let session: SessionId = self.on_air.clone().ok_or(BoothError::NotLive)?;
        let seq = self
            .with_library(move |library| library.record_fact(&session, &fact))
            .await?
            .ok_or(BoothError::NotLive)?;
        self.facts_added().await;
        Ok(seq)
    }
}

fn count(poll: &mut PollStatus, votes: Vec<u32>) {
    for (option, votes) in poll.options.iter_mut().zip(votes) {
        option.votes = votes;
    }
}

/// The poll within the bounds of the wire; `None` where it is not.
fn checked_poll(asked: &NewPoll) -> Option<Poll> {
    let question = Question::new(&asked.question)?.into_string();
    let options: Vec<Text<1, 100>> =
        asked.options.iter().map(|option| Text::new(option)).collect::<Option<_>>()?;
    let options: Vec<_> =
        PollOptions::new(options)?.into_vec().into_iter().map(Text::into_string).collect();
    let twice = options.iter().enumerate().any(|(at, option)| options[..at].contains(option));
    let fits = asked.duration_s.is_none_or(|seconds| PollSeconds::new(seconds).is_some());
    (!twice && fits).then_some(Poll { question, options, duration_s: asked.duration_s })
}

fn checked_announcement(asked: &NewAnnouncement) -> Option<Announcement> {
    let message = Message::new(&asked.message)?.into_string();
    let fits = asked.duration_s.is_none_or(|seconds| NoticeSeconds::new(seconds).is_some());
    fits.then_some(Announcement { message, duration_s: asked.duration_s, push: asked.push })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(question: &str, options: &[&str], duration_s: Option<u32>) -> Option<Poll> {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        checked_poll(&NewPoll { question: question.to_owned(), options, duration_s })
    }

    #[test]
    fn a_poll_is_checked_before_it_becomes_a_fact() {
        let good = poll("  Next set? ", &[" Blues", "Soul "], Some(60)).expect("within bounds");
        assert_eq!(
            (good.question.as_str(), good.options),
            ("Next set?", vec!["Blues".into(), "Soul".into()])
        );
        let long = "x".repeat(101);
        for bad in [
            poll("", &["Blues", "Soul"], None),
            poll("Next set?", &["Blues"], None),
            poll("Next set?", &["Blues", " "], None),
            poll("Next set?", &["Blues", "Blues"], None),
            poll("Next set?", &["Blues", &long], None),
            poll("Next set?", &["Blues", "Soul"], Some(29)),
            poll("Next set?", &["Blues", "Soul"], Some(301)),
        ] {
            assert_eq!(bad, None);
        }
    }

    #[test]
    fn an_announcement_is_checked_too() {
        let check = |message: &str, duration_s| {
            let message = message.to_owned();
            checked_announcement(&NewAnnouncement { message, duration_s, push: false })
        };
        assert!(check("Strictly in ten minutes", Some(600)).is_some());
        for bad in [check(" ", None), check(&"x".repeat(201), None), check("Hello", Some(59))] {
            assert_eq!(bad, None);
        }
    }
}
