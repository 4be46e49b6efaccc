import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export type UnreadLimits = {
  /** Of all connections together. */
  readonly bytes: number;
  /** Nobody is cut off before. */
  readonly milliseconds: number;
  /** One of which nothing is read for so long ends, whatever others do. */
  readonly silenceMilliseconds: number;
};

/**
 * An answer that its client does not read stays in the memory of this process, and any number of clients may ask for one.
 * Beyond a limit the connections with the longest ones are cut off, unless they have only just come.
 * @returns what ends the watch
 */
export function cutOffWhoDoesNotRead(server: Server, { bytes, milliseconds, silenceMilliseconds }: UnreadLimits) {
  /** Since when each has something to read. */
  const since = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    since.set(socket, Number.POSITIVE_INFINITY);
    socket.once('close', () => since.delete(socket));
  });
  const look = (): void => {
    const now = performance.now();
    let all = 0;
    for (const [socket, before] of since) {
      all += socket.writableLength;
      const hasUnread = socket.writableLength > 0;
      since.set(socket, hasUnread ? Math.min(before, now) : Number.POSITIVE_INFINITY);
      // Node knows whether a part of it was read. Who waits for an answer is silent, too, and is let be. Between answers
      // the timeout is that of idle connections, which Node sets and takes back itself.
      const watched = socket.timeout === silenceMilliseconds;
      if (hasUnread !== watched) socket.setTimeout(hasUnread ? silenceMilliseconds : 0);
    }
    if (all <= bytes) return;
    const late = [...since].filter(([, from]) => now - from >= milliseconds).map(([socket]) => socket);
    for (const socket of late.toSorted((a, b) => b.writableLength - a.writableLength)) {
      if (all <= bytes) return;
      all -= socket.writableLength;
      socket.destroy();
    }
  };
  const looking = setInterval(look, Math.min(500, milliseconds));
  looking.unref();
  return () => clearInterval(looking);
}
