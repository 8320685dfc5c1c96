// A host without a core: the window runs on it in any browser, by hand and in tests. Commands do
// what the core would do at once; what takes time there (a night, a scan, an analysis) is stepped
// through `FakeNight`, which the browser tests reach as `window.pikaFake`.
import type { Backend } from './backend';
import { FakeFloor } from './fake/floor';
import { FakeLibrary } from './fake/library';
import {
  LOGGED_OUT,
  inventPlay,
  OFF_AIR,
  onAir,
  openingScene,
  pastPlays,
  pastSessions,
  playingNow,
  summary,
  type Scene,
} from './fake/night';
import { JOIN_URL } from './fake/qr';
import type {
  AccountStatus,
  AnalysisStatus,
  BoothEvent,
  BoothSnapshot,
  LiveStatus,
  Notice,
  PlayRow,
  ScanProgress,
  ScanReport,
  SourceStatus,
  TrackId,
} from './types';

const LIBRARY_SIZE = 2_048;

export class FakeBackend implements Backend {
  library: FakeLibrary;
  /** What each new token was asked for: whether for all devices. */
  readonly regenerated: boolean[] = [];
  #snapshot: BoothSnapshot;
  #listeners = new Set<(event: BoothEvent) => void>();
  #refusals = new Map<string, Notice>();
  readonly #floor = new FakeFloor(
    () => this.#snapshot.live,
    (change) => this.live(change),
  );
  readonly #size: number;
  #hasFolder: boolean;

  constructor(scene: Scene = 'library', size = LIBRARY_SIZE) {
    this.#size = size;
    this.#hasFolder = scene !== 'empty';
    this.library = new FakeLibrary(scene === 'empty' ? 0 : size);
    this.#snapshot = openingScene(scene, this.library, new Date());
  }

  // Commands.

  getSnapshot = async () => this.#snapshot;
  listen = async (handle: (event: BoothEvent) => void) => {
    this.#listeners.add(handle);
    return () => this.#listeners.delete(handle);
  };
  listTracks: Backend['listTracks'] = async (query) => this.library.page(query);
  getTrack: Backend['getTrack'] = async (id) => this.library.detail(id);
  setDancedBpm: Backend['setDancedBpm'] = async (id, bpm) => {
    this.library.setTempo(id, bpm);
    this.#librarySummary();
  };
  setKey: Backend['setKey'] = async (id, key) => {
    this.library.setKey(id, key);
    this.#librarySummary();
  };

  async chooseMusicFolder(): Promise<boolean> {
    this.#refuseIfAsked('chooseMusicFolder');
    this.#hasFolder = true;
    await this.startScan();
    return true;
  }
  async removeMusicFolder(): Promise<void> {
    this.library = new FakeLibrary(0);
    this.#hasFolder = false;
    this.#librarySummary();
  }
  async startScan(): Promise<void> {
    this.scan({ found: 0, done: 0, listed: false, current: '/home/mara/Music' });
  }
  async cancelScan(): Promise<void> {
    this.finishScan({ cancelled: true });
  }

  async startAnalysis(): Promise<void> {
    this.#refuseIfAsked('startAnalysis');
    const total = this.library.count('new');
    this.analysis({
      state: 'running',
      done: 0,
      total,
      failed: 0,
      secondsLeft: total * 3,
      problem: null,
    });
  }
  analyseTrack: Backend['analyseTrack'] = async (id) => {
    this.#refuseIfAsked('analyseTrack');
    const title = this.library.rows.find((row) => row.id === id)?.title ?? '';
    const { state, done, total, current } = this.#snapshot.analysis;
    const [before, of] = state === 'idle' ? [0, 0] : [done, total];
    const underWay = { trackId: id, title, share: 0 };
    this.analysis({
      state: state === 'paused' ? 'paused' : 'running',
      done: before,
      total: of + 1,
      current: [...current, underWay],
      problem: null,
    });
  };
  cancelTrackAnalysis: Backend['cancelTrackAnalysis'] = async (id) => this.#leave(id, 0);
  pauseAnalysis = async () => this.analysis({ state: 'paused', current: [] });
  resumeAnalysis = async () => this.analysis({ state: 'running' });
  stopAnalysis = async () => this.analysis({ state: 'idle', current: [] });

  async goLive(djName: string): Promise<void> {
    this.#refuseIfAsked('goLive');
    await this.changeSettings({ ...this.#snapshot.settings, djName });
    this.live(onAir(djName, new Date(), this.#snapshot.settings.reach));
  }
  async clearNowPlaying(): Promise<void> {
    this.stop();
  }
  async endSession(): Promise<void> {
    this.live(OFF_AIR);
  }
  async changeSettings(settings: BoothSnapshot['settings']): Promise<void> {
    this.#refuseIfAsked('changeSettings');
    this.#change({ part: 'settings', value: settings });
    const { live } = this.#snapshot;
    this.live({ reach: settings.reach, joinUrl: live.joinUrl && JOIN_URL[settings.reach] });
    const cloud = settings.cloudAddress.replace(/^https:\/\//, '') || null;
    if (cloud !== this.#snapshot.account.cloud) this.account({ ...LOGGED_OUT, cloud });
  }

  async pasteToken(): Promise<void> {
    this.#refuseIfAsked('pasteToken');
    this.account({ state: 'valid', djName: 'Mara Lind', problem: null });
  }
  logIn = async () => this.pasteToken();
  regenerateToken: Backend['regenerateToken'] = async (all) => {
    this.#refuseIfAsked('regenerateToken');
    this.regenerated.push(all);
    this.account({ state: 'valid', problem: null });
  };
  checkLogin = async () => this.account({});
  logOut = async () => this.account({ state: 'logged_out', djName: null, problem: null });

  startPoll: Backend['startPoll'] = async (poll) => {
    this.#refuseIfAsked('startPoll');
    this.#floor.ask(poll);
  };
  endPoll = async () => this.#floor.end();
  cancelPoll = async () => this.live({ poll: null });
  dismissPoll = async () => this.live({ poll: null });
  sendAnnouncement: Backend['sendAnnouncement'] = async (announcement) =>
    this.#floor.announce(announcement);
  cancelAnnouncement = async () => this.live({ announcement: null });

  listSessions = async () => (this.#size === 0 ? [] : pastSessions(new Date()));
  listSessionPlays: Backend['listSessionPlays'] = async (id) => {
    const session = (await this.listSessions()).find((each) => each.id === id);
    return session ? pastPlays(session) : [];
  };

  // Steps of a night, for tests and for the console.

  /** A track starts in the DJ program; `change` makes it any track. */
  play(trackId: number, change: Partial<PlayRow> = {}): void {
    const play = { ...inventPlay(trackId, new Date()), ...change };
    const plays = [play, ...this.#snapshot.plays];
    this.#change({ part: 'plays', value: plays });
    this.#change({ part: 'now_playing', value: playingNow(play, plays.length) });
  }
  stop(): void {
    this.#change({ part: 'now_playing', value: null });
  }
  like(count = 1): void {
    const { nowPlaying, plays, live } = this.#snapshot;
    if (!nowPlaying) return;
    const likes = nowPlaying.likes + count;
    const liked = plays.map((each) => (each.id === nowPlaying.playId ? { ...each, likes } : each));
    this.#change({ part: 'now_playing', value: { ...nowPlaying, likes } });
    this.#change({ part: 'plays', value: liked });
    this.live({ likes: live.likes + count });
  }
  live(change: Partial<LiveStatus>): void {
    this.#change({ part: 'live', value: { ...this.#snapshot.live, ...change } });
  }
  /** Dancers vote in the poll: so many for each option. */
  vote(...votes: number[]): void {
    this.#floor.vote(votes);
  }
  account(change: Partial<AccountStatus>): void {
    this.#change({ part: 'account', value: { ...this.#snapshot.account, ...change } });
  }
  /** A newer Pika analyses better: so many tracks have an older analysis. */
  outdate(count: number): void {
    const { library } = this.#snapshot;
    const value = { ...library, toAnalyse: library.toAnalyse + count, outdated: count };
    this.#change({ part: 'library', value });
  }
  sources(value: SourceStatus[]): void {
    this.#change({ part: 'sources', value });
  }
  scan(progress: ScanProgress): void {
    this.#change({ part: 'scan', value: { progress, report: null } });
  }
  /** The scan ends; without a cancel the whole invented library is there. */
  finishScan(change: Partial<ScanReport> = {}): void {
    if (!change.cancelled && this.library.rows.length === 0) {
      this.library = new FakeLibrary(this.#size);
    }
    const report: ScanReport = {
      added: this.library.rows.length,
      changed: 0,
      moved: 0,
      vanished: 0,
      unchanged: 0,
      cancelled: false,
      problems: [],
      ...change,
    };
    this.#librarySummary();
    this.#change({ part: 'scan', value: { progress: null, report } });
  }
  analysis(change: Partial<AnalysisStatus>): void {
    this.#change({ part: 'analysis', value: { ...this.#snapshot.analysis, ...change } });
  }
  /** So much of a track that is being analysed has been heard. */
  hear(id: TrackId, share: number): void {
    const { current } = this.#snapshot.analysis;
    const heard = current.map((track) => (track.trackId === id ? { ...track, share } : track));
    this.analysis({ current: heard });
  }
  /** A track that is being analysed has its result, or a reason why it has none. */
  finishTrack(id: TrackId, reason?: string): void {
    this.library.finish(id, reason);
    this.#librarySummary();
    this.#leave(id, 1);
  }
  #leave(id: TrackId, done: number): void {
    const now = this.#snapshot.analysis;
    const current = now.current.filter(({ trackId }) => trackId !== id);
    const left = { done: now.done + done, total: now.total - (1 - done) };
    this.analysis({ ...left, current, state: left.done < left.total ? now.state : 'idle' });
  }
  /** So many files more are analysed. */
  analyse(count: number): void {
    const { done, total } = this.#snapshot.analysis;
    const now = done + this.library.analyse(count);
    this.#librarySummary();
    this.analysis({
      done: now,
      secondsLeft: (total - now) * 3,
      state: now < total ? 'running' : 'idle',
    });
  }
  notice(value: Notice): void {
    this.#emit({ part: 'notice', value });
  }
  /** The next call of a command is refused. */
  refuse(
    command:
      | 'goLive'
      | 'startAnalysis'
      | 'analyseTrack'
      | 'chooseMusicFolder'
      | 'changeSettings'
      | 'pasteToken'
      | 'regenerateToken'
      | 'startPoll',
    notice: Notice,
  ) {
    this.#refusals.set(command, notice);
  }

  #refuseIfAsked(command: string): void {
    const notice = this.#refusals.get(command);
    this.#refusals.delete(command);
    if (notice) throw notice;
  }
  #librarySummary(): void {
    this.#change({ part: 'library', value: summary(this.library, this.#hasFolder) });
  }
  #change(event: Exclude<BoothEvent, { part: 'notice' }>): void {
    const part = event.part === 'now_playing' ? 'nowPlaying' : event.part;
    this.#snapshot = { ...this.#snapshot, [part]: event.value };
    this.#emit(event);
  }
  #emit(event: BoothEvent): void {
    this.#listeners.forEach((handle) => handle(event));
  }
}

declare global {
  interface Window {
    /** The fake host, where the window runs on one. */
    pikaFake?: FakeBackend;
  }
}
