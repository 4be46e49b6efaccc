import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** A name or an address, and a port, as a Host header has them. No browser writes more. */
const HOST = /^(\[[0-9a-f:.]+\]|[^\s:@/?#\\[\]]+?)\.?(?::\d{1,5})?$/i;

export type Allowed = {
  /** Names under which the server may be asked, and whose pages may ask it. */
  readonly hosts: readonly string[];
  /** Origins of other pages that may ask it, as https://app.example. */
  readonly origins: readonly string[];
};

/**
 * Why a request is not answered; undefined when it is.
 *
 * Whoever asks from this machine is answered, so it must not be asked by pages of other sites that somebody has open in a
 * browser there. Browsers keep those from reading answers, but not when the site lets its own name lead to this machine (DNS rebinding),
 * and not over websockets. So a name has to be one of ours: `localhost`, which no site can own, or one that was allowed.
 * An address is no name and cannot be made to lead elsewhere. And a page that asks has to come from under the same name,
 * or from an allowed one.
 */
export function foreignness(
  { headers: { host, origin } }: Pick<IncomingMessage, 'headers'>,
  { hosts, origins }: Allowed,
): string | undefined {
  // HTTP/1.0 without a Host header comes from no browser.
  if (host !== undefined && !isOurs(host, hosts)) {
    return `this server is not known as "${host}". Where it is, allow the name with --allowed-hosts or PGAUGUR_ALLOWED_HOSTS`;
  }
  if (origin === undefined) return undefined;
  const from = URL.canParse(origin) ? new URL(origin) : undefined;
  if (from && (from.host === host?.toLowerCase() || hosts.includes(from.hostname))) return undefined;
  if (origins.includes(origin)) return undefined;
  return `pages of "${origin}" may not ask this server. Where they may, allow the origin with --allowed-origins, or the name with --allowed-hosts or PGAUGUR_ALLOWED_HOSTS`;
}

function isOurs(host: string, hosts: readonly string[]): boolean {
  const name = HOST.exec(host)?.[1].toLowerCase();
  if (name === undefined) return false;
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || hosts.includes(name);
}
