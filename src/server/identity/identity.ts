import type { IncomingMessage } from 'node:http';
import { SafeError } from 'postgraphile/grafast';

/** What somebody may do here: the database decides by the role, as it does for SQL. */
export type ApiRole = 'pgaugur_reader' | 'pgaugur_operator';

/** Whoever asks, as far as it is known; without a role they may ask nothing. */
export type Identity = {
  readonly role: ApiRole | undefined;
  /** Until when that holds, in seconds since 1970; absent where it has no end. */
  readonly until?: number;
};

/** What a request says of whoever sent it. A websocket says it once, in its first message. */
export type Credentials = {
  readonly authorization: string | undefined;
  readonly request: Pick<IncomingMessage, 'headers' | 'socket'>;
};

/** Who somebody says to be does not hold: not asked again without being told so. */
export class NotAcceptedError extends SafeError<{ statusCode: number }> {
  override name = 'NotAcceptedError';
  constructor(message: string, statusCode: 401 | 403 | 503) {
    super(message, { statusCode });
  }
}

const ROLES: ReadonlyMap<unknown, ApiRole> = new Map([
  ['pgaugur_reader', 'pgaugur_reader'],
  ['reader', 'pgaugur_reader'],
  ['pgaugur_operator', 'pgaugur_operator'],
  ['operator', 'pgaugur_operator'],
]);

/** The greater of the roles that are named, one or several; undefined when none of them is ours. */
export function roleNamed(named: unknown): ApiRole | undefined {
  const roles = [named].flat().map((name) => ROLES.get(name));
  return roles.find((role) => role === 'pgaugur_operator') ?? roles.find((role) => role !== undefined);
}
