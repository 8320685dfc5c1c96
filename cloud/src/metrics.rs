//! What a node counts and measures, and the port on which Prometheus reads it.
//!
//! Labels take their values from closed sets: no name, no id and no address is ever one. What is
//! known anyway (open connections, sessions, queues) is read when somebody asks; the rest costs a
//! counter or a histogram once for each broadcast, commit or refusal, never for each recipient.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::{HeaderName, header},
    routing::get,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use tokio::net::TcpListener;

use crate::{push, server::Cloud};

const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds, from what one phone costs to what a full house may.
const FANOUT_BUCKETS: [f64; 10] =
    [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25];
/// Seconds, from a fast disk to one that holds the night up.
const COMMIT_BUCKETS: [f64; 10] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 5.0];
/// Commands that are taken out of a session's queue at once.
const BATCH_BUCKETS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Why something was not delivered, taken or let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Reason {
    /// A client reads so slowly that it is sent the present state later instead.
    SlowClient,
    /// A page of somebody else's.
    Origin,
    TooFast,
    Full,
    /// The far end says nothing any more.
    Silent,
    /// What it sent is no message.
    Invalid,
}

/// How an attempt to log in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Outcome {
    Success,
    WrongCredentials,
    TooMany,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByReason {
    reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByOutcome {
    outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByPush {
    outcome: push::Outcome,
}

/// The meters of one node.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    connections: Gauge,
    sessions: Gauge,
    listeners: Gauge,
    longest_queue: Gauge,
    connected: Gauge,
    fanout: Histogram,
    commits: Histogram,
    failed_commits: Counter,
    batches: Histogram,
    drops: Family<ByReason, Counter>,
    logins: Family<ByOutcome, Counter>,
    pushes: Family<ByPush, Counter>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("pika");
        let metrics = Self {
            connections: Gauge::default(),
            sessions: Gauge::default(),
            listeners: Gauge::default(),
            longest_queue: Gauge::default(),
            connected: Gauge::default(),
            fanout: Histogram::new(FANOUT_BUCKETS),
            commits: Histogram::new(COMMIT_BUCKETS),
            failed_commits: Counter::default(),
            batches: Histogram::new(BATCH_BUCKETS),
            drops: Family::default(),
            logins: Family::default(),
            pushes: Family::default(),
            registry: Registry::default(),
        };
        registry.register("connections", "Open WebSockets", metrics.connections.clone());
        registry.register("sessions", "Live sessions", metrics.sessions.clone());
        registry.register("listeners", "Dancers in live sessions", metrics.listeners.clone());
        registry.register(
            "session_queue_longest",
            "Commands that wait in the longest queue of a session",
            metrics.longest_queue.clone(),
        );
        registry.register(
            "relay_connected",
            "Whether this node reaches the others; 1 where it is the only one",
            metrics.connected.clone(),
        );
        registry.register_with_unit(
            "fanout",
            "Time to hand one message to the queues of all who follow a session",
            Unit::Seconds,
            metrics.fanout.clone(),
        );
        registry.register_with_unit(
            "commit",
            "Time to commit what a session writes at once",
            Unit::Seconds,
            metrics.commits.clone(),
        );
        registry.register(
            "commit_failures",
            "Commits that the database did not take",
            metrics.failed_commits.clone(),
        );
        registry.register(
            "session_batch_commands",
            "Commands that waited when a session looked into its queue",
            metrics.batches.clone(),
        );
        registry.register(
            "drops",
            "Messages and connections that were not let through, by reason",
            metrics.drops.clone(),
        );
        registry.register("logins", "Attempts to log in, by outcome", metrics.logins.clone());
        registry.register(
            "pushes",
            "Notifications of phones, by outcome; dropped ones are counted once for all phones",
            metrics.pushes.clone(),
        );
        Self { registry, ..metrics }
    }

    /// One message was handed to everyone it is for; `slow` of them will be caught up later.
    pub(crate) fn told(&self, took: Duration, slow: u64) {
        self.fanout.observe(took.as_secs_f64());
        if slow > 0 {
            self.drops.get_or_create(&ByReason { reason: Reason::SlowClient }).inc_by(slow);
        }
    }

    pub(crate) fn committed(&self, took: Duration, succeeded: bool) {
        self.commits.observe(took.as_secs_f64());
        if !succeeded {
            self.failed_commits.inc();
        }
    }

    /// A session found so many commands in its queue.
    pub(crate) fn batch(&self, commands: usize) {
        self.batches.observe(commands as f64);
    }

    pub(crate) fn dropped(&self, reason: Reason) {
        self.drops.get_or_create(&ByReason { reason }).inc();
    }

    /// A phone was notified, or was not.
    pub(crate) fn pushed(&self, outcome: push::Outcome) {
        self.pushes.get_or_create(&ByPush { outcome }).inc();
    }

    pub(crate) fn login(&self, outcome: Outcome) {
        self.logins.get_or_create(&ByOutcome { outcome }).inc();
    }
}

/// Listens for Prometheus.
pub(crate) async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Answers Prometheus until the server stops.
pub(crate) async fn serve(listener: TcpListener, cloud: Arc<Cloud>) {
    let stop = cloud.shutdown.clone().cancelled_owned();
    let app = Router::new().route("/metrics", get(scrape)).with_state(cloud);
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop).await {
        tracing::error!(%error, "metrics are not served any more");
    }
}

async fn scrape(State(cloud): State<Arc<Cloud>>) -> ([(HeaderName, &'static str); 1], String) {
    let metrics = &cloud.metrics;
    let open = cloud.config.limits.connections - cloud.permits.available_permits();
    metrics.connections.set(open as i64);
    let live = cloud.sessions.live();
    metrics.sessions.set(live.len() as i64);
    metrics.listeners.set(live.iter().map(|shown| i64::from(shown.listeners)).sum());
    metrics.longest_queue.set(cloud.sessions.longest_queue() as i64);
    metrics.connected.set(i64::from(cloud.sessions.relay().is_connected().unwrap_or(true)));
    let mut text = String::new();
    encode(&mut text, &metrics.registry).expect("a string takes everything");
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], text)
}
