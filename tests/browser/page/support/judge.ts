// Whether a view is fit to be seen: accessible (axe), nothing wider than the screen, and a picture of it
// in target/screens for people to judge.
import AxeBuilder from '@axe-core/playwright';
import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';

const screens = resolve(import.meta.dirname, '../../../../target/screens');

/** `whole` takes the picture of all of the page, not of one screen. */
export async function judge(page: Page, name: string, whole = false): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(tooWide, 'nothing reaches beyond the screen').toBe(0);
  await page.evaluate(() => {
    window.scrollTo(0, 0);
  });
  await page.screenshot({ path: `${screens}/${name}.png`, fullPage: whole });
}

/** A finger hits every button. */
export async function judgeButtons(page: Page): Promise<void> {
  for (const button of await page.getByRole('button').all())
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
}
