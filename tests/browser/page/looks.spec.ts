// Every view of the dancers' page on several phones: accessible (axe), nothing wider than the screen,
// and a picture of each in target/screens for people to judge.
import AxeBuilder from '@axe-core/playwright';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, parts, test } from './support/test';

const screens = resolve(import.meta.dirname, '../../../target/screens');

const phones = [
  { name: 'phone', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'small', width: 320, height: 568, colorScheme: 'dark' },
  { name: 'sideways', width: 844, height: 390, colorScheme: 'dark' },
] as const;

const evening = [
  { track: { title: 'Sugar in My Coffee', artist: 'Otis Marlow', bpm: 104 }, minutes: 27 },
  { track: { title: 'Paper Moon Motel', artist: 'Ada Finch', bpm: 88 }, minutes: 23 },
  { track: { title: 'Slow Burn', artist: 'Marcus Vale', bpm: 78 }, minutes: 19 },
  {
    track: {
      title: 'Whatever It Takes to Get You Home Before the Morning Comes',
      artist: 'Rosalind & the Long Players',
      bpm: 117,
    },
    minutes: 15,
  },
  { track: { title: 'Harbor Lights', artist: 'The Low Tide Trio', bpm: 96 }, minutes: 11 },
  { track: { title: 'Still Here', artist: 'June Calloway', bpm: 86 }, minutes: 7 },
  { track: { title: 'Queen of Quiet', artist: 'Delta Parade', bpm: 92 }, minutes: 3 },
];

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const longest = {
  title:
    'I Would Have Walked a Thousand Miles in These Old Worn-Out Shoes Just to See You Smile (Live at the Riverside Ballroom, Extended Dance Version)',
  artist: 'The Extraordinarily Long-Named Orchestra featuring Rosalind Featherstonehaugh & Friends',
  bpm: 128.4,
};

async function judge(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(tooWide, 'nothing reaches beyond the screen').toBe(0);
  await page.evaluate(() => {
    window.scrollTo(0, 0);
  });
  await page.screenshot({ path: `${screens}/page-${name}.png` });
}

for (const { name, width, height, colorScheme } of phones) {
  test.describe(name, () => {
    test.use({ viewport: { width, height }, colorScheme, deviceScaleFactor: 2, notifies: true });

    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme });
    });

    test(`every view of the live page is fit to be seen: ${name}`, async ({ page, goLive }) => {
      const booth = await goLive('DJ Mara');
      await page.goto(booth.livePath);
      const { title, heart, earlier, news } = parts(page);
      await expect(
        page.getByRole('heading', { name: 'Waiting for the first track' }),
      ).toBeVisible();
      await judge(page, `waiting-${name}`);

      await booth.catchUp(evening);
      await booth.play(stormy, 102_000, 231_000);
      await expect(title).toHaveText(stormy.title);
      await expect(earlier).toHaveCount(evening.length);
      await earlier.nth(0).getByRole('button').click();
      await earlier.nth(3).getByRole('button').click();
      await heart.click();
      await expect(parts(page).likes).toHaveText('You like this');
      await page.evaluate(() => {
        (document.activeElement as HTMLElement).blur();
      });
      await judge(page, `playing-${name}`);

      await booth.play(longest, 20_000, 401_000);
      await expect(title).toHaveText(longest.title);
      await judge(page, `long-title-${name}`);

      await booth.shareTempo();
      await parts(page).tempo('Slower').click();
      await booth.hearsTempo(1, 0, 0);
      await booth.announce(
        'Jack & Jill in ten minutes. Please come to the bar to sign up, leaders and followers.',
      );
      await booth.ask('What should the last hour be?', [
        'Blues',
        'Contemporary',
        'A bit of everything, but slower and with more room to play than before',
      ]);
      const { announcement, poll } = parts(page);
      await expect(announcement).toBeVisible();
      await judge(page, `asked-${name}`);
      await poll.getByRole('button', { name: 'Contemporary' }).click();
      await booth.hearsVotes([0, 1, 0]);
      await booth.endPoll();
      await expect(poll.getByText('The poll has ended')).toBeVisible();
      await judge(page, `answered-${name}`);

      await booth.drop();
      await expect(news).toHaveText("The DJ's line is down; the music goes on");
      await judge(page, `dj-away-${name}`);

      await booth.goLive();
      await booth.end();
      await expect(page.getByRole('heading', { name: 'That was the night' })).toBeVisible();
      await judge(page, `ended-${name}`);
    });

    test(`the lobby is fit to be seen: ${name}`, async ({ page, goLive }) => {
      await page.goto('/live');
      await expect(page.getByRole('heading', { name: 'Nobody is live right now' })).toBeVisible();
      await judge(page, `nobody-${name}`);
      const mara = await goLive('DJ Mara');
      await goLive('DJ Ole');
      await mara.play(stormy);
      await page.goto('/live');
      await expect(page.getByRole('listitem')).toHaveCount(2);
      await judge(page, `lobby-${name}`);
    });
  });
}

test('everything can be reached and pressed with a keyboard', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.catchUp(evening.slice(0, 2));
  const play = await booth.play(stormy);
  await page.goto(booth.livePath);
  const { heart, earlier } = parts(page);
  await expect(earlier).toHaveCount(2);
  await page.keyboard.press('Tab');
  await expect(heart).toBeFocused();
  await page.keyboard.press('Space');
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await booth.hearsLikes(play, 1);
  await page.keyboard.press('Tab');
  const tempo = page.getByRole('group', { name: 'The tempo of this track' });
  for (const vote of await tempo.getByRole('button').all()) {
    await expect(vote).toBeFocused();
    await page.keyboard.press('Tab');
  }
  await expect(earlier.nth(0).getByRole('button')).toBeFocused();
});

test('nothing to press is smaller than a finger', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.catchUp(evening);
  await page.goto(booth.livePath);
  await expect(parts(page).title).toBeVisible();
  for (const target of await page.getByRole('button').all()) {
    const box = await target.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
});
