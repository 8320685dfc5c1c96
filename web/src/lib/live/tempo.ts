// This dancer's word on the tempo of a play, and how long it stands.
import type { TempoVote } from '../protocol/messages';
import type { Word } from './wishes';

/** The cloud forgets a vote after this time: the floor may feel otherwise by then. */
export const TEMPO_FADES_MS = 5 * 60 * 1000;

const VOTES: readonly string[] = ['slower', 'perfect', 'faster'] satisfies TempoVote[];

/** The vote that stands at `now`, in milliseconds since 1970 by this phone. */
export function standingVote(word: Word | undefined, now: number): TempoVote | undefined {
  if (!word || !VOTES.includes(word.value) || now - word.at >= TEMPO_FADES_MS) return undefined;
  return word.value as TempoVote;
}
