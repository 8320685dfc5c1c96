import { expect, it } from 'vitest';
import { fetchActiveSessions, readActiveSessions } from './active-sessions';

const answer = {
  live: true,
  count: 2,
  sessions: [
    {
      sessionId: 'pika_session_1',
      djName: 'DJ Mara',
      startedAt: '2026-11-24T20:00:00.000Z',
      currentTrack: { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 },
      listenerCount: 143,
      momentum: 1,
    },
    { sessionId: 'pika_session_2', djName: 'DJ Ole', currentTrack: null, listenerCount: 0 },
  ],
};

it('reads who is live and what plays there', () => {
  expect(readActiveSessions(answer)).toEqual([
    {
      sessionId: 'pika_session_1',
      djName: 'DJ Mara',
      dancers: 143,
      title: 'Stormy Corner Blues',
      artist: 'Otis Marlow',
    },
    { sessionId: 'pika_session_2', djName: 'DJ Ole', dancers: 0 },
  ]);
});

it('reads that nobody is live', () => {
  expect(readActiveSessions({ live: false, sessions: [] })).toEqual([]);
});

it('leaves out sessions without an id or a name', () => {
  expect(readActiveSessions({ sessions: [null, {}, { sessionId: 1, djName: 'A' }] })).toEqual([]);
});

it.each([null, [], 'offline', { sessions: 'none' }])('refuses another answer: %j', (other) => {
  expect(() => readActiveSessions(other)).toThrow();
});

it('fails where the server says that it failed', async () => {
  const failing = () => Promise.resolve(new Response('', { status: 503 }));
  await expect(fetchActiveSessions(failing)).rejects.toThrow('503');
});
