//! Who may open a session, and who may take one back.
//!
//! A session belongs to whoever opened it. It is taken back with the resume secret that its booth
//! was given, or by proving to be the same DJ; one of a DJ with an account only by that DJ. Names
//! and ids are public and prove nothing.

use std::{borrow::Cow, sync::Arc};

use jiff::Timestamp;
use pika_domain::SessionId;
use tokio::sync::{Mutex, oneshot};
use uuid::Uuid;

use crate::{
    accounts::{AccountError, Accounts, BadToken, Dj, slug_of},
    clock,
    config::DjAccess,
    peer::Peer,
    refusal::Refusal,
    relay::{Bulletin, News},
    secret::{Digest, fresh_secret},
    session::{Command, Done, Owner, Role, SessionHandle, State, TAKEN_AFTER_END},
    sessions::Sessions,
    store::{AccountId, End, Ownership, SessionRecord, Store, StoreError, TokenId},
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

/// As whom a booth is let in.
#[derive(Debug)]
struct Credentials {
    /// What the DJ is called; none where that cannot be known from the credentials.
    name: Option<String>,
    authenticated: bool,
    account: Option<AccountId>,
    token: Option<TokenId>,
}

#[derive(Debug)]
pub(crate) struct Admission {
    sessions: Arc<Sessions>,
    store: Store,
    accounts: Arc<Accounts>,
    djs: DjAccess,
    /// Where dancers reach this server, without a slash at its end.
    public_url: String,
    most_sessions: usize,
    /// Held while a booth is let in, so that one id is never opened twice, and so that a token is
    /// never revoked between its check and the moment in which its session is known to hold it.
    opening: Mutex<()>,
}

impl Admission {
    pub(crate) fn new(
        sessions: Arc<Sessions>,
        store: Store,
        accounts: Arc<Accounts>,
        djs: DjAccess,
        public_url: &str,
        most_sessions: usize,
    ) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self { sessions, store, accounts, djs, public_url, most_sessions, opening: Mutex::new(()) }
    }

    /// Makes `peer` the booth of the session that it asks for.
    pub(crate) async fn register(
        &self,
        peer: &Peer,
        registration: Registration,
    ) -> Result<(SessionId, Done), NotAdmitted> {
        let id =
            registration.session_id.clone().unwrap_or_else(|| SessionId::from_uuid(Uuid::new_v4()));
        let _opening = self.opening.lock().await;
        let credentials = self.authenticate(&registration).await?;
        let done = match self.store.find(&id).await? {
            Some(record) => self.take_back(peer, registration, credentials, record).await?,
            None => self.open(peer, registration, credentials, id.clone()).await?,
        };
        Ok((id, done))
    }

    /// Takes their sessions from the sockets that were let in with these tokens.
    pub(crate) async fn revoke(&self, tokens: &[TokenId]) {
        if !tokens.is_empty() {
            let _opening = self.opening.lock().await;
            self.sessions.revoke(tokens).await;
            self.sessions.relay().tell(&Bulletin::Revoked(Cow::Borrowed(tokens)));
        }
    }

    /// Deletes a DJ, and all that belongs to the account. Sessions that are live end.
    pub(crate) async fn delete_account(&self, dj: &Dj) -> Result<(), StoreError> {
        let _opening = self.opening.lock().await;
        for session in self.store.delete_account(dj.account.id).await? {
            self.forget(&session).await;
        }
        Ok(())
    }

    async fn forget(&self, session: &SessionId) {
        if let Some(handle) = self.sessions.find(session) {
            handle.tell(Command::Forget).await;
        }
        let session = Cow::Borrowed(session);
        self.sessions.relay().tell(&Bulletin::Session { session, news: News::Forgotten });
    }

    /// Starts the task of a live session that another node owns, unless it runs here already.
    pub(crate) async fn follow(
        &self,
        id: &SessionId,
        ownership: Ownership,
    ) -> Result<(), StoreError> {
        let _opening = self.opening.lock().await;
        if self.sessions.find(id).is_none()
            && let Some(saved) = self.store.load(id).await?
            && saved.record.ended.is_none()
        {
            self.sessions.wake(State::restored(saved), Role::following(ownership));
        }
        Ok(())
    }

    /// Starts the task of a session that ended not long ago, for likes that are late.
    pub(crate) async fn wake(&self, id: &SessionId) -> Result<SessionHandle, Refusal> {
        let _opening = self.opening.lock().await;
        if let Some(handle) = self.sessions.find(id) {
            return Ok(handle);
        }
        let record = self.store.find(id).await?.ok_or_else(Refusal::unknown_session)?;
        if record.ended.is_none() {
            // Another node has it, and this one has not heard yet.
            return Err(Refusal::server_busy());
        }
        let lately = |end: End| clock::since(end.at) <= TAKEN_AFTER_END;
        if !record.ended.is_some_and(lately) {
            return Err(Refusal::unknown_session());
        }
        let (state, role) = self.sessions.take(id).await?.ok_or_else(Refusal::unknown_session)?;
        Ok(self.sessions.wake(state, role))
    }

    /// Deletes a session, and all that happened in it. One that is live ends.
    pub(crate) async fn delete_session(&self, session: &SessionId) -> Result<(), StoreError> {
        let _opening = self.opening.lock().await;
        self.store.delete_session(session).await?;
        self.forget(session).await;
        Ok(())
    }

    /// Who the DJ is; an error where it may not play here.
    async fn authenticate(&self, registration: &Registration) -> Result<Credentials, NotAdmitted> {
        let token = registration.token.as_deref().filter(|token| !token.is_empty());
        match (&self.djs, token) {
            (DjAccess::Anonymous, None) => self.anonymous(registration).await,
            (DjAccess::Only { secret }, Some(token)) if Digest::of(secret) == Digest::of(token) => {
                Ok(Credentials { name: None, authenticated: true, account: None, token: None })
            }
            (DjAccess::Only { .. }, _) => {
                Err(Refusal::unauthorized("Only the DJ of this laptop can go live here.").into())
            }
            (DjAccess::RegisteredOnly, None) => {
                Err(Refusal::unauthorized("Only registered DJs can go live here.").into())
            }
            (DjAccess::RegisteredOnly | DjAccess::Anonymous, Some(token)) => {
                let dj = self.accounts.authenticate(token).await?;
                Ok(Credentials {
                    name: Some(dj.account.display_name),
                    authenticated: true,
                    account: Some(dj.account.id),
                    token: Some(dj.token),
                })
            }
        }
    }

    /// A DJ without an account may call itself anything but a name that looks like that of one with.
    async fn anonymous(&self, registration: &Registration) -> Result<Credentials, NotAdmitted> {
        if let Some(name) = &registration.dj_name
            && self.store.is_slug_taken(&slug_of(name)).await?
        {
            let sentence = "This name belongs to a registered DJ; log in, or choose another.";
            return Err(Refusal::conflict(sentence).into());
        }
        Ok(Credentials { name: None, authenticated: false, account: None, token: None })
    }

    async fn open(
        &self,
        peer: &Peer,
        registration: Registration,
        credentials: Credentials,
        id: SessionId,
    ) -> Result<Done, NotAdmitted> {
        self.check_room()?;
        // A booth that brings its own secret can come back even if our answer never reaches it.
        let resume = registration.resume.unwrap_or_else(fresh_secret);
        let now = Timestamp::now();
        let name = credentials.name.or(registration.dj_name);
        let record = SessionRecord {
            id,
            dj_name: name.unwrap_or_else(|| NAMELESS.to_owned()),
            authenticated: credentials.authenticated,
            account: credentials.account,
            resume: Digest::of(&resume),
            started_at: now,
            active_at: now,
            ended: None,
        };
        let role = Role::Owner(self.store.open_session(&record, self.sessions.node()).await?);
        let owner = self.owner(peer, &record, credentials.token, resume);
        self.start(State::new(record), role, owner).await
    }

    async fn take_back(
        &self,
        peer: &Peer,
        registration: Registration,
        credentials: Credentials,
        mut record: SessionRecord,
    ) -> Result<Done, NotAdmitted> {
        let known = registration.resume.filter(|secret| Digest::of(secret) == record.resume);
        let may = match record.account {
            Some(account) => credentials.account == Some(account),
            None => known.is_some() || matches!(self.djs, DjAccess::Only { .. }),
        };
        if !may {
            return Err(Refusal::not_owner().into());
        }
        // The same DJ without the secret, for example on a laptop that was set up anew, gets another.
        let resume = known.unwrap_or_else(fresh_secret);
        let name = credentials.name.or(registration.dj_name);
        let taken = SessionRecord {
            dj_name: name.unwrap_or_else(|| record.dj_name.clone()),
            // A DJ who logs in during a session makes it the account's.
            authenticated: credentials.authenticated,
            account: credentials.account,
            resume: Digest::of(&resume),
            ..record.clone()
        };
        if taken != record {
            self.store.update_owner(&taken).await?;
            record = taken;
        }
        let owner = self.owner(peer, &record, credentials.token, resume);
        if let Some(handle) = self.sessions.find(&record.id) {
            let owner = Box::new(owner.clone());
            if let Some(done) = handle.ask(|answer| Command::Own { owner, answer }).await {
                return Ok(done?);
            }
            // Its task went away in this moment: it is started again.
        }
        self.check_room()?;
        let taken = self.sessions.take(&record.id).await?;
        let (state, role) = taken.ok_or_else(Refusal::unknown_session)?;
        self.start(state, role, owner).await
    }

    async fn start(&self, state: State, role: Role, owner: Owner) -> Result<Done, NotAdmitted> {
        let (answer, answered) = oneshot::channel();
        self.sessions.open(state, role, Command::Own { owner: Box::new(owner), answer });
        Ok(answered.await.map_err(|_| Refusal::server_busy())??)
    }

    fn owner(
        &self,
        peer: &Peer,
        record: &SessionRecord,
        token: Option<TokenId>,
        resume: String,
    ) -> Owner {
        Owner {
            peer: peer.clone(),
            dj_name: record.dj_name.clone(),
            authenticated: record.authenticated,
            token,
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
        Self::Refused(error.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::NoAccount) {
            return Self::unauthorized(BadToken::Unknown.sentence());
        }
        tracing::error!(%error, "a session could not be opened");
        Self::server_busy()
    }
}

impl From<AccountError> for NotAdmitted {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::BadToken(bad) => Refusal::unauthorized(bad.sentence()).into(),
            AccountError::Store(error) => error.into(),
            _ => Refusal::server_busy().into(),
        }
    }
}
