//! The DJ's account at the configured cloud: log in, check, another token, log out.
//!
//! One task owns the digest. It tells the stage which cloud sessions may go to and with what proof, and
//! the window how things stand; neither window nor library ever see the digest. No answer from the
//! cloud is no news: the DJ stays logged in.

mod cloud_door;
mod digest;
mod keychain;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use pika_live::CloudAddress;
use tokio::sync::mpsc;

pub use digest::TokenDigest;
pub use keychain::{Keychain, NoKeychain, SystemKeychain, WithoutKeychain};

use crate::board::Board;
use crate::error::BoothError;
use crate::fault::Reply;
use crate::stage::StageCommand;
use crate::view::{AccountState, AccountStatus, DigestPlace, Settings};
use cloud_door::{CloudDoor, CloudRefusal, Dj};

/// How often the cloud is asked whether the token still holds.
const CHECK_EVERY: Duration = Duration::from_hours(1);
/// After an answer that did not come.
const CHECK_AGAIN: Duration = Duration::from_mins(1);

/// Bounds of a token as it may be pasted, in characters.
const TOKEN_LENGTH: std::ops::RangeInclusive<usize> = 10..=2_000;

pub(crate) enum AccountCommand {
    /// Another cloud was configured, or none.
    SetCloud {
        address: Option<CloudAddress>,
        reply: Reply,
    },
    PasteToken {
        token: String,
        reply: Reply,
    },
    LogIn {
        email: String,
        password: String,
        reply: Reply,
    },
    Regenerate {
        /// Whether the DJ's other devices lose their tokens as well.
        all: bool,
        reply: Reply,
    },
    LogOut {
        reply: Reply,
    },
    /// Asks the cloud now. Never fails: what was found out is in the status.
    Check {
        reply: Option<Reply>,
    },
}

/// The cloud that the DJ is logged in to, as the stage needs it.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) address: CloudAddress,
    pub(crate) digest: TokenDigest,
    /// The account's name, once the cloud has said it.
    pub(crate) dj_name: Option<String>,
    /// Why the cloud does not take the token any more.
    pub(crate) refusal: Option<String>,
}

/// Logs in at `address` without a booth: checks `token` there and keeps its digest in the keychain.
///
/// # Errors
/// What is no token, what the cloud refuses, and, since nothing would be left of it, a login for which
/// there is no keychain. A cloud that cannot be asked is none: the status says so.
pub async fn keep_login(
    keychain: Arc<dyn Keychain>,
    address: CloudAddress,
    token: &str,
) -> Result<AccountStatus, BoothError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let board = Arc::new(Board::new(Settings::default()));
    // There is no stage to tell.
    let (stage, _) = mpsc::channel(1);
    let mut account = Account::new(Arc::clone(&board), keychain, stage, Some(address));
    account.paste(token).await?;
    let status = board.account();
    if status.place == DigestPlace::Keychain { Ok(status) } else { Err(NoKeychain.into()) }
}

pub(crate) struct Account {
    board: Arc<Board>,
    keychain: Arc<dyn Keychain>,
    stage: mpsc::Sender<StageCommand>,
    address: Option<CloudAddress>,
    digest: Option<TokenDigest>,
    check_after: Duration,
}

impl Account {
    pub(crate) fn new(
        board: Arc<Board>,
        keychain: Arc<dyn Keychain>,
        stage: mpsc::Sender<StageCommand>,
        address: Option<CloudAddress>,
    ) -> Self {
        Self { board, keychain, stage, address, digest: None, check_after: CHECK_EVERY }
    }

    /// Runs until nobody can send commands any more.
    pub(crate) async fn run(mut self, mut commands: mpsc::Receiver<AccountCommand>) {
        self.take_up().await;
        loop {
            let logged_in = self.digest.is_some();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.obey(command).await,
                    None => return,
                },
                () = tokio::time::sleep(self.check_after), if logged_in => self.check().await,
            }
        }
    }

    async fn obey(&mut self, command: AccountCommand) {
        let (reply, result) = match command {
            AccountCommand::SetCloud { address, reply } => {
                if self.address != address {
                    self.address = address;
                    self.take_up().await;
                }
                (Some(reply), Ok(()))
            }
            AccountCommand::PasteToken { token, reply } => (Some(reply), self.paste(&token).await),
            AccountCommand::LogIn { email, password, reply } => {
                (Some(reply), self.log_in(&email, &password).await)
            }
            AccountCommand::Regenerate { all, reply } => (Some(reply), self.regenerate(all).await),
            AccountCommand::LogOut { reply } => {
                self.log_out().await;
                (Some(reply), Ok(()))
            }
            AccountCommand::Check { reply } => {
                self.check().await;
                (reply, Ok(()))
            }
        };
        if let Some(reply) = reply {
            // A window that closed in the meantime does not want the answer.
            let _ = reply.send(result);
        }
    }

    /// Takes up the login of an earlier run, if there was one at this cloud.
    async fn take_up(&mut self) {
        self.digest = None;
        let mut place = DigestPlace::Keychain;
        if let Some(origin) = self.origin() {
            match self.with_keychain(move |keychain| keychain.load(&origin)).await {
                Ok(digest) => self.digest = digest,
                Err(NoKeychain) => place = DigestPlace::ThisRun,
            }
        }
        let state = match self.digest {
            Some(_) => AccountState::Unchecked,
            None => AccountState::LoggedOut,
        };
        self.show(AccountStatus { state, place, ..AccountStatus::default() }).await;
        self.check().await;
    }

    async fn paste(&mut self, token: &str) -> Result<(), BoothError> {
        let token = token.trim();
        let plain = token.chars().all(|c| c.is_ascii_graphic());
        if !plain || !TOKEN_LENGTH.contains(&token.len()) {
            return Err(BoothError::NoToken);
        }
        let digest = TokenDigest::of(token);
        match self.door()?.who_am_i(&digest).await {
            // It may be good; that it could not be asked for is said, and it is asked again.
            Err(CloudRefusal::Unreachable) => self.keep(digest, None).await,
            Ok(dj) => self.keep(digest, Some(dj)).await,
            Err(refusal) => return Err(BoothError::LoginRefused(refusal.to_string())),
        }
        Ok(())
    }

    async fn log_in(&mut self, email: &str, password: &str) -> Result<(), BoothError> {
        let answer = self.door()?.log_in(email.trim(), password).await;
        let (digest, dj) =
            answer.map_err(|refusal| BoothError::LoginRefused(refusal.to_string()))?;
        self.keep(digest, Some(dj)).await;
        Ok(())
    }

    async fn regenerate(&mut self, all: bool) -> Result<(), BoothError> {
        let digest = self.digest.clone().ok_or(BoothError::NotLoggedIn)?;
        match self.door()?.regenerate(&digest, all).await {
            Ok(fresh) => {
                let dj = self.board.account().dj_name.map(|display_name| Dj { display_name });
                self.keep(fresh, dj).await;
                Ok(())
            }
            Err(refusal) => {
                let sentence = refusal.to_string();
                self.judge(Err(refusal)).await;
                Err(BoothError::LoginRefused(sentence))
            }
        }
    }

    async fn log_out(&mut self) {
        self.digest = None;
        if let Some(origin) = self.origin() {
            // Without a keychain there is nothing in it.
            let _ = self.with_keychain(move |keychain| keychain.forget(&origin)).await;
        }
        let place = self.board.account().place;
        self.show(AccountStatus { place, ..AccountStatus::default() }).await;
    }

    async fn keep(&mut self, digest: TokenDigest, dj: Option<Dj>) {
        self.digest = Some(digest.clone());
        let kept = match self.origin() {
            Some(origin) => {
                self.with_keychain(move |keychain| keychain.keep(&origin, &digest)).await
            }
            None => Err(NoKeychain),
        };
        let place = if kept.is_ok() { DigestPlace::Keychain } else { DigestPlace::ThisRun };
        self.board.update_account(|account| {
            *account = AccountStatus { state: AccountState::Unchecked, place, ..account.clone() };
        });
        self.judge(dj.ok_or(CloudRefusal::Unreachable)).await;
    }

    async fn check(&mut self) {
        let (Some(digest), Ok(door)) = (self.digest.clone(), self.door()) else { return };
        let answer = door.who_am_i(&digest).await;
        self.judge(answer).await;
    }

    /// What an answer of the cloud says of the token that is kept.
    async fn judge(&mut self, answer: Result<Dj, CloudRefusal>) {
        let before = self.board.account();
        let refused = |state, sentence| (state, before.dj_name.clone(), Some(sentence));
        let (state, dj_name, problem) = match answer {
            Ok(dj) => (AccountState::Valid, Some(dj.display_name), None),
            Err(CloudRefusal::Invalid(sentence)) => refused(AccountState::Invalid, sentence),
            Err(CloudRefusal::Expired(sentence)) => refused(AccountState::Expired, sentence),
            Err(CloudRefusal::Revoked(sentence)) => refused(AccountState::Revoked, sentence),
            Err(CloudRefusal::Other(sentence)) => refused(AccountState::Unreachable, sentence),
            Err(refusal @ CloudRefusal::Unreachable) => match before.state {
                // Known to be refused: not being able to ask again does not make it better.
                AccountState::Invalid | AccountState::Expired | AccountState::Revoked => {
                    (before.state, before.dj_name, before.problem)
                }
                _ => refused(AccountState::Unreachable, refusal.to_string()),
            },
        };
        let answered = state != AccountState::Unreachable;
        self.check_after = if answered { CHECK_EVERY } else { CHECK_AGAIN };
        let checked_at = if answered { Some(Timestamp::now()) } else { before.checked_at };
        let place = before.place;
        self.show(AccountStatus { state, dj_name, problem, checked_at, place, cloud: None }).await;
    }

    /// Tells the window and the stage.
    async fn show(&mut self, status: AccountStatus) {
        let cloud = self.address.as_ref().map(CloudAddress::host);
        let signed_in = self.address.clone().zip(self.digest.clone()).map(|(address, digest)| {
            let refused = matches!(
                status.state,
                AccountState::Invalid | AccountState::Expired | AccountState::Revoked
            );
            SignedIn {
                address,
                digest,
                dj_name: status.dj_name.clone(),
                refusal: status.problem.clone().filter(|_| refused),
            }
        });
        self.board.update_account(|account| *account = AccountStatus { cloud, ..status });
        // The stage ends only when the booth does.
        let _ = self.stage.send(StageCommand::SignIn(signed_in)).await;
    }

    fn origin(&self) -> Option<String> {
        self.address.as_ref().map(CloudAddress::origin)
    }

    fn door(&self) -> Result<CloudDoor, BoothError> {
        self.address.as_ref().map(CloudDoor::new).ok_or(BoothError::NoCloud)
    }

    /// Off the async threads: a keychain may ask the DJ for a password first.
    async fn with_keychain<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Keychain) -> Result<T, NoKeychain> + Send + 'static,
    ) -> Result<T, NoKeychain> {
        let keychain = Arc::clone(&self.keychain);
        tokio::task::spawn_blocking(move || work(keychain.as_ref()))
            .await
            .unwrap_or(Err(NoKeychain))
    }
}
