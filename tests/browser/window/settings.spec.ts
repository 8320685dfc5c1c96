// Settings and logbook: what is changed at once, what is asked for once, and past nights.
import { expect, test } from './stories';

test('a theme is changed live, by keyboard alone', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('0');
  await page.getByRole('radio', { name: 'Midnight' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'high_contrast');
  await page.getByRole('radio', { name: 'Daylight' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'daylight');
});

test('a refused change is taken back with a notice', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('0');
  await dj.step('refuse', 'changeSettings', {
    code: 'library_locked',
    message: 'The library is in use.',
  });
  await page.getByRole('radio', { name: 'Red, night vision' }).click();
  await expect(page.getByText('The library is in use.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Midnight' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'midnight');
});

test('the settle time is set by keyboard and shown in seconds', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('0');
  await page.getByRole('slider', { name: /Settle time/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('slider', { name: /Settle time/ })).toHaveValue('1500');
  await expect(page.getByText('1.5 s')).toBeVisible();
});

test('a folder is removed after asking once, in place', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('0');
  const panel = page.getByRole('complementary', { name: 'Settings' });
  await panel.getByRole('button', { name: 'Remove' }).click();
  await expect(panel.getByRole('button', { name: 'Keep' })).toBeFocused();
  await panel.getByRole('button', { name: 'Remove' }).click();
  await expect(panel.getByText('None yet.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Where is your music?' })).toBeVisible();
});

test('Escape closes what lies on top, one thing at a time', async ({ dj, page }) => {
  await dj.open('library');
  await dj.rows().first().click();
  await page.keyboard.press('0');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Settings' })).toBeHidden();
  await expect(page.getByRole('complementary', { name: 'The chosen track' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'The chosen track' })).toBeHidden();
});

test('the logbook opens the newest night and any other', async ({ dj, page }) => {
  await dj.open('library');
  await page.keyboard.press('3');
  const sessions = page.getByRole('list', { name: 'Sessions' });
  await expect(sessions.getByRole('button')).toHaveCount(4);
  await expect(page.getByRole('heading', { name: 'Saturday, 21 November 2026' })).toBeVisible();
  await sessions.getByRole('button').nth(2).click();
  await expect(page.getByRole('heading', { name: 'Saturday, 7 November 2026' })).toBeVisible();
  const plays = page.getByRole('table', { name: 'Plays of the session' });
  await expect(plays.getByRole('row')).toHaveCount(51);
});

test('a logbook without nights says what will be in it', async ({ dj, page }) => {
  await dj.open('empty', 0);
  await page.keyboard.press('3');
  await expect(page.getByRole('heading', { name: 'No nights yet' })).toBeVisible();
});
