import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientMessage } from '../protocol/messages';
import { Delivery } from './delivery';
import { Likes } from './likes';
import { FakeClock, FakeKept } from './testing';

let clock: FakeClock;
let likes: Likes;
let delivery: Delivery;
let lineOpen: boolean;
let sent: [string, ClientMessage][];

beforeEach(() => {
  let made = 0;
  clock = new FakeClock();
  lineOpen = true;
  sent = [];
  likes = new Likes(
    new FakeKept(),
    'pika_session_1',
    () => `m${(made += 1)}`,
    () => clock.now(),
  );
  const send = (message: ClientMessage, messageId: string) => {
    if (lineOpen) sent.push([messageId, message]);
    return lineOpen;
  };
  delivery = new Delivery(likes, 'pika_session_1', send, clock);
});

const ids = () => sent.map(([id]) => id);

function press(playId: string) {
  likes.toggle(playId);
  delivery.go();
}

describe('bringing likes to the cloud', () => {
  it('names the session and the play, and takes back with its own message', () => {
    press('p1');
    delivery.acknowledged('m1');
    press('p1');
    expect(sent.map(([, message]) => message)).toEqual([
      { type: 'SEND_LIKE', sessionId: 'pika_session_1', playId: 'p1' },
      { type: 'REMOVE_LIKE', sessionId: 'pika_session_1', playId: 'p1' },
    ]);
  });

  it('sends the next one only after the answer to the last', () => {
    press('p1');
    press('p2');
    press('p3');
    expect(ids()).toEqual(['m1']);
    delivery.acknowledged('m1');
    delivery.acknowledged('m2');
    expect(ids()).toEqual(['m1', 'm2', 'm3']);
  });

  it('keeps likes while the line is down and sends each when it is back', () => {
    lineOpen = false;
    press('p1');
    press('p2');
    expect(ids()).toEqual([]);
    lineOpen = true;
    delivery.go();
    delivery.acknowledged('m1');
    delivery.acknowledged('m2');
    expect(ids()).toEqual(['m1', 'm2']);
    expect(likes.waiting).toBe(0);
  });

  it('sends the identical message again when the line broke before the answer', () => {
    press('p1');
    delivery.lineLost();
    delivery.go();
    expect(ids()).toEqual(['m1', 'm1']);
  });

  it('asks again when an answer does not come', () => {
    press('p1');
    clock.pass(10_000);
    expect(ids()).toEqual(['m1', 'm1']);
    delivery.acknowledged('m1');
    clock.pass(60_000);
    expect(ids()).toHaveLength(2);
  });

  it('waits as long as the cloud asks when it is too much at once, and loses nothing', () => {
    press('p1');
    expect(delivery.refused('m1', 'rate_limited', 30_000)).toBeUndefined();
    clock.pass(29_999);
    expect(ids()).toEqual(['m1']);
    clock.pass(1);
    expect(ids()).toEqual(['m1', 'm1']);
    expect(likes.shown()).toEqual(new Set(['p1']));
  });

  it('takes a refused like back and goes on with the next', () => {
    press('p1');
    press('p2');
    expect(delivery.refused('m1', 'unknown_session')).toMatchObject({ playId: 'p1' });
    expect(ids()).toEqual(['m1', 'm2']);
    expect(likes.shown()).toEqual(new Set(['p2']));
  });

  it('is content when the cloud had the like already', () => {
    press('p1');
    expect(delivery.refused('m1', 'conflict')).toBeUndefined();
    expect(likes.shown()).toEqual(new Set(['p1']));
    expect(likes.waiting).toBe(0);
  });

  it('sends the newest word after the answer to the one that it replaced', () => {
    press('p1');
    press('p1');
    expect(ids()).toEqual(['m1']);
    delivery.acknowledged('m1');
    expect(sent.at(-1)?.[1].type).toBe('REMOVE_LIKE');
    expect(likes.shown().size).toBe(0);
  });
});
