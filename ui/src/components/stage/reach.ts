// From where the dancers' page can be opened, in a sentence.
import type { Reach } from '../../lib/backend/types';

const SENTENCES: Record<Reach, string> = {
  this_computer: 'Only this computer can open it so far, not the phones in the room.',
  local_network: 'Every phone in the same Wi‑Fi can open it, without internet.',
};

export function reachSentence(reach: Reach): string {
  return SENTENCES[reach];
}
