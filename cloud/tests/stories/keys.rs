//! What clients may choose, a hundred thousand times, and what a running server keeps of it.

use std::{fmt::Write as _, net::SocketAddr, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

use crate::{database, support::Client};

/// As many as are remembered of each kind.
const MOST: usize = 100_000;

/// More than the rest of the tables that hold so many has room for: without a bound they would double.
const MORE: usize = 20_000;

/// Requests that are under way at a time.
const AT_ONCE: usize = 500;

/// For what is remembered: 300 bytes a key.
const MOST_REMEMBERED_KIB: u64 = 30 * 1024;

/// For what is not.
const MOST_GROWTH_KIB: u64 = 3 * 1024;

struct Server {
    program: Child,
    address: SocketAddr,
}

impl Server {
    /// Behind a proxy, with one WebSocket a minute for an address: further ones are counted and refused.
    async fn start() -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
            .args(["serve", "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1"])
            .args(["--ws-connects-per-address", "1", "--database", &database::passing()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let address = line.trim().strip_prefix("Pika cloud is ready on http://").expect(&line);
        Self { program, address: address.parse().unwrap() }
    }

    /// Memory without its files.
    fn memory_kib(&self) -> u64 {
        let status = format!("/proc/{}/status", self.program.id().unwrap());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }

    /// Sends as many requests, one behind the other, and waits until each is refused with this status.
    async fn refuse(
        &self,
        numbers: std::ops::Range<usize>,
        status: &str,
        request: fn(usize) -> String,
    ) {
        let refusal = format!("HTTP/1.1 {status}");
        let numbers: Vec<_> = numbers.collect();
        for some in numbers.chunks(AT_ONCE) {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            let requests = some.iter().fold(String::new(), |mut requests, number| {
                write!(requests, "{}", request(*number)).unwrap();
                requests
            });
            stream.write_all(requests.as_bytes()).await.unwrap();
            let mut answers = Vec::new();
            loop {
                let read = stream.read_buf(&mut answers).await.unwrap();
                let so_far = String::from_utf8_lossy(&answers);
                // After a minute one of an address is let in, and those behind it are no requests any more.
                if so_far.matches(&refusal).count() == some.len() || so_far.contains("HTTP/1.1 101")
                {
                    break;
                }
                assert_ne!(read, 0, "{so_far}");
            }
        }
    }

    async fn check(&self, status: &str, request: fn(usize) -> String) {
        self.refuse(0..1_000, status, request).await;
        let before = self.memory_kib();
        self.refuse(1_000..MOST, status, request).await;
        let full = self.memory_kib();
        self.refuse(MOST..MOST + MORE, "4", request).await;
        let after = self.memory_kib();
        eprintln!("{before} KiB before, {full} with {MOST} keys, {after} with {MORE} more");
        assert!(full < before + MOST_REMEMBERED_KIB, "{before} to {full} KiB");
        assert!(after < full + MOST_GROWTH_KIB, "{full} to {after} KiB");
    }
}

fn login(number: usize) -> String {
    let [_, a, b, c] = u32::try_from(number).unwrap().to_be_bytes();
    format!(
        "POST /api/auth/login HTTP/1.1\r\nHost: pika\r\nX-Pika-Client: pika-web\r\n\
         X-Forwarded-For: 11.{a}.{b}.{c}\r\nContent-Length: 2\r\n\r\n{{}}"
    )
}

fn connect(number: usize) -> String {
    format!(
        "GET /ws HTTP/1.1\r\nHost: pika\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: pika.{number:032x}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_hundred_thousand_distinct_addresses_cost_a_running_server_little_memory() {
    Server::start().await.check("400", login).await;
}

#[tokio::test]
async fn a_hundred_thousand_distinct_phones_cost_a_running_server_little_memory() {
    let server = Server::start().await;
    let _first = Client::connect_with(server.address, |_| ()).await.unwrap();
    server.check("429", connect).await;
}
