// The invented floor: a poll that is asked runs at once, and its votes come from the story.
import type { LiveStatus, NewAnnouncement, NewPoll } from '../types';

export class FakeFloor {
  constructor(
    private readonly now: () => LiveStatus,
    private readonly change: (change: Partial<LiveStatus>) => void,
  ) {}

  ask({ question, options, durationS }: NewPoll): void {
    this.change({
      poll: {
        seq: 1,
        state: 'running',
        question,
        options: options.map((text) => ({ text, votes: 0 })),
        endsAt: later(durationS),
        winner: null,
      },
    });
  }

  vote(votes: readonly number[]): void {
    const { poll } = this.now();
    if (!poll) return;
    const options = poll.options.map(({ text }, at) => ({ text, votes: votes[at] ?? 0 }));
    this.change({ poll: { ...poll, options } });
  }

  end(): void {
    const { poll } = this.now();
    if (!poll) return;
    const most = Math.max(...poll.options.map(({ votes }) => votes));
    const winner = poll.options.findIndex(({ votes }) => votes === most);
    this.change({ poll: { ...poll, state: 'over', winner } });
  }

  announce({ message, durationS }: NewAnnouncement): void {
    this.change({ announcement: { message, endsAt: later(durationS) } });
  }
}

function later(seconds: number | null): string | null {
  return seconds === null ? null : new Date(Date.now() + seconds * 1_000).toISOString();
}
