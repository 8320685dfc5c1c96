//! The state machine against an outbox and a cloud that are two vectors.

use jiff::Timestamp;
use pika_domain::{Fact, SessionId};
use pika_protocol::{NackCode, OutboxItem, ServerMessage, WireTime};

use super::*;
use crate::floor::FloorNews;

mod trouble;

const WALL: &str = "2026-01-02T20:00:00Z";

/// A laptop with an outbox, and what the cloud has received.
struct Bench {
    delivery: Delivery,
    now: Instant,
    outbox: Vec<NumberedFact>,
    acknowledged: u64,
    cloud: Vec<u64>,
    statuses: Vec<LinkState>,
    refused: Vec<u64>,
    unanswered: Option<ClientFrame>,
}

impl Bench {
    fn new() -> Self {
        Self::of(None)
    }

    /// Of a session that ended in an earlier run with the fact of this number.
    fn of(ended_with: Option<u64>) -> Self {
        let now = Instant::now();
        let credentials = SessionCredentials {
            session_id: SessionId::new("pika_0123").expect("an id"),
            dj_name: "Mara".into(),
            token: None,
            resume: None,
            share_tempo: false,
            ended_with,
        };
        Self {
            delivery: Delivery::new(credentials, Timing::default(), now),
            now,
            outbox: Vec::new(),
            acknowledged: 0,
            cloud: Vec::new(),
            statuses: Vec::new(),
            refused: Vec::new(),
            unanswered: None,
        }
    }

    fn add_fact(&mut self, fact: Fact) {
        let seq = self.outbox.len() as u64 + 1;
        self.outbox.push(NumberedFact { seq, fact });
        let actions = self.delivery.facts_added();
        self.carry_out(actions);
    }

    fn add_stop(&mut self) {
        self.add_fact(Fact::Stop { at: WALL.parse().expect("a time") });
    }

    fn carry_out(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::ReadOutbox { after } => {
                    let facts: Vec<_> =
                        self.outbox.iter().filter(|f| f.seq > after).cloned().collect();
                    let actions = self.delivery.facts(&facts, self.now);
                    self.carry_out(actions);
                }
                Action::Acknowledge { up_to } => self.acknowledged = up_to,
                Action::Send(frame) => match frame.message {
                    ClientMessage::Ping {} | ClientMessage::ShareTempo { .. } => {}
                    _ => self.unanswered = Some(*frame),
                },
                Action::FactRefused { seq, .. } => self.refused.push(seq),
                Action::Status(status) => self.statuses.push(status.state),
                _ => {}
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        let actions = self.delivery.tick(self.now, 1.0);
        self.carry_out(actions);
    }

    fn say(&mut self, message: ServerMessage) {
        let actions = self.delivery.received(message, self.now, WALL.parse().expect("a time"), 1.0);
        self.carry_out(actions);
    }

    fn connect(&mut self) {
        let wait = self.delivery.deadline().expect("an attempt is due") - self.now;
        self.pass(wait);
        let actions = self.delivery.opened(self.now);
        self.carry_out(actions);
        let last_seq = self.cloud.last().copied().unwrap_or(0);
        self.say(registered(last_seq, WALL));
    }

    /// The cloud commits what it was sent; whether its answer arrives is another matter.
    fn commit(&mut self) -> ServerMessage {
        let frame = self.unanswered.take().expect("a message was sent");
        let numbers: Vec<u64> = match frame.message {
            ClientMessage::CatchUp { items, .. } => items.iter().map(OutboxItem::seq).collect(),
            ClientMessage::BroadcastTrack { seq, .. }
            | ClientMessage::TrackStopped { seq, .. }
            | ClientMessage::EndSession { seq, .. } => seq.into_iter().collect(),
            other => panic!("not a message with facts: {other:?}"),
        };
        for seq in numbers {
            if seq == self.cloud.last().copied().unwrap_or(0) + 1 {
                self.cloud.push(seq);
            }
        }
        let id = frame.message_id.expect("facts ask for an answer");
        ServerMessage::ack(id.as_str(), wire(WALL), self.cloud.last().copied())
    }

    fn commit_and_answer(&mut self) {
        let answer = self.commit();
        self.say(answer);
    }

    fn cut(&mut self) {
        let actions = self.delivery.closed("The connection was lost.", self.now, 1.0);
        self.carry_out(actions);
        self.unanswered = None;
    }
}

fn wire(time: &str) -> WireTime {
    WireTime(time.parse().expect("a time"))
}

fn registered(last_seq: u64, server_time: &str) -> ServerMessage {
    ServerMessage::SessionRegistered {
        session_id: SessionId::new("pika_0123").expect("an id"),
        authenticated: false,
        dj_name: "Mara".into(),
        resume: "0123456789abcdef0123".into(),
        last_seq,
        server_time: wire(server_time),
        join_url: "http://127.0.0.1:7452/live/pika_0123".into(),
        push: false,
    }
}

#[test]
fn facts_are_sent_in_order_one_message_at_a_time() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    bench.add_stop();
    bench.add_stop();
    bench.commit_and_answer();
    bench.commit_and_answer();
    assert_eq!(bench.cloud, [1, 2, 3], "the second and third travel together");
    assert_eq!(bench.acknowledged, 3);
    assert!(bench.unanswered.is_none(), "nothing is sent twice while the link is good");
}

#[test]
fn what_was_not_acknowledged_is_sent_again_after_an_outage_and_committed_once() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    drop(bench.commit()); // The cloud has it, but its answer is lost.
    bench.cut();
    bench.add_stop();
    bench.add_stop();
    bench.connect();
    bench.commit_and_answer();
    assert_eq!(bench.cloud, [1, 2, 3]);
    assert_eq!(bench.acknowledged, 3);
}

#[test]
fn there_is_no_last_attempt() {
    let mut bench = Bench::new();
    for _ in 0..500 {
        let wait = bench.delivery.deadline().expect("always another attempt") - bench.now;
        assert!(wait <= Duration::from_secs(15), "{wait:?}");
        bench.pass(wait);
        bench.cut();
    }
    bench.add_stop();
    bench.connect();
    bench.commit_and_answer();
    assert_eq!(bench.acknowledged, 1);
}

#[test]
fn a_half_open_connection_is_noticed() {
    let mut bench = Bench::new();
    bench.connect();
    let silent_since = bench.now;
    for _ in 0..10 {
        let wait = bench.delivery.deadline().expect("a deadline") - bench.now;
        bench.pass(wait);
        if bench.statuses.last() == Some(&LinkState::Waiting) {
            let silence = bench.now - silent_since;
            assert!(silence <= Duration::from_secs(40), "{silence:?}");
            return;
        }
    }
    panic!("silence went unnoticed: {:?}", bench.statuses);
}

#[test]
fn a_rate_limit_delays_a_fact_but_never_loses_it() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    let id = bench.unanswered.take().and_then(|f| f.message_id).expect("a message was sent");
    bench.say(ServerMessage::Nack {
        message_id: Some(id.into_string()),
        code: NackCode::RateLimited,
        error: "Too fast.".into(),
        timestamp: wire(WALL),
        retry_after_ms: Some(4_000),
        last_seq: None,
    });
    bench.pass(Duration::from_millis(3_900));
    assert!(bench.unanswered.is_none(), "the cloud asked for four seconds");
    bench.pass(Duration::from_millis(200));
    bench.commit_and_answer();
    assert_eq!(bench.cloud, [1]);
}

#[test]
fn a_refusal_keeps_the_outbox_and_asks_again_later() {
    let mut bench = Bench::new();
    bench.pass(Duration::ZERO);
    let actions = bench.delivery.opened(bench.now);
    bench.carry_out(actions);
    bench.say(ServerMessage::nack(
        None,
        NackCode::Unauthorized,
        "This token was revoked.",
        wire(WALL),
    ));
    assert_eq!(bench.statuses.last(), Some(&LinkState::Refused));
    bench.add_stop();
    bench.unanswered = None;
    bench.connect();
    bench.commit_and_answer();
    assert_eq!(bench.acknowledged, 1);
}

#[test]
fn the_session_is_finished_when_its_end_is_acknowledged() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_fact(Fact::End { at: WALL.parse().expect("a time") });
    assert_ne!(bench.statuses.last(), Some(&LinkState::Finished), "not before the answer");
    bench.commit_and_answer();
    assert_eq!(bench.statuses.last(), Some(&LinkState::Finished));
    assert_eq!(bench.delivery.deadline(), None);
}

#[test]
fn an_end_whose_answer_was_lost_is_known_from_the_next_registration() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_fact(Fact::End { at: WALL.parse().expect("a time") });
    bench.commit();
    let actions = bench.delivery.closed("cut", bench.now, 1.0);
    bench.carry_out(actions);
    bench.connect();
    assert_ne!(bench.statuses.last(), Some(&LinkState::Finished), "likes are still being told");
    bench.say(ServerMessage::ack("b1", WireTime(WALL.parse().expect("a time")), Some(1)));
    assert_eq!(bench.statuses.last(), Some(&LinkState::Finished));
    assert_eq!(bench.delivery.deadline(), None);
}

#[test]
fn a_session_that_ended_in_an_earlier_run_is_finished_when_the_cloud_has_it_all() {
    let mut bench = Bench::of(Some(2));
    bench.outbox =
        vec![NumberedFact { seq: 2, fact: Fact::Stop { at: WALL.parse().expect("a time") } }];
    bench.cloud = vec![1];
    bench.connect();
    bench.say(ServerMessage::ack("b1", WireTime(WALL.parse().expect("a time")), Some(1)));
    assert_ne!(bench.statuses.last(), Some(&LinkState::Finished), "something is still owed");
    bench.commit_and_answer();
    assert_eq!(bench.statuses.last(), Some(&LinkState::Finished));
}

#[test]
fn a_cloud_that_lost_its_database_is_told_everything_again() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    bench.commit_and_answer();
    bench.cloud.clear();
    bench.cut();
    bench.connect();
    bench.commit_and_answer();
    assert_eq!(bench.cloud, [1]);
}

#[test]
fn a_revoked_token_stops_delivery_and_a_new_one_delivers_what_waited() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    let id = bench.unanswered.take().and_then(|f| f.message_id).expect("a message was sent");
    bench.say(ServerMessage::nack(
        Some(id.as_str()),
        NackCode::Unauthorized,
        "This token was revoked.",
        wire(WALL),
    ));
    assert_eq!(bench.statuses.last(), Some(&LinkState::Refused));
    bench.add_stop();
    bench.add_stop();
    assert!(bench.unanswered.is_none(), "nothing is sent to a cloud that refuses");

    let actions = bench.delivery.set_token(Some(Secret::new("sha256:new")), bench.now);
    bench.carry_out(actions);
    assert_eq!(bench.delivery.deadline(), Some(bench.now), "it does not wait for the minute's end");
    bench.pass(Duration::ZERO);
    let actions = bench.delivery.opened(bench.now);
    bench.carry_out(actions);
    let Some(ClientMessage::RegisterSession { token, resume, .. }) =
        bench.unanswered.take().map(|frame| frame.message)
    else {
        panic!("the session registers again");
    };
    assert_eq!(token.as_ref().map(Text::as_str), Some("sha256:new"));
    assert!(resume.is_some(), "it is the same session");
    bench.say(registered(0, WALL));
    bench.commit_and_answer();
    assert_eq!((bench.acknowledged, bench.cloud.len()), (3, 3));
}

#[test]
fn a_clock_that_is_set_right_in_the_middle_of_a_set_is_noticed() {
    let mut bench = Bench::new();
    bench.connect();
    let later = WALL.parse::<Timestamp>().expect("a time") + jiff::SignedDuration::from_hours(3);
    bench.say(ServerMessage::Pong { server_time: WireTime(later) });
    let corrected = bench.delivery.clock.correct(&[WALL.parse().expect("a time")], bench.now);
    assert_eq!(corrected, [later]);
}

#[test]
fn a_fact_that_the_cloud_does_not_take_is_told_and_holds_nothing_up() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_fact(Fact::PollEnd { at: WALL.parse().expect("a time") });
    let id = bench.unanswered.take().and_then(|f| f.message_id).expect("a message was sent");
    bench.cloud.push(1);
    bench.say(ServerMessage::Nack {
        message_id: Some(id.into_string()),
        code: NackCode::Conflict,
        error: "No poll runs.".into(),
        timestamp: wire(WALL),
        retry_after_ms: None,
        last_seq: Some(1),
    });
    assert_eq!((bench.refused.as_slice(), bench.acknowledged), (&[1][..], 1));
    bench.add_stop();
    bench.commit_and_answer();
    assert_eq!((bench.acknowledged, bench.statuses.last()), (2, Some(&LinkState::Online)));
}

#[test]
fn what_the_floor_says_has_the_laptops_time_and_is_of_this_session() {
    let mut bench = Bench::new();
    bench.pass(Duration::ZERO);
    let actions = bench.delivery.opened(bench.now);
    bench.carry_out(actions);
    bench.say(registered(0, "2026-01-02T21:00:00Z"));
    let poll = |session: &str| ServerMessage::PollStarted {
        session_id: SessionId::new(session).expect("an id"),
        poll_id: 7,
        seq: 3,
        question: "Tempo?".into(),
        options: vec!["Slow".into(), "Fast".into()],
        ends_at: Some(wire("2026-01-02T21:01:00Z")),
        votes: vec![1, 2],
        total_votes: 3,
        has_voted: false,
        voted_option_index: None,
    };
    let mut hear = |message| {
        let wall = "2026-01-02T20:00:00Z".parse().expect("a time");
        bench.delivery.received(message, bench.now, wall, 1.0)
    };
    assert_eq!(hear(poll("pika_other")), []);
    let [Action::Floor(FloorNews::PollRuns { seq: 3, ends_at, .. })] = &hear(poll("pika_0123"))[..]
    else {
        panic!("the poll is news");
    };
    assert_eq!(*ends_at, "2026-01-02T20:01:00Z".parse().ok(), "an hour earlier, as the laptop is");
    let not_pushed = |session: &str| ServerMessage::AnnouncementNotPushed {
        session_id: SessionId::new(session).expect("an id"),
        seq: 4,
        reason: "Enough.".into(),
    };
    assert_eq!(hear(not_pushed("pika_other")), []);
    let news = FloorNews::NotPushed { reason: "Enough.".into() };
    assert_eq!(hear(not_pushed("pika_0123")), [Action::Floor(news)]);
}
