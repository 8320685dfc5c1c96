//! Who a request comes from: the DJ whose token it carries.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::problem::Problem;
use crate::{accounts::Dj, server::Cloud};

impl FromRequestParts<Arc<Cloud>> for Dj {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, cloud: &Arc<Cloud>) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or_else(Problem::token_required)?;
        Ok(cloud.accounts.authenticate(token).await?)
    }
}

/// The token of `Authorization: Bearer …`.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
