import { expect, it } from 'vitest';
import { socketUrl } from './browser-socket';

it('speaks to the origin of the page, encrypted where the page is', () => {
  expect(socketUrl({ protocol: 'https:', host: 'pika.stream' })).toBe('wss://pika.stream/ws');
  expect(socketUrl({ protocol: 'http:', host: '192.168.4.2:3001' })).toBe(
    'ws://192.168.4.2:3001/ws',
  );
});
