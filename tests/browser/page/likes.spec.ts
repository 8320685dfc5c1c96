// A like is shown at once, arrives once, and is never lost.
import { expect, parts, test } from './support/test';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const still = { title: 'Still Here', artist: 'June Calloway', bpm: 86 };

test('a like reaches the booth and the other phones, and survives a reload', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play(stormy);
  const other = await anotherPhone();
  await other.goto(booth.livePath);
  await page.goto(booth.livePath);
  const { heart, likes } = parts(page);
  await expect(heart).toHaveAttribute('aria-pressed', 'false');
  await heart.click();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await booth.hearsLikes(play, 1);
  await expect(parts(other).likes).toHaveText('1 dancer likes this');
  await expect(likes).toHaveText('You like this');
  await expect(likes).toHaveAttribute('data-count', '1');

  await page.reload();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await expect(likes).toHaveText('You like this');

  await heart.click();
  await booth.hearsLikes(play, 0);
  await expect(likes).toHaveText('Tap if you like it');
  await expect(parts(other).likes).toHaveText('Tap if you like it');
});

test('an earlier track can be liked from the list', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  const earlier = await booth.play(still);
  await booth.play(stormy);
  await page.goto(booth.livePath);
  const heart = parts(page).earlier.getByRole('button', { name: 'Like Still Here' });
  await heart.click();
  await booth.hearsLikes(earlier, 1);
  await page.reload();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await expect(parts(page).heart).toHaveAttribute('aria-pressed', 'false');
});

test('a like given while the server is down arrives once after it is back', async ({
  page,
  cloud,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play(stormy);
  await page.goto(booth.livePath);
  const { heart, likes, news } = parts(page);
  await expect(news).toHaveText('Connected');
  await cloud.down();
  await expect(news).toHaveText(/The server restarts|Reconnecting/);
  await heart.click();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('Your heart is kept')).toBeVisible();

  await cloud.up();
  await expect(news).toHaveText("The DJ's line is down; the music goes on", { timeout: 20_000 });
  await booth.drop();
  await booth.goLive();
  await expect(news).toHaveText('Connected');
  await booth.hearsLikes(play, 1);
  await expect(likes).toHaveText('You like this');
  await page.reload();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await expect(likes).toHaveText('You like this');
});

test('a like given while the server is down survives closing the page', async ({
  page,
  cloud,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play(stormy);
  await page.goto(booth.livePath);
  const { heart, news } = parts(page);
  await expect(news).toHaveText('Connected');
  await cloud.down();
  await heart.click();
  await page.goto('about:blank');

  await cloud.up();
  await booth.drop();
  await booth.goLive();
  await page.goto(booth.livePath);
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await booth.hearsLikes(play, 1);
});
