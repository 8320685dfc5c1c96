// Lists of nights: those of a DJ (`GET /api/dj/…`), and the latest of all (`GET /api/session/recent`).
import { call, odd } from '../api';
import { asRecord } from '../json';
import type { Part } from './pages.svelte';

export interface PastNight {
  id: string;
  djName: string;
  startedAt: Date;
  /** Absent while it is live. */
  endedAt: Date | undefined;
  /** Absent where the list does not say. */
  tracks: number | undefined;
}

export interface DjNights extends Part<PastNight> {
  djName: string;
  totalNights: number;
}

export const djNights = (slug: string) => `dj/${encodeURIComponent(slug)}`;
export const RECENT = 'session/recent?limit=20';

export async function fetchDj(path: string): Promise<DjNights> {
  const { read, next } = await call('GET', path);
  const { djName, sessions, totalSessions } = read;
  if (typeof djName !== 'string' || !Array.isArray(sessions)) throw odd();
  const totalNights = typeof totalSessions === 'number' ? totalSessions : sessions.length;
  return { djName, totalNights, items: sessions.flatMap(readNight), next };
}

export async function fetchRecent(path: string): Promise<Part<PastNight>> {
  const { read, next } = await call('GET', path);
  return { items: Object.values(read).flatMap(readNight), next };
}

export function readNight(entry: unknown): PastNight[] {
  const { id, djName, startedAt, endedAt, trackCount } = asRecord(entry);
  if (typeof id !== 'string' || typeof djName !== 'string') return [];
  return [
    {
      id,
      djName,
      startedAt: new Date(String(startedAt)),
      endedAt: typeof endedAt === 'string' ? new Date(endedAt) : undefined,
      tracks: typeof trackCount === 'number' ? trackCount : undefined,
    },
  ];
}

/** The day of a night as people say it, on this phone's clock: `Tue 24 Nov 2026`. */
export function dayOf(date: Date): string {
  return date.toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}
