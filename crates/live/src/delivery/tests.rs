//! The state machine against an outbox and a cloud that are two vectors.

use pika_domain::Fact;
use pika_protocol::{OutboxItem, WireTime};

use super::*;

const WALL: &str = "2026-01-02T20:00:00Z";

/// A laptop with an outbox, and what the cloud has received.
struct Bench {
    delivery: Delivery,
    now: Instant,
    outbox: Vec<NumberedFact>,
    acknowledged: u64,
    cloud: Vec<u64>,
    statuses: Vec<LinkState>,
    unanswered: Option<ClientFrame>,
}

impl Bench {
    fn new() -> Self {
        let now = Instant::now();
        let credentials = SessionCredentials {
            session_id: SessionId::new("pika_0123").expect("an id"),
            dj_name: "Mara".into(),
            token: None,
            resume: None,
        };
        Self {
            delivery: Delivery::new(credentials, Timing::default(), now),
            now,
            outbox: Vec::new(),
            acknowledged: 0,
            cloud: Vec::new(),
            statuses: Vec::new(),
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
                Action::Send(frame) => self.unanswered = Some(*frame),
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
    for _ in 0..10 {
        let wait = bench.delivery.deadline().expect("a deadline") - bench.now;
        bench.pass(wait);
        if bench.statuses.last() == Some(&LinkState::Waiting) {
            return;
        }
    }
    panic!("forty seconds of silence went unnoticed: {:?}", bench.statuses);
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
fn a_wrong_clock_is_corrected_and_network_delay_is_not_a_wrong_clock() {
    for (server_time, expected) in [
        ("2026-01-02T21:00:00Z", "2026-01-02T21:00:00.000Z"),
        ("2026-01-02T20:00:01Z", "2026-01-02T20:00:00.000Z"),
    ] {
        let mut bench = Bench::new();
        bench.pass(Duration::ZERO);
        let actions = bench.delivery.opened(bench.now);
        bench.carry_out(actions);
        bench.say(registered(0, server_time));
        bench.add_stop();
        bench.add_stop();
        bench.commit_and_answer();
        bench.add_stop();
        let Some(ClientMessage::TrackStopped { .. }) =
            bench.unanswered.as_ref().map(|f| &f.message)
        else {
            panic!("the second stop is on its way");
        };
        let offset = bench.delivery.offset;
        let corrected = WALL.parse::<Timestamp>().expect("a time") + offset;
        assert_eq!(WireTime(corrected).to_string(), expected);
    }
}
