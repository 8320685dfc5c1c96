// A list that the server gives part by part.

/** One part of a list, and the path of the next one. */
export interface Part<T> {
  items: T[];
  next: string | undefined;
}

export class Pages<T> {
  items: T[] = $state.raw([]);
  /** Whether the first part is there. */
  known = $state(false);
  /** Whether there is more to ask for. */
  goesOn = $state(true);
  busy = $state(false);
  problem: string | null = $state.raw(null);

  #next: string | undefined;

  constructor(
    private readonly fetchPart: (path: string) => Promise<Part<T>>,
    first: string,
  ) {
    this.#next = first;
  }

  /** Asks for the next part. What is there already stays, whatever the answer. */
  async more(): Promise<void> {
    if (this.busy || this.#next === undefined) return;
    this.busy = true;
    this.problem = null;
    try {
      const { items, next } = await this.fetchPart(this.#next);
      this.items = [...this.items, ...items];
      this.#next = next;
      this.goesOn = next !== undefined;
      this.known = true;
    } catch (cause) {
      this.problem = cause instanceof Error ? cause.message : String(cause);
    } finally {
      this.busy = false;
    }
  }

  drop(item: T): void {
    this.items = this.items.filter((each) => each !== item);
  }
}
