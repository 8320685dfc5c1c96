import { expect, test } from 'vitest';
import type { Backend } from '../backend/backend';
import { FakeBackend } from '../backend/fake';
import { inventTrack } from '../backend/fake/library';
import type { TrackDetail } from '../backend/types';
import { Inspector } from './inspector.svelte';
import { Notices } from './notices.svelte';

const ANALYSED = inventTrack(2);

async function inspecting(id: number) {
  const backend = new FakeBackend('library', 200);
  const inspector = new Inspector(backend, new Notices());
  await inspector.choose(inventTrack(id));
  return { backend, inspector };
}

test('halving sets the tempo by hand, and it can be taken back', async () => {
  const { inspector } = await inspecting(ANALYSED.id);
  const found = ANALYSED.bpm ?? 0;
  await inspector.scaleTempo(0.5);
  expect(inspector.tempo).toMatchObject({ provenance: 'hand', danced: found / 2 });
  expect(inspector.row?.bpm).toBe(found / 2);
  await inspector.takeBackTempo();
  expect(inspector.setByHand).toBe(false);
  expect(inspector.tempo?.danced).toBe(found);
});

test('a tempo is not scaled out of what is a tempo', async () => {
  const { inspector } = await inspecting(ANALYSED.id);
  await inspector.scaleTempo(2);
  expect(inspector.canScale(2)).toBe((inspector.tempo?.danced ?? 0) * 2 <= 400);
  await inspector.scaleTempo(2);
  await inspector.scaleTempo(2);
  expect(inspector.tempo?.danced).toBeLessThanOrEqual(400);
});

test('a track without tempo has nothing to scale', async () => {
  const { inspector } = await inspecting(5);
  expect([inspector.tempo, inspector.canScale(2)]).toEqual([null, false]);
});

test('the answer for a track that is no longer chosen is dropped', async () => {
  const answers = new Map<number, (detail: TrackDetail | null) => void>();
  const backend = {
    getTrack: (id: number) => new Promise((answer) => answers.set(id, answer)),
  } as unknown as Backend;
  const details = new FakeBackend('library', 200);
  const inspector = new Inspector(backend, new Notices());
  const first = inspector.choose(inventTrack(2));
  const second = inspector.choose(inventTrack(3));
  answers.get(3)?.(await details.getTrack(3));
  answers.get(2)?.(await details.getTrack(2));
  await Promise.all([first, second]);
  expect(inspector.detail?.row.id).toBe(3);
});

test('a track that is gone closes the inspector', async () => {
  const { backend, inspector } = await inspecting(ANALYSED.id);
  await backend.removeMusicFolder();
  await inspector.refresh();
  expect(inspector.row).toBeNull();
});
