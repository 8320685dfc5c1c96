import { describe, expect, it } from 'vitest';
import { decodeServerMessage } from './decode';

const nowPlaying = {
  type: 'NOW_PLAYING',
  sessionId: 'pika_session_1',
  djName: 'DJ Mara',
  track: { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 },
  playId: 'p1',
  startedAt: '2026-11-24T20:00:00.000Z',
  likes: 3,
};

describe('decodeServerMessage', () => {
  it.each([
    nowPlaying,
    { type: 'ACK', messageId: 'm1', status: 'ok', timestamp: '2026-11-24T20:00:00.000Z' },
    {
      type: 'NACK',
      messageId: 'm1',
      code: 'rate_limited',
      error: 'Slow down',
      timestamp: '2026-11-24T20:00:00.000Z',
      retryAfterMs: 1000,
    },
    { type: 'SESSIONS_LIST', sessions: [{ sessionId: 'pika_session_1', djName: 'DJ Mara' }] },
    { type: 'DJ_CONNECTION', sessionId: 'pika_session_1', state: 'reconnecting' },
    { type: 'PONG', serverTime: '2026-11-24T20:00:00.000Z' },
  ])('reads $type', (message) => {
    expect(decodeServerMessage(JSON.stringify(message))).toEqual(message);
  });

  it('keeps what a newer cloud adds to a known message', () => {
    const text = JSON.stringify({ ...nowPlaying, liveBpm: 97.6 });
    expect(decodeServerMessage(text)?.type).toBe('NOW_PLAYING');
  });

  it('counts the length of a title in characters, not in UTF-16 units', () => {
    const title = '\u{1F3B6}'.repeat(500);
    const fits = { ...nowPlaying, track: { title, artist: 'A' } };
    const long = { ...nowPlaying, track: { title: `${title}!`, artist: 'A' } };
    expect(decodeServerMessage(JSON.stringify(fits))).toBeDefined();
    expect(decodeServerMessage(JSON.stringify(long))).toBeUndefined();
  });

  it.each([
    ['no JSON', 'hello'],
    ['half a frame', JSON.stringify(nowPlaying).slice(0, 40)],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['an unknown message', '{"type":"CONFETTI","amount":7}'],
    ['a message for booths', '{"type":"LIKE_RECEIVED","sessionId":"pika_session_1"}'],
    ['a missing member', JSON.stringify({ ...nowPlaying, playId: undefined })],
    ['a negative count', JSON.stringify({ ...nowPlaying, likes: -1 })],
    ['a tempo beyond all dancing', '{"type":"NOW_PLAYING","track":{"bpm":9000}}'],
    [
      'a title that is no text',
      JSON.stringify({ ...nowPlaying, track: { title: 1, artist: 'A' } }),
    ],
    ['an unknown DJ state', '{"type":"DJ_CONNECTION","sessionId":"s","state":"dancing"}'],
  ])('drops %s', (_, text) => {
    expect(decodeServerMessage(text)).toBeUndefined();
  });
});
