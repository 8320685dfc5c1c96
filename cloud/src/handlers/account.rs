//! `/api/auth/password` and `/api/auth/account`: what a DJ who is logged in confirms with the password.

use std::sync::Arc;

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    auth::{parse_password, require},
    body::Body,
    done::Done,
    problem::Problem,
};
use crate::{accounts::Dj, server::Cloud};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordChange {
    #[schemars(required)]
    password: Option<String>,
    #[schemars(required)]
    new_password: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Deletion {
    #[schemars(required)]
    password: Option<String>,
}

pub(crate) async fn change_password(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Body(body): Body<PasswordChange>,
) -> Result<Json<Done>, Problem> {
    let given = [("password", &body.password), ("newPassword", &body.new_password)];
    require(&given, "The present and the new password are required")?;
    let [present, new] = [body.password, body.new_password].map(Option::unwrap_or_default);
    let present = parse_password("password", present)?;
    let new = parse_password("newPassword", new)?;
    let changed = cloud.accounts.change_password(&dj, present, new).await;
    let revoked = changed.map_err(Problem::about_own_password)?;
    cloud.admission.revoke(&revoked).await;
    Ok(Done::json())
}

pub(crate) async fn delete(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Body(body): Body<Deletion>,
) -> Result<Json<Done>, Problem> {
    require(&[("password", &body.password)], "The password is required")?;
    let password = parse_password("password", body.password.unwrap_or_default())?;
    let known = cloud.accounts.check_own_password(&dj, password).await;
    known.map_err(Problem::about_own_password)?;
    cloud.admission.delete_account(&dj).await?;
    Ok(Done::json())
}
