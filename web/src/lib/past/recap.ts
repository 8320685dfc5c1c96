// A night looked back on: `GET /api/session/…/recap`, and the figures that its picture is drawn from.
import { call, odd, type Asking } from '../api';
import { asRecord } from '../json';

export interface RecapPlay {
  id: string;
  title: string;
  artist: string;
  bpm: number | undefined;
  playedAt: Date;
  likes: number;
  /** Whether one of them is of this phone. */
  liked: boolean;
  /** Absent where nobody voted. */
  tempo: TempoWishes | undefined;
}

/** How many found a track to be so. */
export interface TempoWishes {
  slower: number;
  perfect: number;
  faster: number;
}

export interface RecapPoll {
  id: number;
  question: string;
  options: string[];
  /** For each option. */
  votes: number[];
  totalVotes: number;
  /** -1 where nobody voted. */
  winner: number;
}

export interface Recap {
  djName: string;
  startedAt: Date;
  endedAt: Date;
  totalLikes: number;
  /** In the order in which they were played; of a very long night the first 500. */
  plays: RecapPlay[];
  trackCount: number;
  /** For the owner of the night alone. */
  polls: RecapPoll[] | undefined;
}

/** With the token of its DJ more is told, and to a dancer which hearts are this dancer's. */
export async function fetchRecap(sessionId: string, asking: Asking = {}): Promise<Recap> {
  const path = `session/${encodeURIComponent(sessionId)}/recap`;
  return readRecap((await call('GET', path, asking)).read);
}

export function readRecap(answer: Record<string, unknown>): Recap {
  const { djName, startedAt, endedAt, tracks, polls } = answer;
  if (typeof djName !== 'string' || !Array.isArray(tracks)) throw odd();
  const [begin, end] = [new Date(String(startedAt)), new Date(String(endedAt))];
  if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime())) throw odd();
  return {
    djName,
    startedAt: begin,
    endedAt: end,
    totalLikes: numberOf(answer.totalLikes),
    trackCount: numberOf(answer.trackCount),
    plays: tracks.flatMap(readPlay),
    polls: Array.isArray(polls) ? polls.flatMap(readPoll) : undefined,
  };
}

function readPlay(entry: unknown): RecapPlay[] {
  const { id, title, artist, bpm, playedAt, likes, liked, tempo } = asRecord(entry);
  if (typeof id !== 'string' || typeof title !== 'string' || typeof artist !== 'string') return [];
  const wishes = asRecord(tempo);
  const began = new Date(String(playedAt));
  if (Number.isNaN(began.getTime())) return [];
  return [
    {
      id,
      title,
      artist,
      bpm: typeof bpm === 'number' ? bpm : undefined,
      playedAt: began,
      likes: numberOf(likes),
      liked: liked === true,
      tempo:
        tempo === null || tempo === undefined
          ? undefined
          : {
              slower: numberOf(wishes.slower),
              perfect: numberOf(wishes.perfect),
              faster: numberOf(wishes.faster),
            },
    },
  ];
}

function readPoll(entry: unknown): RecapPoll[] {
  const { id, question, options, votes, totalVotes, winnerIndex } = asRecord(entry);
  if (typeof id !== 'number' || typeof question !== 'string') return [];
  if (!Array.isArray(options) || !Array.isArray(votes)) return [];
  return [
    {
      id,
      question,
      options: options.map(String),
      votes: votes.map(numberOf),
      totalVotes: numberOf(totalVotes),
      winner: typeof winnerIndex === 'number' ? winnerIndex : -1,
    },
  ];
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);

/** The play with the most likes, the first of several; none where nobody liked anything. */
export function peakOf(plays: readonly RecapPlay[]): RecapPlay | undefined {
  const most = Math.max(0, ...plays.map(({ likes }) => likes));
  return most === 0 ? undefined : plays.find(({ likes }) => likes === most);
}

/** Where a play lies in its night, from 0 to 1: `from` its begin, `to` that of the next one. */
export interface Span {
  play: RecapPlay;
  from: number;
  to: number;
}

export function spansOf(recap: Recap): Span[] {
  const { plays } = recap;
  const times = plays.map(({ playedAt }) => playedAt.getTime());
  const { begin, end } = extentOf(recap);
  const place = (time: number) => (end === begin ? 0 : (time - begin) / (end - begin));
  return plays.map((play, index) => {
    const next = times[index + 1];
    const from = place(play.playedAt.getTime());
    return { play, from, to: Math.max(from, next === undefined ? 1 : place(next)) };
  });
}

/** When a night was, in milliseconds since 1970. Tracks may have been played before the session was
 * opened, and the laptop's clock is not the server's: so the plays have a say in it. */
function extentOf({ plays, startedAt, endedAt }: Pick<Recap, 'plays' | 'startedAt' | 'endedAt'>) {
  const times = plays.map(({ playedAt }) => playedAt.getTime());
  return {
    begin: Math.min(startedAt.getTime(), ...times),
    end: Math.max(endedAt.getTime(), ...times),
  };
}

/** How long a night was: `3 h 12 min`. */
export function lengthOf(recap: Pick<Recap, 'plays' | 'startedAt' | 'endedAt'>): string {
  const { begin, end } = extentOf(recap);
  const minutes = Math.max(1, Math.round((end - begin) / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
