// A poll as a phone shows it: a value, and how each message changes it. What this dancer voted is not
// here (wishes.ts).
import type { ServerMessage } from '../protocol/messages';

export interface Poll {
  pollId: number;
  question: string;
  options: string[];
  /** For each option, as last heard. */
  votes: number[];
  totalVotes: number;
  /** ISO 8601, by the server's clock; absent where only the DJ ends it. */
  endsAt?: string;
  /** There from the end on: the number of the option with the most votes. */
  winner?: number;
}

/** The poll after `message`; undefined where there is none any more. */
export function pollAfter(poll: Poll | undefined, message: ServerMessage): Poll | undefined {
  switch (message.type) {
    case 'POLL_STARTED': {
      const { pollId, question, options, votes, totalVotes, endsAt } = message;
      const started: Poll = { pollId, question, options, votes, totalVotes };
      if (endsAt !== undefined) started.endsAt = endsAt;
      return started;
    }
    case 'POLL_UPDATE': {
      if (poll?.pollId !== message.pollId || poll.winner !== undefined) return poll;
      return { ...poll, votes: message.votes, totalVotes: message.totalVotes };
    }
    case 'POLL_ENDED': {
      if (poll?.pollId !== message.pollId) return poll;
      const { results, totalVotes, winnerIndex } = message;
      // Cancelled: as if it had never been asked.
      if (winnerIndex < 0) return undefined;
      return { ...poll, votes: results, totalVotes, winner: winnerIndex };
    }
    default:
      return poll;
  }
}

/** How many percent of the votes one option has; 0 while nobody has voted. */
export function share(poll: Poll, option: number): number {
  return poll.totalVotes === 0
    ? 0
    : Math.round((100 * (poll.votes[option] ?? 0)) / poll.totalVotes);
}
