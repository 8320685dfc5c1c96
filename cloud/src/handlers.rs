//! What the server answers over HTTP, one file a noun.

pub(crate) mod account;
pub(crate) mod auth;
mod bearer;
pub(crate) mod body;
pub(crate) mod client_header;
pub(crate) mod dancer;
pub(crate) mod djs;
pub(crate) mod done;
pub(crate) mod health;
pub(crate) mod mail_codes;
pub(crate) mod page;
mod paging;
pub(crate) mod problem;
pub(crate) mod push;
pub(crate) mod quota;
pub(crate) mod recap;
pub(crate) mod sessions;
pub(crate) mod stats;
pub(crate) mod tokens;
pub(crate) mod ws;
