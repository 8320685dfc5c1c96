// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { keptIn } from './kept';

it('keeps texts in the storage of the browser', () => {
  keptIn(localStorage).set('pika.a', '1');
  const later = keptIn(localStorage);
  expect(later.get('pika.a')).toBe('1');
  expect(later.keys()).toContain('pika.a');
  later.delete('pika.a');
  expect(localStorage.getItem('pika.a')).toBeNull();
});

it('goes on in memory where the storage is full, also over an older value', () => {
  localStorage.setItem('pika.a', 'old');
  const full = new Proxy(localStorage, {
    get(target, name) {
      if (name === 'setItem') {
        return () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const kept = keptIn(full);
  kept.set('pika.a', 'new');
  expect(kept.get('pika.a')).toBe('new');
});

it('goes on in memory where there is no storage at all', () => {
  const kept = keptIn(undefined);
  kept.set('pika.a', '1');
  expect(kept.get('pika.a')).toBe('1');
  expect(kept.keys()).toEqual(['pika.a']);
  kept.delete('pika.a');
  expect(kept.get('pika.a')).toBeUndefined();
});
