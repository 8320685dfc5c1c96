// What the analysis would say of an invented track: an even pulse, an intro, a break, a second guess.
import { KEYS } from '../../keys';
import type { AnalysisView, TrackRow } from '../types';
import { chance } from './chance';

/** The version that the fake analysis has; every twenty-third track was heard by the one before. */
export const ANALYSIS_VERSION = 7;
const STEP_S = 4;

/** `null` where the invented track was never analysed. */
export function inventAnalysis(row: TrackRow): AnalysisView | null {
  const { id, bpm, durationS } = row;
  if (bpm === null || durationS === null) return null;
  const period = 60 / bpm;
  const beatsS = Array.from({ length: Math.floor((durationS - 0.4) / period) }, (_, beat) => {
    return 0.4 + beat * period;
  });
  const outdated = id % 23 === 4;
  const wheel = KEYS.findIndex((key) => key.camelot === row.key?.camelot);
  const second = KEYS[(wheel + 2) % KEYS.length];
  return {
    version: outdated ? ANALYSIS_VERSION - 1 : ANALYSIS_VERSION,
    durationS,
    pulse: {
      stability: 0.6 + 0.4 * chance(id + 0.12),
      candidates: [
        { bpm, strength: 0.64 },
        { bpm: Math.round(bpm * 20) / 10, strength: 0.2 },
        { bpm: Math.round(bpm * 5) / 10, strength: 0.09 },
      ],
      beatsS,
      downbeatsS: beatsS.filter((_, beat) => beat % 4 === 0),
      beatsPerBar: 4,
      swing: 1 + 1.6 * chance(id + 0.14),
      introS: Math.round(6 + 10 * chance(id + 0.16)),
      outroS: Math.round(4 + 12 * chance(id + 0.18)),
    },
    secondKey: second ? { name: second.name, camelot: second.camelot } : null,
    // Results of the older version have none.
    contour: outdated ? [] : inventContour(id, durationS),
    contourStepS: STEP_S,
    truePeakDbtp: 1.2 * chance(id + 0.19) - 0.9,
    skippedFrames: id % 31 === 6 ? 12 : 0,
  };
}

function inventContour(id: number, durationS: number): number[] {
  const steps = Math.floor(durationS / STEP_S);
  return Array.from({ length: steps }, (_, at) => {
    const place = at / steps;
    const shape = Math.min(1, 0.3 + place * 6, 0.2 + (1 - place) * 6);
    const fall = place > 0.62 && place < 0.7 ? 0.5 : 1;
    return Math.round(shape * fall * (58 + 22 * Math.sin(place * 9 + id)));
  });
}
