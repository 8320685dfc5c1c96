//! Likes that come after a session's end: a phone may have been without a network until then. The
//! clouds take them for a day, and are asked for the totals as everybody may ask: by the recap.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pika_domain::{PlayId, SessionId};
use pika_live::{CloudAddress, LiveEvent};
use serde::Deserialize;

use super::Stage;
use crate::http;

/// How long clouds take likes of a session that is over.
const TAKEN_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How often the clouds are asked.
pub(super) const ASK_EVERY: Duration = Duration::from_mins(10);

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
struct Recap {
    tracks: Vec<Track>,
}

#[derive(Deserialize)]
struct Track {
    id: PlayId,
    likes: u32,
}

impl Stage {
    /// Asks for the likes of the sessions that ended within the last day; the answers come as live
    /// events, beside all that goes on.
    pub(super) async fn ask_for_late_likes(&self) {
        let since = Timestamp::now() - TAKEN_FOR;
        let ended = self.with_library(move |library| library.sessions_ended_since(since)).await;
        let sessions = match ended {
            Ok(sessions) => sessions,
            Err(error) => return self.complain(&error),
        };
        let asked: Vec<(SessionId, CloudAddress)> = sessions
            .into_iter()
            .filter_map(|session| {
                let address = match (&session.cloud, &self.embedded) {
                    (Some(origin), _) => CloudAddress::parse(origin).ok()?,
                    (None, Some(cloud)) => cloud.address(),
                    (None, None) => return None,
                };
                Some((session.id, address))
            })
            .collect();
        let to_stage = self.live_events.clone();
        tokio::spawn(async move {
            for (session, address) in asked {
                let Some(recap) = recap(&session, &address).await else { continue };
                for Track { id: play_id, likes } in recap.tracks {
                    let event = LiveEvent::Likes { play_id, likes };
                    if to_stage.send((session.clone(), event)).await.is_err() {
                        return;
                    }
                }
            }
        });
    }
}

/// `None` where the cloud cannot be reached or does not have the session any more.
async fn recap(session: &SessionId, address: &CloudAddress) -> Option<Recap> {
    let url = format!("{}/api/session/{}/recap", address.origin(), session.as_str());
    let answer = http::client(address, PATIENCE)
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status);
    match answer {
        Ok(answer) => answer.json().await.ok(),
        Err(error) => {
            tracing::debug!(error = %error.without_url(), "the likes of a past session are not known");
            None
        }
    }
}
