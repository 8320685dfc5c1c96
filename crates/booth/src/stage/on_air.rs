//! Going live, staying live, ending: sessions, their links and the embedded cloud.

use jiff::{SignedDuration, Timestamp};
use pika_domain::{PlayId, SessionId};
use pika_library::{Library, LibraryError, NewSession, SessionRecord};
use pika_live::{LinkState, LinkStatus, LiveEvent, SessionCredentials};
use pika_protocol::Text;
use std::sync::Arc;
use uuid::Uuid;

use super::{CloudChoice, Stage};
use crate::embedded::EmbeddedCloud;
use crate::error::BoothError;
use crate::outbox::LibraryOutbox;
use crate::qr::qr_picture;
use crate::view::{LiveState, LiveStatus, NowPlaying, Reach};

/// A track of unknown length that started longer ago is not announced as playing.
const STILL_PLAYING: SignedDuration = SignedDuration::from_mins(10);

/// A session that was interrupted longer ago is ended rather than continued.
const CONTINUE_WITHIN: SignedDuration = SignedDuration::from_hours(4);

impl Stage {
    pub(super) async fn go_live(&mut self, dj_name: &str) -> Result<(), BoothError> {
        if self.on_air.is_some() {
            return Err(BoothError::AlreadyLive);
        }
        let name = checked_name(dj_name).ok_or(BoothError::NameNeeded)?;
        self.ensure_cloud().await?;
        let id = SessionId::from_uuid(Uuid::new_v4());
        let session = NewSession {
            id: id.clone(),
            dj_name: name.clone(),
            started_at: Timestamp::now(),
            first_play: self.playing_still(),
        };
        self.with_library(move |library| library.start_session(&session)).await?;
        self.take_the_air(&id, &name, Timestamp::now(), None).await;
        Ok(())
    }

    pub(super) async fn end_session(&mut self) -> Result<(), BoothError> {
        let session = self.on_air.clone().ok_or(BoothError::NotLive)?;
        let ended = session.clone();
        self.with_library(move |library| library.end_session(&ended, Timestamp::now())).await?;
        self.facts_added().await;
        self.on_air = None;
        self.board.update_live(|live| live.state = LiveState::Ending);
        self.refresh_plays().await;
        Ok(())
    }

    /// Sessions that an earlier run left behind: the newest is continued if it was interrupted just
    /// now, others are ended; what the cloud is owed is delivered.
    pub(super) async fn take_up_unfinished_sessions(&mut self) {
        let sessions = match self.with_library(Library::unfinished_sessions).await {
            Ok(sessions) => sessions,
            Err(error) => return self.complain(&error),
        };
        if sessions.is_empty() {
            return;
        }
        if let Err(error) = self.ensure_cloud().await {
            return self.complain(&error);
        }
        let newest = sessions.last().map(|session| session.id.clone());
        for session in sessions {
            let continues =
                Some(&session.id) == newest.as_ref() && self.was_interrupted(&session).await;
            if continues {
                let SessionRecord { id, dj_name, started_at, resume, .. } = session;
                self.take_the_air(&id, &dj_name, started_at, resume).await;
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
            self.connect(&session.id, &session.dj_name, session.resume).await;
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

    async fn take_the_air(
        &mut self,
        session: &SessionId,
        dj_name: &str,
        started_at: Timestamp,
        resume: Option<String>,
    ) {
        self.on_air = Some(session.clone());
        let join_url = self.cloud.as_ref().map(|cloud| cloud.page_url(session));
        self.board.update_live(|live| {
            *live = LiveStatus {
                state: LiveState::Starting,
                session_id: Some(session.clone()),
                dj_name: dj_name.to_owned(),
                started_at: Some(started_at),
                reach: live.reach,
                ..LiveStatus::default()
            };
            set_join_url(live, join_url);
        });
        self.connect(session, dj_name, resume).await;
        self.refresh_plays().await;
        self.refresh_backlog().await;
    }

    /// Opens the session's link; facts that it owes are delivered from now on.
    async fn connect(&mut self, session: &SessionId, dj_name: &str, resume: Option<String>) {
        let resume = match resume {
            Some(secret) => Some(secret),
            None => self.own_secret(session).await,
        };
        let (address, token) = match (&self.choice, &self.cloud) {
            (CloudChoice::Remote(address), _) => (address.clone(), None),
            (CloudChoice::Embedded { .. }, Some(cloud)) => {
                (cloud.address(), Some(cloud.secret().to_owned()))
            }
            (CloudChoice::Embedded { .. }, None) => return,
        };
        let credentials = SessionCredentials {
            session_id: session.clone(),
            dj_name: dj_name.to_owned(),
            token,
            resume,
        };
        let outbox = Arc::new(LibraryOutbox(self.library.clone()));
        let (link, mut events) = pika_live::run(credentials, address, self.timing, outbox);
        let (session, to_stage) = (session.clone(), self.live_events.clone());
        self.links.insert(session.clone(), link);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if to_stage.send((session.clone(), event)).await.is_err() {
                    return;
                }
            }
        });
    }

    /// A secret of our own that takes the session back, kept before the cloud hears of it: one that
    /// the cloud makes could be lost on its way to us, and the session with it.
    async fn own_secret(&self, session: &SessionId) -> Option<String> {
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let (id, kept) = (session.clone(), secret.clone());
        match self.with_library(move |library| library.set_session_resume(&id, &kept)).await {
            Ok(()) => Some(secret),
            Err(error) => {
                self.complain(&error);
                None
            }
        }
    }

    async fn ensure_cloud(&mut self) -> Result<(), BoothError> {
        if let CloudChoice::Embedded { port } = self.choice
            && self.cloud.is_none()
        {
            let reach = self.board.snapshot().live.reach;
            let cloud = EmbeddedCloud::start(&self.data_dir, reach, port).await?;
            if let Some(notice) = cloud.notice() {
                self.board.notify(notice);
            }
            self.cloud = Some(cloud);
        }
        Ok(())
    }

    /// Opens the dancers' page to the network, or closes it again. The cloud starts anew on the same
    /// port; phones and the booth come back to it by themselves.
    pub(super) async fn set_reach(&mut self, reach: Reach) -> Result<(), BoothError> {
        self.board.update_live(|live| live.reach = reach);
        let Some(old) = self.cloud.take() else { return Ok(()) };
        let port = old.port();
        self.links.clear();
        old.stop().await;
        let started = EmbeddedCloud::start(&self.data_dir, reach, Some(port)).await;
        let (cloud, result) = match started {
            Ok(cloud) => (Some(cloud), Ok(())),
            Err(error) => {
                // The night goes on where it was.
                self.board.update_live(|live| live.reach = Reach::ThisComputer);
                let cloud =
                    EmbeddedCloud::start(&self.data_dir, Reach::ThisComputer, Some(port)).await;
                (cloud.ok(), Err(error))
            }
        };
        self.cloud = cloud;
        let unfinished = self.with_library(Library::unfinished_sessions).await?;
        for session in unfinished {
            self.connect(&session.id, &session.dj_name, session.resume).await;
        }
        if let (Some(session), Some(cloud)) = (&self.on_air, &self.cloud) {
            let url = cloud.page_url(session);
            self.board.update_live(|live| set_join_url(live, Some(url)));
        }
        result
    }

    /// The outbox of the session on air has grown.
    pub(super) async fn facts_added(&mut self) {
        if let Some(link) = self.on_air.as_ref().and_then(|session| self.links.get(session)) {
            link.facts_added();
        }
        self.refresh_backlog().await;
    }

    async fn refresh_backlog(&self) {
        let Some(session) = self.board.snapshot().live.session_id else { return };
        if let Ok(backlog) = self.with_library(move |library| library.backlog(&session)).await {
            self.board.update_live(|live| live.waiting = backlog.waiting);
        }
    }

    pub(super) async fn live_event(&mut self, session: SessionId, event: LiveEvent) {
        let shown = self.board.snapshot().live.session_id.as_ref() == Some(&session);
        match event {
            LiveEvent::Status(status) => {
                if status.state == LinkState::Finished {
                    self.links.remove(&session);
                }
                if shown {
                    self.show_link(&status);
                }
            }
            LiveEvent::Acknowledged => self.refresh_backlog().await,
            LiveEvent::Dancers(count) if shown => {
                self.board.update_live(|live| live.dancers = count);
            }
            LiveEvent::Dancers(_) => {}
            LiveEvent::Likes { play_id, likes } => {
                self.uncounted.insert(play_id, likes);
                self.count_waiting_likes().await;
            }
        }
    }

    fn show_link(&self, status: &LinkStatus) {
        let on_air = self.on_air.is_some();
        let remote_url = match self.choice {
            CloudChoice::Remote(_) => status.join_url.clone(),
            CloudChoice::Embedded { .. } => None,
        };
        self.board.update_live(|live| {
            if status.state == LinkState::Finished {
                *live = LiveStatus {
                    dj_name: live.dj_name.clone(),
                    reach: live.reach,
                    ..LiveStatus::default()
                };
                return;
            }
            live.state = match status.state {
                _ if !on_air => LiveState::Ending,
                LinkState::Online => LiveState::Live,
                _ if live.state == LiveState::Starting => LiveState::Starting,
                _ => LiveState::Reconnecting,
            };
            live.round_trip_ms = status.round_trip.map(|time| time.as_millis() as u32);
            live.problem.clone_from(&status.problem);
            if remote_url.is_some() {
                set_join_url(live, remote_url);
            }
        });
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

fn set_join_url(live: &mut LiveStatus, url: Option<String>) {
    live.qr = url.as_deref().and_then(qr_picture);
    live.join_url = url;
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
