//! System packages on Debian and Ubuntu: only the missing ones are installed, by name, and with
//! sudo where needed. On other systems it says what is needed and goes on.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::{command, find, output, run, say};

/// Packages that belong together, and why.
pub(crate) struct Group {
    purpose: &'static str,
    packages: &'static [&'static str],
}

/// What the desktop program is compiled against.
pub(crate) const BUILD: Group = Group {
    purpose: "building the desktop program",
    packages: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"],
};

/// What shows and drives a window and a page without a screen, and sets a program's clock wrong.
pub(crate) const STORIES: Group = Group {
    purpose: "windows and pages without a screen, and a wrong clock",
    packages: &[
        "faketime",
        "xvfb",
        "webkit2gtk-driver",
        "chromium",
        "chromium-driver",
        "fonts-roboto-unhinted",
    ],
};

/// A real DJ program, with a sound card that nobody hears.
pub(crate) const MIXXX: Group = Group {
    purpose: "Mixxx as a partner",
    packages: &["mixxx", "xdotool", "pulseaudio", "libasound2-plugins"],
};

/// A server that tests start themselves, each its own.
pub(crate) const POSTGRES: Group =
    Group { purpose: "PostgreSQL as a database", packages: &["postgresql"] };

/// A keychain that tests can unlock themselves, on a message bus of their own.
pub(crate) const KEYCHAIN: Group =
    Group { purpose: "a keychain of the tests' own", packages: &["dbus", "gnome-keyring"] };

/// What several nodes of the cloud talk over.
pub(crate) const NODES: Group =
    Group { purpose: "several nodes of the cloud", packages: &["nats-server"] };

/// Installs what is missing of a group.
///
/// Fails with a sentence where it should be possible and is not: no rights, no network.
pub(crate) fn install(group: &Group) -> Result<()> {
    if find("apt-get").is_none() || find("dpkg-query").is_none() {
        say(&format!(
            "No Debian or Ubuntu here. For {}, install what these Debian packages hold: {}",
            group.purpose,
            group.packages.join(" ")
        ));
        return Ok(());
    }
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let (snaps, packages): (Vec<_>, Vec<_>) =
        missing(group).into_iter().partition(|package| is_a_snap(package, &system));
    if !snaps.is_empty() && find("chromium").is_none() {
        say("On Ubuntu, Chromium comes as a snap: run `sudo snap install chromium`");
    }
    if packages.is_empty() {
        return Ok(());
    }
    say(&format!("For {}, installing {}", group.purpose, packages.join(" ")));
    apt_get(&["update", "--quiet"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], &packages[..]].concat())
}

fn missing(group: &Group) -> Vec<&'static str> {
    let mut dpkg = command("dpkg-query");
    dpkg.args(["--show", "--showformat=${Package} ${db:Status-Status}\n"]);
    let installed = output(&mut dpkg).unwrap_or_default();
    group
        .packages
        .iter()
        .copied()
        .filter(|package| !installed.lines().any(|line| line == format!("{package} installed")))
        .collect()
}

/// On Ubuntu these packages only stand for a snap, which cannot be installed everywhere.
fn is_a_snap(package: &str, system: &str) -> bool {
    let ubuntu = system.lines().any(|line| line == "ID=ubuntu");
    ubuntu && matches!(package, "chromium" | "chromium-driver")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let root = output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut apt = if root {
        command("apt-get")
    } else if find("sudo").is_some() {
        let mut sudo = command("sudo");
        // sudo hands on no environment: it is set behind it.
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        bail!("neither root nor sudo here: as root, run `apt-get {}`", arguments.join(" "));
    };
    apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut apt).context("packages could not be installed; is there a network?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ubuntu_has_chromium_as_a_snap() {
        assert!(is_a_snap("chromium-driver", "NAME=\"Ubuntu\"\nID=ubuntu\n"));
        assert!(!is_a_snap("xvfb", "ID=ubuntu\n"));
        assert!(!is_a_snap("chromium-driver", "ID=debian\n"));
    }
}
