/** What node-postgres reads of a URL without a host, as `postgres://user@/db?host=/run/postgresql`. */
const NO_HOST = '@no-host/';

/** DATABASE_URL in its parts, as node-postgres takes them. @throws TypeError when it is none */
export function parseDatabaseUrl(text: string): URL {
  return URL.canParse(text) ? new URL(text) : new URL(text.replace('@/', NO_HOST));
}

/**
 * DATABASE_URL as node-postgres is to read it. What it takes for verify-full is said to be that: it would print warnings
 * into every command that a release of it to come checks less.
 */
export const driverUrl = (text: string): string =>
  /[?&]uselibpqcompat=true(?:&|$)/.test(text)
    ? text
    : text.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g, '$1verify-full');

/** node-postgres encodes a URL that has such, before it reads it. */
const NOT_ENCODED = / |%[^a-f0-9]|%[a-f0-9][^a-f0-9]/i;

/**
 * Whether a URL says what its writer means. A character in a password that ends the host's part cuts it there: what is
 * behind it would be taken for a database or a parameter, and the user for the host.
 */
export function isDatabaseUrl(text: string): boolean {
  try {
    const { hash, pathname, searchParams, username, password } = parseDatabaseUrl(text);
    if (hasBadPort(text)) return false;
    if (!NOT_ENCODED.test(text)) for (const part of [username, password, pathname]) decodeURIComponent(part);
    return hash === '' && !pathname.includes('@') && ![...searchParams.keys()].some((key) => key.includes('@'));
  } catch {
    return false; // that it cannot be read is the answer
  }
}

/** Whether it is the port that is none, behind the host or as a parameter. */
export function hasBadPort(text: string): boolean {
  const fromHost = text.slice(Math.max(text.indexOf('://') + 3, text.lastIndexOf('@') + 1));
  const ports = [
    URL.canParse(text) ? new URL(text).port : /^(?:\[[^\]]*\]|[^:/?#[\]]*):([^/?#]*)/.exec(fromHost)?.[1],
    /[?&]port=([^&#]*)/.exec(text)?.[1],
  ];
  return ports.some((port = '') => port !== '' && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65535));
}

/** Whether it names several hosts to be tried one after another, as libpq takes them and node-postgres does not. */
export function hasSeveralHosts(text: string): boolean {
  const rest = text.slice(text.indexOf('://') + 3);
  const authority = rest.split(/[/?#]/, 1)[0];
  // What was to be a password may have a character that ends the host's part: then it is not known which part this is.
  const isHost = authority.includes('@') || !rest.includes('@');
  const named = /[?&]host=([^&#]*)/.exec(text)?.[1] ?? '';
  return (isHost && authority.slice(authority.lastIndexOf('@') + 1).includes(',')) || /,|%2c/i.test(named);
}
