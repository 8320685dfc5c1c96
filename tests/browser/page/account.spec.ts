// The page of a DJ's account against the real cloud: what it shows and does, that what it takes away
// is gone at the server, and that no secret stays behind in the browser.
import { ask, kept, logIn, PASSWORD, status, withLaptop } from './support/account';
import { expect, test } from './support/test';

test('a device is logged out from the page, and its token is worth nothing at once', async ({
  page,
  cloud,
}) => {
  const laptop = await withLaptop(cloud);
  await logIn(page);
  await expect(page.getByRole('heading', { name: 'Mara' })).toBeVisible();
  const devices = page.getByRole('region', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.first()).toContainText('This page');
  await page.getByRole('button', { name: 'Log out Old laptop' }).click();
  await expect(page.getByText('Old laptop is logged out.')).toBeVisible();
  await expect(devices).toHaveCount(1);
  expect(await status(cloud, laptop)).toBe(401);
});

test('a new token is shown once, copied, works, and is kept nowhere', async ({
  page,
  cloud,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const laptop = await withLaptop(cloud);
  await logIn(page);
  await page.getByRole('button', { name: 'New token' }).click();
  const token = (await page.getByTestId('token').textContent()) ?? '';
  expect(token).toMatch(/^pk_dj_/);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByTestId('token')).toHaveCount(0);
  expect(await page.content()).not.toContain(token);
  expect(await kept(page)).not.toContain('pk_dj_');
  expect(await status(cloud, token)).toBe(200);
  expect(await status(cloud, laptop), 'other devices keep theirs').toBe(200);

  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(page.getByLabel('E-mail')).toBeVisible();
  expect(await status(cloud, token), 'the laptop that it was pasted into stays').toBe(200);
});

test('all devices are logged out after a second word, and one token is left', async ({
  page,
  cloud,
}) => {
  const laptop = await withLaptop(cloud);
  await logIn(page);
  await page.getByRole('button', { name: 'Log out all devices …' }).click();
  await page.getByRole('button', { name: 'Keep them' }).click();
  expect(await status(cloud, laptop)).toBe(200);
  await page.getByRole('button', { name: 'Log out all devices …' }).click();
  await page.getByRole('button', { name: 'Log out all devices', exact: true }).click();
  await expect(page.getByText('All other devices are logged out.')).toBeVisible();
  const token = (await page.getByTestId('token').textContent()) ?? '';
  expect(await status(cloud, laptop)).toBe(401);
  expect(await status(cloud, token)).toBe(200);
});

test('logging out takes the token of the page back, and nothing of it was kept', async ({
  page,
  cloud,
}) => {
  await withLaptop(cloud);
  const tokens: string[] = [];
  page.on('request', (request) => {
    const bearer = request.headers().authorization?.replace('Bearer ', '');
    if (bearer) tokens.push(bearer);
  });
  await logIn(page);
  await expect(page.getByRole('heading', { name: 'Mara' })).toBeVisible();
  const [token = ''] = tokens;
  expect(await status(cloud, token)).toBe(200);
  expect(await kept(page)).not.toContain('pk_dj_');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(page.getByLabel('Password')).toHaveValue('');
  expect(await status(cloud, token)).toBe(401);
  await page.reload();
  await expect(page.getByLabel('E-mail')).toBeVisible();
});

test('a wrong password says so; a changed one logs other devices out', async ({ page, cloud }) => {
  const laptop = await withLaptop(cloud);
  await logIn(page, 'not the password');
  await expect(page.getByRole('alert')).toHaveText(/password/i);
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  const form = page.getByRole('form', { name: 'Change the password' });
  await form.getByLabel('Present password').fill('not the password');
  await form.getByLabel('New password').fill('another walk, up the hill');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await expect(form.getByText('This is not your present password')).toBeVisible();
  await form.getByLabel('Present password').fill(PASSWORD);
  await form.getByLabel('New password').fill('another walk, up the hill');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('The password is changed.')).toBeVisible();
  expect(await status(cloud, laptop)).toBe(401);
});

test('a DJ takes another name, and is told of one that somebody else has', async ({
  page,
  cloud,
}) => {
  await withLaptop(cloud);
  await ask(cloud, 'register', undefined, {
    email: 'alba@dance.example',
    password: PASSWORD,
    displayName: 'DJ Alba',
  });
  await logIn(page);
  const form = page.getByRole('form', { name: 'Change the name' });
  await form.getByLabel('New DJ name').fill('dj alba');
  await form.getByRole('button', { name: 'Change the name' }).click();
  await expect(form.getByText('Display name already taken')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Mara' })).toBeVisible();
  await form.getByLabel('New DJ name').fill('June Calloway');
  await form.getByRole('button', { name: 'Change the name' }).click();
  await expect(page.getByRole('heading', { name: 'June Calloway' })).toBeVisible();
  await expect(page.getByText('You are June Calloway now.')).toBeVisible();
  await page.goto('/dj/june-calloway');
  await expect(page.getByRole('heading', { name: 'June Calloway' })).toBeVisible();
});

test('a login that was ended elsewhere is asked for again', async ({ page, cloud }) => {
  const laptop = await withLaptop(cloud);
  await logIn(page);
  await expect(page.getByRole('heading', { name: 'Mara' })).toBeVisible();
  await ask(cloud, 'regenerate-token', laptop, { all: true });
  await page.getByRole('button', { name: 'New token' }).click();
  await expect(page.getByRole('alert')).toHaveText('This login has ended. Log in again.');
  await expect(page.getByLabel('E-mail')).toBeVisible();
});
