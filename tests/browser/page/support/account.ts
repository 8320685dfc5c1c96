// A DJ with an account: asked for as a program does it, and got into as a person does.
import { expect, type Page } from '@playwright/test';
import type { Cloud } from './cloud';

export const EMAIL = 'mara@example.org';
export const PASSWORD = 'a long walk along the river';

/** Asks the cloud's account routes; returns status and answer. */
export async function ask(cloud: Cloud, route: string, token?: string, body?: object) {
  const response = await fetch(`${cloud.url}/api/auth/${route}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'X-Pika-Client': 'pika-desktop',
      'Content-Type': 'application/json',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, answer: (await response.json()) as { token: string } };
}

export const status = async (cloud: Cloud, token: string) => (await ask(cloud, 'me', token)).status;

/** An account with a laptop that is logged in; returns the laptop's token. */
export async function withLaptop(cloud: Cloud): Promise<string> {
  const body = { email: EMAIL, password: PASSWORD, displayName: 'Mara', deviceName: 'Old laptop' };
  const { status, answer } = await ask(cloud, 'register', undefined, body);
  expect(status).toBe(201);
  return answer.token;
}

export async function logIn(page: Page, password = PASSWORD): Promise<void> {
  await page.goto('/dj');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Everything that a browser keeps for a page. */
export const kept = (page: Page) =>
  page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );

/** Every address that a page asks for, or has in its history, from now on. */
export function addressesOf(page: Page): string[] {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  return addresses;
}
