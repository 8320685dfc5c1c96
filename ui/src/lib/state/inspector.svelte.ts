// The one track that the DJ looks at, and the DJ's own tempo and key for it.
import type { Backend } from '../backend/backend';
import type { TrackDetail, TrackId, TrackRow } from '../backend/types';
import type { Notices } from './notices.svelte';

/** A tempo outside of this is none; the core refuses it too. */
const TEMPO = { min: 20, max: 400 };

export class Inspector {
  /** The chosen row, shown at once. */
  row = $state.raw<TrackRow | null>(null);
  /** Everything about it, a moment later. */
  detail = $state.raw<TrackDetail | null>(null);

  readonly #backend: Backend;
  readonly #notices: Notices;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  get tempo() {
    return this.detail?.tempos[0] ?? null;
  }

  /** Whether the tempo in force was set by hand and can be taken back. */
  get setByHand(): boolean {
    return this.tempo?.provenance === 'hand';
  }

  get key() {
    return this.detail?.keys[0] ?? null;
  }

  get keySetByHand(): boolean {
    return this.key?.provenance === 'hand';
  }

  isTempo(bpm: number): boolean {
    return bpm >= TEMPO.min && bpm <= TEMPO.max;
  }

  canScale(factor: number): boolean {
    const danced = this.tempo?.danced;
    return danced !== undefined && this.isTempo(danced * factor);
  }

  async choose(row: TrackRow): Promise<void> {
    if (this.row?.id !== row.id) this.detail = null;
    this.row = row;
    await this.refresh();
  }

  close(): void {
    this.row = null;
    this.detail = null;
  }

  /** Reads the chosen track again; an answer for a track that is no longer chosen is dropped. */
  async refresh(): Promise<void> {
    const id = this.row?.id;
    if (id === undefined) return;
    const detail = await this.#notices.ask(() => this.#backend.getTrack(id));
    if (this.row?.id !== id || detail === undefined) return;
    if (detail === null) return this.close();
    this.detail = detail;
    this.row = detail.row;
  }

  async scaleTempo(factor: number): Promise<void> {
    const tempo = this.tempo;
    if (this.row && tempo && this.canScale(factor)) {
      await this.#setTempo(this.row.id, tempo.danced * factor);
    }
  }

  /** The DJ dances it to another tempo than the one in force. */
  async danceTo(bpm: number): Promise<void> {
    if (this.row && this.isTempo(bpm)) await this.#setTempo(this.row.id, bpm);
  }

  /** A key by its name, as the core writes it; `null` takes the DJ's own back. */
  async setKey(name: string | null): Promise<void> {
    const id = this.row?.id;
    if (id === undefined) return;
    await this.#notices.ask(() => this.#backend.setKey(id, name));
    await this.refresh();
  }

  async takeBackTempo(): Promise<void> {
    if (this.row && this.setByHand) await this.#setTempo(this.row.id, null);
  }

  async #setTempo(id: TrackId, bpm: number | null): Promise<void> {
    await this.#notices.ask(() => this.#backend.setDancedBpm(id, bpm));
    await this.refresh();
  }
}
