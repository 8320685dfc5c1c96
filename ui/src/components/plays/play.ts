// A play as the lists and curves of the window draw it, of the running night or of a past one.
import type { LogbookPlay } from '../../lib/backend/backend';
import type { PlayRow, TempoBand } from '../../lib/backend/types';
import { bandOf } from '../../lib/tempo';

export interface DrawnPlay {
  id: string;
  title: string;
  artist: string;
  bpm: number | null;
  band: TempoBand | null;
  key: string;
  startedAt: string;
  likes: number;
}

export function fromTonight(play: PlayRow): DrawnPlay {
  const { id, title, artist, bpm, band, startedAt, likes } = play;
  return { id, title, artist, bpm, band, key: play.key?.camelot ?? '', startedAt, likes };
}

export function fromLogbook(play: LogbookPlay): DrawnPlay {
  const { playId, title, artist, bpm, startedAt, likes } = play;
  const band = bpm === null ? null : bandOf(bpm);
  return { id: playId, title, artist, bpm, band, key: play.key ?? '', startedAt, likes };
}
