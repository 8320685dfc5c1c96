import { expect, test } from 'vitest';
import { bpmText, countOf, durationText, fileName, secondsSince, timeLeftText } from './format';

test('a tempo shows one decimal only where it has one', () => {
  expect([98.36, 96, 92.5, 99.96, null].map(bpmText)).toEqual(['98.4', '96', '92.5', '100', '–']);
});

test('lengths are minutes and seconds, and hours when there are some', () => {
  expect([0, 59.9, 208, 4360, null, Number.NaN, -3].map(durationText)).toEqual([
    '0:00',
    '0:59',
    '3:28',
    '1:12:40',
    '–',
    '–',
    '0:00',
  ]);
});

test('one like is not likes', () => {
  expect(countOf(1, 'like')).toBe('1 like');
  expect(countOf(1204, 'like')).toBe('1,204 likes');
  expect(countOf(0, 'copy', 'copies')).toBe('0 copies');
});

test('an estimate is only as exact as it can be', () => {
  expect([20, 60, 372, 7_300, null].map(timeLeftText)).toEqual([
    'less than a minute left',
    'about 1 min left',
    'about 6 min left',
    'about 2 h left',
    '',
  ]);
});

test('a start that lies in the future counts as now', () => {
  expect(secondsSince('2026-11-24T20:00:10Z', Date.parse('2026-11-24T20:00:00Z'))).toBe(0);
  expect(secondsSince('2026-11-24T20:00:00Z', Date.parse('2026-11-24T20:01:42Z'))).toBe(102);
});

test('a file name is the last part of a path of any system', () => {
  expect(fileName('/home/mara/Music/')).toBe('Music');
  expect(fileName('D:\\Music\\Blues.mp3')).toBe('Blues.mp3');
});
