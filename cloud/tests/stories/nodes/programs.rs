//! Real servers: `pika-cloud` several times on one database, and the NATS server between them.

use std::{net::SocketAddr, path::Path, process::Stdio, sync::OnceLock, time::Duration};

use pika_cloud::VapidKey;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::sleep,
};

use crate::{
    database,
    support::{Client, SESSION, get_json},
};

/// A running NATS server.
pub(super) struct Nats {
    program: Child,
    port: u16,
}

impl Nats {
    pub(super) async fn start() -> Self {
        Self::start_on(-1).await
    }

    async fn start_on(port: i32) -> Self {
        // Debian puts it where only root looks.
        let mut program = Command::new("sh")
            .args(["-c", "PATH=$PATH:/usr/sbin exec nats-server \"$@\"", "nats-server"])
            .args(["--addr", "127.0.0.1", "--port", &port.to_string()])
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("nats-server; cargo xtask test installs it");
        let mut lines = BufReader::new(program.stderr.take().unwrap()).lines();
        let mut port = None;
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, listening)) = line.split_once("client connections on ") {
                port = listening.trim().parse::<SocketAddr>().ok().map(|address| address.port());
            }
            if line.contains("Server is ready") {
                break;
            }
        }
        // What else it says is read, so that it never waits for us.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { program, port: port.expect("it says where it listens") }
    }

    pub(super) fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(super) async fn kill(&mut self) {
        self.program.kill().await.unwrap();
    }

    /// Comes back where it was.
    pub(super) async fn restart(&mut self) {
        *self = Self::start_on(i32::from(self.port)).await;
    }
}

/// All nodes sign with one key.
fn push_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| VapidKey::generate().private())
}

/// Has a program hang, and waits until each of its threads does: the signal tells one after the other.
pub(crate) fn stop_threads(program: &Child) {
    signal(program, Signal::STOP);
    let threads = format!("/proc/{}/task", program.id().unwrap());
    let stopped = |thread: std::io::Result<std::fs::DirEntry>| {
        let stat = std::fs::read_to_string(thread.unwrap().path().join("stat"));
        stat.is_ok_and(|stat| stat.contains(") T "))
    };
    while !std::fs::read_dir(&threads).unwrap().all(stopped) {
        std::thread::yield_now();
    }
}

pub(crate) fn signal(program: &Child, signal: Signal) {
    let id = program.id().and_then(|id| Pid::from_raw(id.cast_signed())).unwrap();
    kill_process(id, signal).unwrap();
}

/// One of several `pika-cloud`.
pub(super) struct Node {
    program: Child,
    database: String,
    pub(super) address: SocketAddr,
}

impl Node {
    pub(super) async fn start(database: &str, nats: &Nats) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
            .args(["serve", "--listen", "127.0.0.1:0", "--allow-anonymous-djs"])
            .args(["--ws-connects-per-client", "1000", "--ws-connects-per-address", "1000"])
            .args(["--database", database])
            .args(["--nats", &nats.address()])
            .env("PIKA_VAPID_KEY", push_key())
            // Push services of tests are on this machine.
            .args(["--env", "development", "--local-push"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let address = line.trim().strip_prefix("Pika cloud is ready on http://").expect(&line);
        Self { program, database: database.to_owned(), address: address.parse().unwrap() }
    }

    /// As a machine that fails: nothing is said or written any more.
    pub(super) async fn kill(mut self) {
        self.program.kill().await.unwrap();
    }

    /// As the operator does it.
    pub(super) async fn stop(mut self) {
        signal(&self.program, Signal::TERM);
        self.program.wait().await.unwrap();
    }

    /// As a machine that hangs, but not while it writes: SQLite would let nobody else write.
    pub(super) async fn freeze(&self) {
        if !self.database.starts_with("sqlite:") {
            return stop_threads(&self.program);
        }
        let mut database = SqliteConnection::connect(&self.database).await.unwrap();
        database.execute("PRAGMA busy_timeout = 0").await.unwrap();
        loop {
            stop_threads(&self.program);
            if database.execute("BEGIN IMMEDIATE").await.is_ok() {
                database.execute("ROLLBACK").await.unwrap();
                return;
            }
            self.thaw();
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn thaw(&self) {
        signal(&self.program, Signal::CONT);
    }

    pub(super) async fn connect(&self) -> Client {
        Client::connect_with(self.address, |_| ()).await.unwrap()
    }

    /// A booth of [`SESSION`], and what it was told when it registered.
    pub(super) async fn booth(&self, resume: Option<&str>) -> (Client, Value) {
        let mut booth = self.connect().await;
        let registered = booth.register(SESSION, resume).await;
        (booth, registered)
    }

    /// A dancer of [`SESSION`], who has still to look at what it is told of it.
    pub(super) async fn dancer(&self, id: &str) -> Client {
        let mut dancer = self.connect().await;
        let subscribe = json!({
            "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": id,
        });
        dancer.send(subscribe).await;
        dancer
    }
}

/// Two nodes on one database, and what is between them.
pub(super) struct Two {
    pub(super) nats: Nats,
    pub(super) a: Node,
    pub(super) b: Node,
}

impl Two {
    pub(super) async fn start(folder: &Path) -> Self {
        Self::start_on(&database::lasting(folder)).await
    }

    pub(super) async fn start_on(database: &str) -> Self {
        let nats = Nats::start().await;
        let a = Node::start(database, &nats).await;
        let b = Node::start(database, &nats).await;
        for node in [&a, &b] {
            until_heard(node.address).await;
        }
        Self { nats, a, b }
    }
}

/// Waits until this node reaches NATS.
pub(super) async fn until_heard(node: SocketAddr) {
    while get_json(node, "/health").await["relay"] != "connected" {
        sleep(Duration::from_millis(20)).await;
    }
}
