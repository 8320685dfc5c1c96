//! A running sidecar and the plainest HTTP client there is, so that tests can also send what no client would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};

pub(crate) const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

pub(crate) struct Sidecar {
    pub(crate) child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) port: u16,
}

impl Sidecar {
    /// Starts the binary with one music folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_with(&json!({ "secret": SECRET, "folders": [folder], "threads": 2 }))
    }

    pub(crate) fn start_with(hello: &Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pika-sidecar"))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sidecar starts");
        let mut stdin = child.stdin.take().expect("piped");
        writeln!(stdin, "{hello}").expect("the sidecar listens");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let port = line.trim().strip_prefix("PORT ").expect("the port comes first");
        let port = port.parse().expect("a port");
        Self { child, stdin: Some(stdin), port }
    }

    /// Status and body of the answer to a request for an analysis, as the booth would send it.
    pub(crate) fn analyse(&self, path: &Path) -> (u16, Value) {
        let (status, answer) = self.ask(
            "POST /analyses",
            &self.proper_headers(),
            &json!({ "path": path }).to_string(),
        );
        let body = answer.rsplit_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).expect("JSON"))
    }

    pub(crate) fn proper_headers(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\nAuthorization: Bearer {SECRET}\r\n", self.port)
    }

    /// Status and whole text of an answer.
    pub(crate) fn ask(&self, route: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = self.send(route, headers, body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), answer)
    }

    /// Sends a request and leaves the answer to the caller.
    pub(crate) fn send(&self, route: &str, headers: &str, body: &str) -> TcpStream {
        let mut stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the sidecar accepts");
        let length = body.len();
        write!(
            stream,
            "{route} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        stream
    }
}

impl Drop for Sidecar {
    fn drop(&mut self) {
        // It may have ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
