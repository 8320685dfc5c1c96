// Brings waiting wishes to the cloud: one message at a time, in order, again until it is answered.
// Each step reads anew what waits, because another tab of this phone may have delivered it. Where two
// tabs send the same wish the cloud counts it once, so they need no lock, which a page without TLS
// would not have and a sleeping tab would not give back.
import type { ClientMessage, NackCode } from '../protocol/messages';
import type { Clock } from './clock';
import { alone, nextParcel, type Parcel } from './parcel';
import type { Wish, Wishes } from './wishes';

/** A busy server may drop an answer; the same message is then sent again and counts once. */
const ANSWER_WITHIN_MS = 10_000;
const BUSY_WAIT_MS = 5_000;
const PASSING: readonly NackCode[] = ['rate_limited', 'server_busy'];

/** False where the line is down. */
export type SendWish = (message: ClientMessage, messageId: string) => boolean;

export class Delivery {
  private onTheWay: Parcel | undefined;
  /** The cloud refused several likes together: which of them, single messages will tell. */
  private apart = false;
  private cancelTimer = () => {};

  constructor(
    private readonly wishes: Wishes,
    private readonly sessionId: string,
    private readonly send: SendWish,
    private readonly newMessageId: () => string,
    private readonly clock: Clock,
  ) {}

  /** Something waits, or the line is back. */
  go(): void {
    if (!this.onTheWay) this.sendNext();
  }

  /** The line went down: whatever was on its way goes again on the next one. */
  lineLost(): void {
    this.cancelTimer();
    this.onTheWay = undefined;
  }

  /** Returns the wishes that the cloud now has. */
  acknowledged(messageId: string): Wish[] {
    const wishes = this.wishesOf(messageId);
    wishes.forEach((wish) => {
      this.wishes.confirm(wish);
    });
    this.answered(messageId);
    return wishes;
  }

  /** Returns the wishes that are taken back. */
  refused(messageId: string, code: NackCode, retryAfterMs?: number): Wish[] {
    if (PASSING.includes(code)) {
      if (messageId === this.onTheWay?.messageId) this.sendNextAfter(retryAfterMs ?? BUSY_WAIT_MS);
      return [];
    }
    const wishes = this.wishesOf(messageId);
    // The cloud had this like already: what the dancer wanted is so.
    if (code === 'conflict' && wishes.every(({ about }) => about === 'like')) {
      this.acknowledged(messageId);
      return [];
    }
    if (wishes.length > 1) {
      this.apart = true;
      this.answered(messageId);
      return [];
    }
    wishes.forEach((wish) => {
      this.wishes.drop(wish);
    });
    this.answered(messageId);
    return wishes;
  }

  /** What this answer is about; nothing where it was answered before or replaced meanwhile. */
  private wishesOf(messageId: string): Wish[] {
    const waiting = this.wishes.waiting();
    const sent = this.onTheWay?.messageId === messageId ? this.onTheWay.wishes : [];
    const meant = new Set([messageId, ...sent.map((wish) => wish.messageId)]);
    return waiting.filter((wish) => meant.has(wish.messageId));
  }

  private answered(messageId: string): void {
    if (messageId === this.onTheWay?.messageId) this.sendNext();
  }

  private sendNext(): void {
    this.cancelTimer();
    this.onTheWay = undefined;
    const parcel = this.next();
    if (!parcel || !this.send(parcel.message, parcel.messageId)) return;
    this.onTheWay = parcel;
    this.sendNextAfter(ANSWER_WITHIN_MS);
  }

  private next(): Parcel | undefined {
    const waiting = this.wishes.waiting();
    if (waiting.length < 2) this.apart = false;
    const [first] = waiting;
    if (first && this.apart) return alone(first, this.sessionId);
    return nextParcel(waiting, this.sessionId, this.newMessageId);
  }

  private sendNextAfter(ms: number): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(ms, () => {
      this.sendNext();
    });
  }
}
