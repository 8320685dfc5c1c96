import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientMessage } from '../protocol/messages';
import { Delivery } from './delivery';
import { FakeClock, FakeKept } from './testing';
import { Wishes } from './wishes';

const SESSION = 'pika_session_1';
let clock: FakeClock;
let kept: FakeKept;
let made: number;
let wishes: Wishes;
let delivery: Delivery;
let lineOpen: boolean;
let sent: [string, ClientMessage][];

const newMessageId = () => `m${(made += 1)}`;
const opened = () => new Wishes(kept, SESSION, newMessageId, () => clock.now());

/** The delivery of one tab; all of them send on the same line. */
const tab = () => {
  const send = (message: ClientMessage, messageId: string) => {
    if (lineOpen) sent.push([messageId, message]);
    return lineOpen;
  };
  return new Delivery(opened(), SESSION, send, newMessageId, clock);
};

beforeEach(() => {
  made = 0;
  clock = new FakeClock();
  kept = new FakeKept();
  lineOpen = true;
  sent = [];
  wishes = opened();
  delivery = tab();
});

const ids = () => sent.map(([id]) => id);
const liked = () => {
  const words = [...wishes.said('like').values()];
  return words.filter(({ value }) => value === 'yes').map(({ id }) => id);
};

function press(playId: string) {
  wishes.say('like', playId, liked().includes(playId) ? 'no' : 'yes');
  delivery.go();
}

describe('bringing wishes to the cloud', () => {
  it('names the session and the play, and takes back with its own message', () => {
    press('p1');
    delivery.acknowledged('m1');
    press('p1');
    expect(sent.map(([, message]) => message)).toEqual([
      { type: 'SEND_LIKE', sessionId: SESSION, playId: 'p1', order: clock.now() },
      { type: 'REMOVE_LIKE', sessionId: SESSION, playId: 'p1', order: clock.now() + 1 },
    ]);
  });

  it('sends votes on the tempo and in polls', () => {
    wishes.say('tempo', 'p1', 'faster');
    wishes.say('poll', '7', '2');
    delivery.go();
    delivery.acknowledged('m1');
    expect(sent.map(([, message]) => message)).toEqual([
      {
        type: 'SEND_TEMPO_REQUEST',
        sessionId: SESSION,
        playId: 'p1',
        order: clock.now(),
        preference: 'faster',
      },
      { type: 'VOTE_ON_POLL', sessionId: SESSION, pollId: 7, optionIndex: 2 },
    ]);
  });

  it('sends nothing more before the answer, and then all likes that wait together', () => {
    press('p1');
    press('p2');
    press('p3');
    expect(ids()).toEqual(['m1']);
    delivery.acknowledged('m1');
    expect(sent.at(-1)?.[1]).toEqual({
      type: 'SEND_BULK_LIKE',
      sessionId: SESSION,
      playIds: ['p2', 'p3'],
      order: clock.now() + 2,
    });
    delivery.acknowledged(ids().at(-1) ?? '');
    expect(wishes.waiting()).toEqual([]);
    expect(liked()).toEqual(['p1', 'p2', 'p3']);
  });

  it('sends likes apart after the cloud refused them together, and loses only the bad one', () => {
    lineOpen = false;
    press('p1');
    press('bad');
    press('p3');
    lineOpen = true;
    delivery.go();
    expect(delivery.refused(ids().at(-1) ?? '', 'invalid')).toEqual([]);
    delivery.acknowledged('m1');
    expect(delivery.refused('m2', 'invalid')).toMatchObject([{ id: 'bad' }]);
    delivery.acknowledged('m3');
    expect(sent.map(([, { type }]) => type)).toEqual([
      'SEND_BULK_LIKE',
      'SEND_LIKE',
      'SEND_LIKE',
      'SEND_LIKE',
    ]);
    expect(liked()).toEqual(['p1', 'p3']);
  });

  it('keeps wishes while the line is down and sends them when it is back', () => {
    lineOpen = false;
    press('p1');
    wishes.say('poll', '7', '0');
    delivery.go();
    expect(ids()).toEqual([]);
    lineOpen = true;
    delivery.go();
    delivery.acknowledged('m1');
    delivery.acknowledged('m2');
    expect(ids()).toEqual(['m1', 'm2']);
    expect(wishes.waiting()).toEqual([]);
  });

  it('does not send again what another tab has delivered meanwhile', () => {
    lineOpen = false;
    press('p1');
    lineOpen = true;
    const other = tab();
    other.go();
    other.acknowledged('m1');
    delivery.go();
    expect(ids()).toEqual(['m1']);
    expect(liked()).toEqual(['p1']);
  });

  it('delivers what a tab that was closed had left', () => {
    lineOpen = false;
    press('p1');
    lineOpen = true;
    tab().go();
    expect(ids()).toEqual(['m1']);
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
    expect(delivery.refused('m1', 'rate_limited', 30_000)).toEqual([]);
    clock.pass(29_999);
    expect(ids()).toEqual(['m1']);
    clock.pass(1);
    expect(ids()).toEqual(['m1', 'm1']);
    expect(liked()).toEqual(['p1']);
  });

  it('takes a refused like back and goes on with the next', () => {
    press('p1');
    press('p2');
    expect(delivery.refused('m1', 'unknown_session')).toMatchObject([{ id: 'p1' }]);
    expect(ids()).toEqual(['m1', 'm2']);
    expect(liked()).toEqual(['p2']);
  });

  it('is content when the cloud had the like already', () => {
    press('p1');
    expect(delivery.refused('m1', 'conflict')).toEqual([]);
    expect(liked()).toEqual(['p1']);
    expect(wishes.waiting()).toEqual([]);
  });

  it('takes a vote back that came too late', () => {
    wishes.say('poll', '7', '2');
    delivery.go();
    expect(delivery.refused('m1', 'conflict')).toMatchObject([{ about: 'poll', id: '7' }]);
    expect(wishes.said('poll').size).toBe(0);
  });

  it('sends the newest word after the answer to the one that it replaced', () => {
    press('p1');
    press('p1');
    expect(ids()).toEqual(['m1']);
    delivery.acknowledged('m1');
    expect(sent.at(-1)?.[1].type).toBe('REMOVE_LIKE');
    expect(liked()).toEqual([]);
  });
});
