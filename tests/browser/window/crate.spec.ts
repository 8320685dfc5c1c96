// The crate: finding music, scrolling and searching it, looking at a track, and trouble on the way.
import { expect, test } from './stories';

test('an empty crate leads to the first folder, and its tracks appear', async ({ dj, page }) => {
  await dj.open('empty');
  await expect(page.getByRole('heading', { name: 'Where is your music?' })).toBeVisible();
  await page.keyboard.press('f');
  await dj.step('scan', { found: 900, done: 0, listed: false, current: '/home/mara/Music' });
  await expect(page.getByText('Looking for music, 900 found')).toBeVisible();
  await dj.step('scan', { found: 2048, done: 812, listed: true, current: null });
  await expect(page.getByText('Reading 812 of 2,048')).toBeVisible();
  await dj.step('finishScan');
  await expect(page.getByText('Folders read: 2,048 added.')).toBeVisible();
  await expect(dj.rows().first()).toBeVisible();
});

test('files that could not be read are named with the reason', async ({ dj, page }) => {
  await dj.open('library');
  await dj.step('finishScan', {
    added: 0,
    problems: [{ path: '/home/mara/Music/broken.mp3', reason: 'The file is no audio.' }],
  });
  await dj.button('Show which').click();
  await expect(page.getByText('/home/mara/Music/broken.mp3')).toBeVisible();
  await expect(page.getByText('The file is no audio.')).toBeVisible();
  await dj.button('Dismiss the report').click();
  await expect(page.getByText('could not be read')).toBeHidden();
});

test('a folder without audio says so instead of showing an empty table', async ({ dj, page }) => {
  await dj.open('empty', 0);
  await page.keyboard.press('f');
  await dj.step('finishScan');
  await expect(page.getByRole('heading', { name: 'No music found' })).toBeVisible();
  await expect(page.getByText('no audio that Pika can read in /home/mara/Music')).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Looking through your music' })).toBeVisible();
});

test('searching narrows as the DJ types, and Escape brings all back', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('/');
  await page.keyboard.type('velvet riv');
  await expect(dj.button(/^All/)).not.toContainText('2,048');
  for (const row of await dj.rows().all()) await expect(row).toContainText('Velvet River');
  await page.keyboard.press('Escape');
  await expect(dj.button(/^All/)).toContainText('2,048');
});

test('letters that are shortcuts are only letters in the search', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('/');
  await page.keyboard.type('g23s0');
  await expect(page.getByRole('textbox', { name: /Search/ })).toHaveValue('g23s0');
  await expect(page.getByRole('heading', { name: 'No track fits' })).toBeVisible();
  await dj.button('Show all tracks').click();
  await expect(dj.rows().first()).toBeVisible();
});

test('a tempo band keeps only its tracks', async ({ dj }) => {
  await dj.open('library');
  await dj.button(/^Very fast/).click();
  await expect(dj.button(/^Very fast/)).toHaveAttribute('aria-pressed', 'true');
  const tempos = await dj.rows().locator('.bpm').allTextContents();
  expect(tempos.length).toBeGreaterThan(5);
  expect(tempos.every((bpm) => Number(bpm) >= 125)).toBe(true);
});

test('columns sort both ways and say so', async ({ dj, page }) => {
  await dj.open('library');
  const bpm = page.getByRole('columnheader', { name: 'BPM' });
  await bpm.getByRole('button').click();
  await expect(bpm).toHaveAttribute('aria-sort', 'ascending');
  await bpm.getByRole('button').click();
  await expect(bpm).toHaveAttribute('aria-sort', 'descending');
  await expect(dj.rows().first().locator('.bpm')).toHaveText(/^12\d|^13\d/);
});

test('a hundred thousand tracks scroll without blank rows', async ({ dj, page }) => {
  await dj.open('library', 100_000);
  await expect(dj.table).toHaveAttribute('aria-rowcount', '100001');
  for (const share of [0.31, 0.77, 1, 0.5]) {
    await dj.table.evaluate((grid, at) => {
      grid.scrollTop = grid.scrollHeight * at;
    }, share);
    await expect(page.getByText('Loading')).toHaveCount(0);
    const box = await dj.table.boundingBox();
    const covered = await dj.rows().evaluateAll(
      (rows, { top, bottom }) =>
        rows.filter((row) => {
          const place = row.getBoundingClientRect();
          return place.bottom > top && place.top < bottom && row.textContent !== '';
        }).length,
      { top: (box?.y ?? 0) + 45, bottom: (box?.y ?? 0) + (box?.height ?? 0) - 1 },
    );
    expect(covered).toBeGreaterThanOrEqual(Math.floor(((box?.height ?? 0) - 45) / 48));
  }
});

test('the keyboard walks the table and opens tracks', async ({ dj, page }) => {
  await dj.open('library');
  await dj.table.focus();
  await page.keyboard.press('End');
  await expect(dj.table.locator('[aria-rowindex="2049"]')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('PageDown');
  const active = await dj.table.getAttribute('aria-activedescendant');
  const chosen = dj.table.locator(`#${active}`);
  await expect(chosen).toHaveAttribute('aria-selected', 'true');
  const title = await chosen.locator('.title').textContent();
  await expect(page.getByRole('complementary')).toContainText(title ?? 'no title');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toBeHidden();
});

test('the tempo is halved by hand, shown everywhere, and taken back', async ({ dj, page }) => {
  await dj.open('library');
  await dj.rows().nth(2).click();
  const row = dj.rows().nth(2).locator('.bpm');
  const before = (await row.textContent()) ?? '';
  await page.keyboard.press('[');
  await expect(row).toHaveText(String(Math.round((Number(before) / 2) * 10) / 10));
  await expect(page.getByRole('row', { name: /^You/ })).toBeVisible();
  await page.keyboard.press('z');
  await expect(row).toHaveText(before);
});

test('the analysis starts, pauses, goes on and stops', async ({ dj, page }) => {
  await dj.open('library');
  await dj.button('Analyse 119 tracks').click();
  await dj.step('analyse', 40);
  await expect(page.getByText('Analysing 40 of 119, about 4 min left')).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByText('Analysis paused at 40 of 119')).toBeVisible();
  await page.keyboard.press('s');
  await dj.step('analyse', 79);
  await expect(dj.button(/^Analyse/)).toBeHidden();
});

test('an analysis that cannot start says why and can be tried again', async ({ dj, page }) => {
  await dj.open('library');
  await dj.step('refuse', 'startAnalysis', {
    code: 'analysis_unavailable',
    message: 'The analysis program is missing.',
  });
  await page.keyboard.press('s');
  await expect(page.getByText('The analysis program is missing.')).toBeVisible();
  await dj.button('Try again').click();
  await expect(page.getByText(/^Analysing 0 of/)).toBeVisible();
});

test('the list is where it was after a look at the stage', async ({ dj, page }) => {
  await dj.open('library');
  await dj.table.evaluate((grid) => (grid.scrollTop = 4_800));
  await expect(dj.table.locator('[aria-rowindex="102"]')).toBeVisible();
  await page.keyboard.press('2');
  await page.keyboard.press('1');
  await expect(dj.table.locator('[aria-rowindex="102"]')).toBeVisible();
});
