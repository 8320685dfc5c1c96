import { expect, test } from 'vitest';
import { Notices } from './notices.svelte';

test('a command that works gives its answer and no notice', async () => {
  const notices = new Notices();
  expect(await notices.ask(async () => 7)).toBe(7);
  expect(notices.shown).toEqual([]);
});

test('a command that fails gives a notice that can be dismissed', async () => {
  const notices = new Notices();
  const refused = { code: 'name_needed', message: 'A name is needed.' };
  expect(await notices.ask(() => Promise.reject(refused))).toBeUndefined();
  const [shown] = notices.shown;
  expect(shown).toMatchObject(refused);
  notices.dismiss(shown?.id ?? -1);
  expect(notices.shown).toEqual([]);
});

test('only the newest few are shown', () => {
  const notices = new Notices();
  for (const message of ['a', 'b', 'c', 'd']) notices.show({ code: 'other', message });
  expect(notices.shown.map(({ message }) => message)).toEqual(['b', 'c', 'd']);
});
