// Brings waiting likes to the cloud: one at a time, in order, again until it is answered. One at a
// time, because a phone that comes back with a full evening must not look like a flood.
import type { ClientMessage, NackCode } from '../protocol/messages';
import type { Clock } from './clock';
import type { Likes, Wish } from './likes';

/** A busy server may drop an answer; the same message is then sent again and counts once. */
const ANSWER_WITHIN_MS = 10_000;
const BUSY_WAIT_MS = 5_000;
const PASSING: readonly NackCode[] = ['rate_limited', 'server_busy'];

/** False where the line is down. */
export type SendLike = (message: ClientMessage, messageId: string) => boolean;

export class Delivery {
  private onTheWay: string | undefined;
  private cancelTimer = () => {};

  constructor(
    private readonly likes: Likes,
    private readonly sessionId: string,
    private readonly send: SendLike,
    private readonly clock: Clock,
  ) {}

  /** Something waits, or the line is back. */
  go(): void {
    if (this.onTheWay === undefined) this.sendNext();
  }

  /** The line went down: whatever was on its way goes again on the next one. */
  lineLost(): void {
    this.cancelTimer();
    this.onTheWay = undefined;
  }

  acknowledged(messageId: string): void {
    this.likes.confirm(messageId);
    this.answered(messageId);
  }

  /** Returns the like that is taken back, if one is. */
  refused(messageId: string, code: NackCode, retryAfterMs?: number): Wish | undefined {
    if (PASSING.includes(code)) {
      if (messageId === this.onTheWay) this.sendNextAfter(retryAfterMs ?? BUSY_WAIT_MS);
      return undefined;
    }
    // The cloud had this like already: what the dancer wanted is so.
    if (code === 'conflict') {
      this.acknowledged(messageId);
      return undefined;
    }
    const wish = this.likes.refuse(messageId);
    this.answered(messageId);
    return wish;
  }

  private answered(messageId: string): void {
    if (messageId === this.onTheWay) this.sendNext();
  }

  private sendNext(): void {
    this.cancelTimer();
    this.onTheWay = undefined;
    const wish = this.likes.next();
    if (!wish || !this.send(this.message(wish), wish.messageId)) return;
    this.onTheWay = wish.messageId;
    this.sendNextAfter(ANSWER_WITHIN_MS);
  }

  private sendNextAfter(ms: number): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(ms, () => {
      this.sendNext();
    });
  }

  private message({ liked, playId }: Wish): ClientMessage {
    return { type: liked ? 'SEND_LIKE' : 'REMOVE_LIKE', sessionId: this.sessionId, playId };
  }
}
