import { beforeEach, describe, expect, it } from 'vitest';
import { LiveSession } from './live-session.svelte';
import { FakeClock, FakeKept, FakeNetwork } from './testing';

const MINE = 'pika_session_mine';
const DANCER = `client_${'0f'.repeat(16)}`;
const at = '2026-11-24T20:00:00.000Z';

let clock: FakeClock;
let network: FakeNetwork;
let kept: FakeKept;
let made: number;
let live: LiveSession;

beforeEach(() => {
  clock = new FakeClock();
  network = new FakeNetwork();
  kept = new FakeKept();
  made = 0;
  live = opened();
});

function opened(): LiveSession {
  return new LiveSession({
    sessionId: MINE,
    clientId: DANCER,
    openSocket: network.open,
    clock,
    kept,
    newMessageId: () => `m${(made += 1)}`,
  });
}

const nowPlaying = (playId: string, likes = 0, sessionId = MINE) => ({
  type: 'NOW_PLAYING',
  sessionId,
  djName: 'DJ Mara',
  track: { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 },
  playId,
  startedAt: at,
  likes,
});

const ack = (messageId: string) => ({ type: 'ACK', messageId, status: 'ok', timestamp: at });
const nack = (messageId: string, code: string, error = 'No.') => ({
  type: 'NACK',
  messageId,
  code,
  error,
  timestamp: at,
});

/** Opens the line and answers the SUBSCRIBE with `messages`. */
function answer(...messages: object[]): void {
  network.socket.accept();
  messages.forEach((message) => {
    network.socket.say(message);
  });
  network.socket.say(ack(lastAsk()));
}

const lastAsk = () => network.socket.sentOf('SUBSCRIBE').at(-1)?.messageId ?? '';
const lastLike = () => network.socket.sentOf('SEND_LIKE').at(-1)?.messageId ?? '';

function comesBack(...messages: object[]): void {
  network.socket.drop();
  clock.pass(10_000);
  answer(...messages);
}

describe('joining', () => {
  it('asks for its session by its protocol and its own id, with a message id', () => {
    live.start();
    network.socket.accept();
    expect(network.socket.sentOf('SUBSCRIBE')).toEqual([
      { type: 'SUBSCRIBE', protocol: 1, sessionId: MINE, messageId: 'm1', clientId: DANCER },
    ]);
  });

  it('shows what plays, what played, and who of the dancers did what', () => {
    live.start();
    answer(
      { type: 'SESSIONS_LIST', sessions: [{ sessionId: MINE, djName: 'DJ Mara' }] },
      { type: 'LISTENER_COUNT', sessionId: MINE, count: 143 },
      nowPlaying('p2', 4),
      {
        type: 'RECENT_PLAYS',
        sessionId: MINE,
        plays: [
          {
            playId: 'p1',
            track: { title: 'Still Here', artist: 'June Calloway' },
            startedAt: at,
            likes: 1,
            liked: true,
          },
        ],
      },
    );
    expect(live.session).toMatchObject({ phase: 'live', dancers: 143, now: { playId: 'p2' } });
    expect(live.session.earlier.map((play) => play.playId)).toEqual(['p1']);
    expect(live.liked).toEqual(new Set(['p1']));
  });

  it('takes no NOW_PLAYING of another session for its own', () => {
    live.start();
    answer(nowPlaying('p1'));
    comesBack(nowPlaying('x1', 0, 'pika_session_other'));
    expect(live.session.now, 'its own track stopped while the line was down').toBeUndefined();
  });

  it('waits for a session that is not live, and joins when it begins', () => {
    live.start();
    answer({ type: 'SESSION_ENDED', sessionId: MINE });
    expect(live.session.phase).toBe('ended');
    network.socket.say({
      type: 'SESSION_STARTED',
      sessionId: MINE,
      djName: 'DJ Mara',
      startTime: at,
    });
    expect(network.socket.sentOf('SUBSCRIBE')).toHaveLength(2);
    network.socket.say(nowPlaying('p1'));
    network.socket.say(ack(lastAsk()));
    expect(live.session).toMatchObject({ phase: 'live', now: { playId: 'p1' } });
  });

  it('asks again when the server is too busy to answer', () => {
    live.start();
    network.socket.accept();
    network.socket.say(nack(lastAsk(), 'server_busy'));
    clock.pass(5_000);
    expect(network.socket.sentOf('SUBSCRIBE')).toHaveLength(2);
  });

  it('asks again when an answer does not come, and not when it came', () => {
    live.start();
    network.socket.accept();
    clock.pass(10_000);
    expect(network.socket.sentOf('SUBSCRIBE')).toHaveLength(2);
    network.socket.say(ack(lastAsk()));
    clock.pass(15_000);
    expect(network.socket.sentOf('SUBSCRIBE')).toHaveLength(2);
  });

  it('takes a session that the cloud does not know for one that is over', () => {
    live.start();
    network.socket.accept();
    network.socket.say(nack(lastAsk(), 'unknown_session'));
    expect(live.session.phase).toBe('ended');
  });

  it('stops where the server speaks another protocol', () => {
    live.start();
    network.socket.accept();
    network.socket.say(nack(lastAsk(), 'unsupported_version'));
    clock.pass(60_000);
    expect(live.outdated).toBe(true);
    expect(network.sockets).toHaveLength(1);
  });
});

describe('liking', () => {
  beforeEach(() => {
    live.start();
    answer(nowPlaying('p1', 3));
  });

  it('shows and counts a like at once, and the number of the cloud when it comes', () => {
    live.toggleLike('p1');
    expect(live.liked.has('p1')).toBe(true);
    expect(live.session.now?.likes).toBe(4);
    expect(live.waiting).toBe(1);
    network.socket.say(ack(lastLike()));
    network.socket.say({ type: 'LIKE_COUNT', sessionId: MINE, playId: 'p1', count: 6 });
    expect(live.waiting).toBe(0);
    expect(live.session.now?.likes).toBe(6);
  });

  it('takes a refused like back, with the sentence of the cloud', () => {
    live.toggleLike('p1');
    network.socket.say(nack(lastLike(), 'invalid', 'This play is not of this session.'));
    expect(live.liked.has('p1')).toBe(false);
    expect(live.session.now?.likes).toBe(3);
    expect(live.refusal).toContain('This play is not of this session.');
    live.toggleLike('p1');
    expect(live.refusal, 'a new press clears the old sentence').toBeUndefined();
  });

  it('keeps a like given offline and sends it once after the line is back', () => {
    network.socket.drop();
    live.toggleLike('p1');
    expect(live.liked.has('p1')).toBe(true);
    clock.pass(1_000);
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(1);
    network.socket.say(ack(lastLike()));
    comesBack(nowPlaying('p1', 4));
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(0);
    expect(live.liked.has('p1')).toBe(true);
  });

  it('sends a like whose answer was lost again as soon as the line is back', () => {
    live.toggleLike('p1');
    const first = lastLike();
    network.socket.drop();
    clock.pass(1_000);
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toMatchObject([{ playId: 'p1', messageId: first }]);
  });

  it('sends a like that was given before a reload', () => {
    network.socket.drop();
    live.toggleLike('p1');
    live.stop();
    live = opened();
    expect(live.liked.has('p1')).toBe(true);
    live.start();
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toMatchObject([{ playId: 'p1', clientId: DANCER }]);
  });

  it('keeps likes that wait when the session ends', () => {
    network.socket.drop();
    live.toggleLike('p1');
    clock.pass(1_000);
    answer({ type: 'SESSION_ENDED', sessionId: MINE });
    expect(live.session.phase).toBe('ended');
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(1);
  });
});

describe('trouble', () => {
  it('keeps the track on the screen while the DJ is away', () => {
    live.start();
    answer(nowPlaying('p1'), { type: 'DJ_CONNECTION', sessionId: MINE, state: 'reconnecting' });
    expect(live.session).toMatchObject({ dj: 'reconnecting', now: { playId: 'p1' } });
  });

  it('knows that a server restarts until the line is back', () => {
    live.start();
    answer(nowPlaying('p1'));
    network.socket.say({ type: 'SERVER_SHUTDOWN', message: 'Back soon' });
    expect(live.restarting).toBe(true);
    comesBack(nowPlaying('p1'));
    expect(live.restarting).toBe(false);
  });
});
