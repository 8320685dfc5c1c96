//! Facts as the wire carries them: one by one while the link keeps up, in batches after an outage.

use std::time::Instant;

use pika_domain::{Fact, NumberedFact, Poll, SessionId};
use pika_protocol::{
    ClientFrame, ClientMessage, List, MAX_CATCH_UP_ITEMS, MAX_CLIENT_MESSAGE_BYTES, OutboxItem,
    Text, Whole, WireTime, WireTrack,
};

use crate::delivery::CloudClock;

/// Room left for the members that surround the items.
const ENVELOPE_BYTES: usize = 512;

/// One message and the number of the last fact in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    pub(crate) frame: ClientFrame,
    pub(crate) up_to: u64,
    /// Whether that fact is the end of the session.
    pub(crate) ends_session: bool,
}

/// The message for as many of `facts` (rising) as one may carry, with times as `clock` corrects them.
/// `None` where there are no facts.
pub(crate) fn next_batch(
    session: &SessionId,
    facts: &[NumberedFact],
    clock: &CloudClock,
    now: Instant,
    message_id: Text<1, 64>,
) -> Option<Batch> {
    let facts = &facts[..facts.len().min(MAX_CATCH_UP_ITEMS)];
    let times: Vec<_> = facts.iter().map(|numbered| numbered.fact.at()).collect();
    let mut items = Vec::new();
    let mut bytes = ENVELOPE_BYTES;
    for (fact, at) in facts.iter().zip(clock.correct(&times, now)) {
        let item = item(fact, WireTime(at));
        bytes += serde_json::to_string(&item).map_or(0, |text| text.len() + 1);
        if bytes > MAX_CLIENT_MESSAGE_BYTES && !items.is_empty() {
            break;
        }
        items.push(item);
    }
    let last = items.last()?;
    let (up_to, ends_session) = (last.seq(), matches!(last, OutboxItem::End { .. }));
    let message = if items.len() == 1 {
        single(session, items.remove(0))
    } else {
        ClientMessage::CatchUp { session_id: session.clone(), items }
    };
    let frame = ClientFrame { message_id: Some(message_id), client_id: None, message };
    Some(Batch { frame, up_to, ends_session })
}

fn item(numbered: &NumberedFact, at: WireTime) -> OutboxItem {
    let seq = numbered.seq;
    match &numbered.fact {
        Fact::Play(play) => OutboxItem::Play {
            seq,
            play_id: play.play_id,
            played_at: at,
            track: WireTrack::from_play(play),
            duration_ms: play.duration_s.map(|seconds| (seconds.max(0.0) * 1_000.0).round() as u64),
        },
        Fact::Stop { .. } => OutboxItem::Stop { seq, at },
        Fact::End { .. } => OutboxItem::End { seq, at },
        Fact::Metadata { play, .. } => OutboxItem::Metadata {
            seq,
            at,
            play_id: play.play_id,
            track: WireTrack::from_play(play),
        },
        // The bounds are checked before a poll or an announcement becomes a fact. If one were broken
        // all the same, its number must not hold up what comes after it.
        Fact::PollStart { poll, .. } => {
            poll_item(seq, at, poll).unwrap_or(OutboxItem::PollCancel { seq, at })
        }
        Fact::PollEnd { .. } => OutboxItem::PollEnd { seq, at },
        Fact::PollCancel { .. } => OutboxItem::PollCancel { seq, at },
        Fact::Announcement { announcement, .. } => Text::cut(&announcement.message).map_or(
            OutboxItem::AnnouncementCancel { seq, at },
            |message| OutboxItem::Announcement {
                seq,
                at,
                message,
                duration_seconds: announcement.duration_s.and_then(Whole::new),
                push: announcement.push.then_some(true),
            },
        ),
        Fact::AnnouncementCancel { .. } => OutboxItem::AnnouncementCancel { seq, at },
    }
}

fn poll_item(seq: u64, at: WireTime, poll: &Poll) -> Option<OutboxItem> {
    let options = poll.options.iter().map(|option| Text::cut(option)).collect::<Option<_>>()?;
    Some(OutboxItem::Poll {
        seq,
        at,
        question: Text::cut(&poll.question)?,
        options: List::new(options)?,
        duration_seconds: poll.duration_s.and_then(Whole::new),
    })
}

fn single(session: &SessionId, item: OutboxItem) -> ClientMessage {
    let session_id = session.clone();
    match item {
        OutboxItem::Play { seq, play_id, played_at, track, duration_ms } => {
            ClientMessage::BroadcastTrack {
                session_id,
                track,
                seq: Some(seq),
                play_id: Some(play_id),
                played_at: Some(played_at),
                duration_ms,
            }
        }
        OutboxItem::Stop { seq, .. } => ClientMessage::TrackStopped { session_id, seq: Some(seq) },
        OutboxItem::End { seq, .. } => ClientMessage::EndSession { session_id, seq: Some(seq) },
        OutboxItem::Metadata { seq, play_id, track, .. } => ClientMessage::MetadataUpdated {
            session_id,
            track,
            seq: Some(seq),
            play_id: Some(play_id),
        },
        OutboxItem::Poll { seq, at, question, options, duration_seconds } => {
            ClientMessage::StartPoll {
                session_id,
                question,
                options,
                duration_seconds,
                seq: Some(seq),
                at: Some(at),
            }
        }
        OutboxItem::PollEnd { seq, .. } => {
            ClientMessage::EndPoll { session_id: Some(session_id), poll_id: None, seq: Some(seq) }
        }
        OutboxItem::PollCancel { seq, .. } => ClientMessage::CancelPoll {
            session_id: Some(session_id),
            poll_id: None,
            seq: Some(seq),
        },
        OutboxItem::Announcement { seq, at, message, duration_seconds, push } => {
            ClientMessage::SendAnnouncement {
                session_id,
                message,
                duration_seconds,
                push,
                seq: Some(seq),
                at: Some(at),
            }
        }
        OutboxItem::AnnouncementCancel { seq, .. } => {
            ClientMessage::CancelAnnouncement { session_id, seq: Some(seq) }
        }
    }
}

#[cfg(test)]
mod tests {
    use pika_domain::{PlayFact, PlayId, TrackNames};
    use pika_protocol::decode_client_frame;

    use super::*;

    fn play(seq: u64, title: &str) -> NumberedFact {
        NumberedFact {
            seq,
            fact: Fact::Play(PlayFact {
                play_id: PlayId(uuid::Uuid::nil()),
                played_at: "2026-01-02T03:04:05Z".parse().expect("a time"),
                names: TrackNames::new("Otis Marlow", title),
                danced: None,
                key: None,
                fingerprint: None,
                duration_s: Some(208.25),
            }),
        }
    }

    fn batch(facts: &[NumberedFact]) -> Batch {
        let session = SessionId::new("pika_0123").expect("an id");
        let id = Text::new("m1").expect("an id");
        next_batch(&session, facts, &CloudClock::default(), Instant::now(), id)
            .expect("there are facts")
    }

    #[test]
    fn a_single_fact_travels_as_its_own_message() {
        let batch = batch(&[play(7, "Stormy Corner Blues")]);
        assert_eq!(batch.up_to, 7);
        assert!(matches!(
            batch.frame.message,
            ClientMessage::BroadcastTrack { seq: Some(7), duration_ms: Some(208_250), .. }
        ));
    }

    #[test]
    fn that_phones_are_to_be_notified_is_said_alone_and_among_others() {
        let told = |seq, push| {
            let message = "Strictly at ten".to_owned();
            let announcement = pika_domain::Announcement { message, duration_s: None, push };
            let at = "2026-01-02T03:04:05Z".parse().expect("a time");
            NumberedFact { seq, fact: Fact::Announcement { at, announcement } }
        };
        for (push, wanted) in [(true, Some(true)), (false, None)] {
            let ClientMessage::SendAnnouncement { push: alone, .. } =
                batch(&[told(1, push)]).frame.message
            else {
                panic!("another message");
            };
            let ClientMessage::CatchUp { items, .. } =
                batch(&[told(1, push), play(2, "T")]).frame.message
            else {
                panic!("another message");
            };
            let OutboxItem::Announcement { push: among, .. } = items[0] else {
                panic!("another item");
            };
            assert_eq!((alone, among), (wanted, wanted));
        }
    }

    #[test]
    fn a_batch_never_exceeds_what_the_cloud_accepts() {
        let long = "x".repeat(500);
        let facts: Vec<_> = (1..=200).map(|seq| play(seq, &long)).collect();
        let mut sent = 0;
        let mut messages = 0;
        while sent < facts.len() {
            let batch = batch(&facts[sent..]);
            let text = serde_json::to_string(&batch.frame).expect("JSON");
            decode_client_frame(&text).expect("the cloud understands it");
            assert!(batch.up_to as usize > sent, "each message carries at least one fact");
            sent = batch.up_to as usize;
            messages += 1;
        }
        assert!(messages < 25, "{messages} messages for 200 facts");
    }

    #[test]
    fn times_are_corrected_by_the_clock_offset() {
        let session = SessionId::new("pika_0123").expect("an id");
        let (mut clock, now) = (CloudClock::default(), Instant::now());
        let time = |text: &str| text.parse().expect("a time");
        clock.observe(time("2026-01-02T05:00:00Z"), time("2026-01-02T04:00:00Z"), now);
        let id = Text::new("m").expect("an id");
        let batch = next_batch(&session, &[play(1, "T")], &clock, now, id).expect("a batch");
        let ClientMessage::BroadcastTrack { played_at: Some(at), .. } = batch.frame.message else {
            panic!("another message");
        };
        assert_eq!(at.to_string(), "2026-01-02T04:04:05.000Z");
    }
}
