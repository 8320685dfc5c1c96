// What the analysis heard, in words and lines. Pure: shapes and sentences, no colours.
import type { PulseView } from './backend/types';
import { countOf, durationText } from './format';

/** How far a result can be trusted, for people who do not think in shares of one. The borders are those between
    which it was measured how many results are right (docs/analysis.md). */
export function trustWords(confidence: number): string {
  if (confidence >= 0.9) return 'sure';
  if (confidence >= 0.7) return 'quite sure';
  if (confidence >= 0.5) return 'not sure';
  return 'a guess';
}

/** How the eighths fall and how the tempo keeps, in figures: no words, whose borders would be taste. */
export function feelWords({ swing, stability }: Pick<PulseView, 'swing' | 'stability'>): string {
  const eighths = swing === null ? [] : [`eighths ${swing.toFixed(1)} to 1`];
  // A stability below 1 is ten times the median deviation of a beat's length short of it.
  const deviation = 10 * (1 - stability);
  const tempo =
    deviation < 0.05 ? 'one tempo throughout' : `beats differ by ${deviation.toFixed(1)} %`;
  return [...eighths, tempo].join(', ');
}

/** The form of a track in a sentence, for eyes and for screen readers. */
export function formWords(pulse: PulseView, durationS: number): string {
  const parts: string[] = [];
  const { introS, outroS, beatsPerBar, downbeatsS } = pulse;
  if (introS !== null && introS >= 1) parts.push(`groove from ${durationText(introS)}`);
  if (outroS !== null && outroS >= 1) parts.push(`until ${durationText(durationS - outroS)}`);
  if (beatsPerBar !== null) parts.push(`${countOf(downbeatsS.length, 'bar')} of ${beatsPerBar}`);
  if (parts.length === 0) return `${pulse.beatsS.length} beats; where bars begin is not known.`;
  const words = parts.join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** A line through `values` (0 to 100) across a box, each at the middle of its part. */
export function contourPath(values: readonly number[], width: number, height: number): string {
  const step = width / values.length;
  const y = (value: number) => (height * (1 - value / 100)).toFixed(1);
  return values
    .map((value, at) => `${at === 0 ? 'M' : 'L'}${((at + 0.5) * step).toFixed(1)} ${y(value)}`)
    .join('');
}

/** Upright strokes at `times`, from `top` to `bottom` of a box that shows `from` to `to` seconds. */
export function ticks(
  times: readonly number[],
  view: { from: number; to: number; width: number },
  top: number,
  bottom: number,
): string {
  const { from, to, width } = view;
  return times
    .filter((time) => time >= from && time <= to)
    .map((time) => `M${(((time - from) / (to - from)) * width).toFixed(1)} ${top}V${bottom}`)
    .join('');
}

/** How many bars stand between two lines, so that lines keep `apart` pixels between them. */
export function barsBetweenLines(bars: number, width: number, apart: number): number {
  return [1, 2, 4, 8, 16].find((every) => (width * every) / Math.max(1, bars) >= apart) ?? 32;
}
