// The sentences of the live page that depend on its state.
import { MAX_RECENT_PLAYS, type NackCode } from '../protocol/messages';
import { counted, figure } from '../format';
import type { Line } from './connection';
import type { SessionState } from './session';
import type { About } from './wishes';

export interface LineNews {
  text: string;
  /** Something is wrong that the dancer may notice. */
  trouble: boolean;
}

/** The state of the connection in words: the phone's own line first, then the DJ's. */
export function lineNews(
  line: Line,
  restarting: boolean,
  { phase, dj }: Pick<SessionState, 'phase' | 'dj'>,
): LineNews {
  const trouble = (text: string) => ({ text, trouble: true });
  if (line !== 'open') {
    if (restarting) return trouble('The server restarts; back in a moment');
    return phase === 'unknown' ? { text: 'Connecting…', trouble: false } : trouble('Reconnecting…');
  }
  // The line is open before the cloud has said anything of the session.
  if (phase === 'unknown') return { text: 'Connecting…', trouble: false };
  if (phase === 'ended') return { text: 'The session has ended', trouble: false };
  if (dj === 'reconnecting') return trouble("The DJ's line is down; the music goes on");
  if (dj === 'paused') return trouble('The DJ has been offline for a while');
  return { text: 'Connected', trouble: false };
}

/** What stands under the heart. */
export function likeSentence(liked: boolean, likes: number): string {
  // The cloud may not have counted this dancer yet.
  const others = Math.max(0, likes - 1);
  if (liked && others === 0) return 'You like this';
  if (liked) return `You and ${counted(others, 'other', 'others')} like this`;
  if (likes === 0) return 'Tap if you like it';
  return likes === 1 ? '1 dancer likes this' : `${figure(likes)} dancers like this`;
}

/** Why the cloud did not take a word of this dancer; undefined where that is not worth a sentence. */
export function refusalSentence(about: About, code: NackCode, error: string): string | undefined {
  switch (about) {
    case 'like':
      if (code === 'unknown_session') return 'The session had ended before your heart arrived';
      return `Your heart was not taken: ${error}`;
    case 'poll':
      return `Your vote was not counted: ${error}`;
    case 'tempo':
      // The next track has its own votes.
      return undefined;
  }
}

/** What became of likes that were given without a network and arrived after the end. */
export function lateSentence(likes: number): string | undefined {
  if (likes === 0) return undefined;
  return likes === 1
    ? 'Your heart from before the end has arrived'
    : `${likes} hearts from before the end have arrived`;
}

/** What is said while likes wait for the line; undefined where none has to be said. */
export function waitingSentence(waiting: number, line: Line): string | undefined {
  if (waiting === 0 || line === 'open') return undefined;
  return waiting === 1
    ? 'Your heart is kept and goes out when the line is back'
    : `${waiting} hearts are kept and go out when the line is back`;
}

/** The night in one sentence. `plays` is cut where the wire cuts it, so that a long night has more. */
export function nightSentence(djName: string, plays: number, hearts: number): string {
  const given = hearts > 0 ? `; ${figure(hearts)} with your heart` : '';
  if (plays >= MAX_RECENT_PLAYS) return `The last ${plays} tracks of ${djName}${given}.`;
  return `${djName} played ${counted(plays, 'track', 'tracks')}${given}.`;
}
