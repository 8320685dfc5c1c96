// Requests to the cloud, and what becomes of them: an answer, or a refusal with the cloud's own
// sentences. Answers are untrusted: what is read out of them is checked member by member.
import { asRecord } from './json';

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

/** Who asks, where that matters, and what is sent along. */
export interface Asking {
  /** Of a DJ. */
  token?: string | null;
  /** The id of a dancer's phone: a secret, so that it goes into a header. */
  dancer?: string;
  body?: object;
}

export interface Answer {
  read: Record<string, unknown>;
  /** Where a list that is longer goes on. */
  next: string | undefined;
}

/** One request to a path below `/api/`. Rejects with a `Refusal`. */
export async function call(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { token, dancer, body }: Asking = {},
): Promise<Answer> {
  const headers: Record<string, string> = { 'X-Pika-Client': 'pika-web' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (dancer) headers['X-Pika-Dancer'] = dancer;
  if (body) headers['Content-Type'] = 'application/json';
  const request: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit' };
  if (body) request.body = JSON.stringify(body);
  const response = await fetch(`/api/${path}`, request).catch(() => {
    throw new Refusal(AWAY, 0);
  });
  const read: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusalOf(response, asRecord(read));
  const next = /<\/api\/([^>]+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1];
  return { read: asRecord(read), next };
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

/** The server is not the one that this page was made for. */
export const odd = () => new Refusal('The server answered something else than expected.', 200);
