// Figures and times as a DJ reads them. Pure: the present moment is an argument.

/** `98.4`, `96`: at most one decimal, none where it says nothing. */
export function bpmText(bpm: number | null): string {
  return bpm === null ? '–' : String(Math.round(bpm * 10) / 10);
}

/** `3:28`, `1:12:40`; a dash where the length is unknown. */
export function durationText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** `12,480`. */
export function countText(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `1 like`, `37 likes`; `many` for words that do not just take an s. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `about 6 min left`, never more exact than an estimate deserves. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return 'less than a minute left';
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min left`;
  return `about ${Math.round(minutes / 60)} h left`;
}

/** `22:47`, the wall clock. */
export function clockText(at: Date): string {
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `Friday 14 November 2026`. */
export function dayText(at: Date): string {
  return at.toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** `14 Nov 2026`, for narrow places. */
export function shortDayText(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** Seconds from an instant to `now`, not below zero: clocks of two programs differ a little. */
export function secondsSince(instant: string, now: number): number {
  return Math.max(0, (now - Date.parse(instant)) / 1000);
}

/** The last part of a path, with either kind of slash. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
