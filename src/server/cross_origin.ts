import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of listed origins read what they are answered, and answers what their browser asks before it lets them send
 * JSON or a token. No cookie of anybody plays a part.
 * @returns whether the request is answered by that
 */
export function answerAcrossOrigins(
  { headers: { origin }, method, headers }: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): boolean {
  if (origins.length === 0) return false;
  response.setHeader('vary', 'origin');
  if (origin === undefined || !origins.includes(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, authorization, accept',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  });
  response.end();
  return true;
}
