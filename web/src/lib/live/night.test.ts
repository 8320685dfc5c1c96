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

it('reads the list of a night and leaves out what does not fit', async () => {
  const playedAt = '2026-11-24T20:00:00.000Z';
  const { asked, fetcher } = answering([
    { id: 'p1', title: 'Still Here', artist: 'June Calloway', playedAt },
    { id: 'p2', title: 7, artist: 'June Calloway', playedAt },
    null,
  ]);
  expect(await fetchNight('pika_session_1', fetcher)).toEqual([
    { playId: 'p1', title: 'Still Here', artist: 'June Calloway', startedAt: playedAt },
  ]);
  expect(asked).toEqual(['/api/session/pika_session_1/history']);
});

it('fails where there is no list', async () => {
  await expect(fetchNight('pika_session_1', answering({}).fetcher)).rejects.toThrow();
  await expect(fetchNight('pika_session_1', answering([], 500).fetcher)).rejects.toThrow('500');
});
