//! Who a client is: the socket's peer, or, behind a proxy that the operator trusts, whoever it names.
//!
//! The headers of anyone else are not looked at: they say whatever the client likes.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;

/// The address that limits count by. An IPv6 client has a whole /64 at its disposal, so that counts.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.contains(&address.to_canonical());
    let peer = peer.to_canonical();
    if !is_trusted(&peer) {
        return network(peer);
    }
    let header = |name: &str| {
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>()
    };
    let by_cloudflare =
        header("cf-connecting-ip").first().and_then(|value| value.trim().parse::<IpAddr>().ok());
    let forwarded = header("x-forwarded-for").join(",");
    let by_proxies = || {
        forwarded
            .rsplit(',')
            .map_while(|hop| hop.trim().parse::<IpAddr>().ok())
            .find(|hop| !is_trusted(hop))
    };
    network(by_cloudflare.or_else(by_proxies).unwrap_or(peer))
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, headers: &[(&'static str, &str)], expected: &str) {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
            .collect();
        let trusted = ["10.0.0.1".parse().expect("an address")];
        let found = client_address(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), expected, "{peer} {headers:?}");
    }

    #[test]
    fn only_a_trusted_proxy_can_say_who_a_client_is() {
        let forwarded = [("x-forwarded-for", "1.2.3.4"), ("cf-connecting-ip", "1.2.3.4")];
        check("203.0.113.9", &forwarded, "203.0.113.9");
        check("10.0.0.1", &forwarded, "1.2.3.4");
        check("::ffff:10.0.0.1", &forwarded, "1.2.3.4");
        check("10.0.0.1", &[], "10.0.0.1");
    }

    #[test]
    fn the_right_most_untrusted_hop_counts() {
        check("10.0.0.1", &[("x-forwarded-for", "6.6.6.6, 5.5.5.5, 10.0.0.1")], "5.5.5.5");
        check("10.0.0.1", &[("x-forwarded-for", "6.6.6.6, nonsense")], "10.0.0.1");
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        check("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::");
    }
}
