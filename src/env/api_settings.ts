import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseStated, type Setting, SettingError } from './settings.ts';

const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()));

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && new URL(text).origin === text && /^https?:$/.test(new URL(text).protocol);

/** An address, or a network as 10.0.0.0/8. */
const isNetwork = (text: string): boolean => {
  const [address, bits, ...more] = text.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
  );
};

/** Settings of the API alone: who may ask it, and what. */
export const API_SETTINGS = {
  allowedOrigins: {
    variable: 'PGAUGUR_ALLOWED_ORIGINS',
    flag: '--allowed-origins <origins>',
    help: 'comma-separated origins whose pages may ask the API from elsewhere, as https://app.example; default none',
    schema: list
      .refine((origins) => origins.every(isOrigin), 'must be origins as https://app.example, without a path')
      .default([]),
  },
  anonymous: {
    variable: 'PGAUGUR_ANONYMOUS',
    flag: '--anonymous <what>',
    help: 'what whoever does not say who they are may do: reader or nothing; default reader on the loopback address, else nothing',
    schema: z.enum(['reader', 'nothing'], 'must be reader or nothing').optional(),
  },
  jwksUrl: {
    variable: 'PGAUGUR_JWKS_URL',
    flag: '--jwks-url <url>',
    help: 'where the public keys are that bearer tokens are signed with',
    schema: z
      .string()
      .refine((text) => URL.canParse(text) && /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(text), {
        error: 'must be an https URL (http on this machine)',
        abort: true,
      })
      .refine(
        (text) => new URL(text).username === '' && new URL(text).password === '',
        'must be an address without a name and password: no request is made with them',
      )
      .optional(),
  },
  jwtIssuer: {
    variable: 'PGAUGUR_JWT_ISSUER',
    flag: '--jwt-issuer <name>',
    help: 'who has to have issued a token (its claim iss); default anybody with the key',
    schema: z.string().optional(),
  },
  jwtAudience: {
    variable: 'PGAUGUR_JWT_AUDIENCE',
    flag: '--jwt-audience <name>',
    help: 'whom a token has to be for (its claim aud); default anybody',
    schema: z.string().optional(),
  },
  jwtRoleClaim: {
    variable: 'PGAUGUR_JWT_ROLE_CLAIM',
    flag: '--jwt-role-claim <name>',
    help: 'claim of a token that says reader or operator, a.b for one within another; default role',
    schema: z.string().default('role'),
  },
  trustedProxies: {
    variable: 'PGAUGUR_TRUSTED_PROXIES',
    flag: '--trusted-proxies <addresses>',
    help: 'comma-separated addresses and networks of proxies that say in a header who asks; default none',
    schema: list
      .refine((entries) => entries.every(isNetwork), 'must be IP addresses, or networks as 10.0.0.0/8')
      .default([]),
  },
  proxyHeader: {
    variable: 'PGAUGUR_PROXY_HEADER',
    flag: '--proxy-header <name>',
    help: 'the header in which they say reader or operator; default x-pgaugur-role',
    schema: z
      .string()
      .regex(/^[\w-]+$/, 'must be the name of a header')
      .transform((name) => name.toLowerCase())
      .default('x-pgaugur-role'),
  },
  documents: {
    variable: 'PGAUGUR_DOCUMENTS',
    flag: '--documents <file>',
    help: 'a JSON file of documents by their id: the API answers these and no others; default any document',
    schema: z.string().optional(),
  },
} as const satisfies Record<string, Setting>;

const schema = z.object({
  allowedOrigins: API_SETTINGS.allowedOrigins.schema,
  anonymous: API_SETTINGS.anonymous.schema,
  jwksUrl: API_SETTINGS.jwksUrl.schema,
  jwtIssuer: API_SETTINGS.jwtIssuer.schema,
  jwtAudience: API_SETTINGS.jwtAudience.schema,
  jwtRoleClaim: API_SETTINGS.jwtRoleClaim.schema,
  trustedProxies: API_SETTINGS.trustedProxies.schema,
  proxyHeader: API_SETTINGS.proxyHeader.schema,
  documents: API_SETTINGS.documents.schema,
} satisfies Record<keyof typeof API_SETTINGS, z.ZodType>);

export type ApiSettings = z.infer<typeof schema> & {
  /** A secret that signer and server share, or the signer's public key in PEM. */
  readonly jwtKey?: string;
};

export type ApiFlags = { readonly [K in keyof typeof API_SETTINGS]?: string };

const SHORTEST_SECRET = 32;

/**
 * The key is read from the environment alone: flags are seen in the list of processes.
 * @throws SettingError
 */
export function parseApiSettings(flags: ApiFlags, environment: NodeJS.ProcessEnv): ApiSettings {
  const settings = parseStated(API_SETTINGS, schema, flags, environment);
  const key = environment.PGAUGUR_JWT_KEY || undefined;
  if (key === undefined) return settings;
  const problem =
    settings.jwksUrl !== undefined
      ? 'is not used beside PGAUGUR_JWKS_URL: state one of them'
      : key.includes('-----BEGIN')
        ? isPublicKey(key)
          ? undefined
          : 'is no public key in PEM that can be read'
        : key.length >= SHORTEST_SECRET
          ? undefined
          : `must be a public key in PEM, or a secret of at least ${SHORTEST_SECRET} characters`;
  if (problem) throw new SettingError(`PGAUGUR_JWT_KEY: ${problem}`);
  return { ...settings, jwtKey: key };
}

function isPublicKey(pem: string): boolean {
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false; // that it cannot be read is the answer
  }
}
