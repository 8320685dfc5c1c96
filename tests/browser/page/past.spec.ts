// What is over, against the real cloud: a night looked back on by dancers and by its DJ, and what a
// phone liked, which its dancer finds again, takes away and deletes.
import { readFile } from 'node:fs/promises';
import { addressesOf, kept, logIn, withLaptop } from './support/account';
import { evening } from './support/evening';
import { expect, parts, test } from './support/test';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const THIRD = evening[2]?.track.title ?? '';

test('a night that is over is looked back on by those who danced in it', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.catchUp(evening);
  const play = await booth.play(stormy);
  const second = await anotherPhone();
  for (const phone of [page, second]) {
    await phone.goto(booth.livePath);
    await parts(phone).heart.click();
  }
  await booth.hearsLikes(play, 2);
  await page.getByRole('button', { name: `Like ${THIRD}` }).click();
  await parts(page).tempo('Slower').click();
  await booth.hearsTempo(1, 0, 0);
  await booth.end();
  await page.getByRole('link', { name: 'The night in pictures' }).click();
  await expect(page.getByRole('heading', { name: 'DJ Mara' })).toBeVisible();
  await expect(page.getByText(/^8 tracks in .*, 3 hearts$/)).toBeVisible();
  await expect(page.getByText('Hearts, at most 2, for Stormy Corner Blues')).toBeVisible();
  await expect(page.getByText('Tempo, 78 to 117 BPM')).toBeVisible();
  const tracks = page.getByRole('list', { name: 'Tracks of this night' }).getByRole('listitem');
  await expect(tracks).toHaveCount(8);
  await expect(tracks.nth(2)).toContainText(THIRD);
  await expect(tracks.nth(2)).toContainText('1 like');
  await expect(tracks.last()).toContainText('1 slower');
  await expect(tracks.getByText('you liked it')).toHaveCount(2);
  await second.goto(`/recap/${booth.sessionId}`);
  await expect(second.getByText('you liked it')).toHaveCount(1);
  await page.goto('/recap');
  await page.getByRole('link', { name: 'DJ Mara' }).click();
  await expect(tracks).toHaveCount(8);
  await page.goto('/recap/pika_no_such_night');
  await expect(page.getByRole('alert')).toHaveText('Session not found');
});

test('what was liked is found again, taken away as a file, and deleted for good', async ({
  page,
  cloud,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.catchUp(evening);
  const play = await booth.play(stormy);
  const addresses = addressesOf(page);
  await page.goto('/my-likes');
  await expect(page.getByText('Nothing yet.')).toBeVisible();
  expect(await kept(page), 'looking makes no dancer').not.toContain('pika.dancer');
  await page.goto(booth.livePath);
  await parts(page).heart.click();
  await page.getByRole('button', { name: `Like ${THIRD}` }).click();
  await booth.hearsLikes(play, 1);
  await page.goto('/my-likes');
  const night = page.getByRole('region', { name: /^DJ Mara, / });
  await expect(night.getByRole('listitem')).toHaveCount(2);
  await expect(night).toContainText(stormy.title);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take it away as a file' }).click();
  const file = await (await downloading).path();
  const { likes } = JSON.parse(await readFile(file, 'utf8')) as { likes: { title: string }[] };
  expect(likes.map(({ title }) => title).sort()).toEqual([THIRD, stormy.title].sort());

  const tabling = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Hearts as a table' }).click();
  const table = await readFile(await (await tabling).path(), 'utf8');
  expect(table.trim().split('\r\n')).toHaveLength(3);
  expect(table).toContain(`"${stormy.title}","Otis Marlow","DJ Mara"`);

  const id = await page.evaluate(() => localStorage.getItem('pika.dancer') ?? '');
  await page.getByRole('button', { name: 'Delete everything …' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Delete everything …' }).click();
  await page.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByText('Everything is deleted, here and at the server.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What you liked' })).toBeFocused();
  await booth.hearsLikes(play, 0);
  expect(await kept(page)).not.toContain('pika.');
  const answer = await fetch(`${cloud.url}/api/dancer/likes`, { headers: { 'X-Pika-Dancer': id } });
  expect(await answer.json()).toEqual({ totalLikes: 0, likes: [] });
  expect(addresses.join('\n')).not.toContain(id);
});

test('a DJ looks back on a night with its polls, which dancers are not shown, and deletes it', async ({
  page,
  cloud,
  anotherPhone,
  goLive,
}) => {
  const token = await withLaptop(cloud);
  const booth = await goLive('Mara', token);
  await booth.catchUp(evening);
  await booth.ask('What should the last hour be?', ['Blues', 'Contemporary']);
  const dancer = await anotherPhone();
  await dancer.goto(booth.livePath);
  await parts(dancer).poll.getByRole('button', { name: 'Contemporary' }).click();
  await booth.hearsVotes([0, 1]);
  await booth.endPoll();
  await booth.end();

  await logIn(page);
  const nights = page.getByRole('region', { name: 'Your nights' });
  await nights.getByRole('button', { name: /7 tracks/ }).click();
  const polls = nights.getByRole('list', { name: 'Polls of this night' });
  await expect(polls).toContainText('What should the last hour be?');
  await expect(polls.getByText('Contemporary, most votes')).toBeVisible();
  await expect(nights.getByRole('list', { name: 'Tracks of this night' })).toContainText(THIRD);

  await dancer.goto('/dj/mara');
  await expect(dancer.getByRole('heading', { name: 'Mara' })).toBeVisible();
  await dancer.getByRole('link', { name: /7 tracks/ }).click();
  await expect(dancer.getByRole('list', { name: 'Tracks of this night' })).toBeVisible();
  await expect(dancer.getByText('What should the last hour be?')).toHaveCount(0);

  await nights.getByRole('button', { name: 'Delete this night …' }).click();
  await nights.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByText(/^The night of .* is deleted\.$/)).toBeVisible();
  await expect(nights.getByText('None yet.')).toBeVisible();
  await dancer.reload();
  await expect(dancer.getByRole('alert')).toHaveText('Session not found');
});
