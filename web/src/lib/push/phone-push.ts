// Has this phone notified of what the DJ announces, also while the page is closed. A phone follows one
// session at a time. What arrives is shown by public/push-worker.js.
import type { KeptTexts } from '../live/kept';

/** Under this key is the session that the dancer wants to be notified of. */
const WANTED = 'pika.push';

const WORKER = { file: '/push-worker.js', scope: '/live/' };

/** What a browser has for it, so that a test can have less. */
export interface PushBrowser {
  fetch: typeof fetch;
  askPermission: () => Promise<NotificationPermission>;
  /** The worker, once it runs. */
  register: () => Promise<Pick<ServiceWorkerRegistration, 'pushManager'>>;
}

/** Undefined where the browser cannot, or may not: over plain http it has no workers. */
export function pushBrowser(): PushBrowser | undefined {
  if (!window.isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in window)) {
    return undefined;
  }
  return {
    fetch: (...request) => fetch(...request),
    askPermission: () => Notification.requestPermission(),
    register: async () => {
      await navigator.serviceWorker.register(WORKER.file, { scope: WORKER.scope });
      return navigator.serviceWorker.ready;
    },
  };
}

/** An iPhone notifies only for pages that were put on its home screen. */
export const wantsHomeScreen = (): boolean =>
  'standalone' in navigator && !navigator.standalone && !('PushManager' in window);

/** The key of the server; undefined where it notifies nobody, or cannot be reached. */
export async function serverKey(ask: typeof fetch): Promise<string | undefined> {
  const answer = await ask('/api/push/key').catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { publicKey } = (await answer.json()) as { publicKey?: unknown };
  return typeof publicKey === 'string' ? publicKey : undefined;
}

export class PhonePush {
  constructor(
    private readonly browser: PushBrowser,
    private readonly kept: KeptTexts,
    private readonly clientId: string,
    private readonly sessionId: string,
  ) {}

  /** Whether the dancer wants to be notified of this session. */
  get wanted(): boolean {
    return this.kept.get(WANTED) === this.sessionId;
  }

  /** After a tap. False where the dancer does not allow it; rejects where it did not work. */
  async turnOn(key: string): Promise<boolean> {
    if ((await this.browser.askPermission()) !== 'granted') return false;
    await this.renew(key);
    this.kept.set(WANTED, this.sessionId);
    return true;
  }

  /** Tells the server where this phone is reached. That may have changed, and so may the server's key. */
  async renew(key: string): Promise<void> {
    const { pushManager } = await this.browser.register();
    let known = await pushManager.getSubscription();
    if (known && base64(known.options.applicationServerKey) !== key) {
      await known.unsubscribe();
      known = null;
    }
    known ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = known.toJSON();
    await this.say('subscribe', { sessionId: this.sessionId, endpoint, keys });
  }

  async turnOff(): Promise<void> {
    this.kept.delete(WANTED);
    const { pushManager } = await this.browser.register();
    const known = await pushManager.getSubscription();
    if (!known) return;
    // Then the push service refuses, even if the server never hears of it.
    await known.unsubscribe();
    await this.say('unsubscribe', { endpoint: known.endpoint });
  }

  private async say(what: string, body: object): Promise<void> {
    const answer = await this.browser.fetch(`/api/push/${what}`, {
      method: 'POST',
      headers: { 'X-Pika-Client': 'pika-web', 'X-Pika-Dancer': this.clientId },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  }
}

/** Bytes as the server writes its key: URL-safe, without padding. */
function base64(bytes: ArrayBuffer | null): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
