//! The TypeScript side of the wire, generated: types, bounds and the schema for validators.

use ts_rs::{Config, TS};

use crate::{
    BulkLikePayload, ClientFrame, ClientMessage, DjConnectionState, LikePayload, MAX_BULK_LIKES,
    MAX_CATCH_UP_ITEMS, MAX_CLIENT_MESSAGE_BYTES, MAX_RECENT_PLAYS, NackCode, OutboxItem,
    PROTOCOL_VERSION, PlayView, Reaction, ServerMessage, SessionView, TempoVote, TempoWish,
    WireTrack, server::AckStatus,
};

/// A TypeScript module with every wire type and the constants that clients need.
pub fn typescript_module() -> String {
    let config = Config::default();
    let mut module = String::from(
        "// Generated from crates/protocol by `cargo xtask generate`. Do not edit.\n\n",
    );
    for (name, value) in [
        ("PROTOCOL_VERSION", PROTOCOL_VERSION as usize),
        ("MAX_CLIENT_MESSAGE_BYTES", MAX_CLIENT_MESSAGE_BYTES),
        ("MAX_CATCH_UP_ITEMS", MAX_CATCH_UP_ITEMS),
        ("MAX_BULK_LIKES", MAX_BULK_LIKES),
        ("MAX_RECENT_PLAYS", MAX_RECENT_PLAYS),
    ] {
        module.extend(["export const ", name, " = ", &value.to_string(), ";\n"]);
    }
    module.push('\n');
    for declaration in [
        pika_domain::SessionId::decl(&config),
        pika_domain::PlayId::decl(&config),
        WireTrack::decl(&config),
        OutboxItem::decl(&config),
        LikePayload::decl(&config),
        BulkLikePayload::decl(&config),
        TempoVote::decl(&config),
        TempoWish::decl(&config),
        Reaction::decl(&config),
        ClientMessage::decl(&config),
        ClientFrame::decl(&config),
        AckStatus::decl(&config),
        NackCode::decl(&config),
        DjConnectionState::decl(&config),
        SessionView::decl(&config),
        PlayView::decl(&config),
        ServerMessage::decl(&config),
    ] {
        module.extend(["export ", &declaration, "\n\n"]);
    }
    module.truncate(module.trim_end().len());
    module.push('\n');
    module
}

/// JSON Schema (2020-12) of [`ServerMessage`], as pretty JSON.
pub fn server_message_schema() -> String {
    let schema = schemars::schema_for!(ServerMessage);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}
