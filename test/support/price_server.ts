import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { after, before, beforeEach } from 'node:test';
import type { Host } from '../../src/sources/index.ts';

/** A request that the server got. */
export type Asked = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
};

/** What it answers; without a body it does not answer at all, with `cut` the connection breaks within the body. */
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly cut?: boolean;
};

export type PriceServer = {
  readonly url: () => string;
  readonly asked: Asked[];
  /** The most requests that were open at the same time. */
  readonly most: () => number;
  /** @param reply to the request and its number, from 1 */
  answer(reply: (asked: Asked, nth: number) => Reply | Promise<Reply>): void;
};

/** A source of prices on this machine, for the tests of the suite that calls this. It forgets between them. */
export function priceServer(): PriceServer {
  const asked: Asked[] = [];
  let reply: (asked: Asked, nth: number) => Reply | Promise<Reply> = () => ({ status: 500, body: 'no answer was set' });
  let open = 0;
  let most = 0;
  let port = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const one = { path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers };
    asked.push(one);
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    send(response, await reply(one, asked.length));
  });
  before(async (context) => {
    if (context.name === '<root>') throw new Error('priceServer() belongs in a suite: describe(…)');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
  });
  beforeEach(() => {
    asked.length = 0;
    most = 0;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    url: () => `http://127.0.0.1:${port}`,
    asked,
    most: () => most,
    answer: (next) => {
      reply = next;
    },
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body, cut = false }: Reply): void {
  if (body === undefined && status === 200) return;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  response.writeHead(status, headers);
  if (!cut) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2));
  response.destroy();
}

export type TestHost = Host & {
  /** The waits so far, in milliseconds. */
  readonly slept: number[];
};

/** A machine whose clock stands, but for the time that is slept: nothing is waited for. */
export function hostAt(
  now: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal = new AbortController().signal,
): TestHost {
  let time = Date.parse(now);
  const slept: number[] = [];
  return {
    environment,
    signal,
    slept,
    fetch: globalThis.fetch,
    now: () => new Date(time),
    random: () => 1,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
}
