// Asking and telling the floor from the stage: by keyboard, beside what plays.
import { expect, test } from './stories';

test('a poll from a template is asked, counted and put away by keyboard', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  const form = page.getByRole('form', { name: 'Ask the floor' });
  await expect(form.getByLabel('Question')).toBeFocused();
  await expect(page.getByRole('region', { name: 'Now playing' })).toBeVisible();
  await form.getByRole('button', { name: 'Tempo' }).press('Enter');
  await expect(form.getByLabel('Question')).toHaveValue('How fast should the next set be?');
  await expect(form.getByLabel('Answer 3', { exact: true })).toHaveValue('Faster');
  await form.getByLabel('Question').press('Enter');

  const poll = page.getByRole('region', { name: 'Poll' });
  await expect(poll).toContainText('0 votes, 1:00 left');
  await dj.step('vote', 3, 11, 6);
  await expect(poll).toContainText('20 votes');
  await expect(poll.getByRole('listitem').nth(1)).toContainText('11');
  await page.keyboard.press('p');
  await expect(poll).toContainText('20 votes, over');
  await expect(poll.getByRole('listitem').filter({ hasText: 'Like this' })).toContainText('11');
  await expect(poll.getByLabel('Most votes')).toHaveCount(1);
  await page.keyboard.press('k');
  await expect(poll).toBeHidden();
});

test('a poll of one’s own has two to ten different answers', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  const form = page.getByRole('form', { name: 'Ask the floor' });
  const ask = form.getByRole('button', { name: 'Ask', exact: true });
  await page.keyboard.type('Encore?');
  await expect(ask).toBeDisabled();
  await form.getByLabel('Answer 1', { exact: true }).fill('Yes');
  await form.getByLabel('Answer 2', { exact: true }).fill('Yes');
  await expect(ask).toBeDisabled();
  await form.getByLabel('Answer 2', { exact: true }).fill('No');
  await form.getByRole('radio', { name: 'Until I end it' }).check();
  await ask.click();
  await expect(page.getByRole('region', { name: 'Poll' })).toContainText('Encore?');
  await page.keyboard.press('k');
  await expect(page.getByRole('region', { name: 'Poll' })).toBeHidden();
});

test('Escape puts a form away, and a refusal keeps what was written', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('form')).toHaveCount(0);
  await page.keyboard.press('p');
  const form = page.getByRole('form', { name: 'Ask the floor' });
  await form.getByRole('button', { name: 'Style' }).click();
  await dj.step('refuse', 'startPoll', { code: 'other', message: 'A poll is running already.' });
  await form.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('running already');
  await expect(form.getByLabel('Question')).toHaveValue('What should the next set be?');
});

test('an announcement stands until its time is over or it is taken back', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('a');
  await page.keyboard.type('Jack & Jill in ten minutes');
  await page.keyboard.press('Enter');
  const card = page.getByRole('region', { name: 'Announcement' });
  await expect(card).toContainText('Jack & Jill in ten minutes');
  await expect(card).toContainText(/[45]:\d\d left/);
  await page.keyboard.press('b');
  await expect(card).toBeHidden();
  await page.keyboard.press('a');
  await page.keyboard.type('Last song');
  await page.keyboard.press('Enter');
  await expect(card).toBeVisible();
  await page.clock.runFor(301_000);
  await expect(card).toBeHidden();
});

test('phones are notified only where the cloud can, and only if the DJ says so each time', async ({
  dj,
  page,
}) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.keyboard.press('a');
  const form = page.getByRole('form', { name: 'Tell the floor' });
  const notify = form.getByRole('checkbox', { name: /notify the phones/ });
  await expect(form).toBeVisible();
  await expect(notify).toHaveCount(0);
  await dj.step('live', { notifies: true });
  await expect(notify).not.toBeChecked();
  await notify.check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect(notify).not.toBeChecked();
});

test('what the floor wants of the tempo stands quietly beside the likes', async ({ dj, page }) => {
  await dj.open('night');
  await page.keyboard.press('2');
  const wishes = page.getByRole('list', { name: 'How the floor finds the tempo' });
  await expect(wishes).toContainText('31 just right');
  await dj.step('live', { tempoVotes: { slower: 0, perfect: 0, faster: 0 } });
  await expect(wishes).toBeHidden();
});
