// The stage: going live, what the room hears, likes arriving, trouble with the link, and the end.
import type { Locator } from '@playwright/test';
import { expect, test } from './stories';

/** What a time like `1:42` says. */
async function seconds(time: Locator): Promise<number> {
  const [minutes, rest] = ((await time.textContent()) ?? '').split(':').map(Number);
  return (minutes ?? NaN) * 60 + (rest ?? NaN);
}

test('the first time, going live asks for the name in place', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('g');
  await page.keyboard.type('Mara');
  await page.keyboard.press('Enter');
  await expect(dj.button('Live 0:00')).toBeVisible();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Play a track in Mixxx' })).toBeVisible();
});

test('one key opens the page to the phones in the room', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('g');
  await page.keyboard.type('Mara');
  await page.keyboard.press('Enter');
  await expect(page.getByText('http://127.0.0.1:3737/')).toBeVisible();
  await expect(page.getByText('Only this computer can open it so far')).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.getByText('http://192.168.178.20:3737/')).toBeVisible();
  await expect(page.getByText('Every phone in the same')).toBeVisible();
});

test('off air there is one button, and it is on the stage too', async ({ dj, page }) => {
  await dj.open('library');
  await expect(dj.button('Go live')).toHaveCount(1);
  await page.keyboard.press('2');
  await expect(dj.button('Go live')).toHaveCount(1);
  await dj.button('Go live').click();
  await expect(page.getByLabel('Your name, as dancers see it')).toBeFocused();
});

test('a track that starts takes the stage, and its likes arrive', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await dj.step('play', 30, { title: 'Stormy Corner Blues', artist: 'Otis Marlow', likes: 0 });
  await expect(page.getByRole('heading', { name: 'Stormy Corner Blues' })).toBeVisible();
  await expect(page.getByText('Playing, track 20')).toBeVisible();
  await dj.step('like', 1);
  await dj.step('like', 2);
  await expect(page.getByRole('region', { name: 'The floor' })).toContainText('3');
  const plays = page.getByRole('table', { name: 'Plays of the night' });
  await expect(plays.getByRole('row', { name: /Stormy Corner Blues/ })).toContainText('3 likes');
});

test('time runs while a track plays, and stops at its end', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.clock.pauseAt('2026-11-24T22:47:30');
  const elapsed = page.getByRole('region', { name: 'Now playing' }).locator('dd').last();
  const before = await seconds(elapsed);
  await page.clock.runFor(10_000);
  expect(await seconds(elapsed)).toBe(before + 10);
  await page.clock.runFor(600_000);
  await expect(elapsed).toHaveText('2:45');
});

test('a track that stopped unnoticed is cleared by its key', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('x');
  await expect(page.getByRole('heading', { name: 'Play a track in Mixxx' })).toBeVisible();
});

test('a track that is not in the crate is shown with what is known', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await dj.step('play', 30, {
    trackId: null,
    title: '<b>Untagged</b> & Loud',
    artist: '',
    bpm: null,
    band: null,
    key: null,
    energy: null,
    durationS: null,
  });
  await expect(page.getByRole('heading', { name: '<b>Untagged</b> & Loud' })).toBeVisible();
  await expect(page.getByText('Artist unknown')).toBeVisible();
  await expect(page.getByText('Not in your crate')).toBeVisible();
});

test('a very long title never pushes the layout', async ({ dj, page }) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  await dj.open('night');
  await page.keyboard.press('2');
  await dj.step('play', 30, { title: `${'Unbreakable'.repeat(12)} ${'and on '.repeat(40)}` });
  await expect(page.getByText('Playing, track 20')).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await expect(page.getByRole('region', { name: 'The floor' })).toBeInViewport({ ratio: 1 });
});

test('a lost link says how much waits, and nothing is asked of the DJ', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await dj.step('live', {
    state: 'reconnecting',
    problem: 'The server does not answer.',
    waiting: 3,
  });
  await expect(page.getByText('The server does not answer. 3 waiting.')).toBeVisible();
  await expect(dj.button('Link down')).toBeVisible();
  await dj.step('live', { state: 'live', problem: null, waiting: 0, roundTripMs: 9 });
  await expect(page.getByText('9 ms, nothing waiting')).toBeVisible();
});

test('a DJ program that fails is named with its sentence', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('2');
  await dj.step('sources', [
    { source: 'mixxx', state: 'failing', detail: 'Its library is locked.', lastWriteAt: null },
  ]);
  await expect(page.getByText('Mixxx: Its library is locked.')).toBeVisible();
});

test('ending the set asks once, in place, with the safe answer in focus', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('e');
  await expect(page.getByText('End the set for 143 dancers?')).toBeVisible();
  await expect(dj.button('Keep playing')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByText('End the set for 143 dancers?')).toBeHidden();
  await page.keyboard.press('e');
  await page
    .getByRole('group', { name: 'End the set?' })
    .getByRole('button', { name: 'End set' })
    .click();
  await expect(page.getByRole('heading', { name: 'You are off air' })).toBeVisible();
});

test('a set that the server has not heard the end of does not keep the next one waiting', async ({
  dj,
  page,
}) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await dj.step('live', { state: 'ending', waiting: 2 });
  await expect(dj.button('Ending the set')).toBeVisible();
  await page.keyboard.press('g');
  await expect(dj.button('Live 0:00')).toBeVisible();
});

test('a port that is taken is a notice with what follows from it, not a dialog', async ({
  dj,
  page,
}) => {
  await dj.open('night');
  const message =
    'Another program uses port 7452: the page of the dancers is on port 41873 tonight.';
  await dj.step('notice', { code: 'port_taken', message });
  await expect(page.getByText(message)).toBeVisible();
  await expect(page.getByText('needs the code once more')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the link is copied by its key', async ({ dj, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('c');
  await expect(dj.button('Link copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'http://192.168.178.20:3737/',
  );
});
