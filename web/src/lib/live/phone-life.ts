// Tells a live session when its phone sleeps and wakes, from what browsers say of it: a page goes out
// of view, is frozen, is put away whole and restored, or its network comes back.
import type { LiveSession } from './live-session.svelte';

export type SleepsAndWakes = Pick<LiveSession, 'setVisible' | 'sleep' | 'wake' | 'otherTabSpoke'>;

/** The result stops it. */
export function followPhone(live: SleepsAndWakes): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const looked = () => {
    live.setVisible(document.visibilityState === 'visible');
  };
  const slept = () => {
    live.sleep();
  };
  const woke = () => {
    live.wake();
  };
  looked();
  document.addEventListener('visibilitychange', looked, { signal });
  // A page with an open line is not kept for "back", and a frozen one cannot answer on it.
  document.addEventListener('freeze', slept, { signal });
  document.addEventListener('resume', woke, { signal });
  window.addEventListener('pagehide', slept, { signal });
  window.addEventListener('pageshow', woke, { signal });
  window.addEventListener('online', woke, { signal });
  window.addEventListener(
    'storage',
    () => {
      live.otherTabSpoke();
    },
    { signal },
  );
  return () => {
    stopping.abort();
  };
}
