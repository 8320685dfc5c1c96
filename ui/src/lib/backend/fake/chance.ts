// Chance that repeats: tests and pictures see the same library each time.

/** A number from 0 to 1 that is always the same for the same seed. */
export function chance(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 78.233) * 43_758.5453;
  return x - Math.floor(x);
}

export function pick<T>(words: readonly T[], seed: number): T {
  return words[Math.floor(chance(seed) * words.length)] as T;
}
