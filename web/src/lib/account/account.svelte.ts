// A DJ who is logged in on this page. The token lives in this object alone: never in a storage, a
// cookie or an address, and it is gone when the tab is.
//
// What a form sends gives back the cloud's refusal, which is shown in the form. What a single button
// does leaves a refusal in `problem`.
import { call, Refusal, type Answer, type Asking } from '../api';
import { fetchRecap, type Recap } from '../past/recap';
import { readDevices, readToken, readUser, type Device, type User } from './answers';

const ENDED = 'This login has ended. Log in again.';

export class Account {
  user: User | null = $state.raw(null);
  devices: Device[] = $state.raw([]);
  /** A token that is shown just now, once. */
  shown: string | null = $state.raw(null);
  problem: string | null = $state.raw(null);
  /** What has just been done, in a sentence. */
  news: string | null = $state.raw(null);
  busy = $state(false);
  /** Whether this server mails codes; known from logging in on. */
  sendsMail = $state(false);

  #token: string | null = null;
  /** Whether the DJ was shown the token, and may use it in another program. */
  #handedOut = false;

  register(displayName: string, email: string, password: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      const body = { displayName, email, password };
      await this.#enter(await call('POST', 'auth/register', { body }));
      this.news = 'The account is made, and you are logged in.';
    });
  }

  logIn(email: string, password: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await this.#enter(await call('POST', 'auth/login', { body: { email, password } }));
    });
  }

  /** Takes the code that was mailed to the DJ's address. */
  confirm(code: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await call('POST', 'auth/verify-email', { body: { code } });
      // The code says whose address it is: it may have been mailed to another account.
      this.user = readUser((await call('GET', 'auth/me', this.#own)).read);
      this.news = this.user.emailVerified
        ? 'Your e-mail address is confirmed.'
        : 'This code was for the address of another account.';
    });
  }

  mailCodeAgain(): Promise<void> {
    return this.#press(async () => {
      await call('POST', 'auth/verify-email/send', this.#own);
      this.news = 'Another letter is on its way. Codes of earlier letters are good no more.';
    });
  }

  /** Has a code mailed for a new password, if anyone has this address. */
  mailReset(email: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await call('POST', 'auth/reset-password/request', { body: { email } });
    });
  }

  resetPassword(code: string, newPassword: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await call('POST', 'auth/reset-password', { body: { code, newPassword } });
      this.news = 'The password is changed, and all devices are logged out.';
    });
  }

  rename(displayName: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      const renamed = await call('POST', 'auth/name', { ...this.#own, body: { displayName } });
      this.user = readUser(renamed.read);
      this.news = `You are ${this.user.displayName} now. Who is live has the name from the next time on.`;
    });
  }

  changePassword(password: string, newPassword: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await call('POST', 'auth/password', { ...this.#own, body: { password, newPassword } });
      await this.#readDevices();
      this.news = 'The password is changed. Other devices log in again.';
    });
  }

  /** Deletes the account with all that belongs to it. */
  delete(password: string): Promise<Refusal | null> {
    return this.#ask(async () => {
      await call('DELETE', 'auth/account', { ...this.#own, body: { password } });
      this.#forget();
      this.news = 'The account is deleted.';
    });
  }

  revoke(device: Device): Promise<void> {
    return this.#press(async () => {
      await call('DELETE', `auth/tokens/${device.id}`, this.#own);
      await this.#readDevices();
      this.news = `${device.name} is logged out.`;
    });
  }

  /** A new token in the place of this page's; with `all`, the only one that is left. */
  regenerate(all: boolean): Promise<void> {
    return this.#press(async () => {
      const answer = await call('POST', 'auth/regenerate-token', { ...this.#own, body: { all } });
      this.#token = this.shown = readToken(answer.read);
      this.#handedOut = true;
      await this.#readDevices();
      this.news = all ? 'All other devices are logged out.' : null;
    });
  }

  /** A night of this DJ, with what only its DJ is told. */
  recap(sessionId: string): Promise<Recap> {
    return fetchRecap(sessionId, { token: this.#token });
  }

  /** Whether the night is deleted. `day` says which it was. */
  async deleteNight(sessionId: string, day: string): Promise<boolean> {
    await this.#press(async () => {
      await call('DELETE', `session/${sessionId}`, this.#own);
      this.news = `The night of ${day} is deleted.`;
    });
    return this.problem === null;
  }

  /** The token is never shown again. */
  hide(): void {
    this.shown = null;
  }

  /** Takes this page's token back, unless the DJ was shown it to use it elsewhere. */
  logOut(): Promise<void> {
    return this.#press(async () => {
      const own = this.devices.find((device) => device.current);
      if (own && !this.#handedOut) await call('DELETE', `auth/tokens/${own.id}`, this.#own);
      this.#forget();
      this.news = 'You are logged out.';
    });
  }

  get #own(): Asking {
    return { token: this.#token };
  }

  async #enter({ read: welcome }: Answer): Promise<void> {
    const user = readUser(welcome);
    this.#token = readToken(welcome);
    this.#handedOut = false;
    this.sendsMail = welcome.sendsMail === true;
    await this.#readDevices();
    this.user = user;
  }

  async #readDevices(): Promise<void> {
    this.devices = readDevices((await call('GET', 'auth/tokens', this.#own)).read);
  }

  #forget(): void {
    this.#token = this.shown = this.user = this.news = null;
    this.#handedOut = false;
    this.devices = [];
  }

  async #press(work: () => Promise<void>): Promise<void> {
    this.problem = (await this.#ask(work))?.message ?? null;
  }

  /** Runs what may be refused, one at a time. */
  async #ask(work: () => Promise<void>): Promise<Refusal | null> {
    if (this.busy) return new Refusal('The last request has no answer yet.', 0);
    this.busy = true;
    this.problem = this.news = null;
    try {
      await work();
      return null;
    } catch (cause) {
      const refusal = cause instanceof Refusal ? cause : new Refusal(String(cause), 0);
      const ended = refusal.status === 401 && this.user !== null && !(await this.#stillKnown());
      if (!ended) return refusal;
      this.#forget();
      this.problem = ENDED;
      return new Refusal(ENDED, 401);
    } finally {
      this.busy = false;
    }
  }

  /** A wrong password is a 401 as well; only the token's own refusal ends the login. */
  async #stillKnown(): Promise<boolean> {
    return call('GET', 'auth/me', this.#own).then(
      () => true,
      (cause: unknown) => !(cause instanceof Refusal && cause.status === 401),
    );
  }
}
