import { createServer, type Server } from 'node:http';
import type { NodeGrafserv } from 'postgraphile/grafserv/node';
import { limits } from './limits.ts';
import { makeWebsockets } from './live/websockets.ts';
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
export function makeHttpServer(api: NodeGrafserv, probes: Probes, page: Page, allowed: readonly string[]): HttpServer {
  const answer = api.createHandler(); // addTo() would take every request for itself
  const server = createServer((request, response) => {
    const refusal = foreignness(request, allowed);
    if (refusal !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
      response.end(`${refusal}\n`);
    } else if (!probes(request, response) && !page(request, response)) void answer(request, response);
  });
  const websockets = makeWebsockets(api);
  server.on('upgrade', (request, socket, head) => {
    if (foreignness(request, allowed) !== undefined || !api.shouldHandleUpgrade(request, socket, head)) {
      socket.destroy();
    } else websockets.upgrade(request, socket, head);
  });

  return {
    server,
    async close() {
      websockets.close();
      if (!server.listening) return;
      const impatience = setTimeout(() => server.closeAllConnections(), limits.closingMilliseconds);
      await new Promise((closed) => server.close(closed));
      clearTimeout(impatience);
    },
  };
}
