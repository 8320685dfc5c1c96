//! Who is let in, and when the process goes.

use std::io::Write;
#[cfg(target_os = "linux")]
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};

use crate::running::{SECRET, Sidecar};

fn sidecar() -> Sidecar {
    Sidecar::start(&std::env::temp_dir())
}

#[test]
fn the_secret_opens_and_the_answer_names_the_version() {
    let sidecar = sidecar();
    let (status, answer) = sidecar.ask("GET /health", &sidecar.proper_headers(), "");
    assert_eq!(status, 200);
    let version = format!(r#"{{"version":{}}}"#, pika_analysis::ANALYSIS_VERSION);
    assert!(answer.ends_with(&version), "{answer}");
}

/// On Linux every address of 127.0.0.0/8 is this machine's, and only one of them is listened on.
#[test]
#[cfg(target_os = "linux")]
fn it_listens_on_one_address_of_this_machine_and_each_on_a_port_of_its_own() {
    let (one, two) = (sidecar(), sidecar());
    assert_ne!(one.port, two.port);
    for sidecar in [one, two] {
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, sidecar.port)).is_ok());
        assert!(TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), sidecar.port)).is_err());
    }
}

#[test]
fn without_the_secret_every_route_is_closed() {
    let sidecar = sidecar();
    let host = "Host: 127.0.0.1\r\n";
    for headers in [
        host.to_owned(),
        format!("{host}Authorization: Bearer {}\r\n", SECRET.replace('0', "1")),
        format!("{host}Authorization: Bearer {}\r\n", &SECRET[1..]),
        format!("{host}Authorization: Bearer \r\n"),
        format!("{host}Authorization: Basic {SECRET}\r\n"),
    ] {
        for route in
            ["GET /health", "POST /analyses", "GET /analyses", "GET /", "OPTIONS /analyses"]
        {
            let (status, answer) = sidecar.ask(route, &headers, r#"{"path":"/etc/hostname"}"#);
            assert_eq!(status, 401, "{route} with {headers:?}: {answer}");
        }
    }
}

#[test]
fn a_foreign_host_is_refused_even_with_the_secret() {
    let sidecar = sidecar();
    for host in ["pika.example", "127.0.0.1.evil.example", "evil.example:127", "192.168.1.5", ""] {
        let headers = format!("Host: {host}\r\nAuthorization: Bearer {SECRET}\r\n");
        let (status, answer) = sidecar.ask("GET /health", &headers, "");
        assert_eq!(status, 403, "{host:?}: {answer}");
    }
}

#[test]
fn no_page_of_a_browser_gets_permission() {
    let sidecar = sidecar();
    let headers = format!("{}Origin: http://evil.example\r\n", sidecar.proper_headers());
    for route in ["GET /health", "OPTIONS /analyses"] {
        let (_, answer) = sidecar.ask(route, &headers, "");
        assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
    }
}

#[test]
fn a_request_that_is_not_understood_is_a_bad_request() {
    let sidecar = sidecar();
    for body in ["", "{", "[]", r#"{"path":7}"#, r#"{"file":"x"}"#] {
        let (status, answer) = sidecar.ask("POST /analyses", &sidecar.proper_headers(), body);
        assert_eq!(status, 400, "{body:?}: {answer}");
        assert!(answer.contains(r#""code":"bad_request""#), "{answer}");
    }
}

#[test]
fn the_end_of_stdin_ends_the_process() {
    let mut sidecar = sidecar();
    drop(sidecar.stdin.take());
    let status = sidecar.child.wait().expect("it ends");
    assert!(status.success(), "{status}");
}

#[test]
fn without_a_greeting_nothing_is_served() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pika-sidecar"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the sidecar starts");
    writeln!(child.stdin.take().expect("piped"), "hello").expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(!output.status.success() && output.stdout.is_empty());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("first line on stdin"), "{message}");
}
