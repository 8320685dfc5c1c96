// Builds the window into `dist` with relative addresses, so that it works from `tauri://localhost`.
// The preview sends the policy of the real window: what it would refuse fails in the browser tests.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  'connect-src ipc: http://ipc.localhost',
].join('; ');

export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    target: ['es2022', 'safari16.4'],
    // A font inside the stylesheet would be a `data:` address, which the policy refuses.
    assetsInlineLimit: 0,
  },
  preview: { headers: { 'Content-Security-Policy': contentSecurityPolicy } },
  // Svelte has a build for servers and one for browsers; tests want the latter.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
});
