// The test function of the page's stories: a cloud of its own for each, booths that go live on it,
// and a phone that fails the story when the page breaks its security policy or throws.
import { test as base, expect as baseExpect, type Page } from '@playwright/test';
import { Booth } from './booth';
import { Cloud, notifying } from './cloud';

/** Patient: builds and other stories may share the machine. */
export const expect = baseExpect.configure({ timeout: 15_000 });

interface Stage {
  patience: undefined;
  /** Whether the cloud can notify phones. */
  notifies: boolean;
  /** Whether the cloud sends letters, which `Cloud.mailedCode` reads. */
  mails: boolean;
  cloud: Cloud;
  /** Opens a session under this name, or as the DJ of this token. */
  goLive(djName: string, token?: string): Promise<Booth>;
  /** Another dancer's phone, with a storage of its own. */
  anotherPhone(): Promise<Page>;
}

export const test = base.extend<Stage>({
  notifies: [false, { option: true }],
  mails: [false, { option: true }],

  cloud: async ({ notifies, mails }, use) => {
    const cloud = await Cloud.start(notifies ? notifying() : {}, mails);
    await use(cloud);
    await cloud.discard();
  },

  patience: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the needs of a fixture from here.
    async ({}, use, info) => {
      info.setTimeout(120_000);
      await use(undefined);
    },
    { auto: true },
  ],

  baseURL: async ({ cloud }, use) => {
    await use(cloud.url);
  },

  goLive: async ({ browser, cloud }, use) => {
    const booths: Booth[] = [];
    await use(async (djName, token) => {
      const booth = new Booth(browser, cloud.url, djName, token);
      booths.push(booth);
      await booth.goLive();
      return booth;
    });
    for (const booth of booths) await booth.drop();
  },

  page: async ({ page }, use) => {
    const faults = faultsOf(page);
    await use(page);
    expect(faults, 'the page threw or broke its security policy').toEqual([]);
  },

  anotherPhone: async ({ browser, baseURL, viewport }, use) => {
    const phones: Page[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: baseURL ?? '', viewport });
      const phone = await context.newPage();
      phones.push(phone);
      return phone;
    });
    for (const phone of phones) await phone.context().close();
  },
});

/** What went wrong on a page so far; lines that only tell of an unreachable server are no fault. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy/.test(line.text())) {
      faults.push(line.text());
    }
  });
  return faults;
}

/** The parts of the live page by what a dancer calls them. */
export const parts = (page: Page) => ({
  title: page.getByTestId('title'),
  artist: page.getByTestId('artist'),
  bpm: page.getByTestId('bpm'),
  likes: page.getByTestId('likes'),
  news: page.getByRole('banner').getByRole('status'),
  heart: page.getByRole('main').getByRole('button', { name: /^Like / }),
  tempo: (name: string) =>
    page.getByRole('group', { name: 'The tempo of this track' }).getByRole('button', { name }),
  announcement: page.getByTestId('announcement'),
  poll: page.locator('section').filter({ has: page.locator('#question') }),
  earlier: page.getByRole('region', { name: 'Earlier tonight' }).getByRole('listitem'),
});
