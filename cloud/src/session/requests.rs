//! What a session's booth and dancers ask for, checked and planned.

use jiff::Timestamp;
use pika_domain::PlayId;
use pika_protocol::{Reaction, TempoVote};
use tokio::time::Instant;

use super::{
    Actor, Delivery, Done, Liked, SentFact, Wish,
    likes::{self, LikesAhead},
    order::About,
    planning::{self, Ahead, Plan},
};
use crate::{
    peer::ConnectionId,
    refusal::Refusal,
    relay::News,
    secret::Dancer,
    store::{EndedBy, FactKind, PollId, Write},
};

impl Actor {
    pub(super) fn plan_facts(
        &mut self,
        from: ConnectionId,
        facts: Vec<SentFact>,
        delivery: &Delivery,
        ahead: &mut Ahead,
    ) -> Result<Plan, Refusal> {
        if !self.dj.is_owner(from) {
            return Err(Refusal::not_owner());
        }
        let now = Instant::now();
        if let (Delivery::Live { message_id: Some(id) }, [SentFact { seq: None, .. }]) =
            (delivery, facts.as_slice())
            && self.repeats.knows(id, now)
        {
            return Ok(Plan::default());
        }
        if let [SentFact { seq: None, fact: FactKind::Play(play) }] = facts.as_slice()
            && self.state.is_playing(&play.track.names())
        {
            self.fanout.to_all(&self.state.now_playing());
            return Ok(Plan::default());
        }
        let mut planned = ahead.clone();
        let mut plan = planning::facts(&self.state, &mut planned, facts)?;
        if let (Delivery::Live { .. }, [Write::Fact { fact: FactKind::Play(_), .. }]) =
            (delivery, plan.writes.as_slice())
        {
            self.limits.track(now)?;
        }
        *ahead = planned;
        if !plan.writes.is_empty() && self.is_swept() {
            plan.writes.insert(0, Write::Reopen);
        }
        if matches!(delivery, Delivery::CatchUp) {
            // The others of the catch-up took effect: it is acknowledged as a whole.
            plan.refused = None;
        }
        Ok(plan)
    }

    pub(super) fn plan_wish(
        &mut self,
        dancer: Dancer,
        wish: &Wish,
        ahead: &Ahead,
        likes: &mut LikesAhead,
    ) -> Result<Vec<Write>, Refusal> {
        match wish {
            Wish::Like { liked, order } => self.plan_like(dancer, liked, *order, likes),
            Wish::Likes { liked, order } => self.plan_likes(dancer, liked, *order, likes),
            Wish::Unlike { liked, order } => self.plan_unlike(dancer, liked, *order, likes),
            Wish::Tempo { play, vote, order } => self.plan_tempo(dancer, *play, *vote, *order),
            Wish::Forget => Ok(vec![Write::Forget { dancer }]),
            Wish::Vote { poll, option, .. } => self.plan_vote(dancer, *poll, *option, ahead),
        }
    }

    fn plan_like(
        &mut self,
        dancer: Dancer,
        liked: &Liked,
        order: Option<u64>,
        ahead: &mut LikesAhead,
    ) -> Result<Vec<Write>, Refusal> {
        likes::check_open(&self.state)?;
        if !self.comes_in_order(dancer, liked, order) {
            return Ok(Vec::new());
        }
        let like = likes::like(&self.state, ahead, dancer, liked, Timestamp::now())?;
        if like.is_some() {
            self.limits.like(dancer, Instant::now())?;
        }
        ahead.add(like.as_ref());
        Ok(Vec::from_iter(like))
    }

    fn plan_likes(
        &mut self,
        dancer: Dancer,
        liked: &[Liked],
        order: Option<u64>,
        ahead: &mut LikesAhead,
    ) -> Result<Vec<Write>, Refusal> {
        likes::check_open(&self.state)?;
        self.limits.bulk(dancer, Instant::now())?;
        let at = Timestamp::now();
        let mut writes = Vec::new();
        for liked in liked {
            // A play that the session does not know is passed over.
            if self.comes_in_order(dancer, liked, order)
                && let Ok(like) = likes::like(&self.state, ahead, dancer, liked, at)
            {
                ahead.add(like.as_ref());
                writes.extend(like);
            }
        }
        Ok(writes)
    }

    fn plan_unlike(
        &mut self,
        dancer: Dancer,
        liked: &Liked,
        order: Option<u64>,
        ahead: &mut LikesAhead,
    ) -> Result<Vec<Write>, Refusal> {
        likes::check_open(&self.state)?;
        if !self.comes_in_order(dancer, liked, order) {
            return Ok(Vec::new());
        }
        let unlike = likes::unlike(&self.state, ahead, dancer, liked)?;
        ahead.add(unlike.as_ref());
        Ok(Vec::from_iter(unlike))
    }

    /// Whether a like, or taking one back, is not older than what this dancer said since.
    fn comes_in_order(&mut self, dancer: Dancer, liked: &Liked, order: Option<u64>) -> bool {
        match liked {
            Liked::Play(play) if self.state.played(*play).is_some() => {
                self.order.takes(dancer, About::Like, *play, order)
            }
            _ => true,
        }
    }

    /// A vote on the tempo counts for the play that it names, also when that has been played.
    fn plan_tempo(
        &mut self,
        dancer: Dancer,
        play: Option<PlayId>,
        vote: Option<TempoVote>,
        order: Option<u64>,
    ) -> Result<Vec<Write>, Refusal> {
        self.check_live()?;
        let played = match play {
            Some(play) => self.state.played(play),
            None => self.state.playing(),
        };
        let play = played.ok_or(Refusal::invalid("That track does not play here."))?.play.id;
        if !self.order.takes(dancer, About::Tempo, play, order) {
            return Ok(Vec::new());
        }
        Ok(vec![Write::Tempo { play, dancer, vote, at: Timestamp::now() }])
    }

    fn plan_vote(
        &self,
        dancer: Dancer,
        poll: PollId,
        option: u32,
        ahead: &Ahead,
    ) -> Result<Vec<Write>, Refusal> {
        self.check_live()?;
        let asked = self.state.polls.find(poll).ok_or(Refusal::invalid("Poll not found"))?;
        if option as usize >= asked.poll.options.len() {
            return Err(Refusal::invalid("Invalid option index"));
        }
        if asked.vote_of(dancer).is_some() {
            return Ok(Vec::new());
        }
        let at = Timestamp::now();
        if !asked.is_open(at) || !ahead.has_open(poll) {
            let refusal = Refusal::conflict("Poll not found or already ended");
            return Err(refusal.instead(asked.result(self.state.id())));
        }
        Ok(vec![Write::Vote { poll, dancer, option, at }])
    }

    pub(super) fn react(
        &mut self,
        from: ConnectionId,
        reaction: Reaction,
    ) -> Result<Done, Refusal> {
        self.check_live()?;
        self.limits.reaction(from, Instant::now())?;
        self.tell_reaction(from, reaction);
        self.tell_nodes(News::Reacted(reaction));
        Ok(Done { last_seq: None })
    }

    pub(super) fn share_tempo(
        &mut self,
        from: ConnectionId,
        shared: bool,
    ) -> Result<Done, Refusal> {
        if !self.dj.is_owner(from) {
            return Err(Refusal::not_owner());
        }
        if self.shares_tempo != shared {
            self.shares_tempo = shared;
            self.tell_tempo_sharing();
            self.report(Instant::now());
        }
        Ok(Done { last_seq: None })
    }

    pub(super) fn is_swept(&self) -> bool {
        self.state.record.ended.is_some_and(|end| end.by == EndedBy::Sweep)
    }

    fn check_live(&self) -> Result<(), Refusal> {
        if self.has_ended() { Err(Refusal::unknown_session()) } else { Ok(()) }
    }
}
