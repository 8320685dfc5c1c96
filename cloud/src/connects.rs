//! How many new WebSockets a client, and an address, may open a minute.
//!
//! A client is its address and the key that our pages offer as a subprotocol, so that a venue
//! behind one address is not locked out; without a key it is the address alone. An accepted
//! connection resets nothing.

use std::{net::IpAddr, sync::Mutex, time::Duration};

use axum::http::HeaderValue;
use tokio::time::Instant;

use crate::{bucket::Buckets, config::Limits};

const MINUTE: Duration = Duration::from_mins(1);
const MOST_CLIENTS: usize = 100_000;

/// `pika.` and a digest of the dancer's id in hexadecimal digits.
const KEY_PREFIX: &str = "pika.";

#[derive(Debug)]
pub(crate) struct Connects {
    opened: Mutex<Opened>,
}

#[derive(Debug)]
struct Opened {
    by_client: Buckets<(IpAddr, Option<String>)>,
    by_address: Buckets<IpAddr>,
}

impl Connects {
    pub(crate) fn new(limits: Limits) -> Self {
        let by_client = Buckets::new(limits.connects_per_client, MINUTE, MOST_CLIENTS);
        let by_address = Buckets::new(limits.connects_per_address, MINUTE, MOST_CLIENTS);
        Self { opened: Mutex::new(Opened { by_client, by_address }) }
    }

    /// Counts a connection, or says how long this client has to wait.
    pub(crate) fn admit(&self, address: IpAddr, key: Option<String>) -> Result<(), Duration> {
        let now = Instant::now();
        let mut opened = self.opened.lock().expect("nothing panics while it counts");
        // Before the key, which a client invents: an address that has had its share brings no more of them.
        opened.by_address.check(&address, now)?;
        opened.by_client.take((address, key), now)?;
        opened.by_address.take(address, now)
    }
}

/// The key among the subprotocols that a client offers.
pub(crate) fn client_key(offered: &HeaderValue) -> Option<String> {
    let text = offered.to_str().ok()?;
    let digits = text.strip_prefix(KEY_PREFIX)?;
    let well_formed =
        (16..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    well_formed.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::CloudConfig;

    #[test]
    fn an_address_that_invents_keys_locks_no_other_out() {
        let connects = Connects::new(CloudConfig::default().limits);
        let [one, other] = ["203.0.113.1", "203.0.113.2"].map(|text| text.parse().unwrap());
        let key = |number: usize| Some(format!("{KEY_PREFIX}{number:016x}"));
        let admitted = (0..2 * MOST_CLIENTS).filter(|n| connects.admit(one, key(*n)).is_ok());
        assert!(admitted.count() >= 300, "a venue shares an address");
        assert_eq!(connects.admit(other, key(0)), Ok(()));
        assert_eq!(connects.admit(other, None), Ok(()));
    }
}
