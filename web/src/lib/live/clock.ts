// Time and chance, as arguments: everything on the page that waits or guesses asks here, so that
// tests decide what happens when.

export interface Clock {
  /** Milliseconds since 1970 by this phone. */
  now(): number;
  /** Runs `action` once after `ms`; the result cancels it. */
  after(ms: number, action: () => void): () => void;
  /** From 0 to under 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};
