// The account routes of the cloud. Answers are checked member by member; a refusal carries the
// cloud's own sentence.

export interface User {
  email: string;
  displayName: string;
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
  ) {
    super(message);
  }
}

const AWAY = 'The server cannot be reached. Try again in a moment.';

/** One request, with the token if there is one. Rejects with a `Refusal`. */
export async function call(
  method: 'GET' | 'POST' | 'DELETE',
  route: string,
  token: string | null,
  body?: object,
): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { 'X-Pika-Client': 'pika-web' };
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const request: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit' };
  if (body) request.body = JSON.stringify(body);
  const response = await fetch(`/api/auth/${route}`, request).catch(() => {
    throw new Refusal(AWAY, 0);
  });
  const answer = asRecord(await response.json().catch(() => null));
  if (response.ok) return answer;
  throw new Refusal(sentenceOf(answer, response.status), response.status);
}

function sentenceOf(answer: Record<string, unknown>, status: number): string {
  // The cloud inside a DJ's own program knows no accounts.
  if (status === 404 && answer.success === undefined && answer.error === undefined)
    return 'This cloud has no accounts.';
  const said = [answer.message, answer.error].find((each) => typeof each === 'string');
  return typeof said === 'string' ? said : `The server answered ${status}.`;
}

export function readUser(answer: Record<string, unknown>): User {
  const { email, displayName } = asRecord(answer.user);
  if (typeof email !== 'string' || typeof displayName !== 'string') throw odd();
  return { email, displayName };
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

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
