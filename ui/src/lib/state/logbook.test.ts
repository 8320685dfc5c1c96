import { expect, test } from 'vitest';
import { FakeBackend } from '../backend/fake';
import { Logbook } from './logbook.svelte';
import { Notices } from './notices.svelte';

test('the newest session is open at first, and the chosen one stays open', async () => {
  const logbook = new Logbook(new FakeBackend('library', 200), new Notices());
  await logbook.refresh();
  const [newest, older] = logbook.sessions;
  expect(logbook.open).toBe(newest);
  expect(logbook.plays).toHaveLength(newest?.plays ?? -1);
  if (older) await logbook.choose(older);
  await logbook.refresh();
  expect(logbook.open?.id).toBe(older?.id);
  expect(logbook.plays).toHaveLength(older?.plays ?? -1);
});

test('a logbook without sessions is answered and empty', async () => {
  const logbook = new Logbook(new FakeBackend('empty', 0), new Notices());
  await logbook.refresh();
  expect([logbook.answered, logbook.sessions, logbook.open]).toEqual([true, [], null]);
});
