import type { IncomingMessage } from 'node:http';

/**
 * Whether a request to open a websocket comes from our own IDE or from no browser at all. Browsers keep other sites
 * from reading answers to POST requests, but let every site open websockets, to a server on the loopback address, too.
 */
export function isSameOrigin({ headers: { origin, host } }: Pick<IncomingMessage, 'headers'>): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
