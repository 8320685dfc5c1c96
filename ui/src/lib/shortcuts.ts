// Single-key shortcuts of the window. None fires while the DJ types, and none takes a combination
// with Ctrl, Alt or Cmd away from the system.

/** Whether a key press belongs to a field that the DJ types into. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether `event` is the shortcut `key`, case aside. */
export function isShortcut(event: KeyboardEvent, key: string): boolean {
  if (event.defaultPrevented || event.repeat || isTyping(event.target)) return false;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Runs `act` whenever `key` is pressed; returns the way to stop. */
export function onShortcut(key: string, act: () => void): () => void {
  const handle = (event: KeyboardEvent) => {
    if (!isShortcut(event, key)) return;
    event.preventDefault();
    act();
  };
  window.addEventListener('keydown', handle);
  return () => window.removeEventListener('keydown', handle);
}
