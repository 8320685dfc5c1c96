// An invented library that answers like the real one: the same order, filters, counts and pages.
// Track number n is always the same track, so that tests and pictures repeat.
import { bandOf } from '../../tempo';
import type {
  BandCounts,
  KeyOrigin,
  KeyView,
  TempoView,
  TrackDetail,
  TrackPage,
  TrackQuery,
  TrackRow,
  TrackSort,
  TrackState,
} from '../types';
import { KEYS } from '../../keys';
import { inventAnalysis } from './analysis';
import { chance, pick } from './chance';
import { ALBUMS, ARTISTS, ENDINGS, FIRST_WORDS, KEYS_HEARD, SECOND_WORDS } from './names';

function stateOf(id: number): TrackState {
  if (id % 97 === 13) return 'failed';
  if (id % 89 === 11) return 'missing';
  return id % 17 === 5 ? 'new' : 'analysed';
}

export function inventTrack(id: number): TrackRow {
  const state = stateOf(id);
  const known = state === 'analysed' || state === 'missing';
  const bpm = Math.round((78 + 26 * (chance(id) + chance(id + 0.5))) * 10) / 10;
  const [camelot, name] = pick(KEYS_HEARD, id + 0.2);
  return {
    id,
    title: `${pick(FIRST_WORDS, id + 0.3)} ${pick(SECOND_WORDS, id + 0.4)}${pick(ENDINGS, id + 0.6)}`,
    artist: id % 512 === 9 ? '' : pick(ARTISTS, id + 0.7),
    bpm: known ? bpm : null,
    band: known ? bandOf(bpm) : null,
    key: known ? { camelot, name } : null,
    energy: known ? Math.round(100 * (0.25 + 0.7 * chance(id + 0.8))) : null,
    durationS: state === 'failed' ? null : 150 + Math.floor(chance(id + 0.9) * 130),
    state,
  };
}

const CUT_OFF = 'The file ends in the middle of a frame: it looks cut off.';

/** The row with what an analysis finds. */
function heard(row: TrackRow): TrackRow {
  const key = { camelot: '8A', name: 'A minor' };
  return { ...row, state: 'analysed', bpm: 98, band: 'medium', key, energy: 55 };
}

/** Peaks like those of a song: an intro, swells, a break, an end. */
export function inventWaveform(id: number): number[] {
  return Array.from({ length: 400 }, (_, at) => {
    const place = at / 400;
    const breakdown = place > 0.62 && place < 0.7 ? 0.25 : 1;
    const shape = Math.min(1, place * 9, (1 - place) * 7) * breakdown;
    const swell = 0.55 + 0.3 * Math.sin(place * 18 + id);
    return Math.round(255 * shape * swell * (0.6 + 0.4 * chance(id * 1_000 + at)));
  });
}

const ORDER: Record<TrackSort, (row: TrackRow) => string | number | null> = {
  title: (row) => row.title.toLowerCase(),
  artist: (row) => row.artist.toLowerCase() || null,
  bpm: (row) => row.bpm,
  key: (row) =>
    row.key ? Number.parseInt(row.key.camelot) * 2 + +row.key.camelot.endsWith('B') : null,
  energy: (row) => row.energy,
  duration: (row) => row.durationS,
};

const openKeyOf = (camelot: string) => KEYS.find((key) => key.camelot === camelot)?.openKey ?? '';

export class FakeLibrary {
  rows: TrackRow[];
  /** The list of the last question: a hundred thousand tracks are not sorted for every page. */
  #answer: { asked: string; of: TrackRow[]; shown: TrackRow[]; bands: BandCounts } | null = null;
  readonly #byHand = new Map<number, number>();
  readonly #keysByHand = new Map<number, string>();
  /** Why another go at a track failed. */
  readonly #reasons = new Map<number, string>();

  constructor(size: number) {
    this.rows = Array.from({ length: size }, (_, at) => inventTrack(at + 1));
  }

  page(query: TrackQuery): TrackPage {
    const { offset, limit, ...question } = query;
    const asked = JSON.stringify(question);
    if (this.#answer?.asked !== asked || this.#answer.of !== this.rows) {
      this.#answer = { asked, of: this.rows, ...this.#answerTo(query) };
    }
    const { shown, bands } = this.#answer;
    return { total: shown.length, offset, rows: shown.slice(offset, offset + limit), bands };
  }

  #answerTo(query: TrackQuery): { shown: TrackRow[]; bands: BandCounts } {
    const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.rows.filter((row) => {
      const text = ` ${row.title} ${row.artist}`.toLowerCase();
      return words.every((word) => text.includes(` ${word}`));
    });
    const shown = found.filter(
      (row) => query.bands.length === 0 || (row.band !== null && query.bands.includes(row.band)),
    );
    const value = ORDER[query.sort];
    shown.sort((a, b) => compare(value(a), value(b), query.descending) || a.id - b.id);
    return { shown, bands: countBands(found) };
  }

  detail(id: number): TrackDetail | null {
    const row = this.rows.find((each) => each.id === id);
    if (!row) return null;
    const analysed = row.bpm !== null;
    const figure = (part: number) => Math.round(100 * (0.25 + 0.7 * chance(id + part)));
    return {
      row,
      path: `/home/mara/Music/${row.artist || 'Unknown'}/${row.title}.mp3`,
      album: pick(ALBUMS, id + 0.15),
      tempos: this.#tempos(row),
      keys: row.key === null ? [] : this.#keys(row.id),
      fingerprint: analysed
        ? {
            energy: row.energy ?? 0,
            danceability: figure(0.11),
            brightness: figure(0.22),
            acousticness: figure(0.33),
            groove: figure(0.44),
          }
        : null,
      loudnessLufs: analysed ? -7 - 7 * chance(id + 0.55) : null,
      waveform: analysed ? inventWaveform(id) : [],
      analysis: inventAnalysis(inventTrack(id)),
      problem: row.state === 'failed' ? (this.#reasons.get(id) ?? CUT_OFF) : null,
      plays: id % 9,
      likes: (id % 9) * 4,
      lastPlayedAt:
        id % 9 === 0 ? null : new Date(Date.UTC(2026, 9, 1 + (id % 28), 20, 30)).toISOString(),
    };
  }

  /** Sets or, with `null`, takes back the DJ's own tempo. */
  setTempo(id: number, bpm: number | null): void {
    if (bpm === null) this.#byHand.delete(id);
    else this.#byHand.set(id, bpm);
    const danced = bpm ?? inventTrack(id).bpm;
    this.rows = this.rows.map((row) =>
      row.id === id ? { ...row, bpm: danced, band: danced === null ? null : bandOf(danced) } : row,
    );
  }

  /** Sets or, with `null`, takes back the DJ's own key. */
  setKey(id: number, name: string | null): void {
    if (name === null) this.#keysByHand.delete(id);
    else this.#keysByHand.set(id, name);
    const key = this.#keys(id)[0]?.key ?? null;
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, key } : row));
  }

  /** The first `count` tracks that are new become analysed; returns how many there were. */
  analyse(count: number): number {
    const waiting = this.rows.filter((row) => row.state === 'new').slice(0, count);
    const done = new Set(waiting.map((row) => row.id));
    this.rows = this.rows.map((row) => (done.has(row.id) ? heard(row) : row));
    return done.size;
  }

  /** This track becomes analysed, or failed for a reason. */
  finish(id: number, reason?: string): void {
    if (reason !== undefined) this.#reasons.set(id, reason);
    this.rows = this.rows.map((row) => {
      if (row.id !== id) return row;
      return reason === undefined ? heard(row) : { ...row, state: 'failed' };
    });
  }

  count(state: TrackState): number {
    return this.rows.filter((row) => row.state === state).length;
  }

  #keys(id: number): KeyOrigin[] {
    const heard = inventTrack(id).key;
    const hand = KEYS.find((key) => key.name === this.#keysByHand.get(id));
    const origins: [KeyOrigin['provenance'], KeyView | undefined | null, number | null][] = [
      ['hand', hand && { name: hand.name, camelot: hand.camelot }, null],
      ['analysis', heard, 0.86],
      ['tags', heard, null],
    ];
    return origins.flatMap(([provenance, key, confidence]) =>
      key ? [{ provenance, key, openKey: openKeyOf(key.camelot), confidence }] : [],
    );
  }

  #tempos(row: TrackRow): TempoView[] {
    const found = inventTrack(row.id).bpm;
    const hand = this.#byHand.get(row.id);
    const tempos: TempoView[] = [];
    if (hand !== undefined)
      tempos.push({ provenance: 'hand', danced: hand, notated: null, confidence: null });
    if (found === null) return tempos;
    tempos.push({ provenance: 'analysis', danced: found, notated: null, confidence: 0.93 });
    tempos.push({ provenance: 'dj_program', danced: found, notated: found * 2, confidence: null });
    return tempos;
  }
}

/** What is unknown stands last, whichever way the list runs. */
function compare(
  a: string | number | null,
  b: string | number | null,
  descending: boolean,
): number {
  if (a === null || b === null) return +(a === null) - +(b === null);
  const order = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
  return descending ? -order : order;
}

function countBands(rows: TrackRow[]): BandCounts {
  const of = (band: TrackRow['band']) => rows.filter((row) => row.band === band).length;
  return {
    all: rows.length,
    slow: of('slow'),
    medium: of('medium'),
    fast: of('fast'),
    veryFast: of('very_fast'),
  };
}
