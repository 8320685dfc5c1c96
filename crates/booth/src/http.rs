//! How the booth asks a cloud over HTTP.

use std::time::Duration;

use pika_live::CloudAddress;
use reqwest::Client;
use reqwest::redirect::Policy;

/// A client for this cloud alone, which waits so long for each answer.
pub(crate) fn client(address: &CloudAddress, patience: Duration) -> Client {
    let client = Client::builder()
        .timeout(patience)
        // A redirection would carry the digest to whoever the venue's network sends us to.
        .redirect(Policy::none());
    // The proxy of a network cannot reach this computer by the name that it has for itself.
    let client = if address.is_on_this_computer() { client.no_proxy() } else { client };
    client.build().expect("the client has no settings that can fail")
}
