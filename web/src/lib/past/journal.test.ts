import { expect, it } from 'vitest';
import { knownDancer } from '../live/dancer';
import { keptIn } from '../live/kept';
import { byNight, tableOf, type JournalLike } from './journal';

const like = (id: string, sessionId: string): JournalLike => ({
  id,
  sessionId,
  title: id,
  artist: 'Otis Marlow',
  djName: 'DJ Mara',
  night: new Date('2026-11-24T20:00:00Z'),
});

it('keeps the likes of a night together, also where another night lies between', () => {
  const nights = byNight([like('a', 's1'), like('b', 's2'), like('c', 's1')]);
  expect(nights.map(({ sessionId, likes }) => [sessionId, likes.map(({ id }) => id)])).toEqual([
    ['s1', ['a', 'c']],
    ['s2', ['b']],
  ]);
});

it('makes no dancer of a phone that has none', () => {
  const kept = keptIn(undefined);
  expect(knownDancer(kept)).toBeUndefined();
  expect(kept.keys()).toEqual([]);
});

it('writes a table in which nothing is a formula and every text is one cell', () => {
  const read = {
    likes: [
      {
        title: '=HYPERLINK("https://evil.example")',
        artist: 'Otis "O" Marlow, jr.',
        djName: '@mara',
        sessionDate: '2026-11-24T20:00:00.000Z',
        likedAt: '2026-11-24T21:00:00.000Z',
      },
      { title: '+1', artist: '-', djName: '\tMara', sessionDate: 'x', likedAt: 'y' },
    ],
  };
  expect(tableOf(read).split('\r\n')).toEqual([
    '\ufeff"Title","Artist","DJ","Night","Liked"',
    '"\'=HYPERLINK(""https://evil.example"")","Otis ""O"" Marlow, jr.","\'@mara","2026-11-24T20:00:00.000Z","2026-11-24T21:00:00.000Z"',
    '"\'+1","\'-","\'\tMara","x","y"',
    '',
  ]);
  expect(tableOf({}).split('\r\n')).toHaveLength(2);
});
