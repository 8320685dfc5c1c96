//! Reads the sources for what must not be there: markup made from text in the user interfaces, and
//! secrets anywhere.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::{command, output, root};

/// Ways to turn text into markup or code.
const MARKUP: [&str; 7] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "{@html",
    "document.write",
    "eval(",
    "new Function(",
];

/// How a secret of a kind looks: what it begins with, and how many letters or digits follow.
const SECRETS: [(&str, usize); 6] = [
    ("pk_dj_", 32),
    ("AKIA", 16),
    ("ghp_", 36),
    ("github_pat_", 22),
    ("xoxb-", 20),
    // Written in two pieces, since this file is looked through as well.
    (concat!("PRIVATE", " KEY-----"), 0),
];

/// Looks through every file that git knows or would take.
pub(crate) fn sources() -> Result<()> {
    let mut git = command("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let files = output(&mut git).context("git cannot list the project's files")?;
    let mut found = Vec::new();
    for file in files.split_terminator('\0') {
        // Pictures, sounds and files that were deleted hold no text to look through.
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            if let Some(what) = fault(file, line) {
                found.push(format!("{file}:{}: {what}", number + 1));
            }
        }
    }
    if !found.is_empty() {
        bail!("{}", found.join("\n"));
    }
    Ok(())
}

/// What is wrong with a line of this file.
fn fault(file: &str, line: &str) -> Option<String> {
    let page = ["ui/src/", "web/src/"].iter().any(|folder| file.starts_with(folder));
    if page && let Some(way) = MARKUP.iter().find(|way| line.contains(**way)) {
        return Some(format!("{way} makes markup or code from text"));
    }
    SECRETS
        .iter()
        .find(|(start, length)| holds(line, start, *length))
        .map(|(start, _)| format!("this looks like a secret ({start}…)"))
}

/// Whether `start` is followed by at least `length` letters, digits or hyphens. Invented tokens
/// that are made of one repeated character are none.
fn holds(line: &str, start: &str, length: usize) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let rest = &line.as_bytes()[at + start.len()..];
        let body = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
        let body: Vec<u8> = body.copied().collect();
        let invented = body.iter().filter(|byte| **byte != b'-').all(|byte| *byte == body[0]);
        body.len() >= length && (length == 0 || !invented)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_from_text_is_found_in_the_user_interfaces_alone() {
        let line = format!("node.{} = title;", MARKUP[0]);
        assert!(fault("ui/src/views/Crate.svelte", &line).is_some());
        assert!(fault("web/src/main.ts", &line).is_some());
        assert!(fault("tests/browser/page/injection.ts", &line).is_none());
        assert!(fault("ui/src/views/Crate.svelte", "{title}").is_none());
    }

    #[test]
    fn a_token_is_a_secret_and_an_invented_one_is_not() {
        let token = |body: &str| format!("let token = \"{}{body}\";", SECRETS[0].0);
        let real = token("3f2b8c1e-9a4d-4c7b-8e21-5d0f6a7b9c3e");
        assert!(fault("cloud/src/main.rs", &real).is_some());
        assert!(
            fault("cloud/src/main.rs", &token("00000000-0000-0000-0000-000000000000")).is_none()
        );
        assert!(fault("cloud/src/main.rs", &token("<uuid>")).is_none());
    }

    #[test]
    fn a_private_key_is_a_secret() {
        assert!(fault("docs/security.md", &format!("-----BEGIN {}", SECRETS[5].0)).is_some());
    }
}
