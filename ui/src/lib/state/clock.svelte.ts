// The present moment, once a second, for elapsed times and the clock on the wall.

export class Clock {
  /** Milliseconds since 1970. */
  now = $state(Date.now());

  /** Ticks until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), 1_000);
    return () => clearInterval(timer);
  }
}
