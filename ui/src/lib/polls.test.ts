import { expect, test } from 'vitest';
import { isComplete, MOST_OPTIONS, POLL_TEMPLATES } from './polls';

test('a poll needs a question and two different answers', () => {
  const complete = (question: string, ...options: string[]) =>
    isComplete({ question, options, durationS: null });
  expect(complete('Tempo?', 'Slow', 'Fast')).toBe(true);
  expect(complete(' ', 'Slow', 'Fast')).toBe(false);
  expect(complete('Tempo?', 'Slow', ' ')).toBe(false);
  expect(complete('Tempo?', 'Slow', 'Slow ')).toBe(false);
});

test('every template fits the wire', () => {
  for (const { question, options } of POLL_TEMPLATES) {
    expect(isComplete({ question: question || 'x', options: [...options], durationS: 60 })).toBe(
      true,
    );
    expect(options.length).toBeLessThanOrEqual(MOST_OPTIONS);
  }
});
