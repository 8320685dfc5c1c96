// A TCP line as slow as a phone's in a full hall, between a browser and a server: every connection
// begins with a round trip, bytes take half of one each way, and all connections share one rate.
import { connect, createServer } from 'node:net';

export const SLOW_4G = { roundTripMs: 150, downBytesPerMs: 200, upBytesPerMs: 94 };

/** Listens on a free port and passes everything on to `port`; resolves to the server. */
export function slowLine(port, { roundTripMs, downBytesPerMs, upBytesPerMs }) {
  const down = { freeAt: 0, rate: downBytesPerMs };
  const up = { freeAt: 0, rate: upBytesPerMs };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const openAt = performance.now() + roundTripMs;
    pass(near, far, up, openAt);
    pass(far, near, down, openAt);
  });

  function pass(from, to, way, openAt) {
    from.on('data', (bytes) => {
      const start = Math.max(performance.now(), way.freeAt, openAt);
      way.freeAt = start + bytes.length / way.rate;
      const wait = way.freeAt + roundTripMs / 2 - performance.now();
      setTimeout(() => to.writable && to.write(bytes), wait);
    });
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  }

  return new Promise((listening) => {
    server.listen(0, '127.0.0.1', () => listening(server));
  });
}
