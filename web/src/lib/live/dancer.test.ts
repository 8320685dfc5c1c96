import { expect, it } from 'vitest';
import { dancerId, lineKey, messageId } from './dancer';
import { FakeKept } from './testing';

it('makes a dancer once and knows it again', () => {
  const kept = new FakeKept();
  const first = dancerId(kept, (bytes) => bytes.fill(0xa5));
  expect(first).toBe(`client_${'a5'.repeat(16)}`);
  expect(dancerId(kept)).toBe(first);
});

it('makes a new dancer where the kept one is damaged', () => {
  const kept = new FakeKept();
  kept.set('pika.dancer', 'client_42');
  expect(dancerId(kept)).toMatch(/^client_[0-9a-f]{32}$/);
});

it('has a key for its line that is kept too and is not the id', () => {
  const kept = new FakeKept();
  const key = lineKey(kept);
  expect(key).toMatch(/^pika\.[0-9a-f]{32}$/);
  expect(lineKey(kept)).toBe(key);
  expect(dancerId(kept)).not.toContain(key.slice('pika.'.length));
});

it('never makes the same message id twice', () => {
  const ids = new Set(Array.from({ length: 1000 }, messageId));
  expect(ids.size).toBe(1000);
});
