//! Going live, ending, and taking up what an earlier run left behind.

use jiff::{SignedDuration, Timestamp};
use pika_domain::{PlayId, SessionId};
use pika_library::{Library, LibraryError, NewSession, SessionRecord};
use pika_protocol::Text;
use uuid::Uuid;

use super::Stage;
use super::clouds::host_of;
use crate::error::BoothError;
use crate::view::{LiveState, LiveStatus, NowPlaying};

/// A track of unknown length that started longer ago is not announced as playing.
const STILL_PLAYING: SignedDuration = SignedDuration::from_mins(10);

/// A session that was interrupted longer ago is ended rather than continued.
const CONTINUE_WITHIN: SignedDuration = SignedDuration::from_hours(4);

impl Stage {
    pub(super) async fn go_live(&mut self, dj_name: &str) -> Result<(), BoothError> {
        if self.on_air.is_some() {
            return Err(BoothError::AlreadyLive);
        }
        let cloud = self.cloud_for_a_new_session()?;
        // The account's name is what the cloud shows, whatever was asked for.
        let name = cloud.as_ref().and_then(|_| self.account_name());
        let name = checked_name(name.unwrap_or(dj_name)).ok_or(BoothError::NameNeeded)?;
        if cloud.is_none() {
            self.ensure_embedded_cloud().await?;
        }
        let started_at = Timestamp::now();
        let session = NewSession {
            id: SessionId::from_uuid(Uuid::new_v4()),
            dj_name: name,
            started_at,
            cloud: cloud.map(|address| address.origin()),
            first_play: self.playing_still(),
        };
        let record = SessionRecord {
            id: session.id.clone(),
            dj_name: session.dj_name.clone(),
            started_at,
            ended_at: None,
            cloud: session.cloud.clone(),
            resume: None,
            acknowledged_seq: 0,
            last_seq: 0,
        };
        self.with_library(move |library| library.start_session(&session)).await?;
        self.take_the_air(record).await;
        Ok(())
    }

    pub(super) async fn end_session(&mut self) -> Result<(), BoothError> {
        let session = self.on_air.clone().ok_or(BoothError::NotLive)?;
        let ended = session.clone();
        self.with_library(move |library| library.end_session(&ended, Timestamp::now())).await?;
        self.facts_added().await;
        self.on_air = None;
        self.board.update_live(|live| {
            live.state = LiveState::Ending;
            live.poll = None;
            live.announcement = None;
        });
        self.refresh_plays().await;
        Ok(())
    }

    /// Sessions that an earlier run left behind: the newest is continued if it was interrupted just
    /// now, others are ended; what their clouds are owed is delivered.
    pub(super) async fn take_up_unfinished_sessions(&mut self) {
        let sessions = match self.with_library(Library::unfinished_sessions).await {
            Ok(sessions) => sessions,
            Err(error) => return self.complain(&error),
        };
        if sessions.iter().any(|session| session.cloud.is_none())
            && let Err(error) = self.ensure_embedded_cloud().await
        {
            self.wait_for_the_cloud(&error);
        }
        let newest = sessions.last().map(|session| session.id.clone());
        for session in sessions {
            if Some(&session.id) == newest.as_ref() && self.was_interrupted(&session).await {
                self.take_the_air(session).await;
                continue;
            }
            if session.ended_at.is_none() {
                let id = session.id.clone();
                let ended =
                    self.with_library(move |library| library.end_session(&id, Timestamp::now()));
                if let Err(error) = ended.await {
                    self.complain(&error);
                }
            }
            self.board.update_live(|live| {
                live.state = LiveState::Ending;
                live.session_id = Some(session.id.clone());
            });
            self.connect(session).await;
            self.refresh_backlog().await;
        }
    }

    /// Whether the session was not ended and something happened in it within the last hours.
    async fn was_interrupted(&self, session: &SessionRecord) -> bool {
        let session = session.clone();
        self.with_library(move |library| interrupted_at(library, &session))
            .await
            .is_ok_and(|at| at.is_some())
    }

    async fn take_the_air(&mut self, session: SessionRecord) {
        self.cancelled_poll = 0;
        self.cloud_poll = None;
        self.on_air = Some(session.id.clone());
        let join_url = match (&session.cloud, &self.embedded) {
            (None, Some(cloud)) => Some(cloud.page_url(&session.id)),
            _ => None,
        };
        let cloud = host_of(&session);
        let problem = self.no_cloud.clone().filter(|_| session.cloud.is_none());
        self.board.update_live(|live| {
            *live = LiveStatus {
                state: LiveState::Starting,
                session_id: Some(session.id.clone()),
                dj_name: session.dj_name.clone(),
                started_at: Some(session.started_at),
                reach: live.reach,
                cloud,
                problem,
                ..LiveStatus::default()
            };
            live.set_join_url(join_url);
        });
        self.show_what_waits(&session.id).await;
        self.connect(session).await;
        self.refresh_plays().await;
        self.refresh_backlog().await;
    }

    /// The play that the room still hears, so that a session that begins now begins with it.
    fn playing_still(&self) -> Option<PlayId> {
        let NowPlaying { play_id, started_at, duration_s, .. } =
            self.board.snapshot().now_playing?;
        let length = duration_s
            .and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok())
            .unwrap_or(STILL_PLAYING);
        (Timestamp::now().duration_since(started_at) < length).then_some(play_id)
    }
}

/// The last sign of a session that broke off and is to be continued.
fn interrupted_at(
    library: &Library,
    session: &SessionRecord,
) -> Result<Option<Timestamp>, LibraryError> {
    let plays = library.plays_of(&session.id)?;
    let last_sign = plays.first().map_or(session.started_at, |play| play.started_at);
    let is_recent = Timestamp::now().duration_since(last_sign) < CONTINUE_WITHIN;
    Ok((session.ended_at.is_none() && is_recent).then_some(last_sign))
}

/// From when on the DJ programs' histories count: from now on or, for a session that is to be
/// continued, from the last play that an earlier run recorded.
pub(crate) fn histories_count_since(library: &Library) -> Result<Timestamp, LibraryError> {
    let interrupted = match library.unfinished_sessions()?.last() {
        Some(session) => interrupted_at(library, session)?,
        None => None,
    };
    let now = Timestamp::now();
    Ok(match interrupted {
        // A clock that was set back since then does not tell how long ago it was.
        Some(last_sign) if last_sign > now => now - STILL_PLAYING,
        Some(last_sign) => last_sign,
        None => now,
    })
}

/// The name as the wire and the page can carry it.
fn checked_name(name: &str) -> Option<String> {
    let name = Text::<1, 100>::new(name)?.into_string();
    let plain = !name.chars().any(|c| c.is_control() || c == '<' || c == '>');
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_an_apostrophe_but_no_markup() {
        assert_eq!(checked_name("  D'Arcy Čermák "), Some("D'Arcy Čermák".into()));
        for bad in ["", "   ", "<b>Mara</b>", "Ma\u{7}ra", &"x".repeat(101)] {
            assert_eq!(checked_name(bad), None, "{bad:?}");
        }
    }
}
