// A phone's network, between the page and the real cloud: a story can cut it, or hold back what the
// page says until something else has happened.
import type { Page, WebSocketRoute } from '@playwright/test';

export class PhoneLine {
  private readonly open = new Set<WebSocketRoute>();
  private dead = false;
  private holding: string | undefined;
  private held: (() => void)[] = [];

  /** Has to come before the page is opened. */
  static async of(page: Page): Promise<PhoneLine> {
    const line = new PhoneLine();
    await page.routeWebSocket(/\/ws$/, (phone) => {
      line.connect(phone);
    });
    return line;
  }

  /** No line any more, and none to be had. */
  async cut(): Promise<void> {
    this.dead = true;
    for (const phone of this.open) await phone.close();
    this.open.clear();
  }

  /** The next try of the page gets through. */
  restore(): void {
    this.dead = false;
  }

  /** Keeps messages of this type on their way until `release`. */
  hold(type: string): void {
    this.holding = type;
  }

  release(): void {
    this.holding = undefined;
    this.held.forEach((send) => {
      send();
    });
    this.held = [];
  }

  /** How many messages are held back. */
  get waiting(): number {
    return this.held.length;
  }

  private connect(phone: WebSocketRoute): void {
    if (this.dead) {
      void phone.close();
      return;
    }
    this.open.add(phone);
    const cloud = phone.connectToServer();
    phone.onMessage((text) => {
      const send = () => {
        cloud.send(text);
      };
      if (this.holding && String(text).includes(`"${this.holding}"`)) this.held.push(send);
      else send();
    });
  }
}
