// Numbers as people read them.

export type TempoBand = 'slow' | 'medium' | 'fast' | 'very-fast';

/** The four bands of a West Coast Swing night; they change at 90, 110 and 125 danced BPM. */
export function tempoBand(bpm: number): TempoBand {
  if (bpm < 90) return 'slow';
  if (bpm < 110) return 'medium';
  return bpm < 125 ? 'fast' : 'very-fast';
}

/** `1:42`, or `1:02:03` from an hour on; never negative. */
export function playTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** How long ago a play began. */
export function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h ago` : `${hours} h ${rest} min ago`;
}

/** The time of day on this phone, for example `21:42`; empty for what is no time. */
export function timeOfDay(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}

/** `1,234`. Put together by hand: the browser's own formatting, used for the first time, keeps a slow
 * phone for a tenth of a second, and that in the moment in which the first figures come. */
export function figure(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 track`, `34 tracks`. */
export function counted(n: number, one: string, many: string): string {
  return `${figure(n)} ${n === 1 ? one : many}`;
}
