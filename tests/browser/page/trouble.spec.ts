// What must not happen: events of others, names that run, a night that ends because a line broke.
import { expect, parts, test } from './support/test';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };

test('nothing of one session reaches the phones of another', async ({ page, goLive }) => {
  const mara = await goLive('DJ Mara');
  const ole = await goLive('DJ Ole');
  await mara.play(stormy);
  await page.goto(mara.livePath);
  const { title, earlier, news } = parts(page);
  await expect(title).toHaveText('Stormy Corner Blues');
  await ole.play({ title: 'Not for you', artist: 'Ole' });
  await ole.stopTrack();
  await ole.end();
  await ole.drop();
  // This comes after all of that on the same line, so that the rest must have been heard by now.
  await mara.play({ title: 'Queen of Quiet', artist: 'Delta Parade' });
  await expect(title).toHaveText('Queen of Quiet');
  await expect(earlier).toHaveCount(1);
  await expect(earlier).toContainText('Stormy Corner Blues');
  await expect(news).toHaveText('Connected');
  await expect(page.getByText('Not for you')).toHaveCount(0);
});

test('script in names stays text', async ({ page, goLive }) => {
  const booth = await goLive("DJ O'Mara & Söhne");
  const names = [
    '<script>window.ran = 1</script>',
    '<img src=x onerror="window.ran = 1">',
    '"><svg onload=window.ran=1>',
    '{@html "<b>x</b>"}',
    '${window.ran = 1}',
    '<a href="javascript:window.ran=1">tap</a>',
  ];
  await page.goto(booth.livePath);
  const { title, artist, earlier } = parts(page);
  for (const name of names) {
    await booth.play({ title: name, artist: `by ${name}` });
    await expect(title).toHaveText(name);
    await expect(artist).toHaveText(`by ${name}`);
  }
  const before = names.slice(0, -1).reverse();
  await expect(earlier.locator('.title')).toHaveText(before);
  await expect(earlier.locator('bdi')).toHaveText(before.map((name) => `by ${name}`));
  const [question = '', ...options] = names;
  await booth.ask(question, options);
  await booth.announce(question);
  await expect(parts(page).announcement).toHaveText(question);
  await expect(parts(page).poll.getByRole('heading')).toHaveText(question);
  await expect(parts(page).poll.getByRole('button')).toHaveText(options);
  await booth.endPoll();
  await expect(parts(page).poll.getByText('The poll has ended')).toBeVisible();
  for (const option of options) await expect(parts(page).poll).toContainText(option);
  await page.reload();
  await expect(title, 'also where the document itself says what plays').toHaveText(
    names.at(-1) ?? '',
  );
  const image = names[1] ?? '';
  await page.getByRole('button', { name: `Like ${image}`, exact: true }).click();
  await expect(page.getByRole('button', { name: `Like ${image}`, exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await booth.end();
  await expect(page.getByRole('listitem')).toHaveCount(names.length);
  await page.reload();
  await expect(page.getByRole('listitem')).toHaveCount(names.length);
  for (const name of names) {
    await expect(page.getByText(name, { exact: true })).toBeVisible();
    await expect(page.getByText(`by ${name}`, { exact: true })).toBeVisible();
  }
  for (const over of [booth.livePath, `/recap/${booth.sessionId}`, '/my-likes']) {
    await page.goto(over);
    await expect(page.getByText(image, { exact: true }).last()).toBeVisible();
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  }
  await page.goto(`/recap/${booth.sessionId}`);
  const night = page.getByRole('list', { name: 'Tracks of this night' });
  await expect(night.locator('.title')).toHaveText(names);
  await expect(night.locator('bdi')).toHaveText(names.map((name) => `by ${name}`));
  await expect(page.locator('main img, main script, main svg[onload]')).toHaveCount(0);
});

test('a DJ who drops is shown as away, the track stays, and comes back', async ({
  page,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  await page.goto(booth.livePath);
  const { title, heart, news } = parts(page);
  await expect(news).toHaveText('Connected');
  await booth.drop();
  await expect(news).toHaveText("The DJ's line is down; the music goes on");
  await expect(title).toHaveText('Stormy Corner Blues');
  await heart.click();
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await booth.goLive();
  await expect(news).toHaveText('Connected');
  await booth.play({ title: 'Queen of Quiet', artist: 'Delta Parade' });
  await expect(title).toHaveText('Queen of Quiet');
});

test('a dancer’s id is never part of an address', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  await page.goto(booth.livePath);
  await expect(parts(page).title).toBeVisible();
  const dancer = await page.evaluate(() => localStorage.getItem('pika.dancer'));
  expect(dancer).toMatch(/^client_[0-9a-f]{32}$/);
  expect(addresses.some((address) => address.endsWith('/ws'))).toBe(true);
  expect(addresses.filter((address) => address.includes('client_'))).toEqual([]);
});
