//! From the text of a frame to a message, or why it is none: its length, its version, its shape, and the
//! bounds that no single field can express.

use serde::Deserialize;

use super::{ClientFrame, ClientMessage};
use crate::{
    MAX_BULK_LIKES, MAX_CATCH_UP_ITEMS, MAX_CLIENT_MESSAGE_BYTES, MAX_ORDER, PROTOCOL_VERSION, Text,
};

/// Why a frame was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the message is longer than {MAX_CLIENT_MESSAGE_BYTES} bytes")]
    TooLarge,
    #[error("this is not a message that Pika knows: {0}")]
    Invalid(String),
    /// The frame is well formed, but speaks a version that this server does not.
    #[error("this server speaks protocol {PROTOCOL_VERSION}, not {asked}")]
    UnsupportedVersion { asked: String, message_id: Option<Text<1, 64>> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VersionProbe {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    protocol: Option<u32>,
    #[serde(default)]
    message_id: Option<Text<1, 64>>,
}

/// The version text of Pika 0.3 clients.
const LEGACY_VERSION: &str = "0.3.0";

/// Decodes one text frame of a client. Unknown members are dropped; everything else must be right.
pub fn decode_client_frame(text: &str) -> Result<ClientFrame, DecodeError> {
    if text.len() > MAX_CLIENT_MESSAGE_BYTES {
        return Err(DecodeError::TooLarge);
    }
    let invalid = |error: serde_json::Error| DecodeError::Invalid(error.to_string());
    let probe: VersionProbe = serde_json::from_str(text).map_err(invalid)?;
    let foreign = probe
        .version
        .filter(|version| version != LEGACY_VERSION)
        .or(probe.protocol.filter(|p| *p != PROTOCOL_VERSION).map(|p| p.to_string()));
    if let Some(asked) = foreign {
        return Err(DecodeError::UnsupportedVersion { asked, message_id: probe.message_id });
    }
    let frame: ClientFrame = serde_json::from_str(text).map_err(invalid)?;
    check(&frame).map_err(|reason| DecodeError::Invalid(reason.to_owned()))?;
    Ok(frame)
}

/// Fewest characters of the dancer's id in SUBSCRIBE.
const LEAST_CLIENT_ID: usize = 8;

/// The bounds that no single field can express.
fn check(frame: &ClientFrame) -> Result<(), &'static str> {
    match &frame.message {
        ClientMessage::SendLike { order: Some(order), .. }
        | ClientMessage::RemoveLike { order: Some(order), .. }
        | ClientMessage::SendBulkLike { order: Some(order), .. }
        | ClientMessage::SendTempoRequest { order: Some(order), .. }
            if *order > MAX_ORDER =>
        {
            Err("an order is at most 2^53 - 1")
        }
        ClientMessage::Subscribe { .. }
            if frame
                .client_id
                .as_ref()
                .is_some_and(|id| id.as_str().chars().count() < LEAST_CLIENT_ID) =>
        {
            Err("a subscriber's id has 8 to 256 characters")
        }
        ClientMessage::CatchUp { items, .. } => {
            if items.is_empty() || items.len() > MAX_CATCH_UP_ITEMS {
                return Err("a catch-up has 1 to 50 items");
            }
            let rising = items.windows(2).all(|pair| pair[0].seq() < pair[1].seq());
            if !rising || items[0].seq() == 0 {
                return Err("the items of a catch-up are numbered from 1, rising");
            }
            Ok(())
        }
        ClientMessage::SendLike { play_id: None, payload: None, .. }
        | ClientMessage::RemoveLike { play_id: None, payload: None, .. }
        | ClientMessage::SendBulkLike { play_ids: None, payload: None, tracks: None, .. } => {
            Err("a like names a play or a track")
        }
        ClientMessage::SendBulkLike { play_ids: Some(plays), .. }
            if plays.len() > MAX_BULK_LIKES =>
        {
            Err("a bulk like names at most 100 plays")
        }
        ClientMessage::BroadcastTrack { seq: Some(0), .. }
        | ClientMessage::TrackStopped { seq: Some(0), .. }
        | ClientMessage::EndSession { seq: Some(0), .. }
        | ClientMessage::MetadataUpdated { seq: Some(0), .. }
        | ClientMessage::StartPoll { seq: Some(0), .. }
        | ClientMessage::EndPoll { seq: Some(0), .. }
        | ClientMessage::CancelPoll { seq: Some(0), .. }
        | ClientMessage::SendAnnouncement { seq: Some(0), .. }
        | ClientMessage::CancelAnnouncement { seq: Some(0), .. } => {
            Err("sequence numbers begin at 1")
        }
        ClientMessage::MetadataUpdated { seq: Some(_), play_id: None, .. } => {
            Err("numbered metadata names its play")
        }
        ClientMessage::BroadcastTrack { seq: Some(_), play_id, played_at, .. }
            if play_id.is_none() || played_at.is_none() =>
        {
            Err("a numbered track has a play id and a time")
        }
        ClientMessage::RegisterSession { dj_name: Some(name), .. }
            if name.as_str().chars().any(|c| c.is_control() || c == '<' || c == '>') =>
        {
            Err("a DJ name has no control characters and no angle brackets")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "2026-01-02T03:04:05.000Z";

    fn invalid(text: &str) {
        assert!(matches!(decode_client_frame(text), Err(DecodeError::Invalid(_))), "{text}");
    }

    #[test]
    fn a_registration_of_a_0_3_client_is_understood() {
        let frame = decode_client_frame(
            r#"{"type":"REGISTER_SESSION","version":"0.3.0","sessionId":"pika_1764000000000_ab","djName":"D'Arcy","token":"","extra":1}"#,
        )
        .expect("a frame");
        let ClientMessage::RegisterSession { dj_name, protocol, .. } = frame.message else {
            panic!("another message: {frame:?}");
        };
        assert_eq!(dj_name.as_ref().map(Text::as_str), Some("D'Arcy"));
        assert_eq!(protocol, None);
    }

    #[test]
    fn every_message_of_ours_survives_the_wire() {
        for text in [
            r#"{"messageId":"m1","type":"GET_SESSIONS"}"#,
            r#"{"type":"PING"}"#,
            r#"{"messageId":"m2","clientId":"client_00000000000000000000000000000000","type":"SUBSCRIBE","protocol":1,"sessionId":"pika_0123"}"#,
            r#"{"messageId":"m3","type":"TRACK_STOPPED","sessionId":"pika_0123","seq":4}"#,
            r#"{"messageId":"m4","type":"CATCH_UP","sessionId":"pika_0123","items":[{"type":"STOP","seq":1,"at":"2026-01-02T03:04:05.000Z"}]}"#,
            r#"{"messageId":"m5","type":"SEND_LIKE","sessionId":"pika_0123","playId":"01890a5d-ac96-774b-bcce-b302099a8057"}"#,
            r#"{"messageId":"m6","type":"START_POLL","sessionId":"pika_0123","question":"More blues?","options":["Yes","No"],"durationSeconds":60,"seq":5,"at":"2026-01-02T03:04:05.000Z"}"#,
            r#"{"messageId":"m7","type":"VOTE_ON_POLL","pollId":7,"optionIndex":1}"#,
            r#"{"messageId":"m8","type":"SEND_TEMPO_REQUEST","sessionId":"pika_0123","preference":"clear"}"#,
            r#"{"messageId":"m9","type":"SEND_BULK_LIKE","sessionId":"pika_0123","playIds":["01890a5d-ac96-774b-bcce-b302099a8057"]}"#,
        ] {
            let frame = decode_client_frame(text).expect(text);
            assert_eq!(serde_json::to_string(&frame).expect("JSON"), text);
        }
    }

    #[test]
    fn what_is_not_in_the_closed_set_is_invalid() {
        invalid("not json");
        invalid("[]");
        invalid(r#"{"type":"PONG"}"#);
        invalid(r#"{"type":"DROP_TABLES"}"#);
        invalid(r#"{"type":"SUBSCRIBE","sessionId":"../../x"}"#);
        invalid(
            r#"{"type":"BROADCAST_TRACK","sessionId":"pika_0123","track":{"title":"  ","artist":"A"}}"#,
        );
        invalid(
            r#"{"type":"BROADCAST_TRACK","sessionId":"pika_0123","track":{"title":"T","artist":"A","bpm":0}}"#,
        );
        invalid(
            r#"{"type":"BROADCAST_TRACK","sessionId":"pika_0123","seq":1,"track":{"title":"T","artist":"A"}}"#,
        );
        invalid(r#"{"type":"TRACK_STOPPED","sessionId":"pika_0123","seq":1.5}"#);
        invalid(r#"{"type":"SEND_LIKE","sessionId":"pika_0123"}"#);
        invalid(r#"{"type":"CATCH_UP","sessionId":"pika_0123","items":[]}"#);
        invalid(r#"{"type":"VOTE_ON_POLL","pollId":7,"optionIndex":0.5}"#);
        invalid(r#"{"type":"VOTE_ON_POLL","pollId":7,"optionIndex":-1}"#);
        invalid(r#"{"type":"SEND_TEMPO_REQUEST","preference":"louder"}"#);
        invalid(r#"{"type":"SEND_REACTION","reaction":"boo"}"#);
        invalid(r#"{"type":"REMOVE_LIKE","sessionId":"pika_0123"}"#);
        let play = r#""playId":"01890a5d-ac96-774b-bcce-b302099a8057""#;
        for numbered in [
            format!(r#""type":"SEND_LIKE",{play}"#),
            format!(r#""type":"REMOVE_LIKE",{play}"#),
            r#""type":"SEND_BULK_LIKE","playIds":[]"#.to_owned(),
            r#""type":"SEND_TEMPO_REQUEST","preference":"faster""#.to_owned(),
        ] {
            invalid(&format!(r#"{{{numbered},"order":9007199254740992}}"#));
            invalid(&format!(r#"{{{numbered},"order":-1}}"#));
            invalid(&format!(r#"{{{numbered},"order":1.5}}"#));
            let newest = format!(r#"{{{numbered},"order":9007199254740991}}"#);
            decode_client_frame(&newest).expect("the largest is taken");
        }
        invalid(r#"{"type":"SUBSCRIBE","clientId":"short"}"#);
        for poll in [
            r#""question":" ","options":["Yes","No"]"#,
            r#""question":"More blues?","options":["Yes"]"#,
            r#""question":"More blues?","options":["Yes",""]"#,
            r#""question":"More blues?","options":["1","2","3","4","5","6","7","8","9","10","11"]"#,
            r#""question":"More blues?","options":["Yes","No"],"durationSeconds":29"#,
            r#""question":"More blues?","options":["Yes","No"],"seq":0"#,
        ] {
            invalid(&format!(r#"{{"type":"START_POLL","sessionId":"pika_0123",{poll}}}"#));
        }
        let long = "x".repeat(201);
        invalid(&format!(
            r#"{{"type":"SEND_ANNOUNCEMENT","sessionId":"pika_0123","message":"{long}"}}"#
        ));
        invalid(r#"{"type":"REGISTER_SESSION","djName":"<script>"}"#);
        invalid(r#"{"type":"REGISTER_SESSION","djName":"Al\u0007ba"}"#);
    }

    #[test]
    fn what_no_single_member_can_be_blamed_for_is_invalid() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let stop = |seq: usize| format!(r#"{{"type":"STOP","seq":{seq},"at":"{TIME}"}}"#);
        let catch_up = |numbers: &[usize]| {
            let items: Vec<String> = numbers.iter().map(|seq| stop(*seq)).collect();
            format!(
                r#"{{"type":"CATCH_UP","sessionId":"pika_0123","items":[{}]}}"#,
                items.join(",")
            )
        };
        let most: Vec<usize> = (1..=MAX_CATCH_UP_ITEMS).collect();
        decode_client_frame(&catch_up(&most)).expect("as many as may be");
        for numbers in [&[most.as_slice(), &[51]].concat()[..], &[2, 1], &[3, 3], &[0, 1]] {
            invalid(&catch_up(numbers));
        }
        let likes = |count: usize| {
            let plays = vec![format!("\"{id}\""); count].join(",");
            format!(r#"{{"type":"SEND_BULK_LIKE","sessionId":"pika_0123","playIds":[{plays}]}}"#)
        };
        decode_client_frame(&likes(MAX_BULK_LIKES)).expect("as many as may be");
        invalid(&likes(MAX_BULK_LIKES + 1));
        let track = r#""track":{"title":"T","artist":"A"}"#;
        for rest in [
            format!(r#""BROADCAST_TRACK","playId":"{id}","playedAt":"{TIME}",{track}"#),
            r#""TRACK_STOPPED""#.to_owned(),
            r#""END_SESSION""#.to_owned(),
            format!(r#""METADATA_UPDATED","playId":"{id}",{track}"#),
            r#""START_POLL","question":"More?","options":["Yes","No"]"#.to_owned(),
            r#""END_POLL""#.to_owned(),
            r#""CANCEL_POLL""#.to_owned(),
            r#""SEND_ANNOUNCEMENT","message":"At ten.""#.to_owned(),
            r#""CANCEL_ANNOUNCEMENT""#.to_owned(),
        ] {
            let numbered =
                |seq: u64| format!(r#"{{"type":{rest},"sessionId":"pika_0123","seq":{seq}}}"#);
            let first = numbered(1);
            decode_client_frame(&first).expect(&first);
            invalid(&numbered(0));
        }
        for (kind, named) in [
            ("METADATA_UPDATED", String::new()),
            ("BROADCAST_TRACK", format!(r#""playId":"{id}","#)),
            ("BROADCAST_TRACK", format!(r#""playedAt":"{TIME}","#)),
        ] {
            invalid(&format!(
                r#"{{"type":"{kind}","sessionId":"pika_0123","seq":1,{named}{track}}}"#
            ));
        }
    }

    #[test]
    fn a_foreign_version_is_told_apart_from_nonsense() {
        let error = decode_client_frame(r#"{"type":"SUBSCRIBE","protocol":7,"messageId":"m9"}"#);
        assert_eq!(
            error,
            Err(DecodeError::UnsupportedVersion { asked: "7".into(), message_id: Text::new("m9") })
        );
        let error = decode_client_frame(r#"{"type":"PING","version":"9.9.9"}"#);
        assert!(matches!(error, Err(DecodeError::UnsupportedVersion { .. })));
    }

    #[test]
    fn a_frame_over_the_limit_is_not_even_parsed() {
        let text = format!(r#"{{"type":"PING","pad":"{}"}}"#, "x".repeat(MAX_CLIENT_MESSAGE_BYTES));
        assert_eq!(decode_client_frame(&text), Err(DecodeError::TooLarge));
    }
}
