// A DJ's laptop as the cloud sees it: one WebSocket, opened inside a browser page of its own, because
// a browser is at hand and Node 20 has no WebSocket.
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type {
  ClientMessage,
  OutboxItem,
  ServerMessage,
  WireTrack,
} from '../../../../web/src/lib/protocol/messages';

interface BoothWindow extends Window {
  heard: ServerMessage[];
  say(frame: object): void;
}

export interface Played {
  playId: string;
  track: WireTrack;
}

export class Booth {
  readonly sessionId = `pika_${randomUUID().replaceAll('-', '')}`;
  private seq = 0;
  private resume: string | undefined;
  private context: BrowserContext | undefined;
  private page: Page | undefined;

  constructor(
    private readonly browser: Browser,
    private readonly cloudUrl: string,
    readonly djName: string,
    /** Of the DJ's account, if there is one. */
    private readonly token?: string,
  ) {}

  get livePath(): string {
    return `/live/${this.sessionId}`;
  }

  /** Opens the session, or takes it back after the line was lost. */
  async goLive(): Promise<void> {
    this.context = await this.browser.newContext();
    this.page = await this.context.newPage();
    await this.page.goto(`${this.cloudUrl}/health`);
    await this.page.evaluate(async () => {
      const booth = window as unknown as BoothWindow;
      const socket = new WebSocket(`ws://${location.host}/ws`);
      booth.heard = [];
      booth.say = (frame) => {
        socket.send(JSON.stringify(frame));
      };
      socket.onmessage = (event) => {
        booth.heard.push(JSON.parse(String(event.data)) as ServerMessage);
      };
      await new Promise((opened, failed) => {
        socket.onopen = opened;
        socket.onerror = failed;
      });
    });
    const registration: ClientMessage = {
      type: 'REGISTER_SESSION',
      protocol: 1,
      sessionId: this.sessionId,
      djName: this.djName,
    };
    if (this.resume) registration.resume = this.resume;
    if (this.token) registration.token = this.token;
    await this.say(registration);
    this.resume = (await this.heard('SESSION_REGISTERED')).resume;
  }

  /** Starts a track `agoMs` ago; resolves once the cloud has it. */
  async play(track: WireTrack, agoMs = 0, durationMs?: number): Promise<Played> {
    const playId = randomUUID();
    const playedAt = new Date(Date.now() - agoMs).toISOString();
    const { sessionId } = this;
    const message: ClientMessage = {
      type: 'BROADCAST_TRACK',
      sessionId,
      track,
      seq: (this.seq += 1),
      playId,
      playedAt,
    };
    if (durationMs) message.durationMs = durationMs;
    await this.say(message);
    return { playId, track };
  }

  /** Tracks that played while the laptop had no network, oldest first, `minutes` ago each. */
  async catchUp(plays: { track: WireTrack; minutes: number }[]): Promise<void> {
    const items: OutboxItem[] = plays.map(({ track, minutes }) => ({
      type: 'PLAY',
      seq: (this.seq += 1),
      playId: randomUUID(),
      playedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
      track,
    }));
    await this.say({ type: 'CATCH_UP', sessionId: this.sessionId, items });
  }

  async stopTrack(): Promise<void> {
    await this.say({ type: 'TRACK_STOPPED', sessionId: this.sessionId, seq: (this.seq += 1) });
  }

  /** Asks the floor; without `seconds` only the DJ ends it. */
  async ask(question: string, options: string[], seconds?: number): Promise<void> {
    const message: ClientMessage = {
      type: 'START_POLL',
      sessionId: this.sessionId,
      question,
      options,
      seq: (this.seq += 1),
      at: new Date().toISOString(),
    };
    if (seconds) message.durationSeconds = seconds;
    await this.say(message);
  }

  async endPoll(): Promise<void> {
    await this.say({ type: 'END_POLL', sessionId: this.sessionId, seq: (this.seq += 1) });
  }

  async cancelPoll(): Promise<void> {
    await this.say({ type: 'CANCEL_POLL', sessionId: this.sessionId, seq: (this.seq += 1) });
  }

  async announce(message: string): Promise<void> {
    await this.say({
      type: 'SEND_ANNOUNCEMENT',
      sessionId: this.sessionId,
      message,
      seq: (this.seq += 1),
      at: new Date().toISOString(),
    });
  }

  async takeAnnouncementBack(): Promise<void> {
    await this.say({
      type: 'CANCEL_ANNOUNCEMENT',
      sessionId: this.sessionId,
      seq: (this.seq += 1),
    });
  }

  async shareTempo(): Promise<void> {
    await this.say({ type: 'SHARE_TEMPO', sessionId: this.sessionId, shared: true });
  }

  /** More became known of a track that was played. */
  async know(play: Played, track: WireTrack): Promise<void> {
    await this.say({
      type: 'METADATA_UPDATED',
      sessionId: this.sessionId,
      track,
      playId: play.playId,
      seq: (this.seq += 1),
    });
  }

  async end(): Promise<void> {
    await this.say({ type: 'END_SESSION', sessionId: this.sessionId, seq: (this.seq += 1) });
  }

  /** The laptop's line breaks. */
  async drop(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
    this.page = undefined;
  }

  /** Resolves once the booth was told of `likes` likes of this play. */
  async hearsLikes({ playId }: Played, likes: number): Promise<void> {
    await this.open.waitForFunction(
      ([id, wanted]) => {
        const told = (window as unknown as BoothWindow).heard.flatMap((message) => {
          if (message.type === 'LIKE_RECEIVED' && message.playId === id) return [message.likes];
          if (message.type === 'LIKE_COUNT' && message.playId === id) return [message.count];
          return [];
        });
        return told.at(-1) === wanted;
      },
      [playId, likes] as const,
    );
  }

  /** Resolves once the last word of the cloud on the tempo is this. */
  async hearsTempo(slower: number, perfect: number, faster: number): Promise<void> {
    await this.open.waitForFunction((wanted) => {
      const told = (window as unknown as BoothWindow).heard.flatMap((message) =>
        message.type === 'TEMPO_FEEDBACK'
          ? [[message.slower, message.perfect, message.faster].join()]
          : [],
      );
      return told.at(-1) === wanted;
    }, [slower, perfect, faster].join());
  }

  /** Resolves once the last word of the cloud on the poll is these votes. */
  async hearsVotes(votes: number[]): Promise<void> {
    await this.open.waitForFunction((wanted) => {
      const told = (window as unknown as BoothWindow).heard.flatMap((message) => {
        if (message.type === 'POLL_UPDATE') return [message.votes.join()];
        return message.type === 'POLL_ENDED' ? [message.results.join()] : [];
      });
      return told.at(-1) === wanted;
    }, votes.join());
  }

  /** Resolves once a dancer's thanks have come. */
  async hearsThanks(): Promise<void> {
    await this.heard('REACTION_RECEIVED');
  }

  /** Sends a message and waits for its acknowledgement. */
  private async say(message: ClientMessage): Promise<void> {
    const messageId = randomUUID();
    await this.open.evaluate(
      (frame) => {
        (window as unknown as BoothWindow).say(frame);
      },
      { ...message, messageId },
    );
    const answer = await this.open.waitForFunction(
      (id) =>
        (window as unknown as BoothWindow).heard.find(
          (heard) => (heard.type === 'ACK' || heard.type === 'NACK') && heard.messageId === id,
        ),
      messageId,
    );
    const reply = await answer.jsonValue();
    if (reply?.type === 'NACK') throw new Error(`${message.type}: ${reply.error}`);
  }

  private async heard<T extends ServerMessage['type']>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    const found = await this.open.waitForFunction(
      (wanted) => (window as unknown as BoothWindow).heard.find(({ type }) => type === wanted),
      type as string,
    );
    return (await found.jsonValue()) as Extract<ServerMessage, { type: T }>;
  }

  private get open(): Page {
    if (!this.page) throw new Error('the booth is not live');
    return this.page;
  }
}
