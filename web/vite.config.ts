// How the pages are built and tested: that of dancers, and with `--mode dj` that of DJs and with
// `--mode past` that of nights that are over beside it. A build for each, so that they share no file and
// phones load one script. A build is static and fits a
// strict content security policy: no inline script or style, and Svelte puts elements together
// without parsing markup.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** The document of each page that is built beside the dancers' own. */
const OTHERS: Record<string, string> = { dj: 'dj.html', past: 'past.html' };

const cloud = 'http://127.0.0.1:3001';

export default defineConfig(({ mode }) => ({
  plugins: [svelte({ compilerOptions: { fragments: 'tree' } })],
  build: {
    target: 'es2022',
    // Phones that lack modulepreload still load one file after another; the polyfill is not worth
    // its bytes here.
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: URL, which the policy allows for images only.
    assetsInlineLimit: 0,
    emptyOutDir: !(mode in OTHERS),
    rollupOptions: { input: OTHERS[mode] ?? 'index.html' },
  },
  // `pika-cloud serve --env development` lets pages from this port connect.
  server: {
    port: 3000,
    strictPort: true,
    proxy: { '/api': cloud, '/ws': { target: cloud, ws: true } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
