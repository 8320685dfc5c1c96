//! The routes of `/api`, each with what it takes and gives.

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{delete, get, post},
};

use crate::{
    handlers::{
        account, auth, dancer, djs,
        done::Done,
        health, mail_codes,
        problem::ProblemBody,
        push,
        quota::{limit_codes, limit_logins, limit_registrations, limit_subscriptions},
        recap, sessions, stats, tokens,
    },
    openapi::{Api, Doc},
    server::Cloud,
    store::{GlobalStats, HistoryEntry, PastSession, TopTrack},
};

/// What nobody needs an account for.
pub(super) fn public() -> Api {
    Api::new()
        .route(
            "/health",
            get(health::health),
            Doc::get("Whether the server and its database do their work")
                .gives::<health::Health>(200),
        )
        .route(
            "/api/dj/{slug}",
            get(djs::profile),
            Doc::get("The page of a registered DJ").gives::<djs::DjPage>(200).or(&[404]).paged(),
        )
        .route(
            "/api/dancer",
            delete(dancer::delete),
            Doc::delete("Deletes everything that is tied to a dancer")
                .gives::<Done>(200)
                .with_dancer(),
        )
        .route(
            "/api/dancer/likes",
            get(dancer::likes),
            Doc::get("What a dancer likes, the latest first")
                .gives::<dancer::Journal>(200)
                .with_dancer()
                .paged(),
        )
        .route(
            "/api/dancer/export",
            get(dancer::export),
            Doc::get("Everything that is tied to a dancer")
                .gives::<dancer::Export>(200)
                .with_dancer(),
        )
        .route(
            "/api/client/{id}/likes",
            get(dancer::likes_by_address),
            Doc::get("As Pika 0.3 asked for a dancer's likes; see /api/dancer/likes")
                .gives::<ProblemBody>(410),
        )
        .route(
            "/api/stats/top-tracks",
            get(stats::top_tracks),
            Doc::get("The ten tracks that are liked most").gives::<Vec<TopTrack>>(200),
        )
        .route(
            "/api/stats/global",
            get(stats::global),
            Doc::get("Sums of everything").gives::<GlobalStats>(200),
        )
}

/// Phones that are notified. Where the operator has no key for it, each of them says so.
pub(super) fn push(api: Api, cloud: &Arc<Cloud>) -> Api {
    let limited = from_fn_with_state(cloud.clone(), limit_subscriptions);
    api.route(
        "/api/push/key",
        get(push::public_key),
        Doc::get("The key with which a browser subscribes")
            .gives::<push::PublicKeyAnswer>(200)
            .or(&[404]),
    )
    .route(
        "/api/push/subscribe",
        post(push::subscribe).layer(limited.clone()),
        Doc::post(
            "Has a phone notified of what a live session announces, and of no other any more",
        )
        .takes::<push::Wish>()
        .gives::<Done>(200)
        .with_dancer()
        .or(&[404, 429]),
    )
    .route(
        "/api/push/unsubscribe",
        post(push::unsubscribe).layer(limited),
        Doc::post("Leaves a phone alone")
            .takes::<push::Farewell>()
            .gives::<Done>(200)
            .with_dancer()
            .or(&[429]),
    )
}

/// A DJ with an account notifies phones.
pub(super) fn sending(api: Api) -> Api {
    api.route(
        "/api/push/send",
        post(push::send),
        Doc::post("Notifies the phones that follow a session of one's own")
            .takes::<push::Sending>()
            .gives::<push::Report>(200)
            .with_token()
            .or(&[404, 429]),
    )
}

pub(super) fn sessions(api: Api) -> Api {
    api.route(
        "/api/session",
        get(sessions::live),
        Doc::get("The live sessions").gives::<Vec<sessions::ActiveSession>>(200),
    )
    .route(
        "/api/session/active",
        get(sessions::active),
        Doc::get("The live sessions, and whether there is one")
            .gives::<sessions::ActiveSessions>(200),
    )
    .route(
        "/api/session/recent",
        get(sessions::recent),
        Doc::get("Sessions that have ended, the latest first")
            .gives::<Vec<PastSession>>(200)
            .paged(),
    )
    .route(
        "/api/session/{id}",
        delete(recap::delete),
        Doc::delete("Deletes a session of one's own, and all that happened in it")
            .gives::<Done>(200)
            .with_token()
            .or(&[404]),
    )
    .route(
        "/api/session/{id}/history",
        get(sessions::history),
        Doc::get("The latest plays of a session, newest first").gives::<Vec<HistoryEntry>>(200),
    )
    .route(
        "/api/session/{id}/recap",
        get(recap::recap),
        Doc::get("A session looked back on; its owner is told more, a dancer what that one likes")
            .gives::<recap::RecapAnswer>(200)
            .or(&[404])
            .with_optional_token()
            .with_optional_dancer(),
    )
    .route(
        "/api/session/{id}/sync-fingerprints",
        post(recap::sync_fingerprints),
        Doc::post("Adds figures of tracks to the plays of one's own session")
            .takes::<recap::Fingerprints>()
            .gives::<recap::SyncReport>(200)
            .with_token()
            .or(&[404]),
    )
}

/// Pika 0.3 has the routes of sessions in two more places.
pub(super) fn old_sessions() -> Router<Arc<Cloud>> {
    Router::new()
        .route("/", get(sessions::live))
        .route("/active", get(sessions::active))
        .route("/recent", get(sessions::recent))
        .route("/{id}/history", get(sessions::history))
        .route("/{id}/recap", get(recap::recap))
        .route("/{id}/sync-fingerprints", post(recap::sync_fingerprints))
}

pub(super) fn accounts(api: Api, cloud: &Arc<Cloud>) -> Api {
    let logins = from_fn_with_state(cloud.clone(), limit_logins);
    let registrations = from_fn_with_state(cloud.clone(), limit_registrations);
    api.route(
        "/api/auth/register",
        post(auth::register).layer(registrations),
        Doc::post("Makes an account, and a token for this device")
            .takes::<auth::Registration>()
            .gives::<auth::Welcome>(201)
            .or(&[409, 429]),
    )
    .route(
        "/api/auth/login",
        post(auth::log_in).layer(logins),
        Doc::post("Makes a token for this device")
            .takes::<auth::Login>()
            .gives::<auth::Welcome>(200)
            .or(&[401, 429]),
    )
    .route(
        "/api/auth/me",
        get(auth::me),
        Doc::get("Who presents the token").gives::<auth::Me>(200).with_token(),
    )
    .route(
        "/api/auth/name",
        post(auth::rename),
        Doc::post("Calls the DJ by another name, in the nights gone by as well")
            .takes::<auth::Renaming>()
            .gives::<auth::Me>(200)
            .with_token()
            .or(&[409]),
    )
    .route(
        "/api/auth/regenerate-token",
        post(auth::regenerate),
        Doc::post("Puts a new token in the place of the one presented")
            .takes::<auth::Regeneration>()
            .gives::<auth::NewToken>(200)
            .with_token()
            .or(&[429]),
    )
    .route(
        "/api/auth/tokens",
        get(tokens::list),
        Doc::get("The devices that have a token").gives::<tokens::Tokens>(200).with_token(),
    )
    .route(
        "/api/auth/tokens/{id}",
        delete(tokens::revoke),
        Doc::delete("Takes the token of a device away").gives::<Done>(200).with_token().or(&[404]),
    )
    .route(
        "/api/auth/password",
        post(account::change_password),
        Doc::post("Changes the password; other devices log in again")
            .takes::<account::PasswordChange>()
            .gives::<Done>(200)
            .with_token()
            .or(&[429]),
    )
    .route(
        "/api/auth/account",
        delete(account::delete),
        Doc::delete("Deletes the account and all that belongs to it")
            .takes::<account::Deletion>()
            .gives::<Done>(200)
            .with_token()
            .or(&[429]),
    )
}

/// What a DJ does with codes that are mailed.
pub(super) fn mailed_codes(api: Api, cloud: &Arc<Cloud>) -> Api {
    let codes = from_fn_with_state(cloud.clone(), limit_codes);
    api.route(
        "/api/auth/verify-email/send",
        post(mail_codes::send_verification),
        Doc::post("Mails a code to the DJ who is logged in")
            .gives::<Done>(200)
            .with_token()
            .or(&[404, 429]),
    )
    .route(
        "/api/auth/verify-email",
        post(mail_codes::verify_email).layer(codes.clone()),
        Doc::post("Takes the code that was mailed to an address")
            .takes::<mail_codes::Code>()
            .gives::<Done>(200)
            .or(&[429]),
    )
    .route(
        "/api/auth/reset-password/request",
        post(mail_codes::request_reset).layer(codes.clone()),
        Doc::post("Mails a code for a new password, if anyone has the address")
            .takes::<mail_codes::ResetWish>()
            .gives::<Done>(200)
            .or(&[404, 429]),
    )
    .route(
        "/api/auth/reset-password",
        post(mail_codes::reset_password).layer(codes),
        Doc::post("Takes a mailed code for a new password; all devices log in again")
            .takes::<mail_codes::Reset>()
            .gives::<Done>(200)
            .or(&[429]),
    )
}
