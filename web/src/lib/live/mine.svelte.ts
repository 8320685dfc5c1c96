// What this dancer likes and votes in one session, as the page shows it: the wishes of this phone and
// their delivery, read for the play and the poll of the moment.
import type { ClientMessage, NackCode, ServerMessage } from '../protocol/messages';
import type { Clock } from './clock';
import { Delivery } from './delivery';
import type { KeptTexts } from './kept';
import type { SessionState } from './session';
import { standingVote } from './tempo';
import { likedPlays, Wishes, type About, type Word } from './wishes';
import { refusalSentence } from './words';

export interface MineParts {
  sessionId: string;
  kept: KeptTexts;
  clock: Clock;
  newMessageId: () => string;
  /** False where the line is down. */
  send: (message: ClientMessage, messageId: string) => boolean;
}

export class Mine {
  /** Plays that this dancer likes. */
  liked: ReadonlySet<string> = $state.raw(likedPlays([]));
  /** The dancer's last word on the tempo of what plays; tempo.ts says whether it still stands. */
  tempoWord: Word | undefined = $state.raw();
  /** The option that this dancer chose in the poll that is shown. */
  pollVote: number | undefined = $state();
  /** Likes that the cloud has not confirmed yet. */
  waiting = $state(0);
  /** Likes that the cloud took after the end: given without a network, and not lost. */
  arrivedLate = $state(0);
  /** Why the cloud did not take the last word on something, as a sentence. */
  refusals: Partial<Record<About, string>> = $state.raw({});

  private readonly wishes: Wishes;
  private readonly delivery: Delivery;
  private readonly clock: Clock;

  constructor({ sessionId, kept, clock, newMessageId, send }: MineParts) {
    this.clock = clock;
    this.wishes = new Wishes(kept, sessionId, newMessageId, () => clock.now());
    this.delivery = new Delivery(this.wishes, sessionId, send, newMessageId, clock);
  }

  /** Shown and kept at once; goes out as soon as there is a line. */
  say(about: About, id: string, value: string): void {
    this.refusals = { ...this.refusals, [about]: undefined };
    this.wishes.say(about, id, value);
    this.delivery.go();
  }

  /** The line is up and the cloud has said what is true now: what waited goes out. */
  lineReady({ now }: SessionState): void {
    for (const wish of this.wishes.waiting()) {
      // A word on the tempo is about what plays: too late, it would say something else.
      const standing = wish.value === 'clear' || standingVote(wish, this.clock.now());
      if (wish.about === 'tempo' && (wish.id !== now?.playId || !standing)) this.wishes.drop(wish);
    }
    this.delivery.go();
  }

  lineLost(): void {
    this.delivery.lineLost();
  }

  acknowledged(messageId: string, { phase }: SessionState): void {
    const likes = this.delivery
      .acknowledged(messageId)
      .filter(({ about, value }) => about === 'like' && value === 'yes');
    if (phase === 'ended') this.arrivedLate += likes.length;
  }

  /** Returns the words that are taken back. */
  refused(messageId: string, code: NackCode, error: string, retryAfterMs?: number): Word[] {
    const words = this.delivery.refused(messageId, code, retryAfterMs);
    for (const { about } of words) {
      this.refusals = { ...this.refusals, [about]: refusalSentence(about, code, error) };
    }
    return words;
  }

  /** What the cloud knows of this dancer, who may have spoken before the storage was emptied. */
  learn(message: ServerMessage, { now }: SessionState): void {
    if (message.type === 'RECENT_PLAYS') {
      message.plays.forEach(({ playId, liked }) => {
        this.wishes.learn('like', playId, liked ? 'yes' : undefined);
      });
    } else if (message.type === 'TEMPO_VOTED' && now) {
      this.wishes.learn('tempo', now.playId, message.preference);
    } else if (message.type === 'POLL_STARTED' && message.votedOptionIndex !== undefined) {
      this.wishes.learn('poll', String(message.pollId), String(message.votedOptionIndex));
    }
  }

  /** Reads again what is kept; another tab of this phone may have changed it. */
  show({ now, poll }: SessionState): void {
    this.liked = likedPlays(this.wishes.said('like').values());
    this.waiting = this.wishes.waiting().filter(({ about }) => about === 'like').length;
    this.tempoWord = now && this.wishes.said('tempo').get(now.playId);
    const vote = poll && this.wishes.said('poll').get(String(poll.pollId));
    this.pollVote = vote && Number(vote.value);
  }
}
