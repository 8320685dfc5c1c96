//! Accounts: over real HTTP, as our programs and Pika 0.3 clients use them.

mod api;
mod limits;
mod live;
mod passwords;
mod requests;
mod tokens;
