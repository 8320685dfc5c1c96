// A LiveSession on doubles of all that it has, for tests: `begin` before each, then `live` and the rest
// are those of this test.
import type { ServerMessage } from '../protocol/messages';
import { LiveSession } from './live-session.svelte';
import { FakeClock, FakeKept, FakeNetwork } from './testing';

export const MINE = 'pika_session_mine';
export const DANCER = `client_${'0f'.repeat(16)}`;
export const at = '2026-11-24T20:00:00.000Z';

export let clock: FakeClock;
export let network: FakeNetwork;
export let live: LiveSession;
export let kept: FakeKept;
/** How often the page was told that its dancer was deleted. */
export let forgotten: number;
let made: number;

/** A phone that was never here. */
export function begin(): void {
  clock = new FakeClock();
  network = new FakeNetwork();
  kept = new FakeKept();
  kept.set('pika.dancer', DANCER);
  made = forgotten = 0;
  load();
}

/** The page is loaded on this phone, with what its document knew. */
export function load(known?: ServerMessage): void {
  live = opened(known);
}

/** Another tab of this phone. */
export function opened(known?: ServerMessage): LiveSession {
  return new LiveSession({
    sessionId: MINE,
    clientId: DANCER,
    openSocket: network.open,
    clock,
    kept,
    newMessageId: () => `m${(made += 1)}`,
    forgotten: () => (forgotten += 1),
    known,
  });
}

export const nowPlaying = (playId: string, likes = 0, sessionId = MINE) => ({
  type: 'NOW_PLAYING',
  sessionId,
  djName: 'DJ Mara',
  track: { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 },
  playId,
  startedAt: at,
  likes,
});

export const ack = (messageId: string) => ({ type: 'ACK', messageId, status: 'ok', timestamp: at });
export const nack = (messageId: string, code: string, error = 'No.') => ({
  type: 'NACK',
  messageId,
  code,
  error,
  timestamp: at,
});

/** Opens the line and answers the SUBSCRIBE with `messages`. */
export function answer(...messages: object[]): void {
  network.socket.accept();
  messages.forEach((message) => {
    network.socket.say(message);
  });
  network.socket.say(ack(lastAsk()));
}

export const lastAsk = () => network.socket.sentOf('SUBSCRIBE').at(-1)?.messageId ?? '';
export const lastLike = () => network.socket.sentOf('SEND_LIKE').at(-1)?.messageId ?? '';

export function comesBack(...messages: object[]): void {
  network.socket.drop();
  clock.pass(10_000);
  answer(...messages);
}
