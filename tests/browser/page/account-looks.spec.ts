// Every view of the account page, and of the pages of what is over, on a phone and on a laptop.
import { ask, EMAIL, logIn, PASSWORD, withLaptop } from './support/account';
import { evening } from './support/evening';
import { judge, judgeButtons } from './support/judge';
import { expect, parts, test } from './support/test';

const screens = [
  { name: 'phone', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'small-light', width: 360, height: 640, colorScheme: 'light' },
  { name: 'laptop-light', width: 1280, height: 800, colorScheme: 'light' },
] as const;

for (const { name, width, height, colorScheme } of screens) {
  test.describe(name, () => {
    test.use({ viewport: { width, height }, colorScheme, mails: true });

    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme });
    });

    test(`the account is fit to be seen: ${name}`, async ({
      page,
      cloud,
      goLive,
      anotherPhone,
    }) => {
      const see = async (view: string) => {
        await judge(page, `account-${view}-${name}`, true);
        await judgeButtons(page);
      };
      const booth = await goLive('Mara', await withLaptop(cloud));
      await booth.catchUp(evening);
      const dancer = await anotherPhone();
      await dancer.goto(booth.livePath);
      for (const row of [0, 1, 3]) await parts(dancer).earlier.nth(row).getByRole('button').click();
      await booth.ask('What should the last hour be?', ['Blues', 'Contemporary', 'Both']);
      await parts(dancer).poll.getByRole('button', { name: 'Blues' }).click();
      await booth.hearsVotes([1, 0, 0]);
      await booth.endPoll();
      await booth.end();

      await page.goto('/dj#register');
      await see('register');
      await page.getByLabel('DJ name').fill('Mara');
      await page.getByLabel('E-mail').fill(EMAIL);
      await page.getByLabel('Password').fill('password1');
      await page.getByRole('button', { name: 'Make the account' }).click();
      await expect(page.getByText(/too easy to guess/)).toBeVisible();
      await see('register-refused');
      await page.getByRole('link', { name: 'I have an account' }).click();
      await see('log-in');
      await page.getByRole('link', { name: 'Forgotten?' }).click();
      await see('forgotten');
      await page.getByRole('link', { name: 'I have a code' }).click();
      await see('code');
      await page.goto('/live');
      await logIn(page);
      await expect(page.getByRole('button', { name: /7 tracks/ })).toBeVisible();
      await see('home');
      await page.getByRole('button', { name: /7 tracks/ }).click();
      await expect(page.getByRole('list', { name: 'Polls of this night' })).toBeVisible();
      await see('night');
      await page.getByRole('button', { name: /7 tracks/ }).click();
      await page.getByRole('button', { name: 'New token' }).click();
      await expect(page.getByTestId('token')).toBeVisible();
      await page.getByRole('button', { name: 'Delete the account …' }).click();
      await see('token-and-delete');
      for (let tried = 0; tried < 5; tried += 1)
        await ask(cloud, 'login', undefined, { email: EMAIL, password: PASSWORD });
      await page.getByRole('button', { name: 'Log out', exact: true }).click();
      await logIn(page);
      await expect(page.getByRole('alert')).toHaveText(/Try again in/);
      await see('too-many');
    });

    test(`what is over is fit to be seen: ${name}`, async ({ page, goLive }) => {
      const see = (view: string) => judge(page, `past-${view}-${name}`, true);
      const booth = await goLive('DJ Mara');
      await booth.catchUp(evening);
      const play = await booth.play({
        title: 'Stormy Corner Blues',
        artist: 'Otis Marlow',
        bpm: 98,
      });
      await page.goto('/my-likes');
      await expect(page.getByText('Nothing yet.')).toBeVisible();
      await see('nothing-liked');
      await page.goto(booth.livePath);
      await parts(page).earlier.nth(1).getByRole('button').click();
      await parts(page).heart.click();
      await parts(page).tempo('Slower').click();
      await booth.hearsLikes(play, 1);
      await booth.end();
      await page.getByRole('link', { name: 'The night in pictures' }).click();
      await expect(page.getByRole('list', { name: 'Tracks of this night' })).toBeVisible();
      await see('recap');
      await page.goto('/recap');
      await expect(page.getByRole('listitem')).toHaveCount(1);
      await see('nights');
      await page.goto('/my-likes');
      await expect(page.getByText('Stormy Corner Blues')).toBeVisible();
      await page.getByRole('button', { name: 'Delete everything …' }).click();
      await see('journal');
    });
  });
}
