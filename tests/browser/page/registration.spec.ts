// Getting an account and losing it, on the page against the real cloud: what the cloud says stands
// where it belongs, codes come from real letters, and what was typed is neither lost nor kept.
import type { Page } from '@playwright/test';
import {
  addressesOf,
  ask,
  EMAIL,
  kept,
  logIn,
  PASSWORD,
  status,
  withLaptop,
} from './support/account';
import { expect, test } from './support/test';

const NEW_PASSWORD = 'another walk, up the hill';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** The sentence beside a field that is wrong. */
const beside = async (page: Page, label: string) => {
  const ids = (await page.getByLabel(label).getAttribute('aria-describedby')) ?? '';
  const [id] = ids.split(' ').filter((each) => each.endsWith('-wrong'));
  return page.locator(`[id="${id}"]`);
};

async function expectWrong(page: Page, label: string, sentence: string | RegExp): Promise<void> {
  const field = page.getByLabel(label);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toBeFocused();
  await expect(await beside(page, label)).toHaveText(sentence);
}

async function fillIn(page: Page, name: string, email: string, password: string): Promise<void> {
  await page.goto('/dj#register');
  await page.getByLabel('DJ name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
}

const make = (page: Page) => page.getByRole('button', { name: 'Make the account' }).click();

test.describe('with letters', () => {
  test.use({ mails: true });

  test('a DJ comes from the lobby, registers, and confirms the address with the mailed code', async ({
    page,
    cloud,
    context,
  }) => {
    const addresses = addressesOf(page);
    await page.goto('/live');
    await page.getByRole('link', { name: 'For DJs' }).click();
    await expect(heading(page, 'Log in')).toBeVisible();
    await page.getByRole('link', { name: 'Make an account' }).click();
    await expect(heading(page, 'Make an account')).toBeFocused();
    await page.getByLabel('DJ name').fill('Mara');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password').fill('password1');
    await make(page);
    await expectWrong(page, 'Password', /too easy to guess/);
    await expect(page.getByLabel('E-mail')).toHaveValue(EMAIL);
    await page.getByLabel('Password').fill(PASSWORD);
    await make(page);
    await expect(heading(page, 'Mara')).toBeFocused();
    await expect(page.getByRole('status').filter({ hasText: 'logged in' })).toBeVisible();

    const first = await cloud.mailedCode(0);
    await page.getByRole('button', { name: 'Mail it again' }).click();
    await expect(page.getByText('Another letter is on its way.')).toBeVisible();
    const second = await cloud.mailedCode(1);
    await page.getByLabel('Code').fill(first);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expectWrong(page, 'Code', /wrong or too old/);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((code) => navigator.clipboard.writeText(` ${code} `), second);
    await page.getByLabel('Code').fill('');
    await page.keyboard.press('ControlOrMeta+v');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Your e-mail address is confirmed.')).toBeVisible();
    await expect(page.getByLabel('Code')).toHaveCount(0);
    await expect(page.getByText(`${EMAIL}, confirmed`)).toBeVisible();

    expect(await kept(page)).not.toMatch(/pk_dj_|mara@/);
    for (const secret of [first, second, PASSWORD, EMAIL, 'pk_dj_'])
      expect(decodeURIComponent(addresses.join('\n'))).not.toContain(secret);
    expect(
      (await ask(cloud, 'login', undefined, { email: EMAIL, password: PASSWORD })).status,
    ).toBe(200);
  });

  test('a forgotten password is replaced with a mailed code, and all devices are logged out', async ({
    page,
    cloud,
  }) => {
    const laptop = await withLaptop(cloud);
    const addresses = addressesOf(page);
    await page.goto('/dj');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByRole('link', { name: 'Forgotten?' }).click();
    await expect(page.getByLabel('E-mail')).toHaveValue(EMAIL);
    await page.getByRole('button', { name: 'Mail me a code' }).click();
    const code = await cloud.mailedCode(1);
    await expect(heading(page, 'A new password')).toBeFocused();
    await page.getByLabel('Code').fill(code);
    await page.getByLabel('New password').fill('qwertyuiop');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expectWrong(page, 'New password', /too easy to guess/);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page.getByText('all devices are logged out')).toBeVisible();
    await expect(heading(page, 'Log in')).toBeFocused();
    await expect(page.getByLabel('E-mail')).toHaveValue(EMAIL);
    expect(await status(cloud, laptop)).toBe(401);
    await page.getByLabel('Password').fill(NEW_PASSWORD);
    await page.getByLabel('Password').press('Enter');
    await expect(heading(page, 'Mara')).toBeVisible();
    for (const secret of [code, NEW_PASSWORD, EMAIL])
      expect(decodeURIComponent(addresses.join('\n'))).not.toContain(secret);
    expect(await kept(page)).not.toContain(code);
  });
});

test('a name or an address that another DJ has is said beside its field', async ({
  page,
  cloud,
}) => {
  await withLaptop(cloud);
  await fillIn(page, 'Mara', 'other@example.org', PASSWORD);
  await make(page);
  await expectWrong(page, 'DJ name', 'Display name already taken');
  await page.getByLabel('DJ name').fill('Otis');
  await page.getByLabel('E-mail').fill(EMAIL);
  await make(page);
  await expectWrong(page, 'E-mail', 'Email already registered');
  await expect(page.getByLabel('DJ name')).not.toHaveAttribute('aria-invalid');
  await page.getByLabel('E-mail').fill('other@example.org');
  await make(page);
  await expect(heading(page, 'Otis')).toBeVisible();
});

test('a server that sends no letters says so, and asks for no code', async ({ page }) => {
  await page.goto('/dj#forgotten');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await expect(page.getByRole('alert')).toHaveText(/sends no e-mail/);
  await fillIn(page, 'Mara', EMAIL, PASSWORD);
  await make(page);
  await expect(heading(page, 'Mara')).toBeVisible();
  await expect(page.getByLabel('Code')).toHaveCount(0);
});

test('an account is deleted after a second word, with all that belongs to it', async ({
  page,
  cloud,
}) => {
  const laptop = await withLaptop(cloud);
  await logIn(page);
  const section = page.getByRole('region', { name: 'Delete the account' });
  await section.getByRole('button', { name: 'Delete the account …' }).click();
  await expect(section.getByText('What goes, at once and for good')).toBeVisible();
  await expect(section.getByText('What stays')).toBeVisible();
  await section.getByRole('button', { name: 'Keep it' }).click();
  await section.getByRole('button', { name: 'Delete the account …' }).click();
  await section.getByLabel('Your password').fill('not the password');
  await section.getByRole('button', { name: 'Delete it for good' }).click();
  await expectWrong(page, 'Your password', 'This is not your present password');
  expect(await status(cloud, laptop)).toBe(200);
  await section.getByLabel('Your password').fill(PASSWORD);
  await section.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByText('The account is deleted.')).toBeVisible();
  await expect(heading(page, 'Log in')).toBeFocused();
  expect(await status(cloud, laptop)).toBe(401);
  await fillIn(page, 'Mara', EMAIL, PASSWORD);
  await make(page);
  await expect(heading(page, 'Mara'), 'name and address are free again').toBeVisible();
});

test('who has tried too often is told when to try again', async ({ page, cloud }) => {
  for (let tried = 0; tried < 5; tried += 1)
    await ask(cloud, 'login', undefined, { email: EMAIL, password: 'not the password' });
  await logIn(page);
  await expect(page.getByRole('alert')).toHaveText(
    /^Too many requests. Try again in 1\d minutes, at /,
  );
});

test('without a line nothing that was typed is lost', async ({ page, context }) => {
  await fillIn(page, 'Mara', EMAIL, PASSWORD);
  await context.setOffline(true);
  await make(page);
  await expect(page.getByRole('alert')).toHaveText(/cannot be reached/);
  await context.setOffline(false);
  await make(page);
  await expect(heading(page, 'Mara')).toBeVisible();
});

test('keepers of passwords know the fields, and a keyboard is enough', async ({ page }) => {
  await page.goto('/dj#register');
  const expected = { 'DJ name': 'nickname', 'E-mail': 'username', Password: 'new-password' };
  for (const [label, autocomplete] of Object.entries(expected))
    await expect(page.getByLabel(label)).toHaveAttribute('autocomplete', autocomplete);
  await page.getByLabel('DJ name').focus();
  await page.keyboard.type('Mara');
  await page.keyboard.press('Tab');
  await page.keyboard.type(EMAIL);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Password')).toHaveAttribute('type', 'text');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Mara')).toBeFocused();
  await page.goto('/dj#code');
  await page.reload();
  await expect(page.getByLabel('Code')).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(page.getByLabel('New password')).toHaveAttribute('autocomplete', 'new-password');
});
