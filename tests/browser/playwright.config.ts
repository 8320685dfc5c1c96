// Two projects in one Chromium: `window` is the DJ's window over its fake backend, `page` the
// dancers' page. Each is built and served as it ships; `PIKA_CHROMIUM` names another browser.
import { defineConfig } from '@playwright/test';

const windowUrl = 'http://127.0.0.1:4173';
const pageUrl = 'http://127.0.0.1:4174';

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
  webServer: [
    {
      command: 'npm run build && npx vite preview --host 127.0.0.1 --port 4173 --strictPort',
      cwd: '../../ui',
      url: windowUrl,
      reuseExistingServer: false,
    },
    {
      command: 'npm run build && npx vite preview --host 127.0.0.1 --port 4174 --strictPort',
      cwd: '../../web',
      url: pageUrl,
      reuseExistingServer: !process.env.CI,
    },
  ],
});
