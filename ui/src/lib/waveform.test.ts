import { expect, test } from 'vitest';
import { barHeights, barPath } from './waveform';

test('each bar shows the loudest peak of its part', () => {
  expect(barHeights([0, 51, 255, 0, 102, 0], 3)).toEqual([0.2, 1, 0.4]);
});

test('fewer peaks than room give no more bars than peaks', () => {
  expect(barHeights([255, 0], 100)).toEqual([1, 0]);
  expect(barHeights([], 100)).toEqual([]);
});

test('bars stand about the middle and silence is a dot', () => {
  expect(barPath([1, 0], 20, 40)).toBe('M5.0 0.0V40.0M15.0 19.0V21.0');
});
