import { describe, expect, it } from 'vitest';
import type { Line } from './connection';
import type { SessionState } from './session';
import {
  lateSentence,
  lineNews,
  likeSentence,
  nightSentence,
  refusalSentence,
  waitingSentence,
} from './words';

describe('the connection in words', () => {
  const cases: [Line, boolean, SessionState['phase'], SessionState['dj'], string, boolean][] = [
    ['connecting', false, 'unknown', 'connected', 'Connecting…', false],
    ['open', false, 'unknown', 'connected', 'Connecting…', false],
    ['open', false, 'live', 'connected', 'Connected', false],
    ['connecting', false, 'live', 'connected', 'Reconnecting…', true],
    ['connecting', true, 'live', 'connected', 'The server restarts; back in a moment', true],
    ['open', false, 'live', 'reconnecting', "The DJ's line is down; the music goes on", true],
    ['open', false, 'live', 'paused', 'The DJ has been offline for a while', true],
    ['open', false, 'ended', 'connected', 'The session has ended', false],
    ['connecting', false, 'live', 'reconnecting', 'Reconnecting…', true],
  ];
  it.each(cases)('%s, restarting %s, %s, DJ %s: %s', (line, restarting, phase, dj, text, bad) => {
    expect(lineNews(line, restarting, { phase, dj })).toEqual({ text, trouble: bad });
  });
});

it.each([
  [false, 0, 'Tap if you like it'],
  [false, 1, '1 dancer likes this'],
  [false, 12, '12 dancers like this'],
  [true, 0, 'You like this'],
  [true, 1, 'You like this'],
  [true, 2, 'You and 1 other like this'],
  [true, 12, 'You and 11 others like this'],
])('liked %s with %i likes: %s', (liked, likes, text) => {
  expect(likeSentence(liked, likes)).toBe(text);
});

it('says that likes are kept only while they cannot go out', () => {
  expect(waitingSentence(0, 'connecting')).toBeUndefined();
  expect(waitingSentence(1, 'open')).toBeUndefined();
  expect(waitingSentence(1, 'connecting')).toContain('Your heart is kept');
  expect(waitingSentence(3, 'connecting')).toContain('3 hearts are kept');
});

it('says why a word was not taken, where that matters', () => {
  expect(refusalSentence('like', 'unknown_session', 'No.')).toContain('had ended');
  expect(refusalSentence('like', 'invalid', 'This play is not of this session.')).toBe(
    'Your heart was not taken: This play is not of this session.',
  );
  expect(refusalSentence('poll', 'conflict', 'The poll has ended.')).toBe(
    'Your vote was not counted: The poll has ended.',
  );
  expect(refusalSentence('tempo', 'conflict', 'No.')).toBeUndefined();
});

it('says what became of hearts that arrived after the end', () => {
  expect(lateSentence(0)).toBeUndefined();
  expect(lateSentence(1)).toBe('Your heart from before the end has arrived');
  expect(lateSentence(3)).toBe('3 hearts from before the end have arrived');
});

it.each([
  [1, 0, 'DJ Mara played 1 track.'],
  [34, 5, 'DJ Mara played 34 tracks; 5 with your heart.'],
  [50, 1, 'The last 50 tracks of DJ Mara; 1 with your heart.'],
])('a night of %i tracks and %i hearts', (plays, hearts, sentence) => {
  expect(nightSentence('DJ Mara', plays, hearts)).toBe(sentence);
});
