// Turns peaks into as many bars as there is room for. Shapes only; colours are the element's.

/** The loudest peak of each of `bars` equal parts, 0 to 1; empty without peaks. */
export function barHeights(peaks: readonly number[], bars: number): number[] {
  if (peaks.length === 0 || bars < 1) return [];
  const count = Math.min(bars, peaks.length);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.floor(((bar + 1) * peaks.length) / count);
    return Math.max(...peaks.slice(from, to)) / 255;
  });
}

/** One SVG path of upright strokes, mirrored about the middle of a box of `width` by `height`. */
export function barPath(heights: readonly number[], width: number, height: number): string {
  const step = width / heights.length;
  return heights
    .map((share, bar) => {
      const x = ((bar + 0.5) * step).toFixed(1);
      // Silence stays visible as a dot.
      const half = Math.max(1, (share * height) / 2);
      return `M${x} ${(height / 2 - half).toFixed(1)}V${(height / 2 + half).toFixed(1)}`;
    })
    .join('');
}
