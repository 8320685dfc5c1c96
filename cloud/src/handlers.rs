//! What the server answers over HTTP, one file a noun.

pub(crate) mod account;
pub(crate) mod auth;
mod bearer;
pub(crate) mod body;
pub(crate) mod client_header;
mod done;
pub(crate) mod health;
pub(crate) mod mail_codes;
pub(crate) mod page;
pub(crate) mod problem;
pub(crate) mod quota;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod ws;
