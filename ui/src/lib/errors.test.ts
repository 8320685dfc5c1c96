import { describe, expect, test } from 'vitest';
import { adviceFor, noticeFrom } from './errors';

describe('a failure becomes a notice', () => {
  test('what the core sends is kept as it is', () => {
    const sent = { code: 'port_taken', message: 'Port 3737 is in use by another program.' };
    expect(noticeFrom(sent)).toEqual(sent);
  });

  test('an unknown code keeps no promise of its own', () => {
    expect(noticeFrom({ code: 'moon_phase', message: 'No.' }).code).toBe('other');
  });

  test('text and errors keep their words', () => {
    expect(noticeFrom('command not found').message).toBe('command not found');
    expect(noticeFrom(new Error('gone')).message).toBe('gone');
  });

  test('nothing at all still gives a sentence', () => {
    for (const cause of [undefined, null, 7, {}, '']) {
      expect(noticeFrom(cause)).toEqual({
        code: 'other',
        message: 'That did not work, and Pika does not know why.',
      });
    }
  });
});

test('an unreadable folder offers to choose another one', () => {
  expect(adviceFor('folder_unreadable').remedy?.run).toBe('choose_folder');
});
