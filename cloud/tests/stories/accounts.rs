//! Accounts: over real HTTP, as our programs and Pika 0.3 clients use them.

mod account;
mod api;
mod limits;
mod live;
mod log;
mod mail;
mod passwords;
mod requests;
mod tokens;
