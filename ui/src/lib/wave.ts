// Places the plays of a night on a curve of danced tempo. Geometry only; no colours, no markup.

export interface WavePoint {
  x: number;
  y: number;
}

export interface TempoScale {
  low: number;
  high: number;
  y: (bpm: number) => number;
}

/**
 * A scale for `tempos` in a band of `height`. It always holds 90 and 110 BPM, so that every night is
 * read against the same borders and a night of one tempo is not drawn as a mountain.
 */
export function tempoScale(tempos: readonly number[], top: number, height: number): TempoScale {
  const low = Math.min(90, ...tempos) - 3;
  const high = Math.max(110, ...tempos) + 3;
  return { low, high, y: (bpm) => top + (height * (high - bpm)) / (high - low) };
}

/** A curve through the points that is level at each of them, so that it never swings beyond one. */
export function smoothPath(points: readonly WavePoint[]): string {
  return points
    .map(({ x, y }, at) => {
      const before = points[at - 1];
      if (!before) return `M${round(x)} ${round(y)}`;
      const middle = round((before.x + x) / 2);
      return `C${middle} ${round(before.y)} ${middle} ${round(y)} ${round(x)} ${round(y)}`;
    })
    .join('');
}

const round = (value: number) => Math.round(value * 10) / 10;
