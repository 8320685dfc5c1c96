// Every view of the dancers' page on several phones: accessible (axe), nothing wider than the screen,
// and a picture of each in target/screens for people to judge.
import { evening } from './support/evening';
import { judge } from './support/judge';
import { expect, parts, test } from './support/test';

const phones = [
  { name: 'phone', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'small', width: 320, height: 568, colorScheme: 'dark' },
  { name: 'sideways', width: 844, height: 390, colorScheme: 'dark' },
] as const;

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const longest = {
  title:
    'I Would Have Walked a Thousand Miles in These Old Worn-Out Shoes Just to See You Smile (Live at the Riverside Ballroom, Extended Dance Version)',
  artist: 'The Extraordinarily Long-Named Orchestra featuring Rosalind Featherstonehaugh & Friends',
  bpm: 128.4,
};

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
      await judge(page, `page-waiting-${name}`);

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
      await judge(page, `page-playing-${name}`);

      await booth.play(longest, 20_000, 401_000);
      await expect(title).toHaveText(longest.title);
      await judge(page, `page-long-title-${name}`);

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
      await judge(page, `page-asked-${name}`);
      await poll.getByRole('button', { name: 'Contemporary' }).click();
      await booth.hearsVotes([0, 1, 0]);
      await booth.endPoll();
      await expect(poll.getByText('The poll has ended')).toBeVisible();
      await judge(page, `page-answered-${name}`);

      await booth.drop();
      await expect(news).toHaveText("The DJ's line is down; the music goes on");
      await judge(page, `page-dj-away-${name}`);

      await booth.goLive();
      await booth.end();
      await expect(page.getByRole('heading', { name: 'That was the night' })).toBeVisible();
      await judge(page, `page-ended-${name}`);
    });

    test(`the lobby is fit to be seen: ${name}`, async ({ page, goLive }) => {
      await page.goto('/live');
      await expect(page.getByRole('heading', { name: 'Nobody is live right now' })).toBeVisible();
      await judge(page, `page-nobody-${name}`);
      const mara = await goLive('DJ Mara');
      await goLive('DJ Ole');
      await mara.play(stormy);
      await page.goto('/live');
      await expect(page.getByRole('listitem')).toHaveCount(2);
      await judge(page, `page-lobby-${name}`);
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
