// One track from near: what the analysis heard as pictures and words, and the DJ's own hand on it.
import { expect, test, type DjWindow } from './stories';

const side = (dj: DjWindow) => dj.page.getByRole('complementary', { name: 'The chosen track' });

test('a track shows its form, energy, readings and feel', async ({ dj }) => {
  await dj.open('library');
  await dj.rows().nth(3).click();
  const track = side(dj);
  const picture = track.getByRole('figure', { name: 'The track as it was heard' });
  await expect(picture).toContainText(/Groove from 0:\d\d, until \d:\d\d, \d+ bars of 4\./);
  await expect(picture.getByRole('img', { name: /^Energy along the track/ })).toBeVisible();
  await expect(track.getByRole('img', { name: /^Energy \d+, Dance/ })).toBeVisible();
  await expect(track.getByText(/swing|straight/)).toBeVisible();
  await expect(track.getByText(/dBTP/)).toBeVisible();
  await expect(track.getByText(/Open Key \d+[md]/)).toBeVisible();
  await expect(track.getByRole('row', { name: /^Analysis/ }).first()).toContainText('sure');
});

test('the beats are looked at with the keyboard, bar by number', async ({ dj, page }) => {
  await dj.open('library');
  await dj.rows().nth(3).click();
  const lens = side(dj).getByRole('slider', { name: 'Look at the beats' });
  await expect(lens).toHaveAttribute('aria-valuetext', 'From 0:00, bar 1');
  await lens.focus();
  await page.keyboard.press('End');
  await expect(lens).toHaveAttribute('aria-valuetext', /^From [1-9]:\d\d, bar \d\d+$/);
});

test('another reading is danced to with one press, and taken back', async ({ dj, page }) => {
  await dj.open('library');
  const row = dj.rows().nth(3);
  await row.click();
  const before = (await row.locator('.bpm').textContent()) ?? '';
  const readings = side(dj).getByRole('region', { name: 'What the pulse could be' });
  await expect(readings.getByRole('button', { pressed: true })).toContainText(before);
  const other = readings.getByRole('button', { pressed: false }).last();
  const half = (await other.locator('.figure').textContent()) ?? '';
  await other.click();
  await expect(row.locator('.bpm')).toHaveText(half);
  await expect(readings.getByRole('button', { pressed: true })).toContainText(half);
  await page.keyboard.press('z');
  await expect(row.locator('.bpm')).toHaveText(before);
});

test('a tempo is tapped along to, and used only when the DJ says so', async ({ dj, page }) => {
  await dj.open('library');
  const row = dj.rows().nth(3);
  await row.click();
  await expect(side(dj).getByRole('button', { name: 'Tap along' })).toBeVisible();
  for (let tap = 0; tap < 5; tap++) {
    await page.keyboard.press('d');
    if (tap < 4) await page.clock.runFor(600);
  }
  const use = side(dj).getByRole('button', { name: /^Use / });
  await expect(use).toBeVisible();
  const tapped = ((await use.textContent()) ?? '').replace(/[^\d.]/g, '');
  await page.keyboard.press('u');
  await expect(row.locator('.bpm')).toHaveText(tapped);
  await expect(use).toBeHidden();
  await page.keyboard.press('z');
  await expect(row.locator('.bpm')).not.toHaveText(tapped);
});

test('the key is set by ear, shown in the list, and taken back', async ({ dj, page }) => {
  await dj.open('library');
  const row = dj.rows().nth(3);
  await row.click();
  const before = (await row.textContent()) ?? '';
  await side(dj).getByLabel('Set the key').selectOption('F# minor');
  await expect(row).toContainText('11A F# minor');
  await expect(side(dj)).toContainText('F# minor, Open Key 4m');
  await expect(side(dj).getByRole('row', { name: /^You 11A/ })).toBeVisible();
  await page.keyboard.press('y');
  await expect(row).toHaveText(before);
  await side(dj)
    .getByRole('button', { name: /^Or \d+[AB] / })
    .click();
  await expect(side(dj).getByRole('button', { name: 'Take my key back' })).toBeVisible();
});

test('a track that was never heard says so, is analysed now, and can be stopped', async ({
  dj,
  page,
}) => {
  await dj.open('library', 13);
  await dj.table.locator('.row.new').first().click();
  const track = side(dj);
  await expect(track).toContainText('Not analysed yet.');
  await expect(track.getByRole('figure')).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(track.getByRole('status')).toHaveText('Analysing this track …');
  await track.getByRole('button', { name: 'Cancel' }).click();
  await expect(track).toContainText('Not analysed yet.');
});

test('a failure is told in words, with another go', async ({ dj }) => {
  await dj.open('library', 13);
  await dj.table.locator('.row.failed').first().click();
  const track = side(dj);
  await expect(track).toContainText('it looks cut off');
  await track.getByRole('button', { name: 'Analyse again' }).click();
  await expect(track.getByRole('status')).toHaveText('Analysing this track …');
});

test('a result of an older version says so and has no energy line', async ({ dj }) => {
  await dj.open('library', 4);
  const track = side(dj);
  for (const row of await dj.rows().all()) {
    await row.click();
    if (await track.getByText('older version of Pika').isVisible()) break;
  }
  await expect(track).toContainText('Analysed by an older version of Pika, which heard less.');
  await expect(track.getByRole('img', { name: /^Energy along/ })).toHaveCount(0);
  await expect(track.getByRole('button', { name: 'Analyse again' })).toBeVisible();
});
