import { expect, test } from 'vitest';
import { smoothPath, tempoScale } from './wave';

test('faster stands higher and every tempo is inside', () => {
  const { y } = tempoScale([84, 121], 10, 100);
  expect(y(121)).toBeLessThan(y(84));
  expect(y(121)).toBeGreaterThanOrEqual(10);
  expect(y(84)).toBeLessThanOrEqual(110);
});

test('a night of one tempo is nearly a line, not a mountain', () => {
  const { low, high, y } = tempoScale([98, 98.5], 0, 100);
  expect([low < 90, high > 110]).toEqual([true, true]);
  expect(y(98) - y(98.5)).toBeLessThan(3);
});

test('a night without tempos still has a scale', () => {
  expect(Number.isFinite(tempoScale([], 0, 100).y(100))).toBe(true);
});

test('the curve goes through its points', () => {
  expect(smoothPath([])).toBe('');
  expect(
    smoothPath([
      { x: 0, y: 10 },
      { x: 20, y: 30 },
    ]),
  ).toBe('M0 10C10 10 10 30 20 30');
});
