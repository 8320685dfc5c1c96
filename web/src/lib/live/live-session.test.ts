import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerMessage } from '../protocol/messages';
import {
  ack,
  answer,
  at,
  begin,
  clock,
  comesBack,
  DANCER,
  forgotten,
  kept,
  lastAsk,
  live,
  load,
  MINE,
  nack,
  network,
  nowPlaying,
  opened,
} from './testing-live';

beforeEach(begin);

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
    expect(live.mine.liked).toEqual(new Set(['p1']));
  });

  it('begins with what its document knew', () => {
    const currentTrack = { title: 'Still Here', artist: 'June Calloway' };
    const known: ServerMessage = {
      type: 'SESSIONS_LIST',
      sessions: [{ sessionId: MINE, djName: 'DJ Mara', currentTrack }],
    };
    load(known);
    expect(live.session).toMatchObject({ glimpse: currentTrack, djName: 'DJ Mara' });
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

describe('two tabs of one phone', () => {
  it('show and keep what either of them was told', () => {
    live.start();
    answer(nowPlaying('p1', 3), nowPlaying('p2', 1));
    const other = opened();
    network.socket.drop();
    live.toggleLike('p1');
    other.toggleLike('p2');
    live.otherTabSpoke();
    other.otherTabSpoke();
    expect(live.mine.liked).toEqual(new Set(['p1', 'p2']));
    expect(other.mine.liked).toEqual(live.mine.liked);
    expect(live.mine.waiting).toBe(2);
  });
});

describe('thanks', () => {
  it('go out at once or not at all', () => {
    expect(live.thank()).toBe(false);
    live.start();
    answer(nowPlaying('p1'));
    expect(live.thank()).toBe(true);
    expect(network.socket.sentOf('SEND_REACTION')).toMatchObject([{ reaction: 'thank_you' }]);
  });
});

describe('trouble', () => {
  it('lets go of the line when the page is put away and asks anew when it is back', () => {
    live.start();
    answer(nowPlaying('p1'));
    live.sleep();
    live.toggleLike('p1');
    live.wake();
    answer(nowPlaying('p1', 1));
    expect(network.sockets).toHaveLength(2);
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(1);
  });

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

it('says no more for a dancer who was deleted in another tab', () => {
  live.start();
  answer(nowPlaying('p1'));
  live.otherTabSpoke();
  expect(forgotten).toBe(0);
  kept.delete('pika.dancer');
  live.otherTabSpoke();
  expect(forgotten).toBe(1);
  expect(live.line).toBe('closed');
});
