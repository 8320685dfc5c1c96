import { expect, test } from 'vitest';
import type { PulseView } from './backend/types';
import { barsBetweenLines, contourPath, feelWords, formWords, ticks, trustWords } from './heard';

const PULSE: PulseView = {
  stability: 1,
  candidates: [],
  beatsS: [0, 1, 2, 3],
  downbeatsS: [0],
  beatsPerBar: 4,
  swing: 2,
  introS: 12.4,
  outroS: 9,
};

test('trust is a word, feel is figures', () => {
  expect([0.95, 0.72, 0.6, 0.2].map(trustWords)).toEqual([
    'sure',
    'quite sure',
    'not sure',
    'a guess',
  ]);
  expect(feelWords(PULSE)).toBe('eighths 2.0 to 1, one tempo throughout');
  expect(feelWords({ swing: null, stability: 0.77 })).toBe('beats differ by 2.3 %');
});

test('the form says where the groove is and how many bars there are', () => {
  expect(formWords(PULSE, 200)).toBe('Groove from 0:12, until 3:11, 1 bar of 4.');
  const unknown = { ...PULSE, introS: null, outroS: null, beatsPerBar: null, downbeatsS: [] };
  expect(formWords(unknown, 200)).toBe('4 beats; where bars begin is not known.');
});

test('lines stand where the seconds are', () => {
  expect(ticks([0, 5, 10, 11], { from: 0, to: 10, width: 100 }, 2, 8)).toBe(
    'M0.0 2V8M50.0 2V8M100.0 2V8',
  );
  expect(contourPath([0, 100], 100, 40)).toBe('M25.0 40.0L75.0 0.0');
  expect(contourPath([], 100, 40)).toBe('');
  expect(barsBetweenLines(96, 340, 5)).toBe(2);
});
