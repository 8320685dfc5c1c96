// The crate's list: which tracks are asked for, and the pages of them that have arrived. Rows are
// fetched as they scroll into view; the old rows stay until the new ones are there, so that the
// table is never empty while the DJ types.
import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../backend/backend';
import type {
  BandCounts,
  TempoBand,
  TrackPage,
  TrackQuery,
  TrackRow,
  TrackSort,
} from '../backend/types';
import type { Notices } from './notices.svelte';

const PAGE = 100;
/** Rows fetched ahead of the view in both directions. */
const AHEAD = 60;
/** Pages kept: ten thousand rows, so that a long scroll does not fill the memory. */
const MOST_PAGES = 100;

export class TrackList {
  search = $state('');
  bands = $state.raw<TempoBand[]>([]);
  sort = $state<TrackSort>('artist');
  descending = $state(false);

  total = $state(0);
  counts = $state.raw<BandCounts>({ all: 0, slow: 0, medium: 0, fast: 0, veryFast: 0 });
  /** Whether the list has been answered at least once. */
  answered = $state(false);
  /** Grows with every new question, so that the view goes back to the top. */
  question = $state(0);
  /** How far the view is scrolled, kept while another view is shown; pixels. */
  scrollTop = $state(0);

  readonly #backend: Backend;
  readonly #notices: Notices;
  readonly #pages = new SvelteMap<number, TrackRow[]>();
  // Nothing draws what is under way, so this set need not be watched.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #pending = new Set<number>();
  #generation = 0;
  #visible = { first: 0, last: 0 };
  #refreshing = false;
  #refreshAgain = false;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  /** The row at a position of the whole list, if it has arrived. */
  row(index: number): TrackRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  setSearch(text: string): void {
    if (text === this.search) return;
    this.search = text;
    this.#ask();
  }

  /** Adds or removes a band; without bands every track is shown. */
  toggleBand(band: TempoBand): void {
    this.bands = this.bands.includes(band)
      ? this.bands.filter((each) => each !== band)
      : [...this.bands, band];
    this.#ask();
  }

  allBands(): void {
    this.bands = [];
    this.#ask();
  }

  /** The same column again turns the order round. */
  sortBy(sort: TrackSort): void {
    this.descending = sort === this.sort && !this.descending;
    this.sort = sort;
    this.#ask();
  }

  /** Tells which rows are in view; what is missing of them is fetched. */
  show(first: number, last: number): void {
    this.#visible = { first, last };
    const missing = this.#pagesAround(AHEAD).filter(
      (page) => !this.#pages.has(page) && !this.#pending.has(page),
    );
    for (const page of missing) void this.#fetch(page);
  }

  /** Reads the rows in view again after the library changed; calls during a reading become one. */
  async refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#refreshAgain = true;
      return;
    }
    this.#refreshing = true;
    do {
      this.#refreshAgain = false;
      await this.#replace(this.#pagesAround(0));
    } while (this.#refreshAgain);
    this.#refreshing = false;
  }

  #ask(): void {
    this.question += 1;
    this.scrollTop = 0;
    this.#visible = { first: 0, last: this.#visible.last - this.#visible.first };
    void this.#replace(this.#pagesAround(0));
  }

  /** Fetches pages of a new generation and swaps them for everything older in one step. */
  async #replace(pages: number[]): Promise<void> {
    const generation = ++this.#generation;
    this.#pending.clear();
    const answers = await this.#notices.ask(() =>
      Promise.all(pages.map(async (page) => [page, await this.#list(page)] as const)),
    );
    if (!answers || generation !== this.#generation) return;
    this.#pages.clear();
    for (const [page, answer] of answers) this.#keep(page, answer);
    this.answered = true;
    this.show(this.#visible.first, this.#visible.last);
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#pending.add(page);
    const answer = await this.#notices.ask(() => this.#list(page));
    if (generation !== this.#generation) return;
    this.#pending.delete(page);
    if (answer) this.#keep(page, answer);
  }

  #keep(page: number, answer: TrackPage): void {
    this.#pages.set(page, answer.rows);
    this.total = answer.total;
    this.counts = answer.bands;
    const inView = this.#pagesAround(AHEAD);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) break;
      if (!inView.includes(old)) this.#pages.delete(old);
    }
  }

  #list(page: number): Promise<TrackPage> {
    const query: TrackQuery = {
      search: this.search,
      bands: this.bands,
      sort: this.sort,
      descending: this.descending,
      offset: page * PAGE,
      limit: PAGE,
    };
    return this.#backend.listTracks(query);
  }

  #pagesAround(margin: number): number[] {
    const end = this.answered ? Math.max(0, this.total - 1) : Infinity;
    const first = Math.floor(Math.max(0, Math.min(this.#visible.first - margin, end)) / PAGE);
    const last = Math.floor(Math.min(this.#visible.last + margin, end) / PAGE);
    return Array.from({ length: Math.max(1, last - first + 1) }, (_, step) => first + step);
  }
}
