import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../protocol/messages';
import { share } from './poll';
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
      { ...asked(), sessionId: other } as ServerMessage,
      { ...closed([1, 0, 0], 0), sessionId: other } as ServerMessage,
      { type: 'TEMPO_FEEDBACK', sessionId: other, slower: 1, perfect: 1, faster: 1, total: 3 },
      { type: 'TEMPO_RESET', sessionId: other },
      {
        type: 'METADATA_UPDATED',
        sessionId: other,
        playId: 'p1',
        track: { title: 'X', artist: 'Y' },
      },
      {
        type: 'ANNOUNCEMENT_RECEIVED',
        sessionId: other,
        message: 'Not for you',
        djName: 'Someone',
        timestamp: at,
      },
      { type: 'ANNOUNCEMENT_CANCELLED', sessionId: other },
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

const options = ['Blues', 'Pop', 'Soul'];
const asked = (votes = [0, 0, 0], pollId = 7): ServerMessage => ({
  type: 'POLL_STARTED',
  sessionId: MINE,
  pollId,
  seq: 3,
  question: 'What next?',
  options,
  endsAt: '2026-11-24T20:02:00.000Z',
  votes,
  totalVotes: votes.reduce((sum, n) => sum + n, 0),
  hasVoted: false,
});
const update = (votes: number[], pollId = 7): ServerMessage => ({
  type: 'POLL_UPDATE',
  sessionId: MINE,
  pollId,
  votes,
  totalVotes: votes.reduce((sum, n) => sum + n, 0),
});
const closed = (results: number[], winnerIndex: number, pollId = 7): ServerMessage => ({
  type: 'POLL_ENDED',
  sessionId: MINE,
  pollId,
  seq: 3,
  results,
  totalVotes: results.reduce((sum, n) => sum + n, 0),
  winnerIndex,
});

it('shows what plays by the list of sessions until the session itself is heard of', () => {
  const currentTrack = { title: 'Title p1', artist: 'Artist' };
  const listed = { sessionId: MINE, djName: 'DJ Mara', currentTrack };
  const list: ServerMessage = { type: 'SESSIONS_LIST', sessions: [listed] };
  const glimpsed = after(list);
  expect(glimpsed).toMatchObject({ phase: 'unknown', glimpse: currentTrack, djName: 'DJ Mara' });
  expect(apply(glimpsed, playing('p1'), MINE)).not.toHaveProperty('glimpse');
  expect(settled(glimpsed, []), 'it has stopped meanwhile').not.toHaveProperty('glimpse');
  expect(after(playing('p1'), list)).not.toHaveProperty('glimpse');
});

describe('a poll', () => {
  it('is asked, counted and ended', () => {
    const running = after(asked(), update([1, 3, 0]));
    expect(running.poll).toMatchObject({ question: 'What next?', options, votes: [1, 3, 0] });
    expect(running.poll && share(running.poll, 1)).toBe(75);
    expect(running.poll?.winner).toBeUndefined();
    const ended = apply(running, closed([1, 4, 0], 1), MINE);
    expect(ended.poll).toMatchObject({ votes: [1, 4, 0], totalVotes: 5, winner: 1 });
    expect(apply(ended, update([9, 9, 9]), MINE).poll?.votes, 'its result stands').toEqual([
      1, 4, 0,
    ]);
  });

  it('that was cancelled is gone, and a late word on another one changes nothing', () => {
    expect(after(asked(), closed([0, 0, 0], -1)).poll).toBeUndefined();
    expect(after(asked(), closed([5, 0, 0], 0, 6)).poll?.winner).toBeUndefined();
    expect(after(asked(), update([5, 0, 0], 6)).poll?.votes).toEqual([0, 0, 0]);
    expect(after(closed([5, 0, 0], 0)).poll, 'one that this phone never saw').toBeUndefined();
  });

  it('has no shares before anyone has voted', () => {
    const { poll } = after(asked());
    expect(poll && share(poll, 0)).toBe(0);
  });
});

describe('what the DJ and the floor say', () => {
  const announced: ServerMessage = {
    type: 'ANNOUNCEMENT_RECEIVED',
    sessionId: MINE,
    message: 'Jack and Jill at ten',
    djName: 'DJ Mara',
    timestamp: at,
  };
  const tempo: ServerMessage = {
    type: 'TEMPO_FEEDBACK',
    sessionId: MINE,
    slower: 2,
    perfect: 9,
    faster: 1,
    total: 12,
  };

  it('is told until it is taken back', () => {
    const state = after(announced);
    expect(state.announcement).toEqual({
      message: 'Jack and Jill at ten',
      djName: 'DJ Mara',
      timestamp: at,
    });
    const taken = apply(state, { type: 'ANNOUNCEMENT_CANCELLED', sessionId: MINE }, MINE);
    expect(taken.announcement).toBeUndefined();
  });

  it('of the tempo is about one track', () => {
    const state = after(playing('p1'), tempo);
    expect(state.tempo).toEqual({ slower: 2, perfect: 9, faster: 1 });
    expect(apply(state, playing('p1', 3), MINE).tempo).toBeDefined();
    expect(apply(state, playing('p2'), MINE).tempo).toBeUndefined();
    expect(apply(state, { type: 'TEMPO_RESET', sessionId: MINE }, MINE).tempo).toBeUndefined();
  });

  it('is over with the session', () => {
    const ended = after(playing('p1'), announced, asked(), tempo, {
      type: 'SESSION_ENDED',
      sessionId: MINE,
    });
    expect(ended).not.toHaveProperty('announcement');
    expect(ended).not.toHaveProperty('poll');
    expect(ended).not.toHaveProperty('tempo');
  });
});

it('shows what became known of a track later', () => {
  const track = { title: 'Title p1', artist: 'Artist', bpm: 96 };
  const known: ServerMessage = { type: 'METADATA_UPDATED', sessionId: MINE, playId: 'p1', track };
  expect(after(playing('p1', 4), known).now).toMatchObject({ likes: 4, track: { bpm: 96 } });
  expect(after(playing('p1'), playing('p2'), known).earlier[0]?.track.bpm).toBe(96);
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

  it('takes away a poll that ended unheard, and keeps a result that is shown', () => {
    expect(settled(after(asked()), ['NOW_PLAYING']).poll).toBeUndefined();
    expect(settled(after(asked()), ['NOW_PLAYING', 'POLL_STARTED']).poll).toBeDefined();
    expect(settled(after(asked(), closed([1, 0, 0], 0)), []).poll?.winner).toBe(0);
  });

  it('keeps what was mentioned, and knows a session that is over', () => {
    expect(settled(after(playing('p1')), ['NOW_PLAYING']).now?.playId).toBe('p1');
    expect(settled(unknownSession, ['SESSION_ENDED']).phase).toBe('ended');
  });
});
