// Notifications of announcements: who is offered them, and what the service worker shows and opens. The
// browser of the tests reaches no push service, so pushes are put into the worker by its own debugger.
import type { BrowserContext, CDPSession, Page, Worker } from '@playwright/test';
import { expect, parts, test } from './support/test';

const stormy = { title: 'Stormy Corner Blues', artist: 'Otis Marlow', bpm: 98 };

/** What runs in the worker of the page. */
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  clients: { openWindow: (path: string) => Promise<null> };
  dispatchEvent(event: Event): boolean;
  NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
  opened: string[];
}

const offer = (page: Page) => page.getByRole('button', { name: /^Notify me when DJ Mara/ });

/** The worker of the page, and a way to have it pushed to. */
async function workerOf(context: BrowserContext, page: Page) {
  const debug: CDPSession = await context.newCDPSession(page);
  const registered = new Promise<string>((found) => {
    debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith('/live/'));
      if (ours) found(ours.registrationId);
    });
  });
  await debug.send('ServiceWorker.enable');
  const registrationId = await registered;
  const worker: Worker =
    context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const { origin } = new URL(page.url());
  return {
    worker,
    push: (data: string) =>
      debug.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }),
  };
}

/** What the phone shows. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const { getNotifications } = await navigator.serviceWorker.ready.then((worker) => ({
      getNotifications: () => worker.getNotifications(),
    }));
    const notifications = await getNotifications();
    return notifications.map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Taps the notification that is shown; gives the pages that were opened so far. The browser lets only
    a person's tap open a page, so that what the worker asks for is written down. */
const tap = (worker: Worker) =>
  worker.evaluate(async () => {
    const scope = globalThis as unknown as WorkerScope;
    scope.opened ??= [];
    scope.clients.openWindow = (path) => {
      scope.opened.push(path);
      return Promise.resolve(null);
    };
    const [notification] = await scope.registration.getNotifications();
    if (!notification) throw new Error('nothing is shown');
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
  });

const opened = (worker: Worker) =>
  worker.evaluate(() => (globalThis as unknown as WorkerScope).opened);

test.describe('where the cloud notifies phones', () => {
  test.use({ notifies: true });

  test('what is announced is shown, and a tap opens the page of its session and nothing else', async ({
    context,
    page,
    goLive,
  }) => {
    const booth = await goLive('DJ Mara');
    await booth.play(stormy);
    await context.grantPermissions(['notifications']);
    await page.goto(booth.livePath);
    await offer(page).click();
    await expect(page.getByText('That did not work'), 'no push service is reached').toBeVisible();
    await expect(offer(page)).toHaveAttribute('aria-pressed', 'false');

    const { worker, push } = await workerOf(context, page);
    const path = '/live/pika_of_another_night';
    await expect(async () => {
      await push(JSON.stringify({ title: 'DJ Mara', body: 'Strictly at ten.', path }));
      const told = [{ title: 'DJ Mara', body: 'Strictly at ten.', tag: path }];
      await expect.poll(() => shown(page), { timeout: 3000 }).toEqual(told);
    }).toPass();
    await tap(worker);
    await expect.poll(() => opened(worker)).toEqual([path]);
    await expect.poll(() => shown(page), 'it is put away').toEqual([]);

    for (const bad of [
      'https://evil.example/',
      '//evil.example/live/pika_0123',
      '/live/pika_0123/../../api',
      '/live/x',
      'javascript:alert(1)',
      7,
      null,
    ]) {
      // A browser that is still busy with the tap before may drop it.
      await expect(async () => {
        await push(JSON.stringify({ title: 'DJ Mara', body: String(bad), path: bad }));
        await expect.poll(() => shown(page), { timeout: 3000 }).toHaveLength(1);
      }).toPass();
      await tap(worker);
      await expect.poll(() => shown(page)).toEqual([]);
    }
    await expect(async () => {
      await push('no JSON');
      const plain = [{ title: 'Pika!', body: '', tag: '/live' }];
      await expect.poll(() => shown(page), { timeout: 3000 }).toEqual(plain);
    }).toPass();
    await tap(worker);
    await expect.poll(async () => new Set(await opened(worker))).toEqual(new Set([path, '/live']));
  });

  test('a dancer who does not allow it is told where to change that', async ({ page, goLive }) => {
    const booth = await goLive('DJ Mara');
    await booth.play(stormy);
    await page.goto(booth.livePath);
    await page.evaluate(() => {
      Notification.requestPermission = () => Promise.resolve('denied');
    });
    await offer(page).click();
    await expect(page.getByText('This browser blocks notifications')).toBeVisible();
    await expect(offer(page)).toHaveAttribute('aria-pressed', 'false');
  });
});

test('a cloud that notifies nobody offers nothing', async ({ page, goLive }) => {
  const booth = await goLive('DJ Mara');
  await booth.play(stormy);
  const asked = page.waitForResponse(/\/api\/push\/key$/);
  await page.goto(booth.livePath);
  expect((await asked).status()).toBe(404);
  await expect(parts(page).title).toBeVisible();
  await expect(offer(page)).toHaveCount(0);
});
