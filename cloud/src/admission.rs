//! Who may open a session, and who may take one back.
//!
//! A session belongs to whoever opened it. It is taken back with the resume secret that its booth
//! was given, or by proving to be the same DJ. Names and ids are public and prove nothing.

use std::sync::Arc;

use jiff::Timestamp;
use pika_domain::SessionId;
use tokio::sync::{Mutex, oneshot};
use uuid::Uuid;

use crate::{
    config::DjAccess,
    peer::Peer,
    refusal::Refusal,
    secret::{Digest, fresh_secret},
    session::{Command, Done, Owner, State},
    sessions::Sessions,
    store::{SessionRecord, Store, StoreError},
};

/// The name of a DJ who gives none.
const NAMELESS: &str = "DJ";

/// What a booth says of itself.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) session_id: Option<SessionId>,
    pub(crate) dj_name: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) resume: Option<String>,
}

/// Why a booth was not let in.
#[derive(Debug)]
pub(crate) enum NotAdmitted {
    Refused(Refusal),
    /// There is no room for another session on this server.
    Full,
}

#[derive(Debug)]
pub(crate) struct Admission {
    sessions: Arc<Sessions>,
    store: Store,
    djs: DjAccess,
    /// Where dancers reach this server, without a slash at its end.
    public_url: String,
    most_sessions: usize,
    /// Held while a session is opened, so that one id is never opened twice.
    opening: Mutex<()>,
}

impl Admission {
    pub(crate) fn new(
        sessions: Arc<Sessions>,
        store: Store,
        djs: DjAccess,
        public_url: &str,
        most_sessions: usize,
    ) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self { sessions, store, djs, public_url, most_sessions, opening: Mutex::new(()) }
    }

    /// Makes `peer` the booth of the session that it asks for.
    pub(crate) async fn register(
        &self,
        peer: &Peer,
        registration: Registration,
    ) -> Result<(SessionId, Done), NotAdmitted> {
        let authenticated = self.authenticate(registration.token.as_deref())?;
        let id =
            registration.session_id.clone().unwrap_or_else(|| SessionId::from_uuid(Uuid::new_v4()));
        let _opening = self.opening.lock().await;
        let done = match self.store.find(&id).await? {
            Some(record) => self.take_back(peer, registration, record).await?,
            None => self.open(peer, registration, id.clone(), authenticated).await?,
        };
        Ok((id, done))
    }

    /// Whether the DJ has proved who it is; an error where it may not play here.
    fn authenticate(&self, token: Option<&str>) -> Result<bool, Refusal> {
        let token = token.filter(|token| !token.is_empty());
        match (&self.djs, token) {
            (DjAccess::Anonymous, None) => Ok(false),
            (DjAccess::Only { secret }, Some(token)) if Digest::of(secret) == Digest::of(token) => {
                Ok(true)
            }
            (DjAccess::Only { .. }, _) => {
                Err(Refusal::unauthorized("Only the DJ of this laptop can go live here."))
            }
            (DjAccess::RegisteredOnly, None) => {
                Err(Refusal::unauthorized("Only registered DJs can go live here."))
            }
            (DjAccess::RegisteredOnly | DjAccess::Anonymous, Some(_)) => {
                Err(Refusal::unauthorized("This token is not valid here."))
            }
        }
    }

    async fn open(
        &self,
        peer: &Peer,
        registration: Registration,
        id: SessionId,
        authenticated: bool,
    ) -> Result<Done, NotAdmitted> {
        self.check_room()?;
        let resume = fresh_secret();
        let now = Timestamp::now();
        let record = SessionRecord {
            id,
            dj_name: registration.dj_name.unwrap_or_else(|| NAMELESS.to_owned()),
            authenticated,
            resume: Digest::of(&resume),
            started_at: now,
            active_at: now,
            ended: None,
        };
        self.store.open_session(&record).await?;
        let owner = self.owner(peer, &record, resume);
        self.start(State::new(record), owner).await
    }

    async fn take_back(
        &self,
        peer: &Peer,
        registration: Registration,
        mut record: SessionRecord,
    ) -> Result<Done, NotAdmitted> {
        let known = registration.resume.filter(|secret| Digest::of(secret) == record.resume);
        if known.is_none() && !matches!(self.djs, DjAccess::Only { .. }) {
            return Err(Refusal::not_owner().into());
        }
        let name = registration.dj_name.unwrap_or_else(|| record.dj_name.clone());
        // The same DJ without the secret, for example on a laptop that was set up anew, gets another.
        let resume = known.unwrap_or_else(fresh_secret);
        if name != record.dj_name || Digest::of(&resume) != record.resume {
            record.dj_name = name;
            record.resume = Digest::of(&resume);
            self.store.update_owner(&record.id, &record.dj_name, record.resume).await?;
        }
        let owner = self.owner(peer, &record, resume);
        if let Some(handle) = self.sessions.find(&record.id) {
            let owner = Box::new(owner.clone());
            if let Some(done) = handle.ask(|answer| Command::Own { owner, answer }).await {
                return Ok(done?);
            }
            // Its task went away in this moment: it is started again.
        }
        self.check_room()?;
        let saved = self.store.load(&record.id).await?.ok_or_else(Refusal::unknown_session)?;
        self.start(State::restored(saved), owner).await
    }

    async fn start(&self, state: State, owner: Owner) -> Result<Done, NotAdmitted> {
        let (answer, answered) = oneshot::channel();
        self.sessions.open(state, Command::Own { owner: Box::new(owner), answer });
        Ok(answered.await.map_err(|_| Refusal::server_busy())??)
    }

    fn owner(&self, peer: &Peer, record: &SessionRecord, resume: String) -> Owner {
        Owner {
            peer: peer.clone(),
            dj_name: record.dj_name.clone(),
            resume,
            join_url: format!("{}/live/{}", self.public_url, record.id),
        }
    }

    fn check_room(&self) -> Result<(), NotAdmitted> {
        if self.sessions.count() < self.most_sessions { Ok(()) } else { Err(NotAdmitted::Full) }
    }
}

impl From<Refusal> for NotAdmitted {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for NotAdmitted {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a session could not be opened");
        Self::Refused(Refusal::server_busy())
    }
}
