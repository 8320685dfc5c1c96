// What the cloud wrote into the page's document of the session that the address names: the message
// that would say it on the line, so that a slow line need not be waited for.
import { decodeServerMessage } from '../protocol/decode';
import type { ServerMessage } from '../protocol/messages';

/** Undefined where the document says nothing, or nothing that this page understands. */
export function knownBy(document: Document): ServerMessage | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="pika-known"]');
  return meta ? decodeServerMessage(meta.content) : undefined;
}
