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

/** A scale for `tempos` in a band of `height`, with room above and below; never narrower than 30 BPM. */
export function tempoScale(tempos: readonly number[], top: number, height: number): TempoScale {
  const lowest = tempos.length > 0 ? Math.min(...tempos) : 90;
  const highest = tempos.length > 0 ? Math.max(...tempos) : 110;
  const slack = Math.max(0, 30 - (highest - lowest)) / 2;
  const low = lowest - slack - 2;
  const high = highest + slack + 2;
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
