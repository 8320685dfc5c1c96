import { expect, it } from 'vitest';
import { djPath, pastRouteOf, recapPath } from './route';

it.each([
  ['/my-likes', { page: 'journal' }],
  ['/recap', { page: 'nights' }],
  [djPath('mara'), { page: 'dj', slug: 'mara' }],
  [recapPath('pika_session_1'), { page: 'recap', sessionId: 'pika_session_1' }],
  ['/dj/mara/recap/pika_session_1', { page: 'recap', sessionId: 'pika_session_1' }],
])('%s', (path, route) => {
  expect(pastRouteOf(path)).toEqual(route);
});
