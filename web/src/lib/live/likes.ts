// What this dancer likes in one session, and which of it the cloud has not confirmed yet. It is all
// on the phone before anything is sent; delivery.ts does the sending.
import type { KeptTexts } from './kept';

/** The dancer's newest word on one play that waits for the cloud's answer. */
export interface Wish {
  playId: string;
  liked: boolean;
  /** Answered by ACK or NACK. */
  messageId: string;
}

export const nothingLiked: ReadonlySet<string> = new Set();

interface Kept {
  liked: string[];
  wishes: Wish[];
  /** Milliseconds since 1970. */
  savedAt: number;
}

const PREFIX = 'pika.likes.';
const FORGET_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
/** More plays than any night has; keeps a phone's storage small whatever happens. */
const MOST_PLAYS = 1_000;

export class Likes {
  private readonly key: string;
  private confirmed: Set<string>;
  private wishes: Wish[];

  constructor(
    private readonly kept: KeptTexts,
    sessionId: string,
    private readonly newMessageId: () => string,
    private readonly now: () => number,
  ) {
    this.key = PREFIX + sessionId;
    const { liked, wishes } = read(kept.get(this.key));
    this.confirmed = new Set(liked);
    this.wishes = wishes;
    this.forgetOldNights();
  }

  /** Every play that the dancer likes, confirmed or not. */
  shown(): Set<string> {
    const shown = new Set(this.confirmed);
    for (const wish of this.wishes) {
      if (wish.liked) shown.add(wish.playId);
      else shown.delete(wish.playId);
    }
    return shown;
  }

  /** How many words wait for the cloud. */
  get waiting(): number {
    return this.wishes.length;
  }

  /** The oldest word that waits. */
  next(): Wish | undefined {
    return this.wishes[0];
  }

  /** Likes the play, or takes the like back; says which. A newer word replaces one that waits. */
  toggle(playId: string): boolean {
    const liked = !this.shown().has(playId);
    const others = this.wishes.filter((wish) => wish.playId !== playId);
    this.wishes = [...others, { playId, liked, messageId: this.newMessageId() }];
    this.save();
    return liked;
  }

  /** The cloud has it. Answers to words that were replaced meanwhile change nothing. */
  confirm(messageId: string): void {
    const wish = this.take(messageId);
    if (!wish) return;
    if (wish.liked) this.confirmed.add(wish.playId);
    else this.confirmed.delete(wish.playId);
    this.save();
  }

  /** The cloud will not have it: what was shown is taken back. Returns what was refused. */
  refuse(messageId: string): Wish | undefined {
    const wish = this.take(messageId);
    if (wish) this.save();
    return wish;
  }

  /** The cloud says what this dancer likes; words that wait are newer and stand. */
  learn(plays: readonly { playId: string; liked: boolean }[]): void {
    for (const { playId, liked } of plays) {
      if (liked) this.confirmed.add(playId);
      else this.confirmed.delete(playId);
    }
    this.save();
  }

  private take(messageId: string): Wish | undefined {
    const wish = this.wishes.find((other) => other.messageId === messageId);
    this.wishes = this.wishes.filter((other) => other !== wish);
    return wish;
  }

  private save(): void {
    const kept: Kept = {
      liked: [...this.confirmed].slice(-MOST_PLAYS),
      wishes: this.wishes,
      savedAt: this.now(),
    };
    this.kept.set(this.key, JSON.stringify(kept));
  }

  private forgetOldNights(): void {
    const oldest = this.now() - FORGET_AFTER_MS;
    for (const key of this.kept.keys()) {
      if (!key.startsWith(PREFIX) || key === this.key) continue;
      if (read(this.kept.get(key)).savedAt < oldest) this.kept.delete(key);
    }
  }
}

/** What was kept; a damaged text counts as nothing kept, long ago. */
function read(text: string | undefined): Kept {
  const nothing: Kept = { liked: [], wishes: [], savedAt: 0 };
  if (text === undefined) return nothing;
  try {
    const { liked, wishes, savedAt } = JSON.parse(text) as Partial<Record<keyof Kept, unknown>>;
    return {
      liked: Array.isArray(liked) ? liked.filter((id) => typeof id === 'string') : [],
      wishes: Array.isArray(wishes) ? wishes.filter(isWish) : [],
      savedAt: typeof savedAt === 'number' ? savedAt : 0,
    };
  } catch {
    return nothing;
  }
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== 'object' || value === null) return false;
  const { playId, liked, messageId } = value as Record<string, unknown>;
  return typeof playId === 'string' && typeof liked === 'boolean' && typeof messageId === 'string';
}
