// The one door between the window and its host. `tauri.ts` and `fake.ts` stand behind it; nothing
// else knows which. Every promise that a command returns rejects with a `Notice`.
import type {
  BoothEvent,
  BoothSnapshot,
  FolderId,
  NewAnnouncement,
  NewPoll,
  Settings,
  TrackDetail,
  TrackId,
  TrackPage,
  TrackQuery,
} from './types';

/** A past session as the logbook lists it. */
export interface LogbookSession {
  id: string;
  djName: string;
  startedAt: string;
  /** Absent while the session runs. */
  endedAt: string | null;
  plays: number;
  likes: number;
}

/** One play of a past session. */
export interface LogbookPlay {
  playId: string;
  title: string;
  artist: string;
  /** Danced tempo. */
  bpm: number | null;
  /** As written in the play, for example `A minor`. */
  key: string | null;
  startedAt: string;
  likes: number;
}

export interface Backend {
  getSnapshot(): Promise<BoothSnapshot>;
  /** Calls `handle` for every event from now on; resolves, once that is so, with the way to stop. */
  listen(handle: (event: BoothEvent) => void): Promise<() => void>;

  listTracks(query: TrackQuery): Promise<TrackPage>;
  getTrack(id: TrackId): Promise<TrackDetail | null>;
  /** `null` takes the DJ's own tempo back. */
  setDancedBpm(id: TrackId, bpm: number | null): Promise<void>;
  /** A key as the core names it, for example `A minor`; `null` takes the DJ's own back. */
  setKey(id: TrackId, key: string | null): Promise<void>;

  /** Opens the system's dialog and scans what was chosen; `false` where nothing was. */
  chooseMusicFolder(): Promise<boolean>;
  removeMusicFolder(id: FolderId): Promise<void>;
  startScan(): Promise<void>;
  cancelScan(): Promise<void>;

  startAnalysis(): Promise<void>;
  /** This track before all others. */
  analyseTrack(id: TrackId): Promise<void>;
  /** Gives this one up; the others go on. */
  cancelTrackAnalysis(id: TrackId): Promise<void>;
  pauseAnalysis(): Promise<void>;
  resumeAnalysis(): Promise<void>;
  stopAnalysis(): Promise<void>;

  goLive(djName: string): Promise<void>;
  endSession(): Promise<void>;
  /** Nothing plays any more, though the DJ program did not say so. */
  clearNowPlaying(): Promise<void>;
  changeSettings(settings: Settings): Promise<void>;

  /** The core keeps what stands for the token; neither ever comes back here. */
  pasteToken(token: string): Promise<void>;
  logIn(email: string, password: string): Promise<void>;
  /** The old token is worthless afterwards; with `all`, those of the DJ's other devices too. */
  regenerateToken(all: boolean): Promise<void>;
  checkLogin(): Promise<void>;
  logOut(): Promise<void>;

  startPoll(poll: NewPoll): Promise<void>;
  endPoll(): Promise<void>;
  /** As if it had never been asked. */
  cancelPoll(): Promise<void>;
  /** Puts the result away. */
  dismissPoll(): Promise<void>;
  sendAnnouncement(announcement: NewAnnouncement): Promise<void>;
  cancelAnnouncement(): Promise<void>;

  /** Newest first. */
  listSessions(): Promise<LogbookSession[]>;
  /** In the order in which they were played. */
  listSessionPlays(sessionId: string): Promise<LogbookPlay[]>;
}
