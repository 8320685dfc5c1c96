// What the window makes of a failure: one table from code to severity and to the one thing that
// the DJ can do about it. The sentence itself comes from the core, which knows the case.
import type { ErrorCode, Notice } from './backend/types';

export type Severity = 'info' | 'warn' | 'bad';

/** What a notice can offer; the shell knows how to do each. */
export type Remedy = 'choose_folder' | 'say_name' | 'start_analysis' | 'log_in';

export interface Advice {
  severity: Severity;
  /** What to do, where the core's sentence does not say it already. */
  hint: string | null;
  remedy: { label: string; run: Remedy } | null;
}

const ADVICE: Record<ErrorCode, Advice> = {
  library_locked: {
    severity: 'warn',
    hint: 'Close the other Pika window and try again.',
    remedy: null,
  },
  library_newer: { severity: 'bad', hint: 'Update Pika to open this library.', remedy: null },
  folder_unreadable: {
    severity: 'warn',
    hint: null,
    remedy: { label: 'Choose another folder', run: 'choose_folder' },
  },
  name_needed: {
    severity: 'info',
    hint: null,
    remedy: { label: 'Say your name', run: 'say_name' },
  },
  port_taken: {
    severity: 'info',
    hint: 'A phone that had the page open needs the code once more.',
    remedy: null,
  },
  analysis_unavailable: {
    severity: 'warn',
    hint: 'Everything else goes on.',
    remedy: { label: 'Try again', run: 'start_analysis' },
  },
  login_needed: {
    severity: 'warn',
    hint: null,
    remedy: { label: 'Open the settings', run: 'log_in' },
  },
  other: { severity: 'warn', hint: null, remedy: null },
};

export function adviceFor(code: ErrorCode): Advice {
  return ADVICE[code];
}

/** Whatever a command rejected with, as a notice: the host may also fail outside of the core. */
export function noticeFrom(cause: unknown): Notice {
  if (isNotice(cause)) return cause;
  const message = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : '';
  return { code: 'other', message: message || 'That did not work, and Pika does not know why.' };
}

function isNotice(cause: unknown): cause is Notice {
  if (typeof cause !== 'object' || cause === null) return false;
  const { code, message } = cause as Partial<Record<keyof Notice, unknown>>;
  return typeof code === 'string' && code in ADVICE && typeof message === 'string';
}
