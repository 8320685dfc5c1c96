//! Why a cloud did not start, as sentences for whoever started it.

use std::net::SocketAddr;

use crate::{config::shown_database, store::StoreError};

/// Why [`crate::start`] failed.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    #[error("port {} on {} is already in use; stop the other program or choose another with --listen", .0.port(), .0.ip())]
    PortTaken(SocketAddr),
    #[error("cannot listen on {address}: {reason}")]
    CannotListen { address: SocketAddr, reason: String },
    #[error("metrics on {0} could be read by strangers; they listen on a loopback address, for example 127.0.0.1:{port}", port = .0.port())]
    MetricsPublic(SocketAddr),
    #[error("the database {database} is in use by another program; close it and try again")]
    DatabaseLocked { database: String },
    #[error(
        "the database {database} was written by a newer version of Pika (schema {version}); update Pika, or choose another database"
    )]
    DatabaseNewer { database: String, version: i64 },
    #[error("the database {database} cannot be used: {reason}")]
    DatabaseUnusable { database: String, reason: String },
    #[error("NATS cannot be used: {0}")]
    Nats(String),
    #[error("e-mail cannot be sent: {0}")]
    Mail(String),
}

impl CloudError {
    pub(crate) fn from_store(error: StoreError, database: &str) -> Self {
        let database = shown_database(database);
        match error {
            StoreError::Locked => Self::DatabaseLocked { database },
            StoreError::Newer(version) => Self::DatabaseNewer { database, version },
            StoreError::Unusable(reason) => Self::DatabaseUnusable { database, reason },
            other @ (StoreError::TakenOver
            | StoreError::NoAccount
            | StoreError::Contradiction(_)) => {
                Self::DatabaseUnusable { database, reason: other.to_string() }
            }
        }
    }

    pub(crate) fn from_bind(error: &std::io::Error, address: SocketAddr) -> Self {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            Self::PortTaken(address)
        } else {
            Self::CannotListen { address, reason: error.to_string() }
        }
    }
}
