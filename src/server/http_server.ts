import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NodeGrafserv } from 'postgraphile/grafserv/node';
import { limits } from './limits.ts';
import type { Page } from './page/serve_page.ts';
import type { Probes } from './probes/probes.ts';
import { foreignness } from './same_origin.ts';

export type HttpServer = {
  readonly server: Server;
  /** Lets requests in flight finish, for a while, and ends everything else. */
  close(): Promise<void>;
};

/**
 * An HTTP server, not listening yet, that answers probes, serves the page, and hands other requests and websockets to the API.
 * @param allowed names under which it may be asked, beside those that are always ours
 */
export async function makeHttpServer(
  api: NodeGrafserv,
  probes: Probes,
  page: Page,
  allowed: readonly string[],
): Promise<HttpServer> {
  const answer = api.createHandler(); // addTo() would take every request for itself
  const server = createServer((request, response) => {
    const refusal = foreignness(request, allowed);
    if (refusal !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
      response.end(`${refusal}\n`);
    } else if (!probes(request, response) && !page(request, response)) void answer(request, response);
  });
  // Websockets are no requests to Node's server: it neither closes them nor forgets them.
  const websockets = new Set<Duplex>();

  const upgrade = await api.getUpgradeHandler();
  server.on('upgrade', (request, socket, head) => {
    if (!upgrade || foreignness(request, allowed) !== undefined || !api.shouldHandleUpgrade(request, socket, head)) {
      socket.destroy();
      return;
    }
    websockets.add(socket);
    socket.once('close', () => websockets.delete(socket));
    upgrade(request, socket, head);
  });

  return {
    server,
    async close() {
      for (const socket of websockets) socket.destroy();
      if (!server.listening) return;
      const impatience = setTimeout(() => server.closeAllConnections(), limits.closingMilliseconds);
      await new Promise((closed) => server.close(closed));
      clearTimeout(impatience);
    },
  };
}
