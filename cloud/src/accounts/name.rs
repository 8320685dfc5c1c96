//! What a DJ is called, and the address of the DJ's page that follows from it.

use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::secret::hex;

/// Longest name, in characters: what fits into a message to phones.
const LONGEST_NAME: usize = 100;

const SHORTEST_SLUG: usize = 2;
const LONGEST_SLUG: usize = 32;

/// Hexadecimal digits that stand for letters that an address cannot have.
const DIGITS: usize = 8;

/// Names that mean something else in our addresses.
const RESERVED: [&str; 26] = [
    "about",
    "account",
    "admin",
    "api",
    "dashboard",
    "dj",
    "event",
    "events",
    "help",
    "live",
    "login",
    "logout",
    "organizer",
    "organizers",
    "privacy",
    "profile",
    "recap",
    "register",
    "s",
    "session",
    "settings",
    "signup",
    "support",
    "terms",
    "user",
    "users",
];

/// A DJ's name, trimmed, with an address that nobody else can look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DjName {
    name: String,
    slug: String,
}

impl DjName {
    /// Letters of any script, apostrophes included; an error says why not.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let name: String = text.trim().nfc().collect();
        if name.chars().any(|c| c.is_control() || c == '<' || c == '>') {
            return Err("A DJ name cannot contain < or > or control characters");
        }
        if name.chars().count() > LONGEST_NAME {
            return Err("Display name must be at most 100 characters");
        }
        let slug = slug_of(&name);
        if slug.len() < SHORTEST_SLUG {
            return Err("Display name must be at least 2 characters");
        }
        if slug.len() > LONGEST_SLUG {
            return Err(
                "This DJ name is too long: the address made from it may have 32 characters",
            );
        }
        if RESERVED.contains(&slug.as_str()) {
            return Err("This name is reserved; please choose another");
        }
        Ok(Self { name, slug })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.name
    }

    pub(crate) fn slug(&self) -> &str {
        &self.slug
    }
}

/// The address of a name. It is the one of Pika 0.3 wherever that keeps every letter; a name with
/// letters that have no place there is told apart by digits of its hash.
pub(crate) fn slug_of(name: &str) -> String {
    let folded: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let folded = folded.to_lowercase();
    let kept: String = folded
        .chars()
        .map(|c| if c.is_whitespace() || c == '_' { '-' } else { c })
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
        .collect();
    let plain = kept.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if folded.chars().all(|c| c.is_ascii() || !c.is_alphanumeric()) {
        return plain;
    }
    let digits = hex(&Sha256::digest(folded.trim().as_bytes())[..DIGITS / 2]);
    let room = plain.len().min(LONGEST_SLUG - DIGITS - 1);
    let beginning = plain[..room].trim_end_matches('-');
    let beginning = if beginning.is_empty() { "dj" } else { beginning };
    format!("{beginning}-{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, slug: &str) {
        assert_eq!(DjName::parse(name).map(|name| name.slug), Ok(slug.to_owned()), "{name:?}");
    }

    #[test]
    fn addresses_are_made_as_pika_03_makes_them() {
        check("  Alba ", "alba");
        check("D'Arcy", "darcy");
        check("André_le  Bon", "andre-le-bon");
        check("--DJ -- 2000--", "dj-2000");
        check("Alba & Otis!", "alba-otis");
        check("Al\u{200b}ba", "alba");
        check(&"x".repeat(32), &"x".repeat(32));
    }

    #[test]
    fn names_of_any_script_have_addresses_of_their_own() {
        let slug = |name: &str| DjName::parse(name).unwrap().slug;
        for name in ["Ольга", "DJ Ольга", "DJ Анна", "山田", "Øyvind", "דנה", "محمد"]
        {
            let slug = slug(name);
            assert!((SHORTEST_SLUG..=LONGEST_SLUG).contains(&slug.len()), "{name} {slug}");
            assert!(slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{slug}");
        }
        assert!(slug("DJ Ольга").starts_with("dj-"));
        assert_ne!(slug("DJ Ольга"), slug("DJ Анна"));
        assert_eq!(slug("ольга"), slug("ОЛЬГА "));
        assert_ne!(slug("\u{410}lba"), slug("Alba"), "a Cyrillic letter is another name");
    }

    #[test]
    fn names_that_are_not_possible_are_refused_with_a_sentence() {
        let long = "x".repeat(33);
        let longer = "я".repeat(101);
        for bad in [
            "",
            " ",
            "x",
            "!?",
            "<b>Alba</b>",
            "Al\u{7}ba",
            "Al\nba",
            "DJ",
            "Admin",
            " live ",
            &long,
            &longer,
        ] {
            assert!(DjName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_means_something_in_an_address_is_nobodys_name() {
        let reserved = "admin api dj live recap s session settings about privacy terms help support \
            login logout register signup dashboard profile account user users event events organizer \
            organizers";
        for name in reserved.split_whitespace() {
            assert!(DjName::parse(name).is_err(), "{name}");
            assert!(RESERVED.contains(&name), "{name}");
        }
    }
}
