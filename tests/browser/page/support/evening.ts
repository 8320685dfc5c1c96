// What was played before a story begins, oldest first. Invented music.
export const evening = [
  { track: { title: 'Sugar in My Coffee', artist: 'Otis Marlow', bpm: 104 }, minutes: 27 },
  { track: { title: 'Paper Moon Motel', artist: 'Ada Finch', bpm: 88 }, minutes: 23 },
  { track: { title: 'Slow Burn', artist: 'Marcus Vale', bpm: 78 }, minutes: 19 },
  {
    track: {
      title: 'Whatever It Takes to Get You Home Before the Morning Comes',
      artist: 'Rosalind & the Long Players',
      bpm: 117,
    },
    minutes: 15,
  },
  { track: { title: 'Harbor Lights', artist: 'The Low Tide Trio', bpm: 96 }, minutes: 11 },
  { track: { title: 'Still Here', artist: 'June Calloway', bpm: 86 }, minutes: 7 },
  { track: { title: 'Queen of Quiet', artist: 'Delta Parade', bpm: 92 }, minutes: 3 },
];
