import { beforeEach, describe, expect, it } from 'vitest';
import { Connection, waitBefore, type Line } from './connection';
import { FakeClock, FakeNetwork } from './testing';

let clock: FakeClock;
let network: FakeNetwork;
let connection: Connection;
let lines: Line[];
let readies: number;
let offsets: number[];
let heard: string[];

const pong = () => ({ type: 'PONG', serverTime: new Date(clock.now()).toISOString() });

beforeEach(() => {
  clock = new FakeClock();
  network = new FakeNetwork();
  lines = [];
  readies = 0;
  offsets = [];
  heard = [];
  connection = new Connection(network.open, clock, {
    ready: () => (readies += 1),
    heard: (message) => heard.push(message.type),
    lineChanged: (line) => lines.push(line),
    clockOffset: (ms) => offsets.push(ms),
  });
});

function connected() {
  connection.start();
  network.socket.accept();
  network.socket.say(pong());
}

describe('waiting before the next try', () => {
  it('begins with one to two seconds, ends at one to ten, and spreads', () => {
    expect(waitBefore(0, 0)).toBe(1_000);
    expect(waitBefore(0, 0.5)).toBe(1_500);
    expect(waitBefore(2, 0.999)).toBeLessThanOrEqual(8_000);
    expect(waitBefore(3, 0.999)).toBeLessThanOrEqual(10_000);
    expect(waitBefore(500, 0.999)).toBeLessThanOrEqual(10_000);
    expect(waitBefore(500, 0)).toBe(1_000);
  });
});

describe('opening', () => {
  it('says that it is ready once the line is open, and asks for the time', () => {
    connected();
    expect(lines).toEqual(['connecting', 'open']);
    expect(readies).toBe(1);
    expect(network.socket.sent).toEqual([{ type: 'PING' }]);
  });

  it('gives up a try after five seconds and makes another', () => {
    connection.start();
    const silent = network.socket;
    clock.pass(5_000);
    expect(silent.closedByPage).toBe(true);
    clock.pass(1_000);
    expect(network.sockets).toHaveLength(2);
    silent.accept();
    expect(readies, 'a late answer of the abandoned socket changes nothing').toBe(0);
  });

  it('tries for ever', () => {
    connection.start();
    for (let tries = 1; tries <= 50; tries += 1) {
      expect(network.sockets).toHaveLength(tries);
      network.socket.drop();
      clock.pass(1_000);
    }
  });

  it('waits longer after each try where the server accepts and closes at once', () => {
    clock.chance = 1;
    connection.start();
    network.socket.accept();
    network.socket.drop();
    clock.pass(2_000);
    network.socket.accept();
    network.socket.drop();
    clock.pass(3_999);
    expect(network.sockets).toHaveLength(2);
    clock.pass(1);
    expect(network.sockets).toHaveLength(3);
  });
});

describe('an open line', () => {
  it('is kept by pings while answers come', () => {
    connected();
    for (let i = 0; i < 20; i += 1) {
      clock.pass(10_000);
      network.socket.say(pong());
    }
    expect(network.sockets).toHaveLength(1);
    expect(network.socket.sentOf('PING')).toHaveLength(21);
  });

  it('is replaced when no answer came for 30 seconds', () => {
    connected();
    clock.pass(29_999);
    expect(network.sockets).toHaveLength(1);
    clock.pass(1);
    expect(network.socket.closedByPage).toBe(true);
    expect(lines.at(-1)).toBe('connecting');
    clock.pass(1_000);
    expect(network.sockets).toHaveLength(2);
  });

  it('is left in peace while the page is hidden', () => {
    connected();
    connection.setVisible(false);
    clock.pass(600_000);
    expect(network.sockets).toHaveLength(1);
    expect(network.socket.sentOf('PING')).toHaveLength(1);
  });

  it('works out the clock of the server, also from a slow answer', () => {
    connected();
    clock.pass(10_000);
    const middle = clock.now() + 2_000;
    clock.pass(4_000);
    network.socket.say({ type: 'PONG', serverTime: new Date(middle + 90_000).toISOString() });
    expect(offsets.at(-1)).toBe(90_000);
  });

  it('passes on what fits and drops what does not', () => {
    connected();
    network.socket.sayText('{"type":"CONFETTI"}');
    network.socket.sayText('<script>');
    network.socket.say({ type: 'TRACK_STOPPED', sessionId: 'pika_session_1' });
    expect(heard).toEqual(['TRACK_STOPPED']);
  });

  it('refuses to send when it is down', () => {
    connected();
    expect(connection.send({ type: 'GET_SESSIONS' })).toBe(true);
    network.socket.drop();
    expect(connection.send({ type: 'GET_SESSIONS' })).toBe(false);
  });
});

describe('waking up', () => {
  it('tries at once instead of sitting out the wait', () => {
    connected();
    network.socket.drop();
    connection.wake();
    expect(network.sockets).toHaveLength(2);
  });

  it('asks for everything again on an open line, once for several events', () => {
    connected();
    connection.setVisible(false);
    clock.pass(60_000);
    connection.setVisible(true);
    connection.wake();
    connection.wake();
    expect(readies).toBe(2);
    network.socket.say(pong());
    clock.pass(9_000);
    expect(network.sockets).toHaveLength(1);
  });

  it('replaces a line that died in the pocket after five seconds of silence', () => {
    connected();
    connection.setVisible(false);
    clock.pass(600_000);
    connection.setVisible(true);
    clock.pass(5_000);
    expect(network.sockets).toHaveLength(2);
  });

  it('does nothing once the page is done with the line', () => {
    connected();
    connection.stop();
    connection.wake();
    clock.pass(60_000);
    expect(lines.at(-1)).toBe('closed');
    expect(network.sockets).toHaveLength(1);
    expect(network.socket.closedByPage).toBe(true);
  });

  it('gives the line up when the page is put away, and opens a new one when it is back', () => {
    connected();
    connection.sleep();
    expect(network.socket.closedByPage).toBe(true);
    expect(lines.at(-1)).toBe('connecting');
    clock.pass(600_000);
    expect(network.sockets, 'nothing is tried in the sleep').toHaveLength(1);
    connection.wake();
    expect(network.sockets).toHaveLength(2);
  });

  it('wakes from a sleep that came right after waking', () => {
    connected();
    connection.wake();
    connection.sleep();
    connection.wake();
    expect(network.sockets).toHaveLength(2);
  });

  it('wakes on a phone whose clock was set back', () => {
    connected();
    connection.wake();
    clock.pass(-3_600_000);
    network.socket.drop();
    connection.wake();
    expect(network.sockets).toHaveLength(2);
  });
});
