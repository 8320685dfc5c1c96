//! Where the cloud is, and which addresses are safe to talk to.

use url::{Host, Url};

/// The WebSocket address of a cloud: `wss`, or `ws` to this computer alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudAddress(Url);

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("{0:?} is not a web address")]
    Malformed(String),
    #[error(
        "{0} is not encrypted. Pika talks to other computers over https or wss only, so that nobody on the network can read along"
    )]
    NotEncrypted(String),
}

impl CloudAddress {
    /// Takes `https`, `wss`, `http` or `ws` addresses; the path becomes `/ws`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let malformed = || AddressError::Malformed(text.to_owned());
        let mut url = Url::parse(text.trim()).map_err(|_| malformed())?;
        let encrypted = match url.scheme() {
            "https" | "wss" => true,
            "http" | "ws" => false,
            _ => return Err(malformed()),
        };
        let on_this_computer = is_this_computer(&url.host().ok_or_else(malformed)?);
        if !encrypted && !on_this_computer {
            return Err(AddressError::NotEncrypted(text.trim().to_owned()));
        }
        url.set_scheme(if encrypted { "wss" } else { "ws" }).map_err(|()| malformed())?;
        url.set_path("/ws");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The socket's address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The same cloud as people and pages name it: `https://api.pika.stream`.
    pub fn origin(&self) -> String {
        let mut url = self.0.clone();
        let scheme = if url.scheme() == "wss" { "https" } else { "http" };
        url.set_scheme(scheme).expect("both are web schemes");
        url.origin().ascii_serialization()
    }

    /// Whether it is here, so that nothing on the way to it is anybody else's business.
    pub fn is_on_this_computer(&self) -> bool {
        self.0.host().is_some_and(|host| is_this_computer(&host))
    }

    /// Host and, where it is not the usual one, port: what a DJ recognises the cloud by.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

fn is_this_computer(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_refuses_unencrypted_addresses_other_than_loopback() {
        for bad in
            ["ws://pika.stream/ws", "http://192.168.1.4:3001", "http://127.0.0.1.evil.example"]
        {
            assert!(
                matches!(CloudAddress::parse(bad), Err(AddressError::NotEncrypted(_))),
                "{bad}"
            );
        }
        for bad in ["", "pika.stream", "ftp://127.0.0.1", "file:///etc/passwd"] {
            assert!(matches!(CloudAddress::parse(bad), Err(AddressError::Malformed(_))), "{bad}");
        }
    }

    #[test]
    fn good_addresses_lead_to_the_socket() {
        for (given, socket) in [
            ("https://api.pika.stream", "wss://api.pika.stream/ws"),
            ("wss://api.pika.stream/ws", "wss://api.pika.stream/ws"),
            ("http://127.0.0.1:7452/live/x?y#z", "ws://127.0.0.1:7452/ws"),
            ("ws://[::1]:7452", "ws://[::1]:7452/ws"),
        ] {
            assert_eq!(CloudAddress::parse(given).expect(given).as_str(), socket);
        }
    }

    #[test]
    fn an_address_has_an_origin_and_a_name() {
        let far = CloudAddress::parse("wss://api.pika.stream/ws").expect("an address");
        assert_eq!(
            (far.origin().as_str(), far.host().as_str()),
            ("https://api.pika.stream", "api.pika.stream")
        );
        assert!(!far.is_on_this_computer());
        let near = CloudAddress::parse("http://127.0.0.1:7452").expect("an address");
        assert_eq!(
            (near.origin().as_str(), near.host().as_str()),
            ("http://127.0.0.1:7452", "127.0.0.1:7452")
        );
        assert!(near.is_on_this_computer());
    }
}
