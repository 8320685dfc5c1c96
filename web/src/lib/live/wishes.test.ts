import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, FakeKept } from './testing';
import { Wishes } from './wishes';

const SESSION = 'pika_session_1';
let kept: FakeKept;
let clock: FakeClock;
let made: number;

beforeEach(() => {
  kept = new FakeKept();
  clock = new FakeClock();
  made = 0;
});

/** The wishes as a tab that was just opened finds them. */
const opened = (sessionId = SESSION) =>
  new Wishes(
    kept,
    sessionId,
    () => `m${(made += 1)}`,
    () => clock.now(),
  );

const values = (wishes: Wishes) =>
  [...wishes.said('like').values()].map(({ id, value }) => `${id} ${value}`).sort();

function confirmFirst(wishes: Wishes) {
  const [first] = wishes.waiting();
  if (first) wishes.confirm(first);
}

describe('wishes on the phone', () => {
  it('are there at once, and survive a reload before the cloud has them', () => {
    opened().say('like', 'p1', 'yes');
    const reloaded = opened();
    expect(values(reloaded)).toEqual(['p1 yes']);
    expect(reloaded.waiting()).toMatchObject([
      { about: 'like', id: 'p1', value: 'yes', messageId: 'm1' },
    ]);
  });

  it('wait no longer once confirmed, and are still known after a reload', () => {
    const wishes = opened();
    wishes.say('like', 'p1', 'yes');
    confirmFirst(wishes);
    expect(opened().waiting()).toEqual([]);
    expect(values(opened())).toEqual(['p1 yes']);
  });

  it('are sent in the order in which they were said, also by a clock that is set back', () => {
    const wishes = opened();
    wishes.say('like', 'p1', 'yes');
    clock.pass(-3_600_000);
    wishes.say('like', 'p2', 'yes');
    wishes.say('tempo', 'p2', 'slower');
    expect(wishes.waiting().map(({ id, about }) => `${about} ${id}`)).toEqual([
      'like p1',
      'like p2',
      'tempo p2',
    ]);
  });

  it('are later than all before them, also those that the cloud has and those of other nights', () => {
    const wishes = opened();
    const said = () => wishes.waiting()[0]?.at ?? 0;
    wishes.say('like', 'p1', 'yes');
    const before = said();
    confirmFirst(wishes);
    opened('pika_session_2').say('like', 'p9', 'yes');
    clock.pass(-3_600_000);
    wishes.say('like', 'p1', 'no');
    expect(said()).toBe(before + 2);
    kept.set('pika.newest-word', 'damaged');
    wishes.say('like', 'p1', 'yes');
    expect(said()).toBe(clock.now());
  });

  it('take the place of an older word on the same thing that waits', () => {
    const wishes = opened();
    wishes.say('like', 'p1', 'yes');
    const [first] = wishes.waiting();
    wishes.say('like', 'p1', 'no');
    expect(wishes.waiting()).toMatchObject([{ value: 'no', messageId: 'm2' }]);
    expect(values(wishes)).toEqual(['p1 no']);
    if (first) wishes.confirm(first);
    expect(values(wishes), 'the answer to the first word is no longer meant').toEqual(['p1 no']);
  });

  it('are as if never said where the cloud refuses', () => {
    const wishes = opened();
    wishes.say('like', 'p1', 'yes');
    wishes.drop({ messageId: 'm1' });
    expect(opened().said('like').size).toBe(0);
  });

  it('stand against what the cloud says while they wait, and follow it otherwise', () => {
    const wishes = opened();
    wishes.say('like', 'p1', 'yes');
    wishes.learn('like', 'p1', undefined);
    wishes.learn('like', 'p2', 'yes');
    expect(values(wishes)).toEqual(['p1 yes', 'p2 yes']);
    wishes.learn('like', 'p2', undefined);
    expect(values(opened())).toEqual(['p1 yes']);
  });

  it('of one session are not shown in another', () => {
    opened('pika_session_1').say('like', 'p1', 'yes');
    expect(opened('pika_session_2').said('like').size).toBe(0);
    expect(opened('pika_session').waiting(), 'nor in one whose id is the start of it').toEqual([]);
  });

  it('are forgotten a month after the night', () => {
    const first = opened('pika_session_1');
    first.say('like', 'p1', 'yes');
    confirmFirst(first);
    clock.pass(29 * 24 * 60 * 60 * 1000);
    opened('pika_session_2').say('like', 'p1', 'yes');
    expect(kept.keys()).toHaveLength(3);
    clock.pass(2 * 24 * 60 * 60 * 1000);
    opened('pika_session_2');
    expect(kept.keys().sort()).toEqual(['pika.newest-word', 'pika.wish/pika_session_2/m2']);
  });

  it.each(['', '{', 'null', '[]', '{"about":"like"}', '{"about":"x","id":"1","value":"","at":1}'])(
    'begin anew where the kept text is damaged: %s',
    (text) => {
      kept.set(`pika.wish/${SESSION}/m1`, text);
      kept.set(`pika.said/${SESSION}/like/p1`, text);
      const wishes = opened();
      expect(wishes.said('like').size).toBe(0);
      expect(wishes.waiting()).toEqual([]);
      expect(kept.keys()).toEqual([]);
    },
  );
});

describe('two tabs of one phone', () => {
  it('keep what each of them says, whichever was opened first', () => {
    const [one, other] = [opened(), opened()];
    one.say('like', 'p1', 'yes');
    other.say('like', 'p2', 'yes');
    one.say('like', 'p3', 'yes');
    expect(values(one)).toEqual(['p1 yes', 'p2 yes', 'p3 yes']);
    expect(values(other)).toEqual(values(one));
    confirmFirst(other);
    expect(one.waiting().map(({ id }) => id)).toEqual(['p2', 'p3']);
  });

  it('mean the newest word, also where an older one is confirmed later', () => {
    const [one, other] = [opened(), opened()];
    one.say('like', 'p1', 'yes');
    const [older] = one.waiting();
    other.say('like', 'p1', 'no');
    confirmFirst(other);
    if (older) one.confirm(older);
    expect(values(opened())).toEqual(['p1 no']);
  });
});
