// An invented night: the snapshot that the fake starts from, in a few scenes, and its plays.
import { bandOf } from '../../tempo';
import type { LogbookPlay, LogbookSession } from '../backend';
import type {
  AccountStatus,
  BoothSnapshot,
  LiveStatus,
  NowPlaying,
  PlayRow,
  Reach,
} from '../types';
import { ANALYSIS_VERSION } from './analysis';
import { chance } from './chance';
import { inventTrack, inventWaveform, type FakeLibrary } from './library';
import { JOIN_QR, JOIN_URL } from './qr';

/** Where a story begins: nothing yet, a library at home, or the middle of a night. */
export type Scene = 'empty' | 'library' | 'night';

export const OFF_AIR: LiveStatus = {
  state: 'off',
  sessionId: null,
  djName: '',
  startedAt: null,
  joinUrl: null,
  qr: null,
  reach: 'this_computer',
  cloud: null,
  dancers: 0,
  likes: 0,
  tempoVotes: { slower: 0, perfect: 0, faster: 0 },
  poll: null,
  announcement: null,
  notifies: false,
  waiting: 0,
  oldestWaitingAt: null,
  roundTripMs: null,
  problem: null,
};

export const LOGGED_OUT: AccountStatus = {
  cloud: null,
  state: 'logged_out',
  djName: null,
  place: 'keychain',
  problem: null,
  checkedAt: null,
};

export function onAir(djName: string, startedAt: Date, reach: Reach): LiveStatus {
  return {
    ...OFF_AIR,
    state: 'live',
    sessionId: 'night',
    djName,
    startedAt: startedAt.toISOString(),
    reach,
    joinUrl: JOIN_URL[reach],
    qr: JOIN_QR,
    roundTripMs: 12,
  };
}

/** A play of an analysed track of the invented library. */
export function inventPlay(trackId: number, startedAt: Date, likes = 0): PlayRow {
  const track = inventTrack(trackId);
  return {
    id: `play-${trackId}-${startedAt.getTime()}`,
    sessionId: 'night',
    trackId,
    title: track.title,
    artist: track.artist,
    bpm: track.bpm,
    band: track.bpm === null ? null : bandOf(track.bpm),
    key: track.key,
    energy: track.energy,
    startedAt: startedAt.toISOString(),
    durationS: track.durationS,
    likes,
  };
}

export function playingNow(play: PlayRow, number: number): NowPlaying {
  return {
    playId: play.id,
    trackId: play.trackId,
    number,
    title: play.title,
    artist: play.artist,
    bpm: play.bpm,
    band: play.band,
    key: play.key,
    energy: play.energy,
    startedAt: play.startedAt,
    durationS: play.durationS,
    likes: play.likes,
    waveform: play.trackId === null ? [] : inventWaveform(play.trackId),
  };
}

export function openingScene(scene: Scene, library: FakeLibrary, now: Date): BoothSnapshot {
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const snapshot: BoothSnapshot = {
    library: summary(library, scene !== 'empty'),
    scan: { progress: null, report: null },
    analysis: {
      state: 'idle',
      done: 0,
      total: 0,
      failed: 0,
      current: [],
      secondsLeft: null,
      problem: null,
    },
    sources: [
      {
        source: 'mixxx',
        state: 'watching',
        detail: 'Watching /home/mara/.mixxx/mixxxdb.sqlite.',
        lastWriteAt: minutesAgo(1.7).toISOString(),
      },
      {
        source: 'virtualdj',
        state: 'not_found',
        detail: 'No VirtualDJ folder was found on this computer.',
        lastWriteAt: null,
      },
    ],
    nowPlaying: null,
    live: OFF_AIR,
    account: LOGGED_OUT,
    plays: [],
    settings: {
      djName: scene === 'night' ? 'Mara' : '',
      reach: scene === 'night' ? 'local_network' : 'this_computer',
      cloudAddress: '',
      analysisThreads: 2,
      shareTempoVotes: false,
      settleMs: 1_000,
      theme: 'midnight',
    },
  };
  if (scene === 'night') {
    const nightTracks = [2, 3, 4, 6, 7, 8, 9, 10, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24];
    const plays = nightTracks
      .map((id, at) =>
        inventPlay(
          id,
          minutesAgo(1.7 + 3.6 * (nightTracks.length - 1 - at)),
          Math.round(30 * chance(id)),
        ),
      )
      .reverse();
    const [current] = plays;
    if (current) {
      current.likes = 37;
      snapshot.nowPlaying = playingNow(current, plays.length);
    }
    snapshot.plays = plays;
    snapshot.live = {
      ...onAir('Mara', minutesAgo(72), 'local_network'),
      dancers: 143,
      likes: plays.reduce((sum, play) => sum + play.likes, 0),
      tempoVotes: { slower: 4, perfect: 31, faster: 9 },
    };
  }
  return snapshot;
}

/** `hasFolder`: whether the DJ has added a folder, with or without music in it. */
export function summary(library: FakeLibrary, hasFolder: boolean): BoothSnapshot['library'] {
  const tracks = library.rows.length;
  return {
    tracks,
    analysed: library.count('analysed'),
    toAnalyse: library.count('new'),
    outdated: 0,
    failed: library.count('failed'),
    missing: library.count('missing'),
    analysisVersion: ANALYSIS_VERSION,
    folders: hasFolder ? [{ id: 1, path: '/home/mara/Music', tracks, available: true }] : [],
  };
}

export function pastSessions(now: Date): LogbookSession[] {
  return [3, 10, 17, 31].map((days, at) => {
    const start = new Date(now.getTime() - days * 86_400_000);
    return {
      id: `past-${days}`,
      djName: 'Mara',
      startedAt: start.toISOString(),
      endedAt: new Date(start.getTime() + (170 + 14 * at) * 60_000).toISOString(),
      plays: 44 + at * 3,
      likes: 512 - at * 61,
    };
  });
}

export function pastPlays(session: LogbookSession): LogbookPlay[] {
  return Array.from({ length: session.plays }, (_, at) => {
    const play = inventPlay(at * 3 + 2, new Date(Date.parse(session.startedAt) + at * 216_000));
    return {
      playId: play.id,
      title: play.title,
      artist: play.artist,
      bpm: play.bpm,
      key: play.key?.name ?? null,
      startedAt: play.startedAt,
      likes: Math.round(26 * chance(at + session.plays)),
    };
  });
}
