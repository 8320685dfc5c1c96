//! E-mail addresses: parsed on arrival, compared in small letters.

use email_address::{EmailAddress, Options};

/// RFC 3696, erratum 1690: a path of 256 characters, less its angle brackets.
const LONGEST: usize = 254;

/// An address that is well formed. Whether anyone reads what is sent there is another question.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Email {
    address: String,
    key: String,
}

impl Email {
    /// Trims and parses; `None` for what is no plain address of a domain with a dot in it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let address = text.trim();
        let options =
            Options::default().with_required_tld().without_domain_literal().without_display_text();
        if address.len() > LONGEST || address.chars().any(char::is_control) {
            return None;
        }
        EmailAddress::parse_with_options(address, options).ok()?;
        Some(Self { address: address.to_owned(), key: address.to_lowercase() })
    }

    /// As the DJ wrote it.
    pub(crate) fn as_str(&self) -> &str {
        &self.address
    }

    /// As it is compared.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// What comes before the @, without a tag behind a `+`, in small letters.
    pub(crate) fn name_part(&self) -> &str {
        let local = self.key.rsplit_once('@').map_or(self.key.as_str(), |(local, _)| local);
        local.split('+').next().unwrap_or(local)
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_parsed_and_compared_in_small_letters() {
        let email = Email::parse("  Anna.Berg+dj@Dance.Example ").unwrap();
        assert_eq!(email.as_str(), "Anna.Berg+dj@Dance.Example");
        assert_eq!(email.key(), "anna.berg+dj@dance.example");
        assert_eq!(email.name_part(), "anna.berg");
    }

    #[test]
    fn an_address_has_254_characters_and_not_one_more() {
        let domain = [&"d".repeat(63), &"e".repeat(63), &"f".repeat(60), "example"].join(".");
        let address = |local: usize| format!("{}@{domain}", "x".repeat(local));
        let longest = LONGEST - 1 - domain.len();
        assert!(Email::parse(&address(longest)).is_some());
        assert!(Email::parse(&address(longest + 1)).is_none());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@dance.example", "x".repeat(60)).repeat(5);
        for bad in [
            "",
            "@",
            "anna",
            "anna@",
            "@dance.example",
            "anna@localhost",
            "anna@[127.0.0.1]",
            "Anna <anna@dance.example>",
            "anna@dance..example",
            "anna berg@dance.example",
            "anna@dance.example\r\nBcc: x@y.example",
            "\"an\tna\"@dance.example",
            "\"an\u{7}na\"@dance.example",
            "anna@dance.example, other@dance.example",
            &long,
        ] {
            assert!(Email::parse(bad).is_none(), "{bad:?}");
        }
    }
}
