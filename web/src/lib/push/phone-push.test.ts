import { expect, test } from 'vitest';
import { keptIn } from '../live/kept';
import { PhonePush, serverKey, type PushBrowser } from './phone-push';

const KEY = 'BAECAw';
const bytes = (...values: number[]) => new Uint8Array(values).buffer;

/** A browser that remembers what it was asked, and a server that says yes. */
function phone({ permission = 'granted', key = null as ArrayBuffer | null, status = 200 } = {}) {
  const said: string[] = [];
  const subscription = (endpoint: string, applicationServerKey: ArrayBuffer) => ({
    endpoint,
    options: { applicationServerKey, userVisibleOnly: true },
    toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: () => {
      said.push(`unsubscribed ${endpoint}`);
      current = null;
      return Promise.resolve(true);
    },
  });
  let current: ReturnType<typeof subscription> | null = key && subscription('old', key);
  const browser: PushBrowser = {
    askPermission: () => Promise.resolve(permission as NotificationPermission),
    register: () =>
      Promise.resolve({
        pushManager: {
          getSubscription: () => Promise.resolve(current),
          subscribe: () => {
            current = subscription('new', bytes(4, 1, 2, 3));
            return Promise.resolve(current);
          },
        } as unknown as PushManager,
      }),
    fetch: (path, request) => {
      said.push(`${String(path)} ${String(request?.body)}`);
      return Promise.resolve(new Response('{}', { status }));
    },
  };
  const kept = keptIn(undefined);
  return { said, kept, push: new PhonePush(browser, kept, 'client_1', 'pika_0123') };
}

const subscribed = (endpoint: string) =>
  `/api/push/subscribe {"sessionId":"pika_0123","endpoint":"${endpoint}","keys":{"p256dh":"p","auth":"a"}}`;

test('a dancer who allows it is notified, and not any more after another tap', async () => {
  const { said, push } = phone();
  expect(await push.turnOn(KEY)).toBe(true);
  expect(push.wanted).toBe(true);
  await push.turnOff();
  expect(push.wanted).toBe(false);
  expect(said).toEqual([
    subscribed('new'),
    'unsubscribed new',
    '/api/push/unsubscribe {"endpoint":"new"}',
  ]);
});

test('a dancer who does not allow it is asked nothing else', async () => {
  const { said, push } = phone({ permission: 'denied' });
  expect(await push.turnOn(KEY)).toBe(false);
  expect([push.wanted, said]).toEqual([false, []]);
});

test('a subscription to another key is given up, and one to the same is kept', async () => {
  const other = phone({ key: bytes(4, 9, 9, 9) });
  await other.push.turnOn(KEY);
  expect(other.said).toEqual(['unsubscribed old', subscribed('new')]);
  const same = phone({ key: bytes(4, 1, 2, 3) });
  await same.push.turnOn(KEY);
  expect(same.said).toEqual([subscribed('old')]);
});

test('what the server refuses is not taken for done', async () => {
  const { push } = phone({ status: 404 });
  await expect(push.turnOn(KEY)).rejects.toThrow('404');
  expect(push.wanted).toBe(false);
});

test('a server without a key, or out of reach, offers nothing', async () => {
  const answer = (status: number, body: string) => () =>
    Promise.resolve(new Response(body, { status }));
  expect(await serverKey(answer(200, '{"publicKey":"BAEC"}'))).toBe('BAEC');
  expect(await serverKey(answer(404, '{"code":"no_push"}'))).toBeUndefined();
  expect(await serverKey(answer(200, '{"publicKey":7}'))).toBeUndefined();
  expect(await serverKey(() => Promise.reject(new Error('no line')))).toBeUndefined();
});
