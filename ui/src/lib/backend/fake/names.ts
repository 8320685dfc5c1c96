// Words for an invented library: titles, artists and albums that sound like a West Coast Swing
// crate. None is a real recording.

export const ARTISTS = [
  'Otis Marlow',
  'Delta Parade',
  'June Calloway',
  'Roy Tolliver',
  'Low Meadow',
  'Nine Avenue',
  'The Backline',
  'Alba Reyes',
  'Harbor Lights',
  'Mara & the Lanterns',
  'The Cold Front',
  'Vesna Ray',
  'Tessellate',
  'Søren Lindqvist',
  'Ana Luíza Prado',
  'Paper Tigers Brass',
  'Little Ruth Avery',
  'Émile Fontaine',
  'Ночной Трамвай',
  'Big Lou Hartigan and His Saturday Night Rhythm Orchestra',
] as const;

export const FIRST_WORDS = [
  'Stormy',
  'Quiet',
  'Paper',
  'Late',
  'Slow',
  'Velvet',
  'Porch',
  'Golden',
  'Second',
  'Broken',
  'Midnight',
  'Honest',
  'Silver',
  'Lonesome',
  'Tender',
  'Crooked',
  'Summer',
  'Borrowed',
] as const;

export const SECOND_WORDS = [
  'Corner Blues',
  'Eagle',
  'Burn',
  'Door',
  'Avenue',
  'Anchor',
  'Boats',
  'Company',
  'Radio',
  'Weather',
  'Kitchen',
  'Letters',
  'Shoes',
  'Tuesday',
  'River',
  'Promise',
  'Machine',
] as const;

export const ENDINGS = [
  '',
  '',
  '',
  '',
  ' (Live)',
  ' (Acoustic)',
  ' (feat. Dee)',
  ' – Radio Edit',
  ' (Late Night Version Recorded at the Old Post Office, First Take)',
] as const;

export const ALBUMS = ['Slow Trains', 'After Hours', 'Front Room', 'Kind of Loud', ''] as const;

export const KEYS_HEARD = [
  ['8A', 'A minor'],
  ['9A', 'E minor'],
  ['10A', 'B minor'],
  ['3A', 'A# minor'],
  ['4A', 'F minor'],
  ['5B', 'D# major'],
  ['7A', 'D minor'],
  ['11A', 'F# minor'],
  ['12B', 'E major'],
  ['8B', 'C major'],
] as const;
