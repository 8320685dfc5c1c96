// What the account routes of the cloud answer.
import { odd } from '../api';
import { asRecord } from '../json';

export interface User {
  email: string;
  displayName: string;
  /** The DJ's address below `/dj/`. */
  slug: string;
  /** Whether the DJ has proved to read the e-mail address. */
  emailVerified: boolean;
}

export interface Device {
  id: number;
  name: string;
  lastUsedAt: Date;
  /** Whether it is the token of this page. */
  current: boolean;
}

export function readUser(answer: Record<string, unknown>): User {
  const { email, displayName, slug, emailVerified } = asRecord(answer.user);
  if (typeof email !== 'string' || typeof displayName !== 'string') throw odd();
  if (typeof slug !== 'string') throw odd();
  return { email, displayName, slug, emailVerified: emailVerified === true };
}

export function readToken(answer: Record<string, unknown>): string {
  if (typeof answer.token !== 'string') throw odd();
  return answer.token;
}

/** The latest used first, this page before all others. */
export function readDevices(answer: Record<string, unknown>): Device[] {
  if (!Array.isArray(answer.tokens)) throw odd();
  const devices = answer.tokens.flatMap((entry: unknown) => {
    const { id, name, lastUsedAt, current } = asRecord(entry);
    if (typeof id !== 'number' || typeof name !== 'string') return [];
    return [{ id, name, lastUsedAt: new Date(String(lastUsedAt)), current: current === true }];
  });
  const order = (device: Device) => (device.current ? Infinity : device.lastUsedAt.getTime());
  return devices.sort((a, b) => order(b) - order(a));
}
