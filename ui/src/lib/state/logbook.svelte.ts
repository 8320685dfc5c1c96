// Past sessions and the plays of the one that is open. Read when the logbook is shown.
import type { Backend, LogbookPlay, LogbookSession } from '../backend/backend';
import type { Notices } from './notices.svelte';

export class Logbook {
  sessions = $state.raw<LogbookSession[]>([]);
  answered = $state(false);
  open = $state.raw<LogbookSession | null>(null);
  plays = $state.raw<LogbookPlay[]>([]);

  readonly #backend: Backend;
  readonly #notices: Notices;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  /** Reads the sessions again and keeps the open one open; at first the newest. */
  async refresh(): Promise<void> {
    const sessions = await this.#notices.ask(() => this.#backend.listSessions());
    if (!sessions) return;
    this.sessions = sessions;
    this.answered = true;
    const same = sessions.find((each) => each.id === this.open?.id) ?? sessions[0];
    if (same) await this.choose(same);
  }

  async choose(session: LogbookSession): Promise<void> {
    if (this.open?.id !== session.id) this.plays = [];
    this.open = session;
    const plays = await this.#notices.ask(() => this.#backend.listSessionPlays(session.id));
    if (plays && this.open.id === session.id) this.plays = plays;
  }
}
