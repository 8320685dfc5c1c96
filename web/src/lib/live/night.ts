// A night that is over, for a phone that was not there: `GET /api/session/…/recap`.
import { asRecord } from '../json';

export interface PastPlay {
  playId: string;
  title: string;
  artist: string;
  /** ISO 8601. */
  startedAt: string;
  /** Of all dancers. */
  likes: number;
}

export interface Night {
  /** Absent for a session that the server does not know. */
  djName?: string;
  /** Newest first. */
  plays: PastPlay[];
}

/** Rejects where the server cannot be reached or does not answer as it should. */
export async function fetchNight(sessionId: string, fetcher: typeof fetch = fetch): Promise<Night> {
  const response = await fetcher(`/api/session/${sessionId}/recap`, { cache: 'no-store' });
  if (response.status === 404) return { plays: [] };
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const { djName, tracks } = asRecord(await response.json());
  if (typeof djName !== 'string' || !Array.isArray(tracks)) {
    throw new Error('the server answered something else');
  }
  const plays = tracks.flatMap((entry: unknown) => {
    const { id, title, artist, playedAt, likes } = asRecord(entry);
    if (typeof id !== 'string' || typeof playedAt !== 'string') return [];
    if (typeof title !== 'string' || typeof artist !== 'string') return [];
    const given = typeof likes === 'number' ? likes : 0;
    return [{ playId: id, title, artist, startedAt: playedAt, likes: given }];
  });
  return { djName, plays: plays.reverse() };
}
