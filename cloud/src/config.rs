//! What the operator, or the desktop that embeds the cloud, decides.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use crate::push::VapidKey;

/// How a cloud runs. The default is a private one: loopback, in memory, open to no DJ.
#[derive(Debug, Clone)]
pub struct CloudConfig {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where Prometheus reads metrics: a loopback address, port 0 takes a free one; none, nowhere.
    pub metrics: Option<SocketAddr>,
    /// `sqlite:PATH`, `sqlite::memory:`, or `postgres://…` where that is compiled in.
    pub database: String,
    /// `nats://HOST:PORT` of the bus over which the nodes that share the database talk; without it
    /// this server is the only one.
    pub nats: Option<String>,
    pub environment: Environment,
    pub djs: DjAccess,
    pub accounts: AccountRules,
    /// How e-mail reaches DJs; without it nobody can confirm an address or reset a password.
    pub mail: Option<MailConfig>,
    /// How phones are notified of announcements; without it none are.
    pub push: Option<PushConfig>,
    /// Whether requests that change something must name their program in `X-Pika-Client`. Only a
    /// development server may do without.
    pub any_client: bool,
    /// Where dancers reach this server, for example `https://pika.stream`; without it, the
    /// address that it listens on.
    pub public_url: Option<String>,
    /// How long a lost booth is *reconnecting* before its session is *paused*.
    pub grace: Duration,
    /// When a session that nobody ended is swept away.
    pub sweep: Sweep,
    pub heartbeat: Heartbeat,
    pub limits: Limits,
    /// Origins, besides the server's own, whose pages may open a WebSocket.
    pub origins: Vec<String>,
    /// Proxies that are believed when they say who a client is.
    pub trusted_proxies: Vec<IpAddr>,
    /// How long a database that another program has locked is waited for.
    pub database_wait: Duration,
    /// How often a node says in the database that it is alive, and looks at what the others did.
    pub beat: Duration,
}

/// Production is strict; development also lets the page's development server in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    #[default]
    Production,
    Development,
}

/// Who may open a session.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum DjAccess {
    /// Only DJs with an account.
    #[default]
    RegisteredOnly,
    /// Anyone, without a token; such sessions are marked unverified. A token is still refused
    /// unless it is known: a bad token never becomes an anonymous session.
    Anonymous,
    /// Only whoever presents this secret as token: the DJ of the laptop that embeds this cloud.
    Only { secret: String },
}

impl std::fmt::Debug for DjAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::RegisteredOnly => "RegisteredOnly",
            Self::Anonymous => "Anonymous",
            Self::Only { .. } => "Only",
        })
    }
}

/// How DJs' accounts are kept.
#[derive(Debug, Clone, Copy)]
pub struct AccountRules {
    /// Binary logarithm of bcrypt's rounds, at least 10.
    pub bcrypt_cost: u32,
    /// A token that is not used for so long expires.
    pub token_life: Duration,
    /// Live tokens of one DJ; one more revokes the one used least recently.
    pub tokens_per_dj: u32,
}

/// How letters are sent.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// The sender, for example `Pika! <post@pika.stream>`.
    pub from: String,
    pub transport: MailTransport,
}

#[derive(Clone)]
pub enum MailTransport {
    /// `smtps://user:password@host`, or `smtp://…?tls=required`; without TLS only on this machine.
    Smtp { url: String },
    /// For development: every letter becomes a file in this folder.
    Folder(PathBuf),
}

impl std::fmt::Debug for MailTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Smtp { .. } => "Smtp",
            Self::Folder(_) => "Folder",
        })
    }
}

/// How phones are notified.
#[derive(Debug, Clone)]
pub struct PushConfig {
    /// Signs what is sent. It is a secret.
    pub key: VapidKey,
    /// Whether push services on this machine are talked to, without TLS. Only a development server may.
    pub local: bool,
}

/// A session ends by itself after `idle` without anything happening in it, or at `age`.
#[derive(Debug, Clone, Copy)]
pub struct Sweep {
    pub idle: Duration,
    pub age: Duration,
}

/// A connection is pinged after `ping_every` and given up after `dead_after` without a sign of life.
#[derive(Debug, Clone, Copy)]
pub struct Heartbeat {
    pub ping_every: Duration,
    pub dead_after: Duration,
}

/// Upper bounds that keep one client from using up the server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Live sessions at a time.
    pub sessions: usize,
    /// Open WebSockets at a time.
    pub connections: usize,
    /// New WebSockets of one client a minute: a phone that reconnects needs a few, a loop that
    /// hammers needs to be stopped.
    pub connects_per_client: u32,
    /// New WebSockets of one address a minute: a whole venue may share one.
    pub connects_per_address: u32,
    /// Tracks that one session may announce a minute, one by one; what is refused is sent again
    /// later. As many at once as in 100 seconds: skipping through tracks is fine.
    pub tracks_per_minute: u32,
}

/// The address of a database as it may be shown: without a password.
pub fn shown_database(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // A password may hold any sign but the last @, which ends it.
    match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{place}")
        }
        None => url.to_owned(),
    }
}

impl Default for CloudConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            metrics: None,
            database: "sqlite::memory:".to_owned(),
            nats: None,
            environment: Environment::default(),
            djs: DjAccess::default(),
            accounts: AccountRules {
                bcrypt_cost: 10,
                token_life: Duration::from_hours(24 * 30),
                tokens_per_dj: 10,
            },
            mail: None,
            push: None,
            any_client: false,
            public_url: None,
            grace: Duration::from_mins(3),
            sweep: Sweep { idle: Duration::from_hours(4), age: Duration::from_hours(24) },
            heartbeat: Heartbeat {
                ping_every: Duration::from_secs(15),
                dead_after: Duration::from_secs(45),
            },
            limits: Limits {
                sessions: 1_000,
                connections: 20_000,
                connects_per_client: 10,
                connects_per_address: 300,
                tracks_per_minute: 12,
            },
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            database_wait: Duration::from_secs(5),
            beat: Duration::from_secs(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_database_is_shown_without_its_password() {
        for (url, expected) in [
            ("sqlite:/var/lib/pika/cloud.db", "sqlite:/var/lib/pika/cloud.db"),
            ("postgres://pika@db/pika", "postgres://pika@db/pika"),
            ("postgres://pika:se:cr@et@db:5432/pika?x=1", "postgres://pika@db:5432/pika?x=1"),
            ("postgres://db/pika", "postgres://db/pika"),
        ] {
            assert_eq!(shown_database(url), expected);
        }
    }
}
