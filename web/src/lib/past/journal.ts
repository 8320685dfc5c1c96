// What this phone liked, to be looked at, taken away and deleted: `/api/dancer`. The dancer's id is a
// secret of the phone; it goes into a header and is shown nowhere.
import { call } from '../api';
import { asRecord } from '../json';
import type { KeptTexts } from '../live/kept';
import type { Part } from './pages.svelte';

export interface JournalLike {
  id: string;
  title: string;
  artist: string;
  sessionId: string;
  djName: string;
  night: Date;
}

/** What was liked in one night. */
export interface JournalNight {
  sessionId: string;
  djName: string;
  night: Date;
  likes: JournalLike[];
}

export const JOURNAL = 'dancer/likes';

/** The id that the live page made; undefined for a phone that was at no night yet. */
export const knownDancer = (kept: KeptTexts) => kept.get('pika.dancer');

export async function fetchLikes(path: string, dancer: string): Promise<Part<JournalLike>> {
  const { read, next } = await call('GET', path, { dancer });
  const likes = Array.isArray(read.likes) ? read.likes.flatMap(readLike) : [];
  return { items: likes, next };
}

/** Everything that the server has of this dancer, as a text for people and programs. */
export async function fetchExport(dancer: string): Promise<string> {
  return JSON.stringify((await call('GET', 'dancer/export', { dancer })).read, null, 2);
}

/** Has the server delete everything of this dancer, and then the phone: it is another one from now. */
export async function forgetDancer(kept: KeptTexts, dancer: string): Promise<void> {
  await call('DELETE', 'dancer', { dancer });
  for (const key of kept.keys().filter((each) => each.startsWith('pika.'))) kept.delete(key);
}

function readLike(entry: unknown): JournalLike[] {
  const { id, title, artist, sessionId, djName, sessionDate } = asRecord(entry);
  if (typeof id !== 'string' || typeof sessionId !== 'string') return [];
  const night = new Date(String(sessionDate));
  const names = { title: String(title), artist: String(artist), djName: String(djName) };
  return [{ id, sessionId, night, ...names }];
}

/** Night by night, in the order of the likes: the latest first. */
export function byNight(likes: readonly JournalLike[]): JournalNight[] {
  const nights = new Map<string, JournalNight>();
  for (const like of likes) {
    const { sessionId, djName, night } = like;
    const found = nights.get(sessionId) ?? { sessionId, djName, night, likes: [] };
    found.likes.push(like);
    nights.set(sessionId, found);
  }
  return [...nights.values()];
}
