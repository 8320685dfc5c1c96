// Which page of what is over an address means.

export type PastRoute =
  | { page: 'journal' }
  | { page: 'nights' }
  | { page: 'dj'; slug: string }
  | { page: 'recap'; sessionId: string };

/** Links of Pika 0.3 name the DJ before the recap; the session alone says whose it is. */
export function pastRouteOf(path: string): PastRoute {
  const [first, second, third, fourth] = path.split('/').filter((part) => part !== '');
  if (first === 'my-likes') return { page: 'journal' };
  if (first === 'recap' && second) return { page: 'recap', sessionId: second };
  if (first === 'dj' && third === 'recap' && fourth) return { page: 'recap', sessionId: fourth };
  if (first === 'dj' && second) return { page: 'dj', slug: second };
  return { page: 'nights' };
}

export const recapPath = (sessionId: string) => `/recap/${sessionId}`;
export const djPath = (slug: string) => `/dj/${slug}`;
