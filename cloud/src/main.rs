//! The program `pika-cloud`: reads the command line, runs a cloud, stops it on a signal.

use std::{
    io::{IsTerminal as _, Write as _},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::Context as _;
use clap::{
    Args, CommandFactory as _, Parser, Subcommand, ValueEnum, builder::FalseyValueParser,
    error::ErrorKind,
};
use pika_cloud::{CloudConfig, DjAccess, Environment, Heartbeat, MailConfig, MailTransport};
use tracing_subscriber::EnvFilter;

/// Shows dancers what the DJ plays, and DJs what dancers like.
#[derive(Parser)]
#[command(name = "pika-cloud", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server: the dancers' page, /api and the WebSocket /ws on one port.
    ///
    /// Prints one line on standard output once it is ready, and logs on standard error (RUST_LOG
    /// sets how much). SIGTERM and Ctrl-C stop it after everything has been written.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// Address and port to listen on; anything but 127.0.0.1 is open to the network.
    #[arg(long, env = "PIKA_LISTEN", default_value = "127.0.0.1:3001")]
    listen: SocketAddr,

    /// Where sessions are kept: sqlite:PATH; the file is created where it is missing.
    #[arg(long, env = "PIKA_DATABASE", value_name = "URL")]
    database: String,

    /// Development also lets pages from localhost:3000 and :3002 connect.
    #[arg(long, env = "PIKA_ENV", value_enum, default_value = "production")]
    env: Env,

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
    #[arg(long, env = "PIKA_MAIL_FOLDER", value_name = "FOLDER", conflicts_with = "smtp_url")]
    mail_folder: Option<PathBuf>,

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

#[derive(Clone, Copy, ValueEnum)]
enum Env {
    Production,
    Development,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Command::Serve(serve) = Cli::parse().command;
    if serve.any_client && matches!(serve.env, Env::Production) {
        Cli::command()
            .error(ErrorKind::ArgumentConflict, "--any-client is for development only")
            .exit();
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(log_filter())
        .init();
    run(serve.into()).await
}

/// What RUST_LOG asks for, but never what others say: tungstenite logs whole messages, with the
/// tokens of DJs and the ids of dancers.
fn log_filter() -> EnvFilter {
    let quiet = ["tungstenite=warn", "tokio_tungstenite=warn"];
    quiet.into_iter().fold(
        EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        |filter, directive| filter.add_directive(directive.parse().expect("a directive")),
    )
}

async fn run(config: CloudConfig) -> anyhow::Result<()> {
    #[cfg(unix)]
    allow_many_connections();
    let stop = stop_signal().context("waiting for the signal to stop")?;
    let cloud = pika_cloud::start(config).await?;
    println!("Pika cloud is ready on http://{}", cloud.address());
    std::io::stdout().flush().context("saying that the server is ready")?;
    stop.await;
    tracing::info!("stopping");
    cloud.stop().await;
    Ok(())
}

/// Each phone is an open file, and many systems allow a program a thousand unless it asks for more.
#[cfg(unix)]
fn allow_many_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut files = getrlimit(Resource::Nofile);
    files.current = files.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, files) {
        tracing::warn!(%error, "the system allows only a few connections");
    }
}

/// Ends on Ctrl-C and, where there is such a thing, on SIGTERM. Listens from the call on.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be waited for");
            std::future::pending::<()>().await;
        }
    })
}

impl From<Serve> for CloudConfig {
    fn from(serve: Serve) -> Self {
        let mut config = Self {
            listen: serve.listen,
            database: serve.database,
            environment: match serve.env {
                Env::Production => Environment::Production,
                Env::Development => Environment::Development,
            },
            djs: if serve.allow_anonymous_djs {
                DjAccess::Anonymous
            } else {
                DjAccess::RegisteredOnly
            },
            mail: serve
                .smtp_url
                .map(|url| MailTransport::Smtp { url })
                .or(serve.mail_folder.map(MailTransport::Folder))
                .map(|transport| MailConfig { from: serve.mail_from, transport }),
            any_client: serve.any_client,
            public_url: serve.public_url,
            origins: serve.origins,
            trusted_proxies: serve.trusted_proxies,
            ..Self::default()
        };
        config.accounts.bcrypt_cost = serve.bcrypt_cost;
        config.accounts.token_life = Duration::from_hours(24 * u64::from(serve.token_days));
        config.grace = Duration::from_secs_f64(serve.grace);
        let ping_every = Duration::from_secs_f64(serve.ping);
        config.heartbeat = Heartbeat { ping_every, dead_after: 3 * ping_every };
        config.limits.tracks_per_minute = serve.tracks_per_minute;
        config.limits.connects_per_client = serve.ws_connects_per_client;
        config.limits.connects_per_address = serve.ws_connects_per_address;
        config
    }
}
