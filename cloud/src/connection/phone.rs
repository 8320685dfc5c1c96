//! What a dancer's phone does on its connection: it follows a session, likes, votes and reacts.

use pika_domain::{PlayId, SessionId};
use pika_protocol::{LikePayload, MAX_BULK_LIKES, Reaction, TempoVote};

use super::{Connection, messages::Handled};
use crate::{
    refusal::Refusal,
    secret::Dancer,
    session::{Answer, Command, From, Liked, SessionHandle, Wish},
    store::PollId,
};

/// How often a session whose task goes away in this moment is looked for again.
const ATTEMPTS: usize = 3;

impl Liked {
    /// The play that is named, or, by Pika 0.3 phones, the track.
    pub(super) fn named(play: Option<PlayId>, payload: Option<LikePayload>) -> Option<Self> {
        let track = || payload.map(|payload| Self::Track(Box::new(payload.track)));
        play.map(Self::Play).or_else(track)
    }
}

impl Connection {
    pub(super) async fn subscribe(&mut self, session: Option<SessionId>) {
        self.cloud.sessions.send_list(&self.peer, session.as_ref());
        let Some(session) = session else { return };
        if self.watching.as_ref().is_some_and(|before| *before != session) {
            let before = self.watching.take().filter(|before| self.owned.as_ref() != Some(before));
            if let Some(before) = before {
                self.leave_session(&before).await;
            }
        }
        self.watching = Some(session.clone());
        self.cloud.sessions.follow(&self.peer, &session).await;
    }

    pub(super) async fn like(
        &self,
        session: Option<SessionId>,
        liked: Option<Liked>,
        order: Option<u64>,
    ) -> Handled {
        let dancer = self.dancer("Client ID required for likes")?;
        let liked = liked.ok_or(Refusal::invalid("A like names a play or a track."))?;
        self.wish_late(&self.meant(session)?, dancer, Wish::Like { liked, order }).await
    }

    pub(super) async fn unlike(
        &self,
        session: Option<SessionId>,
        liked: Option<Liked>,
        order: Option<u64>,
    ) -> Handled {
        let dancer = self.dancer("Session or Client ID missing")?;
        let liked = liked.ok_or(Refusal::invalid("A like names a play or a track."))?;
        self.wish_late(&self.meant(session)?, dancer, Wish::Unlike { liked, order }).await
    }

    pub(super) async fn likes(
        &self,
        session: Option<SessionId>,
        liked: impl Iterator<Item = Liked>,
        order: Option<u64>,
    ) -> Handled {
        let dancer = self.dancer("Session or Client ID missing")?;
        let liked = liked.take(MAX_BULK_LIKES).collect();
        self.wish_late(&self.meant(session)?, dancer, Wish::Likes { liked, order }).await
    }

    pub(super) async fn tempo(
        &self,
        session: Option<SessionId>,
        play: Option<PlayId>,
        vote: Option<TempoVote>,
        order: Option<u64>,
    ) -> Handled {
        let dancer = self.dancer("Client ID required for tempo requests")?;
        self.wish(&self.meant(session)?, dancer, Wish::Tempo { play, vote, order }).await
    }

    pub(super) async fn vote(
        &self,
        session: Option<SessionId>,
        poll: PollId,
        option: u32,
    ) -> Handled {
        let dancer = self.dancer("Client ID required to vote")?;
        let modern = self.peer.modern;
        self.wish(&self.meant(session)?, dancer, Wish::Vote { poll, option, modern }).await
    }

    pub(super) async fn react(&self, session: Option<SessionId>, reaction: Reaction) -> Handled {
        let from = self.peer.id;
        let session = self.meant(session)?;
        self.ask(&session, |answer| Command::React { from, reaction, answer }).await
    }

    fn dancer(&self, missing: &'static str) -> Result<Dancer, Refusal> {
        self.peer.dancer.ok_or(Refusal::invalid(missing))
    }

    /// The session that a message means: the one that it names, or the one that is followed, or,
    /// for Pika 0.3 phones, the oldest.
    fn meant(&self, named: Option<SessionId>) -> Result<SessionId, Refusal> {
        named
            .or_else(|| self.watching.clone())
            .or_else(|| self.cloud.sessions.oldest())
            .ok_or_else(Refusal::unknown_session)
    }

    /// Asks a live session.
    pub(super) async fn ask(
        &self,
        session: &SessionId,
        command: impl FnOnce(Answer) -> Command,
    ) -> Handled {
        let handle = match self.cloud.sessions.find(session) {
            Some(handle) => handle,
            // It may be live at another node, of which this one has not heard yet.
            None if self.cloud.sessions.relay().is_connected().is_some() => {
                self.awake(session).await?
            }
            None => return Err(Refusal::unknown_session()),
        };
        handle.ask(command).await.unwrap_or_else(|| Err(Refusal::unknown_session()))
    }

    async fn wish(&self, session: &SessionId, dancer: Dancer, wish: Wish) -> Handled {
        let from = From::Here;
        self.ask(session, |answer| Command::Wish { dancer, wish, from, answer }).await
    }

    /// Of a session that may have ended, and whose task may have gone.
    async fn wish_late(&self, session: &SessionId, dancer: Dancer, wish: Wish) -> Handled {
        for _ in 0..ATTEMPTS {
            let handle = self.awake(session).await?;
            let (wish, from) = (wish.clone(), From::Here);
            let wished = handle.ask(|answer| Command::Wish { dancer, wish, from, answer });
            if let Some(done) = wished.await {
                return done;
            }
        }
        Err(Refusal::server_busy())
    }

    async fn awake(&self, session: &SessionId) -> Result<SessionHandle, Refusal> {
        match self.cloud.sessions.find(session) {
            Some(handle) => Ok(handle),
            None => self.cloud.admission.wake(session).await,
        }
    }
}
