//! The user that a Dockerfile leaves its image to.

use std::{collections::HashMap, path::Path};

use serde_json::Value;

/// Who runs the image of a `build:`, or why that cannot be said.
pub(super) fn user(build: &Value, folder: &Path) -> Result<String, String> {
    let text = |key: &str| build.get(key).and_then(Value::as_str);
    let context = build.as_str().or(text("context")).unwrap_or(".");
    let file = folder.join(context).join(text("dockerfile").unwrap_or("Dockerfile"));
    let dockerfile = std::fs::read_to_string(&file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let (users, last) = users(&dockerfile);
    let stage = text("target").map_or(last, str::to_lowercase);
    let user = users.get(&stage).cloned().flatten();
    user.ok_or_else(|| format!("{} sets no USER", file.display()))
}

/// The user of each stage, by its name or number, and which is the last.
fn users(dockerfile: &str) -> (HashMap<String, Option<String>>, String) {
    let mut users: HashMap<String, Option<String>> = HashMap::new();
    let mut stage = String::new();
    let mut stages = 0;
    for line in dockerfile.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.split_first() {
            Some((first, rest)) if first.eq_ignore_ascii_case("FROM") => {
                let mut rest = rest.iter().filter(|word| !word.starts_with("--"));
                let base = rest.next().map_or_else(String::new, |base| base.to_lowercase());
                let name =
                    rest.nth(1).map_or_else(|| stages.to_string(), |name| name.to_lowercase());
                // A stage that goes on from another has its user.
                let user = users.get(&base).cloned().flatten();
                users.insert(name.clone(), user);
                stage = name;
                stages += 1;
            }
            Some((first, [user, ..])) if first.eq_ignore_ascii_case("USER") => {
                users.insert(stage.clone(), Some((*user).to_owned()));
            }
            _ => {}
        }
    }
    (users, stage)
}

/// Whether a user is root, or may be.
pub(super) fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or_default();
    let is_zero = !name.is_empty() && name.bytes().all(|digit| digit == b'0');
    is_zero || name.is_empty() || name == "root" || user.contains('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_stage_decides_and_goes_on_from_its_base() {
        let check = |dockerfile: &str, expected: Option<&str>| {
            let (users, last) = users(dockerfile);
            assert_eq!(users[&last].as_deref(), expected, "{dockerfile}");
        };
        check("FROM debian\nUSER 7\n", Some("7"));
        check("FROM rust AS build\nUSER 7\nFROM debian\n", None);
        check("FROM debian AS Base\nUSER 7\nFROM --platform=linux/arm64 base\n", Some("7"));
        check("FROM debian\nUSER 7\nUSER root\n", Some("root"));
    }

    #[test]
    fn root_has_many_names() {
        for user in ["root", "0", "0:0", "000", "root:pika", "", ":7", "$WHO", "${WHO}:7"] {
            assert!(is_root(user), "{user}");
        }
        for user in ["7", "pika", "65532:65532", "nonroot"] {
            assert!(!is_root(user), "{user}");
        }
    }
}
