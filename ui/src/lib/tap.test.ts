import { expect, test } from 'vitest';
import { tapped, tappedBpm } from './tap';

const taps = (...times: number[]) => times.reduce<number[]>(tapped, []);

test('four even taps are a tempo, three are none', () => {
  expect(tappedBpm(taps(0, 600, 1200))).toBeNull();
  expect(tappedBpm(taps(0, 600, 1200, 1800))).toBe(100);
  expect(tappedBpm(taps(0, 590, 1210, 1800))).toBe(100);
});

test('a long pause begins anew', () => {
  expect(taps(0, 600, 1200, 9000)).toEqual([9000]);
});

test('taps at one instant are no tempo', () => {
  expect(tappedBpm([5, 5, 5, 5])).toBeNull();
});
