//! `/api/auth/verify-email` and `/api/auth/reset-password`: codes that DJs are sent by e-mail.

use std::sync::Arc;

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    auth::{parse_email, parse_password, require},
    body::Body,
    done::Done,
    problem::Problem,
};
use crate::{
    accounts::{AccountError, Dj},
    server::Cloud,
};

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Code {
    #[schemars(required)]
    code: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct ResetWish {
    #[schemars(required)]
    email: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reset {
    #[schemars(required)]
    code: Option<String>,
    #[schemars(required)]
    new_password: Option<String>,
}

/// Mails a code to the DJ who is logged in.
pub(crate) async fn send_verification(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
) -> Result<Json<Done>, Problem> {
    if !cloud.accounts.sends_mail() {
        return Err(Problem::no_mail());
    }
    cloud.accounts.may_write_to(&dj.account.email).map_err(Problem::too_many)?;
    cloud.accounts.send_verification(dj.account);
    Ok(Done::json())
}

pub(crate) async fn verify_email(
    State(cloud): State<Arc<Cloud>>,
    Body(body): Body<Code>,
) -> Result<Json<Done>, Problem> {
    require(&[("code", &body.code)], "The code is required")?;
    if cloud.accounts.verify_email(&body.code.unwrap_or_default()).await? {
        Ok(Done::json())
    } else {
        Err(AccountError::BadCode.into())
    }
}

/// Mails a code for a new password, if anyone has this address; the answer does not tell.
pub(crate) async fn request_reset(
    State(cloud): State<Arc<Cloud>>,
    Body(body): Body<ResetWish>,
) -> Result<Json<Done>, Problem> {
    if !cloud.accounts.sends_mail() {
        return Err(Problem::no_mail());
    }
    require(&[("email", &body.email)], "The e-mail address is required")?;
    let email = parse_email(&body.email.unwrap_or_default())?;
    cloud.accounts.may_write_to(email.key()).map_err(Problem::too_many)?;
    cloud.accounts.send_reset(email);
    Ok(Done::json())
}

pub(crate) async fn reset_password(
    State(cloud): State<Arc<Cloud>>,
    Body(body): Body<Reset>,
) -> Result<Json<Done>, Problem> {
    let given = [("code", &body.code), ("newPassword", &body.new_password)];
    require(&given, "The code and the new password are required")?;
    let [code, password] = [body.code, body.new_password].map(Option::unwrap_or_default);
    let password = parse_password("newPassword", password)?;
    let reset = cloud.accounts.reset_password(&code, password).await;
    let revoked = reset.map_err(Problem::about_own_password)?;
    cloud.admission.revoke(&revoked).await;
    Ok(Done::json())
}
