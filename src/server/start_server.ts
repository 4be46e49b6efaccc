import './graphile_mode.ts';

import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/node';
import { createPool } from '../db/pool.ts';
import { createLog, type Logger } from '../env/log.ts';
import { limits } from './limits.ts';
import { baseUrl, listen } from './listen.ts';
import { makePreset } from './preset.ts';
import { isSameOrigin } from './same_origin.ts';

export type ServerOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The address to listen on; the loopback address unless stated, because the API asks nobody who they are. */
  readonly host?: string;
  readonly log?: Logger;
};

export type RunningServer = {
  /** The GraphQL endpoint, for POST requests and websockets. */
  readonly url: string;
  readonly ideUrl: string;
  readonly port: number;
  /** Lets requests in flight finish, then closes every connection. */
  close(): Promise<void>;
};

/**
 * Serves the GraphQL API of one installation at `/graphql` and its IDE at `/`.
 * @throws Error when the port is taken, or when the schema has no tables of pgaugur
 */
export async function startServer({
  databaseUrl,
  schema,
  port,
  host = '127.0.0.1',
  log = createLog('warn'),
}: ServerOptions): Promise<RunningServer> {
  const pool = createPool({ databaseUrl, schema, max: limits.connections });
  const api = postgraphile(makePreset(pool, schema, log));
  const server = createServer();
  const websockets = new Set<Duplex>();

  async function shutDown(): Promise<void> {
    for (const socket of websockets) socket.destroy();
    await closeServer(server);
    await api.release();
    await pool.end();
  }

  try {
    const built = await api.getSchema();
    if (!built.getType('MlPrediction')) {
      throw new Error(`schema "${schema}" has no predictions to serve. Run: pgaugur migrate`);
    }
    const handler = api.createServ(grafserv);
    await handler.addTo(server, false);
    const upgrade = await handler.getUpgradeHandler();
    server.on('upgrade', (request, socket, head) => {
      if (!upgrade || !isSameOrigin(request) || !handler.shouldHandleUpgrade(request, socket, head)) {
        socket.destroy();
        return;
      }
      websockets.add(socket);
      socket.once('close', () => websockets.delete(socket));
      upgrade(request, socket, head);
    });

    const openPort = await listen(server, port, host);
    const base = baseUrl(host, openPort);
    let closing: Promise<void> | undefined;
    return {
      url: `${base}/graphql`,
      ideUrl: `${base}/`,
      port: openPort,
      close: () => {
        closing ??= shutDown();
        return closing;
      },
    };
  } catch (error) {
    await shutDown();
    throw error;
  }
}

/** Stops accepting, waits for the requests in flight, and cuts off those that take too long. */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const impatience = setTimeout(() => server.closeAllConnections(), limits.closingMilliseconds);
  await new Promise((closed) => server.close(closed));
  clearTimeout(impatience);
}
