//! What the server answers over HTTP, one file a noun.

pub(crate) mod health;
pub(crate) mod page;
pub(crate) mod sessions;
pub(crate) mod ws;
