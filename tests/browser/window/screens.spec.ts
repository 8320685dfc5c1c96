// Every screen in every theme: checked by axe, and drawn into `target/screens` for people
// to look at; the first theme in both sizes, because themes only change colours.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type DjWindow } from './stories';

const THEMES = ['midnight', 'high_contrast', 'red', 'daylight'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1000, height: 700 },
] as const;
/** What is pressed and clicked has at least this size, in pixels. */
const TARGET = 44;

const SCREENS: Record<string, (dj: DjWindow) => Promise<void>> = {
  crate: async (dj) => {
    await dj.open('library');
    await dj.rows().nth(3).click();
    await expect(dj.page.getByRole('img', { name: /^Energy \d/ })).toBeVisible();
  },
  'track-key': async (dj) => {
    await dj.open('library');
    await dj.rows().nth(3).click();
    await dj.page.getByLabel('Set the key').selectOption('F# minor');
    await expect(dj.button('Take my key back')).toBeVisible();
    await dj.page.getByRole('row', { name: /^Tags/ }).last().scrollIntoViewIfNeeded();
  },
  'track-failed': async (dj) => {
    await dj.open('library', 13);
    await dj.table.locator('.row.failed').first().click();
    await expect(dj.button('Analyse again')).toBeVisible();
  },
  'crate-empty': (dj) => dj.open('empty'),
  'crate-busy': async (dj) => {
    await dj.open('library');
    await dj.step('finishScan', {
      added: 12,
      problems: [{ path: '/home/mara/Music/broken.mp3', reason: 'The file is no audio.' }],
    });
    await dj.button('Show which').click();
    await dj.button(/^Analyse/).click();
    await dj.step('analyse', 40);
  },
  stage: async (dj) => {
    await dj.open('night');
    await dj.page.keyboard.press('2');
  },
  'stage-off-air': async (dj) => {
    await dj.open('library');
    await dj.page.keyboard.press('2');
  },
  'stage-trouble': async (dj) => {
    await dj.open('night');
    await dj.page.keyboard.press('2');
    await dj.step('live', { state: 'reconnecting', problem: 'No answer.', waiting: 3 });
    await dj.step('notice', { code: 'port_taken', message: 'Port 3737 is in use.' });
    await dj.page.keyboard.press('e');
  },
  'stage-poll': async (dj) => {
    await dj.open('night');
    await dj.page.keyboard.press('2');
    await dj.page.keyboard.press('p');
    await dj.button('Tempo').click();
    await dj.page.keyboard.press('Enter');
    await dj.step('vote', 3, 11, 6);
    await dj.page.keyboard.press('a');
    await dj.page.keyboard.type('Jack & Jill in ten minutes, at the bar');
    await dj.page.keyboard.press('Enter');
    await expect(dj.page.getByRole('region', { name: 'Announcement' })).toBeVisible();
  },
  'stage-asking': async (dj) => {
    await dj.open('night');
    await dj.page.keyboard.press('2');
    await dj.page.keyboard.press('p');
    await dj.button('Style').click();
  },
  'settings-cloud': async (dj) => {
    await dj.open('library');
    await dj.page.keyboard.press('0');
    await dj.page.getByLabel('Address').fill('https://pika.example');
    await dj.page.getByLabel('Address').press('Enter');
    await dj.step('account', { state: 'valid', djName: 'Mara Lind', place: 'this_run' });
    await dj.button(/^Log out$/).scrollIntoViewIfNeeded();
  },
  name: async (dj) => {
    await dj.open('library');
    await dj.page.keyboard.press('g');
  },
  logbook: async (dj) => {
    await dj.open('library');
    await dj.page.keyboard.press('3');
    await expect(dj.page.getByRole('table')).toBeVisible();
  },
  settings: async (dj) => {
    await dj.open('library');
    await dj.page.keyboard.press('0');
  },
};

// The pictures are the record of these stories; a trace of each would cost more than the story.
test.use({ contextOptions: { reducedMotion: 'reduce' }, trace: 'off' });

/** What axe finds: everything, or, for a theme that only changes colours, the contrast. */
async function violations(page: Page, rules: 'all' | 'contrast'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (rules === 'contrast') axe.withRules(['color-contrast']);
  const found = await axe.analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.html)}`);
}

/** What scrolls upright and sideways as well. */
const tooWide = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('aside, aside *, main, main *')]
      .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY))
      .filter((each) => each.scrollWidth > each.clientWidth)
      .map((each) => `${each.tagName} ${each.className}`),
  );

for (const [name, go] of Object.entries(SCREENS)) {
  test(`${name} is accessible and fits in every theme`, async ({ dj, page }) => {
    test.setTimeout(180_000);
    await go(dj);
    await page.evaluate(() => document.fonts.ready);
    for (const theme of THEMES) {
      await page.evaluate((wanted) => (document.documentElement.dataset.theme = wanted), theme);
      for (const size of theme === 'midnight' ? SIZES : SIZES.slice(0, 1)) {
        await page.setViewportSize(size);
        // Pictures are drawn anew a moment after the window has another size.
        await expect.poll(() => tooWide(page), `at ${size.width} pixels`).toEqual([]);
        const path = `../../target/screens/${name}-${theme}-${size.width}.png`;
        await page.screenshot({ path, animations: 'disabled' });
        if (theme === 'midnight') expect(await violations(page, 'all')).toEqual([]);
      }
      if (theme !== 'midnight') expect(await violations(page, 'contrast'), theme).toEqual([]);
    }
    for (const button of await page.getByRole('button').all()) {
      const box = await button.boundingBox();
      const words = (await button.textContent())?.trim();
      expect(box?.height, `height of ${words}`).toBeGreaterThanOrEqual(TARGET - 1);
    }
  });
}
