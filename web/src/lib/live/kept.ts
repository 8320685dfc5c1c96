// What the phone keeps between visits: texts by key in localStorage. Where a browser refuses that
// (private windows, full storage) they are kept for as long as the page is open.

export interface KeptTexts {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
  delete(key: string): void;
  keys(): string[];
}

/** `storage` is undefined where the browser has none for this page. */
export function keptIn(storage: Storage | undefined): KeptTexts {
  const memory = new Map<string, string>();
  return {
    get(key) {
      return memory.get(key) ?? storage?.getItem(key) ?? undefined;
    },
    set(key, text) {
      try {
        if (!storage) throw new Error('no storage');
        storage.setItem(key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },
    delete(key) {
      memory.delete(key);
      storage?.removeItem(key);
    },
    keys() {
      return [...new Set([...memory.keys(), ...(storage ? Object.keys(storage) : [])])];
    },
  };
}

/** The browser's own storage; merely asking for it throws where cookies are blocked. */
export function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
