//! Accounts: over real HTTP, as our programs and Pika 0.3 clients use them.

mod account;
pub(crate) mod api;
mod limits;
mod live;
mod log;
mod mail;
mod passwords;
mod requests;
mod tokens;
