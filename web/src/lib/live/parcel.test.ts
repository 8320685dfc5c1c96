import { expect, it } from 'vitest';
import { MAX_BULK_LIKES, MAX_CLIENT_MESSAGE_BYTES } from '../protocol/messages';
import { nextParcel } from './parcel';
import type { Wish } from './wishes';

const like = (id: string, at: number): Wish => ({
  about: 'like',
  id,
  value: 'yes',
  at,
  messageId: `m${at}`,
});

const parcelOf = (waiting: Wish[]) => nextParcel(waiting, 'pika_session_1', () => 'bulk');

it('is nothing where nothing waits, and the wish itself where one waits', () => {
  expect(parcelOf([])).toBeUndefined();
  expect(parcelOf([like('p1', 1)])).toMatchObject({
    messageId: 'm1',
    message: { type: 'SEND_LIKE', playId: 'p1' },
  });
});

it('never overtakes: a like that is taken back first is sent first', () => {
  const back: Wish = { ...like('p1', 1), value: 'no' };
  expect(parcelOf([back, like('p2', 2), like('p3', 3)])?.message.type).toBe('REMOVE_LIKE');
});

it('carries no more likes than the cloud takes in one message', () => {
  const night = Array.from({ length: 250 }, (_, i) => like(`p${i}`, i));
  const parcel = parcelOf(night);
  expect(parcel?.wishes).toEqual(night.slice(0, MAX_BULK_LIKES));
  expect(parcel?.message).toMatchObject({ playIds: parcel?.wishes.map(({ id }) => id) });
});

it('is cut to the size that the cloud takes, whatever the plays are called', () => {
  const night = Array.from({ length: 90 }, (_, i) => like(`${i}-`.padEnd(400, 'é'), i));
  const parcel = parcelOf(night);
  const frame = JSON.stringify({
    ...parcel?.message,
    messageId: parcel?.messageId,
    clientId: `client_${'0'.repeat(249)}`,
  });
  const bytes = new TextEncoder().encode(frame).length;
  expect(bytes).toBeLessThanOrEqual(MAX_CLIENT_MESSAGE_BYTES);
  expect(bytes, 'and not to less than fits').toBeGreaterThan(MAX_CLIENT_MESSAGE_BYTES - 1_500);
});
