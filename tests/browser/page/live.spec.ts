// What a dancer sees while a DJ plays.
import { expect, parts, test } from './support/test';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const still = { title: 'Still Here', artist: 'June Calloway', bpm: 86 };

test('a track appears on the phone, and the one before it goes to the list', async ({
  page,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await page.goto(booth.livePath);
  const { title, artist, bpm, news, earlier } = parts(page);
  await expect(page.getByRole('heading', { name: 'Waiting for the first track' })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('DJ Mara');
  await expect(news).toHaveText('Connected');

  await booth.play(still);
  await expect(title).toHaveText('Still Here');
  await booth.play(stormy, 0, 230_000);
  await expect(title).toHaveText('Stormy Corner Blues');
  await expect(artist).toHaveText('Otis Marlow');
  await expect(bpm).toHaveText('98 BPM');
  await expect(page.getByTestId('elapsed')).toHaveText(/^0:0\d$/);
  await expect(page.getByText('of 3:50')).toBeVisible();
  await expect(earlier).toHaveCount(1);
  await expect(earlier).toContainText('Still Here');
  await expect(page).toHaveTitle('Stormy Corner Blues · Pika!');
  await expect(page.getByText('Now playing: Stormy Corner Blues by Otis Marlow')).toBeAttached();

  await booth.stopTrack();
  await expect(page.getByRole('heading', { name: 'Nothing plays right now' })).toBeVisible();
  await expect(earlier).toHaveCount(2);
});

test('a phone that comes late sees what plays, what played, and who is there', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(still, 240_000);
  await booth.play(stormy, 102_000);
  await page.goto(booth.livePath);
  const { title, earlier } = parts(page);
  await expect(title).toHaveText('Stormy Corner Blues');
  await expect(page.getByTestId('elapsed')).toHaveText(/^1:4\d$/);
  await expect(earlier).toContainText('4 min ago');
  await expect(page.getByText('1 dancer', { exact: true })).toBeAttached();
  const other = await anotherPhone();
  await other.goto(booth.livePath);
  await expect(page.getByText('2 dancers', { exact: true })).toBeAttached();
});

test('the end shows the list of the night, also to a phone that comes after it', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(still);
  await booth.play(stormy);
  await page.goto(booth.livePath);
  await parts(page).heart.click();
  await expect(parts(page).likes).toHaveText('You like this');
  await booth.end();
  const night = page.getByRole('list', { name: 'Tracks of the night, newest first' });
  await expect(page.getByRole('heading', { name: 'That was the night' })).toBeVisible();
  await expect(page.getByText('DJ Mara played 2 tracks; 1 with your heart.')).toBeVisible();
  await expect(night.getByRole('listitem')).toHaveText([/Stormy Corner Blues/, /Still Here/]);

  const late = await anotherPhone();
  await late.goto(booth.livePath);
  await expect(late.getByRole('heading', { name: 'That was the night' })).toBeVisible();
  await expect(late.getByRole('listitem')).toHaveText([/Stormy Corner Blues/, /Still Here/]);
});

test('the lobby says that nobody is live, and enters the only session', async ({
  page,
  goLive,
}) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Nobody is live right now' })).toBeVisible();
  const booth = await goLive('DJ Mara');
  await page.goto('/live');
  await expect(page).toHaveURL(new RegExp(`${booth.livePath}$`));
  await expect(page.getByRole('heading', { name: 'Waiting for the first track' })).toBeVisible();
});

test('the lobby lists several sessions', async ({ page, goLive }) => {
  const mara = await goLive('DJ Mara');
  await goLive('DJ Ole');
  await mara.play(stormy);
  await page.goto('/');
  await expect(page.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('link', { name: /DJ Mara/ }).click();
  await expect(parts(page).title).toHaveText('Stormy Corner Blues');
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/live/short');
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'See who is live' })).toBeVisible();
});
