//! `/api/auth`: registering, logging in, who I am and what I am called, and a new token in the place of an old one.
//!
//! The shapes are those that Pika 0.3 clients read.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{body::Body, client_header::device_name, problem::Problem, quota::with_quota};
use crate::{
    accounts::{Dj, DjName, Email, Password, Token},
    server::Cloud,
    store::Account,
};

/// Longest name of a device, in characters.
const LONGEST_DEVICE: usize = 60;

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Registration {
    #[schemars(required)]
    email: Option<String>,
    #[schemars(required)]
    password: Option<String>,
    #[schemars(required)]
    display_name: Option<String>,
    device_name: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Login {
    #[schemars(required)]
    email: Option<String>,
    #[schemars(required)]
    password: Option<String>,
    device_name: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Regeneration {
    /// Whether the DJ's other devices lose their tokens as well.
    #[serde(default)]
    all: bool,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    id: i64,
    email: String,
    display_name: String,
    slug: String,
    /// Whether the DJ has proved to read the address.
    email_verified: bool,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Welcome {
    success: bool,
    user: User,
    /// Whether this server mails codes.
    sends_mail: bool,
    token: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    success: bool,
    user: User,
    /// Whether this server mails codes.
    sends_mail: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Renaming {
    #[schemars(required)]
    display_name: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct NewToken {
    success: bool,
    token: String,
}

pub(crate) async fn register(
    State(cloud): State<Arc<Cloud>>,
    headers: HeaderMap,
    Body(body): Body<Registration>,
) -> Result<Response, Problem> {
    let device = device(body.device_name, &headers)?;
    let given =
        [("email", &body.email), ("password", &body.password), ("displayName", &body.display_name)];
    let missing = require(&given, "Email, password, and display name are required");
    let [email, password, name] =
        [body.email, body.password, body.display_name].map(Option::unwrap_or_default);
    missing?;
    let (email, password, name) = check_registration(&email, password, &name)?;
    let (account, token) = cloud.accounts.register(email, password, name, &device).await?;
    Ok((StatusCode::CREATED, Json(Welcome::new(&cloud, account, token))).into_response())
}

pub(crate) async fn log_in(
    State(cloud): State<Arc<Cloud>>,
    headers: HeaderMap,
    Body(body): Body<Login>,
) -> Result<Json<Welcome>, Problem> {
    let device = device(body.device_name, &headers)?;
    let given = [("email", &body.email), ("password", &body.password)];
    require(&given, "Email and password are required")?;
    let [email, password] = [body.email, body.password].map(Option::unwrap_or_default);
    let email = parse_email(&email)?;
    let password = parse_password("password", password)?;
    let (account, token, evicted) = cloud.accounts.log_in(&email, password, &device).await?;
    cloud.admission.revoke(&evicted).await;
    Ok(Json(Welcome::new(&cloud, account, token)))
}

pub(crate) async fn me(State(cloud): State<Arc<Cloud>>, dj: Dj) -> Json<Me> {
    let sends_mail = cloud.accounts.sends_mail();
    Json(Me { success: true, user: dj.account.into(), sends_mail })
}

pub(crate) async fn rename(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Body(body): Body<Renaming>,
) -> Result<Json<Me>, Problem> {
    require(&[("displayName", &body.display_name)], "The display name is required")?;
    let name = parse_name(&body.display_name.unwrap_or_default())?;
    let user = cloud.accounts.rename(&dj, &name).await?.into();
    Ok(Json(Me { success: true, user, sends_mail: cloud.accounts.sends_mail() }))
}

pub(crate) async fn regenerate(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Body(body): Body<Regeneration>,
) -> Result<Response, Problem> {
    let quota = cloud.accounts.may_regenerate(&dj).map_err(Problem::too_many)?;
    let (token, revoked) = cloud.accounts.regenerate(&dj, body.all).await?;
    cloud.admission.revoke(&revoked).await;
    let body = NewToken { success: true, token: token.into_plain() };
    Ok(with_quota(Json(body).into_response(), quota))
}

/// Refuses a body of which something is missing, and names what.
pub(super) fn require(
    given: &[(&'static str, &Option<String>)],
    sentence: &'static str,
) -> Result<(), Problem> {
    let missing = given.iter().filter(|(_, value)| value.as_ref().is_none_or(String::is_empty));
    let mut missing = missing.map(|(field, _)| *field).peekable();
    if missing.peek().is_none() {
        return Ok(());
    }
    Err(missing.fold(Problem::invalid(sentence), |problem, field| {
        problem.with_field(field, "This is required")
    }))
}

fn check_registration(
    email: &str,
    password: String,
    name: &str,
) -> Result<(Email, Password, DjName), Problem> {
    let password = parse_password("password", password)?;
    let email = parse_email(email)?;
    Ok((email, password, parse_name(name)?))
}

fn parse_name(text: &str) -> Result<DjName, Problem> {
    DjName::parse(text).map_err(|sentence| Problem::invalid_field("displayName", sentence))
}

pub(super) fn parse_email(text: &str) -> Result<Email, Problem> {
    Email::parse(text).ok_or_else(|| Problem::invalid_field("email", "Invalid email format"))
}

pub(super) fn parse_password(field: &'static str, text: String) -> Result<Password, Problem> {
    Password::parse(text).map_err(|sentence| Problem::invalid_field(field, sentence))
}

fn device(given: Option<String>, headers: &HeaderMap) -> Result<String, Problem> {
    let given = given.unwrap_or_default();
    let name = given.trim();
    if name.is_empty() {
        return Ok(device_name(headers).to_owned());
    }
    if name.chars().count() > LONGEST_DEVICE || name.chars().any(char::is_control) {
        let sentence = "The name of a device has at most 60 characters";
        return Err(Problem::invalid_field("deviceName", sentence));
    }
    Ok(name.to_owned())
}

impl Welcome {
    fn new(cloud: &Cloud, account: Account, token: Token) -> Self {
        let sends_mail = cloud.accounts.sends_mail();
        Self { success: true, user: account.into(), sends_mail, token: token.into_plain() }
    }
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        let Account { id, email, display_name, slug, email_verified } = account;
        Self { id: id.0, email, display_name, slug, email_verified }
    }
}
