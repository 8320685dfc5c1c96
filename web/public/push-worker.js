// What a phone does when the DJ announces something and the page is closed: it shows the words, and a
// tap opens the page of that session. A push cannot make it open anything else.

/** The pages that may be opened. */
const PAGE = /^\/live\/[A-Za-z0-9_-]{8,64}$/;

const pageOf = (path) => (typeof path === 'string' && PAGE.test(path) ? path : '/live');

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pageOf(event.notification.data?.path)));
});

async function show(data) {
  let told = {};
  try {
    told = data?.json() ?? {};
  } catch {
    // A browser wants every push to be seen, also one that says nothing.
  }
  const path = pageOf(told.path);
  await self.registration.showNotification(String(told.title ?? 'Pika!'), {
    body: String(told.body ?? ''),
    icon: '/icon-192.png',
    vibrate: [100, 50, 100],
    // A newer announcement of a session takes the place of the older one, and is noticed.
    tag: path,
    renotify: true,
    data: { path },
  });
}

async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === path);
  await (there ? there.focus() : self.clients.openWindow(path));
}
