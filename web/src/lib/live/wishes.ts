// What this dancer wishes in one session: likes, the tempo, answers to polls. Each wish that waits
// for the cloud is an entry of its own in the phone's storage, made once and then only removed, and
// each confirmed one too: tabs of one phone share the storage, and none overwrites what another
// keeps. Nothing is held in memory beside it. delivery.ts does the sending.
import type { KeptTexts } from './kept';

export type About = 'like' | 'tempo' | 'poll';

/** What was wished about one thing: of a like `yes` or `no`, of the tempo a vote or `clear`, of a
 * poll the number of an option. */
export interface Word {
  about: About;
  /** Of a play or a poll. */
  id: string;
  value: string;
  /** When the dancer said it, in milliseconds since 1970 by this phone; later than all words before
   * it, also where the clock was set back. The cloud goes by it (`order` on the wire). */
  at: number;
}

/** A word that waits for the cloud. */
export interface Wish extends Word {
  /** Answered by ACK or NACK. */
  messageId: string;
}

const WAITING = 'pika.wish/';
const CONFIRMED = 'pika.said/';
/** When the newest word of this phone was said, in any session. */
const NEWEST = 'pika.newest-word';
const FORGET_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

export class Wishes {
  private readonly waitingKeys: string;
  private readonly confirmedKeys: string;

  constructor(
    private readonly kept: KeptTexts,
    sessionId: string,
    private readonly newMessageId: () => string,
    private readonly now: () => number,
  ) {
    this.waitingKeys = `${WAITING}${sessionId}/`;
    this.confirmedKeys = `${CONFIRMED}${sessionId}/`;
    this.forgetOldNights();
  }

  /** What waits for the cloud, in the order in which it was said; the newest word on each thing. */
  waiting(): Wish[] {
    const newest = new Map<string, Wish>();
    for (const wish of this.entries(this.waitingKeys, isWish)) {
      const name = nameOf(wish);
      const other = newest.get(name);
      if (!other || other.at < wish.at) newest.set(name, wish);
    }
    return [...newest.values()].sort((a, b) => a.at - b.at);
  }

  /** The newest words of one kind by the id of what they are about, confirmed or not. */
  said(about: About): Map<string, Word> {
    const words = new Map<string, Word>();
    for (const word of this.entries(`${this.confirmedKeys}${about}/`, isWord)) {
      words.set(word.id, word);
    }
    for (const wish of this.waiting()) {
      if (wish.about === about) words.set(wish.id, wish);
    }
    return words;
  }

  /** Keeps a new word; it takes the place of one on the same thing that waits. */
  say(about: About, id: string, value: string): void {
    const waiting = this.entries(this.waitingKeys, isWish);
    const replaced = waiting.filter((wish) => nameOf(wish) === nameOf({ about, id }));
    const at = this.later();
    const wish: Wish = { about, id, value, at, messageId: this.newMessageId() };
    this.kept.set(this.waitingKeys + wish.messageId, JSON.stringify(wish));
    replaced.forEach((old) => {
      this.drop(old);
    });
  }

  /** The cloud has it. */
  confirm({ messageId, ...word }: Wish): void {
    const key = this.confirmedKey(word);
    const known = this.read(key, isWord);
    if (!known || known.at <= word.at) this.kept.set(key, JSON.stringify(word));
    this.kept.delete(this.waitingKeys + messageId);
  }

  /** The cloud will not have it, or it has lost its sense: it is as if it had not been said. */
  drop({ messageId }: Pick<Wish, 'messageId'>): void {
    this.kept.delete(this.waitingKeys + messageId);
  }

  /** The cloud says what this dancer had said; undefined where it knows of nothing. */
  learn(about: About, id: string, value: string | undefined): void {
    const key = this.confirmedKey({ about, id });
    if (this.read(key, isWord)?.value === value) return;
    if (value === undefined) this.kept.delete(key);
    else this.kept.set(key, JSON.stringify({ about, id, value, at: this.now() }));
  }

  /** Now, or as soon after the newest word as can be. */
  private later(): number {
    const newest = Number(this.kept.get(NEWEST));
    const at = Number.isSafeInteger(newest) ? Math.max(this.now(), newest + 1) : this.now();
    this.kept.set(NEWEST, String(at));
    return at;
  }

  private confirmedKey(word: Pick<Word, 'about' | 'id'>): string {
    return this.confirmedKeys + nameOf(word);
  }

  private entries<T>(prefix: string, fits: (value: unknown) => value is T): T[] {
    const keys = this.kept.keys().filter((key) => key.startsWith(prefix));
    return keys.flatMap((key) => this.read(key, fits) ?? []);
  }

  /** Undefined also for a damaged text. */
  private read<T>(key: string, fits: (value: unknown) => value is T): T | undefined {
    try {
      const value: unknown = JSON.parse(this.kept.get(key) ?? 'null');
      return fits(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  private forgetOldNights(): void {
    const oldest = this.now() - FORGET_AFTER_MS;
    for (const key of this.kept.keys()) {
      if (!key.startsWith(WAITING) && !key.startsWith(CONFIRMED)) continue;
      if ((this.read(key, isWord)?.at ?? 0) < oldest) this.kept.delete(key);
    }
  }
}

/** The plays that are liked, of what was said about plays. */
export function likedPlays(words: Iterable<Word>): ReadonlySet<string> {
  return new Set([...words].filter(({ value }) => value === 'yes').map(({ id }) => id));
}

const nameOf = ({ about, id }: Pick<Word, 'about' | 'id'>) => `${about}/${id}`;

function isWord(value: unknown): value is Word {
  if (typeof value !== 'object' || value === null) return false;
  const { about, id, value: said, at } = value as Record<string, unknown>;
  return (
    (about === 'like' || about === 'tempo' || about === 'poll') &&
    typeof id === 'string' &&
    typeof said === 'string' &&
    typeof at === 'number'
  );
}

function isWish(value: unknown): value is Wish {
  return isWord(value) && typeof (value as Partial<Wish>).messageId === 'string';
}
