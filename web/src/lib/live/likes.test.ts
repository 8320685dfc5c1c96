import { beforeEach, describe, expect, it } from 'vitest';
import { Likes } from './likes';
import { FakeClock, FakeKept } from './testing';

const SESSION = 'pika_session_1';
let kept: FakeKept;
let clock: FakeClock;
let made: number;

beforeEach(() => {
  kept = new FakeKept();
  clock = new FakeClock();
  made = 0;
});

/** The likes as a page that was just opened finds them. */
const opened = (sessionId = SESSION) =>
  new Likes(
    kept,
    sessionId,
    () => `m${(made += 1)}`,
    () => clock.now(),
  );

describe('likes on the phone', () => {
  it('are shown at once, and survive a reload before the cloud has them', () => {
    const likes = opened();
    expect(likes.toggle('p1')).toBe(true);
    expect(likes.shown()).toEqual(new Set(['p1']));
    const reloaded = opened();
    expect(reloaded.shown()).toEqual(new Set(['p1']));
    expect(reloaded.next()).toEqual({ playId: 'p1', liked: true, messageId: 'm1' });
  });

  it('wait no longer once confirmed, and are still shown after a reload', () => {
    const likes = opened();
    likes.toggle('p1');
    likes.confirm('m1');
    expect(likes.waiting).toBe(0);
    expect(opened().shown()).toEqual(new Set(['p1']));
  });

  it('are sent in the order in which they were given', () => {
    const likes = opened();
    likes.toggle('p1');
    likes.toggle('p2');
    expect(likes.next()?.playId).toBe('p1');
    likes.confirm('m1');
    expect(likes.next()?.playId).toBe('p2');
  });

  it('are taken back by a second press, also while the first one waits', () => {
    const likes = opened();
    likes.toggle('p1');
    expect(likes.toggle('p1')).toBe(false);
    expect(likes.shown().size).toBe(0);
    likes.confirm('m1');
    expect(likes.shown().size, 'the answer to the first press is no longer meant').toBe(0);
    expect(likes.next()).toMatchObject({ liked: false, messageId: 'm2' });
    likes.confirm('m2');
    expect(likes.waiting).toBe(0);
  });

  it('are taken back when the cloud refuses', () => {
    const likes = opened();
    likes.toggle('p1');
    expect(likes.refuse('m1')).toMatchObject({ playId: 'p1' });
    expect(likes.refuse('m1')).toBeUndefined();
    expect(opened().shown().size).toBe(0);
  });

  it('stand against what the cloud says while they wait, and follow it otherwise', () => {
    const likes = opened();
    likes.toggle('p1');
    likes.learn([
      { playId: 'p1', liked: false },
      { playId: 'p2', liked: true },
    ]);
    expect(likes.shown()).toEqual(new Set(['p1', 'p2']));
    likes.learn([{ playId: 'p2', liked: false }]);
    expect(opened().shown()).toEqual(new Set(['p1']));
  });

  it('of one session are not shown in another', () => {
    opened('pika_session_1').toggle('p1');
    expect(opened('pika_session_2').shown().size).toBe(0);
  });

  it('are forgotten a month after the night', () => {
    opened('pika_session_1').toggle('p1');
    clock.pass(29 * 24 * 60 * 60 * 1000);
    opened('pika_session_2').toggle('p1');
    expect(kept.keys()).toContain('pika.likes.pika_session_1');
    clock.pass(2 * 24 * 60 * 60 * 1000);
    opened('pika_session_2');
    expect(kept.keys()).toEqual(['pika.likes.pika_session_2']);
  });

  it.each(['', '{', 'null', '[]', '{"liked":7,"wishes":[null,{"playId":3}],"savedAt":"x"}'])(
    'begin anew where the kept text is damaged: %s',
    (text) => {
      kept.set(`pika.likes.${SESSION}`, text);
      const likes = opened();
      expect(likes.shown().size).toBe(0);
      expect(likes.next()).toBeUndefined();
    },
  );
});
