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

/// How a secret that has a name begins, and how many letters or digits follow.
const SECRETS: [(&str, usize); 7] = [
    ("pk_dj_", 32),
    ("AKIA", 16),
    ("ghp_", 36),
    ("github_pat_", 22),
    ("xoxb-", 20),
    // `{"a":"` in base 64: the token of a cloudflared tunnel is such an object.
    ("eyJhIjoi", 60),
    // Written in two pieces, since this file is looked through as well.
    (concat!("PRIVATE", " KEY-----"), 0),
];

/// What stands for a password in documents and tests.
const NO_PASSWORDS: [&str; 7] = [
    "password",
    "secret",
    "hidden",
    "a%20hidden%20word",
    "third-hidden-word",
    "fourth-hidden-word",
    "se:cr@et",
];

/// Length of 32 bytes in base 64: the private key of Web Push.
const KEY: usize = 43;

/// The private keys that RFC 8291 publishes in its appendix A.
const PUBLISHED_KEYS: [&str; 2] =
    ["yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"];

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
    let named = SECRETS.iter().find(|(start, length)| holds(line, start, *length));
    if let Some((start, _)) = named {
        return Some(format!("this looks like a secret ({start}…)"));
    }
    if has_password(line) {
        return Some("this address holds a password".to_owned());
    }
    has_key(line).then(|| "this looks like a private key of Web Push".to_owned())
}

/// Whether there is an address such as `scheme://user:password@host`.
fn has_password(line: &str) -> bool {
    line.match_indices("://").any(|(at, separator)| {
        let rest = &line[at + separator.len()..];
        let authority = rest.split(|c: char| c.is_whitespace() || "/?#\"'`<>\\".contains(c));
        let user = authority.into_iter().next().and_then(|authority| authority.rsplit_once('@'));
        let password =
            user.and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
        password.is_some_and(|password| {
            let filled_in_later = password.contains(['$', '{', '…']);
            let stands_for_one =
                NO_PASSWORDS.iter().any(|placeholder| password.eq_ignore_ascii_case(placeholder));
            !password.is_empty() && !filled_in_later && !stands_for_one
        })
    })
}

/// Whether there is a word of the length and the letters of a key that is no published one.
fn has_key(line: &str) -> bool {
    // A longer text in base 64 is no key; `+` and `/` belong to one.
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && !"-_+/".contains(c));
    words.filter(|word| word.len() == KEY && !word.contains(['+', '/'])).any(|word| {
        let kinds = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
        kinds.iter().all(|kind| word.bytes().any(|byte| kind(&byte)))
            && !PUBLISHED_KEYS.contains(&word)
    })
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
        assert!(fault("docs/security.md", &format!("-----BEGIN {}", SECRETS[6].0)).is_some());
    }

    #[test]
    fn the_token_of_a_tunnel_is_a_secret() {
        let token =
            format!("{}MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWYiLCJ0IjoiMDEyMzQ1", SECRETS[5].0);
        assert!(fault(".env.example", &format!("TUNNEL_TOKEN={token}")).is_some());
        assert!(fault(".env.example", "TUNNEL_TOKEN=${TUNNEL_TOKEN}").is_none());
    }

    #[test]
    fn a_password_in_an_address_is_a_secret_and_a_placeholder_is_none() {
        let address =
            |scheme: &str, password: &str| format!("{scheme}://pika:{password}@db.host/1");
        for scheme in ["postgres", "postgresql", "smtp", "smtps", "nats", "https", "redis"] {
            let line = format!("DATABASE_URL={}", address(scheme, "Vq7x-81m"));
            assert!(fault("compose.yaml", &line).is_some(), "{line}");
            for placeholder in ["PASSWORD", "secret", "${POSTGRES_PASSWORD}", "…", ""] {
                let line = address(scheme, placeholder);
                assert!(fault("compose.yaml", &line).is_none(), "{line}");
            }
        }
        assert!(
            fault("README.md", "see https://pika.example/a:b@c and nats://node@host").is_none()
        );
    }

    #[test]
    fn a_key_of_web_push_is_a_secret_unless_a_standard_publishes_it() {
        let key = format!("{}7Hq-x_2v9LrPd3", "Zk4mTn8cWb5yRj6fAe1uQo0sGiHlC");
        assert_eq!(key.len(), KEY);
        for line in [format!("PIKA_VAPID_KEY={key}"), format!("let it = \"{key}\";"), key.clone()] {
            assert!(fault("compose.yaml", &line).is_some(), "{line}");
        }
        assert!(
            fault("cloud/src/push/key.rs", &format!("parse(\"{}\")", PUBLISHED_KEYS[0])).is_none()
        );
        assert!(
            fault("package-lock.json", &format!("\"integrity\": \"sha512-{key}{key}==\""))
                .is_none()
        );
        let name = "a_like_sent_offline_arrives_once_after_1_line";
        assert!(fault("tests/a.rs", &name[..KEY]).is_none(), "a name has no capitals");
    }

    #[test]
    fn this_repository_holds_none_of_it() {
        sources().expect("nothing is found");
    }
}
