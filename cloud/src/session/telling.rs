//! Who hears of what: phones, the booth, and the lobby.

use pika_domain::PlayId;
use pika_protocol::{DjConnectionState, LikePayload, ServerMessage};
use tokio::time::Instant;

use super::{
    Actor, Done, Owner,
    conflated::{Conflated, Topic},
    dj_link::DjLink,
};
use crate::{
    accounts::BadToken,
    clock,
    peer::{ConnectionId, Peer},
    refusal::Refusal,
    secret::{Dancer, Digest},
    store::{End, EndedBy, TokenId, Write},
};

impl Actor {
    /// Takes committed writes into the state and tells what changed for anyone. `changed` says of
    /// each write whether the database was changed by it.
    pub(super) fn apply(&mut self, writes: &[Write], changed: &[bool]) {
        self.fanout.changed();
        let before = self.shown();
        let had_votes = !self.state.tempo.is_empty();
        let was_live = !self.has_ended();
        let mut plays = 0;
        for (write, changed) in writes.iter().zip(changed) {
            match write {
                Write::Fact { seq, fact } => {
                    if *changed {
                        self.apply_to_crowd(*seq, fact);
                    }
                    self.state.commit(*seq, fact, *changed);
                    plays += usize::from(*changed && fact.is_play());
                }
                Write::Like { play, dancer, .. } if *changed => {
                    self.state.like(*play, *dancer);
                    self.conflated.like_given(*play, *dancer);
                    self.tell_like(*play, true);
                }
                Write::Unlike { play, dancer } if *changed => {
                    self.state.unlike(*play, *dancer);
                    self.tell_like(*play, false);
                }
                Write::Vote { poll, dancer, option, .. } if *changed => {
                    self.apply_vote(*poll, *dancer, *option);
                }
                Write::Forget { dancer } if *changed => self.forget_dancer(*dancer),
                Write::Reopen if *changed => {
                    self.state.record.ended = None;
                    self.sweeping.begun_anew(Instant::now());
                    self.start();
                }
                Write::Like { .. }
                | Write::Unlike { .. }
                | Write::Vote { .. }
                | Write::Forget { .. }
                | Write::Reopen => {}
                Write::Tempo { play, dancer, vote, at } => {
                    self.apply_tempo(*play, *dancer, *vote, *at);
                }
                Write::PollOver { .. } => self.finish_poll(false),
                Write::Sweep { at } => {
                    self.finish_poll(false);
                    self.state.record.ended = Some(End { by: EndedBy::Sweep, at: *at });
                }
            }
        }
        if self.has_ended() {
            if was_live {
                self.end();
            }
            return;
        }
        self.push_what_is_announced(writes, changed);
        let after = self.shown();
        if after != before {
            if before.is_some() && after.is_some() {
                // A Pika 0.3 phone waits for it; ours knows that another play has no votes.
                self.fanout.to_legacy(&self.tempo_reset());
            }
            if had_votes {
                self.tell_tempo_reset();
            }
            self.show();
            self.fanout.to_all(&self.state.now_playing());
        }
        // A phone moves what it saw into its history by itself; of the others it has to be told.
        let seen = usize::from(after != before && after.is_some());
        if plays > seen {
            self.conflated.changed(Topic::History);
        }
    }

    /// Shows the session in the list as it is now. It comes before telling: whoever asks because of what
    /// it was told finds it there. One that has ended is not listed, whatever is still heard of it.
    pub(super) fn show(&self) {
        if !self.has_ended() {
            self.sessions.show(self.state.view(), self.listener_total());
        }
    }

    fn shown(&self) -> Option<PlayId> {
        self.state.playing().map(|played| played.play.id)
    }

    /// Tells everyone the whole state, because it is not known what changed.
    pub(super) fn tell_everything(&mut self, was_live: bool) {
        self.fanout.changed();
        match (was_live, self.has_ended()) {
            (true, true) => self.end(),
            (false, false) => {
                self.sweeping.begun_anew(Instant::now());
                self.start();
            }
            (true, false) => {
                self.show();
                self.fanout
                    .all()
                    .chain(self.dj.peer())
                    .for_each(|peer| peer.outgoing.fall_behind());
            }
            (false, true) => {}
        }
    }

    /// The session is live, for the first time or again.
    pub(super) fn start(&mut self) {
        let waiting = self.sessions.started(self.state.view(), self.dj.peer());
        for peer in waiting {
            self.follow(peer.clone());
            self.tell_state(&peer);
        }
    }

    fn end(&mut self) {
        let session_id = self.state.id().clone();
        self.sessions.ended(&session_id);
        let mut last = vec![ServerMessage::SessionEnded { session_id: session_id.clone() }];
        if self.is_swept() {
            let reason = "Nothing has happened in this session for a long time.".to_owned();
            last.push(ServerMessage::SessionExpired { session_id, reason });
        }
        for message in &last {
            self.fanout.to_all(message);
            if self.is_swept()
                && let Some(dj) = self.dj.peer()
            {
                dj.offer(message);
            }
        }
        self.state.announcement = None;
        self.sessions.wait_for(self.state.id(), self.fanout.take());
        self.listeners = super::listeners::Listeners::default();
        self.conflated = Conflated::new(Instant::now());
    }

    /// Greets the booth, which takes the place of whichever was there before.
    pub(super) fn welcome(&mut self, owner: Owner) {
        let Owner { peer, dj_name, authenticated, token, resume, join_url } = owner;
        let was_connected = self.dj.peer().is_some();
        self.state.record.dj_name.clone_from(&dj_name);
        self.state.record.resume = Digest::of(&resume);
        self.fanout.changed();
        self.state.record.authenticated = authenticated;
        peer.reply(&ServerMessage::SessionRegistered {
            session_id: self.state.id().clone(),
            authenticated,
            dj_name,
            resume,
            last_seq: self.state.last_seq(),
            server_time: clock::now(),
            join_url,
            push: self.sessions.push().is_some(),
        });
        self.tell_likes(&peer);
        self.tell_booth_of_the_crowd(&peer);
        // The dancers of a Pika 0.3 booth are always told.
        self.shares_tempo |= !peer.modern;
        self.dj = DjLink::Connected(peer, token);
        if self.has_ended() {
            return;
        }
        if self.sessions.is_listed(self.state.id()) {
            self.show();
        } else {
            self.start();
        }
        if was_connected {
            self.report(Instant::now());
        } else {
            self.tell_dj_connection();
        }
    }

    /// The totals of every play: likes may have come while the booth was away, and the last like of a
    /// play may have been taken back.
    fn tell_likes(&self, dj: &Peer) {
        if dj.modern {
            for played in self.state.plays() {
                dj.reply(&self.like_count(played.play.id, played.likes.len()));
            }
        }
    }

    pub(super) fn join(&mut self, peer: &Peer) -> Result<Done, Refusal> {
        if self.has_ended() {
            return Err(Refusal::unknown_session());
        }
        self.follow(peer.clone());
        self.tell_state(peer);
        Ok(Done { last_seq: None })
    }

    fn follow(&mut self, peer: Peer) {
        let dancer = peer.dancer;
        let before = self.fanout.add(peer);
        if let (Some(dancer), None) = (dancer, before.and_then(|before| before.dancer))
            && self.listeners.join(dancer)
        {
            self.conflated.changed(Topic::Listeners);
        }
    }

    /// All that a phone shows, in the order that Pika 0.3 phones expect.
    fn tell_state(&self, peer: &Peer) {
        peer.reply(&self.listener_count());
        if peer.modern || self.state.playing().is_some() {
            peer.outgoing.reply(self.fanout.playing(|| self.state.now_playing()));
        }
        self.tell_crowd_state(peer);
        if peer.modern {
            // A phone that asks anew takes the booth for connected; it is told where it is not.
            if self.dj.shown() != DjConnectionState::Connected {
                peer.reply(&self.dj_connection());
            }
            self.tell_tempo_state(peer);
            if peer.dancer.is_some_and(|dancer| self.state.likes_recent(dancer)) {
                peer.reply(&self.state.recent_plays(peer.dancer));
            } else {
                peer.outgoing.reply(self.fanout.recent(|| self.state.recent_plays(None)));
            }
        }
    }

    pub(super) fn leave(&mut self, connection: ConnectionId) {
        if let Some(peer) = self.fanout.remove(connection)
            && let Some(dancer) = peer.dancer
        {
            self.listeners.leave(dancer, Instant::now());
        }
        if self.dj.is_owner(connection) {
            self.lose_dj();
            self.tell_dj_connection();
        }
    }

    /// The session was deleted: it has ended for everyone, and nothing more is written. Where its DJ was
    /// deleted with it, the booth is told that its token is none any more.
    pub(super) async fn forget(&mut self) {
        if !self.has_ended() {
            self.state.record.ended = Some(End { by: EndedBy::Sweep, at: clock::now().0 });
            self.end();
        }
        if let Some((dj, token)) = self.dj.token()
            && self.is_gone(token).await
        {
            dj.reply(&Refusal::unauthorized(BadToken::Unknown.sentence()).to_message(None));
        }
        self.lose_dj();
    }

    /// Whether there is no such token any more, because its DJ was deleted.
    pub(super) async fn is_gone(&self, token: TokenId) -> bool {
        matches!(self.store.has_token(token).await, Ok(false))
    }

    /// Tokens were revoked: a booth that was let in with one is told so, and is none any more.
    pub(super) fn revoke(&mut self, tokens: &[TokenId]) {
        if let Some(dj) = self.dj.peer().filter(|_| self.dj.holds_any(tokens)) {
            dj.reply(&Refusal::unauthorized(BadToken::Revoked.sentence()).to_message(None));
            self.lose_dj();
            self.tell_dj_connection();
        }
    }

    /// Brings a client up to date that had fallen behind.
    pub(super) fn refresh(&self, peer: &Peer) {
        if self.has_ended() {
            peer.reply(&ServerMessage::SessionEnded { session_id: self.state.id().clone() });
        } else if let Some(follower) = self.fanout.get(peer.id) {
            self.tell_state(follower);
            self.tell_what_is_not(follower);
            if follower.modern && self.dj.shown() == DjConnectionState::Connected {
                // It may have missed that the booth came back.
                follower.reply(&self.dj_connection());
            }
        }
        if self.dj.is_owner(peer.id) {
            peer.reply(&self.listener_count());
            self.tell_likes(peer);
            self.tell_booth_of_the_crowd(peer);
        }
    }

    pub(super) fn tell_dj_connection(&mut self) {
        self.fanout.to_modern(&self.dj_connection());
        self.report(Instant::now());
    }

    pub(super) fn tell_conflated(&mut self, now: Instant) {
        let news = self.conflated.take(now, self.fanout.count());
        if news.topics.contains(&Topic::Listeners) {
            self.show();
            let count = self.listener_count();
            self.fanout.to_all(&count);
            if let Some(dj) = self.dj.peer() {
                dj.offer(&count);
            }
            self.report(now);
        }
        if news.topics.contains(&Topic::History) {
            for peer in self.fanout.modern() {
                peer.offer(&self.state.recent_plays(peer.dancer));
            }
        }
        if news.topics.contains(&Topic::Tempo) {
            self.tell_tempo();
        }
        if news.topics.contains(&Topic::Poll) {
            self.tell_votes();
        }
        self.tell_reactions(&news.reactions);
        self.tell_legacy_of_likes(&news.given);
        for play in news.likes {
            if let Some(played) = self.state.played(play) {
                self.fanout.to_modern(&self.like_count(play, played.likes.len()));
            }
        }
    }

    /// The booth hears of each like at once. A Pika 0.3 booth counts the messages, so it is not
    /// told of one that is taken back.
    fn tell_like(&mut self, play: PlayId, given: bool) {
        self.conflated.likes_changed(play);
        let (Some(dj), Some(played)) = (self.dj.peer(), self.state.played(play)) else { return };
        if given || dj.modern {
            dj.offer(&ServerMessage::LikeReceived {
                session_id: self.state.id().clone(),
                play_id: play,
                likes: played.likes.len() as u32,
                payload: LikePayload { track: played.play.track.clone() },
            });
        }
    }

    /// What a dancer did is gone, and so is its part in every count.
    fn forget_dancer(&mut self, dancer: Dancer) {
        let liked = self.state.plays().filter(|played| played.likes.contains(&dancer));
        let liked: Vec<_> = liked.map(|played| played.play.id).collect();
        for play in liked {
            self.state.unlike(play, dancer);
            self.tell_like(play, false);
        }
        self.state.tempo.clear(dancer);
        self.conflated.changed(Topic::Tempo);
        self.state.polls.forget(dancer);
        self.conflated.changed(Topic::Poll);
    }

    fn listener_count(&self) -> ServerMessage {
        ServerMessage::ListenerCount {
            session_id: self.state.id().clone(),
            count: self.listener_total(),
        }
    }

    fn dj_connection(&self) -> ServerMessage {
        ServerMessage::DjConnection { session_id: self.state.id().clone(), state: self.dj.shown() }
    }

    fn like_count(&self, play_id: PlayId, likes: usize) -> ServerMessage {
        ServerMessage::LikeCount {
            session_id: self.state.id().clone(),
            play_id,
            count: likes as u32,
        }
    }
}
