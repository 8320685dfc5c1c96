//! `pika-cloud`: live sessions for dancers' phones, over WebSocket, REST and a page.
//!
//! A library, because the desktop runs one inside itself; the program is a thin rim on it. The
//! wire is in `pika-protocol`, and so are its bounds. One live session is one task (`session`),
//! found through `sessions`; a WebSocket is one task (`connection`); SQL stays below `store`.

mod accounts;
mod admission;
mod bucket;
mod client_address;
mod clock;
mod config;
mod connection;
mod connects;
mod cors;
mod error;
mod frame;
mod handlers;
mod mail;
mod metrics;
mod nodes;
mod openapi;
mod origin;
mod outgoing;
mod peer;
mod push;
mod refusal;
mod relay;
mod router;
mod secret;
mod server;
mod session;
mod sessions;
mod socket;
mod store;
mod windows;

pub use config::{
    AccountRules, CloudConfig, DjAccess, Environment, Heartbeat, Limits, MailConfig, MailTransport,
    PushConfig, Sweep, shown_database,
};
pub use error::CloudError;
pub use push::{NoVapidKey, VapidKey};
pub use server::{RunningCloud, check, start};
pub use store::backup::{BackupError, back_up, restore};
