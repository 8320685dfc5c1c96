//! `{success: true}`: what was asked for is done.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    success: bool,
}

impl Done {
    pub(crate) fn json() -> Json<Self> {
        Json(Self { success: true })
    }
}
