// The account routes of the cloud. Answers are checked member by member; a refusal carries the
// cloud's own sentences, and says of which member of the request each is.
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

export class Refusal extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 where no answer came. */
    readonly status: number,
    /** Sentences about single members of what was sent. */
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const AWAY = 'The server cannot be reached. Nothing was changed; try again in a moment.';

/** One request, with the token if there is one. Rejects with a `Refusal`. */
export async function call(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  token: string | null,
  body?: object,
): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { 'X-Pika-Client': 'pika-web' };
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const request: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit' };
  if (body) request.body = JSON.stringify(body);
  const response = await fetch(`/api/${path}`, request).catch(() => {
    throw new Refusal(AWAY, 0);
  });
  const answer = asRecord(await response.json().catch(() => null));
  if (response.ok) return answer;
  throw refusalOf(response, answer);
}

function refusalOf({ status, headers }: Response, answer: Record<string, unknown>): Refusal {
  const seconds = Number(headers.get('Retry-After'));
  const said = [answer.message, answer.error].find((each) => typeof each === 'string');
  let message = typeof said === 'string' ? said : `The server answered ${status}.`;
  // The server knows when it makes sense to try again: say it, rather than "later".
  if (status === 429) message = `Too many requests. ${againIn(seconds)}`;
  const fields = Object.entries(asRecord(answer.fields)).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  return new Refusal(message, status, Object.fromEntries(fields));
}

/** When to try again, from the seconds of `Retry-After`. */
export function againIn(seconds: number, now = Date.now()): string {
  if (!(seconds > 0)) return 'Try again later.';
  if (seconds <= 90) return `Try again in ${Math.ceil(seconds)} seconds.`;
  const at = new Date(now + seconds * 1000);
  const clock = at.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
  return `Try again in ${Math.ceil(seconds / 60)} minutes, at ${clock}.`;
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

const odd = () => new Refusal('The server answered something else than expected.', 200);
