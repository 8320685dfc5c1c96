// What a phone knows of its session: a value, and how each message changes it. Messages of other
// sessions change nothing. Likes of this dancer are not here (likes.ts).
import {
  MAX_RECENT_PLAYS,
  type DjConnectionState,
  type ServerMessage,
  type WireTrack,
} from '../protocol/messages';

export interface Play {
  playId: string;
  track: WireTrack;
  /** ISO 8601, by the server's clock. */
  startedAt: string;
  durationMs?: number;
  /** Of all dancers together, as last heard. */
  likes: number;
}

/** `unknown` until the first answer. */
export type Phase = 'unknown' | 'live' | 'ended';

export interface SessionState {
  phase: Phase;
  djName?: string;
  dj: DjConnectionState;
  /** Dancers on the page; undefined until told. */
  dancers?: number;
  now?: Play;
  /** Newest first, without the one that plays. */
  earlier: Play[];
}

export const unknownSession: SessionState = { phase: 'unknown', dj: 'connected', earlier: [] };

/** The state after `message`; the same object where nothing changed. */
export function apply(
  state: SessionState,
  message: ServerMessage,
  sessionId: string,
): SessionState {
  if (message.type === 'SESSIONS_LIST') {
    const djName = message.sessions.find((other) => other.sessionId === sessionId)?.djName;
    return djName === undefined ? state : { ...state, djName };
  }
  if (!('sessionId' in message) || message.sessionId !== sessionId) return state;
  switch (message.type) {
    case 'LISTENER_COUNT':
      return { ...state, dancers: message.count };
    case 'NOW_PLAYING': {
      const { djName, playId, track, startedAt, durationMs, likes } = message;
      const now: Play = { playId, track, startedAt, likes };
      if (durationMs) now.durationMs = durationMs;
      return { ...putAway(state, playId), phase: 'live', djName, now };
    }
    case 'TRACK_STOPPED':
      return putAway(state, undefined);
    case 'RECENT_PLAYS':
      return {
        ...state,
        earlier: message.plays.map(({ playId, track, startedAt, likes }) => ({
          playId,
          track,
          startedAt,
          likes,
        })),
      };
    case 'LIKE_COUNT':
      return withLikes(state, message.playId, () => message.count);
    case 'DJ_CONNECTION':
      return { ...state, dj: message.state };
    case 'SESSION_STARTED':
      return { ...state, phase: 'live', djName: message.djName, dj: 'connected' };
    case 'SESSION_ENDED':
      return { ...putAway(state, undefined), phase: 'ended', dj: 'connected' };
    default:
      return state;
  }
}

/** Changes the number of likes of one play, where it is known. */
export function withLikes(
  state: SessionState,
  playId: string,
  change: (likes: number) => number,
): SessionState {
  const changed = (play: Play) =>
    play.playId === playId ? { ...play, likes: Math.max(0, change(play.likes)) } : play;
  const next = { ...state, earlier: state.earlier.map(changed) };
  if (state.now) next.now = changed(state.now);
  return next;
}

/** What is true after the whole answer to SUBSCRIBE came: what was not mentioned is not so. */
export function settled(
  state: SessionState,
  mentioned: readonly ServerMessage['type'][],
): SessionState {
  if (mentioned.includes('SESSION_ENDED')) return { ...state, phase: 'ended' };
  const dj = mentioned.includes('DJ_CONNECTION') ? state.dj : 'connected';
  const live: SessionState = { ...state, phase: 'live', dj };
  return mentioned.includes('NOW_PLAYING') ? live : putAway(live, undefined);
}

/** Moves what plays to the earlier ones, unless it is the play that goes on. */
function putAway(state: SessionState, goesOn: string | undefined): SessionState {
  const { now, ...rest } = state;
  if (!now) return state;
  if (now.playId === goesOn) return rest;
  const known = state.earlier.some((play) => play.playId === now.playId);
  const earlier = known ? state.earlier : [now, ...state.earlier].slice(0, MAX_RECENT_PLAYS);
  return { ...rest, earlier };
}
