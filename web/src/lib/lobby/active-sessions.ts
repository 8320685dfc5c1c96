// Who is live, from `GET /api/sessions/active`. The answer is checked member by member: what does
// not fit is left out.
import { asRecord } from '../json';

export interface ActiveSession {
  sessionId: string;
  djName: string;
  dancers: number;
  /** What plays, where something does. */
  title?: string;
  artist?: string;
}

/** Rejects where the server cannot be reached or does not answer as it should. */
export async function fetchActiveSessions(fetcher: typeof fetch = fetch): Promise<ActiveSession[]> {
  const response = await fetcher('/api/sessions/active', { cache: 'no-store' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return readActiveSessions(await response.json());
}

export function readActiveSessions(answer: unknown): ActiveSession[] {
  const { sessions } = asRecord(answer);
  if (!Array.isArray(sessions)) throw new Error('the server answered something else');
  return sessions.flatMap((entry: unknown) => {
    const { sessionId, djName, listenerCount, currentTrack } = asRecord(entry);
    if (typeof sessionId !== 'string' || typeof djName !== 'string') return [];
    const session: ActiveSession = {
      sessionId,
      djName,
      dancers: typeof listenerCount === 'number' ? listenerCount : 0,
    };
    const { title, artist } = asRecord(currentTrack);
    if (typeof title === 'string') session.title = title;
    if (typeof artist === 'string') session.artist = artist;
    return [session];
  });
}
