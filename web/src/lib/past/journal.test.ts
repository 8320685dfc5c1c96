import { expect, it } from 'vitest';
import { keptIn } from '../live/kept';
import { byNight, knownDancer, type JournalLike } from './journal';

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
