import { expect, it } from 'vitest';
import { ago, counted, figure, playTime, tempoBand, timeOfDay } from './format';

it.each([
  [89.99, 'slow'],
  [90, 'medium'],
  [109.99, 'medium'],
  [110, 'fast'],
  [124.99, 'fast'],
  [125, 'very-fast'],
])('%f BPM is %s', (bpm, band) => {
  expect(tempoBand(bpm)).toBe(band);
});

it.each([
  [-5_000, '0:00'],
  [0, '0:00'],
  [102_900, '1:42'],
  [600_000, '10:00'],
  [3_723_000, '1:02:03'],
])('%i ms read as %s', (ms, text) => {
  expect(playTime(ms)).toBe(text);
});

it.each([
  [-60_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [59 * 60_000, '59 min ago'],
  [60 * 60_000, '1 h ago'],
  [95 * 60_000, '1 h 35 min ago'],
])('%i ms ago read as %s', (ms, text) => {
  expect(ago(ms)).toBe(text);
});

it('has no time of day for what is no time', () => {
  expect(timeOfDay('yesterday')).toBe('');
  expect(timeOfDay('2026-11-24T20:00:00.000Z')).toMatch(/\d/);
});

it.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [12_345_678, '12,345,678'],
])('%i is written as %s', (n, text) => {
  expect(figure(n)).toBe(text);
});

it('counts in words', () => {
  expect(counted(0, 'track', 'tracks')).toBe('0 tracks');
  expect(counted(1, 'track', 'tracks')).toBe('1 track');
});
