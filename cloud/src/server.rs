//! A running cloud: starting it, and stopping it so that nothing is lost.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    accounts::Accounts,
    admission::Admission,
    config::{CloudConfig, Environment, PushConfig},
    connects::Connects,
    error::CloudError,
    handlers::{quota::AddressLimits, stats::Stats},
    mail::Post,
    metrics::{self, Metrics},
    nodes::Nodes,
    origin::allowed_origins,
    push::Push,
    relay::{self, Heard},
    router::router,
    session::ActorConfig,
    sessions::Sessions,
    store::{NodeId, Store},
};

/// How long open requests may take to finish when the server stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// What the system may keep for one client that does not read, besides the queue of ours; Linux
/// takes twice as much, its own book-keeping included. Connections inherit it from the listener.
const SEND_BUFFER_BYTES: u32 = 32 * 1024;

/// How many phones may knock at the same moment.
const BACKLOG: u32 = 4096;

/// What every request and every connection can reach.
#[derive(Debug)]
pub(crate) struct Cloud {
    pub(crate) config: CloudConfig,
    pub(crate) store: Store,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) address_limits: AddressLimits,
    pub(crate) stats: Stats,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) admission: Admission,
    pub(crate) connects: Connects,
    pub(crate) origins: Vec<String>,
    /// One for each WebSocket that may be open.
    pub(crate) permits: Arc<Semaphore>,
    pub(crate) connections: TaskTracker,
    pub(crate) shutdown: CancellationToken,
}

/// A cloud that accepts connections until it is stopped.
#[derive(Debug)]
#[must_use = "a cloud runs until it is stopped"]
pub struct RunningCloud {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    cloud: Arc<Cloud>,
    serving: JoinHandle<std::io::Result<()>>,
    /// What it does for the sessions of other nodes, if there are any.
    nodes: Option<JoinHandle<()>>,
}

/// What is wrong with a configuration and can be known before anything is opened.
pub fn check(config: &CloudConfig) -> Vec<CloudError> {
    let post = config.mail.as_ref().map(Post::new).and_then(Result::err);
    let post = post.map(|error| CloudError::Mail(error.to_string()));
    let metrics = config.metrics.filter(|address| !address.ip().is_loopback());
    post.into_iter().chain(metrics.map(CloudError::MetricsPublic)).collect()
}

/// Opens the database, goes on with the sessions in it, and listens.
pub async fn start(config: CloudConfig) -> Result<RunningCloud, CloudError> {
    let wanted = config.listen;
    let bind_error = |error: std::io::Error| CloudError::from_bind(&error, wanted);
    let listener = listen(wanted).map_err(bind_error)?;
    let address = listener.local_addr().map_err(bind_error)?;
    let for_prometheus = listen_for_metrics(config.metrics).await?;
    let (cloud, hearing) = Cloud::open(config, address).await?;
    let nodes = match hearing {
        Some(hearing) => {
            let mut nodes = Nodes::new(cloud.clone());
            let database = &cloud.config.database;
            nodes.beat().await.map_err(|error| CloudError::from_store(error, database))?;
            Some(tokio::spawn(nodes.run(hearing, cloud.shutdown.clone())))
        }
        None => None,
    };
    let metrics = for_prometheus.as_ref().and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = for_prometheus {
        cloud.connections.spawn(metrics::serve(listener, cloud.clone()));
    }
    let app = router(cloud.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        // Messages are small and urgent. Where it cannot be set, they are only a little later.
        let _ = stream.set_nodelay(true);
    });
    let shutdown = cloud.shutdown.clone().cancelled_owned();
    let serving =
        tokio::spawn(
            async move { axum::serve(listener, app).with_graceful_shutdown(shutdown).await },
        );
    Ok(RunningCloud { address, metrics, cloud, serving, nodes })
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that restarts gets its port back at once. On Windows this would mean sharing it.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// A port for Prometheus, if there is to be one: what it says is for this machine alone.
async fn listen_for_metrics(wanted: Option<SocketAddr>) -> Result<Option<TcpListener>, CloudError> {
    let Some(address) = wanted else { return Ok(None) };
    if !address.ip().is_loopback() {
        return Err(CloudError::MetricsPublic(address));
    }
    let listener = metrics::listen(address).await;
    listener.map(Some).map_err(|error| CloudError::from_bind(&error, address))
}

impl Cloud {
    pub(crate) async fn open(
        config: CloudConfig,
        address: SocketAddr,
    ) -> Result<(Arc<Self>, Option<mpsc::Receiver<Heard>>), CloudError> {
        let store_error = |error| CloudError::from_store(error, &config.database);
        let store =
            Store::open(&config.database, config.database_wait).await.map_err(store_error)?;
        let actors = ActorConfig {
            grace: config.grace,
            sweep: config.sweep,
            tracks_per_minute: config.limits.tracks_per_minute,
        };
        let metrics = Arc::new(Metrics::new());
        // Unique: whatever an earlier run of this server owned is not this one's yet.
        let node = NodeId(Uuid::new_v4().to_string().into());
        let connected = relay::connect(config.nats.as_deref(), &node).await;
        let (relay, hearing) = connected.map_err(CloudError::Nats)?;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let development = config.environment == Environment::Development;
        let push = config.push.clone().map(|push| {
            let push = PushConfig { local: push.local && development, ..push };
            Push::new(&push, public_url.clone(), store.clone(), metrics.clone(), relay.clone())
        });
        let sessions = Sessions::new(store.clone(), node, relay, actors, metrics.clone(), push);
        if hearing.is_none() {
            // Nobody else serves this database: all that is live is this node's.
            sessions.restore().await.map_err(store_error)?;
        }
        let post = config.mail.as_ref().map(Post::new).transpose();
        let post = post.map_err(|error| CloudError::Mail(error.to_string()))?;
        let accounts =
            Arc::new(Accounts::new(store.clone(), sessions.relay().clone(), config.accounts, post));
        let admission = Admission::new(
            sessions.clone(),
            store.clone(),
            accounts.clone(),
            config.djs.clone(),
            &public_url,
            config.limits.sessions,
        );
        let cloud = Self {
            origins: allowed_origins(&config.origins, development),
            connects: Connects::new(config.limits),
            permits: Arc::new(Semaphore::new(config.limits.connections)),
            connections: TaskTracker::new(),
            shutdown: CancellationToken::new(),
            config,
            store,
            sessions,
            accounts,
            address_limits: AddressLimits::new(),
            stats: Stats::new(),
            metrics,
            admission,
        };
        Ok((Arc::new(cloud), hearing))
    }
}

impl RunningCloud {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where Prometheus reads its metrics, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Says goodbye to every client, commits all that has arrived, and closes the database.
    pub async fn stop(self) {
        let Self { cloud, mut serving, nodes, .. } = self;
        cloud.shutdown.cancel();
        cloud.connections.close();
        if timeout(FAREWELL, async {
            let served = (&mut serving).await;
            cloud.connections.wait().await;
            cloud.accounts.finish().await;
            served
        })
        .await
        .is_err()
        {
            tracing::warn!("some connections did not close in time");
            serving.abort();
        }
        cloud.sessions.drain().await;
        if let Some(push) = cloud.sessions.push() {
            push.finish().await;
        }
        if let Some(nodes) = nodes {
            // Whether it ended well is all the same now.
            let _ = nodes.await;
            if let Err(error) = cloud.store.bury(cloud.sessions.node(), None).await {
                tracing::warn!(%error, "other nodes have to find out that this one has stopped");
            }
        }
        cloud.store.close().await;
    }
}
