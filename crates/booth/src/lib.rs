//! The running app without a window: library, sources, analysis and the live session, joined.
//! Desktop and command line are rims on it.

mod account;
mod analysis;
mod board;
mod booth;
pub mod cloud_in_settings;
mod embedded;
mod error;
mod fault;
mod http;
pub mod logging;
mod outbox;
pub mod paths;
mod qr;
mod scan;
mod settings;
mod stage;
pub mod typescript;
pub mod view;

pub use account::{Keychain, NoKeychain, SystemKeychain, TokenDigest, WithoutKeychain, keep_login};
pub use analysis::{ChildLauncher, LaunchError, SidecarLauncher, SidecarProcess, port_in_line};
pub use booth::{Booth, BoothConfig};
pub use error::BoothError;
pub use pika_live::{CloudAddress, Timing};
pub use stage::CloudChoice;
