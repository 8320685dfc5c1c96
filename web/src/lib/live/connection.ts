// The line to the cloud: opens, reopens for ever, notices when it is dead, wakes with the phone.
// What is said on it belongs to live-session; this file knows only PING and PONG.
import { decodeServerMessage } from '../protocol/decode';
import type { ClientFrame, ServerMessage } from '../protocol/messages';
import type { Clock } from './clock';

export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

/** Starts to open a socket. `closed` comes once, also where it never opened. */
export type OpenSocket = (events: SocketEvents) => Socket;

/** `connecting` is also the wait between two tries. */
export type Line = 'connecting' | 'open' | 'closed';

export interface ConnectionEvents {
  /** The line is open, or the phone woke up on an open one: time to ask for everything again. */
  ready(): void;
  heard(message: ServerMessage): void;
  lineChanged(line: Line): void;
  /** How far the server's clock is ahead of this phone's, in milliseconds. */
  clockOffset(ms: number): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const PING_EVERY_MS = 10_000;
const SILENCE_MS = 30_000;
/** A phone's sockets often die in its pocket; after waking the answer must come sooner. */
const WAKE_SILENCE_MS = 5_000;
/** Waking fires several browser events at once. */
const WAKE_ONCE_MS = 1_000;
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;

/** How long to wait before try number `attempt` (from 0): 1 to 10 s, spread so that a hall full of
 * phones does not come back in the same instant. */
export function waitBefore(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, 2 * SHORTEST_WAIT_MS * 2 ** attempt);
  return SHORTEST_WAIT_MS + random * (ceiling - SHORTEST_WAIT_MS);
}

export class Connection {
  private line: Line = 'closed';
  private socket: Socket | undefined;
  private attempt = 0;
  private visible = true;
  private asleep = false;
  private pingedAt = 0;
  private pongAt = 0;
  private pongs = 0;
  private wokeAt = -Infinity;
  private cancelTimer = () => {};
  private cancelWakeCheck = () => {};

  constructor(
    private readonly openSocket: OpenSocket,
    private readonly clock: Clock,
    private readonly events: ConnectionEvents,
  ) {}

  start(): void {
    if (this.line === 'closed') this.connect();
  }

  /** The page is put away, perhaps for ever: the cloud hears of it, and the browser may keep the page
   * as it is. `wake` ends it. */
  sleep(): void {
    if (this.line === 'closed') return;
    this.asleep = true;
    this.abandonSocket();
    this.change('connecting');
  }

  /** Closes for good. */
  stop(): void {
    this.abandonSocket();
    this.change('closed');
  }

  /** False where the line is down: the frame was not sent. */
  send(frame: ClientFrame): boolean {
    if (this.line !== 'open') return false;
    this.socket?.send(JSON.stringify(frame));
    return true;
  }

  /** The page came into view or went out of it. */
  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible) this.wake();
  }

  /** The phone woke, the page was restored, or the network is back: try now, trust nothing. */
  wake(): void {
    const sinceWoken = this.clock.now() - this.wokeAt;
    // A clock that was set back says nothing of how long ago that was.
    const again = sinceWoken >= 0 && sinceWoken < WAKE_ONCE_MS;
    if (this.line === 'closed' || (again && !this.asleep)) return;
    this.asleep = false;
    this.wokeAt = this.clock.now();
    this.attempt = 0;
    if (this.line !== 'open') {
      this.connect();
      return;
    }
    this.events.ready();
    this.ping();
    // Nothing was asked while the page was hidden, so the old silence says nothing.
    this.pongAt = this.clock.now();
    const heardBefore = this.pongs;
    this.cancelWakeCheck();
    this.cancelWakeCheck = this.clock.after(WAKE_SILENCE_MS, () => {
      if (this.pongs === heardBefore) this.connect();
    });
  }

  private connect(): void {
    this.abandonSocket();
    this.change('connecting');
    // Events of an abandoned socket may still come; they find that they are no longer meant.
    const current = () => this.socket === socket;
    const socket: Socket = this.openSocket({
      opened: () => {
        if (current()) this.opened();
      },
      received: (text) => {
        if (current()) this.received(text);
      },
      closed: () => {
        if (current()) this.retryLater();
      },
    });
    this.socket = socket;
    this.cancelTimer = this.clock.after(CONNECT_TIMEOUT_MS, () => {
      this.retryLater();
    });
  }

  private opened(): void {
    this.pongAt = this.clock.now();
    this.change('open');
    this.events.ready();
    this.ping();
    this.watch();
  }

  private received(text: string): void {
    const message = decodeServerMessage(text);
    if (!message) return;
    // Not on opening: a server that accepts and closes at once must not be hammered.
    this.attempt = 0;
    if (message.type !== 'PONG') {
      this.events.heard(message);
      return;
    }
    const now = this.clock.now();
    this.pongAt = now;
    this.pongs += 1;
    const serverTime = Date.parse(message.serverTime);
    if (Number.isFinite(serverTime)) {
      this.events.clockOffset(serverTime - (this.pingedAt + now) / 2);
    }
  }

  private retryLater(): void {
    this.abandonSocket();
    this.change('connecting');
    const wait = waitBefore(this.attempt, this.clock.random());
    this.attempt += 1;
    this.cancelTimer = this.clock.after(wait, () => {
      this.connect();
    });
  }

  private watch(): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(PING_EVERY_MS, () => {
      if (this.visible && this.clock.now() - this.pongAt >= SILENCE_MS) {
        this.retryLater();
        return;
      }
      if (this.visible) this.ping();
      this.watch();
    });
  }

  private ping(): void {
    this.pingedAt = this.clock.now();
    this.send({ type: 'PING' });
  }

  private abandonSocket(): void {
    this.cancelTimer();
    this.cancelWakeCheck();
    const old = this.socket;
    this.socket = undefined;
    old?.close();
  }

  private change(line: Line): void {
    if (line === this.line) return;
    this.line = line;
    this.events.lineChanged(line);
  }
}
