import { expect, it } from 'vitest';
import { standingVote, TEMPO_FADES_MS } from './tempo';
import type { Word } from './wishes';

const word = (value: string): Word => ({ about: 'tempo', id: 'p1', value, at: 1_000 });

it('stands for five minutes', () => {
  expect(standingVote(word('faster'), 1_000 + TEMPO_FADES_MS - 1)).toBe('faster');
  expect(standingVote(word('faster'), 1_000 + TEMPO_FADES_MS)).toBeUndefined();
});

it.each(['clear', '', 'louder'])('is none where the word is %j', (value) => {
  expect(standingVote(word(value), 1_000)).toBeUndefined();
});
