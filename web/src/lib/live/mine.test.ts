import { beforeEach, describe, expect, it } from 'vitest';
import {
  ack,
  answer,
  at,
  begin,
  clock,
  comesBack,
  DANCER,
  kept,
  lastLike,
  live,
  load,
  MINE,
  nack,
  network,
  nowPlaying,
} from './testing-live';

beforeEach(begin);

describe('liking', () => {
  beforeEach(() => {
    live.start();
    answer(nowPlaying('p1', 3));
  });

  it('shows and counts a like at once, and the number of the cloud when it comes', () => {
    live.toggleLike('p1');
    expect(live.mine.liked.has('p1')).toBe(true);
    expect(live.session.now?.likes).toBe(4);
    expect(live.mine.waiting).toBe(1);
    network.socket.say(ack(lastLike()));
    network.socket.say({ type: 'LIKE_COUNT', sessionId: MINE, playId: 'p1', count: 6 });
    expect(live.mine.waiting).toBe(0);
    expect(live.session.now?.likes).toBe(6);
  });

  it('takes a refused like back, with the sentence of the cloud', () => {
    live.toggleLike('p1');
    network.socket.say(nack(lastLike(), 'invalid', 'This play is not of this session.'));
    expect(live.mine.liked.has('p1')).toBe(false);
    expect(live.session.now?.likes).toBe(3);
    expect(live.mine.refusals.like).toContain('This play is not of this session.');
    live.toggleLike('p1');
    expect(live.mine.refusals.like, 'a new press clears the old sentence').toBeUndefined();
  });

  it('keeps a like given offline and sends it once after the line is back', () => {
    network.socket.drop();
    live.toggleLike('p1');
    expect(live.mine.liked.has('p1')).toBe(true);
    clock.pass(1_000);
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(1);
    network.socket.say(ack(lastLike()));
    comesBack(nowPlaying('p1', 4));
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(0);
    expect(live.mine.liked.has('p1')).toBe(true);
  });

  it('sends a like whose answer was lost again as soon as the line is back', () => {
    live.toggleLike('p1');
    const first = lastLike();
    network.socket.drop();
    clock.pass(1_000);
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toMatchObject([{ playId: 'p1', messageId: first }]);
  });

  it('sends a like that was given before a reload', () => {
    network.socket.drop();
    live.toggleLike('p1');
    live.stop();
    load();
    expect(live.mine.liked.has('p1')).toBe(true);
    live.start();
    answer(nowPlaying('p1', 3));
    expect(network.socket.sentOf('SEND_LIKE')).toMatchObject([{ playId: 'p1', clientId: DANCER }]);
  });

  it('keeps likes that wait when the session ends', () => {
    network.socket.drop();
    live.toggleLike('p1');
    clock.pass(1_000);
    answer({ type: 'SESSION_ENDED', sessionId: MINE });
    expect(live.session.phase).toBe('ended');
    expect(network.socket.sentOf('SEND_LIKE')).toHaveLength(1);
  });
});

describe('after the end', () => {
  it('tells what became of a like that was given without a network', () => {
    live.start();
    answer(nowPlaying('p1', 3));
    network.socket.drop();
    live.toggleLike('p1');
    clock.pass(1_000);
    answer({ type: 'SESSION_ENDED', sessionId: MINE });
    network.socket.say(ack(lastLike()));
    expect(live.mine.arrivedLate).toBe(1);
    expect(live.mine.liked.has('p1')).toBe(true);
  });

  it('says so where it was too late', () => {
    live.start();
    answer(nowPlaying('p1', 3));
    network.socket.drop();
    live.toggleLike('p1');
    clock.pass(1_000);
    answer({ type: 'SESSION_ENDED', sessionId: MINE });
    network.socket.say(nack(lastLike(), 'unknown_session'));
    expect(live.mine.arrivedLate).toBe(0);
    expect(live.mine.refusals.like).toContain('had ended');
    expect(live.mine.liked.has('p1')).toBe(false);
  });
});

describe('the tempo', () => {
  const votes = () => network.socket.sentOf('SEND_TEMPO_REQUEST').map((vote) => vote.preference);
  const ackVote = () => {
    network.socket.say(ack(network.socket.sentOf('SEND_TEMPO_REQUEST').at(-1)?.messageId ?? ''));
  };

  beforeEach(() => {
    live.start();
    answer(nowPlaying('p1'));
  });

  it('is voted on, changed, and cleared by a second press', () => {
    live.toggleTempo('slower');
    ackVote();
    live.toggleTempo('perfect');
    ackVote();
    expect(live.mine.tempoWord?.value).toBe('perfect');
    live.toggleTempo('perfect');
    ackVote();
    expect(votes()).toEqual(['slower', 'perfect', 'clear']);
    expect(live.mine.tempoWord?.value).toBe('clear');
  });

  it('of another track has no vote, and the earlier one comes back with its track', () => {
    live.toggleTempo('faster');
    ackVote();
    network.socket.say(nowPlaying('p2'));
    expect(live.mine.tempoWord).toBeUndefined();
  });

  it('is voted on anew once the vote has faded', () => {
    live.toggleTempo('faster');
    ackVote();
    for (let tens = 0; tens < 30; tens += 1) {
      clock.pass(10_000);
      network.socket.say({ type: 'PONG', serverTime: at });
    }
    live.toggleTempo('faster');
    expect(votes()).toEqual(['faster', 'faster']);
  });

  it('of a track that stopped while the line was down is not voted on', () => {
    network.socket.drop();
    live.toggleTempo('faster');
    clock.pass(10_000);
    answer(nowPlaying('p2'));
    expect(votes()).toEqual([]);
  });

  it('takes the vote that the cloud knows where the phone has forgotten it', () => {
    kept.texts.clear();
    comesBack(nowPlaying('p1'), {
      type: 'TEMPO_VOTED',
      sessionId: MINE,
      preference: 'slower',
      endsAt: at,
    });
    expect(live.mine.tempoWord?.value).toBe('slower');
  });
});

describe('a poll', () => {
  const poll = (more: object = {}) => ({
    type: 'POLL_STARTED',
    sessionId: MINE,
    pollId: 7,
    seq: 3,
    question: 'What next?',
    options: ['Blues', 'Pop'],
    votes: [0, 0],
    totalVotes: 0,
    hasVoted: false,
    ...more,
  });
  const ended = {
    type: 'POLL_ENDED',
    sessionId: MINE,
    pollId: 7,
    seq: 3,
    results: [1, 4],
    totalVotes: 5,
    winnerIndex: 1,
  };
  const vote = () => network.socket.sentOf('VOTE_ON_POLL');

  beforeEach(() => {
    live.start();
    answer(nowPlaying('p1'), poll());
  });

  it('is answered once', () => {
    live.votePoll(1);
    live.votePoll(0);
    expect(live.mine.pollVote).toBe(1);
    network.socket.say(ack(vote()[0]?.messageId ?? ''));
    live.votePoll(0);
    expect(vote()).toMatchObject([{ pollId: 7, optionIndex: 1 }]);
  });

  it('that ended while the vote was under way shows the result and says so', () => {
    live.votePoll(0);
    network.socket.say(ended);
    network.socket.say(nack(vote()[0]?.messageId ?? '', 'conflict', 'Over.'));
    expect(live.session.poll?.winner).toBe(1);
    expect(live.mine.pollVote).toBeUndefined();
    expect(live.mine.refusals.poll).toBe('Your vote was not counted: Over.');
    live.votePoll(0);
    expect(vote(), 'nothing can be voted any more').toHaveLength(1);
  });

  it('keeps a vote given offline until the line is back', () => {
    network.socket.drop();
    live.votePoll(1);
    live.stop();
    load();
    live.start();
    answer(nowPlaying('p1'), poll());
    expect(vote()).toMatchObject([{ pollId: 7, optionIndex: 1 }]);
    expect(live.mine.pollVote).toBe(1);
  });

  it('takes the vote that the cloud knows', () => {
    comesBack(poll({ hasVoted: true, votedOptionIndex: 0, votes: [1, 0], totalVotes: 1 }));
    expect(live.mine.pollVote).toBe(0);
  });

  it('shows its result for a minute', () => {
    network.socket.say(ended);
    clock.pass(59_999);
    expect(live.session.poll?.winner).toBe(1);
    clock.pass(1);
    expect(live.session.poll).toBeUndefined();
  });

  it('shows its result until it was seen, and a running poll until it ends', () => {
    live.hideResult();
    expect(live.session.poll?.pollId).toBe(7);
    network.socket.say(ended);
    live.hideResult();
    expect(live.session.poll).toBeUndefined();
  });
});
