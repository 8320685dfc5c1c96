//! The booth with real sockets: the embedded cloud, an account's cloud, a keychain.

mod account;
mod account_cloud;
mod floor;
#[cfg(target_os = "linux")]
mod full_disk;
mod impostor;
#[cfg(target_os = "linux")]
mod keychain;
mod laptop;
mod later;
mod proxy;
mod restart;
