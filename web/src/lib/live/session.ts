// What a phone knows of its session: a value, and how each message changes it. Messages of other
// sessions change nothing. What this dancer likes and votes is not here (wishes.ts).
import {
  MAX_RECENT_PLAYS,
  type DjConnectionState,
  type ServerMessage,
  type WireTrack,
} from '../protocol/messages';
import { pollAfter, type Poll } from './poll';

export interface Play {
  playId: string;
  track: WireTrack;
  /** ISO 8601, by the server's clock. */
  startedAt: string;
  durationMs?: number;
  /** Of all dancers together, as last heard. */
  likes: number;
}

/** How the floor finds the tempo of what plays, where the DJ shares it. */
export interface TempoTotals {
  slower: number;
  perfect: number;
  faster: number;
}

export interface Announcement {
  message: string;
  djName: string;
  /** ISO 8601, by the server's clock; also tells one announcement from another. */
  timestamp: string;
  /** Absent where only the DJ takes it back. */
  endsAt?: string;
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
  /** What plays by the list of sessions, until the session itself was heard of. */
  glimpse?: WireTrack;
  tempo?: TempoTotals;
  /** The one that runs, or the one that ended last. */
  poll?: Poll;
  announcement?: Announcement;
}

export const unknownSession: SessionState = { phase: 'unknown', dj: 'connected', earlier: [] };

/** The state after `message`; the same object where nothing changed. */
export function apply(
  state: SessionState,
  message: ServerMessage,
  sessionId: string,
): SessionState {
  if (message.type === 'SESSIONS_LIST') {
    const mine = message.sessions.find((other) => other.sessionId === sessionId);
    if (!mine) return state;
    const named: SessionState = { ...state, djName: mine.djName };
    if (state.phase === 'unknown' && mine.currentTrack) named.glimpse = mine.currentTrack;
    return named;
  }
  if (!('sessionId' in message) || message.sessionId !== sessionId) return state;
  switch (message.type) {
    case 'LISTENER_COUNT':
      return { ...state, dancers: message.count };
    case 'NOW_PLAYING': {
      const { djName, playId, track, startedAt, durationMs, likes } = message;
      const now: Play = { playId, track, startedAt, likes };
      if (durationMs) now.durationMs = durationMs;
      return { ...without(putAway(state, playId), 'glimpse'), phase: 'live', djName, now };
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
    case 'METADATA_UPDATED':
      return withPlay(state, message.playId, (play) => ({ ...play, track: message.track }));
    case 'LIKE_COUNT':
      return withLikes(state, message.playId, () => message.count);
    case 'TEMPO_FEEDBACK': {
      const { slower, perfect, faster } = message;
      return { ...state, tempo: { slower, perfect, faster } };
    }
    case 'TEMPO_RESET':
      return without(state, 'tempo');
    case 'POLL_STARTED':
    case 'POLL_UPDATE':
    case 'POLL_ENDED': {
      const poll = pollAfter(state.poll, message);
      return poll ? { ...state, poll } : without(state, 'poll');
    }
    case 'ANNOUNCEMENT_RECEIVED': {
      const { message: text, djName, timestamp, endsAt } = message;
      const announcement: Announcement = { message: text, djName, timestamp };
      if (endsAt !== undefined) announcement.endsAt = endsAt;
      return { ...state, announcement };
    }
    case 'ANNOUNCEMENT_CANCELLED':
      return without(state, 'announcement');
    case 'DJ_CONNECTION':
      return { ...state, dj: message.state };
    case 'SESSION_STARTED':
      return { ...state, phase: 'live', djName: message.djName, dj: 'connected' };
    case 'SESSION_ENDED':
      return { ...over(state), phase: 'ended', dj: 'connected' };
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
  return withPlay(state, playId, (play) => ({ ...play, likes: Math.max(0, change(play.likes)) }));
}

/** The state without one of the things that come and go. */
export function without(
  state: SessionState,
  name: 'now' | 'glimpse' | 'tempo' | 'poll' | 'announcement',
): SessionState {
  const others = Object.entries(state).filter(([other]) => other !== name);
  return Object.fromEntries(others) as unknown as SessionState;
}

/** What is true after the whole answer to SUBSCRIBE came: what was not mentioned is not so. */
export function settled(
  state: SessionState,
  mentioned: readonly ServerMessage['type'][],
): SessionState {
  if (mentioned.includes('SESSION_ENDED')) return { ...over(state), phase: 'ended' };
  const dj = mentioned.includes('DJ_CONNECTION') ? state.dj : 'connected';
  let live: SessionState = { ...without(state, 'glimpse'), phase: 'live', dj };
  if (!mentioned.includes('NOW_PLAYING')) live = putAway(live, undefined);
  if (!mentioned.includes('TEMPO_FEEDBACK')) live = without(live, 'tempo');
  if (!mentioned.includes('ANNOUNCEMENT_RECEIVED')) live = without(live, 'announcement');
  // A poll that ended unheard; one whose result is shown stays.
  const ended = live.poll?.winner !== undefined;
  return ended || mentioned.includes('POLL_STARTED') ? live : without(live, 'poll');
}

/** Nothing plays any more, and nothing is asked. */
function over(state: SessionState): SessionState {
  return without(without(without(putAway(state, undefined), 'poll'), 'announcement'), 'glimpse');
}

function withPlay(state: SessionState, playId: string, change: (play: Play) => Play): SessionState {
  const changed = (play: Play) => (play.playId === playId ? change(play) : play);
  const next = { ...state, earlier: state.earlier.map(changed) };
  if (state.now) next.now = changed(state.now);
  return next;
}

/** Moves what plays to the earlier ones, unless it is the play that goes on. */
function putAway(state: SessionState, goesOn: string | undefined): SessionState {
  const { now } = state;
  if (!now) return state;
  const rest = without(state, 'now');
  if (now.playId === goesOn) return rest;
  const known = state.earlier.some((play) => play.playId === now.playId);
  const earlier = known ? state.earlier : [now, ...state.earlier].slice(0, MAX_RECENT_PLAYS);
  return without({ ...rest, earlier }, 'tempo');
}
