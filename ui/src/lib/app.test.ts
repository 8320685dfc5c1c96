import { expect, test } from 'vitest';
import { App } from './app';
import { FakeBackend } from './backend/fake';

async function opened(scene: 'library' | 'night') {
  const backend = new FakeBackend(scene, 100);
  const app = new App(backend);
  await app.booth.open();
  return { app, backend };
}

test('going live the first time asks for the name, then leads to the stage', async () => {
  const { app } = await opened('library');
  await app.goLive();
  expect([app.navigation.askingName, app.booth.live.state]).toEqual([true, 'off']);
  await app.goLive('  Mara ');
  expect([app.navigation.askingName, app.navigation.view]).toEqual([false, 'stage']);
  expect([app.booth.live.state, app.booth.live.djName]).toEqual(['live', 'Mara']);
});

test('going live that fails leaves the DJ where they were, with a notice', async () => {
  const { app, backend } = await opened('library');
  backend.refuse('goLive', { code: 'port_taken', message: 'Port 3737 is in use.' });
  await app.goLive('Mara');
  expect([app.navigation.view, app.booth.live.state]).toEqual(['crate', 'off']);
  expect(app.notices.shown).toHaveLength(1);
});

test('on air, going live again does nothing', async () => {
  const { app } = await opened('night');
  const { startedAt } = app.booth.live;
  await app.goLive('Another');
  expect(app.booth.live.startedAt).toBe(startedAt);
});
