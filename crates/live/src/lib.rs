//! The DJ's side of a live session: what the laptop owes the cloud is delivered, in order, once.
//!
//! [`Delivery`] is the state machine: it takes time and messages as arguments and knows neither clock
//! nor socket. [`run`] drives it over a real WebSocket. The facts themselves stay in the caller's
//! [`Outbox`] until the cloud has acknowledged them.

mod address;
mod backoff;
mod batch;
mod delivery;
mod floor;
mod link;
mod secret;
mod timing;

pub use address::{AddressError, CloudAddress};
pub use delivery::{Action, Delivery, LinkState, LinkStatus, SessionCredentials};
pub use floor::{FloorNews, TempoVotes};
pub use link::{Link, LiveEvent, Outbox, OutboxError, run};
pub use secret::Secret;
pub use timing::Timing;
