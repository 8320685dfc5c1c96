// What the core says about itself, kept current by its events. Nothing here is invented by the
// window; tracks are not here (see `track-list`), because there may be a hundred thousand of them.
import type { Backend } from '../backend/backend';
import type { BoothEvent, BoothSnapshot, Settings } from '../backend/types';
import type { Notices } from './notices.svelte';

export class Booth {
  #snapshot = $state.raw<BoothSnapshot | null>(null);
  readonly #backend: Backend;
  readonly #notices: Notices;
  #early: BoothEvent[] | null = [];

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  /** Whether the first snapshot has arrived; the other parts may be read from then on. */
  get ready(): boolean {
    return this.#snapshot !== null;
  }

  get library() {
    return this.#now.library;
  }
  get scan() {
    return this.#now.scan;
  }
  get analysis() {
    return this.#now.analysis;
  }
  get sources() {
    return this.#now.sources;
  }
  get nowPlaying() {
    return this.#now.nowPlaying;
  }
  get live() {
    return this.#now.live;
  }
  get account() {
    return this.#now.account;
  }
  get plays() {
    return this.#now.plays;
  }
  get settings() {
    return this.#now.settings;
  }
  /** Whether a session runs or begins, linked or not. */
  get onAir(): boolean {
    return ['starting', 'live', 'reconnecting', 'refused'].includes(this.live.state);
  }

  /** Listens first and asks for the snapshot second, so that nothing falls between the two. */
  async open(): Promise<() => void> {
    const stop = await this.#backend.listen((event) => this.#receive(event));
    this.#snapshot = await this.#backend.getSnapshot();
    const early = this.#early ?? [];
    this.#early = null;
    early.forEach((event) => this.#receive(event));
    return stop;
  }

  /** Shown at once, taken back if the core refuses. */
  async changeSettings(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    const wanted = { ...before, ...change };
    this.#snapshot = { ...this.#now, settings: wanted };
    const done = await this.#notices.ask(async () => {
      await this.#backend.changeSettings(wanted);
      return true;
    });
    if (!done) this.#snapshot = { ...this.#now, settings: before };
  }

  get #now(): BoothSnapshot {
    if (this.#snapshot === null) throw new Error('the booth is read before it is ready');
    return this.#snapshot;
  }

  #receive(event: BoothEvent): void {
    if (this.#early) {
      this.#early.push(event);
    } else if (event.part === 'notice') {
      this.#notices.show(event.value);
    } else if (event.part === 'now_playing') {
      this.#snapshot = { ...this.#now, nowPlaying: event.value };
    } else {
      this.#snapshot = { ...this.#now, [event.part]: event.value };
    }
  }
}
