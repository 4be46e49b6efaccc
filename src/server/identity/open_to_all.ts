import type { ApiSettings } from '../../env/api_settings.ts';
import { isLoopback } from './loopback.ts';

/** That the server would answer to whoever reaches it, without anybody having said so. */
export class OpenToAllError extends Error {
  override name = 'OpenToAllError';
}

export const verifiesTokens = ({ jwtKey, jwksUrl }: ApiSettings): boolean =>
  jwtKey !== undefined || jwksUrl !== undefined;

/** @param host the address that the server listens on @throws OpenToAllError */
export function refuseToBeOpenToAll(host: string, settings: ApiSettings): void {
  const knowsWhoAsks = verifiesTokens(settings) || settings.trustedProxies.length > 0;
  if (isLoopback(host) || knowsWhoAsks || settings.anonymous !== undefined) return;
  throw new OpenToAllError(
    `on ${host} others can reach the API, and nothing says who they are: set PGAUGUR_JWT_KEY, --jwks-url or ` +
      '--trusted-proxies, or say --anonymous reader when everybody who reaches it may read',
  );
}
