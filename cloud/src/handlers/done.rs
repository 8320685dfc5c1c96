//! `{success: true}`: what was asked for is done.

use axum::Json;
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Done {
    success: bool,
}

impl Done {
    pub(crate) fn json() -> Json<Self> {
        Json(Self { success: true })
    }
}
