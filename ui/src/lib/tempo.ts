// The four tempo bands as the window names them. Which tempo falls into which band is decided by
// the core; `bandOf` is for figures that come without one, and follows the same borders.
import type { BandCounts, TempoBand } from './backend/types';

export interface BandName {
  band: TempoBand;
  name: string;
  range: string;
  count: Exclude<keyof BandCounts, 'all'>;
}

export const BANDS: readonly BandName[] = [
  { band: 'slow', name: 'Slow', range: 'under 90', count: 'slow' },
  { band: 'medium', name: 'Medium', range: '90–109', count: 'medium' },
  { band: 'fast', name: 'Fast', range: '110–124', count: 'fast' },
  { band: 'very_fast', name: 'Very fast', range: '125+', count: 'veryFast' },
];

/** The band of a danced tempo in beats per minute. */
export function bandOf(bpm: number): TempoBand {
  if (bpm < 90) return 'slow';
  if (bpm < 110) return 'medium';
  if (bpm < 125) return 'fast';
  return 'very_fast';
}
