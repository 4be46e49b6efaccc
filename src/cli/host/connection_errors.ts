import { parseDatabaseUrl } from '../../env/database_url.ts';

/** Why there is no connection, and what to do about it where that is not plain. */
export type ConnectionProblem = { readonly reason: string; readonly remedy?: string };

const UNCHECKED = '?sslmode=no-verify encrypts without checking who answers';
const UNKNOWN_AUTHORITY: ConnectionProblem = {
  reason: "the server's certificate is signed by no authority that is known here",
  remedy: `Name the authority with ?sslrootcert=/path/to/ca.pem in DATABASE_URL; ${UNCHECKED}`,
};

/** What the system and TLS mean; their own messages are about addresses and calls. */
const BY_CODE: ReadonlyMap<unknown, ConnectionProblem> = new Map<string, ConnectionProblem>([
  ['ECONNREFUSED', { reason: 'nothing listens there' }],
  ['ECONNRESET', { reason: 'the other side closed the connection' }],
  ['EPIPE', { reason: 'the other side closed the connection' }],
  ['ENOTFOUND', { reason: 'no host has this name' }],
  ['EAI_AGAIN', { reason: 'the name of the host cannot be looked up now' }],
  ['EHOSTUNREACH', { reason: 'the host cannot be reached' }],
  ['ENETUNREACH', { reason: 'the network of the host cannot be reached' }],
  ['ETIMEDOUT', { reason: 'the host does not answer' }],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNKNOWN_AUTHORITY],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_AUTHORITY],
  ['CERT_HAS_EXPIRED', { reason: "the server's certificate has expired", remedy: `Renew it; ${UNCHECKED}` }],
  [
    'CERT_NOT_YET_VALID',
    { reason: "the server's certificate is not valid yet", remedy: `Check the clocks of both; ${UNCHECKED}` },
  ],
  ['EPROTO', { reason: 'what answers there does not speak TLS as Postgres does' }],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    {
      reason: "the server's certificate is for another host name",
      remedy: `Connect by the name in the certificate; ${UNCHECKED}`,
    },
  ],
]);

const NAME_OR_PASSWORD = 'Check user and password in DATABASE_URL; # / ? % in them are written %23 %2F %3F %25';

/** What the server refuses or ends a connection for: it says why. */
const REFUSED_CONNECTIONS = new Map<unknown, (message: string) => string | undefined>([
  ['28P01', () => NAME_OR_PASSWORD],
  [
    '28000', // also: pg_hba.conf has no line that lets it in
    (message) =>
      /no encryption/.test(message) ? 'If the server asks for TLS, add ?sslmode=require to DATABASE_URL' : undefined,
  ],
  ['3D000', () => 'Create it, or name another one in DATABASE_URL'],
  ['57P01', () => undefined], // ended by an administrator, by a crash, or while the server starts or stops
  ['57P02', () => undefined],
  ['57P03', () => undefined],
  ['57P05', () => 'Raise idle_session_timeout of the database or the login: it ends connections before they are used'],
  [
    '08P01',
    (message) =>
      /startup parameter/.test(message)
        ? 'The pooler takes no such option: remove it from DATABASE_URL, or let PgBouncer pass over it with ignore_startup_parameters = options'
        : undefined,
  ],
]);

/** Settings that a connection asks for as it begins: of a value, of a right, of a time, of a name, of a list. */
const REFUSED_SETTINGS: ReadonlySet<unknown> = new Set(['22023', '42501', '55P02', '42704', '42601']);

/** node-postgres gives these no code. */
const BY_MESSAGE: readonly (readonly [RegExp, ConnectionProblem])[] = [
  [
    /^The server does not support SSL connections/,
    {
      reason: 'the server does not speak TLS',
      remedy: 'Remove sslmode from DATABASE_URL, or turn ssl on in the server',
    },
  ],
  [/^SASL: .*password must be/, { reason: 'the server asks for a password', remedy: NAME_OR_PASSWORD }],
  [/^Connection terminated/, { reason: 'the other side closed the connection' }],
  [/^timeout expired/, { reason: 'the host does not answer' }],
  [
    /^Query read timeout/,
    { reason: 'an answer took longer than query_timeout', remedy: 'Raise it in DATABASE_URL, or remove it' },
  ],
  [
    /^SECURITY WARNING: Using sslmode=verify-ca/,
    {
      reason: 'sslmode=verify-ca checks who signed the certificate, and no authority is named',
      remedy: 'Name it with ?sslrootcert=/path/to/ca.pem in DATABASE_URL',
    },
  ],
  [
    /sslnegotiation\b/,
    {
      reason: 'sslnegotiation is postgres, or direct where TLS is asked for',
      remedy: 'Correct it in DATABASE_URL, or in PGSSLNEGOTIATION, or add ?sslmode=verify-full',
    },
  ],
];

/** @returns undefined for an error that is not about connecting */
export function connectionProblem(error: Error, databaseUrl: string | undefined): ConnectionProblem | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === undefined) return BY_MESSAGE.find(([pattern]) => pattern.test(error.message))?.[1];
  if ('severity' in error && error.severity === 'FATAL' && REFUSED_SETTINGS.has(code)) {
    return { reason: error.message, remedy: 'Look at options in DATABASE_URL, and at PGOPTIONS' };
  }
  const refused = REFUSED_CONNECTIONS.get(code);
  if (refused) return { reason: error.message, remedy: refused(error.message) };
  const file = unreadableFile(error, code, databaseUrl);
  if (file) return { reason: file, remedy: CHECK_FILES };
  if ((code === 'ENOENT' || code === 'EACCES') && 'syscall' in error && error.syscall === 'connect') {
    const reason = code === 'ENOENT' ? 'there is no such socket' : 'this user may not open the socket';
    return { reason, remedy: 'Check the folder of the socket in DATABASE_URL (host=), and that Postgres runs' };
  }
  if (typeof code === 'string' && code.startsWith('ERR_SSL_')) return { reason: `TLS failed: ${error.message}` };
  if (typeof code === 'string' && code.startsWith('ERR_OSSL_')) {
    return { reason: `TLS cannot begin: ${error.message}`, remedy: CHECK_FILES };
  }
  return BY_CODE.get(code);
}

const CHECK_FILES = 'Check sslrootcert, sslcert and sslkey in DATABASE_URL';

/** Of the files that a URL may name: what Node says of a folder has no path. */
function unreadableFile(error: Error, code: unknown, databaseUrl = ''): string | undefined {
  const path = 'path' in error ? error.path : undefined;
  if (code === 'EISDIR' && path === undefined && /[?&]ssl(?:rootcert|cert|key)=/.test(databaseUrl)) {
    return 'a file that it names is a folder';
  }
  if (typeof path !== 'string' || !namesFile(databaseUrl, path)) return undefined;
  if (code === 'ENOENT') return `there is no file ${path}`;
  return code === 'EACCES' || code === 'EPERM' ? `this user may not read ${path}` : undefined;
}

const namesFile = (databaseUrl: string, path: string): boolean =>
  databaseUrl !== '' && [...parseDatabaseUrl(databaseUrl).searchParams.values()].includes(path);
