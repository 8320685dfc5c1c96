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
  await expect(track.getByText(/^eighths \d\.\d to 1, (one tempo|beats differ)/)).toBeVisible();
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

/** Number five of the invented library was never analysed. */
const NEW = 5;

const chooseNew = async (dj: DjWindow) => {
  await dj.open('library', 13);
  await dj.table.locator('.row.new').first().click();
  await expect(side(dj)).toContainText('Not analysed yet.');
  await expect(side(dj).getByRole('figure')).toHaveCount(0);
};

test('one track is analysed with a key, says how far it is, and is there in the end', async ({
  dj,
  page,
}) => {
  await chooseNew(dj);
  const track = side(dj);
  await page.keyboard.press('n');
  await expect(track.getByRole('status')).toHaveText('Analysing this track …');
  await expect(track).toContainText('0 %');
  await dj.step('hear', NEW, 0.42);
  await expect(track).toContainText('42 %');
  await expect(page.getByText('Analysing 0 of 1')).toBeVisible();
  await dj.step('finishTrack', NEW);
  await expect(track.getByRole('status')).toHaveCount(0);
  await expect(track.getByRole('button', { name: /^Analyse/ })).toHaveCount(0);
  await expect(dj.table.locator('.row.new')).toHaveCount(0);
});

test('one track is given up with a key, and the library goes on', async ({ dj, page }) => {
  await chooseNew(dj);
  const track = side(dj);
  const library = { state: 'running', done: 2, total: 8, failed: 0 };
  await dj.step('analysis', { ...library, current: [{ trackId: 7, title: 'Seven', share: 0.1 }] });
  await expect(track.getByRole('status')).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(track.getByRole('status')).toHaveText('Analysing this track …');
  await expect(page.getByText('Analysing 2 of 9')).toBeVisible();
  await page.keyboard.press('q');
  await expect(track).toContainText('Not analysed yet.');
  await expect(page.getByText('Analysing 2 of 8')).toBeVisible();
});

test('a failure is told in words, with another go that may fail for another reason', async ({
  dj,
}) => {
  await dj.open('library', 13);
  const row = dj.table.locator('.row.failed').first();
  await row.click();
  const track = side(dj);
  await expect(track).toContainText('it looks cut off');
  await track.getByRole('button', { name: 'Analyse again' }).click();
  await expect(track.getByRole('status')).toHaveText('Analysing this track …');
  await dj.step('finishTrack', 13, 'The analysis of the file took too long.');
  await expect(track).toContainText('The analysis of the file took too long.');
  await expect(track.getByRole('button', { name: 'Analyse again' })).toBeVisible();
});

test('an analysis that does not begin says why beside the track', async ({ dj }) => {
  await chooseNew(dj);
  const problem = 'Analysis cannot start: the sidecar ended at once.';
  await dj.step('analysis', { state: 'idle', current: [], problem });
  await expect(side(dj).getByRole('alert')).toHaveText(problem);
  await side(dj).getByRole('button', { name: 'Analyse it now' }).click();
  await expect(side(dj).getByRole('alert')).toHaveCount(0);
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
