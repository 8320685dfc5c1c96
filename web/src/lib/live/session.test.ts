import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../protocol/messages';
import { apply, settled, unknownSession, withLikes, type SessionState } from './session';

const MINE = 'pika_session_mine';
const at = '2026-11-24T20:00:00.000Z';

function playing(playId: string, likes = 0, sessionId = MINE): ServerMessage {
  const track = { title: `Title ${playId}`, artist: 'Artist' };
  return {
    type: 'NOW_PLAYING',
    sessionId,
    djName: 'DJ Mara',
    track,
    playId,
    startedAt: at,
    likes,
  };
}

function after(...messages: ServerMessage[]): SessionState {
  return messages.reduce((state, message) => apply(state, message, MINE), unknownSession);
}

const ids = (state: SessionState) => state.earlier.map((play) => play.playId);

describe('the session of a phone', () => {
  it('shows what plays and puts away what played before', () => {
    const state = after(playing('p1'), playing('p2'), playing('p3', 4));
    expect(state.now).toMatchObject({ playId: 'p3', likes: 4 });
    expect(ids(state)).toEqual(['p2', 'p1']);
    expect(state).toMatchObject({ phase: 'live', djName: 'DJ Mara' });
  });

  it('does not double a play that is told again or was already in the list', () => {
    const state = after(playing('p1'), playing('p1', 2));
    expect(state.now?.likes).toBe(2);
    expect(ids(state)).toEqual([]);
    const recent: ServerMessage = {
      type: 'RECENT_PLAYS',
      sessionId: MINE,
      plays: [
        { playId: 'p1', track: { title: 'A', artist: 'B' }, startedAt: at, likes: 1, liked: true },
      ],
    };
    expect(ids(after(playing('p1'), recent, playing('p2')))).toEqual(['p1']);
  });

  it('keeps a stopped track in the list', () => {
    const state = after(playing('p1'), { type: 'TRACK_STOPPED', sessionId: MINE });
    expect(state.now).toBeUndefined();
    expect(ids(state)).toEqual(['p1']);
  });

  it('counts likes of what plays and of what played', () => {
    const like = (playId: string, count: number): ServerMessage => ({
      type: 'LIKE_COUNT',
      sessionId: MINE,
      playId,
      count,
    });
    const state = after(playing('p1'), playing('p2'), like('p2', 7), like('p1', 3), like('px', 9));
    expect(state.now?.likes).toBe(7);
    expect(state.earlier[0]?.likes).toBe(3);
    expect(withLikes(state, 'p1', (n) => n - 10).earlier[0]?.likes).toBe(0);
  });

  it('keeps no more plays than the wire shows', () => {
    const state = after(...Array.from({ length: 80 }, (_, i) => playing(`p${i}`)));
    expect(state.earlier).toHaveLength(50);
    expect(state.earlier[0]?.playId).toBe('p78');
  });

  it('hears nothing of other sessions', () => {
    const other = 'pika_session_other';
    const before = after(playing('p1'), { type: 'LISTENER_COUNT', sessionId: MINE, count: 5 });
    const foreign: ServerMessage[] = [
      playing('x1', 9, other),
      { type: 'LISTENER_COUNT', sessionId: other, count: 900 },
      { type: 'TRACK_STOPPED', sessionId: other },
      { type: 'SESSION_ENDED', sessionId: other },
      { type: 'SESSION_STARTED', sessionId: other, djName: 'Someone', startTime: at },
      { type: 'DJ_CONNECTION', sessionId: other, state: 'paused' },
      { type: 'LIKE_COUNT', sessionId: other, playId: 'p1', count: 99 },
      { type: 'RECENT_PLAYS', sessionId: other, plays: [] },
      { type: 'SESSIONS_LIST', sessions: [{ sessionId: other, djName: 'Someone' }] },
    ];
    for (const message of foreign) expect(apply(before, message, MINE), message.type).toBe(before);
  });

  it('goes on when the DJ drops, and ends when the DJ ends it', () => {
    const dropped = after(playing('p1'), {
      type: 'DJ_CONNECTION',
      sessionId: MINE,
      state: 'reconnecting',
    });
    expect(dropped).toMatchObject({ phase: 'live', dj: 'reconnecting', now: { playId: 'p1' } });
    const ended = apply(dropped, { type: 'SESSION_ENDED', sessionId: MINE }, MINE);
    expect(ended.phase).toBe('ended');
    expect(ended.now).toBeUndefined();
    expect(ids(ended), 'the last track belongs to the night').toEqual(['p1']);
  });
});

describe('the whole answer to SUBSCRIBE', () => {
  it('takes away a track that stopped unheard', () => {
    const state = settled(after(playing('p1')), ['SESSIONS_LIST', 'LISTENER_COUNT']);
    expect(state.phase).toBe('live');
    expect(state.now).toBeUndefined();
  });

  it('brings back a DJ whose return was not heard', () => {
    const away = after(playing('p1'), { type: 'DJ_CONNECTION', sessionId: MINE, state: 'paused' });
    expect(settled(away, ['NOW_PLAYING']).dj).toBe('connected');
    expect(settled(away, ['NOW_PLAYING', 'DJ_CONNECTION']).dj).toBe('paused');
  });

  it('keeps what was mentioned, and knows a session that is over', () => {
    expect(settled(after(playing('p1')), ['NOW_PLAYING']).now?.playId).toBe('p1');
    expect(settled(unknownSession, ['SESSION_ENDED']).phase).toBe('ended');
  });
});
