import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend';
import { FakeBackend } from '../backend/fake';
import type { TrackPage, TrackQuery } from '../backend/types';
import { Notices } from './notices.svelte';
import { TrackList } from './track-list.svelte';

/** A library whose answers wait until the test gives them. */
function slowLibrary(size: number) {
  const fake = new FakeBackend('library', size);
  const asked: TrackQuery[] = [];
  const waiting: (() => void)[] = [];
  const backend = {
    listTracks: (query: TrackQuery) =>
      new Promise<TrackPage>((answer) => {
        asked.push(query);
        waiting.push(() => answer(fake.library.page(query)));
      }),
  } as Backend;
  const settle = async () => {
    for (const give of waiting.splice(0)) give();
    // One turn of the loop: everything that hangs on the answers has run then.
    await new Promise((done) => setTimeout(done));
  };
  const notices = new Notices();
  return { list: new TrackList(backend, notices), notices, asked, waiting, settle };
}

/** Opens the list and waits until the first rows and those below them are there. */
async function opened(size: number) {
  const library = slowLibrary(size);
  library.list.show(0, 15);
  await library.settle();
  void library.list.refresh();
  await library.settle();
  await library.settle();
  library.asked.length = 0;
  return library;
}

describe('scrolling', () => {
  test('rows are fetched where they come into view, and each page once', async () => {
    const { list, asked, settle } = await opened(100_000);
    list.show(50_000, 50_015);
    list.show(50_001, 50_016);
    expect(asked.map(({ offset }) => offset)).toEqual([49_900, 50_000]);
    expect(list.row(50_003)).toBeUndefined();
    await settle();
    expect(list.row(50_003)?.title).toBeTruthy();
    list.show(50_003, 50_018);
    expect(asked).toHaveLength(2);
  });

  test('nothing is asked for beyond the end', async () => {
    const { list, asked } = await opened(130);
    list.show(110, 129);
    expect(asked.every(({ offset }) => offset < 130)).toBe(true);
  });

  test('a long journey does not keep every page', async () => {
    const { list, settle } = await opened(100_000);
    for (let at = 0; at < 90_000; at += 400) {
      list.show(at, at + 15);
      await settle();
    }
    expect(list.row(3)).toBeUndefined();
    expect(list.row(89_603)).toBeDefined();
  });
});

describe('asking', () => {
  test('old rows stay until the new ones are there', async () => {
    const { list, settle } = await opened(500);
    const before = list.row(0);
    list.setSearch('quiet');
    expect(list.row(0)).toBe(before);
    await settle();
    expect(list.row(0)?.title).toMatch(/quiet/i);
    expect(list.total).toBe(list.counts.all);
  });

  test('an answer that was overtaken is dropped', async () => {
    const { list, waiting, settle } = await opened(500);
    list.setSearch('q');
    list.setSearch('velvet');
    const [first, second] = waiting.splice(0);
    second?.();
    await settle();
    first?.();
    await settle();
    expect(list.row(0)?.title).toMatch(/velvet/i);
  });

  test('the same column again turns the order round, another starts upwards', async () => {
    const { list, asked } = await opened(500);
    list.sortBy('bpm');
    list.sortBy('bpm');
    list.sortBy('key');
    expect(asked.map(({ sort, descending }) => [sort, descending])).toEqual([
      ['bpm', false],
      ['bpm', true],
      ['key', false],
    ]);
  });

  test('bands add up and can all be left again', async () => {
    const { list, asked } = await opened(500);
    list.toggleBand('slow');
    list.toggleBand('fast');
    list.toggleBand('slow');
    list.allBands();
    expect(asked.map(({ bands }) => bands)).toEqual([['slow'], ['slow', 'fast'], ['fast'], []]);
  });

  test('many changes of the library while it is read become one more reading', async () => {
    const { list, asked, settle } = await opened(50);
    void list.refresh();
    for (let change = 0; change < 20; change += 1) void list.refresh();
    await settle();
    await settle();
    expect(asked).toHaveLength(2);
  });
});

test('a library that cannot be read says so and keeps what is shown', async () => {
  const notices = new Notices();
  const list = new TrackList(
    {
      listTracks: () => Promise.reject({ code: 'library_locked', message: 'Another Pika has it.' }),
    } as unknown as Backend,
    notices,
  );
  await list.refresh();
  expect(notices.shown.map(({ code }) => code)).toEqual(['library_locked']);
  expect(list.answered).toBe(false);
});
