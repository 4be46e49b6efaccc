import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { NodeGrafserv } from 'postgraphile/grafserv/node';
import { answerAcrossOrigins } from './cross_origin.ts';
import { draining } from './draining.ts';
import { CONNECTIONS, limits } from './limits.ts';
import { makeWebsockets } from './live/websockets.ts';
import type { Page } from './page/serve_page.ts';
import type { Probes } from './probes/probes.ts';
import { type Allowed, foreignness } from './same_origin.ts';
import { answerUnknownPath, isOfApi, pathOf, wantsDocument } from './unknown_path.ts';
import { cutOffWhoDoesNotRead } from './unread.ts';

export type HttpServer = {
  readonly server: Server;
  /** Lets requests in flight finish, for a while, and ends everything else. */
  close(): Promise<void>;
};

/**
 * An HTTP server, not listening yet, that answers probes, serves the page, and hands other requests and websockets to the API.
 * @param allowed under which names it may be asked, beside those that are always ours, and by whose pages
 */
export function makeHttpServer(api: NodeGrafserv, probes: Probes, page: Page, allowed: Allowed): HttpServer {
  const answer = api.createHandler(); // addTo() would take every request for itself
  const server = createServer(CONNECTIONS, (request, response) => {
    const refusal = foreignness(request, allowed);
    if (refusal !== undefined) refuse(response, 403, refusal);
    else if (Number(request.headers['content-length'] ?? 0) > limits.requestBytes) refuse(response, 413, TOO_LONG);
    else if (answerAcrossOrigins(request, response, allowed.origins)) return;
    else if (probes(request, response) || page.answer(request, response)) return;
    else if (isOfApi(pathOf(request))) void answer(withReadableAccept(request), unframed(response));
    else if (wantsDocument(request)) page.answerNothing(request, response);
    else answerUnknownPath(request, response);
  });
  const drain = draining(server, limits.closingMilliseconds);
  const stopWatching = cutOffWhoDoesNotRead(server, limits.unread);
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
      await drain();
      stopWatching();
    },
  };
}

const MEDIA = String.raw`\s*(\*/\*|[\w.+-]+/[\w.+*-]+)\s*(;\s*(q=(0(\.\d*)?|1(\.0*)?)|(?!q=)[\w-]+=("[^"\\]*"|[\w.+-]+))\s*)*`;
const ACCEPT = new RegExp(`^${MEDIA}(,${MEDIA})*$`);

/** What cannot be read says nothing, as a header that is not there; to Grafserv it would be an error of its own. */
function withReadableAccept(request: IncomingMessage): IncomingMessage {
  const { accept } = request.headers;
  if (accept !== undefined && !ACCEPT.test(accept)) request.headers.accept = undefined;
  return request;
}

/** The editor in a frame would let the page around it have somebody click on what they do not see. */
function unframed(response: ServerResponse): ServerResponse {
  return response
    .setHeader('content-security-policy', "frame-ancestors 'none'")
    .setHeader('x-content-type-options', 'nosniff');
}

const TOO_LONG = `a request has at most ${limits.requestBytes} bytes: ask for less at a time`;

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${reason}\n`);
}
