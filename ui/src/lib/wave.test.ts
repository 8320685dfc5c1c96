import { expect, test } from 'vitest';
import { smoothPath, tempoScale } from './wave';

test('faster stands higher and every tempo is inside', () => {
  const { y } = tempoScale([84, 121], 10, 100);
  expect(y(121)).toBeLessThan(y(84));
  expect(y(121)).toBeGreaterThanOrEqual(10);
  expect(y(84)).toBeLessThanOrEqual(110);
});

test('a night of one tempo is a line in the middle, not a mountain', () => {
  const scale = tempoScale([98, 98.5], 0, 100);
  expect(scale.high - scale.low).toBeGreaterThanOrEqual(30);
  expect(scale.y(98.25)).toBeCloseTo(50);
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
