// Who this phone is: a secret made once and kept here. It is never part of an address and never
// shown; whoever knows it could take this dancer's likes back.
import type { KeptTexts } from './kept';

const KEY = 'pika.dancer';
const WELL_FORMED = /^client_[0-9a-f]{32}$/;

/** Fills the array with random bytes: `crypto.getRandomValues`, which also works over plain http. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const fillRandom: FillRandom = (bytes) => crypto.getRandomValues(bytes);

/** The dancer's id: `client_` and 32 hexadecimal digits. Made at the first visit. */
export function dancerId(kept: KeptTexts, fill: FillRandom = fillRandom): string {
  const known = kept.get(KEY);
  if (known !== undefined && WELL_FORMED.test(known)) return known;
  const fresh = `client_${randomHex(16, fill)}`;
  kept.set(KEY, fresh);
  return fresh;
}

/** A fresh id for one message. */
export function messageId(): string {
  return `m_${randomHex(12, fillRandom)}`;
}

function randomHex(length: number, fill: FillRandom): string {
  const bytes = new Uint8Array(length);
  fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
