// Starts the window: chooses the host once and mounts the app on it. Outside of the shell the
// address names the scene (`?scene=night`) and the size of the invented library (`?tracks=100000`).
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import AppWindow from './AppWindow.svelte';
import type { Backend } from './lib/backend/backend';
import type { Scene } from './lib/backend/fake/night';

async function chooseBackend(): Promise<Backend> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./lib/backend/tauri')).tauriBackend;
  const { FakeBackend } = await import('./lib/backend/fake');
  const asked = new URLSearchParams(location.search);
  const size = asked.get('tracks');
  window.pikaFake = new FakeBackend(
    (asked.get('scene') ?? 'library') as Scene,
    size === null ? undefined : Number(size),
  );
  return window.pikaFake;
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has an element with the id app');
mount(AppWindow, { target, props: { backend: await chooseBackend() } });
