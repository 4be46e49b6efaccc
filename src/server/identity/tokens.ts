import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { ApiSettings } from '../../env/api_settings.ts';
import type { Logger } from '../../env/log.ts';
import { type Identity, NotAcceptedError, roleNamed } from './identity.ts';

type TokenOptions = Pick<ApiSettings, 'jwtKey' | 'jwksUrl' | 'jwtIssuer' | 'jwtAudience' | 'jwtRoleClaim'>;

const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
const PUBLIC_KEY_ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
/** Seconds. */
const CLOCKS_DIFFER_BY = 30;
/** A token whose key is not known lets published keys be read again, no sooner than this after the last time. */
const KEYS_AGAIN_MILLISECONDS = 5_000;

/**
 * Verifies tokens and reads the role that they give. Which kind of algorithm is right follows from the key and never from
 * the token: a public key is no secret to anybody.
 */
export function makeTokenReader(options: TokenOptions, log: Logger): (token: string) => Promise<Identity> {
  const checks: JWTVerifyOptions = {
    issuer: options.jwtIssuer,
    audience: options.jwtAudience,
    requiredClaims: ['exp'],
    clockTolerance: CLOCKS_DIFFER_BY,
  };
  const verify = verifierOf(options, checks);
  return async (token) => {
    const claims = await verify(token).catch((error: unknown) => {
      if (options.jwksUrl !== undefined && isOfKeys(error)) {
        log.warn({ err: error }, 'the keys that bearer tokens are signed with cannot be read');
        throw new NotAcceptedError('the keys that bearer tokens are signed with cannot be read now: ask again', 503);
      }
      if (!(error instanceof errors.JOSEError)) throw error;
      throw new NotAcceptedError(`the bearer token is not accepted: ${error.message}`, 401);
    });
    const role = roleNamed(claimOf(claims, options.jwtRoleClaim));
    if (role) return { role, until: Number(claims.exp) + CLOCKS_DIFFER_BY };
    throw new NotAcceptedError(
      `the bearer token names no role in its claim "${options.jwtRoleClaim}": reader or operator`,
      403,
    );
  };
}

/** Whoever publishes the keys does not answer, or not with keys: that is nothing about the token. */
const isOfKeys = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);

function verifierOf(
  { jwtKey, jwksUrl }: TokenOptions,
  checks: JWTVerifyOptions,
): (token: string) => Promise<JWTPayload> {
  if (jwksUrl !== undefined) {
    const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: KEYS_AGAIN_MILLISECONDS });
    return async (token) => (await jwtVerify(token, keys, { ...checks, algorithms: PUBLIC_KEY_ALGORITHMS })).payload;
  }
  if (jwtKey === undefined) throw new Error('tokens cannot be verified without a key');
  const own = keyOf(jwtKey);
  const algorithms = own.type === 'secret' ? SECRET_ALGORITHMS : PUBLIC_KEY_ALGORITHMS;
  return async (token) => (await jwtVerify(token, own, { ...checks, algorithms })).payload;
}

const keyOf = (key: string): KeyObject =>
  key.includes('-----BEGIN') ? createPublicKey(key) : createSecretKey(key, 'utf8');

function claimOf(claims: JWTPayload, path: string): unknown {
  // Names of claims may hold dots, as those that are URLs do.
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? Reflect.get(value, name)
      : undefined;
  }, claims);
}
