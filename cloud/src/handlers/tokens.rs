//! `/api/auth/tokens`: the devices of a DJ, and taking one's token away.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{done::Done, problem::Problem};
use crate::{accounts::Dj, server::Cloud, store::TokenId};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    tokens: Vec<Device>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Device {
    id: i64,
    name: String,
    created_at: WireTime,
    /// Exact to a minute.
    last_used_at: WireTime,
    expires_at: WireTime,
    /// Whether it is the token of this request.
    current: bool,
}

pub(crate) async fn list(State(cloud): State<Arc<Cloud>>, dj: Dj) -> Result<Json<Tokens>, Problem> {
    let tokens = cloud.accounts.tokens(&dj).await?;
    let life = cloud.config.accounts.token_life;
    let tokens = tokens.into_iter().map(|token| Device {
        id: token.id.0,
        name: token.name,
        created_at: WireTime(token.created_at),
        last_used_at: WireTime(token.used_at),
        expires_at: WireTime(token.used_at + life),
        current: token.id == dj.token,
    });
    Ok(Json(Tokens { tokens: tokens.collect() }))
}

pub(crate) async fn revoke(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Path(id): Path<String>,
) -> Result<Json<Done>, Problem> {
    let unknown = || Problem::not_found("You have no such token");
    let id = TokenId(id.parse().map_err(|_| unknown())?);
    if !cloud.accounts.revoke(&dj, id).await? {
        return Err(unknown());
    }
    cloud.admission.revoke(&[id]).await;
    Ok(Done::json())
}
