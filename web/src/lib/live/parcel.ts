// What of the waiting wishes goes into the next message. Several likes travel as one, cut so that the
// cloud takes it: a phone that comes back with a full evening must not look like a flood.
import { MAX_BULK_LIKES, MAX_CLIENT_MESSAGE_BYTES } from '../protocol/messages';
import type { ClientMessage, TempoWish } from '../protocol/messages';
import type { Wish } from './wishes';

export interface Parcel {
  /** The same for the same single wish, so that a repetition is recognised. */
  messageId: string;
  message: ClientMessage;
  wishes: Wish[];
}

/** Room for what every frame carries besides: the message's and the dancer's id. */
const ENVELOPE_BYTES = 512;

/** `waiting` in the order in which it is to be sent; undefined where nothing waits. */
export function nextParcel(
  waiting: Wish[],
  sessionId: string,
  newMessageId: () => string,
): Parcel | undefined {
  const [first] = waiting;
  if (!first) return undefined;
  const likes = waiting.filter(({ about, value }) => about === 'like' && value === 'yes');
  if (likes.includes(first) && likes.length > 1) return together(likes, sessionId, newMessageId());
  return alone(first, sessionId);
}

/** One wish as a message of its own. */
export function alone(wish: Wish, sessionId: string): Parcel {
  return { messageId: wish.messageId, message: messageOf(wish, sessionId), wishes: [wish] };
}

function together(likes: Wish[], sessionId: string, messageId: string): Parcel {
  let wishes = likes.slice(0, MAX_BULK_LIKES);
  const message = (): ClientMessage => ({
    type: 'SEND_BULK_LIKE',
    sessionId,
    playIds: wishes.map(({ id }) => id),
    order: Math.max(...wishes.map(({ at }) => at)),
  });
  while (bytesOf(message()) + ENVELOPE_BYTES > MAX_CLIENT_MESSAGE_BYTES) {
    wishes = wishes.slice(0, -1);
  }
  return { messageId, message: message(), wishes };
}

const bytesOf = (message: ClientMessage) =>
  new TextEncoder().encode(JSON.stringify(message)).length;

function messageOf({ about, id, value, at }: Wish, sessionId: string): ClientMessage {
  switch (about) {
    case 'like':
      return {
        type: value === 'yes' ? 'SEND_LIKE' : 'REMOVE_LIKE',
        sessionId,
        playId: id,
        order: at,
      };
    case 'tempo':
      return {
        type: 'SEND_TEMPO_REQUEST',
        sessionId,
        playId: id,
        order: at,
        preference: value as TempoWish,
      };
    case 'poll':
      return {
        type: 'VOTE_ON_POLL',
        sessionId,
        pollId: Number(id),
        optionIndex: Number(value),
      };
  }
}
