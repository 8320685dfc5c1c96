// The list of a night that is over, for a phone that was not there: `GET /api/session/…/history`.

export interface PastPlay {
  playId: string;
  title: string;
  artist: string;
  /** ISO 8601. */
  startedAt: string;
}

/** Newest first; empty for a session that the server does not know. Rejects without an answer. */
export async function fetchNight(
  sessionId: string,
  fetcher: typeof fetch = fetch,
): Promise<PastPlay[]> {
  const response = await fetcher(`/api/session/${sessionId}/history`, { cache: 'no-store' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const answer: unknown = await response.json();
  if (!Array.isArray(answer)) throw new Error('the server answered something else');
  return answer.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { id, title, artist, playedAt } = entry as Record<string, unknown>;
    if (typeof id !== 'string' && typeof id !== 'number') return [];
    if (typeof title !== 'string' || typeof artist !== 'string') return [];
    if (typeof playedAt !== 'string') return [];
    return [{ playId: String(id), title, artist, startedAt: playedAt }];
  });
}
