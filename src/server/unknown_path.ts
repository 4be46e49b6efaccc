import type { IncomingMessage, ServerResponse } from 'node:http';
import { IDE_PATH } from './ide.ts';

/** What the API answers itself; all else that is neither the page nor a probe is not there. */
const GRAPHQL_PATH = '/graphql';
const IDE_FILES = '/ruru-static/';

/** What there is, by its path. */
const PATHS = {
  '/': 'the page: today’s forecasts, and links to all else',
  [GRAPHQL_PATH]: 'the GraphQL API: POST a JSON body, or subscribe over a websocket',
  [IDE_PATH]: 'an editor for queries',
  '/healthz': 'whether this process lives',
  '/readyz': 'whether it can answer',
  '/metrics': 'numbers for Prometheus',
} as const;

export const pathOf = ({ url = '' }: Pick<IncomingMessage, 'url'>): string => url.split('?', 1)[0];

export const isOfApi = (path: string): boolean =>
  path === GRAPHQL_PATH || path === IDE_PATH || path.startsWith(IDE_FILES);

/** Whether somebody looks at the answer, rather than a program. */
export const wantsDocument = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');

/** Says to a program, or to whoever types an address, that there is nothing at a path, and which paths there are. */
export function answerUnknownPath(request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request);
  const asJson = /\bjson\b/i.test(request.headers.accept ?? '');
  const body = asJson
    ? `${JSON.stringify({ error: `there is nothing at ${path}`, paths: PATHS })}\n`
    : [
        `there is nothing at ${path}; there are`,
        ...Object.entries(PATHS).map(([at, what]) => `${at}  ${what}`),
        '',
      ].join('\n');
  response.writeHead(404, {
    'content-type': `${asJson ? 'application/json' : 'text/plain'}; charset=utf-8`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
