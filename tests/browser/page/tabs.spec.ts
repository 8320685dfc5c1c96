// One phone with two tabs, and a phone that sleeps.
import type { WebSocket } from '@playwright/test';
import { expect, parts, test } from './support/test';
import { PhoneLine } from './support/line';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const still = { title: 'Still Here', artist: 'June Calloway', bpm: 86 };
const quiet = { title: 'Queen of Quiet', artist: 'Delta Parade', bpm: 92 };

test('two tabs keep each other’s waiting likes, deliver each once, and are one dancer', async ({
  page,
  cloud,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  const first = await booth.play(still);
  const second = await booth.play(quiet);
  const third = await booth.play(stormy);
  await page.goto(booth.livePath);
  const tab = await page.context().newPage();
  await tab.goto(booth.livePath);
  await expect(parts(tab).news).toHaveText('Connected');
  await expect(tab.getByText('1 dancer', { exact: true })).toBeAttached();

  await cloud.down();
  await expect(parts(page).news).toHaveText(/The server restarts|Reconnecting/);
  await parts(page).heart.click();
  await tab.getByRole('button', { name: 'Like Still Here' }).click();
  await page.getByRole('button', { name: 'Like Queen of Quiet' }).click();
  for (const view of [page, tab]) {
    await expect(view.getByRole('button', { pressed: true })).toHaveCount(3);
    await expect(
      view.getByText('3 hearts are kept and go out when the line is back'),
    ).toBeVisible();
  }

  await cloud.up();
  await booth.drop();
  await booth.goLive();
  for (const play of [first, second, third]) await booth.hearsLikes(play, 1);
  for (const view of [page, tab]) {
    await expect(parts(view).likes).toHaveText('You like this');
    await expect(view.getByText('1 dancer', { exact: true })).toBeAttached();
    await expect(view.getByRole('button', { pressed: true })).toHaveCount(3);
    await expect(view.getByText('go out when the line is back')).toHaveCount(0);
  }
});

test('what a closed tab had not delivered, the other one delivers', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play(stormy);
  await page.goto(booth.livePath);
  await expect(parts(page).news).toHaveText('Connected');
  const tab = await page.context().newPage();
  const line = await PhoneLine.of(tab);
  await tab.goto(booth.livePath);
  await expect(parts(tab).news).toHaveText('Connected');
  await line.cut();
  await expect(parts(tab).news).toHaveText(/connecting…/i);
  await parts(tab).heart.click();
  await expect(parts(page).heart).toHaveAttribute('aria-pressed', 'true');
  await tab.close();
  await page.evaluate(() => {
    window.dispatchEvent(new Event('online'));
  });
  await booth.hearsLikes(play, 1);
});

test('a phone that was frozen shows what plays when it is looked at again', async ({
  page,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  const lines: WebSocket[] = [];
  page.on('websocket', (line) => lines.push(line));
  await page.goto(booth.livePath);
  const { title, news, earlier } = parts(page);
  await expect(title).toHaveText('Stormy Corner Blues');
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.setWebLifecycleState', { state: 'frozen' });
  await booth.play(quiet);
  await booth.play(still);
  await browser.send('Page.setWebLifecycleState', { state: 'active' });
  await expect.poll(() => lines.length, 'a line of before the sleep is not trusted').toBe(2);
  await expect(title).toHaveText('Still Here');
  await expect(earlier).toHaveText([/Queen of Quiet/, /Stormy Corner Blues/]);
  await expect(news).toHaveText('Connected');
});

test('a like given without a network arrives after the end, and the dancer is told', async ({
  page,
  goLive,
}) => {
  const line = await PhoneLine.of(page);
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  await page.goto(booth.livePath);
  await expect(parts(page).news).toHaveText('Connected');
  await line.cut();
  await expect(parts(page).news).toHaveText('Reconnecting…');
  await parts(page).heart.click();
  await booth.end();
  line.restore();
  await expect(page.getByRole('heading', { name: 'That was the night' })).toBeVisible();
  await expect(page.getByText('Your heart from before the end has arrived')).toBeVisible();
  await expect(page.getByText('DJ Mara played 1 track; 1 with your heart.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('DJ Mara played 1 track; 1 with your heart.')).toBeVisible();
});

test('a dancer who is deleted in one tab is another one in the others as well', async ({
  page,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play(stormy);
  await page.goto(booth.livePath);
  await parts(page).heart.click();
  await booth.hearsLikes(play, 1);
  const idOf = () => page.evaluate(() => localStorage.getItem('pika.dancer'));
  const before = await idOf();
  const journal = await page.context().newPage();
  const beside = await page.context().newPage();
  await beside.goto('/my-likes');
  await expect(beside.getByText(stormy.title)).toBeVisible();
  await journal.goto('/my-likes');
  await journal.getByRole('button', { name: 'Delete everything …' }).click();
  await journal.getByRole('button', { name: 'Delete it for good' }).click();
  await booth.hearsLikes(play, 0);
  await expect(beside.getByText('Nothing yet.')).toBeVisible();
  await expect(parts(page).heart).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(idOf).toMatch(/^client_/);
  expect(await idOf()).not.toBe(before);
  await parts(page).heart.click();
  await booth.hearsLikes(play, 1);
  await journal.goto('/my-likes');
  await expect(journal.getByText(stormy.title)).toBeVisible();
});
