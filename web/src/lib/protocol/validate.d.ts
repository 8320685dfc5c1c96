// The type of the generated validator beside it.
import type { ServerMessage } from './messages';

/** Messages that the cloud has for phones; what it says to booths alone does not count. */
export function isServerMessage(value: unknown): value is ServerMessage;
