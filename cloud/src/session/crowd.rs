//! Polls, announcements, tempo votes and reactions: what is committed of them becomes true and is told.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use pika_domain::PlayId;
use pika_protocol::{LikePayload, Reaction, ServerMessage, TempoVote, WireTime};

use super::{Actor, conflated::Topic};
use crate::{
    frame::frame,
    peer::{ConnectionId, Peer},
    push::Notice,
    secret::Dancer,
    store::{Announcement, FactKind, PollId, Write},
};

/// Most polls that a booth is told of when it registers.
const MOST_POLLS_TOLD: usize = 50;

/// How long an announcement without an end is worth a notification.
const PUSHED_FOR: SignedDuration = SignedDuration::from_hours(1);

impl Actor {
    /// What a fact means apart from the music.
    pub(super) fn apply_to_crowd(&mut self, seq: u64, fact: &FactKind) {
        match fact {
            FactKind::Metadata(metadata) => {
                if let Some(play) = metadata.play
                    && self.state.correct(play, &metadata.track)
                {
                    self.tell_metadata(play);
                }
            }
            FactKind::Poll(poll) => {
                self.finish_poll(false);
                self.state.polls.start(seq, (**poll).clone());
                self.tell_poll();
            }
            FactKind::PollEnd { poll: Some(_), cancelled, .. } => self.finish_poll(*cancelled),
            FactKind::End { .. } => self.finish_poll(false),
            FactKind::Announcement(announcement) => {
                self.state.announcement = Some((**announcement).clone());
                match self.announcement() {
                    Some(told) => self.fanout.to_all(&told),
                    // It came too late, and what it replaces is no longer true either.
                    None => self.forget_announcement(),
                }
            }
            FactKind::AnnouncementEnd { .. } => self.forget_announcement(),
            _ => {}
        }
    }

    /// Notifies phones of the announcement that stands after these writes, if the DJ wants that. Only
    /// the owner does, so that several nodes notify once.
    pub(super) fn push_what_is_announced(&self, writes: &[Write], changed: &[bool]) {
        let new = writes.iter().zip(changed).rev().find_map(|(write, changed)| match write {
            Write::Fact { seq, fact: FactKind::Announcement(told) } if *changed => {
                Some((*seq, told))
            }
            _ => None,
        });
        let stands = new.filter(|(_, new)| self.stands(new));
        let (Some(push), Some((seq, told))) = (self.sessions.push(), stands) else { return };
        if !told.push || !self.is_owner() {
            return;
        }
        let sent = push.send(Notice {
            session: self.state.id().clone(),
            title: self.state.record.dj_name.clone(),
            message: told.message.clone(),
            until: told.ends_at.unwrap_or(told.announced_at + PUSHED_FOR),
        });
        // The announcement shows all the same.
        if let (Err(not_sent), Some(dj)) = (sent, self.dj.peer()) {
            dj.reply(&ServerMessage::AnnouncementNotPushed {
                session_id: self.state.id().clone(),
                seq,
                reason: not_sent.sentence().to_owned(),
            });
        }
    }

    /// Whether this is what is announced now. Once it was read back it has whole milliseconds, and does not
    /// say whether phones are notified.
    fn stands(&self, new: &Announcement) -> bool {
        let millisecond = |told: &Announcement| told.announced_at.as_millisecond();
        self.state.announcement.as_ref().is_some_and(|told| {
            told.message == new.message && millisecond(told) == millisecond(new)
        })
    }

    /// The poll that runs is over.
    pub(super) fn finish_poll(&mut self, cancelled: bool) {
        let session = self.state.id().clone();
        if let Some(asked) = self.state.polls.end(cancelled) {
            let result = asked.result(&session);
            self.conflated.poll_settled();
            self.to_everyone(&result);
        }
    }

    pub(super) fn apply_vote(&mut self, poll: PollId, dancer: Dancer, option: u32) {
        self.state.polls.vote(poll, dancer, option);
        self.conflated.changed(Topic::Poll);
    }

    pub(super) fn apply_tempo(
        &mut self,
        play: PlayId,
        dancer: Dancer,
        vote: Option<TempoVote>,
        at: Timestamp,
    ) {
        if self.state.is_shown(play) {
            match vote {
                Some(vote) => self.state.tempo.vote(dancer, vote, at),
                None => self.state.tempo.clear(dancer),
            }
            self.conflated.changed(Topic::Tempo);
        }
    }

    /// Votes fade and announcements expire without anything being written.
    pub(super) fn forget_what_faded(&mut self, now: Timestamp) {
        if self.state.tempo.fade(now) {
            self.conflated.changed(Topic::Tempo);
        }
        if self.state.announcement.is_some() && self.announcement().is_none() {
            self.forget_announcement();
        }
    }

    fn forget_announcement(&mut self) {
        self.state.announcement = None;
        self.fanout.to_all(&self.no_announcement());
    }

    /// To phones and to the booth.
    pub(super) fn to_everyone(&self, message: &ServerMessage) {
        self.fanout.to_all(message);
        self.to_booth(message);
    }

    /// To the booth, unless it follows its own session and is told anyway.
    fn to_booth(&self, message: &ServerMessage) {
        if let Some(dj) = self.dj.peer().filter(|dj| self.fanout.get(dj.id).is_none()) {
            dj.offer(message);
        }
    }

    fn tell_metadata(&self, play: PlayId) {
        let Some(played) = self.state.played(play) else { return };
        let message = ServerMessage::MetadataUpdated {
            session_id: self.state.id().clone(),
            play_id: play,
            track: played.play.track.clone(),
        };
        let is_shown = self.state.is_shown(play);
        if is_shown {
            self.show();
        }
        self.fanout.to_modern(&message);
        if is_shown {
            // A Pika 0.3 phone takes it for the track that plays.
            self.fanout.to_legacy(&message);
        }
    }

    fn tell_poll(&self) {
        let now = Timestamp::now();
        if let Some(asked) = self.state.polls.running().filter(|asked| asked.is_open(now)) {
            self.to_everyone(&asked.started(self.state.id(), None));
        }
    }

    pub(super) fn tell_reaction(&mut self, from: ConnectionId, reaction: Reaction) {
        self.conflated.reacted(from, reaction);
        self.to_booth(&self.reaction(reaction, 1));
    }

    /// Another track: the votes are gone.
    pub(super) fn tell_tempo_reset(&self) {
        let reset = self.tempo_reset();
        self.fanout.to_modern(&reset);
        if self.dj.peer().is_some_and(|dj| dj.modern) {
            self.to_booth(&reset);
        }
    }

    /// The DJ shows the totals to the dancers now, or hides them.
    pub(super) fn tell_tempo_sharing(&self) {
        if self.shares_tempo {
            self.fanout.to_all(&self.state.tempo.totals(self.state.id()));
        }
    }

    /// The totals of the tempo votes, which have changed.
    pub(super) fn tell_tempo(&self) {
        let totals = self.state.tempo.totals(self.state.id());
        if self.shares_tempo {
            self.to_everyone(&totals);
        } else {
            self.to_booth(&totals);
        }
    }

    /// The votes on the poll that runs, which have changed.
    pub(super) fn tell_votes(&self) {
        if let Some(asked) = self.state.polls.running() {
            self.to_everyone(&asked.update(self.state.id()));
        }
    }

    /// To each phone how many of the others reacted.
    pub(super) fn tell_reactions(&self, reactions: &[(ConnectionId, Reaction)]) {
        let Some((_, reaction)) = reactions.first() else { return };
        let mut own: HashMap<ConnectionId, u32> = HashMap::new();
        for (from, _) in reactions {
            *own.entry(*from).or_default() += 1;
        }
        let total = reactions.len() as u32;
        let all = frame(&self.reaction(*reaction, total));
        for peer in self.fanout.all() {
            match own.get(&peer.id) {
                None => {
                    let _ = peer.outgoing.offer(all.clone());
                }
                Some(own) if *own == total => {}
                Some(own) => peer.offer(&self.reaction(*reaction, total - own)),
            }
        }
    }

    /// Pika 0.3 phones hear that others liked something, not how many like it.
    pub(super) fn tell_legacy_of_likes(&self, given: &[(PlayId, Dancer)]) {
        for peer in self.fanout.legacy() {
            for (play, dancer) in given {
                if let Some(played) = self.state.played(*play)
                    && peer.dancer != Some(*dancer)
                {
                    peer.offer(&ServerMessage::LikeReceived {
                        session_id: self.state.id().clone(),
                        play_id: *play,
                        likes: played.likes.len() as u32,
                        payload: LikePayload { track: played.play.track.clone() },
                    });
                }
            }
        }
    }

    /// A poll and an announcement, if there are any.
    pub(super) fn tell_crowd_state(&self, peer: &Peer) {
        let now = Timestamp::now();
        if let Some(asked) = self.state.polls.running().filter(|asked| asked.is_open(now)) {
            peer.reply(&asked.started(self.state.id(), peer.dancer));
        }
        if let Some(announcement) = self.announcement() {
            peer.reply(&announcement);
        }
    }

    /// The tempo votes, if there are any.
    pub(super) fn tell_tempo_state(&self, peer: &Peer) {
        let session = self.state.id();
        if self.shares_tempo && !self.state.tempo.is_empty() {
            peer.reply(&self.state.tempo.totals(session));
        }
        let voted = peer.dancer.and_then(|dancer| self.state.tempo.voted(session, dancer));
        if let Some(voted) = voted {
            peer.reply(&voted);
        }
    }

    /// What is not so (any more): a client that missed something may still believe it.
    pub(super) fn tell_what_is_not(&self, peer: &Peer) {
        let session = self.state.id();
        if let [.., newest] = self.state.polls.newest(1)
            && !newest.is_open(Timestamp::now())
        {
            peer.reply(&newest.result(session));
        }
        if self.announcement().is_none() {
            peer.reply(&self.no_announcement());
        }
        let voted = peer.dancer.and_then(|dancer| self.state.tempo.voted(session, dancer));
        if voted.is_none() {
            peer.reply(&self.tempo_reset());
        }
    }

    /// To the booth, which may have been away: each poll as it stands, what is announced, and the tempo
    /// votes.
    pub(super) fn tell_booth_of_the_crowd(&self, dj: &Peer) {
        let (session, now) = (self.state.id(), Timestamp::now());
        for asked in self.state.polls.newest(MOST_POLLS_TOLD) {
            if asked.is_open(now) {
                dj.reply(&asked.started(session, None));
            } else if dj.modern {
                dj.reply(&asked.result(session));
            }
        }
        if let Some(announcement) = self.announcement().filter(|_| dj.modern) {
            dj.reply(&announcement);
        }
        if !self.state.tempo.is_empty() {
            dj.reply(&self.state.tempo.totals(session));
        }
    }

    /// The announcement, unless its time is up.
    fn announcement(&self) -> Option<ServerMessage> {
        let told = self.state.announcement.as_ref()?;
        if told.ends_at.is_some_and(|end| end <= Timestamp::now()) {
            return None;
        }
        Some(ServerMessage::AnnouncementReceived {
            session_id: self.state.id().clone(),
            message: told.message.clone(),
            dj_name: self.state.record.dj_name.clone(),
            timestamp: WireTime(told.announced_at),
            ends_at: told.ends_at.map(WireTime),
        })
    }

    fn no_announcement(&self) -> ServerMessage {
        ServerMessage::AnnouncementCancelled { session_id: self.state.id().clone() }
    }

    pub(super) fn tempo_reset(&self) -> ServerMessage {
        ServerMessage::TempoReset { session_id: self.state.id().clone() }
    }

    fn reaction(&self, reaction: Reaction, count: u32) -> ServerMessage {
        ServerMessage::ReactionReceived { session_id: self.state.id().clone(), reaction, count }
    }
}
