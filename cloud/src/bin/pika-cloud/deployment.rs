//! `pika-cloud check --deployment` and `--running`: whether a compose file, or a process, lets anybody in but through its tunnel.
//!
//! Of each service: nobody is root, its root file system is read-only, what it publishes is
//! published on a loopback address, and nothing reaches round the walls of the container. What
//! cannot be read from the file is a finding as well.

mod image;
mod running;

use std::{fmt, path::Path};

use anyhow::Context as _;
use serde_json::{Map, Value};

/// What is wrong with a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    OpenPort,
    RootUser,
    WritableRoot,
    Privileged,
    DockerSocket,
    HostNamespace,
    NotLookedInto,
}

/// A kind of mistake, and the service and the words in which it is made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    service: String,
    pub(super) kind: Kind,
    words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, kind, words } = self;
        let (name, advice) = match kind {
            Kind::OpenPort => ("open port", "publish on 127.0.0.1 only"),
            Kind::RootUser => ("root user", "run as a user that is not root"),
            Kind::WritableRoot => ("writable root", "set read_only: true"),
            Kind::Privileged => ("privileged", "take the privilege away"),
            Kind::DockerSocket => ("docker socket", "whoever has it is root on this machine"),
            Kind::HostNamespace => ("host namespace", "leave the container its own"),
            Kind::NotLookedInto => ("not looked into", "write it out, or check it yourself"),
        };
        write!(f, "{service}: {name}: {words}; {advice}")
    }
}

/// Prints what is wrong with a compose file; whether nothing is.
pub(crate) fn report(compose: &Path) -> anyhow::Result<bool> {
    Ok(tell(&findings(compose)?))
}

/// Prints what is wrong with a process of this machine (Linux); whether nothing is.
pub(crate) fn report_running(process: u32) -> anyhow::Result<bool> {
    Ok(tell(&running::findings(process)?))
}

fn tell(findings: &[Finding]) -> bool {
    for finding in findings {
        println!("wrong: {finding}");
    }
    if findings.is_empty() {
        println!("nothing is wrong");
    }
    findings.is_empty()
}

fn findings(compose: &Path) -> anyhow::Result<Vec<Finding>> {
    let name = compose.display();
    let text =
        std::fs::read_to_string(compose).with_context(|| format!("{name} cannot be read"))?;
    let file: Value =
        serde_saphyr::from_str(&text).with_context(|| format!("{name} is not YAML"))?;
    let folder = compose.parent().unwrap_or(Path::new("."));
    let mut findings = Vec::new();
    for other in ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yml"] {
        if folder.join(other).exists() {
            findings.push(not_looked_into("compose", &format!("{other} beside it changes it")));
        }
    }
    if file.get("include").is_some() {
        findings.push(not_looked_into("compose", "include"));
    }
    let services = file.get("services").and_then(Value::as_object);
    let services = services.filter(|services| !services.is_empty());
    for (name, service) in services.with_context(|| format!("{name} names no services"))? {
        let service = service.as_object().with_context(|| format!("{name} is no service"))?;
        findings.extend(of_service(name, service, folder));
    }
    Ok(findings)
}

fn not_looked_into(service: &str, words: &str) -> Finding {
    Finding { service: service.to_owned(), kind: Kind::NotLookedInto, words: words.to_owned() }
}

fn of_service(name: &str, service: &Map<String, Value>, folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |kind, words: String| {
        findings.push(Finding { service: name.to_owned(), kind, words });
    };
    for port in items(service, "ports").filter(|port| !is_loopback(port)) {
        found(Kind::OpenPort, port.to_string());
    }
    if let Err(words) = user(service, folder) {
        found(Kind::RootUser, words);
    }
    if service.get("read_only") != Some(&Value::Bool(true)) {
        found(Kind::WritableRoot, "read_only is not true".to_owned());
    }
    if service.get("privileged").is_some_and(|value| *value != Value::Bool(false)) {
        found(Kind::Privileged, "privileged".to_owned());
    }
    for key in ["cap_add", "devices"] {
        for item in items(service, key) {
            found(Kind::Privileged, format!("{key} {item}"));
        }
    }
    for volume in items(service, "volumes") {
        let source = volume.get("source").unwrap_or(volume);
        if source.as_str().is_some_and(|source| source.contains("docker.sock")) {
            found(Kind::DockerSocket, source.to_string());
        }
    }
    for key in ["network_mode", "pid", "ipc", "userns_mode", "uts"] {
        if service.get(key).and_then(Value::as_str).is_some_and(|mode| mode.starts_with("host")) {
            found(Kind::HostNamespace, format!("{key}: host"));
        }
    }
    if service.contains_key("extends") {
        found(Kind::NotLookedInto, "extends".to_owned());
    }
    findings
}

fn items<'a>(service: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a Value> {
    service.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// Whether a port is published on this machine alone. Without an address it is for everyone.
fn is_loopback(port: &Value) -> bool {
    let host = match port {
        Value::String(text) => text.rsplitn(3, ':').nth(2),
        port => port.get("host_ip").and_then(Value::as_str),
    };
    let host = host.map(|host| host.trim_start_matches('[').trim_end_matches(']'));
    host.and_then(|host| host.parse().ok()).is_some_and(|host: std::net::IpAddr| host.is_loopback())
}

/// Whether the user is known and not root: by the service, or by the file its image is built from.
fn user(service: &Map<String, Value>, folder: &Path) -> Result<(), String> {
    let user = match service.get("user") {
        Some(Value::String(user)) => user.clone(),
        Some(other) => other.to_string(),
        None => image::user(service.get("build").ok_or("no user is set")?, folder)?,
    };
    if image::is_root(&user) { Err(format!("the user is {user}")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of findings in a service of which everything but `changed` is well.
    fn check(changed: &str) -> Vec<Kind> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("compose.yaml");
        let mut lines = vec!["image: postgres", "user: \"999\"", "read_only: true"];
        let key = changed.split(':').next().expect("a key");
        lines.retain(|line| !line.starts_with(&format!("{key}:")));
        lines.push(changed);
        let text = format!("services:\n  one:\n    {}\n", lines.join("\n    "));
        std::fs::write(&file, &text).expect("a file");
        findings(&file).expect(&text).iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn ports_are_published_on_loopback_addresses_only() {
        for port in [
            "'127.0.0.1:3001:3001'",
            "'127.0.0.1::3001'",
            "'[::1]:3001:3001/udp'",
            "{target: 3001, published: 3001, host_ip: 127.0.0.1}",
        ] {
            assert_eq!(check(&format!("ports: [{port}]")), [], "{port}");
        }
        for port in [
            "3001",
            "'3001:3001'",
            "'0.0.0.0:3001:3001'",
            "'192.168.1.7:3001:3001'",
            "'[::]:3001:3001'",
            "'${ADDRESS}:3001:3001'",
            "{target: 3001, published: 3001}",
            "{target: 3001, published: 3001, host_ip: 0.0.0.0}",
        ] {
            assert_eq!(check(&format!("ports: [{port}]")), [Kind::OpenPort], "{port}");
        }
    }

    #[test]
    fn nobody_is_root_and_nothing_reaches_round_the_walls() {
        for (changed, kind) in [
            ("user: root", Kind::RootUser),
            ("user: \"0:0\"", Kind::RootUser),
            ("user: 0", Kind::RootUser),
            ("user: ${WHO}", Kind::RootUser),
            ("read_only: false", Kind::WritableRoot),
            ("privileged: true", Kind::Privileged),
            ("cap_add: [NET_ADMIN]", Kind::Privileged),
            ("devices: ['/dev/kmsg:/dev/kmsg']", Kind::Privileged),
            ("volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro']", Kind::DockerSocket),
            ("volumes: [{type: bind, source: /run/docker.sock, target: /d}]", Kind::DockerSocket),
            ("network_mode: host", Kind::HostNamespace),
            ("pid: host", Kind::HostNamespace),
            ("extends: {file: other.yaml, service: two}", Kind::NotLookedInto),
        ] {
            assert_eq!(check(changed), [kind], "{changed}");
        }
    }

    #[test]
    fn our_own_compose_file_is_as_it_should_be_and_without_a_user_it_is_not() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(findings(&root.join("compose.yaml")).expect("a compose file"), []);

        let folder = tempfile::tempdir().expect("a folder");
        let copy = |name: &str, change: &dyn Fn(String) -> String| {
            let text = std::fs::read_to_string(root.join(name)).expect("it is there");
            std::fs::write(folder.path().join(name), change(text)).expect("a file");
        };
        copy("compose.yaml", &|text| text);
        copy("Dockerfile", &|text| text.replace("\nUSER ", "\n# USER "));
        let found = findings(&folder.path().join("compose.yaml")).expect("a compose file");
        let kinds: Vec<_> = found.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [Kind::RootUser], "{found:?}");
    }

    #[test]
    fn what_changes_a_compose_file_from_beside_it_is_a_finding() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("compose.yaml");
        std::fs::write(&file, "services: {one: {user: \"7\", read_only: true}}").expect("a file");
        std::fs::write(folder.path().join("compose.override.yaml"), "").expect("a file");
        let found = findings(&file).expect("a compose file");
        assert_eq!(found[0].kind, Kind::NotLookedInto);

        let including = folder.path().join("including.yaml");
        let text = "include: [other.yaml]\nservices: {one: {user: \"7\", read_only: true}}";
        std::fs::write(&including, text).expect("a file");
        std::fs::remove_file(folder.path().join("compose.override.yaml")).expect("it was there");
        let found = findings(&including).expect("a compose file");
        assert_eq!(found[0].kind, Kind::NotLookedInto);
    }
}
