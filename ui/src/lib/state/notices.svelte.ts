// Quiet notices at the edge of the window: what went wrong and what to do, never a dialog.
import { noticeFrom } from '../errors';
import type { Notice } from '../backend/types';

export interface ShownNotice extends Notice {
  id: number;
}

/** More than this nobody reads; the oldest gives way. */
const MOST = 3;

export class Notices {
  shown = $state.raw<ShownNotice[]>([]);
  #lastId = 0;

  show(notice: Notice): void {
    // The same trouble twice is one trouble: it moves to the end instead of piling up.
    const others = this.shown.filter(
      (each) => each.code !== notice.code || each.message !== notice.message,
    );
    this.shown = [...others, { ...notice, id: ++this.#lastId }].slice(-MOST);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((each) => each.id !== id);
  }

  /** Runs a command; a failure becomes a notice and `undefined`. */
  async ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (cause) {
      this.show(noticeFrom(cause));
      return undefined;
    }
  }
}
