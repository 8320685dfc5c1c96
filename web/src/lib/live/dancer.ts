// Who this phone is: a secret made once and kept here. It is never part of an address and never
// shown; whoever knows it could take this dancer's likes back.
import type { KeptTexts } from './kept';

/** Fills the array with random bytes: `crypto.getRandomValues`, which also works over plain http. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const fillRandom: FillRandom = (bytes) => crypto.getRandomValues(bytes);

const DANCER = 'pika.dancer';

/** The id of this phone's dancer; undefined for a phone that was at no night yet. */
export const knownDancer = (kept: KeptTexts) => kept.get(DANCER);

/** The dancer's id: `client_` and 32 hexadecimal digits. Made at the first visit. */
export function dancerId(kept: KeptTexts, fill: FillRandom = fillRandom): string {
  return madeOnce(kept, DANCER, 'client_', fill);
}

/** Tells this phone from the others behind one venue's address when it opens a line: `pika.` and 32
 * hexadecimal digits, offered as a WebSocket subprotocol. It is a number of its own, so that it says
 * nothing of the dancer's id; browsers digest nothing over plain http. */
export function lineKey(kept: KeptTexts, fill: FillRandom = fillRandom): string {
  return madeOnce(kept, 'pika.line', 'pika.', fill);
}

/** A fresh id for one message. */
export function messageId(): string {
  return `m_${randomHex(12, fillRandom)}`;
}

function madeOnce(kept: KeptTexts, key: string, prefix: string, fill: FillRandom): string {
  const known = kept.get(key);
  if (known?.startsWith(prefix) && /^[0-9a-f]{32}$/.test(known.slice(prefix.length))) return known;
  const fresh = prefix + randomHex(16, fill);
  kept.set(key, fresh);
  return fresh;
}

function randomHex(length: number, fill: FillRandom): string {
  const bytes = new Uint8Array(length);
  fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
