// From a text frame to a message. Nothing else on the page reads what the cloud sent.
import type { ServerMessage } from './messages';
import { isServerMessage } from './validate';

/** The message of a frame, or undefined where it is none that this page knows. */
export function decodeServerMessage(text: string): ServerMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isServerMessage(value) ? value : undefined;
}
