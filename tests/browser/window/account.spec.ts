// The cloud of the DJ's account: logging in, each state of the login, and what never stays in the page.
import { expect, test, type DjWindow } from './stories';

async function openCloud(dj: DjWindow) {
  await dj.open('library');
  await dj.page.keyboard.press('0');
  const cloud = dj.page.getByRole('region', { name: 'Cloud' });
  await cloud.getByLabel('Address').fill('https://pika.example');
  await cloud.getByLabel('Address').press('Enter');
  return cloud;
}

test('a token is pasted, and is nowhere in the page afterwards', async ({ dj, page }) => {
  const cloud = await openCloud(dj);
  await cloud.getByPlaceholder('pk_dj_…').fill('pk_dj_0123456789');
  await cloud.getByPlaceholder('pk_dj_…').press('Enter');
  await expect(cloud).toContainText('Logged in as Mara Lind. You go live on pika.example.');
  await expect(cloud.getByRole('textbox')).toHaveCount(1);
  expect(await page.content()).not.toContain('pk_dj_0123456789');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect(dj.button(/^Live/)).toBeVisible();
});

test('a login that is refused says why, and the fields are empty again', async ({ dj, page }) => {
  const cloud = await openCloud(dj);
  const message = 'Invalid email or password';
  await dj.step('refuse', 'pasteToken', { code: 'other', message });
  await cloud.getByLabel('E-mail').fill('mara@example.org');
  await cloud.getByLabel('Password').fill('correct horse');
  await cloud.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText(message);
  await expect(cloud.getByLabel('Password')).toHaveValue('');
  await expect(cloud.getByLabel('E-mail')).toHaveValue('mara@example.org');
});

test('invalid, expired, revoked and offline are told apart', async ({ dj }) => {
  const cloud = await openCloud(dj);
  await dj.step('account', { state: 'unreachable', djName: 'Mara Lind' });
  await expect(cloud).toContainText('Logged in as Mara Lind, offline just now.');
  await expect(cloud.getByRole('button', { name: 'Log in again' })).toHaveCount(0);
  for (const [state, words] of [
    ['invalid', 'The cloud does not know this login.'],
    ['expired', 'The login has expired.'],
    ['revoked', 'The login was taken back.'],
  ] as const) {
    await dj.step('account', { state });
    await expect(cloud).toContainText(words);
  }
  await cloud.getByRole('button', { name: 'Log in again' }).click();
  await expect(cloud.getByLabel('E-mail')).toBeVisible();
});

test('without a keychain the DJ is told, and a new token is asked about once', async ({ dj }) => {
  const cloud = await openCloud(dj);
  await dj.step('account', { state: 'valid', djName: 'Mara Lind', place: 'this_run' });
  await expect(cloud).toContainText('kept until you close Pika, and nowhere else');
  await cloud.getByRole('button', { name: 'New token' }).click();
  await expect(cloud.getByRole('button', { name: 'Leave it' })).toBeFocused();
  await cloud.getByRole('button', { name: 'Leave it' }).click();
  await cloud.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect(cloud.getByLabel('E-mail')).toBeVisible();
});

test('all other devices are logged out after a second word', async ({ dj, page }) => {
  const regenerated = () =>
    page.evaluate(
      () => (window as unknown as { pikaFake: { regenerated: boolean[] } }).pikaFake.regenerated,
    );
  const cloud = await openCloud(dj);
  await dj.step('account', { state: 'valid', djName: 'Mara Lind' });
  await cloud.getByRole('button', { name: 'Log out all devices' }).click();
  await expect(cloud).toContainText('also in the middle of a set');
  await expect(cloud.getByRole('button', { name: 'Leave it' })).toBeFocused();
  expect(await regenerated()).toEqual([]);
  await cloud.getByRole('button', { name: 'Log all others out' }).click();
  await expect(cloud.getByRole('button', { name: 'New token' })).toBeVisible();
  expect(await regenerated()).toEqual([true]);
});

test('a token that is taken back in the middle of a set leaves a clear mark', async ({
  dj,
  page,
}) => {
  await dj.open('night');
  await page.keyboard.press('2');
  await page.clock.runFor(1_000);
  await dj.step('live', {
    state: 'refused',
    problem: 'This token was revoked.',
    waiting: 3,
    oldestWaitingAt: '2026-11-24T22:45:00+00:00',
  });
  await expect(dj.button('Not accepted')).toBeVisible();
  const health = page.getByRole('list', { name: 'Health' });
  await expect(health).toContainText('This token was revoked. 3 waiting, oldest');
  await dj.step('notice', { code: 'login_needed', message: 'This token was revoked.' });
  await page.getByRole('button', { name: 'Open the settings' }).click();
  await expect(page.getByRole('complementary', { name: 'Settings' })).toBeVisible();
});

test('an older analysis is offered for another go', async ({ dj, page }) => {
  await dj.open('library');
  await dj.step('outdate', 120);
  await expect(dj.button(/^Analyse .* new, 120 again/)).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('region', { name: 'Under way' })).toBeVisible();
});
