import { expect, test } from 'vitest';
import type { Backend } from '../backend/backend';
import { FakeBackend } from '../backend/fake';
import { Booth } from './booth.svelte';
import { Notices } from './notices.svelte';

async function opened(backend = new FakeBackend('night', 200)) {
  const notices = new Notices();
  const booth = new Booth(backend, notices);
  await booth.open();
  return { backend, booth, notices };
}

test('an event replaces its part and leaves the others alone', async () => {
  const { backend, booth } = await opened();
  const { library, plays } = booth;
  backend.stop();
  expect(booth.nowPlaying).toBeNull();
  expect(booth.library).toBe(library);
  expect(booth.plays).toBe(plays);
});

test('a like reaches the track, the list and the night', async () => {
  const { backend, booth } = await opened();
  const before = booth.live.likes;
  backend.like(3);
  expect(booth.nowPlaying?.likes).toBe(40);
  expect(booth.plays[0]?.likes).toBe(40);
  expect(booth.live.likes).toBe(before + 3);
});

test('what happens between listening and the snapshot is not lost', async () => {
  const backend = new FakeBackend('night', 200);
  const late: Backend = Object.assign(Object.create(backend) as FakeBackend, {
    getSnapshot: async () => {
      const snapshot = await backend.getSnapshot();
      backend.stop();
      return snapshot;
    },
  });
  const booth = new Booth(late, new Notices());
  await booth.open();
  expect(booth.nowPlaying).toBeNull();
});

test('a session that lost its link is still on air, one that ends is not', async () => {
  const { backend, booth } = await opened();
  backend.live({ state: 'reconnecting' });
  expect(booth.onAir).toBe(true);
  backend.live({ state: 'ending' });
  expect(booth.onAir).toBe(false);
});

test('a setting is shown at once and taken back if the core refuses', async () => {
  const { backend, booth, notices } = await opened();
  backend.refuse('changeSettings', { code: 'library_locked', message: 'Another Pika has it.' });
  const change = booth.changeSettings({ theme: 'red' });
  expect(booth.settings.theme).toBe('red');
  await change;
  expect(booth.settings.theme).toBe('midnight');
  expect(notices.shown).toHaveLength(1);
});

test('a notice from the core is shown once, however often it comes', async () => {
  const { backend, notices } = await opened();
  const notice = { code: 'port_taken', message: 'Port 3737 is in use.' } as const;
  backend.notice(notice);
  backend.notice(notice);
  expect(notices.shown.map(({ message }) => message)).toEqual([notice.message]);
});
