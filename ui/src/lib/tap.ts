// The tempo of a hand that taps along. Time is an argument.

/** Fewer taps say too little: one that is late by 50 ms would count for several BPM. */
const LEAST_TAPS = 4;
/** A longer gap (20 BPM) begins anew. */
const LONGEST_GAP_MS = 3_000;

/** The taps so far and one more. */
export function tapped(taps: readonly number[], now: number): number[] {
  const last = taps.at(-1);
  return last !== undefined && now - last > LONGEST_GAP_MS ? [now] : [...taps, now];
}

/** Beats per minute to one decimal, from the first tap to the last; `null` until it can be said. */
export function tappedBpm(taps: readonly number[]): number | null {
  const [first, last] = [taps[0], taps.at(-1)];
  if (taps.length < LEAST_TAPS || first === undefined || last === undefined) return null;
  const bpm = ((taps.length - 1) * 60_000) / (last - first);
  return Number.isFinite(bpm) ? Math.round(bpm * 10) / 10 : null;
}
