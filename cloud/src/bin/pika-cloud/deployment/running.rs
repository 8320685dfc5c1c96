//! What the system says of a process that runs: its user, its root file system, its open ports.

use std::{
    collections::HashSet,
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use super::{Finding, Kind};

/// Number of a listening socket's state in /proc/net/tcp (Linux, include/net/tcp_states.h).
const LISTENING: &str = "0A";

/// What is wrong with a process.
pub(super) fn findings(process: u32) -> anyhow::Result<Vec<Finding>> {
    let proc = PathBuf::from(format!("/proc/{process}"));
    ensure!(proc.exists(), "there is no process {process} here that could be looked at");
    let service = format!("process {process}");
    let mut findings = Vec::new();
    let mut found = |kind, words: &str| {
        findings.push(Finding { service: service.clone(), kind, words: words.to_owned() });
    };
    let status = read(&proc.join("status"))?;
    // Real, effective, saved and file-system user.
    let users = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    if users.context("its user is not told")?.split_whitespace().any(|user| user == "0") {
        found(Kind::RootUser, "it runs as root");
    }
    if !root_is_read_only(&read(&proc.join("mountinfo"))?) {
        found(Kind::WritableRoot, "its root file system can be written to");
    }
    let own = sockets(&proc)?;
    let open: Vec<SocketAddr> = ["net/tcp", "net/tcp6"]
        .iter()
        .flat_map(|table| {
            fs::read_to_string(proc.join(table))
                .unwrap_or_default()
                .lines()
                .filter_map(listening)
                .collect::<Vec<_>>()
        })
        .filter(|(_, inode)| own.contains(inode))
        .map(|(address, _)| address)
        .filter(|address| !address.ip().to_canonical().is_loopback())
        .collect();
    if !open.is_empty() && network(&proc)? != network(Path::new("/proc/self"))? {
        found(
            Kind::NotLookedInto,
            "it has a network of its own; what of it is published is said by the compose file",
        );
        return Ok(findings);
    }
    for address in open {
        found(Kind::OpenPort, &address.to_string());
    }
    Ok(findings)
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn network(proc: &Path) -> anyhow::Result<PathBuf> {
    fs::read_link(proc.join("ns/net"))
        .context("its network cannot be told; ask as its user or as root")
}

/// Whether the last thing that is mounted on / is read-only (proc(5), mountinfo).
fn root_is_read_only(mounts: &str) -> bool {
    let mut roots = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let root = roots.rfind(|fields| fields.get(4) == Some(&"/"));
    root.and_then(|fields| Some(fields.get(5)?.split(',').any(|option| option == "ro")))
        == Some(true)
}

/// The inodes of its sockets.
fn sockets(proc: &Path) -> anyhow::Result<HashSet<u64>> {
    let files = fs::read_dir(proc.join("fd"))
        .context("its open files cannot be told; ask as its user or as root")?;
    let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    Ok(targets
        .filter_map(|target| {
            target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
        })
        .collect())
}

/// Address and inode of a listening socket, from a line of /proc/net/tcp or tcp6.
fn listening(line: &str) -> Option<(SocketAddr, u64)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (&local, &state, &inode) = (fields.get(1)?, fields.get(3)?, fields.get(9)?);
    let (address, port) = local.split_once(':')?;
    // Words of 32 bits, each as this machine keeps it in memory.
    let words = (0..address.len() / 8)
        .map(|word| u32::from_str_radix(address.get(8 * word..8 * word + 8)?, 16).ok())
        .collect::<Option<Vec<u32>>>()?;
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let ip = match bytes.len() {
        4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?)),
        _ => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?)),
    };
    let port = u16::from_str_radix(port, 16).ok()?;
    (state == LISTENING).then_some((SocketAddr::new(ip, port), inode.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_what_was_mounted_on_it_last() {
        let writable =
            "22 1 8:1 / / rw,relatime - ext4 /dev/root rw\n30 22 0:5 / /proc ro - proc proc ro\n";
        assert!(!root_is_read_only(writable));
        let over = format!("{writable}40 22 0:50 / / ro,relatime - overlay overlay rw\n");
        assert!(root_is_read_only(&over));
        assert!(!root_is_read_only(""), "what is not told is not taken for well");
    }
}
