// Single-key shortcuts of the window. None fires while the DJ types, and none takes a combination
// with Ctrl, Alt or Cmd away from the system. Where two parts want the same key, the one that
// appeared last has it: Escape closes what lies on top.

interface Shortcut {
  key: string;
  act: () => void;
}

const bound: Shortcut[] = [];

/** Whether a key press belongs to a field that the DJ types into. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'range'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Runs `act` whenever `key` is pressed, in either case; returns the way to stop. */
export function onShortcut(key: string, act: () => void): () => void {
  const shortcut = { key: key.toLowerCase(), act };
  if (bound.length === 0) window.addEventListener('keydown', handle);
  bound.push(shortcut);
  return () => {
    bound.splice(bound.indexOf(shortcut), 1);
    if (bound.length === 0) window.removeEventListener('keydown', handle);
  };
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || isTyping(event.target)) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const shortcut = bound.findLast(({ key }) => key === event.key.toLowerCase());
  if (!shortcut) return;
  event.preventDefault();
  shortcut.act();
}
