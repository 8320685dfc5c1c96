// Opens the DJ's window on its fake host, for the stories beside this file. Every page fails its
// story when it logs an error: a refusal by the content security policy is one.
import { expect, test as base, type Locator, type Page } from '@playwright/test';

/** Where the fake host begins; see `ui/src/lib/backend/fake/night.ts`. */
type Scene = 'empty' | 'library' | 'night';

/** The part of `ui/src/lib/backend/fake.ts` that stories step. */
interface Fake {
  play(trackId: number, change?: object): void;
  stop(): void;
  like(count?: number): void;
  live(change: object): void;
  vote(...votes: number[]): void;
  account(change: object): void;
  outdate(count: number): void;
  sources(sources: object[]): void;
  scan(progress: object): void;
  finishScan(change?: object): void;
  analysis(change: object): void;
  analyse(count: number): void;
  hear(trackId: number, share: number): void;
  finishTrack(trackId: number, reason?: string): void;
  notice(notice: object): void;
  refuse(command: string, notice: object): void;
}

export class DjWindow {
  constructor(readonly page: Page) {}

  /** A quarter to eleven, on every run: pictures and clocks repeat. */
  async open(scene: Scene, tracks?: number): Promise<void> {
    await this.page.clock.install({ time: new Date('2026-11-24T22:47:00') });
    const size = tracks === undefined ? '' : `&tracks=${tracks}`;
    await this.page.goto(`/?scene=${scene}${size}`);
    await expect(this.page.getByRole('navigation', { name: 'Views' })).toBeVisible();
  }

  /** Something happens at the host: `step('like', 3)`. */
  async step(name: keyof Fake, ...details: unknown[]): Promise<void> {
    await this.page.evaluate(
      ([step, given]) => {
        const fake = (
          window as unknown as { pikaFake: Record<string, (...all: unknown[]) => void> }
        ).pikaFake;
        fake[step]?.(...given);
      },
      [name, details] as const,
    );
  }

  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Tracks' });
  }

  /** The rows that are in view and have arrived, without the head. */
  rows(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('gridcell') });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }
}

export const test = base.extend<{ dj: DjWindow }>({
  dj: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await use(new DjWindow(page));
    expect(errors, 'the window logged errors').toEqual([]);
  },
});

export { expect };
