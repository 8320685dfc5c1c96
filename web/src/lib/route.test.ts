import { expect, it } from 'vitest';
import { livePath, routeOf } from './route';

it.each(['/', '/live', '/live/'])('%s is the lobby', (path) => {
  expect(routeOf(path)).toEqual({ page: 'lobby' });
});

it('finds the session of an address', () => {
  const sessionId = 'pika_0123456789abcdef';
  expect(routeOf(livePath(sessionId))).toEqual({ page: 'live', sessionId });
  expect(routeOf(`/live/${sessionId}/`)).toEqual({ page: 'live', sessionId });
});

it.each(['/live/short', '/live/has%20space', `/live/${'x'.repeat(65)}`, '/live/a/b', '/nowhere'])(
  '%s leads nowhere',
  (path) => {
    expect(routeOf(path)).toEqual({ page: 'unknown' });
  },
);
