import { Option } from 'commander';
import type { Settings } from '../../env/settings.ts';
import { UserError } from '../terminal/errors.ts';
import { databaseUrl, placeOf, tryConnection } from './database.ts';
import { patiently } from './patiently.ts';

/** `true` without a number. */
export type WaitFlag = { readonly wait?: true | string };

export const waitOption = (): Option =>
  new Option('--wait [seconds]', 'when Postgres does not answer, wait for it, for ever or so long, instead of exiting');

/**
 * Waits until the database answers, as far as --wait says. What comes then finds out whether it does.
 * @param asked fires when the process is asked to end
 * @throws whatever a connection throws that is no matter of time, as a wrong password
 */
export async function waitForDatabase(settings: Settings, { wait }: WaitFlag, asked: AbortSignal): Promise<void> {
  if (wait === undefined) return;
  const signals = wait === true ? [asked] : [asked, AbortSignal.timeout(1000 * wholeSeconds(wait))];
  await patiently(
    async () => tryConnection(await databaseUrl(settings), settings.schema),
    AbortSignal.any(signals),
    `waiting for ${placeOf(settings)} …`,
  );
}

function wholeSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UserError(`--wait: must be a whole number of seconds, received "${text}"`);
  return Number(text);
}
