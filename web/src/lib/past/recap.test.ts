import { expect, it } from 'vitest';
import { lengthOf, peakOf, readRecap, spansOf } from './recap';

const track = (id: string, minute: number, likes: number) => ({
  position: 1,
  id,
  title: `Title ${id}`,
  artist: 'Otis Marlow',
  bpm: 98,
  playedAt: `2026-11-24T20:${String(minute).padStart(2, '0')}:00.000Z`,
  likes,
  tempo: null,
});

const answer = {
  sessionId: 'pika_session_1',
  djName: 'DJ Mara',
  startedAt: '2026-11-24T20:00:00.000Z',
  endedAt: '2026-11-24T20:20:00.000Z',
  trackCount: 3,
  totalLikes: 9,
  tracks: [track('a', 0, 2), track('b', 5, 7), track('c', 10, 7)],
};

it('reads a night as everybody is told of it', () => {
  const recap = readRecap(answer);
  expect(recap.djName).toBe('DJ Mara');
  expect(recap.plays.map(({ id, likes, tempo }) => [id, likes, tempo])).toEqual([
    ['a', 2, undefined],
    ['b', 7, undefined],
    ['c', 7, undefined],
  ]);
  expect(recap.polls).toBeUndefined();
});

it('reads what only the owner is told', () => {
  const poll = {
    id: 1,
    question: 'More blues?',
    options: ['Yes', 'No'],
    votes: [3, 1],
    totalVotes: 4,
    winnerIndex: 0,
  };
  const [first] = readRecap({ ...answer, polls: [poll, {}] }).polls ?? [];
  expect(first).toEqual({
    id: 1,
    question: 'More blues?',
    options: ['Yes', 'No'],
    votes: [3, 1],
    totalVotes: 4,
    winner: 0,
  });
});

it('knows which hearts are of this phone where it is told', () => {
  const tracks = [
    { ...track('a', 0, 2), liked: true },
    { ...track('b', 5, 7), liked: false },
  ];
  const liked = (recap: object) =>
    readRecap({ ...answer, ...recap }).plays.map((play) => play.liked);
  expect(liked({ tracks })).toEqual([true, false]);
  expect(liked({})).toEqual([false, false, false]);
});

it('refuses another answer and leaves out what is no play', () => {
  expect(() => readRecap({})).toThrow();
  expect(() => readRecap({ ...answer, endedAt: 'late' })).toThrow();
  expect(
    readRecap({ ...answer, tracks: [{ ...track('a', 0, 0), playedAt: 7.5e99 }] }).plays,
  ).toEqual([]);
  expect(readRecap({ ...answer, tracks: [null, { id: 1 }, track('a', 0, 0)] }).plays).toHaveLength(
    1,
  );
});

it('finds the first of the plays that were liked most', () => {
  const { plays } = readRecap(answer);
  expect(peakOf(plays)?.id).toBe('b');
  expect(peakOf(plays.map((play) => ({ ...play, likes: 0 })))).toBeUndefined();
});

it('places plays in their night, whichever clock was ahead', () => {
  const spans = (recap: object) =>
    spansOf(readRecap({ ...answer, ...recap })).map(({ from, to }) => [from, to]);
  expect(spans({})).toEqual([
    [0, 0.25],
    [0.25, 0.5],
    [0.5, 1],
  ]);
  const [first] = spans({ startedAt: '2026-11-24T20:05:00.000Z' });
  expect(first?.[0], 'a play before the begin').toBe(0);
  const same = {
    startedAt: answer.startedAt,
    endedAt: answer.startedAt,
    tracks: [track('a', 0, 0)],
  };
  expect(spans(same)).toEqual([[0, 1]]);
});

it.each([
  ['2026-11-24T20:00:10Z', '1 min'],
  ['2026-11-24T20:59:00Z', '59 min'],
  ['2026-11-24T21:00:00Z', '1 h'],
  ['2026-11-24T23:12:00Z', '3 h 12 min'],
])('a night from eight to %s took %s', (endedAt, length) => {
  const startedAt = new Date('2026-11-24T20:00:00Z');
  expect(lengthOf({ startedAt, endedAt: new Date(endedAt), plays: [] })).toBe(length);
});

it('counts what was played before the session was opened', () => {
  const startedAt = '2026-11-24T20:19:00.000Z';
  expect(lengthOf(readRecap({ ...answer, startedAt }))).toBe('20 min');
});
