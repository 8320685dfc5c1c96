// One dancer in one live session, as the page shows it: joins the line, the state of the session and
// what the dancer says. The parts know nothing of each other; this class carries what each says to
// the rest.
import {
  PROTOCOL_VERSION,
  type ClientMessage,
  type NackCode,
  type ServerMessage,
  type TempoVote,
} from '../protocol/messages';
import type { Clock } from './clock';
import { Connection, type Line, type OpenSocket } from './connection';
import { knownDancer } from './dancer';
import type { KeptTexts } from './kept';
import { Mine } from './mine.svelte';
import { apply, settled, unknownSession, withLikes, without, type SessionState } from './session';
import { standingVote } from './tempo';

export interface LiveSessionParts {
  sessionId: string;
  clientId: string;
  openSocket: OpenSocket;
  clock: Clock;
  kept: KeptTexts;
  newMessageId: () => string;
  /** The dancer was deleted in another tab: the page has to become another one's. */
  forgotten: () => void;
  /** What the page's document said of the session. */
  known?: ServerMessage | undefined;
}

const BUSY_WAIT_MS = 5_000;
/** A busy server may drop an answer. */
const ANSWER_WITHIN_MS = 10_000;
/** Most look up from the floor only now and then. */
const RESULT_STAYS_MS = 60_000;
/** They come several times a second and say nothing of this dancer. */
const COUNTS: readonly ServerMessage['type'][] = [
  'LISTENER_COUNT',
  'LIKE_COUNT',
  'TEMPO_FEEDBACK',
  'POLL_UPDATE',
];

export class LiveSession {
  session: SessionState = $state.raw(unknownSession);
  line: Line = $state('closed');
  /** How far the server's clock is ahead of this phone's. */
  clockOffsetMs = $state(0);
  /** The server announced that it goes down for a moment. */
  restarting = $state(false);
  /** The server speaks a protocol that this page does not. */
  outdated = $state(false);
  /** What this dancer likes and votes. */
  readonly mine: Mine;

  private readonly connection: Connection;
  /** The SUBSCRIBE whose answer is still coming in, and what that answer has mentioned so far. */
  private asking: { messageId: string; mentioned: ServerMessage['type'][] } | undefined;
  private cancelAskAgain = () => {};
  private cancelResult = () => {};

  constructor(private readonly parts: LiveSessionParts) {
    const send = this.send.bind(this);
    if (parts.known) this.session = apply(this.session, parts.known, parts.sessionId);
    this.mine = new Mine({ ...parts, send });
    this.mine.show(this.session);
    this.connection = new Connection(parts.openSocket, parts.clock, {
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
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    this.cancelResult();
    this.lineLost();
    this.connection.stop();
  }

  wake(): void {
    this.connection.wake();
  }

  /** The browser puts the page away; `wake` brings it back. */
  sleep(): void {
    this.connection.sleep();
  }

  setVisible(visible: boolean): void {
    this.connection.setVisible(visible);
  }

  /** Another tab of this phone has changed what is kept. */
  otherTabSpoke(): void {
    const { kept, clientId, forgotten } = this.parts;
    if (knownDancer(kept) === clientId) this.mine.show(this.session);
    else {
      this.stop();
      forgotten();
    }
  }

  /** The dancer likes a play, or takes the like back. */
  toggleLike(playId: string): void {
    const liked = !this.mine.liked.has(playId);
    this.countLike(playId, liked);
    this.mine.say('like', playId, liked ? 'yes' : 'no');
    this.mine.show(this.session);
  }

  /** The dancer finds what plays too fast, too slow or right, or has no opinion any more. */
  toggleTempo(vote: TempoVote): void {
    const playId = this.session.now?.playId;
    if (playId === undefined) return;
    const stands = standingVote(this.mine.tempoWord, this.parts.clock.now());
    this.mine.say('tempo', playId, stands === vote ? 'clear' : vote);
    this.mine.show(this.session);
  }

  /** The dancer answers the poll that runs; the first answer stands. */
  votePoll(option: number): void {
    const { poll } = this.session;
    if (!poll || poll.winner !== undefined || this.mine.pollVote !== undefined) return;
    this.mine.say('poll', String(poll.pollId), String(option));
    this.mine.show(this.session);
  }

  /** Thanks the DJ; false where the line is down. Meant for this moment, so it is not kept. */
  thank(): boolean {
    const { sessionId, newMessageId } = this.parts;
    return this.send({ type: 'SEND_REACTION', sessionId, reaction: 'thank_you' }, newMessageId());
  }

  /** The dancer has seen the result of the poll. */
  hideResult(): void {
    this.cancelResult();
    if (this.session.poll?.winner !== undefined) this.session = without(this.session, 'poll');
  }

  private lineLost(): void {
    this.cancelAskAgain();
    this.mine.lineLost();
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
    if (message.type === 'ACK') {
      if (message.messageId === this.asking?.messageId) this.answered();
      else this.mine.acknowledged(message.messageId, this.session);
    } else if (message.type === 'NACK') this.refused(message);
    else if (message.type === 'SERVER_SHUTDOWN') this.restarting = true;
    else this.learn(message);
    if (!COUNTS.includes(message.type)) this.mine.show(this.session);
  }

  private learn(message: ServerMessage): void {
    const { sessionId, clock } = this.parts;
    const wasLive = this.session.phase === 'live';
    this.session = apply(this.session, message, sessionId);
    if (!('sessionId' in message) || message.sessionId !== sessionId) return;
    this.asking?.mentioned.push(message.type);
    this.mine.learn(message, this.session);
    // The session began, or came back, while this phone waited for it.
    if (message.type === 'SESSION_STARTED' && !wasLive) this.ask();
    if (message.type === 'POLL_STARTED' || message.type === 'POLL_ENDED') this.cancelResult();
    if (message.type === 'POLL_ENDED') {
      this.cancelResult = clock.after(RESULT_STAYS_MS, () => {
        this.hideResult();
      });
    }
  }

  private answered(): void {
    this.cancelAskAgain();
    if (this.asking) this.session = settled(this.session, this.asking.mentioned);
    this.asking = undefined;
    this.mine.lineReady(this.session);
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
      } else this.askAgainAfter(retryAfterMs ?? BUSY_WAIT_MS);
    } else if (messageId !== undefined) {
      for (const { about, id, value } of this.mine.refused(messageId, code, error, retryAfterMs)) {
        if (about === 'like') this.countLike(id, value !== 'yes');
      }
    }
  }

  /** Until the cloud tells the new number, this phone counts its own like itself. */
  private countLike(playId: string, liked: boolean): void {
    this.session = withLikes(this.session, playId, (likes) => likes + (liked ? 1 : -1));
  }
}
