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

export async function fetchLikes(path: string, dancer: string): Promise<Part<JournalLike>> {
  const { read, next } = await call('GET', path, { dancer });
  const likes = Array.isArray(read.likes) ? read.likes.flatMap(readLike) : [];
  return { items: likes, next };
}

/** A file that a dancer takes away. */
export interface Taken {
  name: string;
  type: string;
  text: string;
}

/** Everything that the server has of this dancer, for people and programs. */
export async function fetchExport(dancer: string): Promise<Taken> {
  const { read } = await call('GET', 'dancer/export', { dancer });
  const text = JSON.stringify(read, null, 2);
  return { name: 'pika-journal.json', type: 'application/json', text };
}

/** What this dancer liked, for a program that calculates. */
export async function fetchTable(dancer: string): Promise<Taken> {
  const { read } = await call('GET', 'dancer/export', { dancer });
  return { name: 'pika-likes.csv', type: 'text/csv', text: tableOf(read) };
}

/** The likes of an export as a table (RFC 4180). The mark at its begin has Excel read UTF-8. */
export function tableOf({ likes }: Record<string, unknown>): string {
  const rows = (Array.isArray(likes) ? likes : []).map((like: unknown) => {
    const { title, artist, djName, sessionDate, likedAt } = asRecord(like);
    return [title, artist, djName, sessionDate, likedAt];
  });
  const lines = [['Title', 'Artist', 'DJ', 'Night', 'Liked'], ...rows];
  return `\ufeff${lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}

/** What such a program would take for a formula is marked as text. */
function cell(value: unknown): string {
  const text = String(value ?? '');
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
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
