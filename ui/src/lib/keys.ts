// The twenty-four keys around the Camelot wheel, each as the core writes it and reads it back.
const NAMES = [
  ['G# minor', 'B major'],
  ['D# minor', 'F# major'],
  ['A# minor', 'C# major'],
  ['F minor', 'G# major'],
  ['C minor', 'D# major'],
  ['G minor', 'A# major'],
  ['D minor', 'F major'],
  ['A minor', 'C major'],
  ['E minor', 'G major'],
  ['B minor', 'D major'],
  ['F# minor', 'A major'],
  ['C# minor', 'E major'],
] as const;

export interface WheelKey {
  name: string;
  camelot: string;
  openKey: string;
}

/** `8A` and `8B` are `1m` and `1d`: Open Key counts from C. */
export const KEYS: readonly WheelKey[] = NAMES.flatMap((names, at) =>
  names.map((name, major) => ({
    name,
    camelot: `${at + 1}${major ? 'B' : 'A'}`,
    openKey: `${((at + 5) % 12) + 1}${major ? 'd' : 'm'}`,
  })),
);
