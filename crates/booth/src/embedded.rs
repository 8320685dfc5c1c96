//! The cloud inside the laptop: the default, without account or server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;

use pika_cloud::{CloudConfig, CloudError, DjAccess, RunningCloud};
use pika_domain::SessionId;
use pika_live::CloudAddress;
use uuid::Uuid;

use crate::error::BoothError;
use crate::view::{ErrorCode, Notice, Reach};

/// PIKA on a telephone's keys. A fixed port lets phones find the page again after a restart.
const PREFERRED_PORT: u16 = 7452;

/// A running cloud of our own, and how to reach it from here.
pub(crate) struct EmbeddedCloud {
    cloud: RunningCloud,
    /// 0 asks for any free port.
    wanted: u16,
    port: u16,
    /// Where phones find this computer.
    host: IpAddr,
    /// Only whoever knows this may open a session: the DJ of this laptop.
    secret: String,
}

impl EmbeddedCloud {
    /// Starts on this computer alone or, for [`Reach::LocalNetwork`], on the network. A taken port is
    /// replaced by a free one.
    pub(crate) async fn start(
        data_dir: &Path,
        reach: Reach,
        port: Option<u16>,
    ) -> Result<Self, BoothError> {
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let address = match reach {
            Reach::ThisComputer => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Reach::LocalNetwork => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let host = match reach {
            Reach::ThisComputer => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Reach::LocalNetwork => local_network_address().ok_or(BoothError::NoNetwork)?,
        };
        let config = |port| CloudConfig {
            listen: SocketAddr::new(address, port),
            database: format!("sqlite:{}", data_dir.join("cloud.db").display()),
            djs: DjAccess::Only { secret: secret.clone() },
            ..CloudConfig::default()
        };
        let cloud = match pika_cloud::start(config(port.unwrap_or(PREFERRED_PORT))).await {
            Err(CloudError::PortTaken(_)) => pika_cloud::start(config(0)).await,
            other => other,
        }
        .map_err(|error| BoothError::Cloud(error.to_string()))?;
        let wanted = port.unwrap_or(PREFERRED_PORT);
        let port = cloud.address().port();
        Ok(Self { cloud, wanted, port, host, secret })
    }

    pub(crate) fn address(&self) -> CloudAddress {
        CloudAddress::parse(&format!("http://127.0.0.1:{}", self.port))
            .expect("loopback needs no encryption")
    }

    /// The dancers' address of a session.
    pub(crate) fn page_url(&self, session: &SessionId) -> String {
        format!("http://{}/live/{session}", SocketAddr::new(self.host, self.port))
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// What the DJ should know if the usual port was not to be had.
    pub(crate) fn notice(&self) -> Option<Notice> {
        let Self { wanted, port, .. } = self;
        let message = format!(
            "Another program uses port {wanted}: the page of the dancers is on port {port} tonight."
        );
        (*wanted != 0 && wanted != port).then_some(Notice { code: ErrorCode::PortTaken, message })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) async fn stop(self) {
        self.cloud.stop().await;
    }
}

/// This computer's address in the network that leads outwards. No packet is sent: connecting a UDP
/// socket only chooses a route.
fn local_network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation (RFC 5737); any address outside would do.
    socket.connect(("192.0.2.1", 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}
