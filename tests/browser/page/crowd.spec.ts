// What the floor says besides hearts, and what the DJ says to it.
import { expect, parts, test } from './support/test';
import { PhoneLine } from './support/line';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };
const still = { title: 'Still Here', artist: 'June Calloway', bpm: 86 };
const question = 'What should the last hour be?';
const options = ['Blues', 'Contemporary', 'A bit of everything'];

test('a word on the tempo reaches the booth, changes, is taken back, and ends with the track', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.shareTempo();
  await booth.play(stormy);
  const other = await anotherPhone();
  await other.goto(booth.livePath);
  await page.goto(booth.livePath);
  const { tempo, title } = parts(page);
  await tempo('Slower').click();
  await expect(tempo('Slower')).toHaveAttribute('aria-pressed', 'true');
  await booth.hearsTempo(1, 0, 0);
  await tempo('Just right').click();
  await expect(tempo('Slower')).toHaveAttribute('aria-pressed', 'false');
  await booth.hearsTempo(0, 1, 0);
  await expect(parts(other).tempo('Just right')).toHaveAccessibleName('Just right , 1 vote');

  await page.reload();
  await expect(tempo('Just right')).toHaveAttribute('aria-pressed', 'true');
  await tempo('Just right').click();
  await booth.hearsTempo(0, 0, 0);
  await expect(tempo('Just right')).toHaveAttribute('aria-pressed', 'false');

  await tempo('Faster').click();
  await booth.hearsTempo(0, 0, 1);
  await booth.play(still);
  await expect(title).toHaveText('Still Here');
  await expect(tempo('Faster')).toHaveAttribute('aria-pressed', 'false');
});

test('a poll is asked, answered, counted on every phone and ended', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  await page.goto(booth.livePath);
  await expect(parts(page).title).toBeVisible();
  await booth.ask(question, options, 120);
  const { poll } = parts(page);
  await expect(poll.getByRole('heading', { name: question })).toBeVisible();
  await expect(poll.getByText(/^[12]:\d\d left$/)).toBeVisible();
  const late = await anotherPhone();
  await late.goto(booth.livePath);
  await poll.getByRole('button', { name: 'Contemporary' }).click();
  await booth.hearsVotes([0, 1, 0]);
  await expect(poll.getByText('You chose Contemporary')).toBeVisible();
  await parts(late).poll.getByRole('button', { name: 'Blues' }).click();
  await booth.hearsVotes([1, 1, 0]);
  await expect(poll.getByText('2 votes', { exact: true })).toBeVisible();
  await expect(poll.getByRole('listitem').first()).toContainText('1 vote, 50 percent');

  await page.reload();
  await expect(poll.getByText('You chose Contemporary')).toBeVisible();
  await expect(poll.getByRole('button')).toHaveCount(0);

  await booth.endPoll();
  await expect(poll.getByText('The poll has ended')).toBeVisible();
});

test('a poll that is taken back leaves the screen', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.ask(question, options);
  await page.goto(booth.livePath);
  const { poll } = parts(page);
  await expect(poll.getByRole('button')).toHaveCount(3);
  await booth.cancelPoll();
  await expect(poll).toHaveCount(0);
});

test('a vote that was under way when the poll ended is not counted, and the dancer is told', async ({
  page,
  goLive,
}) => {
  const line = await PhoneLine.of(page);
  const booth = await goLive('DJ Mara');
  await booth.ask(question, options);
  await page.goto(booth.livePath);
  const { poll } = parts(page);
  line.hold('VOTE_ON_POLL');
  await poll.getByRole('button', { name: 'Blues' }).click();
  await expect.poll(() => line.waiting).toBe(1);
  await booth.endPoll();
  await expect(poll.getByText('The poll has ended')).toBeVisible();
  line.release();
  await expect(poll.getByRole('status')).toContainText('Your vote was not counted');
  await expect(poll.getByText('You chose')).toHaveCount(0);
  await expect(poll.getByText('0 votes', { exact: true })).toBeVisible();
});

test('a vote given without a network is counted when it is back', async ({ page, goLive }) => {
  const line = await PhoneLine.of(page);
  const booth = await goLive('DJ Mara');
  await booth.ask(question, options);
  await page.goto(booth.livePath);
  const { poll, news } = parts(page);
  await expect(poll).toBeVisible();
  await line.cut();
  await expect(news).toHaveText('Reconnecting…');
  await poll.getByRole('button', { name: 'Blues' }).click();
  await expect(poll.getByText('You chose Blues')).toBeVisible();
  line.restore();
  await booth.hearsVotes([1, 0, 0]);
});

test('an announcement shows until it is taken back or hidden, also to those who come late', async ({
  page,
  anotherPhone,
  goLive,
}) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  await page.goto(booth.livePath);
  const { announcement, title } = parts(page);
  await expect(title).toBeVisible();
  await booth.announce('Jack & Jill sign-up closes at ten.');
  await expect(announcement).toHaveText('Jack & Jill sign-up closes at ten.');
  const late = await anotherPhone();
  await late.goto(booth.livePath);
  await expect(parts(late).announcement).toBeVisible();
  await page.getByRole('button', { name: 'Hide this announcement' }).click();
  await expect(announcement).toHaveCount(0);

  await booth.announce('Ten minutes left.');
  await expect(announcement, 'what is new is shown again').toHaveText('Ten minutes left.');
  await booth.takeAnnouncementBack();
  await expect(announcement).toHaveCount(0);
  await expect(parts(late).announcement).toHaveCount(0);
});

test('thanks reach the booth', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  await page.goto(booth.livePath);
  await expect(parts(page).news).toHaveText('Connected');
  await page.getByRole('button', { name: 'Thank DJ Mara' }).click();
  await booth.hearsThanks();
  await expect(page.getByText('Your thanks are in the booth')).toBeVisible();
});

test('what became known of a track later is shown', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  const play = await booth.play({ title: 'Still Here', artist: 'June Calloway' });
  await page.goto(booth.livePath);
  const { title, bpm } = parts(page);
  await expect(title).toHaveText('Still Here');
  await expect(bpm).toHaveCount(0);
  await booth.know(play, still);
  await expect(bpm).toHaveText('86 BPM');
});
