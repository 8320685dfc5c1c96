// Two projects in one Chromium: `window` is the DJ's window over its fake backend, `page` the
// dancers' page. Each is built and served as it ships; `PIKA_CHROMIUM` names another browser.
import { defineConfig } from '@playwright/test';

const windowUrl = 'http://127.0.0.1:4173';
const pageUrl = 'http://127.0.0.1:4174';

/** Builds a front end and serves it; `folder` is beside `tests`. A server that still runs would
    show an older build, so none is reused. */
function serve(folder: string, url: string) {
  const { hostname, port } = new URL(url);
  return {
    command: `npm run build && npx vite preview --host ${hostname} --port ${port} --strictPort`,
    cwd: `../../${folder}`,
    url,
    reuseExistingServer: false,
  };
}

const servers = { window: serve('ui', windowUrl), page: serve('web', pageUrl) };

// `--project=window` needs no other front end than its own.
const asked = process.argv.flatMap((word) => word.match(/^--project=(.+)/)?.[1] ?? []);

export default defineConfig({
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: {
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.PIKA_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'window',
      testDir: './window',
      outputDir: './results/window',
      use: { baseURL: windowUrl, viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'page',
      testDir: './page',
      outputDir: './results/page',
      use: { baseURL: pageUrl, viewport: { width: 390, height: 844 }, hasTouch: true },
    },
  ],
  webServer: Object.entries(servers).flatMap(([name, server]) =>
    asked.length === 0 || asked.includes(name) ? [server] : [],
  ),
});
