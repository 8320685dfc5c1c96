//! Which cloud a session goes to, and with what proof: the one of the DJ's account, or the one inside
//! this program. A session stays with the cloud that it began on.

use std::sync::Arc;

use pika_domain::SessionId;
use pika_library::{Library, SessionRecord};
use pika_live::{CloudAddress, Secret, SessionCredentials};

use uuid::Uuid;

use super::{CloudChoice, Login, Stage};
use crate::account::SignedIn;
use crate::embedded::EmbeddedCloud;
use crate::error::BoothError;
use crate::outbox::LibraryOutbox;
use crate::view::Reach;

impl Stage {
    /// The cloud for a session that begins now; `None` for the embedded one.
    pub(super) fn cloud_for_a_new_session(&self) -> Result<Option<CloudAddress>, BoothError> {
        let login = self.logged_in();
        if let Some(SignedIn { refusal: Some(refusal), .. }) = login {
            return Err(BoothError::LoginNeeded(refusal.clone()));
        }
        Ok(match &self.choice {
            CloudChoice::Remote(address) => Some(address.clone()),
            CloudChoice::Embedded { .. } => login.map(|login| login.address.clone()),
        })
    }

    pub(super) fn account_name(&self) -> Option<&str> {
        self.logged_in()?.dj_name.as_deref()
    }

    fn logged_in(&self) -> Option<&SignedIn> {
        match &self.login {
            Login::Known(login) => login.as_ref(),
            Login::Unknown => None,
        }
    }

    /// Opens the session's link; facts that it owes are delivered from now on. A session of another
    /// cloud waits until it is known whether the DJ is logged in there.
    pub(super) async fn connect(&mut self, session: SessionRecord) {
        let (address, token) = match (&session.cloud, &self.embedded, &self.login) {
            (None, Some(cloud), _) => (cloud.address(), Some(Secret::new(cloud.secret()))),
            (None, None, _) | (Some(_), _, Login::Unknown) => return,
            (Some(origin), _, Login::Known(login)) => match CloudAddress::parse(origin) {
                Ok(address) => {
                    let token = token_for(login.as_ref(), &address);
                    (address, token)
                }
                Err(error) => {
                    tracing::error!(%error, "a session has no cloud that it could go to");
                    return;
                }
            },
        };
        let resume = match session.resume {
            Some(secret) => Some(secret),
            None => self.own_secret(&session.id).await,
        };
        let credentials = SessionCredentials {
            session_id: session.id.clone(),
            dj_name: session.dj_name,
            token,
            resume: resume.map(Secret::new),
            share_tempo: self.board.settings().share_tempo_votes,
            ended_with: session.ended_at.map(|_| session.last_seq),
        };
        let outbox = Arc::new(LibraryOutbox(self.library.clone()));
        let (link, mut events) = pika_live::run(credentials, address.clone(), self.timing, outbox);
        let (id, to_stage) = (session.id.clone(), self.live_events.clone());
        let remote = session.cloud.is_some().then_some(address);
        self.links.insert(session.id, super::SessionLink { link, remote });
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if to_stage.send((id.clone(), event)).await.is_err() {
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

    /// The account says who is logged in: links that run take the new proof, others begin.
    pub(super) async fn sign_in(&mut self, login: Option<SignedIn>) {
        for link in self.links.values() {
            if let Some(address) = &link.remote {
                link.link.set_token(token_for(login.as_ref(), address));
            }
        }
        let first = matches!(self.login, Login::Unknown);
        self.login = Login::Known(login);
        if first {
            self.connect_what_is_not().await;
        }
    }

    /// Opens the links that unfinished sessions lack.
    async fn connect_what_is_not(&mut self) {
        match self.with_library(Library::unfinished_sessions).await {
            Ok(sessions) => {
                for session in sessions {
                    if !self.links.contains_key(&session.id) {
                        self.connect(session).await;
                    }
                }
            }
            Err(error) => self.complain(&error),
        }
    }

    pub(super) async fn ensure_embedded_cloud(&mut self) -> Result<(), BoothError> {
        if self.embedded.is_none() {
            let port = match self.choice {
                CloudChoice::Embedded { port } => port,
                CloudChoice::Remote(_) => None,
            };
            let reach = self.board.snapshot().live.reach;
            let cloud = EmbeddedCloud::start(&self.data_dir, reach, port).await?;
            if let Some(notice) = cloud.notice() {
                self.board.notify(notice);
            }
            self.embedded = Some(cloud);
        }
        Ok(())
    }

    /// Opens the dancers' page to the network, or closes it again. The cloud starts anew on the same
    /// port; phones and the booth come back to it by themselves.
    pub(super) async fn set_reach(&mut self, reach: Reach) -> Result<(), BoothError> {
        self.board.update_live(|live| live.reach = reach);
        let Some(old) = self.embedded.take() else { return Ok(()) };
        let port = old.port();
        self.links.retain(|_, link| link.remote.is_some());
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
        self.embedded = cloud;
        match &result {
            Err(error) if self.embedded.is_none() => self.wait_for_the_cloud(error),
            _ => self.no_cloud = None,
        }
        self.connect_what_is_not().await;
        self.show_page();
        result
    }

    /// Sessions wait for the cloud inside this program, and it does not start.
    pub(super) fn wait_for_the_cloud(&mut self, error: &BoothError) {
        self.complain(error);
        self.no_cloud = Some(error.to_string());
    }

    pub(super) async fn start_the_cloud_again(&mut self) {
        match self.ensure_embedded_cloud().await {
            Ok(()) => {
                self.no_cloud = None;
                self.connect_what_is_not().await;
                self.show_page();
            }
            Err(error) => tracing::debug!(%error, "the cloud does not start yet"),
        }
    }

    /// Where the embedded cloud shows the session on air.
    fn show_page(&self) {
        if let (Some(session), Some(cloud)) = (&self.on_air, &self.embedded)
            && self.links.get(session).is_some_and(|link| link.remote.is_none())
        {
            let url = cloud.page_url(session);
            self.board.update_live(|live| live.set_join_url(Some(url)));
        }
    }
}

/// What the DJ recognises the session's cloud by; `None` for the embedded one.
pub(super) fn host_of(session: &SessionRecord) -> Option<String> {
    let address = CloudAddress::parse(session.cloud.as_deref()?).ok()?;
    Some(address.host())
}

/// The proof for a cloud: only the one that the DJ is logged in to is ever shown it.
fn token_for(login: Option<&SignedIn>, address: &CloudAddress) -> Option<Secret> {
    login
        .filter(|login| login.address.origin() == address.origin())
        .map(|login| login.digest.secret().clone())
}
