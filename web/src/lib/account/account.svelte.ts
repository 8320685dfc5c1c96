// A DJ who is logged in on this page. The token lives in this object alone: never in a storage, a
// cookie or an address, and it is gone when the tab is.
import { call, readDevices, readToken, readUser, Refusal, type Device, type User } from './api';

export class Account {
  user: User | null = $state.raw(null);
  devices: Device[] = $state.raw([]);
  /** A token that is shown just now, once. */
  shown: string | null = $state.raw(null);
  problem: string | null = $state.raw(null);
  /** What has just been done, in a sentence. */
  news: string | null = $state.raw(null);
  busy = $state(false);

  #token: string | null = null;
  /** Whether the DJ was shown the token, and may use it in another program. */
  #handedOut = false;

  logIn(email: string, password: string): Promise<boolean> {
    return this.#try(async () => {
      const answer = await call('POST', 'login', null, { email, password });
      const user = readUser(answer);
      this.#token = readToken(answer);
      this.#handedOut = false;
      await this.#readDevices();
      this.user = user;
    });
  }

  revoke(device: Device): Promise<boolean> {
    return this.#try(async () => {
      await call('DELETE', `tokens/${device.id}`, this.#token);
      await this.#readDevices();
      this.news = `${device.name} is logged out.`;
    });
  }

  /** A new token in the place of this page's; with `all`, the only one that is left. */
  regenerate(all: boolean): Promise<boolean> {
    return this.#try(async () => {
      const answer = await call('POST', 'regenerate-token', this.#token, { all });
      this.#token = this.shown = readToken(answer);
      this.#handedOut = true;
      await this.#readDevices();
      this.news = all ? 'All other devices are logged out.' : null;
    });
  }

  /** The token is never shown again. */
  hide(): void {
    this.shown = null;
  }

  changePassword(password: string, newPassword: string): Promise<boolean> {
    return this.#try(async () => {
      await call('POST', 'password', this.#token, { password, newPassword });
      await this.#readDevices();
      this.news = 'The password is changed. Other devices log in again.';
    });
  }

  /** Takes this page's token back, unless the DJ was shown it to use it elsewhere. */
  async logOut(): Promise<void> {
    const own = this.devices.find((device) => device.current);
    if (own && !this.#handedOut) {
      const done = await this.#try(async () => {
        await call('DELETE', `tokens/${own.id}`, this.#token);
      });
      if (!done) return;
    }
    this.#forget();
  }

  async #readDevices(): Promise<void> {
    this.devices = readDevices(await call('GET', 'tokens', this.#token));
  }

  #forget(): void {
    this.#token = this.shown = this.user = this.news = null;
    this.#handedOut = false;
    this.devices = [];
  }

  /** Runs what may be refused; says whether it was not. */
  async #try(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = this.news = null;
    try {
      await work();
      return true;
    } catch (cause) {
      const refusal = cause instanceof Refusal ? cause : new Refusal(String(cause), 0);
      const ended = refusal.status === 401 && this.user !== null && !(await this.#stillKnown());
      if (ended) this.#forget();
      this.problem = ended ? 'This login has ended. Log in again.' : refusal.message;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** A wrong password is a 401 as well; only the token's own refusal ends the login. */
  async #stillKnown(): Promise<boolean> {
    return call('GET', 'me', this.#token).then(
      () => true,
      (cause: unknown) => !(cause instanceof Refusal && cause.status === 401),
    );
  }
}
