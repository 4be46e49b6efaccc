import type { ApiSettings } from '../../env/api_settings.ts';
import type { Logger } from '../../env/log.ts';
import { type ApiRole, type Credentials, type Identity, NotAcceptedError, roleNamed } from './identity.ts';
import { isLoopback } from './loopback.ts';
import { verifiesTokens } from './open_to_all.ts';
import { makeTokenReader } from './tokens.ts';
import { trustAddresses } from './trusted_proxies.ts';

/**
 * Who asks: a bearer token says so, or the header of a proxy that is trusted by its address. Whoever says something that
 * does not hold is told so, and not taken for nobody.
 * @param host the address that the server listens on
 * @throws NotAcceptedError
 */
export function makeIdentify(
  host: string,
  settings: ApiSettings,
  log: Logger,
): (credentials: Credentials) => Promise<Identity> {
  const { anonymous, trustedProxies, proxyHeader } = settings;
  const readToken = verifiesTokens(settings) ? makeTokenReader(settings, log) : undefined;
  const isTrusted = trustAddresses(trustedProxies);
  const isOfThisMachine = isLoopback(host);

  /** What the proxy says; undefined when there is none, or it says nothing. */
  const saidByProxy = (said: string | string[] | undefined, address: string | undefined): ApiRole | undefined => {
    if (said === undefined || trustedProxies.length === 0) return undefined;
    if (!isTrusted(address)) {
      throw new NotAcceptedError(
        `the header ${proxyHeader} is taken from trusted proxies alone, and ${address} is none`,
        403,
      );
    }
    const role = roleNamed(said);
    if (role) return role;
    throw new NotAcceptedError(`the header ${proxyHeader} names no role: reader or operator`, 403);
  };

  /** The loopback address is no sign of anything when a proxy asks from there for others. */
  const nobodysRole = (address: string | undefined): ApiRole | undefined => {
    const reads = anonymous === undefined ? isOfThisMachine && !isTrusted(address) : anonymous === 'reader';
    return reads ? 'pgaugur_reader' : undefined;
  };

  return async ({ authorization, request: { headers, socket } }) => {
    const said = saidByProxy(headers[proxyHeader], socket.remoteAddress);
    if (said) return { role: said };
    const token = bearerToken(authorization);
    if (token === undefined) return { role: nobodysRole(socket.remoteAddress) };
    if (readToken) return readToken(token);
    throw new NotAcceptedError('this server verifies no tokens: PGAUGUR_JWT_KEY or --jwks-url would let it', 401);
  };
}

function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new NotAcceptedError('the header authorization is not "Bearer" and a token', 401);
  return token;
}
