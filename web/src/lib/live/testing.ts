// Doubles for tests: a clock that moves when told to, a network that the test plays itself.
import type { ClientFrame, ServerMessage } from '../protocol/messages';
import type { Clock } from './clock';
import type { OpenSocket, SocketEvents } from './connection';
import type { KeptTexts } from './kept';

export class FakeClock implements Clock {
  chance = 0;
  private time = Date.UTC(2026, 10, 24, 20);
  private waiting: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, action: () => void): () => void {
    const entry = { at: this.time + ms, action };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  /** Lets `ms` pass, doing what falls due in its order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = this.waiting.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.waiting = this.waiting.filter((entry) => entry !== due);
      this.time = due.at;
      due.action();
    }
    this.time = end;
  }
}

/** One socket as the far end sees it. */
export class FakeSocket {
  readonly sent: ClientFrame[] = [];
  closedByPage = false;

  constructor(private readonly events: SocketEvents) {}

  accept(): void {
    this.events.opened();
  }

  say(message: ServerMessage | object): void {
    this.events.received(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.events.received(text);
  }

  drop(): void {
    this.events.closed();
  }

  sentOf<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.sent.filter((frame) => frame.type === type) as Extract<ClientFrame, { type: T }>[];
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open: OpenSocket = (events) => {
    const socket = new FakeSocket(events);
    this.sockets.push(socket);
    return {
      send: (text) => socket.sent.push(JSON.parse(text) as ClientFrame),
      close: () => {
        socket.closedByPage = true;
      },
    };
  };

  /** The newest socket. */
  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) throw new Error('the page has not opened a socket');
    return newest;
  }
}

export class FakeKept implements KeptTexts {
  readonly texts = new Map<string, string>();

  get(key: string): string | undefined {
    return this.texts.get(key);
  }

  set(key: string, text: string): void {
    this.texts.set(key, text);
  }

  delete(key: string): void {
    this.texts.delete(key);
  }

  keys(): string[] {
    return [...this.texts.keys()];
  }
}
