// Generated from crates/protocol by `cargo xtask generate`. Do not edit.

export const PROTOCOL_VERSION = 1;
export const MAX_CLIENT_MESSAGE_BYTES = 10240;
export const MAX_CATCH_UP_ITEMS = 50;
export const MAX_RECENT_PLAYS = 50;

export type SessionId = string;

export type PlayId = string;

export type WireTrack = { title: string, artist: string, 
/**
 * Danced tempo.
 */
bpm?: number, 
/**
 * Musical name, for example `A minor`.
 */
key?: string, energy?: number, danceability?: number, brightness?: number, acousticness?: number, groove?: number, };

export type OutboxItem = { "type": "PLAY", seq: number, playId: PlayId, playedAt: string, track: WireTrack, 
/**
 * Length of the track.
 */
durationMs?: number, } | { "type": "STOP", seq: number, at: string, } | { "type": "END", seq: number, at: string, };

export type LikePayload = { track: WireTrack, };

export type ClientMessage = { "type": "REGISTER_SESSION", protocol?: number, sessionId?: SessionId, djName?: string, 
/**
 * `sha256:` and the hexadecimal digest of the DJ's API token, or, from older clients, the token.
 */
token?: string, 
/**
 * The secret from an earlier SESSION_REGISTERED.
 */
resume?: string, } | { "type": "BROADCAST_TRACK", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, playedAt?: string, durationMs?: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, seq?: number, } | { "type": "END_SESSION", sessionId: SessionId, seq?: number, } | { "type": "CATCH_UP", sessionId: SessionId, items: Array<OutboxItem>, } | { "type": "SUBSCRIBE", protocol?: number, sessionId?: SessionId, } | { "type": "GET_SESSIONS", } | { "type": "SEND_LIKE", sessionId?: SessionId, playId?: PlayId, payload?: LikePayload, } | { "type": "REMOVE_LIKE", sessionId: SessionId, playId: PlayId, } | { "type": "PING", };

export type ClientFrame = { 
/**
 * Answered by ACK or NACK with the same id.
 */
messageId?: string, 
/**
 * The dancer's own secret; the first one on a connection holds for all of it.
 */
clientId?: string, } & ({ "type": "REGISTER_SESSION", protocol?: number, sessionId?: SessionId, djName?: string, 
/**
 * `sha256:` and the hexadecimal digest of the DJ's API token, or, from older clients, the token.
 */
token?: string, 
/**
 * The secret from an earlier SESSION_REGISTERED.
 */
resume?: string, } | { "type": "BROADCAST_TRACK", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, playedAt?: string, durationMs?: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, seq?: number, } | { "type": "END_SESSION", sessionId: SessionId, seq?: number, } | { "type": "CATCH_UP", sessionId: SessionId, items: Array<OutboxItem>, } | { "type": "SUBSCRIBE", protocol?: number, sessionId?: SessionId, } | { "type": "GET_SESSIONS", } | { "type": "SEND_LIKE", sessionId?: SessionId, playId?: PlayId, payload?: LikePayload, } | { "type": "REMOVE_LIKE", sessionId: SessionId, playId: PlayId, } | { "type": "PING", });

export type AckStatus = "ok";

export type NackCode = "invalid" | "unauthorized" | "not_owner" | "unknown_session" | "rate_limited" | "conflict" | "unsupported_version" | "server_busy";

export type DjConnectionState = "connected" | "reconnecting" | "paused";

export type SessionView = { sessionId: SessionId, djName: string, currentTrack?: WireTrack, startedAt?: string, };

export type PlayView = { playId: PlayId, track: WireTrack, startedAt: string, likes: number, liked: boolean, };

export type ServerMessage = { "type": "SESSION_REGISTERED", sessionId: SessionId, authenticated: boolean, djName: string, 
/**
 * Lets this laptop take its session back.
 */
resume: string, 
/**
 * Highest number that is committed here; 0 for none.
 */
lastSeq: number, serverTime: string, 
/**
 * Where dancers find the session.
 */
joinUrl: string, } | { "type": "ACK", messageId: string, status: AckStatus, timestamp: string, lastSeq?: number, } | { "type": "NACK", messageId?: string, code: NackCode, 
/**
 * A sentence for people.
 */
error: string, timestamp: string, retryAfterMs?: number, } | { "type": "SESSIONS_LIST", sessions: Array<SessionView>, } | { "type": "LISTENER_COUNT", sessionId: SessionId, count: number, } | { "type": "NOW_PLAYING", sessionId: SessionId, djName: string, track: WireTrack, playId: PlayId, startedAt: string, durationMs?: number, likes: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, } | { "type": "SESSION_STARTED", sessionId: SessionId, djName: string, startTime: string, } | { "type": "SESSION_ENDED", sessionId: SessionId, } | { "type": "DJ_CONNECTION", sessionId: SessionId, state: DjConnectionState, } | { "type": "LIKE_RECEIVED", sessionId: SessionId, playId: PlayId, likes: number, payload: LikePayload, } | { "type": "LIKE_COUNT", sessionId: SessionId, playId: PlayId, count: number, } | { "type": "RECENT_PLAYS", sessionId: SessionId, plays: Array<PlayView>, } | { "type": "PONG", serverTime: string, } | { "type": "SERVER_SHUTDOWN", message: string, };
