//! What a hole in a decoder could reach: a process in the same sandbox tries everything, and the running sidecar is
//! looked at from outside.
#![cfg(target_os = "linux")]

use std::fs;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;

use pika_sidecar::sandbox;

use crate::running::Sidecar;

/// Set for the process that enters the sandbox; its value is the music folder.
const FOLDER: &str = "PIKA_TEST_SANDBOX";

/// Not a test by itself: the other test runs it in a process of its own, as a sandbox cannot be left again.
#[test]
#[ignore = "runs inside the sandbox that another test starts"]
fn inside_the_sandbox() {
    let folder = std::env::var(FOLDER).expect("started by the other test");
    let folder = Path::new(&folder);
    let listener = TcpListener::bind("127.0.0.1:0").expect("still outside");
    let address = listener.local_addr().expect("an address");
    sandbox::enter(&[folder.to_owned()]);

    assert!(fs::read(folder.join("song.wav")).is_ok(), "music is read");
    assert!(fs::read("/etc/passwd").is_err(), "no other file is read");
    assert!(fs::read(folder.join("link.wav")).is_err(), "no link out is followed");
    assert!(fs::write(folder.join("song.wav"), "x").is_err(), "music is not written");
    assert!(fs::write(folder.join("new"), "x").is_err(), "nothing new is written");
    assert!(fs::remove_file(folder.join("song.wav")).is_err(), "nothing is removed");
    assert!(TcpStream::connect(address).is_err(), "no connection");
    assert!(TcpListener::bind("127.0.0.1:0").is_err(), "no other port");
    assert!(UdpSocket::bind("127.0.0.1:0").is_err(), "no datagrams");
    assert!(Command::new("/bin/true").status().is_err(), "no other program");
    println!("CONFINED");
}

#[test]
fn inside_the_sandbox_there_is_only_music_to_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("song.wav"), "music").expect("written");
    fs::write(other.path().join("secret"), "not music").expect("written");
    std::os::unix::fs::symlink(other.path().join("secret"), folder.path().join("link.wav"))
        .expect("linked");
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "--nocapture", "sandbox::inside_the_sandbox"])
        .env(FOLDER, folder.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("CONFINED"), "{said}\n{complaint}");
}

#[test]
fn every_thread_of_the_running_sidecar_is_confined_and_polite() {
    let sidecar = Sidecar::start(&std::env::temp_dir());
    let process = format!("/proc/{}", sidecar.child.id());
    let threads: Vec<_> = fs::read_dir(format!("{process}/task"))
        .expect("the process runs")
        .map(|entry| entry.expect("a thread").path())
        .collect();
    assert!(!threads.is_empty());
    for thread in threads {
        let status = fs::read_to_string(thread.join("status")).expect("a status");
        assert!(status.contains("\nNoNewPrivs:\t1\n"), "{status}");
        assert!(status.contains("\nSeccomp:\t2\n"), "{status}");
    }
    let stat = fs::read_to_string(format!("{process}/stat")).expect("a stat");
    let after_name = stat.rsplit_once(") ").expect("a name in brackets").1;
    assert_eq!(after_name.split(' ').nth(16), Some("10"), "niceness, field 19 of proc(5): {stat}");
}

#[test]
fn an_idle_sidecar_needs_less_than_20_megabytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let sidecar = Sidecar::start(folder.path());
    let (status, _) = sidecar.analyse(&folder.path().join("missing.wav"));
    assert_eq!(status, 422, "it has started for good");
    let status = fs::read_to_string(format!("/proc/{}/status", sidecar.child.id()));
    let status = status.expect("the process runs");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    let kilobytes: u32 = resident.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(kilobytes < 20 * 1024, "{kilobytes} kB");
}
