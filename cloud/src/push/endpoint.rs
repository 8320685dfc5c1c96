//! Which addresses a push may go to: public ones, over TLS, and nothing that this server alone can reach.
//!
//! A phone says where its push service takes messages, so that an endpoint is a request that a stranger
//! has this server make. Its name is looked up here, when it is told and again when it is used, and the
//! connection is made to the addresses that were looked at: a name that means something else a
//! moment later gains nothing.

use std::{
    fmt::Debug,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{sync::Semaphore, time::timeout};
use url::{Host, Url};

/// Longest endpoint, in bytes; those of the known services have 100 to 700.
const LONGEST: usize = 2048;

/// How long a name is looked up.
const LOOK_UP: Duration = Duration::from_secs(5);

/// Names that are looked up at the same time: each takes a thread.
const LOOK_UPS: usize = 16;

/// Why nothing is sent to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadEndpoint {
    #[error("This is not the https address of a push service")]
    Address,
    #[error("The push service could not be found")]
    Unknown,
    #[error("The push service has no public address")]
    NotPublic,
}

/// Looks names up.
#[async_trait]
pub(super) trait Names: Debug + Send + Sync {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// As the operating system does.
#[derive(Debug)]
pub(super) struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Tells good endpoints from bad ones.
#[derive(Debug)]
pub(super) struct Guard {
    names: Box<dyn Names>,
    look_ups: Semaphore,
    /// Lets services on this machine through, without TLS: for development.
    local: bool,
}

impl Guard {
    pub(super) fn new(names: Box<dyn Names>, local: bool) -> Self {
        Self { names, look_ups: Semaphore::new(LOOK_UPS), local }
    }

    /// The endpoint, if something may be sent there now.
    pub(super) async fn admit(&self, endpoint: &str) -> Result<Url, BadEndpoint> {
        let url = self.parse(endpoint)?;
        if let Some(Host::Domain(host)) = url.host() {
            self.look_up(host).await?;
        }
        Ok(url)
    }

    /// The endpoint as far as it can be judged without looking up its name.
    pub(super) fn parse(&self, endpoint: &str) -> Result<Url, BadEndpoint> {
        if endpoint.len() > LONGEST {
            return Err(BadEndpoint::Address);
        }
        let url = Url::parse(endpoint).map_err(|_| BadEndpoint::Address)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadEndpoint::Address);
        }
        // A URL has no port where it is the usual one.
        let is_usual = url.scheme() == "https" && url.port().is_none();
        let is_local = self.local && matches!(url.scheme(), "http" | "https");
        if !is_usual && !is_local {
            return Err(BadEndpoint::Address);
        }
        let address = match url.host().ok_or(BadEndpoint::Address)? {
            Host::Domain(_) => return Ok(url),
            Host::Ipv4(address) => IpAddr::V4(address),
            Host::Ipv6(address) => IpAddr::V6(address),
        };
        if self.may_reach(address) { Ok(url) } else { Err(BadEndpoint::NotPublic) }
    }

    /// The addresses of a host; every one of them is public.
    async fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, BadEndpoint> {
        let looking = async {
            let _permit = self.look_ups.acquire().await;
            self.names.addresses(host).await
        };
        let found = timeout(LOOK_UP, looking).await.ok().and_then(Result::ok);
        let addresses = found.filter(|found| !found.is_empty()).ok_or(BadEndpoint::Unknown)?;
        if addresses.iter().all(|address| self.may_reach(*address)) {
            Ok(addresses)
        } else {
            Err(BadEndpoint::NotPublic)
        }
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        is_public(address) || (self.local && address.is_loopback())
    }
}

/// Names as the HTTP client looks them up: it connects to what it is told here and nowhere else.
pub(super) struct Checked(pub(super) Arc<Guard>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let addresses = guard.look_up(name.as_str()).await?;
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

/// Whether an address belongs to somebody on the internet, by IANA's registries of special addresses.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // This network, private ones, loopback, benchmarks, multicast, what is reserved.
        (0 | 10 | 127 | 224..=255, ..)
        | (172, 16..=31, _)
        | (192, 168, _)
        | (198, 18..=19, _)
        // Shared by the customers of a carrier; link-local, with the metadata of cloud machines.
        | (100, 64..=127, _)
        | (169, 254, _)
        // Protocol assignments, documentation, relays from IPv6.
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 51, 100)
        | (203, 0, 113) => true,
        _ => false,
    };
    // Azure has the host of a machine at an address that looks public.
    !special && address != Ipv4Addr::new(168, 63, 129, 16)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Protocol assignments, among them Teredo; documentation; 6to4, which holds an IPv4 address.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // Nothing else is global: loopback, mapped and translated IPv4, local and multicast addresses
        // all lie outside of this block.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Says of every name what it is told to.
    #[derive(Debug)]
    struct Says(Mutex<Vec<Vec<IpAddr>>>);

    #[async_trait]
    impl Names for Says {
        async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let mut answers = self.0.lock().unwrap();
            if answers.len() > 1 { Ok(answers.remove(0)) } else { Ok(answers[0].clone()) }
        }
    }

    fn guard(answers: &[&[&str]]) -> Guard {
        let parse = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
        let says = Says(Mutex::new(answers.iter().map(parse).collect()));
        Guard::new(Box::new(says), false)
    }

    const PUBLIC: &str = "142.250.74.74";

    #[tokio::test]
    async fn only_https_on_its_own_port_without_a_user_is_an_endpoint() {
        let guard = guard(&[&[PUBLIC]]);
        let long = format!("https://push.example/{}", "x".repeat(LONGEST));
        for bad in [
            "http://push.example/1",
            "https://push.example:8443/1",
            "https://push.example:80/1",
            "https://user@push.example/1",
            "https://user:password@push.example/1",
            "ftp://push.example/1",
            "file:///etc/passwd",
            "push.example/1",
            "https://",
            "",
            &long,
        ] {
            assert_eq!(guard.admit(bad).await, Err(BadEndpoint::Address), "{bad}");
        }
        for good in ["https://push.example/1", "https://push.example:443/1", "https://1.1.1.1/push"]
        {
            assert!(guard.admit(good).await.is_ok(), "{good}");
        }
    }

    #[tokio::test]
    async fn no_address_that_is_not_public_is_reached_however_it_is_written() {
        let here = guard(&[&[PUBLIC]]);
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[::127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[64:ff9b::7f00:1]",
            "[100::1]",
        ] {
            let endpoint = format!("https://{host}/push");
            assert_eq!(here.admit(&endpoint).await, Err(BadEndpoint::NotPublic), "{host}");
        }
        for address in ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "169.254.169.254"] {
            let alone = guard(&[&[address]]).admit("https://push.example/1").await;
            assert_eq!(alone, Err(BadEndpoint::NotPublic), "a name of {address}");
            let beside = guard(&[&[PUBLIC, address]]).admit("https://push.example/1").await;
            assert_eq!(beside, Err(BadEndpoint::NotPublic), "a name of {address} among others");
        }
        let nobody = guard(&[&[]]).admit("https://push.example/1").await;
        assert_eq!(nobody, Err(BadEndpoint::Unknown));
        for public in ["142.250.74.74", "2a00:1450:4001:830::200a", "2606:4700:4700::1111"] {
            assert!(guard(&[&[public]]).admit("https://push.example/1").await.is_ok(), "{public}");
        }
    }

    #[tokio::test]
    async fn a_name_that_means_another_host_when_it_is_used_is_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let guard = Arc::new(guard(&[&[PUBLIC], &["127.0.0.1"]]));
        // The system knows where this is, and is not asked.
        assert!(guard.admit("https://localhost/1").await.is_ok(), "at first it is public");
        let client = super::super::delivery::client(guard);
        let sent = client.post(format!("http://localhost:{port}/1")).send().await;
        assert!(sent.unwrap_err().is_connect(), "then it is this machine");
        listener.set_ttl(64).unwrap();
        let knocked = futures_util::FutureExt::now_or_never(listener.accept());
        assert!(knocked.is_none(), "nobody knocked");
    }
}
