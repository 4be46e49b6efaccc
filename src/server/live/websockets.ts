import { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type Context, makeServer } from 'graphql-ws';
import { makeGraphQLWSConfig } from 'postgraphile/grafserv';
import type { NodeGrafserv } from 'postgraphile/grafserv/node';
import { GraphQLError } from 'postgraphile/graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../limits.ts';

const TOO_MANY_OPERATIONS = `a websocket has at most ${limits.operationsPerWebsocket} subscriptions and queries at a time: end one first`;

/** A websocket that has been open for so long and asks for nothing gives way where there are enough. */
const IDLE_MILLISECONDS = 5_000;

/** What a websocket asks for is known once it has said its first message. */
type Open = { readonly since: number; context?: Pick<Context, 'subscriptions'> };

export type Websockets = {
  /** Takes a connection over that asked for it, or refuses it where there are enough. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
};

/**
 * GraphQL over websockets (graphql-transport-ws), as Grafserv serves it, with the limits that a request over HTTP has:
 * how long a message is, and how many there are at a time.
 */
export function makeWebsockets(api: NodeGrafserv): Websockets {
  const config = makeGraphQLWSConfig(api);
  const protocol = makeServer({
    ...config,
    onConnect: (context) => {
      const { extra } = context;
      if (typeof extra !== 'object' || !extra || !('request' in extra)) return;
      const one = extra.request instanceof IncomingMessage ? open.get(extra.request.socket) : undefined;
      if (one) one.context = context;
    },
    onSubscribe: (context, id, payload) =>
      Object.keys(context.subscriptions).length > limits.operationsPerWebsocket
        ? [new GraphQLError(TOO_MANY_OPERATIONS)]
        : config.onSubscribe?.(context, id, payload),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes });
  // Those that are being opened count, too, and to Node's server none of them is a request that it would close.
  const open = new Map<Duplex, Open>();
  const oldestIdle = (): Duplex | undefined => {
    const now = performance.now();
    for (const [socket, { since, context }] of open) {
      if (now - since < IDLE_MILLISECONDS) return undefined; // the others have come later
      if (Object.keys(context?.subscriptions ?? {}).length === 0) return socket;
    }
    return undefined;
  };

  return {
    upgrade(request, socket, head) {
      if (open.size >= limits.websockets) {
        const idle = oldestIdle();
        if (!idle) return refuse(socket);
        open.delete(idle);
        idle.destroy();
      }
      open.set(socket, { since: performance.now() });
      socket.once('close', () => open.delete(socket));
      sockets.handleUpgrade(request, socket, head, (websocket) => speak(protocol, websocket, request));
    },
    close() {
      for (const socket of open.keys()) socket.destroy();
      sockets.close();
    },
  };
}

function refuse(socket: Duplex): void {
  socket.on('error', () => {}); // whoever asked has left: nobody else listens, and the process would end by it
  const reason = `this server has ${limits.websockets} websockets open, and takes no more: try again later\n`;
  socket.once('finish', () => socket.destroy()); // the other end may leave its half open
  socket.end(
    `HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
  );
}

function speak(protocol: ReturnType<typeof makeServer>, websocket: WebSocket, request: IncomingMessage): void {
  const closed = protocol.opened(
    {
      protocol: websocket.protocol,
      send(data) {
        // Results wait for their turn; answers to whatever a client sends without reading do not.
        if (websocket.bufferedAmount > limits.unreadBytes) websocket.terminate();
        return sendWhileOpen(websocket, data);
      },
      close: (code, reason) => websocket.close(code, reason),
      onMessage(take) {
        websocket.on('message', (data) => {
          // Whatever goes wrong with one operation has been answered; what is left says that the connection is gone.
          take(String(data)).catch(() => websocket.close(CloseCode.InternalServerError, 'internal error'));
        });
      },
    },
    { socket: websocket, request },
  );
  const silence = dropWhenSilent(websocket);
  // A message that is too long, or none: the library closes it and says why.
  websocket.on('error', () => {});
  websocket.once('close', (code, reason) => {
    clearInterval(silence);
    void closed(code, String(reason));
  });
}

/**
 * What cannot be sent says that the connection closes: its client has left, no operation of it has failed, and all of
 * them end with it.
 */
export const sendWhileOpen = (websocket: WebSocket, data: string): Promise<void> =>
  new Promise((done) => websocket.send(data, () => done()));

/** A client that went away without a word would be a subscriber for ever. */
function dropWhenSilent(websocket: WebSocket): NodeJS.Timeout {
  let heard = true;
  websocket.on('pong', () => {
    heard = true;
  });
  return setInterval(() => {
    if (!heard) return websocket.terminate();
    heard = false;
    websocket.ping();
  }, limits.websocketSilenceMilliseconds);
}
