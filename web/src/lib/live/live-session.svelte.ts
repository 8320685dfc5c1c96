// One dancer in one live session, as the page shows it: joins the line, the state of the session and
// the likes. The parts know nothing of each other; this class carries what each says to the rest.
import {
  PROTOCOL_VERSION,
  type ClientMessage,
  type NackCode,
  type ServerMessage,
} from '../protocol/messages';
import type { Clock } from './clock';
import { Connection, type Line, type OpenSocket } from './connection';
import { Delivery } from './delivery';
import type { KeptTexts } from './kept';
import { Likes, nothingLiked } from './likes';
import { refusalSentence } from './words';
import { apply, settled, unknownSession, withLikes, type SessionState } from './session';

export interface LiveSessionParts {
  sessionId: string;
  clientId: string;
  openSocket: OpenSocket;
  clock: Clock;
  kept: KeptTexts;
  newMessageId: () => string;
}

const BUSY_WAIT_MS = 5_000;
/** A busy server may drop an answer. */
const ANSWER_WITHIN_MS = 10_000;

export class LiveSession {
  session: SessionState = $state.raw(unknownSession);
  line: Line = $state('closed');
  /** Plays that this dancer likes. */
  liked: ReadonlySet<string> = $state.raw(nothingLiked);
  /** Likes that the cloud has not confirmed yet. */
  waiting = $state(0);
  /** How far the server's clock is ahead of this phone's. */
  clockOffsetMs = $state(0);
  /** Why the cloud did not take the last like, as a sentence. */
  refusal: string | undefined = $state();
  /** The server announced that it goes down for a moment. */
  restarting = $state(false);
  /** The server speaks a protocol that this page does not. */
  outdated = $state(false);

  private readonly connection: Connection;
  private readonly likes: Likes;
  private readonly delivery: Delivery;
  /** The SUBSCRIBE whose answer is still coming in, and what that answer has mentioned so far. */
  private asking: { messageId: string; mentioned: ServerMessage['type'][] } | undefined;
  private cancelAskAgain = () => {};

  constructor(private readonly parts: LiveSessionParts) {
    const { sessionId, clock, kept, newMessageId, openSocket } = parts;
    this.likes = new Likes(kept, sessionId, newMessageId, () => clock.now());
    this.delivery = new Delivery(
      this.likes,
      sessionId,
      (message, messageId) => this.send(message, messageId),
      clock,
    );
    this.connection = new Connection(openSocket, clock, {
      ready: () => {
        this.restarting = false;
        this.ask();
      },
      heard: (message) => {
        this.heard(message);
      },
      lineChanged: (line) => {
        this.line = line;
        if (line !== 'open') this.lineLost();
      },
      clockOffset: (ms) => {
        this.clockOffsetMs = ms;
      },
    });
    this.showLikes();
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    this.lineLost();
    this.connection.stop();
  }

  wake(): void {
    this.connection.wake();
  }

  setVisible(visible: boolean): void {
    this.connection.setVisible(visible);
  }

  /** The dancer likes a play, or takes the like back. Shown and kept at once. */
  toggleLike(playId: string): void {
    this.refusal = undefined;
    const liked = this.likes.toggle(playId);
    this.countLike(playId, liked);
    this.showLikes();
    this.delivery.go();
  }

  private lineLost(): void {
    this.cancelAskAgain();
    this.delivery.lineLost();
  }

  /** Asks for everything that the page shows, until it is answered. */
  private ask(): void {
    this.askAgainAfter(ANSWER_WITHIN_MS);
    const messageId = this.parts.newMessageId();
    this.asking = { messageId, mentioned: [] };
    const { sessionId } = this.parts;
    this.send({ type: 'SUBSCRIBE', protocol: PROTOCOL_VERSION, sessionId }, messageId);
  }

  private askAgainAfter(ms: number): void {
    this.cancelAskAgain();
    this.cancelAskAgain = this.parts.clock.after(ms, () => {
      this.ask();
    });
  }

  private send(message: ClientMessage, messageId: string): boolean {
    return this.connection.send({ ...message, messageId, clientId: this.parts.clientId });
  }

  private heard(message: ServerMessage): void {
    switch (message.type) {
      case 'ACK':
        if (message.messageId === this.asking?.messageId) this.answered();
        else this.delivery.acknowledged(message.messageId);
        this.showLikes();
        return;
      case 'NACK':
        this.refused(message);
        this.showLikes();
        return;
      case 'SERVER_SHUTDOWN':
        this.restarting = true;
        return;
      default:
        this.learn(message);
    }
  }

  private learn(message: ServerMessage): void {
    const { sessionId } = this.parts;
    const wasLive = this.session.phase === 'live';
    this.session = apply(this.session, message, sessionId);
    if (!('sessionId' in message) || message.sessionId !== sessionId) return;
    this.asking?.mentioned.push(message.type);
    if (message.type === 'RECENT_PLAYS') {
      this.likes.learn(message.plays);
      this.showLikes();
    }
    // The session began, or came back, while this phone waited for it.
    if (message.type === 'SESSION_STARTED' && !wasLive) this.ask();
  }

  private answered(): void {
    this.cancelAskAgain();
    if (this.asking) this.session = settled(this.session, this.asking.mentioned);
    this.asking = undefined;
    this.delivery.go();
  }

  private refused(nack: {
    messageId?: string;
    code: NackCode;
    error: string;
    retryAfterMs?: number;
  }): void {
    const { messageId, code, error, retryAfterMs } = nack;
    if (code === 'unsupported_version') {
      this.outdated = true;
      this.stop();
    } else if (messageId !== undefined && messageId === this.asking?.messageId) {
      if (code === 'unknown_session') {
        this.asking.mentioned.push('SESSION_ENDED');
        this.answered();
        return;
      }
      this.askAgainAfter(retryAfterMs ?? BUSY_WAIT_MS);
    } else if (messageId !== undefined) {
      const wish = this.delivery.refused(messageId, code, retryAfterMs);
      if (!wish) return;
      this.countLike(wish.playId, !wish.liked);
      this.refusal = refusalSentence(code, error);
    }
  }

  /** Until the cloud tells the new number, this phone counts its own like itself. */
  private countLike(playId: string, liked: boolean): void {
    this.session = withLikes(this.session, playId, (likes) => likes + (liked ? 1 : -1));
  }

  private showLikes(): void {
    this.liked = this.likes.shown();
    this.waiting = this.likes.waiting;
  }
}
