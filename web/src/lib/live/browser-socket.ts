// The browser's WebSocket behind the small interface that the connection needs.
import type { OpenSocket } from './connection';

/** Where the cloud listens: the page's own origin. */
export function socketUrl(location: { protocol: string; host: string }): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/ws`;
}

/** Opens sockets that offer `protocol`; the cloud takes it (`lineKey` in dancer.ts says what for). */
export const browserSocket =
  (protocol: string): OpenSocket =>
  (events) => {
    const socket = new WebSocket(socketUrl(window.location), protocol);
    socket.onopen = () => {
      events.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') events.received(data);
    };
    socket.onclose = () => {
      events.closed();
    };
    return {
      send: (text) => {
        socket.send(text);
      },
      close: () => {
        socket.close();
      },
    };
  };
