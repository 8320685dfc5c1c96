//! What goes wrong with an outbox, an answer or an attempt, and when it is tried again.

use super::*;

fn nack(bench: &mut Bench, code: NackCode, retry_after_ms: Option<u64>) {
    let id = bench.unanswered.take().and_then(|f| f.message_id).expect("a message was sent");
    bench.say(ServerMessage::Nack {
        message_id: Some(id.into_string()),
        code,
        error: "Not now.".into(),
        timestamp: wire(WALL),
        retry_after_ms,
        last_seq: None,
    });
}

fn wait(bench: &Bench) -> Duration {
    bench.delivery.deadline().expect("something is due") - bench.now
}

/// How long the link waits after its first failure.
fn first_wait() -> Duration {
    let mut bench = Bench::new();
    bench.pass(Duration::ZERO);
    bench.cut();
    wait(&bench)
}

fn fail(bench: &mut Bench, times: u32) {
    for _ in 0..times {
        bench.pass(wait(bench));
        bench.cut();
    }
}

#[test]
fn an_outbox_that_cannot_be_read_is_read_again_in_a_second() {
    let mut bench = Bench::new();
    bench.connect();
    let reads = |actions: &[Action]| actions.contains(&Action::ReadOutbox { after: 0 });
    assert!(reads(&bench.delivery.facts_added()));
    bench.delivery.outbox_failed(bench.now);
    assert!(!reads(&bench.delivery.facts_added()), "not at once");
    assert!(reads(&bench.delivery.tick(bench.now + SHORTLY, 1.0)));
}

#[test]
fn a_fact_that_is_refused_without_a_number_is_offered_again_after_a_minute() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    nack(&mut bench, NackCode::Invalid, None);
    assert_eq!(bench.statuses.last(), Some(&LinkState::Refused));
    assert_eq!(wait(&bench), AFTER_REFUSAL);
    bench.connect();
    bench.commit_and_answer();
    assert_eq!(bench.acknowledged, 1);
}

#[test]
fn an_answer_that_commits_nothing_is_no_reason_to_hurry() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    let id = bench.unanswered.take().and_then(|f| f.message_id).expect("a message was sent");
    bench.say(ServerMessage::ack(id.as_str(), wire(WALL), Some(0)));
    assert!(bench.unanswered.is_none(), "not at once");
    bench.pass(SHORTLY);
    bench.commit_and_answer();
    assert_eq!(bench.acknowledged, 1);
}

#[test]
fn no_cloud_makes_a_fact_wait_for_more_than_a_minute() {
    let mut bench = Bench::new();
    bench.connect();
    bench.add_stop();
    nack(&mut bench, NackCode::RateLimited, Some(3_600_000));
    for _ in 0..6 {
        bench.pass(AFTER_REFUSAL / 6);
        bench.say(ServerMessage::Pong { server_time: wire(WALL) });
    }
    bench.commit_and_answer();
    assert_eq!(bench.acknowledged, 1);
}

#[test]
fn the_registration_of_another_session_is_none() {
    let mut bench = Bench::new();
    bench.pass(Duration::ZERO);
    let actions = bench.delivery.opened(bench.now);
    bench.carry_out(actions);
    let ServerMessage::SessionRegistered {
        authenticated,
        dj_name,
        resume,
        last_seq,
        server_time,
        join_url,
        push,
        ..
    } = registered(5, WALL)
    else {
        panic!("a registration");
    };
    let session_id = SessionId::new("pika_other").expect("an id");
    bench.say(ServerMessage::SessionRegistered {
        session_id,
        authenticated,
        dj_name,
        resume,
        last_seq,
        server_time,
        join_url,
        push,
    });
    assert_eq!((bench.acknowledged, bench.statuses.last()), (0, None));
}

#[test]
fn a_link_that_was_good_or_has_another_token_begins_again_with_short_waits() {
    let mut bench = Bench::new();
    fail(&mut bench, 20);
    assert!(wait(&bench) > first_wait());
    bench.connect();
    bench.cut();
    assert_eq!(wait(&bench), first_wait(), "it was online");

    fail(&mut bench, 20);
    let actions = bench.delivery.set_token(Some(Secret::new("sha256:new")), bench.now);
    bench.carry_out(actions);
    assert_eq!(wait(&bench), Duration::ZERO);
    fail(&mut bench, 1);
    assert_eq!(wait(&bench), first_wait(), "it has another token");
}

#[test]
fn an_end_that_is_told_twice_delays_nothing() {
    let mut bench = Bench::new();
    bench.connect();
    bench.cut();
    let due = bench.delivery.deadline();
    bench.cut();
    assert_eq!(bench.delivery.deadline(), due);
}

#[test]
fn an_attempt_that_leads_nowhere_is_given_up() {
    let mut bench = Bench::new();
    bench.pass(Duration::ZERO);
    bench.pass(wait(&bench));
    assert_eq!(bench.statuses.last(), Some(&LinkState::Waiting), "no connection");
    bench.pass(wait(&bench));
    let actions = bench.delivery.opened(bench.now);
    bench.carry_out(actions);
    bench.statuses.clear();
    bench.pass(wait(&bench));
    assert_eq!(bench.statuses.last(), Some(&LinkState::Waiting), "no registration");
}

#[test]
fn what_dancers_may_see_is_said_with_each_registration_and_counts_are_of_this_session() {
    let mut bench = Bench::new();
    assert_eq!(bench.delivery.set_share_tempo(true), [], "there is nobody to tell yet");
    bench.pass(Duration::ZERO);
    bench.delivery.opened(bench.now);
    let mut hear =
        |message| bench.delivery.received(message, bench.now, WALL.parse().expect("a time"), 1.0);
    let shares = hear(registered(0, WALL)).into_iter().any(|action| match action {
        Action::Send(frame) => {
            matches!(frame.message, ClientMessage::ShareTempo { shared: true, .. })
        }
        _ => false,
    });
    assert!(shares);
    let count = |session| ServerMessage::ListenerCount {
        session_id: SessionId::new(session).expect("an id"),
        count: 7,
    };
    assert_eq!(hear(count("pika_other")), []);
    assert_eq!(hear(count("pika_0123")), [Action::Dancers(7)]);
}
