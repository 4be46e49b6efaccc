import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/**
 * Closes an HTTP server in order: nothing new is taken, what is being answered is answered and read to its end, and each
 * connection ends with its last answer, not by being idle. `server.close()` of Node cuts off whoever still reads, and waits
 * for connections on which something was being answered, and for those on which nothing was ever asked.
 * @param milliseconds after which everything ends, whatever it is at
 * @returns what closes it, resolved when no connection is left
 */
export function draining(server: Server, milliseconds: number): () => Promise<void> {
  const sockets = new Set<Socket>();
  /** Those that their clients have not been given whole. */
  const answers = new Set<ServerResponse>();
  let isClosing = false;

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Before whoever answers, who may do so at once.
  server.prependListener('request', (_, answer: ServerResponse) => {
    answers.add(answer);
    if (isClosing) beLast(answer);
    answer.once('close', () => {
      answers.delete(answer);
      if (isClosing) endIdle();
    });
  });
  const beLast = (answer: ServerResponse): void => {
    if (!answer.headersSent) answer.shouldKeepAlive = false;
  };
  const endIdle = (): void => {
    // To Node a connection is idle once its answer is written, however much of that the client has still to read.
    if (![...answers].some(({ writableEnded }) => writableEnded)) server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };

  return async () => {
    isClosing = true;
    if (!server.listening) return;
    for (const answer of answers) beLast(answer);
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    endIdle();
    const impatience = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, milliseconds);
    await closed;
    clearTimeout(impatience);
    server.close(); // the timer by which it looks for slow requests
  };
}
