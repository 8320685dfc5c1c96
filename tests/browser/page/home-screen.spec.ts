// A phone that puts the page on its home screen gets an icon that is one, and shortcuts that lead
// somewhere.
import type { Page } from '@playwright/test';
import { expect, test } from './support/test';

interface Manifest {
  start_url: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
  shortcuts: { name: string; url: string }[];
}

/** Width and height of a picture as the browser decodes it. */
const sizeOf = (page: Page, address: string) =>
  page.evaluate(async (src) => {
    const picture = new Image();
    picture.src = src;
    await picture.decode();
    return `${picture.naturalWidth}x${picture.naturalHeight}`;
  }, address);

test('the page on a home screen has its icons, and its shortcuts lead somewhere', async ({
  page,
}) => {
  await page.goto('/live');
  const touch = await page.locator('link[rel="apple-touch-icon"]').getAttribute('href');
  expect(await sizeOf(page, touch ?? '')).toBe('180x180');
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = (await (await page.request.get(href ?? '')).json()) as Manifest;
  const pictures = manifest.icons.filter(({ type }) => type === 'image/png');
  expect(pictures.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512', '512x512']);
  for (const { src, sizes } of pictures) expect(await sizeOf(page, src)).toBe(sizes);
  expect(pictures.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  for (const { url } of [{ url: manifest.start_url }, ...manifest.shortcuts]) {
    await page.goto(url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
});
