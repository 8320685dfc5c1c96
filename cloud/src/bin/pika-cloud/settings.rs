//! What the operator can set, by flag, by environment or in a file, and what becomes of it.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, ValueEnum, builder::FalseyValueParser};
use pika_cloud::{
    CloudConfig, DjAccess, Environment, Heartbeat, MailConfig, MailTransport, PushConfig, VapidKey,
    shown_database,
};

use super::database::Database;

/// Settings that are secrets: they come from the environment, and are never shown.
pub(crate) const SECRETS: [&str; 3] = ["postgres_password", "smtp_url", "vapid_key"];

#[derive(Args)]
pub(crate) struct Settings {
    #[command(flatten)]
    pub(crate) database: Database,

    /// Address and port to listen on; anything but 127.0.0.1 is open to the network.
    #[arg(long, env = "PIKA_LISTEN", default_value = "127.0.0.1:3001")]
    listen: SocketAddr,

    /// Loopback address and port on which Prometheus reads /metrics, for example 127.0.0.1:9464.
    #[arg(long, env = "PIKA_METRICS", value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,

    /// NATS server over which servers that share one database talk, nats://HOST:PORT. Without it
    /// this server is the only one.
    #[arg(long, env = "PIKA_NATS", value_name = "URL", hide_env_values = true)]
    nats: Option<String>,

    /// Development also lets pages from localhost:3000 and :3002 connect.
    #[arg(long, env = "PIKA_ENV", value_enum, default_value = "production")]
    env: Env,

    /// How the log on standard error is written; RUST_LOG sets how much.
    #[arg(long, env = "PIKA_LOG_FORMAT", value_enum, default_value = "text")]
    pub(crate) log_format: LogFormat,

    /// Let anyone go live without an account; such sessions are marked unverified.
    #[arg(long, env = "PIKA_ALLOW_ANONYMOUS_DJS", value_parser = FalseyValueParser::new())]
    allow_anonymous_djs: bool,

    /// Let programs change something that do not say in X-Pika-Client that they are ours. Only in
    /// development.
    #[arg(long, env = "PIKA_ANY_CLIENT", value_parser = FalseyValueParser::new())]
    any_client: bool,

    /// Binary logarithm of bcrypt's rounds for DJs' passwords.
    #[arg(long, env = "PIKA_BCRYPT_COST", value_name = "N", default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(10..=20))]
    bcrypt_cost: u32,

    /// Days after which a DJ's token expires that is not used.
    #[arg(long, env = "PIKA_TOKEN_DAYS", value_name = "N", default_value_t = 30,
        value_parser = clap::value_parser!(u16).range(1..=3650))]
    token_days: u16,

    /// Sender of e-mails to DJs, for example "Pika! <post@pika.stream>".
    #[arg(
        long,
        env = "PIKA_MAIL_FROM",
        value_name = "ADDRESS",
        default_value = "Pika! <post@localhost.localdomain>"
    )]
    mail_from: String,

    /// Mail server for letters to DJs: smtps://USER:PASSWORD@HOST, or smtp://…?tls=required.
    /// Without one nobody can confirm an e-mail address or reset a password.
    #[arg(long, env = "PIKA_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,

    /// For development: letters to DJs become files in this folder.
    #[arg(long, env = "PIKA_MAIL_FOLDER", value_name = "FOLDER")]
    mail_folder: Option<PathBuf>,

    /// Key that signs notifications of phones (Web Push); `pika-cloud vapid` makes one. Without one
    /// phones are not notified.
    #[arg(long, env = "PIKA_VAPID_KEY", value_name = "KEY", hide_env_values = true)]
    vapid_key: Option<String>,

    /// Notify phones also through push services on this machine. Only in development.
    #[arg(long, env = "PIKA_LOCAL_PUSH", value_parser = FalseyValueParser::new())]
    local_push: bool,

    /// Where dancers reach this server, for links and QR codes, for example https://pika.stream.
    #[arg(long, env = "PIKA_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Another origin whose pages may connect (may be given more than once).
    #[arg(long = "origin", env = "PIKA_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    origins: Vec<String>,

    /// Address of a proxy that is believed when it says who a client is (may be given more than once).
    #[arg(
        long = "trusted-proxy",
        env = "PIKA_TRUSTED_PROXIES",
        value_name = "IP",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<IpAddr>,

    /// New WebSockets that one client may open a minute. A phone that reconnects needs a few; a
    /// loop that hammers the server should be stopped.
    #[arg(long, env = "PIKA_WS_CONNECTS_PER_CLIENT", value_name = "N", default_value_t = 10)]
    ws_connects_per_client: u32,

    /// New WebSockets that one address may open a minute. A whole venue may share one address.
    #[arg(long, env = "PIKA_WS_CONNECTS_PER_ADDRESS", value_name = "N", default_value_t = 300)]
    ws_connects_per_address: u32,

    /// Tracks that one session may announce a minute, with as many at once as in 100 seconds. What
    /// is refused is sent again later.
    #[arg(long, env = "PIKA_TRACKS_PER_MINUTE", value_name = "N", default_value_t = 12)]
    tracks_per_minute: u32,

    /// A silent connection is pinged this often, and given up after three times as long.
    #[arg(long, env = "PIKA_PING", value_name = "SECONDS", default_value_t = 15.0, value_parser = seconds)]
    ping: f64,

    /// How long dancers are told that a lost DJ is coming back, before the session is paused.
    #[arg(long, env = "PIKA_GRACE", value_name = "SECONDS", default_value_t = 180.0, value_parser = seconds)]
    grace: f64,
}

/// From a tenth of a second to a day.
fn seconds(text: &str) -> Result<f64, String> {
    let is_sensible = |seconds: &f64| (0.1..=86_400.0).contains(seconds);
    text.parse().ok().filter(is_sensible).ok_or_else(|| "not a number from 0.1 to 86400".into())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Env {
    Production,
    Development,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl Settings {
    /// What is wrong, a sentence for each: nothing starts before all of it is put right.
    pub(crate) fn problems(&self) -> Vec<String> {
        let in_production = self.env == Env::Production;
        let mut problems = self.database.problems(in_production);
        if in_production && self.any_client {
            problems.push("--any-client is for development only".to_owned());
        }
        problems.extend(self.push_problems(in_production));
        if self.smtp_url.is_some() && self.mail_folder.is_some() {
            problems.push(
                "letters go to a mail server or into a folder: set PIKA_SMTP_URL or \
                 PIKA_MAIL_FOLDER, not both"
                    .to_owned(),
            );
        }
        if let Some(url) = &self.public_url
            && !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme))
        {
            problems.push(format!(
                "PIKA_PUBLIC_URL is {url}; it begins with https://, or with http:// in a local network"
            ));
        }
        problems.extend(pika_cloud::check(&self.config()).iter().map(ToString::to_string));
        problems
    }

    fn push_problems(&self, in_production: bool) -> Vec<String> {
        let mut problems = Vec::new();
        if in_production && self.local_push {
            problems.push("--local-push is for development only".to_owned());
        }
        let Some(key) = self.vapid_key() else { return problems };
        if let Err(error) = VapidKey::parse(key) {
            problems.push(format!("PIKA_VAPID_KEY cannot be used: {error}"));
        }
        let is_https = self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        if in_production && !is_https {
            problems.push(
                "PIKA_VAPID_KEY needs a PIKA_PUBLIC_URL with https://: browsers subscribe only there"
                    .to_owned(),
            );
        }
        problems
    }

    /// A variable that is there and empty is not set: compose hands it on like that.
    fn vapid_key(&self) -> Option<&str> {
        self.vapid_key.as_deref().filter(|key| !key.is_empty())
    }

    /// What these settings make of a cloud.
    pub(crate) fn config(&self) -> CloudConfig {
        let transport = match (&self.smtp_url, &self.mail_folder) {
            (Some(url), _) => Some(MailTransport::Smtp { url: url.clone() }),
            (None, Some(folder)) => Some(MailTransport::Folder(folder.clone())),
            (None, None) => None,
        };
        let mut config = CloudConfig {
            listen: self.listen,
            metrics: self.metrics,
            database: self.database.url(),
            nats: self.nats.clone(),
            environment: match self.env {
                Env::Production => Environment::Production,
                Env::Development => Environment::Development,
            },
            djs: if self.allow_anonymous_djs {
                DjAccess::Anonymous
            } else {
                DjAccess::RegisteredOnly
            },
            mail: transport.map(|transport| MailConfig { from: self.mail_from.clone(), transport }),
            push: self
                .vapid_key()
                .and_then(|key| VapidKey::parse(key).ok())
                .map(|key| PushConfig { key, local: self.local_push }),
            any_client: self.any_client,
            public_url: self.public_url.clone(),
            origins: self.origins.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            ..CloudConfig::default()
        };
        config.accounts.bcrypt_cost = self.bcrypt_cost;
        config.accounts.token_life = Duration::from_hours(24 * u64::from(self.token_days));
        config.grace = Duration::from_secs_f64(self.grace);
        let ping_every = Duration::from_secs_f64(self.ping);
        config.heartbeat = Heartbeat { ping_every, dead_after: 3 * ping_every };
        config.limits.tracks_per_minute = self.tracks_per_minute;
        config.limits.connects_per_client = self.ws_connects_per_client;
        config.limits.connects_per_address = self.ws_connects_per_address;
        config
    }
}

/// A setting as it may be shown.
pub(crate) fn shown(id: &str, value: String) -> String {
    match id {
        "database" | "nats" => shown_database(&value),
        secret if SECRETS.contains(&secret) => "set, not shown".to_owned(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use clap::CommandFactory as _;
    use pika_cloud::CloudConfig;

    /// A line for each setting, as docs/operations.md has them.
    fn table() -> String {
        let command = crate::Cli::command();
        let serve = command.find_subcommand("serve").expect("there is a command to serve");
        let lines = serve.get_arguments().filter_map(|arg| {
            let environment = arg.get_env()?.to_string_lossy();
            let defaults: Vec<_> =
                arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
            let default = match defaults.join(",").as_str() {
                "" => "-".to_owned(),
                value => format!("`{value}`"),
            };
            let help = arg.get_help().expect("each setting says what it is").to_string();
            let (id, flag) = (arg.get_id(), arg.get_long().expect("each setting is a flag"));
            Some(format!("| `{id}` | `--{flag}` | `{environment}` | {default} | {help} |\n"))
        });
        lines.collect()
    }

    #[test]
    fn a_server_listens_on_its_own_machine_alone_unless_it_is_told_otherwise() {
        let command = crate::Cli::command();
        let serve = command.find_subcommand("serve").expect("there is a command to serve");
        let listen = serve.get_arguments().find(|arg| arg.get_id() == "listen").expect("a flag");
        let [default] = listen.get_default_values() else { panic!("it has one default") };
        let default: SocketAddr = default.to_str().expect("text").parse().expect("an address");
        assert!(default.ip().is_loopback() && CloudConfig::default().listen.ip().is_loopback());
    }

    #[test]
    fn the_page_on_operations_names_every_setting() {
        let page = include_str!("../../../../docs/operations.md");
        let table = table();
        assert!(page.contains(&table), "docs/operations.md should have this table:\n{table}");
    }
}
