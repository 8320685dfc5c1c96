// Generated from crates/protocol by `cargo xtask generate`. Do not edit.

export const PROTOCOL_VERSION = 1;
export const MAX_CLIENT_MESSAGE_BYTES = 10240;
export const MAX_CATCH_UP_ITEMS = 50;
export const MAX_BULK_LIKES = 100;
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
durationMs?: number, } | { "type": "STOP", seq: number, at: string, } | { "type": "END", seq: number, at: string, } | { "type": "METADATA", seq: number, at: string, playId: PlayId, track: WireTrack, } | { "type": "POLL", seq: number, at: string, question: string, options: Array<string>, durationSeconds?: number, } | { "type": "POLL_END", seq: number, at: string, } | { "type": "POLL_CANCEL", seq: number, at: string, } | { "type": "ANNOUNCEMENT", seq: number, at: string, message: string, durationSeconds?: number, 
/**
 * Whether phones that asked for it are notified as well.
 */
push?: boolean, } | { "type": "ANNOUNCEMENT_CANCEL", seq: number, at: string, };

export type LikePayload = { track: WireTrack, };

export type BulkLikePayload = { tracks: Array<WireTrack>, };

export type TempoVote = "slower" | "perfect" | "faster";

export type TempoWish = "slower" | "perfect" | "faster" | "clear";

export type Reaction = "thank_you";

export type ClientMessage = { "type": "REGISTER_SESSION", protocol?: number, sessionId?: SessionId, djName?: string, 
/**
 * `sha256:` and the hexadecimal digest of the DJ's API token, or, from older clients, the token.
 */
token?: string, 
/**
 * The secret that takes the session back: from an earlier SESSION_REGISTERED, or, better, made
 * by the booth before it opens the session.
 */
resume?: string, } | { "type": "BROADCAST_TRACK", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, playedAt?: string, durationMs?: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, seq?: number, } | { "type": "END_SESSION", sessionId: SessionId, seq?: number, } | { "type": "METADATA_UPDATED", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, } | { "type": "START_POLL", sessionId: SessionId, question: string, options: Array<string>, durationSeconds?: number, seq?: number, at?: string, } | { "type": "END_POLL", sessionId?: SessionId, pollId?: number, seq?: number, } | { "type": "CANCEL_POLL", sessionId?: SessionId, pollId?: number, seq?: number, } | { "type": "SEND_ANNOUNCEMENT", sessionId: SessionId, message: string, durationSeconds?: number, 
/**
 * Whether phones that asked for it are notified as well.
 */
push?: boolean, seq?: number, at?: string, } | { "type": "CANCEL_ANNOUNCEMENT", sessionId: SessionId, seq?: number, } | { "type": "SHARE_TEMPO", sessionId: SessionId, shared: boolean, } | { "type": "CATCH_UP", sessionId: SessionId, items: Array<OutboxItem>, } | { "type": "SUBSCRIBE", protocol?: number, sessionId?: SessionId, } | { "type": "GET_SESSIONS", } | { "type": "SEND_LIKE", sessionId?: SessionId, playId?: PlayId, 
/**
 * Rises with every word of a dancer: one that arrives after a later word of the same dancer
 * on the same play changes nothing.
 */
order?: number, payload?: LikePayload, } | { "type": "REMOVE_LIKE", sessionId?: SessionId, playId?: PlayId, order?: number, payload?: LikePayload, } | { "type": "SEND_BULK_LIKE", sessionId?: SessionId, playIds?: Array<PlayId>, order?: number, payload?: BulkLikePayload, tracks?: Array<WireTrack>, } | { "type": "SEND_TEMPO_REQUEST", sessionId?: SessionId, playId?: PlayId, order?: number, preference: TempoWish, } | { "type": "VOTE_ON_POLL", sessionId?: SessionId, pollId: number, optionIndex: number, } | { "type": "SEND_REACTION", sessionId?: SessionId, reaction: Reaction, } | { "type": "VALIDATE_SESSION", sessionId: SessionId, } | { "type": "PING", };

export type ClientFrame = { 
/**
 * Answered by ACK or NACK with the same id.
 */
messageId?: string, 
/**
 * The dancer's own secret; the first one on a connection holds for all of it. SUBSCRIBE asks
 * for 8 characters; elsewhere Pika 0.3 clients may say anything.
 */
clientId?: string, } & ({ "type": "REGISTER_SESSION", protocol?: number, sessionId?: SessionId, djName?: string, 
/**
 * `sha256:` and the hexadecimal digest of the DJ's API token, or, from older clients, the token.
 */
token?: string, 
/**
 * The secret that takes the session back: from an earlier SESSION_REGISTERED, or, better, made
 * by the booth before it opens the session.
 */
resume?: string, } | { "type": "BROADCAST_TRACK", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, playedAt?: string, durationMs?: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, seq?: number, } | { "type": "END_SESSION", sessionId: SessionId, seq?: number, } | { "type": "METADATA_UPDATED", sessionId: SessionId, track: WireTrack, seq?: number, playId?: PlayId, } | { "type": "START_POLL", sessionId: SessionId, question: string, options: Array<string>, durationSeconds?: number, seq?: number, at?: string, } | { "type": "END_POLL", sessionId?: SessionId, pollId?: number, seq?: number, } | { "type": "CANCEL_POLL", sessionId?: SessionId, pollId?: number, seq?: number, } | { "type": "SEND_ANNOUNCEMENT", sessionId: SessionId, message: string, durationSeconds?: number, 
/**
 * Whether phones that asked for it are notified as well.
 */
push?: boolean, seq?: number, at?: string, } | { "type": "CANCEL_ANNOUNCEMENT", sessionId: SessionId, seq?: number, } | { "type": "SHARE_TEMPO", sessionId: SessionId, shared: boolean, } | { "type": "CATCH_UP", sessionId: SessionId, items: Array<OutboxItem>, } | { "type": "SUBSCRIBE", protocol?: number, sessionId?: SessionId, } | { "type": "GET_SESSIONS", } | { "type": "SEND_LIKE", sessionId?: SessionId, playId?: PlayId, 
/**
 * Rises with every word of a dancer: one that arrives after a later word of the same dancer
 * on the same play changes nothing.
 */
order?: number, payload?: LikePayload, } | { "type": "REMOVE_LIKE", sessionId?: SessionId, playId?: PlayId, order?: number, payload?: LikePayload, } | { "type": "SEND_BULK_LIKE", sessionId?: SessionId, playIds?: Array<PlayId>, order?: number, payload?: BulkLikePayload, tracks?: Array<WireTrack>, } | { "type": "SEND_TEMPO_REQUEST", sessionId?: SessionId, playId?: PlayId, order?: number, preference: TempoWish, } | { "type": "VOTE_ON_POLL", sessionId?: SessionId, pollId: number, optionIndex: number, } | { "type": "SEND_REACTION", sessionId?: SessionId, reaction: Reaction, } | { "type": "VALIDATE_SESSION", sessionId: SessionId, } | { "type": "PING", });

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
joinUrl: string, 
/**
 * Whether phones can be notified of announcements.
 */
push?: boolean, } | { "type": "ACK", messageId: string, status: AckStatus, timestamp: string, lastSeq?: number, } | { "type": "NACK", messageId?: string, code: NackCode, 
/**
 * A sentence for people.
 */
error: string, timestamp: string, retryAfterMs?: number, lastSeq?: number, } | { "type": "SESSIONS_LIST", sessions: Array<SessionView>, } | { "type": "LISTENER_COUNT", sessionId: SessionId, count: number, } | { "type": "NOW_PLAYING", sessionId: SessionId, djName: string, track: WireTrack, playId: PlayId, startedAt: string, durationMs?: number, likes: number, } | { "type": "TRACK_STOPPED", sessionId: SessionId, } | { "type": "SESSION_STARTED", sessionId: SessionId, djName: string, startTime: string, } | { "type": "SESSION_ENDED", sessionId: SessionId, } | { "type": "SESSION_EXPIRED", sessionId: SessionId, 
/**
 * A sentence for people.
 */
reason: string, } | { "type": "SESSION_VALID", sessionId: SessionId, isValid: boolean, } | { "type": "METADATA_UPDATED", sessionId: SessionId, playId: PlayId, track: WireTrack, } | { "type": "TEMPO_RESET", sessionId: SessionId, } | { "type": "TEMPO_FEEDBACK", sessionId: SessionId, slower: number, perfect: number, faster: number, total: number, } | { "type": "TEMPO_VOTED", sessionId: SessionId, preference: TempoVote, 
/**
 * When the vote fades.
 */
endsAt: string, } | { "type": "POLL_STARTED", sessionId: SessionId, pollId: number, 
/**
 * The number of its START_POLL.
 */
seq: number, question: string, options: Array<string>, 
/**
 * Absent where only the DJ ends it.
 */
endsAt?: string, 
/**
 * For each option.
 */
votes: Array<number>, totalVotes: number, 
/**
 * Whether this dancer has voted, and for what.
 */
hasVoted: boolean, votedOptionIndex?: number, } | { "type": "POLL_UPDATE", sessionId: SessionId, pollId: number, votes: Array<number>, totalVotes: number, } | { "type": "POLL_ENDED", sessionId: SessionId, pollId: number, 
/**
 * The number of its START_POLL.
 */
seq: number, 
/**
 * For each option; all 0 for a poll that was cancelled.
 */
results: Array<number>, totalVotes: number, 
/**
 * The first of those with the most votes, 0 where there are none, -1 for a poll that was
 * cancelled.
 */
winnerIndex: number, } | { "type": "ANNOUNCEMENT_RECEIVED", sessionId: SessionId, message: string, djName: string, timestamp: string, 
/**
 * Absent where only the DJ takes it back.
 */
endsAt?: string, } | { "type": "ANNOUNCEMENT_CANCELLED", sessionId: SessionId, } | { "type": "ANNOUNCEMENT_NOT_PUSHED", sessionId: SessionId, seq: number, 
/**
 * A sentence for people.
 */
reason: string, } | { "type": "REACTION_RECEIVED", sessionId: SessionId, reaction: Reaction, count: number, } | { "type": "DJ_CONNECTION", sessionId: SessionId, state: DjConnectionState, } | { "type": "LIKE_RECEIVED", sessionId: SessionId, playId: PlayId, likes: number, payload: LikePayload, } | { "type": "LIKE_COUNT", sessionId: SessionId, playId: PlayId, count: number, } | { "type": "RECENT_PLAYS", sessionId: SessionId, plays: Array<PlayView>, } | { "type": "PONG", serverTime: string, } | { "type": "SERVER_SHUTDOWN", message: string, };
