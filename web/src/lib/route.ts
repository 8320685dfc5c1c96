// Which page an address means. Addresses are plain paths; the server answers all of them with the
// same document.

export type Route = { page: 'lobby' } | { page: 'live'; sessionId: string } | { page: 'unknown' };

/** The form of a session id: 8 to 64 letters, digits, `_` or `-`. */
const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/;

export function routeOf(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, sessionId] = parts;
  if (parts.length === 0 || (parts.length === 1 && first === 'live')) return { page: 'lobby' };
  if (parts.length === 2 && first === 'live' && sessionId && SESSION_ID.test(sessionId)) {
    return { page: 'live', sessionId };
  }
  return { page: 'unknown' };
}

export const livePath = (sessionId: string) => `/live/${sessionId}`;
