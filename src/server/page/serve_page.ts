import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Logger } from '../../env/log.ts';
import { type PageFiles, readPageFiles } from './page_files.ts';

export type Page = {
  /** Answers a request for the page or one of its files, or says that it is none. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers somebody who looks for what is not there: the page says so itself, and leads on. */
  answerNothing(request: IncomingMessage, response: ServerResponse): void;
};

/** Nothing from elsewhere, nothing inline, in no frame: what a page that shows other people's text should allow itself. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SAFE: OutgoingHttpHeaders = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** The addresses of views: all are the one document, which finds out by itself what to show. */
const VIEW = /^\/(?:(?:instruments|models|runs|portfolio|health|ranking|settings)(?:\/[^/]*)?\/?)?$/;
const ASSET = /^\/(assets\/[\w.-]+)$/;

/** The page at `/`. Its files are made or read when somebody first asks for them, and then kept. */
export function servePage(log: Logger): Page {
  let files: Promise<PageFiles> | undefined;
  const read = (): Promise<PageFiles> => {
    files ??= readPageFiles();
    files.catch(() => {
      files = undefined; // what was missing may be there the next time
    });
    return files;
  };
  const serve = (name: string, status: number, request: IncomingMessage, response: ServerResponse): void => {
    read().then(
      (found) => send(found, name, status, request, response),
      (error: unknown) => {
        log.error({ err: error }, 'the page cannot be served');
        plain(response, 503, 'The page is not there: the log of this server says why. The API is at /graphql.');
      },
    );
  };
  return {
    answer(request, response) {
      const path = request.url?.split('?', 1)[0] ?? '';
      const name = VIEW.test(path) ? 'index.html' : ASSET.exec(path)?.[1];
      if (name === undefined) return false;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { ...SAFE, allow: 'GET, HEAD' }).end();
      } else serve(name, 200, request, response);
      return true;
    },
    answerNothing: (request, response) => serve('index.html', 404, request, response),
  };
}

function send(
  files: PageFiles,
  name: string,
  status: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const file = files.get(name);
  if (!file) {
    plain(response, 404, 'There is no such file. Load the page again: it may be of another release.');
    return;
  }
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = zipped ? file.gzipped : file.bytes;
  response.writeHead(status, {
    ...SAFE,
    'content-type': TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'content-length': body.length,
    // Names of assets have their hash in them; the document names the newest.
    'cache-control': name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(zipped && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...SAFE, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
