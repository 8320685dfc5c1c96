// Everything that lives as long as the window, joined once and handed down by context, so that a
// component names what it needs instead of passing it through.
import { createContext } from 'svelte';
import type { Backend } from './backend/backend';
import { Booth } from './state/booth.svelte';
import { Clock } from './state/clock.svelte';
import { Inspector } from './state/inspector.svelte';
import { Logbook } from './state/logbook.svelte';
import { Navigation } from './state/navigation.svelte';
import { Notices } from './state/notices.svelte';
import { TrackList } from './state/track-list.svelte';

export class App {
  readonly notices = new Notices();
  readonly navigation = new Navigation();
  readonly clock = new Clock();
  readonly booth: Booth;
  readonly tracks: TrackList;
  readonly inspector: Inspector;
  readonly logbook: Logbook;

  constructor(readonly backend: Backend) {
    this.booth = new Booth(backend, this.notices);
    this.tracks = new TrackList(backend, this.notices);
    this.inspector = new Inspector(backend, this.notices);
    this.logbook = new Logbook(backend, this.notices);
  }

  /** The name that dancers see: the account's, where the DJ is logged in. */
  get djName(): string {
    return this.booth.account.djName ?? this.booth.settings.djName;
  }

  /** Goes live under the DJ's name; asks for it in the header where it is not known yet. */
  async goLive(name: string = this.djName): Promise<void> {
    if (this.booth.onAir) return;
    const djName = name.trim();
    if (djName === '') {
      this.navigation.askingName = true;
      return;
    }
    this.navigation.askingName = false;
    const begun = await this.notices.ask(async () => {
      await this.backend.goLive(djName);
      return true;
    });
    if (begun) this.navigation.go('stage');
  }
}

export const [useApp, provideApp] = createContext<App>();
