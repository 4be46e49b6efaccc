import { isDatabaseUrl } from './database_url.ts';

/**
 * A URL that can be shown and logged: of a user name and password the first, of parameters that hold a secret the name.
 * What is no URL may hold a password anywhere.
 */
export function hidePassword(url: string): string {
  const scheme = url.indexOf('://');
  if (scheme < 0) return '***';
  const [before, rest] = [url.slice(0, scheme + 3), url.slice(scheme + 3)];
  const host = hostStart(url, rest);
  const place = host === 0 ? hiddenPort(rest) : rest.slice(host);
  return `${before}${hiddenLogin(rest.slice(0, host))}${hiddenParameters(place)}`;
}

/** A text with the URLs of databases in it as they can be shown: what was typed in another place is quoted by errors. */
export const hidePasswords = (text: string): string =>
  text.replace(/\bpostgres(?:ql)?:\/\/[^\s"'`]*[^\s"'`:.,;)]/gi, hidePassword);

/**
 * Where the host begins. A name may hold an @ itself, so it is the last that ends it; where a password has what ends the
 * host's part, and the URL is none therefore, the last anywhere.
 */
function hostStart(url: string, rest: string): number {
  const authority = isDatabaseUrl(url) ? rest.split(/[/?#]/, 1)[0] : rest;
  return authority.lastIndexOf('@') + 1;
}

/** The name ends at the first colon, as for whoever reads the URL. */
const hiddenLogin = (login: string): string => login.replace(/:.*@$/s, ':***@');

/** Where there is no login, what stands in the place of a port and is none may be a password whose host was forgotten. */
const hiddenPort = (rest: string): string => rest.replace(/^([^[:/?#]*:)(?!-?\d*(?:[/?#,]|$)).*$/s, '$1***');

/** As the driver reads their names. One without a value is the rest of a password that has an & in it. */
function hiddenParameters(rest: string): string {
  const [place, ...queries] = rest.split('?');
  const shown = queries.map((query) => query.split('&').map(hiddenParameter).join('&'));
  return [place.replace(/#.*$/s, '#***'), ...shown].join('?');
}

function hiddenParameter(parameter: string): string {
  const [name] = parameter.split('=', 1);
  if (name === parameter) return name === '' ? '' : '***';
  return HARMLESS.has(name) ? parameter.replace(/#.*$/s, '#***') : `${name}=***`;
}

/** All that Postgres' drivers take and that is no secret: what is not known here may be one. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    'host port user dbname options application_name fallback_application_name client_encoding replication ' +
    'connect_timeout connectionTimeoutMillis query_timeout statement_timeout lock_timeout keepalives keepAlive ' +
    'idle_in_transaction_session_timeout ssl sslmode sslcert sslkey sslrootcert sslcrl sslnegotiation uselibpqcompat ' +
    'channel_binding target_session_attrs'
  ).split(' '),
);
