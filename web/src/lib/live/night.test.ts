import { expect, it } from 'vitest';
import { fetchNight } from './night';

const answering = (body: unknown, status = 200) => {
  const asked: string[] = [];
  const fetcher = (url: string | URL | Request) => {
    asked.push(String(url));
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  return { asked, fetcher };
};

it('reads a night, the newest first, and leaves out what does not fit', async () => {
  const playedAt = '2026-11-24T20:00:00.000Z';
  const played = { artist: 'June Calloway', playedAt };
  const { asked, fetcher } = answering({
    djName: 'DJ Mara',
    tracks: [
      { ...played, id: 'p1', title: 'Still Here', likes: 3 },
      { ...played, id: 'p2', title: 7 },
      null,
      { ...played, id: 'p3', title: 'Quiet Room' },
    ],
  });
  const heard = { artist: 'June Calloway', startedAt: playedAt };
  expect(await fetchNight('pika_session_1', fetcher)).toEqual({
    djName: 'DJ Mara',
    plays: [
      { ...heard, playId: 'p3', title: 'Quiet Room', likes: 0 },
      { ...heard, playId: 'p1', title: 'Still Here', likes: 3 },
    ],
  });
  expect(asked).toEqual(['/api/session/pika_session_1/recap']);
});

it('is empty for a session that nobody knows', async () => {
  expect(await fetchNight('pika_session_1', answering({}, 404).fetcher)).toEqual({ plays: [] });
});

it('fails where there is no night in the answer', async () => {
  await expect(fetchNight('pika_session_1', answering({}).fetcher)).rejects.toThrow();
  await expect(fetchNight('pika_session_1', answering({}, 500).fetcher)).rejects.toThrow('500');
});
